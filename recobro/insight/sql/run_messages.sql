-- A page of the messages of a run, in their order. Parameters: company, run, changed_only (only what was dropped, or left with less),
-- after (null: the first page), size.
SELECT m.id, m.reminder_id, r.customer_id, c.code, c.name, r.level_key, m.channel, m.recipient, m.language, m.status, m.why, m.asks, m.moved_at,
       r.needs_person,
       coalesce((SELECT a.by FROM evaluation_approval a WHERE a.reminder_id = r.id ORDER BY a.id DESC LIMIT 1), '') AS approved_by,
       (SELECT a.at FROM evaluation_approval a WHERE a.reminder_id = r.id ORDER BY a.id DESC LIMIT 1) AS approved_at
  FROM outbox_message m
  JOIN evaluation_reminder r ON r.id = m.reminder_id
  JOIN ledger_customer c ON c.id = m.customer_id
 WHERE m.company_id = %(company)s AND m.run_id = %(run)s AND (%(after)s::bigint IS NULL OR m.id > %(after)s)
   AND (NOT %(changed_only)s OR m.status = 'dropped' OR (m.status IN ('sent', 'bounced') AND m.sent_fingerprint NOT IN ('', m.fingerprint)))
 ORDER BY m.id
 LIMIT %(size)s
