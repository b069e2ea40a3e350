-- Which tasks has a customer open (and which are these, done or not), and what is needed to say them in another language than they are stored in?
-- Parameters: company, mode, customer (null: of none), tasks (bigint[]), language.
SELECT t.id AS task_id, t.kind, t.role, t.assignee, t.customer_id, t.title, t.script, t.due_on, t.done_on, t.done_by,
       EXISTS (SELECT FROM casework_taskitem i WHERE i.task_id = t.id) AS unless_paid,
       t.cause, c.name AS customer, m.channel, coalesce(nullif(m.sent_content, ''), m.content) AS content,
       r.version_id, r.level_key, v.source
  FROM casework_task t
  JOIN ledger_customer c ON c.id = t.customer_id
  LEFT JOIN outbox_message m ON m.company_id = t.company_id AND m.id = t.message_id AND m.language <> %(language)s
  LEFT JOIN evaluation_reminder r ON r.id = m.reminder_id
  LEFT JOIN policy_version v ON v.id = r.version_id
 WHERE t.company_id = %(company)s AND t.mode = %(mode)s
   AND (t.id = ANY (%(tasks)s::bigint[]) OR t.customer_id = %(customer)s AND t.done_on IS NULL)
 ORDER BY t.due_on, t.id
