-- A page of the day's reminders, the most severe first. Parameters: those of day_messages; state, level, channel (null: any),
-- collectors (lower case; null: of all), after_severity and after_id (null: the first page), size.
WITH d AS (
-- include: insight/day_messages
),
found AS (
    SELECT d.reminder_id, array_agg(d.channel || ' ' || d.state ORDER BY d.id) AS messages, (array_agg(d.asks ORDER BY d.id))[1] AS asks,
           bool_or(d.state = 'to_approve') AS to_approve
      FROM d
     GROUP BY d.reminder_id
    HAVING (%(state)s::text IS NULL OR bool_or(d.state = %(state)s)) AND (%(channel)s::text IS NULL OR bool_or(d.channel = %(channel)s))
)
SELECT r.id, r.as_of, r.customer_id, c.code, c.name, c.collector, r.level_key, r.severity, r.needs_person, f.messages, f.asks, f.to_approve,
       (SELECT count(*) FROM evaluation_step s
         WHERE s.reminder_id = r.id AND s.severity = r.severity AND s.released_at IS NULL) AS items,
       EXISTS (SELECT FROM outbox_edit e JOIN outbox_message m ON m.id = e.message_id
                WHERE m.company_id = %(company)s AND m.reminder_id = r.id) AS is_edited,
       coalesce((SELECT a.by FROM evaluation_approval a WHERE a.reminder_id = r.id ORDER BY a.id DESC LIMIT 1), '') AS approved_by
  FROM found f
  JOIN evaluation_reminder r ON r.id = f.reminder_id
  JOIN ledger_customer c ON c.id = r.customer_id
 WHERE (%(level)s::text IS NULL OR r.level_key = %(level)s)
   AND (%(collectors)s::text[] IS NULL OR lower(c.collector) = ANY (%(collectors)s))
   AND (%(after_id)s::bigint IS NULL OR (-r.severity, r.id) > (-%(after_severity)s::int, %(after_id)s))
 ORDER BY -r.severity, r.id
 LIMIT %(size)s
