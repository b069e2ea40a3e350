-- What do the messages of the day ask for, by level, channel and currency? And all reminders together, each once (level and channel
-- empty). What was dropped asks for nothing. Parameters: those of day_messages.
WITH d AS (
-- include: insight/day_messages
)
SELECT r.level_key, d.channel, asked.key AS currency, sum(asked.value::numeric) AS amount
  FROM d
  JOIN evaluation_reminder r ON r.id = d.reminder_id
  CROSS JOIN LATERAL jsonb_each_text(d.asks) AS asked (key, value)
 WHERE d.state <> 'dropped'
 GROUP BY r.level_key, d.channel, asked.key
 UNION ALL
SELECT '', '', asked.key, sum(asked.value::numeric)
  FROM (SELECT DISTINCT ON (reminder_id) asks FROM d WHERE state <> 'dropped' ORDER BY reminder_id, id) once
  CROSS JOIN LATERAL jsonb_each_text(once.asks) AS asked (key, value)
 GROUP BY asked.key
 ORDER BY currency
