-- Who approved the reminders of a run, and when? Parameters: company, run.
SELECT a.by, count(DISTINCT a.reminder_id) AS reminders, min(a.at) AS first_at, max(a.at) AS last_at
  FROM evaluation_approval a
  JOIN evaluation_reminder r ON r.id = a.reminder_id
 WHERE r.company_id = %(company)s AND r.run_id = %(run)s
 GROUP BY a.by
 ORDER BY min(a.at), a.by
