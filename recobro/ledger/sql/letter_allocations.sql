-- Which part of which credit pays which claim of its group? Both sides are laid end to end, oldest first, in each currency;
-- what lies over each other is set off, on the later of the two days.
WITH side AS (
    SELECT id, customer_id, letter, currency, free_on, amount > 0 AS is_claim,
           sum(abs(amount_open)) OVER laid - abs(amount_open) AS begins,
           sum(abs(amount_open)) OVER laid AS ends
      FROM (
-- include: ledger/letter_members
      ) member
     WHERE amount_open <> 0 AND (rest = 0 OR is_closed OR is_part)
    WINDOW laid AS (PARTITION BY customer_id, letter, currency, amount > 0 ORDER BY issued_on, id))
INSERT INTO ledger_allocation (company_id, customer_id, debit_item_id, debit_amount, credit_item_id, credit_amount, "on",
                               recorded_at, by)
SELECT %(company)s, claim.customer_id, claim.id, part.amount, credit.id, part.amount,
       greatest(claim.free_on, credit.free_on), %(at)s, %(by)s
  FROM side claim
  JOIN side credit ON (credit.customer_id, credit.letter, credit.currency) = (claim.customer_id, claim.letter, claim.currency)
 CROSS JOIN LATERAL (SELECT least(claim.ends, credit.ends) - greatest(claim.begins, credit.begins) AS amount) part
 WHERE claim.is_claim AND NOT credit.is_claim AND part.amount > 0
RETURNING debit_item_id, credit_item_id
