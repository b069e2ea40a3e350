-- Which steps of the reminder (of these items; null: of all) were not told? A later run may propose them again.
UPDATE evaluation_step s SET released_at = %(at)s
 WHERE s.company_id = %(company)s AND s.reminder_id = %(reminder)s AND s.released_at IS NULL
   AND (%(items)s::bigint[] IS NULL OR s.item_id = ANY (%(items)s::bigint[]))
   AND NOT EXISTS (SELECT FROM evaluation_told t
                    WHERE t.company_id = s.company_id AND t.mode = s.mode AND t.item_id = s.item_id AND t.reminder_id = s.reminder_id
                      AND t.undone_on IS NULL)
