-- The messages of which nobody knows, and those that failed: the newest first. Parameters: company, mode, salesperson (null: of all
-- customers), before (null: the first page), size.
SELECT m.id, m.reminder_id, m.customer_id, c.code, c.name, m.channel, m.recipient, m.subject, m.status, m.why, m.moved_at
  FROM outbox_message m
  JOIN ledger_customer c ON c.id = m.customer_id
 WHERE m.company_id = %(company)s AND m.mode = %(mode)s AND m.status IN ('unknown', 'failed')
   AND (%(before)s::bigint IS NULL OR m.id < %(before)s)
   AND (%(salesperson)s::text IS NULL OR lower(c.salesperson) = lower(%(salesperson)s))
 ORDER BY m.id DESC
 LIMIT %(size)s
