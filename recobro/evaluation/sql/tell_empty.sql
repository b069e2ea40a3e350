-- Which empty levels are reached? They count as told.
INSERT INTO evaluation_told (company_id, customer_id, item_id, mode, level_key, severity, "on", at, channel, is_contact)
SELECT %(company)s, customer_id, item_id, %(mode)s, level_key, severity, %(as_of)s, %(at)s, 'none', false
  FROM stage_verdict
 WHERE outcome = 'empty_level'
    ON CONFLICT DO NOTHING
