-- Tasks and calls that are due on a day, or overdue (late), the oldest first: of all customers or of some, with whoever does them.
-- At most so many of them; `of_all` says how many there are.
-- Of those who are kept back (`kept`) only what a person wrote and what is no call.
-- Parameters: company, mode, today, late, most, kept (bigint[]), customers (bigint[]; lines that end with `some customers` are left out for all).
SELECT t.id, t.title, t.due_on, t.customer_id, c.name, coalesce(nullif(t.assignee, ''), c.collector) AS who, count(*) OVER () AS of_all
  FROM casework_task t
  JOIN ledger_customer c ON c.company_id = t.company_id AND c.id = t.customer_id
 WHERE t.company_id = %(company)s AND t.mode = %(mode)s AND t.done_on IS NULL
   AND t.due_on <= %(today)s AND (NOT %(late)s OR t.due_on < %(today)s)
   AND NOT (t.customer_id = ANY (%(kept)s::bigint[]) AND (t.kind = 'call' OR t.message_id IS NOT NULL))
   AND t.customer_id = ANY (%(customers)s::bigint[])  -- some customers
 ORDER BY t.due_on, t.id
 LIMIT %(most)s
