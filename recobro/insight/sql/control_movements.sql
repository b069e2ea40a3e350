-- Which money of the bank that is not cleared is exactly this? Parameters: company, currency, on, amount, most.
SELECT id, '' AS number, payer_name AS name, amount_left AS amount, booked_on AS "on"
  FROM bank_movement
 WHERE company_id = %(company)s AND currency = %(currency)s AND amount_left = %(amount)s AND amount_left <> 0 AND booked_on <= %(on)s
 ORDER BY booked_on DESC, id DESC
 LIMIT %(most)s
