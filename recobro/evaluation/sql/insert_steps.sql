-- Which items does each reminder of the run speak of, at which level, and for how much?
INSERT INTO evaluation_step (company_id, customer_id, reminder_id, item_id, mode, level_id, level_key, severity, currency,
                             amount_open, amount_claimed)
SELECT %(company)s, v.customer_id, r.id, v.item_id, r.mode, v.level_id, v.level_key, v.severity, v.currency, v.open, v.claimable
  FROM stage_verdict v
  JOIN evaluation_reminder r ON r.company_id = %(company)s AND r.run_id = %(run)s AND r.customer_id = v.customer_id
                            AND r.is_outward = coalesce(v.is_outward, false)
 WHERE v.outcome = 'remind'
 ORDER BY r.id, v.item_id
