-- Which money of the bank that is not cleared is exactly this? The nearest to the day of the books first, and how many there are.
-- `near`: 0 booked within a week before the day, 2 before. Parameters: company, currency, on, amount, most.
SELECT id, '' AS number, payer_name AS name, amount_left AS amount, booked_on AS "on",
       CASE WHEN booked_on > %(on)s::date - 7 THEN 0 ELSE 2 END AS near, count(*) OVER () AS alike
  FROM bank_movement
 WHERE company_id = %(company)s AND currency = %(currency)s AND amount_left = %(amount)s AND amount_left <> 0 AND booked_on <= %(on)s
 ORDER BY booked_on DESC, id DESC
 LIMIT %(most)s
