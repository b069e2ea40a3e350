-- Which credits are kept for a purpose on a day: as an advance, a deposit or a guarantee that is not released yet?
-- Parameters: company, as_of, customers (bigint[]; the line that ends with `some customers` is left out for all).
SELECT item_id
  FROM ledger_mark
 WHERE company_id = %(company)s AND kind IN ('advance', 'deposit', 'guarantee') AND item_id IS NOT NULL
   AND from_on <= %(as_of)s AND coalesce(until_on, 'infinity') >= %(as_of)s AND (ended_on IS NULL OR ended_on > %(as_of)s)
   AND customer_id = ANY (%(customers)s::bigint[])  -- some customers
