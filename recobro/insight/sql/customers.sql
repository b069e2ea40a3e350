-- A page of the list of customers, one row per customer and currency. Each condition is one line, left out where it is not asked for.
-- Parameters: company, mode, as_of, size, those of the conditions, and the place of the last row of the page before.
SELECT c.id AS customer_id, c.code, c.name, c.collector, c.segment, a.currency, a.items, a.owed, a.items_overdue, a.overdue,
       a.on_account, nullif(a.oldest_due_on, '9999-12-31') AS oldest_due_on, a.level_key, a.told_on,
       a.is_own_currency, upper(c.name) COLLATE "C" AS spelling,
       hold.until_on AS held_until, waits.reminder_id IS NOT NULL AS waits
  FROM ledger_customer c
  LEFT  -- by name
  JOIN insight_account a ON a.company_id = c.company_id AND a.customer_id = c.id
  LEFT JOIN LATERAL (
    SELECT max(h.until_on) AS until_on FROM casework_hold h
     WHERE h.company_id = %(company)s AND h.customer_id = c.id AND h.item_id IS NULL AND h.from_on <= %(as_of)s
       AND h.until_on >= %(as_of)s AND (h.ended_on IS NULL OR h.ended_on > %(as_of)s)) hold ON true
  LEFT JOIN LATERAL (
    SELECT m.reminder_id FROM outbox_message m
     WHERE m.company_id = %(company)s AND m.mode = %(mode)s AND m.customer_id = c.id AND m.kind = 'reminder' AND m.status = 'waiting'
       AND m.batch_id IS NULL
     LIMIT 1) waits ON true
 WHERE c.company_id = %(company)s
   AND a.overdue > 0  -- overdue
   AND a.currency = %(currency)s  -- currency
   AND a.level_key = %(level)s  -- level
   AND c.collector = %(collector)s  -- collector
   AND c.segment = %(segment)s  -- segment
   AND c.salesperson = %(salesperson)s  -- salesperson
   AND c.id = ANY (%(customers)s::bigint[])  -- some customers
   AND hold.until_on IS NOT NULL  -- held
   AND c.id IN (SELECT h.customer_id FROM casework_hold h WHERE h.company_id = %(company)s AND h.item_id IS NULL AND h.until_on >= %(as_of)s)  -- held
   AND c.id IN (SELECT m.customer_id FROM outbox_message m WHERE m.company_id = %(company)s AND m.mode = %(mode)s AND m.status = 'waiting' AND m.kind = 'reminder' AND m.batch_id IS NULL)  -- waiting
   AND (a.is_own_currency, a.currency, a.overdue, a.customer_id) < (%(own)s, %(after_currency)s, %(after_overdue)s, %(after_id)s)  -- after, by overdue
   AND (a.oldest_due_on, a.customer_id, a.currency) > (%(after_oldest)s, %(after_id)s, %(after_currency)s)  -- after, by oldest
   AND (upper(c.name) COLLATE "C", c.id, coalesce(a.currency, '')) > (%(after_spelling)s, %(after_id)s, %(after_currency)s)  -- after, by name
   AND upper(c.name) COLLATE "C" >= %(after_spelling)s  -- after, by name
 ORDER BY
       a.is_own_currency DESC, a.currency DESC, a.overdue DESC, a.customer_id DESC,  -- by overdue
       a.oldest_due_on, a.customer_id, a.currency,  -- by oldest
       upper(c.name) COLLATE "C", c.id, coalesce(a.currency, ''),  -- by name
       c.id
 LIMIT %(size)s
