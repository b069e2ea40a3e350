-- How many messages of the day stand where, by level and channel? Parameters: those of day_messages.
SELECT r.level_key, max(r.severity) AS severity, d.channel, d.state, count(*) AS messages
  FROM (
-- include: insight/day_messages
       ) d
  JOIN evaluation_reminder r ON r.id = d.reminder_id
 GROUP BY r.level_key, d.channel, d.state
