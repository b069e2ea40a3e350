-- From which systems do the items of the company come? It jumps from one to the next, and reads one item of each.
-- Parameters: company.
WITH RECURSIVE found (source) AS (
    (SELECT source FROM ledger_item WHERE company_id = %(company)s ORDER BY source LIMIT 1)
    UNION ALL
    SELECT (SELECT i.source FROM ledger_item i WHERE i.company_id = %(company)s AND i.source > found.source ORDER BY i.source LIMIT 1)
      FROM found
     WHERE found.source IS NOT NULL
)
SELECT source FROM found WHERE source IS NOT NULL
