-- What did all customers owe on a day, less what we owed them, by currency? Parameters: company, as_of, known_at.
SELECT o.currency, sum(o.open) AS balance
  FROM (
-- include: ledger/open_item
  ) o
 GROUP BY o.currency
