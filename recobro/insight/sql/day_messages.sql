-- Which messages belong to the day: those of its runs, and what waits or is leaving from days before? `state`: to approve, ready (approved),
-- printed (not posted yet), or the status. Parameters: company, mode, as_of, salesperson (null: of all customers).
SELECT m.id, m.reminder_id, m.customer_id, m.channel, m.asks,
       CASE WHEN m.status <> 'waiting' THEN m.status
            WHEN m.batch_id IS NOT NULL THEN 'printed'
            WHEN w.reminder_id IS NOT NULL THEN 'to_approve'
            ELSE 'ready' END AS state
  FROM outbox_message m
  LEFT JOIN (
-- include: outbox/waiting_reminders
       ) w ON w.reminder_id = m.reminder_id
 WHERE m.company_id = %(company)s
   AND m.id IN (SELECT o.id FROM outbox_message o
                 WHERE o.company_id = %(company)s AND o.kind = 'reminder'
                   AND o.run_id IN (SELECT r.id FROM evaluation_run r
                                     WHERE r.company_id = %(company)s AND r.mode = %(mode)s AND r.as_of = %(as_of)s)
                 UNION
                SELECT o.id FROM outbox_message o
                 WHERE o.company_id = %(company)s AND o.mode = %(mode)s AND o.kind = 'reminder' AND o.status IN ('waiting', 'sending'))
   AND (%(salesperson)s::text IS NULL
        OR EXISTS (SELECT FROM ledger_customer c WHERE c.id = m.customer_id AND lower(c.salesperson) = lower(%(salesperson)s)))
