-- Which lines speak of a customer that neither we nor the file know?
SELECT s.line, s.code
  FROM (SELECT line, code FROM stage_item UNION ALL SELECT line, code FROM stage_contact) s
 WHERE NOT EXISTS (SELECT FROM ledger_customer c WHERE c.company_id = %(company)s AND c.code = s.code)
 ORDER BY s.line
