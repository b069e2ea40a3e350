-- What became of the messages of a run, by level and channel? Parameters: company, run.
SELECT r.level_key, max(r.severity) AS severity, o.channel, count(*) AS planned, count(*) FILTER (WHERE o.status = 'sent') AS sent,
       count(*) FILTER (WHERE o.status = 'bounced') AS bounced, count(*) FILTER (WHERE o.status = 'dropped') AS dropped,
       count(*) FILTER (WHERE o.status = 'failed') AS failed, count(*) FILTER (WHERE o.status = 'unknown') AS unknown,
       count(*) FILTER (WHERE o.status IN ('waiting', 'sending')) AS waiting
  FROM outbox_message o
  JOIN evaluation_reminder r ON r.id = o.reminder_id
 WHERE o.company_id = %(company)s AND o.run_id = %(run)s
 GROUP BY r.level_key, o.channel
 ORDER BY max(r.severity) DESC, r.level_key, o.channel
