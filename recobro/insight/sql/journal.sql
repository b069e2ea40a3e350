-- What did anybody do, the newest first? One entry per act: what is recorded for many at one instant (an approval of all, say) is one.
-- Parameters: company, mode, size; at, id, kind (the last entry before the page; at: infinity for the first page), since (timestamptz);
-- sign_ins (also who signed in?); and what is asked for only: topic and by ('' for any), customers (bigint[]; null for all, and what concerns none).
-- Each part is read by its own index from its newest entry, and at most a page of it.
WITH RECURSIVE
-- the instants at which something was recorded in ledger_allocation, one after the other, without what lies between
moment_of_money AS (
    (SELECT recorded_at AS at FROM ledger_allocation
      WHERE company_id = %(company)s AND recorded_at <= %(at)s AND recorded_at >= %(since)s AND (%(customers)s::bigint[] IS NULL OR customer_id = ANY (%(customers)s::bigint[]))
      ORDER BY recorded_at DESC LIMIT 1)
     UNION ALL
    SELECT (SELECT n.recorded_at FROM ledger_allocation n
             WHERE n.company_id = %(company)s AND n.recorded_at < w.at AND n.recorded_at >= %(since)s
               AND (%(customers)s::bigint[] IS NULL OR n.customer_id = ANY (%(customers)s::bigint[]))
             ORDER BY n.recorded_at DESC LIMIT 1)
      FROM moment_of_money w
     WHERE w.at IS NOT NULL
),
-- the instants at which something was recorded in evaluation_approval, one after the other, without what lies between
moment_of_approval AS (
    (SELECT at AS at FROM evaluation_approval
      WHERE company_id = %(company)s AND at <= %(at)s AND at >= %(since)s AND (%(customers)s::bigint[] IS NULL OR customer_id = ANY (%(customers)s::bigint[]))
      ORDER BY at DESC LIMIT 1)
     UNION ALL
    SELECT (SELECT n.at FROM evaluation_approval n
             WHERE n.company_id = %(company)s AND n.at < w.at AND n.at >= %(since)s
               AND (%(customers)s::bigint[] IS NULL OR n.customer_id = ANY (%(customers)s::bigint[]))
             ORDER BY n.at DESC LIMIT 1)
      FROM moment_of_approval w
     WHERE w.at IS NOT NULL
),
entry AS (
    (SELECT recorded_at AS at, id AS id, 'hold' COLLATE "C" AS kind, 'agreed' AS topic, customer_id AS customer_id, item_id AS item_id, NULL::numeric AS amount,
            '' AS currency, until_on AS until_on, '' AS detail, reason AS text, by AS by, 1 AS many
       FROM casework_hold
      WHERE company_id = %(company)s AND recorded_at <= %(at)s AND recorded_at >= %(since)s AND (recorded_at, id, 'hold' COLLATE "C") < (%(at)s::timestamptz, %(id)s::bigint, %(kind)s::text COLLATE "C") AND %(topic)s IN ('', 'agreed') AND (%(by)s = '' OR by = %(by)s) AND (%(customers)s::bigint[] IS NULL OR customer_id = ANY (%(customers)s::bigint[]))
      ORDER BY recorded_at DESC, id DESC, kind DESC LIMIT %(size)s)
     UNION ALL
    (SELECT ended_at AS at, id AS id, 'end of hold' COLLATE "C" AS kind, 'agreed' AS topic, customer_id AS customer_id, item_id AS item_id, NULL::numeric AS amount,
            '' AS currency, NULL::date AS until_on, '' AS detail, ended_reason AS text, ended_by AS by, 1 AS many
       FROM casework_hold
      WHERE company_id = %(company)s AND ended_at <= %(at)s AND ended_at >= %(since)s AND (ended_at, id, 'end of hold' COLLATE "C") < (%(at)s::timestamptz, %(id)s::bigint, %(kind)s::text COLLATE "C") AND %(topic)s IN ('', 'agreed') AND (%(by)s = '' OR ended_by = %(by)s) AND (%(customers)s::bigint[] IS NULL OR customer_id = ANY (%(customers)s::bigint[])) AND ended_at IS NOT NULL
      ORDER BY ended_at DESC, id DESC, kind DESC LIMIT %(size)s)
     UNION ALL
    (SELECT recorded_at AS at, id AS id, 'dispute' COLLATE "C" AS kind, 'agreed' AS topic, customer_id AS customer_id, item_id AS item_id, amount AS amount,
            '' AS currency, until_on AS until_on, '' AS detail, reason AS text, by AS by, 1 AS many
       FROM casework_dispute
      WHERE company_id = %(company)s AND recorded_at <= %(at)s AND recorded_at >= %(since)s AND (recorded_at, id, 'dispute' COLLATE "C") < (%(at)s::timestamptz, %(id)s::bigint, %(kind)s::text COLLATE "C") AND %(topic)s IN ('', 'agreed') AND (%(by)s = '' OR by = %(by)s) AND (%(customers)s::bigint[] IS NULL OR customer_id = ANY (%(customers)s::bigint[]))
      ORDER BY recorded_at DESC, id DESC, kind DESC LIMIT %(size)s)
     UNION ALL
    (SELECT ended_at AS at, id AS id, 'end of dispute' COLLATE "C" AS kind, 'agreed' AS topic, customer_id AS customer_id, item_id AS item_id, NULL::numeric AS amount,
            '' AS currency, NULL::date AS until_on, '' AS detail, ended_reason AS text, ended_by AS by, 1 AS many
       FROM casework_dispute
      WHERE company_id = %(company)s AND ended_at <= %(at)s AND ended_at >= %(since)s AND (ended_at, id, 'end of dispute' COLLATE "C") < (%(at)s::timestamptz, %(id)s::bigint, %(kind)s::text COLLATE "C") AND %(topic)s IN ('', 'agreed') AND (%(by)s = '' OR ended_by = %(by)s) AND (%(customers)s::bigint[] IS NULL OR customer_id = ANY (%(customers)s::bigint[])) AND ended_at IS NOT NULL
      ORDER BY ended_at DESC, id DESC, kind DESC LIMIT %(size)s)
     UNION ALL
    (SELECT recorded_at AS at, id AS id, 'promise' COLLATE "C" AS kind, 'agreed' AS topic, customer_id AS customer_id, NULL::bigint AS item_id, (SELECT sum(l.amount) FROM casework_promiseline l WHERE l.promise_id = c.id) AS amount,
            currency AS currency, promised_on AS until_on, '' AS detail, reason AS text, by AS by, 1 AS many
       FROM casework_promise c
      WHERE company_id = %(company)s AND recorded_at <= %(at)s AND recorded_at >= %(since)s AND (recorded_at, id, 'promise' COLLATE "C") < (%(at)s::timestamptz, %(id)s::bigint, %(kind)s::text COLLATE "C") AND %(topic)s IN ('', 'agreed') AND (%(by)s = '' OR by = %(by)s) AND (%(customers)s::bigint[] IS NULL OR customer_id = ANY (%(customers)s::bigint[]))
      ORDER BY recorded_at DESC, id DESC, kind DESC LIMIT %(size)s)
     UNION ALL
    (SELECT ended_at AS at, id AS id, 'end of promise' COLLATE "C" AS kind, 'agreed' AS topic, customer_id AS customer_id, NULL::bigint AS item_id, NULL::numeric AS amount,
            '' AS currency, NULL::date AS until_on, '' AS detail, ended_reason AS text, ended_by AS by, 1 AS many
       FROM casework_promise c
      WHERE company_id = %(company)s AND ended_at <= %(at)s AND ended_at >= %(since)s AND (ended_at, id, 'end of promise' COLLATE "C") < (%(at)s::timestamptz, %(id)s::bigint, %(kind)s::text COLLATE "C") AND %(topic)s IN ('', 'agreed') AND (%(by)s = '' OR ended_by = %(by)s) AND (%(customers)s::bigint[] IS NULL OR customer_id = ANY (%(customers)s::bigint[])) AND ended_at IS NOT NULL
      ORDER BY ended_at DESC, id DESC, kind DESC LIMIT %(size)s)
     UNION ALL
    (SELECT recorded_at AS at, id AS id, 'complaint' COLLATE "C" AS kind, 'agreed' AS topic, customer_id AS customer_id, NULL::bigint AS item_id, NULL::numeric AS amount,
            '' AS currency, NULL::date AS until_on, '' AS detail, reason AS text, by AS by, 1 AS many
       FROM casework_complaint
      WHERE company_id = %(company)s AND recorded_at <= %(at)s AND recorded_at >= %(since)s AND (recorded_at, id, 'complaint' COLLATE "C") < (%(at)s::timestamptz, %(id)s::bigint, %(kind)s::text COLLATE "C") AND %(topic)s IN ('', 'agreed') AND (%(by)s = '' OR by = %(by)s) AND (%(customers)s::bigint[] IS NULL OR customer_id = ANY (%(customers)s::bigint[]))
      ORDER BY recorded_at DESC, id DESC, kind DESC LIMIT %(size)s)
     UNION ALL
    (SELECT ended_at AS at, id AS id, 'end of complaint' COLLATE "C" AS kind, 'agreed' AS topic, customer_id AS customer_id, NULL::bigint AS item_id, NULL::numeric AS amount,
            '' AS currency, NULL::date AS until_on, '' AS detail, ended_reason AS text, ended_by AS by, 1 AS many
       FROM casework_complaint
      WHERE company_id = %(company)s AND ended_at <= %(at)s AND ended_at >= %(since)s AND (ended_at, id, 'end of complaint' COLLATE "C") < (%(at)s::timestamptz, %(id)s::bigint, %(kind)s::text COLLATE "C") AND %(topic)s IN ('', 'agreed') AND (%(by)s = '' OR ended_by = %(by)s) AND (%(customers)s::bigint[] IS NULL OR customer_id = ANY (%(customers)s::bigint[])) AND ended_at IS NOT NULL
      ORDER BY ended_at DESC, id DESC, kind DESC LIMIT %(size)s)
     UNION ALL
    (SELECT recorded_at AS at, id AS id, 'next-contact' COLLATE "C" AS kind, 'agreed' AS topic, customer_id AS customer_id, NULL::bigint AS item_id, NULL::numeric AS amount,
            '' AS currency, "on" AS until_on, '' AS detail, reason AS text, by AS by, 1 AS many
       FROM casework_nextcontact
      WHERE company_id = %(company)s AND recorded_at <= %(at)s AND recorded_at >= %(since)s AND (recorded_at, id, 'next-contact' COLLATE "C") < (%(at)s::timestamptz, %(id)s::bigint, %(kind)s::text COLLATE "C") AND %(topic)s IN ('', 'agreed') AND (%(by)s = '' OR by = %(by)s) AND (%(customers)s::bigint[] IS NULL OR customer_id = ANY (%(customers)s::bigint[]))
      ORDER BY recorded_at DESC, id DESC, kind DESC LIMIT %(size)s)
     UNION ALL
    (SELECT ended_at AS at, id AS id, 'end of next-contact' COLLATE "C" AS kind, 'agreed' AS topic, customer_id AS customer_id, NULL::bigint AS item_id, NULL::numeric AS amount,
            '' AS currency, NULL::date AS until_on, '' AS detail, ended_reason AS text, ended_by AS by, 1 AS many
       FROM casework_nextcontact
      WHERE company_id = %(company)s AND ended_at <= %(at)s AND ended_at >= %(since)s AND (ended_at, id, 'end of next-contact' COLLATE "C") < (%(at)s::timestamptz, %(id)s::bigint, %(kind)s::text COLLATE "C") AND %(topic)s IN ('', 'agreed') AND (%(by)s = '' OR ended_by = %(by)s) AND (%(customers)s::bigint[] IS NULL OR customer_id = ANY (%(customers)s::bigint[])) AND ended_at IS NOT NULL
      ORDER BY ended_at DESC, id DESC, kind DESC LIMIT %(size)s)
     UNION ALL
    (SELECT recorded_at AS at, id AS id, 'expected-date' COLLATE "C" AS kind, 'agreed' AS topic, customer_id AS customer_id, item_id AS item_id, NULL::numeric AS amount,
            '' AS currency, "on" AS until_on, '' AS detail, reason AS text, by AS by, 1 AS many
       FROM casework_expecteddate
      WHERE company_id = %(company)s AND recorded_at <= %(at)s AND recorded_at >= %(since)s AND (recorded_at, id, 'expected-date' COLLATE "C") < (%(at)s::timestamptz, %(id)s::bigint, %(kind)s::text COLLATE "C") AND %(topic)s IN ('', 'agreed') AND (%(by)s = '' OR by = %(by)s) AND (%(customers)s::bigint[] IS NULL OR customer_id = ANY (%(customers)s::bigint[]))
      ORDER BY recorded_at DESC, id DESC, kind DESC LIMIT %(size)s)
     UNION ALL
    (SELECT ended_at AS at, id AS id, 'end of expected-date' COLLATE "C" AS kind, 'agreed' AS topic, customer_id AS customer_id, item_id AS item_id, NULL::numeric AS amount,
            '' AS currency, NULL::date AS until_on, '' AS detail, ended_reason AS text, ended_by AS by, 1 AS many
       FROM casework_expecteddate
      WHERE company_id = %(company)s AND ended_at <= %(at)s AND ended_at >= %(since)s AND (ended_at, id, 'end of expected-date' COLLATE "C") < (%(at)s::timestamptz, %(id)s::bigint, %(kind)s::text COLLATE "C") AND %(topic)s IN ('', 'agreed') AND (%(by)s = '' OR ended_by = %(by)s) AND (%(customers)s::bigint[] IS NULL OR customer_id = ANY (%(customers)s::bigint[])) AND ended_at IS NOT NULL
      ORDER BY ended_at DESC, id DESC, kind DESC LIMIT %(size)s)
     UNION ALL
    (SELECT recorded_at AS at, id AS id, 'paper' COLLATE "C" AS kind, 'agreed' AS topic, customer_id AS customer_id, NULL::bigint AS item_id, amount AS amount,
            currency AS currency, due_on AS until_on, trim(kind || ' ' || number) AS detail, reason AS text, by AS by, 1 AS many
       FROM casework_paper
      WHERE company_id = %(company)s AND recorded_at <= %(at)s AND recorded_at >= %(since)s AND (recorded_at, id, 'paper' COLLATE "C") < (%(at)s::timestamptz, %(id)s::bigint, %(kind)s::text COLLATE "C") AND %(topic)s IN ('', 'agreed') AND (%(by)s = '' OR by = %(by)s) AND (%(customers)s::bigint[] IS NULL OR customer_id = ANY (%(customers)s::bigint[]))
      ORDER BY recorded_at DESC, id DESC, kind DESC LIMIT %(size)s)
     UNION ALL
    (SELECT ended_at AS at, id AS id, 'end of paper' COLLATE "C" AS kind, 'agreed' AS topic, customer_id AS customer_id, NULL::bigint AS item_id, NULL::numeric AS amount,
            '' AS currency, NULL::date AS until_on, trim(kind || ' ' || number) AS detail, ended_reason AS text, ended_by AS by, 1 AS many
       FROM casework_paper
      WHERE company_id = %(company)s AND ended_at <= %(at)s AND ended_at >= %(since)s AND (ended_at, id, 'end of paper' COLLATE "C") < (%(at)s::timestamptz, %(id)s::bigint, %(kind)s::text COLLATE "C") AND %(topic)s IN ('', 'agreed') AND (%(by)s = '' OR ended_by = %(by)s) AND (%(customers)s::bigint[] IS NULL OR customer_id = ANY (%(customers)s::bigint[])) AND ended_at IS NOT NULL
      ORDER BY ended_at DESC, id DESC, kind DESC LIMIT %(size)s)
     UNION ALL
    (SELECT recorded_at AS at, id AS id, 'retained' COLLATE "C" AS kind, 'agreed' AS topic, customer_id AS customer_id, item_id AS item_id, amount AS amount,
            '' AS currency, until_on AS until_on, kind AS detail, reason AS text, by AS by, 1 AS many
       FROM casework_retained
      WHERE company_id = %(company)s AND recorded_at <= %(at)s AND recorded_at >= %(since)s AND (recorded_at, id, 'retained' COLLATE "C") < (%(at)s::timestamptz, %(id)s::bigint, %(kind)s::text COLLATE "C") AND %(topic)s IN ('', 'agreed') AND (%(by)s = '' OR by = %(by)s) AND (%(customers)s::bigint[] IS NULL OR customer_id = ANY (%(customers)s::bigint[]))
      ORDER BY recorded_at DESC, id DESC, kind DESC LIMIT %(size)s)
     UNION ALL
    (SELECT ended_at AS at, id AS id, 'end of retained' COLLATE "C" AS kind, 'agreed' AS topic, customer_id AS customer_id, item_id AS item_id, NULL::numeric AS amount,
            '' AS currency, NULL::date AS until_on, kind AS detail, ended_reason AS text, ended_by AS by, 1 AS many
       FROM casework_retained
      WHERE company_id = %(company)s AND ended_at <= %(at)s AND ended_at >= %(since)s AND (ended_at, id, 'end of retained' COLLATE "C") < (%(at)s::timestamptz, %(id)s::bigint, %(kind)s::text COLLATE "C") AND %(topic)s IN ('', 'agreed') AND (%(by)s = '' OR ended_by = %(by)s) AND (%(customers)s::bigint[] IS NULL OR customer_id = ANY (%(customers)s::bigint[])) AND ended_at IS NOT NULL
      ORDER BY ended_at DESC, id DESC, kind DESC LIMIT %(size)s)
     UNION ALL
    (SELECT recorded_at AS at, id AS id, 'payment-plan' COLLATE "C" AS kind, 'agreed' AS topic, customer_id AS customer_id, NULL::bigint AS item_id, (SELECT sum(l.amount) FROM casework_planline l WHERE l.plan_id = c.id) AS amount,
            currency AS currency, NULL::date AS until_on, '' AS detail, reason AS text, by AS by, 1 AS many
       FROM casework_plan c
      WHERE company_id = %(company)s AND recorded_at <= %(at)s AND recorded_at >= %(since)s AND (recorded_at, id, 'payment-plan' COLLATE "C") < (%(at)s::timestamptz, %(id)s::bigint, %(kind)s::text COLLATE "C") AND %(topic)s IN ('', 'agreed') AND (%(by)s = '' OR by = %(by)s) AND (%(customers)s::bigint[] IS NULL OR customer_id = ANY (%(customers)s::bigint[]))
      ORDER BY recorded_at DESC, id DESC, kind DESC LIMIT %(size)s)
     UNION ALL
    (SELECT ended_at AS at, id AS id, 'end of payment-plan' COLLATE "C" AS kind, 'agreed' AS topic, customer_id AS customer_id, NULL::bigint AS item_id, NULL::numeric AS amount,
            '' AS currency, NULL::date AS until_on, '' AS detail, ended_reason AS text, ended_by AS by, 1 AS many
       FROM casework_plan c
      WHERE company_id = %(company)s AND ended_at <= %(at)s AND ended_at >= %(since)s AND (ended_at, id, 'end of payment-plan' COLLATE "C") < (%(at)s::timestamptz, %(id)s::bigint, %(kind)s::text COLLATE "C") AND %(topic)s IN ('', 'agreed') AND (%(by)s = '' OR ended_by = %(by)s) AND (%(customers)s::bigint[] IS NULL OR customer_id = ANY (%(customers)s::bigint[])) AND ended_at IS NOT NULL
      ORDER BY ended_at DESC, id DESC, kind DESC LIMIT %(size)s)
     UNION ALL
    (SELECT recorded_at AS at, id AS id, 'mark' COLLATE "C" AS kind, 'agreed' AS topic, customer_id AS customer_id, item_id AS item_id, NULL::numeric AS amount,
            '' AS currency, until_on AS until_on, kind AS detail, reason AS text, by AS by, 1 AS many
       FROM ledger_mark
      WHERE company_id = %(company)s AND recorded_at <= %(at)s AND recorded_at >= %(since)s AND (recorded_at, id, 'mark' COLLATE "C") < (%(at)s::timestamptz, %(id)s::bigint, %(kind)s::text COLLATE "C") AND %(topic)s IN ('', 'agreed') AND (%(by)s = '' OR by = %(by)s) AND (%(customers)s::bigint[] IS NULL OR customer_id = ANY (%(customers)s::bigint[]))
      ORDER BY recorded_at DESC, id DESC, kind DESC LIMIT %(size)s)
     UNION ALL
    (SELECT ended_at AS at, id AS id, 'end of mark' COLLATE "C" AS kind, 'agreed' AS topic, customer_id AS customer_id, item_id AS item_id, NULL::numeric AS amount,
            '' AS currency, NULL::date AS until_on, kind AS detail, ended_reason AS text, ended_by AS by, 1 AS many
       FROM ledger_mark
      WHERE company_id = %(company)s AND ended_at <= %(at)s AND ended_at >= %(since)s AND (ended_at, id, 'end of mark' COLLATE "C") < (%(at)s::timestamptz, %(id)s::bigint, %(kind)s::text COLLATE "C") AND %(topic)s IN ('', 'agreed') AND (%(by)s = '' OR ended_by = %(by)s) AND (%(customers)s::bigint[] IS NULL OR customer_id = ANY (%(customers)s::bigint[])) AND ended_at IS NOT NULL
      ORDER BY ended_at DESC, id DESC, kind DESC LIMIT %(size)s)
     UNION ALL
    (SELECT recorded_at AS at, id AS id, 'note' COLLATE "C" AS kind, 'notes' AS topic, customer_id AS customer_id, item_id AS item_id, NULL::numeric AS amount,
            '' AS currency, NULL::date AS until_on, '' AS detail, text AS text, by AS by, 1 AS many
       FROM casework_note
      WHERE company_id = %(company)s AND recorded_at <= %(at)s AND recorded_at >= %(since)s AND (recorded_at, id, 'note' COLLATE "C") < (%(at)s::timestamptz, %(id)s::bigint, %(kind)s::text COLLATE "C") AND %(topic)s IN ('', 'notes') AND (%(by)s = '' OR by = %(by)s) AND (%(customers)s::bigint[] IS NULL OR customer_id = ANY (%(customers)s::bigint[]))
      ORDER BY recorded_at DESC, id DESC, kind DESC LIMIT %(size)s)
     UNION ALL
    (SELECT recorded_at AS at, id AS id, 'call made' COLLATE "C" AS kind, 'calls' AS topic, customer_id AS customer_id, NULL::bigint AS item_id, NULL::numeric AS amount,
            '' AS currency, next_on AS until_on, outcome AS detail, text AS text, by AS by, 1 AS many
       FROM casework_call
      WHERE company_id = %(company)s AND recorded_at <= %(at)s AND recorded_at >= %(since)s AND (recorded_at, id, 'call made' COLLATE "C") < (%(at)s::timestamptz, %(id)s::bigint, %(kind)s::text COLLATE "C") AND %(topic)s IN ('', 'calls') AND (%(by)s = '' OR by = %(by)s) AND (%(customers)s::bigint[] IS NULL OR customer_id = ANY (%(customers)s::bigint[]))
      ORDER BY recorded_at DESC, id DESC, kind DESC LIMIT %(size)s)
     UNION ALL
    (SELECT recorded_at AS at, id AS id, 'task' COLLATE "C" AS kind, 'tasks' AS topic, customer_id AS customer_id, NULL::bigint AS item_id, NULL::numeric AS amount,
            '' AS currency, due_on AS until_on, kind AS detail, title AS text, '' AS by, 1 AS many
       FROM casework_task
      WHERE company_id = %(company)s AND recorded_at <= %(at)s AND recorded_at >= %(since)s AND (recorded_at, id, 'task' COLLATE "C") < (%(at)s::timestamptz, %(id)s::bigint, %(kind)s::text COLLATE "C") AND %(topic)s IN ('', 'tasks') AND %(by)s = '' AND (%(customers)s::bigint[] IS NULL OR customer_id = ANY (%(customers)s::bigint[])) AND mode = %(mode)s
      ORDER BY recorded_at DESC, id DESC, kind DESC LIMIT %(size)s)
     UNION ALL
    (SELECT done_at AS at, id AS id, 'task done' COLLATE "C" AS kind, 'tasks' AS topic, customer_id AS customer_id, NULL::bigint AS item_id, NULL::numeric AS amount,
            '' AS currency, NULL::date AS until_on, kind AS detail, title AS text, done_by AS by, 1 AS many
       FROM casework_task
      WHERE company_id = %(company)s AND done_at <= %(at)s AND done_at >= %(since)s AND (done_at, id, 'task done' COLLATE "C") < (%(at)s::timestamptz, %(id)s::bigint, %(kind)s::text COLLATE "C") AND %(topic)s IN ('', 'tasks') AND (%(by)s = '' OR done_by = %(by)s) AND (%(customers)s::bigint[] IS NULL OR customer_id = ANY (%(customers)s::bigint[])) AND mode = %(mode)s AND done_at IS NOT NULL
      ORDER BY done_at DESC, id DESC, kind DESC LIMIT %(size)s)
     UNION ALL
    (SELECT moved_at AS at, id AS id, 'message' COLLATE "C" AS kind, 'messages' AS topic, customer_id AS customer_id, NULL::bigint AS item_id, NULL::numeric AS amount,
            '' AS currency, NULL::date AS until_on, channel || ' ' || status AS detail, subject AS text, approved_by AS by, 1 AS many
       FROM outbox_message
      WHERE company_id = %(company)s AND moved_at <= %(at)s AND moved_at >= %(since)s AND (moved_at, id, 'message' COLLATE "C") < (%(at)s::timestamptz, %(id)s::bigint, %(kind)s::text COLLATE "C") AND %(topic)s IN ('', 'messages') AND (%(by)s = '' OR approved_by = %(by)s) AND (%(customers)s::bigint[] IS NULL OR customer_id = ANY (%(customers)s::bigint[])) AND mode = %(mode)s AND status <> 'waiting'
      ORDER BY moved_at DESC, id DESC, kind DESC LIMIT %(size)s)
     UNION ALL
    (SELECT at AS at, id AS id, 'edit' COLLATE "C" AS kind, 'messages' AS topic, customer_id AS customer_id, NULL::bigint AS item_id, NULL::numeric AS amount,
            '' AS currency, NULL::date AS until_on, '' AS detail, reason AS text, by AS by, 1 AS many
       FROM outbox_edit
      WHERE company_id = %(company)s AND at <= %(at)s AND at >= %(since)s AND (at, id, 'edit' COLLATE "C") < (%(at)s::timestamptz, %(id)s::bigint, %(kind)s::text COLLATE "C") AND %(topic)s IN ('', 'messages') AND (%(by)s = '' OR by = %(by)s) AND (%(customers)s::bigint[] IS NULL OR customer_id = ANY (%(customers)s::bigint[]))
      ORDER BY at DESC, id DESC, kind DESC LIMIT %(size)s)
     UNION ALL
    (SELECT recorded_at AS at, id AS id, 'document' COLLATE "C" AS kind, 'documents' AS topic, customer_id AS customer_id, NULL::bigint AS item_id, NULL::numeric AS amount,
            '' AS currency, NULL::date AS until_on, '' AS detail, name AS text, by AS by, 1 AS many
       FROM ledger_document
      WHERE company_id = %(company)s AND recorded_at <= %(at)s AND recorded_at >= %(since)s AND (recorded_at, id, 'document' COLLATE "C") < (%(at)s::timestamptz, %(id)s::bigint, %(kind)s::text COLLATE "C") AND %(topic)s IN ('', 'documents') AND (%(by)s = '' OR by = %(by)s) AND (%(customers)s::bigint[] IS NULL OR customer_id = ANY (%(customers)s::bigint[]))
      ORDER BY recorded_at DESC, id DESC, kind DESC LIMIT %(size)s)
     UNION ALL
    (SELECT g.at, g.id, g.kind, 'money', g.customer_id, g.item_id, g.amount, g.currency, NULL, '', g.text, g.by, g.many
       FROM (SELECT m.at, a.id, CASE WHEN a.undoes_id IS NOT NULL THEN 'undone' WHEN c.recorded_at = m.at THEN 'payment' ELSE 'allocation' END COLLATE "C" AS kind,
                    a.customer_id, a.debit_item_id AS item_id, CASE WHEN c.recorded_at = m.at THEN -c.amount ELSE a.debit_amount END AS amount, c.currency,
                    c.number AS text, a.by, c.source, c.document_key,
                    (SELECT count(*) FROM ledger_allocation n WHERE n.company_id = %(company)s AND n.recorded_at = m.at) AS many
               FROM moment_of_money m
              CROSS JOIN LATERAL (SELECT * FROM ledger_allocation a WHERE a.company_id = %(company)s AND a.recorded_at = m.at
                                     AND (%(customers)s::bigint[] IS NULL OR a.customer_id = ANY (%(customers)s::bigint[]))
                                   ORDER BY a.id LIMIT 1) a
               JOIN ledger_item c ON c.id = a.credit_item_id
               JOIN ledger_item d ON d.id = a.debit_item_id
              WHERE m.at IS NOT NULL AND %(topic)s IN ('', 'money')
                AND (c.recorded_at <> m.at OR c.document_key LIKE 'registered:%%' OR c.document_key LIKE 'paper:%%')
                AND (d.recorded_at <> m.at OR d.source = 'recobro' AND d.document_key LIKE '%%:back')) g
      WHERE (g.at, g.id, g.kind) < (%(at)s::timestamptz, %(id)s::bigint, %(kind)s::text COLLATE "C") AND (%(by)s = '' OR g.by = %(by)s)
      LIMIT %(size)s)
     UNION ALL
    -- money on account that a person booked; what pays something is told by its allocation
    (SELECT i.recorded_at AS at, i.id AS id, 'payment on account' COLLATE "C" AS kind, 'money' AS topic, i.customer_id, i.id AS item_id, -i.amount AS amount,
            i.currency, NULL::date AS until_on, '' AS detail, '' AS text, i.by, 1 AS many
       FROM ledger_item i
      WHERE i.company_id = %(company)s AND i.by <> '' AND i.recorded_at <= %(at)s AND i.recorded_at >= %(since)s
        AND (i.recorded_at, i.id, 'payment on account' COLLATE "C") < (%(at)s::timestamptz, %(id)s::bigint, %(kind)s::text COLLATE "C") AND %(topic)s IN ('', 'money')
        AND (%(by)s = '' OR i.by = %(by)s) AND (%(customers)s::bigint[] IS NULL OR i.customer_id = ANY (%(customers)s::bigint[]))
        AND i.kind = 'payment' AND NOT EXISTS (SELECT FROM ledger_allocation a WHERE a.credit_item_id = i.id AND a.recorded_at = i.recorded_at)
      ORDER BY i.recorded_at DESC, i.id DESC, kind DESC LIMIT %(size)s)
     UNION ALL
    (SELECT g.at, g.id, 'approval' COLLATE "C", 'approvals', g.customer_id, NULL, NULL, '', NULL, '', '', g.by, g.many
       FROM (SELECT m.at, a.id, a.by, a.customer_id,
                    (SELECT count(*) FROM evaluation_approval n WHERE n.company_id = %(company)s AND n.at = m.at) AS many
               FROM moment_of_approval m
              CROSS JOIN LATERAL (SELECT * FROM evaluation_approval a WHERE a.company_id = %(company)s AND a.at = m.at
                                     AND (%(customers)s::bigint[] IS NULL OR a.customer_id = ANY (%(customers)s::bigint[]))
                                   ORDER BY a.id LIMIT 1) a
              WHERE m.at IS NOT NULL AND %(topic)s IN ('', 'approvals')) g
      WHERE (g.at, g.id, 'approval' COLLATE "C") < (%(at)s::timestamptz, %(id)s::bigint, %(kind)s::text COLLATE "C") AND (%(by)s = '' OR g.by = %(by)s)
      LIMIT %(size)s)
     UNION ALL
    (SELECT at AS at, id AS id, 'run' COLLATE "C" AS kind, 'runs' AS topic, NULL::bigint AS customer_id, NULL::bigint AS item_id, NULL::numeric AS amount,
            '' AS currency, as_of AS until_on, '' AS detail, '' AS text, by AS by, 1 AS many
       FROM evaluation_run
      WHERE company_id = %(company)s AND at <= %(at)s AND at >= %(since)s AND (at, id, 'run' COLLATE "C") < (%(at)s::timestamptz, %(id)s::bigint, %(kind)s::text COLLATE "C") AND %(topic)s IN ('', 'runs') AND (%(by)s = '' OR by = %(by)s) AND %(customers)s::bigint[] IS NULL AND mode = %(mode)s
      ORDER BY at DESC, id DESC, kind DESC LIMIT %(size)s)
     UNION ALL
    (SELECT ended_at AS at, id AS id, 'night' COLLATE "C" AS kind, 'runs' AS topic, NULL::bigint AS customer_id, NULL::bigint AS item_id, NULL::numeric AS amount,
            '' AS currency, as_of AS until_on, CASE WHEN failure = '' THEN '' ELSE 'failed' END AS detail, failure AS text, by AS by, expected AS many
       FROM outbox_night
      WHERE company_id = %(company)s AND ended_at <= %(at)s AND ended_at >= %(since)s AND (ended_at, id, 'night' COLLATE "C") < (%(at)s::timestamptz, %(id)s::bigint, %(kind)s::text COLLATE "C") AND %(topic)s IN ('', 'runs') AND (%(by)s = '' OR by = %(by)s) AND %(customers)s::bigint[] IS NULL AND mode = %(mode)s AND ended_at IS NOT NULL
      ORDER BY ended_at DESC, id DESC, kind DESC LIMIT %(size)s)
     UNION ALL
    (SELECT v.recorded_at AS at, v.id AS id, 'policy' COLLATE "C" AS kind, 'policies' AS topic, NULL::bigint AS customer_id, NULL::bigint AS item_id, NULL::numeric AS amount,
            '' AS currency, v.valid_from AS until_on, v.number::text AS detail, p.key AS text, v.by AS by, 1 AS many
       FROM policy_version v JOIN policy_policy p ON p.id = v.policy_id
      WHERE v.recorded_at <= %(at)s AND v.recorded_at >= %(since)s AND (v.recorded_at, v.id, 'policy' COLLATE "C") < (%(at)s::timestamptz, %(id)s::bigint, %(kind)s::text COLLATE "C") AND %(topic)s IN ('', 'policies') AND (%(by)s = '' OR v.by = %(by)s) AND %(customers)s::bigint[] IS NULL AND v.company_id = %(company)s
      ORDER BY v.recorded_at DESC, v.id DESC, kind DESC LIMIT %(size)s)
     UNION ALL
    (SELECT a.recorded_at AS at, a.id AS id, 'assignment' COLLATE "C" AS kind, 'policies' AS topic, a.customer_id AS customer_id, a.item_id AS item_id, NULL::numeric AS amount,
            '' AS currency, a.from_on AS until_on, a.scope AS detail, trim(p.key || ' ' || a.segment) AS text, a.by AS by, 1 AS many
       FROM policy_assignment a JOIN policy_policy p ON p.id = a.policy_id
      WHERE a.recorded_at <= %(at)s AND a.recorded_at >= %(since)s AND (a.recorded_at, a.id, 'assignment' COLLATE "C") < (%(at)s::timestamptz, %(id)s::bigint, %(kind)s::text COLLATE "C") AND %(topic)s IN ('', 'policies') AND (%(by)s = '' OR a.by = %(by)s) AND (%(customers)s::bigint[] IS NULL OR a.customer_id = ANY (%(customers)s::bigint[])) AND a.company_id = %(company)s
      ORDER BY a.recorded_at DESC, a.id DESC, kind DESC LIMIT %(size)s)
     UNION ALL
    (SELECT recorded_at AS at, id AS id, 'payments known' COLLATE "C" AS kind, 'money' AS topic, NULL::bigint AS customer_id, NULL::bigint AS item_id, NULL::numeric AS amount,
            '' AS currency, through_on AS until_on, '' AS detail, source AS text, by AS by, 1 AS many
       FROM ledger_paymentsknown
      WHERE company_id = %(company)s AND recorded_at <= %(at)s AND recorded_at >= %(since)s AND (recorded_at, id, 'payments known' COLLATE "C") < (%(at)s::timestamptz, %(id)s::bigint, %(kind)s::text COLLATE "C") AND %(topic)s IN ('', 'money') AND (%(by)s = '' OR by = %(by)s) AND %(customers)s::bigint[] IS NULL
      ORDER BY recorded_at DESC, id DESC, kind DESC LIMIT %(size)s)
     UNION ALL
    (SELECT recorded_at AS at, id AS id, 'control total' COLLATE "C" AS kind, 'money' AS topic, NULL::bigint AS customer_id, NULL::bigint AS item_id, amount AS amount,
            currency AS currency, "on" AS until_on, '' AS detail, account AS text, by AS by, 1 AS many
       FROM ledger_controltotal
      WHERE company_id = %(company)s AND recorded_at <= %(at)s AND recorded_at >= %(since)s AND (recorded_at, id, 'control total' COLLATE "C") < (%(at)s::timestamptz, %(id)s::bigint, %(kind)s::text COLLATE "C") AND %(topic)s IN ('', 'money') AND (%(by)s = '' OR by = %(by)s) AND %(customers)s::bigint[] IS NULL
      ORDER BY recorded_at DESC, id DESC, kind DESC LIMIT %(size)s)
     UNION ALL
    (SELECT at AS at, id AS id, kind COLLATE "C" AS kind, CASE WHEN kind IN ('signed in', 'kept out', 'password', 'password link') THEN 'signing in' ELSE 'settings' END AS topic,
            NULL::bigint AS customer_id, NULL::bigint AS item_id, NULL::numeric AS amount, '' AS currency, NULL::date AS until_on, what AS detail, subject AS text, by AS by, many AS many
       FROM access_change
      WHERE company_id = %(company)s AND at <= %(at)s AND at >= %(since)s AND (at, id, kind COLLATE "C") < (%(at)s::timestamptz, %(id)s::bigint, %(kind)s::text COLLATE "C")
        AND %(topic)s IN ('', CASE WHEN kind IN ('signed in', 'kept out', 'password', 'password link') THEN 'signing in' ELSE 'settings' END)
        AND (%(sign_ins)s OR kind NOT IN ('signed in', 'kept out', 'password', 'password link')) AND (%(by)s = '' OR by = %(by)s) AND %(customers)s::bigint[] IS NULL
      ORDER BY at DESC, id DESC, kind COLLATE "C" DESC LIMIT %(size)s)
)
SELECT e.at, e.id, e.kind, e.topic, e.customer_id, coalesce(c.code, '') AS code, coalesce(c.name, '') AS name, e.item_id, coalesce(i.number, '') AS number,
       e.amount, coalesce(nullif(e.currency, ''), i.currency, '') AS currency, e.until_on, e.detail, e.text, e.by, e.many, coalesce(h.before, '') AS before, coalesce(h.after, '') AS after
  FROM (SELECT * FROM entry ORDER BY at DESC, id DESC, kind DESC LIMIT %(size)s) e
  LEFT JOIN ledger_customer c ON c.id = e.customer_id
  LEFT JOIN ledger_item i ON i.id = e.item_id
  LEFT JOIN access_change h ON e.topic IN ('settings', 'signing in') AND h.company_id = %(company)s AND h.id = e.id
 ORDER BY e.at DESC, e.id DESC, e.kind DESC
