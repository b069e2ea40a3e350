-- Which reminder that waits for approval comes after this one, which before it, and how many wait? Parameters: company, mode,
-- severity and id of this one.
WITH waiting AS (
    SELECT r.id, -r.severity AS rank
      FROM evaluation_reminder r
      JOIN (
-- include: outbox/waiting_reminders
           ) w ON w.reminder_id = r.id
)
SELECT (SELECT id FROM waiting WHERE (rank, id) > (-%(severity)s::int, %(id)s::bigint) ORDER BY rank, id LIMIT 1) AS following,
       (SELECT id FROM waiting WHERE (rank, id) < (-%(severity)s::int, %(id)s::bigint) ORDER BY rank DESC, id DESC LIMIT 1) AS before,
       (SELECT count(*) FROM waiting) AS waiting
