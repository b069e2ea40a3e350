-- Until which day do the statements of every account go? An account that has been silent for 60 days when another one
-- speaks is taken to be closed. What banks send during the day (not final) does not count. Parameters: company.
SELECT min(a.until) AS until
  FROM (SELECT max(greatest(closing_on, last_on)) AS until, max(max(greatest(closing_on, last_on))) OVER () AS newest
          FROM bank_statement
         WHERE company_id = %(company)s AND is_final
         GROUP BY account, currency) a
 WHERE a.until >= a.newest - 60
