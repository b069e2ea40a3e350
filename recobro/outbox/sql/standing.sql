-- What waits for a person, of all nights?
-- Parameters: company, mode.
SELECT (SELECT count(*) FROM (
-- include: outbox/waiting_reminders
       ) w) AS to_approve,
       count(*) FILTER (WHERE status = 'unknown') AS unknown, count(*) FILTER (WHERE status = 'failed') AS failed,
       (SELECT count(*) FROM outbox_batch WHERE company_id = %(company)s AND mode = %(mode)s AND posted_on IS NULL) AS to_post
  FROM outbox_message
 WHERE company_id = %(company)s AND mode = %(mode)s AND status IN ('unknown', 'failed')
