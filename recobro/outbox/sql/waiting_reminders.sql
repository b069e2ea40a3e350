-- Which reminders have a message that waits, and are not approved as they stand now: by nobody, or before they were edited?
-- (Their fingerprint is that of `compose.reminder_fingerprints`.) Parameters: company, mode.
SELECT stands.reminder_id, stands.fingerprint
  FROM (SELECT m.reminder_id, encode(sha256(convert_to(string_agg(m.fingerprint, E'\n' ORDER BY m.id), 'UTF8')), 'hex') AS fingerprint
          FROM (SELECT DISTINCT w.reminder_id
                  FROM outbox_message w
                 WHERE w.company_id = %(company)s AND w.mode = %(mode)s AND w.status = 'waiting'
                   AND w.kind = 'reminder' AND w.batch_id IS NULL) one
          JOIN outbox_message m ON m.company_id = %(company)s AND m.reminder_id = one.reminder_id
         GROUP BY m.reminder_id) stands
 WHERE NOT EXISTS (SELECT FROM evaluation_approval a
                    WHERE a.reminder_id = stands.reminder_id AND a.fingerprint = stands.fingerprint)
