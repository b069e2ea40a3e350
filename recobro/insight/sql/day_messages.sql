-- Which messages belong to the day: those of its runs, and what waits or is leaving from days before? `state`: to approve, ready (approved),
-- printed (not posted yet), or the status. Parameters: company, mode, as_of, salesperson (null: of all customers).
-- (Both questions inside are asked once and hashed, whatever the planner believes of how many rows there are.)
SELECT m.id, m.reminder_id, m.customer_id, m.channel, m.asks,
       CASE WHEN m.status <> 'waiting' THEN m.status
            WHEN m.batch_id IS NOT NULL THEN 'printed'
            WHEN m.reminder_id IN (SELECT w.reminder_id FROM (
-- include: outbox/waiting_reminders
                 ) w) THEN 'to_approve'
            ELSE 'ready' END AS state
  FROM (SELECT o.*
          FROM outbox_message o
         WHERE o.company_id = %(company)s
           AND o.run_id = ANY (ARRAY(SELECT r.id FROM evaluation_run r
                                      WHERE r.company_id = %(company)s AND r.mode = %(mode)s AND r.as_of = %(as_of)s))
         UNION ALL
        SELECT o.*
          FROM outbox_message o
         WHERE o.company_id = %(company)s AND o.mode = %(mode)s AND o.kind = 'reminder' AND o.status IN ('waiting', 'sending')
           AND o.run_id <> ALL (ARRAY(SELECT r.id FROM evaluation_run r
                                       WHERE r.company_id = %(company)s AND r.mode = %(mode)s AND r.as_of = %(as_of)s))) m
 WHERE (%(salesperson)s::text IS NULL
        OR EXISTS (SELECT FROM ledger_customer c WHERE c.id = m.customer_id AND lower(c.salesperson) = lower(%(salesperson)s)))
OFFSET 0 -- (a fence: the state is worked out once, not wherever it is named)
