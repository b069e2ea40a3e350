-- Which movements may pay an item that one of these may pay? These themselves are among them.
-- Parameters: company, movements.
SELECT l.movement_id
  FROM bank_looked l
 WHERE l.company_id = %(company)s
   AND l.clues && (SELECT array_agg(DISTINCT clue)
                     FROM bank_looked mine
                     CROSS JOIN LATERAL unnest(mine.clues) AS clue
                    WHERE mine.company_id = %(company)s AND mine.movement_id = ANY (%(movements)s::bigint[]) AND clue LIKE 'item %%')
