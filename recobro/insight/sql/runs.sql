-- The runs of a company, the newest first, each with what became of its messages. Parameters: company, mode, run (null: all), before (null:
-- the first page), size.
SELECT r.id, r.as_of, r.at, r.by, r.outcomes, (SELECT count(*) FROM evaluation_reminder e WHERE e.run_id = r.id) AS reminders, m.*
  FROM (SELECT * FROM evaluation_run
         WHERE company_id = %(company)s AND mode = %(mode)s AND (%(run)s::bigint IS NULL OR id = %(run)s)
           AND (%(before)s::bigint IS NULL OR id < %(before)s)
         ORDER BY id DESC LIMIT %(size)s) r
 CROSS JOIN LATERAL (
       SELECT count(*) AS planned, count(*) FILTER (WHERE status = 'sent') AS sent, count(*) FILTER (WHERE status = 'bounced') AS bounced,
              count(*) FILTER (WHERE status = 'dropped') AS dropped, count(*) FILTER (WHERE status = 'failed') AS failed,
              count(*) FILTER (WHERE status = 'unknown') AS unknown, count(*) FILTER (WHERE status IN ('waiting', 'sending')) AS waiting
         FROM outbox_message o WHERE o.company_id = %(company)s AND o.run_id = r.id) m
 ORDER BY r.id DESC
