-- Which open tasks of earlier levels does the task of a new one take the place of? They are for the same role, fell due before it, and are
-- about nothing that is open but what the new one is about.
-- Parameters: company, task (the new one), overtaken (who did it).
UPDATE casework_task t
   SET done_on = n.due_on, done_at = n.recorded_at, done_by = %(overtaken)s
  FROM casework_task n
 WHERE n.company_id = %(company)s AND n.id = %(task)s
   AND t.company_id = n.company_id AND t.customer_id = n.customer_id AND t.mode = n.mode AND t.role = n.role
   AND t.done_on IS NULL AND t.message_id IS NOT NULL AND t.due_on < n.due_on
   AND EXISTS (SELECT FROM casework_taskitem ti WHERE ti.task_id = t.id)
   AND NOT EXISTS (SELECT FROM casework_taskitem ti
                     JOIN ledger_item i ON i.id = ti.item_id
                    WHERE ti.task_id = t.id AND i.amount_open <> 0
                      AND NOT EXISTS (SELECT FROM casework_taskitem ni WHERE ni.task_id = n.id AND ni.item_id = ti.item_id))
