-- Which contacts are new?
INSERT INTO ledger_contact (company_id, customer_id, role, name, email, phone, language)
SELECT DISTINCT ON (c.id, s.role, s.email, s.name) %(company)s, c.id, s.role, s.name, s.email, s.phone, s.language
  FROM stage_contact s
  JOIN ledger_customer c ON c.company_id = %(company)s AND c.code = s.code
 WHERE s.email <> '' OR s.phone <> '' OR s.name <> ''
 ORDER BY c.id, s.role, s.email, s.name, s.line
    ON CONFLICT (company_id, customer_id, role, email, name)
    DO UPDATE SET phone = coalesce(nullif(EXCLUDED.phone, ''), ledger_contact.phone),
                  language = coalesce(nullif(EXCLUDED.language, ''), ledger_contact.language)
       WHERE (EXCLUDED.phone, EXCLUDED.language) IS DISTINCT FROM (ledger_contact.phone, ledger_contact.language)
