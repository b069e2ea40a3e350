-- How many groups are about to be set off?
SELECT count(DISTINCT (customer_id, letter)) AS groups
  FROM (
-- include: ledger/letter_members
  ) member
 WHERE has_open AND (rest = 0 OR is_closed OR is_part)
