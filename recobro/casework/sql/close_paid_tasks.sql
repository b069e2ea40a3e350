-- Which open tasks are about items that are all paid? They are done. An item with a fact after the day is not known to be paid on it.
-- Parameters: company, mode, as_of, at, paid (who did it).
UPDATE casework_task t
   SET done_on = %(as_of)s, done_at = %(at)s, done_by = %(paid)s
 WHERE t.company_id = %(company)s AND t.mode = %(mode)s AND t.done_on IS NULL
   AND EXISTS (SELECT FROM casework_taskitem ti WHERE ti.task_id = t.id)
   AND NOT EXISTS (SELECT FROM casework_taskitem ti
                     JOIN ledger_item i ON i.id = ti.item_id
                    WHERE ti.task_id = t.id AND (i.amount_open <> 0 OR i.last_fact_on > %(as_of)s))
