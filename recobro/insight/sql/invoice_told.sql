-- Which reminders asked for an item: those that were told, and the one that is under way? The newest first.
-- Parameters: company, item, mode.
SELECT t."on", t.at, t.level_key, t.channel, t.undone_on, t.reminder_id, m.message_id, coalesce(m.recipient, '') AS recipient,
       coalesce(m.status, '') AS status
  FROM (SELECT "on", at, level_key, channel, undone_on, reminder_id, company_id
          FROM evaluation_told
         WHERE company_id = %(company)s AND mode = %(mode)s AND item_id = %(item)s
         UNION ALL
        SELECT r.as_of, NULL, s.level_key, '', NULL, s.reminder_id, s.company_id
          FROM evaluation_step s
          JOIN evaluation_reminder r ON r.id = s.reminder_id
         WHERE s.company_id = %(company)s AND s.mode = %(mode)s AND s.item_id = %(item)s AND s.released_at IS NULL
           AND NOT EXISTS (SELECT FROM evaluation_told t
                            WHERE t.company_id = s.company_id AND t.mode = s.mode AND t.item_id = s.item_id AND t.reminder_id = s.reminder_id)) t
  LEFT JOIN LATERAL (SELECT m.id AS message_id, split_part(m.recipient, chr(10), 1) AS recipient, m.status FROM outbox_message m
                      WHERE m.company_id = t.company_id AND m.reminder_id = t.reminder_id AND (t.channel = '' OR m.channel = t.channel)
                      ORDER BY m.id LIMIT 1) m ON true
 ORDER BY t."on" DESC, t.at DESC NULLS FIRST, t.level_key, t.channel
