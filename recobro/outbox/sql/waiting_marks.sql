-- What waits to be approved, by level: one mark over its reminders as they stand now, and one over all (level empty). Another reminder,
-- one less or an edit makes another mark. Parameters: company, mode.
WITH waiting AS (
    SELECT w.reminder_id, w.fingerprint, r.level_key
      FROM (
-- include: outbox/waiting_reminders
           ) w
      JOIN evaluation_reminder r ON r.id = w.reminder_id
)
SELECT coalesce(level_key, '') AS level, md5(string_agg(reminder_id || ' ' || fingerprint, ',' ORDER BY reminder_id)) AS mark
  FROM waiting
 GROUP BY GROUPING SETS ((level_key), ())
