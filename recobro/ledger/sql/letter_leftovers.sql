-- What is still open in the groups that were set off, or could not be?
SELECT *
  FROM (
-- include: ledger/letter_members
  ) member
 WHERE amount_open <> 0 AND NOT (is_part AND rest <> 0)
 ORDER BY customer_id, letter, issued_on, id
