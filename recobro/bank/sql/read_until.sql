-- Until which day do the statements of every account go? An account that has been silent for 60 days when another one
-- speaks is taken to be closed. What banks send during the day (not final) does not count, nor does a statement whose
-- balances do not agree: something may be missing. Days that were still to come when the file was read are typing mistakes
-- or announcements, and say nothing. Parameters: company.
WITH said AS (
    SELECT s.account, s.currency, s.id, s.closing_on, s.last_on, (f.at AT TIME ZONE company.time_zone)::date AS read_on
      FROM bank_statement s
      JOIN bank_bankfile f ON f.company_id = s.company_id AND f.id = s.file_id
      JOIN access_company company ON company.id = s.company_id
     WHERE s.company_id = %(company)s AND s.is_final AND coalesce(s.difference, 0) = 0
), days AS (
    SELECT account, currency,
           greatest(
               CASE WHEN closing_on <= read_on THEN closing_on END,
               CASE WHEN last_on <= read_on THEN last_on
                    WHEN last_on > read_on
                    THEN (SELECT max(m.booked_on) FROM bank_movement m
                           WHERE m.company_id = %(company)s AND m.statement_id = said.id AND m.booked_on <= read_on) END
           ) AS until
      FROM said
)
SELECT min(a.until) AS until
  FROM (SELECT max(until) AS until, max(max(until)) OVER () AS newest FROM days GROUP BY account, currency) a
 WHERE a.until >= a.newest - 60
