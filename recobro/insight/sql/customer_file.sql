-- What happened with a customer, the newest first: notes, cases and their ends, marks, tasks, messages, what was told, and money.
-- Parameters: company, customer, mode, until (date; null: all), size, skip, kinds (text[]; null: all),
-- before_on, before_at, before_kind, before_id (the last entry of the page before; null: from the top).
WITH item_of AS (
    SELECT id, number FROM ledger_item WHERE company_id = %(company)s AND customer_id = %(customer)s
),
-- every kind of case alike: when it began, about what, how much, until when, and how it ended
agreed AS (
    SELECT 'hold' AS kind, id, from_on AS on_day, item_id, NULL::numeric AS amount, '' AS currency, until_on, '' AS detail, 0 AS parts, reason, by,
           recorded_at, ended_on, ended_reason, ended_by, ended_at, company_id, customer_id
      FROM casework_hold
     UNION ALL
    SELECT 'dispute', id, from_on, item_id, amount, '', until_on, '', 0, reason, by, recorded_at, ended_on, ended_reason, ended_by,
           ended_at, company_id, customer_id
      FROM casework_dispute
     UNION ALL
    SELECT 'promise', p.id, p.made_on, NULL,
           (SELECT sum(amount) FROM casework_promiseline l WHERE l.promise_id = p.id), p.currency, p.promised_on, '', 0, p.reason, p.by,
           p.recorded_at, p.ended_on, p.ended_reason, p.ended_by, p.ended_at, p.company_id, p.customer_id
      FROM casework_promise p
     UNION ALL
    SELECT 'complaint', id, made_on, NULL, NULL, '', NULL, '', 0, reason, by, recorded_at, ended_on, ended_reason, ended_by, ended_at,
           company_id, customer_id
      FROM casework_complaint
     UNION ALL
    SELECT 'next-contact', id, made_on, NULL, NULL, '', "on", '', 0, reason, by, recorded_at, ended_on, ended_reason, ended_by,
           ended_at, company_id, customer_id
      FROM casework_nextcontact
     UNION ALL
    SELECT 'expected-date', id, made_on, item_id, NULL, '', "on", '', 0, reason, by, recorded_at, ended_on, ended_reason, ended_by,
           ended_at, company_id, customer_id
      FROM casework_expecteddate
     UNION ALL
    SELECT 'paper', id, received_on, NULL, amount, currency, due_on, trim(kind || ' ' || number), 0, reason, by, recorded_at, ended_on,
           trim(outcome || ' ' || ended_reason), ended_by, ended_at, company_id, customer_id
      FROM casework_paper
     UNION ALL
    SELECT 'retained', id, from_on, item_id, amount, '', until_on, kind, 0, reason, by, recorded_at, ended_on, ended_reason, ended_by,
           ended_at, company_id, customer_id
      FROM casework_retained
     UNION ALL
    SELECT 'payment-plan', p.id, p.made_on, NULL,
           (SELECT sum(amount) FROM casework_planline l WHERE l.plan_id = p.id), p.currency,
           (SELECT max(due_on) FROM casework_planinstalment i WHERE i.plan_id = p.id),
           (SELECT count(*) || ' instalments' FROM casework_planinstalment i WHERE i.plan_id = p.id),
           (SELECT count(*) FROM casework_planinstalment i WHERE i.plan_id = p.id), p.reason, p.by, p.recorded_at,
           p.ended_on, p.ended_reason, p.ended_by, p.ended_at, p.company_id, p.customer_id
      FROM casework_plan p
     UNION ALL
    SELECT 'mark', id, from_on, item_id, NULL, '', until_on, kind, 0, reason, by, recorded_at, ended_on, ended_reason, ended_by,
           ended_at, company_id, customer_id
      FROM ledger_mark
),
ours AS (
    SELECT * FROM agreed WHERE company_id = %(company)s AND customer_id = %(customer)s
),
entry AS (
    SELECT on_day, recorded_at AS at, kind, id, item_id, amount, currency, until_on, detail, parts, reason AS text, by FROM ours
     UNION ALL
    SELECT ended_on, ended_at, 'end of ' || kind, id, item_id, NULL, '', NULL, detail, 0, ended_reason, ended_by
      FROM ours WHERE ended_on IS NOT NULL
     UNION ALL
    SELECT "on", recorded_at, 'note', id, item_id, NULL, '', NULL, '', 0, text, by
      FROM casework_note WHERE company_id = %(company)s AND customer_id = %(customer)s
     UNION ALL
    SELECT coalesce(done_on, due_on), recorded_at, CASE WHEN done_on IS NULL THEN kind ELSE kind || ' done' END, id, NULL, NULL, '',
           due_on, role, 0, title, coalesce(nullif(done_by, ''), assignee)
      FROM casework_task WHERE company_id = %(company)s AND customer_id = %(customer)s AND mode = %(mode)s
     UNION ALL
    SELECT as_of, moved_at, 'message', id, NULL, NULL, '', NULL, trim(channel || ' ' || status), 0, trim(subject || ' ' || why),
           split_part(recipient, chr(10), 1)
      FROM outbox_message WHERE company_id = %(company)s AND customer_id = %(customer)s AND mode = %(mode)s
     UNION ALL
    SELECT "on", max(at), 'told', min(id), CASE WHEN count(*) = 1 THEN min(item_id) END, NULL, '', NULL, level_key, count(*),
           count(*) || CASE WHEN count(*) = 1 THEN ' invoice' ELSE ' invoices' END
           || CASE WHEN undone_on IS NOT NULL THEN ', undone on ' || undone_on ELSE '' END, channel
      FROM evaluation_told WHERE company_id = %(company)s AND customer_id = %(customer)s AND mode = %(mode)s
     GROUP BY "on", level_key, channel, reminder_id, undone_on
     UNION ALL
    SELECT issued_on, recorded_at, kind, id, id, amount, currency, NULL, '', 0, '', coalesce(nullif(by, ''), source)
      FROM ledger_item WHERE company_id = %(company)s AND customer_id = %(customer)s AND amount < 0
)
SELECT e.on_day AS "on", e.at, e.kind, e.id, e.item_id, coalesce(i.number, '') AS number, e.amount, e.currency, e.until_on, e.detail,
       e.parts, e.text, e.by
  FROM entry e
  LEFT JOIN item_of i ON i.id = e.item_id
 WHERE (%(until)s::date IS NULL OR e.on_day <= %(until)s)
   AND (%(kinds)s::text[] IS NULL OR e.kind = ANY (%(kinds)s::text[]))
   AND (%(before_id)s::bigint IS NULL
        OR (e.on_day, e.at, e.kind COLLATE "C", e.id)
           < (%(before_on)s::date, %(before_at)s::timestamptz, %(before_kind)s::text COLLATE "C", %(before_id)s::bigint))
 ORDER BY e.on_day DESC, e.at DESC, e.kind COLLATE "C" DESC, e.id DESC
 LIMIT %(size)s OFFSET %(skip)s
