-- What waits for a person, of all nights? And until when was the bank read?
-- Parameters: company, mode.
SELECT (SELECT count(*) FROM (
-- include: outbox/waiting_reminders
       ) w) AS to_approve,
       count(*) FILTER (WHERE status = 'unknown') AS unknown, count(*) FILTER (WHERE status = 'failed') AS failed,
       (SELECT count(*) FROM outbox_batch WHERE company_id = %(company)s AND mode = %(mode)s AND posted_on IS NULL) AS to_post,
       (SELECT count(*) FROM bank_movement WHERE company_id = %(company)s AND amount_left <> 0) AS to_clear,
       (
-- include: bank/read_until
       ) AS bank_until,
       EXISTS (SELECT FROM ledger_controltotal WHERE company_id = %(company)s) AS books_are_stated
  FROM outbox_message
 WHERE company_id = %(company)s AND mode = %(mode)s AND status IN ('unknown', 'failed')
