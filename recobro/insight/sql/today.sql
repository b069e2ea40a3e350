-- Whom has a person to contact today, and what for? One row per customer, with what his place on the list is made of.
-- Parameters: company, mode, today, broken (bigint[]: the customers of broken promises) and waited_until (date[]: of each),
-- whose (text[]: names of collectors in small letters; null: everybody's), salesperson (null: everybody's).
WITH
-- a task or call that is due; not one of which everything was paid today, which the next run closes
task AS (
    SELECT customer_id, count(*) AS tasks, count(*) FILTER (WHERE kind = 'call') AS calls,
           count(*) FILTER (WHERE kind <> 'call' AND message_id IS NULL) AS errands, min(due_on) AS task_due_on,
           (array_agg(id ORDER BY due_on, id))[1] AS task_id,
           (array_agg(message_id IS NOT NULL OR cause <> '' ORDER BY due_on, id))[1] AS is_of_rule, (array_agg(title ORDER BY due_on, id))[1] AS title, array_agg(DISTINCT lower(assignee)) AS assignees
      FROM casework_task t
     WHERE company_id = %(company)s AND mode = %(mode)s AND done_on IS NULL AND due_on <= %(today)s
       AND (NOT EXISTS (SELECT FROM casework_taskitem ti WHERE ti.task_id = t.id)
            OR EXISTS (SELECT FROM casework_taskitem ti JOIN ledger_item i ON i.id = ti.item_id
                        WHERE ti.task_id = t.id AND i.amount_open <> 0))
     GROUP BY customer_id
),
-- a day that a person chose and that has come, while nobody has come back to the customer since
chosen AS (
    SELECT DISTINCT ON (customer_id) customer_id, "on" AS chosen_on, reason
      FROM casework_nextcontact n
     WHERE company_id = %(company)s AND ended_on IS NULL AND "on" <= %(today)s
       AND NOT EXISTS (SELECT FROM casework_call c
                        WHERE c.company_id = n.company_id AND c.customer_id = n.customer_id AND c."on" >= n."on")
       AND NOT EXISTS (SELECT FROM evaluation_told t
                        WHERE t.company_id = n.company_id AND t.customer_id = n.customer_id AND t.mode = %(mode)s
                          AND t.is_contact AND t.undone_on IS NULL AND t."on" >= n."on")
     ORDER BY customer_id, "on" DESC
),
-- a promise that was broken, while nobody has called the customer since
broken AS (
    SELECT customer_id, count(*) AS times
      FROM unnest(%(broken)s::bigint[], %(waited_until)s::date[]) AS p (customer_id, waits_until)
     WHERE NOT EXISTS (SELECT FROM casework_call c
                        WHERE c.company_id = %(company)s AND c.customer_id = p.customer_id AND c."on" > p.waits_until)
     GROUP BY customer_id
),
wanted AS (
    SELECT customer_id FROM task UNION SELECT customer_id FROM chosen UNION SELECT customer_id FROM broken
),
debtor AS (
    SELECT c.id AS customer_id, c.code, c.name, c.collector, c.salesperson,
           -- is something recorded that may keep us from contacting him? (the evaluation says whether it does)
           (c.payment_method = 'direct_debit'
            OR EXISTS (SELECT FROM ledger_item i WHERE i.company_id = c.company_id AND i.customer_id = c.id AND i.amount_open <> 0
                          AND (i.amount_open < 0 OR i.payment_method = 'direct_debit'))
            OR EXISTS (SELECT FROM ledger_mark m WHERE m.company_id = c.company_id AND m.customer_id = c.id
                          AND coalesce(m.ended_on, 'infinity') > %(today)s)
            OR EXISTS (SELECT FROM casework_dispute d WHERE d.company_id = c.company_id AND d.customer_id = c.id
                          AND coalesce(d.ended_on, 'infinity') > %(today)s)
            OR EXISTS (SELECT FROM casework_paper p WHERE p.company_id = c.company_id AND p.customer_id = c.id
                          AND coalesce(p.ended_on, 'infinity') > %(today)s)
            OR EXISTS (SELECT FROM casework_retained r WHERE r.company_id = c.company_id AND r.customer_id = c.id
                          AND coalesce(r.ended_on, 'infinity') > %(today)s)
            OR EXISTS (SELECT FROM casework_plan p WHERE p.company_id = c.company_id AND p.customer_id = c.id
                          AND coalesce(p.ended_on, 'infinity') > %(today)s)
            OR EXISTS (SELECT FROM casework_promise p WHERE p.company_id = c.company_id AND p.customer_id = c.id
                          AND p.waits_until >= %(today)s AND coalesce(p.ended_on, 'infinity') > %(today)s)
            OR EXISTS (SELECT FROM casework_expecteddate e WHERE e.company_id = c.company_id AND e.customer_id = c.id
                          AND e."on" >= %(today)s AND coalesce(e.ended_on, 'infinity') > %(today)s)
            OR EXISTS (SELECT FROM casework_hold h WHERE h.company_id = c.company_id AND h.customer_id = c.id
                          AND h.until_on >= %(today)s AND coalesce(h.ended_on, 'infinity') > %(today)s)
            OR EXISTS (SELECT FROM bank_maybepaid b WHERE b.company_id = c.company_id AND b.customer_id = c.id)
            OR EXISTS (SELECT FROM casework_complaint k WHERE k.company_id = c.company_id AND k.customer_id = c.id
                          AND coalesce(k.ended_on, 'infinity') > %(today)s)
            OR EXISTS (SELECT FROM casework_nextcontact n WHERE n.company_id = c.company_id AND n.customer_id = c.id
                          AND n."on" > %(today)s AND coalesce(n.ended_on, 'infinity') > %(today)s)) AS is_doubtful
      FROM wanted w
      JOIN ledger_customer c ON c.company_id = %(company)s AND c.id = w.customer_id
      LEFT JOIN task t ON t.customer_id = w.customer_id
     WHERE (%(salesperson)s::text IS NULL OR c.salesperson = %(salesperson)s)
       AND (%(whose)s::text[] IS NULL OR c.collector = '' OR lower(c.collector) = ANY (%(whose)s) OR t.assignees && %(whose)s)
),
-- what is overdue, in each currency
late AS (
    SELECT d.customer_id, i.currency, sum(i.amount_open) AS overdue, min(i.due_on) AS oldest_due_on
      FROM debtor d
      JOIN ledger_item i ON i.company_id = %(company)s AND i.customer_id = d.customer_id AND i.amount_open <> 0
     WHERE i.amount_open > 0 AND i.due_on < %(today)s
     GROUP BY d.customer_id, i.currency
),
-- amounts of different currencies are not added: each counts as a share of the largest one of its own
share AS (
    SELECT customer_id, max(part) AS part, min(oldest_due_on) AS oldest_due_on
      FROM (SELECT customer_id, oldest_due_on, overdue / max(overdue) OVER (PARTITION BY currency) AS part FROM late) parts
     GROUP BY customer_id
),
pointed AS (
    SELECT d.customer_id, d.code, d.name, d.collector,
           coalesce(t.tasks, 0) AS tasks, coalesce(t.calls, 0) AS calls, coalesce(t.errands, 0) AS errands,
           t.task_id, coalesce(t.is_of_rule, false) AS is_of_rule, d.is_doubtful, t.task_due_on, coalesce(t.title, '') AS title,
           n.chosen_on, coalesce(n.reason, '') AS chosen_reason, coalesce(b.times, 0) AS broken,
           s.oldest_due_on, round(50 * coalesce(s.part, 0))::int AS points_amount,
           least(30, greatest(0, coalesce(%(today)s::date - s.oldest_due_on, 0)) / 3) AS points_age,
           least(20, 10 * coalesce(b.times, 0)) AS points_broken
      FROM debtor d
      LEFT JOIN task t USING (customer_id)
      LEFT JOIN chosen n USING (customer_id)
      LEFT JOIN broken b USING (customer_id)
      LEFT JOIN share s USING (customer_id)
)
SELECT * FROM pointed ORDER BY points_amount + points_age + points_broken DESC, customer_id
