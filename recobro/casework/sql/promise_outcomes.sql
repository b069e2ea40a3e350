-- What was paid of each promise, by money valued until it waited no more? Whatever came for one of its items counts: how an amount
-- was spread over them is our guess, not the customer's word.
-- What was set against the item before the promise was made does not count: the promise was about what was open then.
-- Parameters: company, as_of, known_at (null: now), customers (bigint[]; null: all), since (null: all; else those that waited until then or later).
WITH promise AS (
    SELECT * FROM casework_promise
     WHERE company_id = %(company)s AND made_on <= %(as_of)s
       AND (%(known_at)s::timestamptz IS NULL OR recorded_at <= %(known_at)s)
       AND (%(customers)s::bigint[] IS NULL OR customer_id = ANY (%(customers)s))
       AND (%(since)s::date IS NULL OR waits_until >= %(since)s::date)
),
line AS (
    SELECT p.id, l.amount, item.source, greatest(came.amount, 0) AS paid
      FROM promise p
      JOIN casework_promiseline l ON l.promise_id = p.id
      JOIN ledger_item item ON item.id = l.item_id
     CROSS JOIN LATERAL (
        SELECT coalesce(sum(a.debit_amount), 0) AS amount
          FROM ledger_allocation a
          JOIN ledger_item credit ON credit.id = a.credit_item_id
         CROSS JOIN LATERAL (
            -- a list of open items does not say on which day it was paid: at the earliest after the list before it
            SELECT CASE WHEN credit.source = 'recobro' AND credit.kind = 'adjustment'
                        THEN coalesce((SELECT max(k.through_on) + 1 FROM ledger_paymentsknown k
                                        WHERE k.company_id = %(company)s AND k.source IN ('', item.source)
                                          AND k.through_on < credit.issued_on AND k.recorded_at < credit.recorded_at),
                                      credit.issued_on)
                        ELSE credit.issued_on END AS on_day) valued
         WHERE a.debit_item_id = l.item_id AND credit.kind <> 'write_off' AND valued.on_day <= p.waits_until
           AND a."on" <= %(as_of)s AND (%(known_at)s::timestamptz IS NULL OR a.recorded_at <= %(known_at)s)
           AND NOT (a.undoes_id IS NULL AND a."on" <= p.made_on AND a.recorded_at <= p.recorded_at)
           -- the undo of what was not counted does not count either
           AND NOT EXISTS (SELECT FROM ledger_allocation undone
                            WHERE undone.id = a.undoes_id AND undone."on" <= p.made_on
                              AND undone.recorded_at <= p.recorded_at)) came
)
SELECT p.id AS promise_id, p.customer_id, p.made_on, p.promised_on, p.waits_until, p.currency, p.by, p.reason,
       CASE WHEN %(known_at)s::timestamptz IS NULL OR p.ended_at <= %(known_at)s THEN p.ended_on END AS ended_on,
       sum(line.amount) AS amount, least(sum(line.amount), sum(line.paid)) AS paid, array_agg(DISTINCT line.source) AS sources
  FROM promise p
  JOIN line ON line.id = p.id
 GROUP BY p.id, p.customer_id, p.made_on, p.promised_on, p.waits_until, p.currency, p.by, p.reason, p.ended_on, p.ended_at
 ORDER BY p.made_on DESC, p.id DESC
