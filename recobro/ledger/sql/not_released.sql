-- Which credits are kept for a purpose until somebody releases them? (whatever the day: nothing is proposed of them) Parameters: company.
SELECT item_id
  FROM ledger_mark
 WHERE company_id = %(company)s AND kind IN ('advance', 'deposit', 'guarantee') AND item_id IS NOT NULL AND ended_on IS NULL
