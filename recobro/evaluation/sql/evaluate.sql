-- What does the policy say about every open claim of a company on a day, and when will something next happen?
-- One row per open claim with exactly one outcome: the first of its blocks, in the order of `evaluation/outcomes.py`.
-- A block is kept as the day on which it ends by itself: NULL = does not stand, infinity = has no end by itself.
-- Parameters: company, as_of, mode, known_at (null: now), customers (bigint[]; lines that end with `some customers` are left out for all),
-- except_reminders (bigint[]). The line that ends with `in order` is left out where nobody reads the rows.
WITH
open_item AS NOT MATERIALIZED (
-- include: ledger/open_item
),

-- what is owed to us?
claim AS NOT MATERIALIZED (
    SELECT * FROM open_item
     WHERE open > 0
       AND customer_id = ANY (%(customers)s::bigint[])  -- some customers
),

-- which policy wins: of the item, else the customer, else the segment, else the company?
assignment AS (
    SELECT * FROM policy_assignment
     WHERE company_id = %(company)s AND from_on <= %(as_of)s AND coalesce(until_on, 'infinity') >= %(as_of)s
       AND (ended_on IS NULL OR ended_on > %(as_of)s)
),
for_item AS (
    SELECT DISTINCT ON (item_id) item_id, policy_id FROM assignment
     WHERE scope = 'item' ORDER BY item_id, from_on DESC, id DESC
),
for_customer AS (
    SELECT DISTINCT ON (customer_id) customer_id, policy_id FROM assignment
     WHERE scope = 'customer' ORDER BY customer_id, from_on DESC, id DESC
),
for_segment AS (
    SELECT DISTINCT ON (segment) segment, policy_id FROM assignment
     WHERE scope = 'segment' ORDER BY segment, from_on DESC, id DESC
),
for_company AS (
    SELECT policy_id FROM assignment WHERE scope = 'company' ORDER BY from_on DESC, id DESC LIMIT 1
),
version AS MATERIALIZED (
    SELECT DISTINCT ON (v.policy_id) v.*,
           v.grace_banking_days > 0
           OR EXISTS (SELECT FROM policy_level l WHERE l.version_id = v.id AND l.trigger_kind = 'banking') AS counts_banking_days
      FROM policy_version v
     WHERE v.company_id = %(company)s AND v.valid_from <= %(as_of)s ORDER BY v.policy_id, v.valid_from DESC, v.number DESC
),

-- who may be written to, and in which language?
contact AS (
    SELECT DISTINCT ON (c.customer_id) c.customer_id, c.id AS contact_id, c.language
      FROM ledger_contact c
     WHERE c.company_id = %(company)s AND c.email <> ''
       AND c.customer_id = ANY (%(customers)s::bigint[])  -- some customers
       AND NOT EXISTS (SELECT FROM evaluation_unreachable u
                        WHERE u.company_id = c.company_id AND u.customer_id = c.customer_id AND u.channel = 'email'
                          AND lower(u.address) = lower(c.email) AND u."on" <= %(as_of)s)
     ORDER BY c.customer_id, CASE c.role WHEN 'reminders' THEN 1 WHEN 'billing' THEN 2 ELSE 3 END, c.id DESC
),
debtor AS MATERIALIZED (
    SELECT d.id AS customer_id, d.segment, d.payment_method, coalesce(nullif(d.country, ''), company.country) AS country,
           d.pay_month_days, d.pay_weekdays, d.review_weekdays, company.first_day,
           company.netting = 'apart' AS credit_apart,
           coalesce(for_customer.policy_id, for_segment.policy_id, for_company.policy_id) AS policy_id,
           CASE WHEN for_customer.policy_id IS NOT NULL THEN 'customer' WHEN for_segment.policy_id IS NOT NULL THEN 'segment'
                WHEN for_company.policy_id IS NOT NULL THEN 'company' END AS scope,
           coalesce(nullif(contact.language, ''), nullif(d.language, ''), company.language) AS language,
           contact.contact_id,
           contact.contact_id IS NOT NULL
           OR (d.address_1 <> '' AND d.city <> ''
               AND NOT EXISTS (SELECT FROM evaluation_unreachable u
                                WHERE u.company_id = d.company_id AND u.customer_id = d.id AND u.channel = 'letter'
                                  AND u.address = d.address_1 AND u."on" <= %(as_of)s)) AS has_address
      FROM ledger_customer d
      JOIN access_company company ON company.id = d.company_id
      LEFT JOIN contact ON contact.customer_id = d.id
      LEFT JOIN for_customer ON for_customer.customer_id = d.id
      LEFT JOIN for_segment ON for_segment.segment = d.segment AND d.segment <> ''
      LEFT JOIN for_company ON true
     WHERE d.company_id = %(company)s
       AND d.id = ANY (%(customers)s::bigint[])  -- some customers
),

-- on which day will a customer who pays on certain days pay what is due?
pay_day AS (
    SELECT DISTINCT ON (c.item_id) c.item_id, pays."on"
      FROM claim c
      JOIN debtor d ON d.customer_id = c.customer_id
-- include: evaluation/pays_on
     WHERE EXISTS (SELECT FROM version WHERE follow_pay_days)
       AND cardinality(d.pay_month_days || d.pay_weekdays || d.review_weekdays) > 0
),
placed AS MATERIALIZED (
    SELECT c.*, d.language, d.contact_id, d.has_address, d.country, d.credit_apart,
           coalesce(nullif(c.payment_method, ''), d.payment_method) AS pays_by,
           v.policy_id, v.id AS version_id, v.jumps, v.does_nothing, v.min_gap_days, v.languages,
           CASE WHEN for_item.policy_id IS NOT NULL THEN 'item' ELSE d.scope END AS scope,
           coalesce(c.delivered_on, c.issued_on) + v.days_after_invoice AS not_before,
           counted.pays_on, counted."from" AS counts_from,
           CASE WHEN v.does_nothing IS FALSE THEN counted."from" END AS acts_from,
           -- (what was overdue on the first day is left alone for a time, or told by the opening letter first)
           CASE WHEN v.old_items = 'amnesty' AND c.due_on < d.first_day THEN d.first_day + v.amnesty_days END AS amnesty_over_on,
           CASE WHEN v.old_items = 'opening' AND c.due_on < d.first_day THEN d.first_day END AS opens_on
      FROM claim c
      JOIN debtor d ON d.customer_id = c.customer_id
      LEFT JOIN for_item ON for_item.item_id = c.item_id
      LEFT JOIN version v ON v.policy_id = coalesce(for_item.policy_id, d.policy_id)
      LEFT JOIN pay_day ON pay_day.item_id = c.item_id
      CROSS JOIN LATERAL (SELECT CASE WHEN v.follow_pay_days THEN pay_day."on" END AS pays_on,
                                 CASE WHEN v.follow_pay_days THEN coalesce(pay_day."on", c.due_on) ELSE c.due_on END AS "from") counted
),

-- what has the customer been told so far, and how far up its policy is each item?
told AS MATERIALIZED (
    SELECT id, customer_id, item_id, level_key, severity, "on", is_contact FROM evaluation_told
     WHERE company_id = %(company)s AND mode = %(mode)s AND "on" <= %(as_of)s
       AND (undone_on IS NULL OR undone_on > %(as_of)s)
       AND (reminder_id IS NULL OR reminder_id <> ALL (%(except_reminders)s::bigint[]))
       AND customer_id = ANY (%(customers)s::bigint[])  -- some customers
),
progress AS (
    SELECT DISTINCT ON (p.item_id) p.item_id, at_level.position, t."on" AS told_on, t.level_key AS told_level_key,
           coalesce(same.position = 0, false) AS was_opened
      FROM placed p
      JOIN told t ON t.item_id = p.item_id
      LEFT JOIN policy_level same ON same.version_id = p.version_id AND same.key = t.level_key
      CROSS JOIN LATERAL (
        SELECT coalesce(same.position,
                        (SELECT max(l.position) FROM policy_level l
                          WHERE l.version_id = p.version_id AND l.severity <= t.severity), 0) AS position) at_level
     ORDER BY p.item_id, at_level.position DESC, t."on" DESC, t.id DESC
),
-- what has been proposed by the day, and is neither told nor taken back?
in_hand AS MATERIALIZED (
    SELECT s.customer_id, s.item_id, s.severity, r.is_outward, r.as_of
      FROM evaluation_reminder r
      JOIN evaluation_step s ON s.reminder_id = r.id
     WHERE r.company_id = %(company)s AND r.as_of <= %(as_of)s AND s.mode = %(mode)s AND s.released_at IS NULL
       AND r.id <> ALL (%(except_reminders)s::bigint[])
       -- (of two that wait for one customer the older one goes first: it does not see the newer)
       AND NOT EXISTS (SELECT FROM evaluation_reminder older
                        WHERE older.id = ANY (%(except_reminders)s::bigint[]) AND older.customer_id = r.customer_id
                          AND older.id < r.id)
       AND r.customer_id = ANY (%(customers)s::bigint[])  -- some customers
       AND NOT EXISTS (SELECT FROM told t WHERE t.item_id = s.item_id AND t.level_key = s.level_key)
),
-- when did we last contact the customer? (what is in hand counts from its day on: a letter that is printed but not posted)
last_contact AS (
    SELECT customer_id, max("on") AS any_on, max("on") FILTER (WHERE severity > 1) AS overdue_on
      FROM (SELECT customer_id, severity, "on" FROM told WHERE is_contact
             UNION ALL
            SELECT customer_id, severity, as_of FROM in_hand WHERE is_outward) made
     GROUP BY customer_id
),
-- which day did a person choose for the next contact, or the customer for his payment? (the newest; used by a contact since)
next_contact AS (
    SELECT n.customer_id, n."on"
      FROM (SELECT DISTINCT ON (customer_id) customer_id, "on"
              FROM casework_nextcontact
             WHERE company_id = %(company)s AND made_on <= %(as_of)s AND (ended_on IS NULL OR ended_on > %(as_of)s)
               AND customer_id = ANY (%(customers)s::bigint[])  -- some customers
             ORDER BY customer_id, id DESC) n
      LEFT JOIN last_contact c ON c.customer_id = n.customer_id
     WHERE c.any_on IS NULL OR c.any_on < n."on"
),
expected AS (
    SELECT e.item_id, e."on"
      FROM (SELECT DISTINCT ON (item_id) item_id, "on"
              FROM casework_expecteddate
             WHERE company_id = %(company)s AND made_on <= %(as_of)s AND (ended_on IS NULL OR ended_on > %(as_of)s)
               AND customer_id = ANY (%(customers)s::bigint[])  -- some customers
             ORDER BY item_id, id DESC) e
     WHERE NOT EXISTS (SELECT FROM told t WHERE t.item_id = e.item_id AND t.is_contact AND t."on" >= e."on")
),
-- which items may be paid already, by money that nobody has matched yet?
maybe AS (
    SELECT DISTINCT item_id FROM bank_maybepaid
     WHERE company_id = %(company)s AND since <= %(as_of)s
       AND customer_id = ANY (%(customers)s::bigint[])  -- some customers
),
-- of which items did a payment come back? (nobody collects them by direct debit any more)
came_back AS (
    SELECT item_id, max("on") AS "on"
      FROM bank_returned
     WHERE company_id = %(company)s AND "on" <= %(as_of)s
       AND customer_id = ANY (%(customers)s::bigint[])  -- some customers
     GROUP BY item_id
),
-- from which day on does an item not wait for its policy any more?
hastened AS MATERIALIZED (
    SELECT item_id, min("on") AS "on"
      FROM (SELECT p.item_id, n."on"
              FROM next_contact n
              JOIN placed p ON p.customer_id = n.customer_id AND p.due_on < n."on"
             UNION ALL
            SELECT p.item_id, greatest(e."on" + 1, p.due_on + 1)
              FROM expected e
              JOIN placed p ON p.item_id = e.item_id) chosen
     GROUP BY item_id
),

-- what did people agree, and how much of each item does it take out? (few customers have any of it)
cased AS MATERIALIZED (
    SELECT item_id, customer_id, issued_on, jumps
      FROM placed
     WHERE customer_id IN (SELECT customer_id FROM ledger_mark
                            WHERE company_id = %(company)s
                              AND customer_id = ANY (%(customers)s::bigint[])  -- some customers
                            UNION
                           SELECT customer_id FROM casework_hold
                            WHERE company_id = %(company)s
                              AND customer_id = ANY (%(customers)s::bigint[])  -- some customers
                            UNION
                           SELECT customer_id FROM casework_complaint
                            WHERE company_id = %(company)s
                              AND customer_id = ANY (%(customers)s::bigint[])  -- some customers
                          )
),
mark AS (
    SELECT p.item_id,
           max(ends_on) FILTER (WHERE m.kind = 'insolvency' AND p.issued_on < m.from_on) AS insolvency,
           max(ends_on) FILTER (WHERE m.kind = 'factor') AS factor,
           max(ends_on) FILTER (WHERE m.kind IN ('lawyer', 'agency')) AS lawyer,
           max(ends_on) FILTER (WHERE m.kind = 'never_remind') AS never_remind,
           max(ends_on) FILTER (WHERE m.kind = 'time_barred') AS time_barred,
           max(ends_on) FILTER (WHERE m.kind = 'direct_debit') AS direct_debit
      FROM cased p
      JOIN ledger_mark m ON m.company_id = %(company)s AND m.customer_id = p.customer_id
                        AND (m.item_id IS NULL OR m.item_id = p.item_id)
      CROSS JOIN LATERAL (SELECT coalesce(m.until_on + 1, 'infinity'::date) AS ends_on) e
     WHERE m.from_on <= %(as_of)s AND coalesce(m.until_on, 'infinity') >= %(as_of)s
       AND (m.ended_on IS NULL OR m.ended_on > %(as_of)s)
     GROUP BY p.item_id
),
hold AS (
    SELECT p.item_id, max(h.until_on + 1) FILTER (WHERE h.item_id IS NOT NULL) AS of_item,
           max(h.until_on + 1) FILTER (WHERE h.item_id IS NULL) AS of_customer
      FROM cased p
      JOIN casework_hold h ON h.company_id = %(company)s AND h.customer_id = p.customer_id
                          AND (h.item_id IS NULL OR h.item_id = p.item_id)
     WHERE h.from_on <= %(as_of)s AND h.until_on >= %(as_of)s AND (h.ended_on IS NULL OR h.ended_on > %(as_of)s)
     GROUP BY p.item_id
),
complaint AS (
    SELECT DISTINCT customer_id
      FROM casework_complaint
     WHERE company_id = %(company)s AND made_on <= %(as_of)s AND (ended_on IS NULL OR ended_on > %(as_of)s)
       AND customer_id = ANY (%(customers)s::bigint[])  -- some customers
),

-- how does each payment plan stand, and how much of its items is not paid yet?
plan AS MATERIALIZED (
-- include: casework/plans
),
planned AS (
    SELECT line.item_id, line.unpaid, p.is_kept, p.breaks_on, p.ended_on
      FROM plan p
     CROSS JOIN LATERAL unnest(p.items, p.unpaid) AS line (item_id, unpaid)
),

-- what takes a part of an item out of what can be asked for, in which order, and until when? (all of it: infinity)
part AS (
    SELECT item_id, 1 AS rank, coalesce(amount, 'infinity') AS amount, until_on + 1 AS ends_on
      FROM casework_dispute
     WHERE company_id = %(company)s AND from_on <= %(as_of)s AND coalesce(until_on, 'infinity') >= %(as_of)s
       AND (ended_on IS NULL OR ended_on > %(as_of)s)
       AND customer_id = ANY (%(customers)s::bigint[])  -- some customers
     UNION ALL
    SELECT l.item_id, 2, l.amount, NULL
      FROM casework_paper r
      JOIN casework_paperline l ON l.paper_id = r.id
     WHERE r.company_id = %(company)s AND r.received_on <= %(as_of)s AND (r.ended_on IS NULL OR r.ended_on > %(as_of)s)
       AND r.customer_id = ANY (%(customers)s::bigint[])  -- some customers
     UNION ALL
    SELECT item_id, 3, amount, until_on + 1
      FROM casework_retained
     WHERE company_id = %(company)s AND from_on <= %(as_of)s AND coalesce(until_on, 'infinity') >= %(as_of)s
       AND (ended_on IS NULL OR ended_on > %(as_of)s)
       AND customer_id = ANY (%(customers)s::bigint[])  -- some customers
     UNION ALL
    SELECT item_id, 4, unpaid, breaks_on
      FROM planned
     WHERE is_kept AND unpaid > 0
     UNION ALL
    SELECT l.item_id, 5, l.amount, r.waits_until + 1
      FROM casework_promise r
      JOIN casework_promiseline l ON l.promise_id = r.id
     WHERE r.company_id = %(company)s AND r.made_on <= %(as_of)s AND r.waits_until >= %(as_of)s
       AND (r.ended_on IS NULL OR r.ended_on > %(as_of)s)
       AND r.customer_id = ANY (%(customers)s::bigint[])  -- some customers
),
-- how much does each take, at most what those before it leave, and which of them takes the last of it?
taken AS (
    SELECT item_id, to_1 AS disputed, to_2 - to_1 AS covered, to_3 - to_2 AS retained, to_4 - to_3 AS planned,
           to_5 - to_4 AS promised, to_5 AS amount, last_rank, coalesce(ends_on[last_rank], 'infinity') AS ends_on
      FROM (SELECT p.item_id, c.open,
                   least(c.open, coalesce(sum(p.amount) FILTER (WHERE p.rank <= 1), 0)) AS to_1,
                   least(c.open, coalesce(sum(p.amount) FILTER (WHERE p.rank <= 2), 0)) AS to_2,
                   least(c.open, coalesce(sum(p.amount) FILTER (WHERE p.rank <= 3), 0)) AS to_3,
                   least(c.open, coalesce(sum(p.amount) FILTER (WHERE p.rank <= 4), 0)) AS to_4,
                   least(c.open, sum(p.amount)) AS to_5,
                   ARRAY[min(p.ends_on) FILTER (WHERE p.rank = 1), NULL, min(p.ends_on) FILTER (WHERE p.rank = 3),
                         min(p.ends_on) FILTER (WHERE p.rank = 4), min(p.ends_on) FILTER (WHERE p.rank = 5)] AS ends_on
              FROM part p
              JOIN placed c ON c.item_id = p.item_id
             GROUP BY p.item_id, c.open) t
      CROSS JOIN LATERAL (
        SELECT CASE open WHEN to_1 THEN 1 WHEN to_2 THEN 2 WHEN to_3 THEN 3 WHEN to_4 THEN 4 WHEN to_5 THEN 5 END AS last_rank) r
),
-- what do we hold for the customer? (neither what he contests of it counts, nor what is kept for a purpose, nor what keeps a payment plan)
credit AS (
    SELECT held.customer_id, held.currency, held.amount - coalesce(needed.amount, 0) AS credit
      FROM (SELECT o.customer_id, o.currency, sum(greatest(-o.open - coalesce(contested.amount, 0), 0)) AS amount
              FROM open_item o
              LEFT JOIN (SELECT item_id, sum(amount) AS amount FROM part WHERE rank = 1 GROUP BY item_id) contested
                ON contested.item_id = o.item_id
             WHERE o.open < 0
               AND o.customer_id = ANY (%(customers)s::bigint[])  -- some customers
               AND o.item_id NOT IN (
-- include: ledger/earmarked
               )
             GROUP BY o.customer_id, o.currency) held
      LEFT JOIN (SELECT customer_id, currency, sum(needed) AS amount FROM plan GROUP BY customer_id, currency) needed
        ON needed.customer_id = held.customer_id AND needed.currency = held.currency
),
-- when did the last of them end? (after it, a policy that jumps climbs one step)
case_ended AS (
    SELECT item_id, max(ended_on) AS ended_on
      FROM (SELECT p.item_id, least(h.until_on + 1, h.ended_on) AS ended_on
              FROM cased p
              JOIN casework_hold h ON h.company_id = %(company)s AND h.customer_id = p.customer_id
                                  AND (h.item_id IS NULL OR h.item_id = p.item_id)
             WHERE p.jumps
             UNION ALL
            SELECT p.item_id, c.ended_on
              FROM cased p
              JOIN casework_complaint c ON c.company_id = %(company)s AND c.customer_id = p.customer_id
             WHERE p.jumps
             UNION ALL
            SELECT item_id, least(until_on + 1, ended_on) FROM casework_dispute
             WHERE company_id = %(company)s
               AND customer_id = ANY (%(customers)s::bigint[])  -- some customers
             UNION ALL
            SELECT item_id, least(until_on + 1, ended_on) FROM casework_retained
             WHERE company_id = %(company)s
               AND customer_id = ANY (%(customers)s::bigint[])  -- some customers
             UNION ALL
            SELECT l.item_id, r.ended_on
              FROM casework_paper r JOIN casework_paperline l ON l.paper_id = r.id
             WHERE r.company_id = %(company)s AND r.outcome <> 'cleared'
               AND r.customer_id = ANY (%(customers)s::bigint[])  -- some customers
             UNION ALL
            SELECT item_id, "on" FROM came_back
             UNION ALL
            SELECT item_id, least(breaks_on, ended_on) FROM planned
             UNION ALL
            SELECT l.item_id, least(r.waits_until + 1, r.ended_on)
              FROM casework_promise r JOIN casework_promiseline l ON l.promise_id = r.id
             WHERE r.company_id = %(company)s
               AND r.customer_id = ANY (%(customers)s::bigint[])  -- some customers
           ) ending
     WHERE ended_on <= %(as_of)s
     GROUP BY item_id
),

-- what is there about an item beside its amount and its days, and about its customer? (of few items anything; one join for all of it)
beside AS MATERIALIZED (
    SELECT DISTINCT ON (item_id) item_id, taken.disputed, taken.covered, taken.retained, taken.planned, taken.promised, taken.amount AS taken,
           taken.last_rank, taken.ends_on AS taken_until, mark.insolvency, mark.factor, mark.lawyer, mark.never_remind, mark.time_barred,
           mark.direct_debit, hold.of_item AS item_hold, hold.of_customer AS customer_hold, expected."on" AS expected_on,
           maybe.item_id IS NOT NULL AS is_maybe_paid, came_back.item_id IS NOT NULL AS came_back, hastened."on" AS hastened_on,
           case_ended.ended_on AS case_ended_on
      FROM taken
      FULL JOIN mark USING (item_id)
      FULL JOIN hold USING (item_id)
      FULL JOIN expected USING (item_id)
      FULL JOIN maybe USING (item_id)
      FULL JOIN came_back USING (item_id)
      FULL JOIN hastened USING (item_id)
      FULL JOIN case_ended USING (item_id)
     ORDER BY item_id  -- (each stands there once; a DISTINCT makes the server expect few)
),
met AS MATERIALIZED (
    SELECT DISTINCT ON (customer_id) customer_id, last_contact.any_on, last_contact.overdue_on, next_contact."on" AS next_contact_on,
           complaint.customer_id IS NOT NULL AS complains
      FROM last_contact
      FULL JOIN next_contact USING (customer_id)
      FULL JOIN complaint USING (customer_id)
     ORDER BY customer_id
),
known AS MATERIALIZED (
    SELECT p.*, beside.disputed, beside.covered, beside.retained, beside.planned, beside.promised, beside.taken, beside.last_rank,
           beside.taken_until, beside.insolvency, beside.factor, beside.lawyer, beside.never_remind, beside.time_barred, beside.direct_debit,
           beside.item_hold, beside.customer_hold, beside.expected_on, beside.is_maybe_paid, beside.came_back, beside.hastened_on,
           met.any_on, met.overdue_on, met.next_contact_on, met.complains,
           progress.item_id IS NOT NULL AS is_told, progress.position AS told_position, progress.told_on, progress.told_level_key,
           progress.was_opened,
           NOT p.jumps OR coalesce(beside.case_ended_on > coalesce(progress.told_on, p.issued_on), false) AS climbs
      FROM placed p
      LEFT JOIN progress ON progress.item_id = p.item_id
      LEFT JOIN beside ON beside.item_id = p.item_id
      LEFT JOIN met ON met.customer_id = p.customer_id
),

-- on which day is each level above that reached?
ladder AS MATERIALIZED (
    SELECT l.*, max(position) FILTER (WHERE NOT before_due AND position > 0) OVER lower AS rung_before,
           max(position) FILTER (WHERE NOT before_due AND position > 0 AND NOT is_empty) OVER lower AS full_rung_before
      FROM policy_level l
     WHERE l.version_id IN (SELECT id FROM version)
    WINDOW lower AS (PARTITION BY version_id ORDER BY position ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
),
-- where do the items stand on it? Many stand on one spot, so that the days of the levels are counted once for all of them.
spot AS MATERIALIZED (
    SELECT row_number() OVER () AS spot, version_id, country, acts_from, not_before, opens_on, is_told, told_position, told_on, was_opened,
           climbs, hastened_on, array_agg(item_id) AS items
      FROM known
     WHERE acts_from IS NOT NULL
     GROUP BY 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
),
-- from when on may the policy act there, and where is it among the banking days?
standing AS (
    SELECT p.*, coalesce(p.told_position, 0) AS position, v.start_at, v.opening_gap_days, v.final_after_days,
           due.ordinal AS due_ordinal, due.is_open AS due_is_open,
           CASE WHEN v.grace_banking_days > 0
                THEN coalesce(grace_end."on", p.acts_from + v.grace_banking_days) + 1 END AS grace_over_on
      FROM spot p
      JOIN version v ON v.id = p.version_id
      LEFT JOIN access_bankingday due ON v.counts_banking_days
            AND due.country = p.country AND due."on" = p.acts_from
      LEFT JOIN access_bankingday grace_end ON v.grace_banking_days > 0 AND grace_end.country = due.country AND grace_end.is_open
            AND grace_end.ordinal = due.ordinal + v.grace_banking_days
),
ahead AS (
    SELECT p.spot, p.items, p.acts_from, l.id AS level_id, l.key AS level_key, l.position, l.severity, l.before_due, l.is_empty,
           l.is_outward, l.attach, p.told_on, coalesce(l.rung_before, 0) <= p.position AS is_next_rung,
           p.climbs, p.hastened_on,
           l.key = p.start_at AND NOT p.is_told AS starts,
           CASE
             WHEN l.position = 0 THEN greatest(p.opens_on, p.acts_from, p.not_before, p.grace_over_on)
             WHEN l.before_due THEN greatest(base."on", p.not_before, p.told_on + 1)
             WHEN l.severity = 4 AND p.position < l.full_rung_before THEN NULL
             WHEN l.trigger_kind IN ('after', 'after_banking') AND p.told_position IS DISTINCT FROM l.rung_before THEN NULL
             ELSE greatest(
               base."on", p.acts_from, p.not_before, p.grace_over_on, p.told_on + 1,
               CASE WHEN p.was_opened THEN p.told_on + p.opening_gap_days END,
               CASE WHEN l.severity = 4 THEN p.told_on + p.final_after_days END)
           END AS by_policy_on
      FROM standing p
      JOIN ladder l ON l.version_id = p.version_id
            AND CASE WHEN p.opens_on IS NOT NULL AND NOT p.is_told THEN l.position = 0
                     ELSE l.position > p.position END
      LEFT JOIN access_bankingday told_day ON l.trigger_kind = 'after_banking'
            AND told_day.country = p.country AND told_day."on" = p.told_on
      LEFT JOIN access_bankingday nth ON nth.country = p.country AND nth.is_open
            AND nth.ordinal = CASE l.trigger_kind
                                -- (from a day on which banks are closed: BD+1 is the next open day, and so is BD+0)
                                WHEN 'banking' THEN p.due_ordinal + l.trigger_days
                                                    + CASE WHEN l.trigger_days <= 0 AND NOT p.due_is_open THEN 1 ELSE 0 END
                                WHEN 'after_banking' THEN told_day.ordinal + l.trigger_days END
      CROSS JOIN LATERAL (
        SELECT CASE l.trigger_kind
                 WHEN 'days' THEN p.acts_from + l.trigger_days
                 WHEN 'eom' THEN (date_trunc('month', (p.acts_from + l.trigger_days)::timestamp)
                                  + interval '1 month - 1 day')::date
                 WHEN 'banking' THEN coalesce(nth."on", p.acts_from + l.trigger_days)
                 WHEN 'after_banking' THEN coalesce(nth."on", p.told_on + l.trigger_days)
                 ELSE p.told_on + l.trigger_days
               END AS "on") base
     WHERE NOT l.before_due OR %(as_of)s < p.acts_from
),
dated AS (
    -- (a day chosen by hand brings the next rung forward, past those that are empty, never a final one)
    SELECT a.*, CASE WHEN hastened_on IS NOT NULL AND NOT a.before_due AND a.position > 0 AND a.severity < 4
                      AND (a.climbs OR a.is_next_rung)
                     THEN least(a.by_policy_on, greatest(a.hastened_on, a.told_on + 1))
                     ELSE a.by_policy_on END AS reached_on
      FROM ahead a
),
sighted AS (
    SELECT a.*, coalesce(reached_on <= %(as_of)s, false) AS is_reached,
           coalesce(lead(reached_on) OVER higher <= %(as_of)s, false) AS next_is_reached,
           min(CASE WHEN reached_on > %(as_of)s THEN least(reached_on, nullif(greatest(by_policy_on, %(as_of)s), %(as_of)s))
                    WHEN by_policy_on > %(as_of)s THEN by_policy_on END) OVER (PARTITION BY spot) AS ahead_on,
           first_value(reached_on) OVER (PARTITION BY spot ORDER BY before_due, position) AS first_rung_on,
           first_value(before_due) OVER (PARTITION BY spot ORDER BY before_due, position) AS no_rung
      FROM dated a
     WHERE NOT before_due OR reached_on < acts_from
    WINDOW higher AS (PARTITION BY spot ORDER BY position)
),
-- where does the policy put the item? (before the due date: the highest courtesy reached; then the level to start at, one rung, or the highest)
target AS (
    SELECT DISTINCT ON (spot) *
      FROM sighted
     ORDER BY spot, NOT before_due, NOT coalesce(starts AND climbs AND by_policy_on <= %(as_of)s, false),
              CASE WHEN before_due THEN NOT is_reached
                   WHEN %(as_of)s < acts_from THEN false
                   WHEN climbs THEN is_empty AND next_is_reached
                   ELSE NOT is_reached END,
              CASE WHEN is_reached AND (before_due OR (NOT climbs AND %(as_of)s >= acts_from))
                   THEN -position ELSE position END
),

-- first the item: what stands against it by itself?
item AS (
    SELECT p.item_id, p.customer_id, p.number, p.kind, p.currency, p.issued_on, p.due_on, p.pays_on, p.amount, p.open, p.policy_id,
           p.version_id, p.scope, p.contact_id, p.language, p.languages, p.has_address, p.min_gap_days, p.credit_apart, p.acts_from, p.counts_from,
           p.amnesty_over_on, p.told_on, p.told_level_key, p.any_on, p.overdue_on, p.next_contact_on,
           t.position, t.level_id, t.level_key, t.severity, t.is_empty, t.is_outward, t.attach, t.before_due, t.reached_on, t.ahead_on,
           CASE WHEN NOT t.no_rung THEN t.first_rung_on END AS first_rung_on,
           coalesce(t.is_reached, false) AS is_reached,
           coalesce(p.disputed, 0) AS disputed, coalesce(p.covered, 0) AS covered,
           coalesce(p.retained, 0) AS retained, coalesce(p.planned, 0) AS planned,
           coalesce(p.promised, 0) AS promised, p.open - coalesce(p.taken, 0) AS claimable,
           p.insolvency, p.factor, p.lawyer, p.never_remind, p.time_barred,
           CASE WHEN p.due_on IS NULL THEN 'infinity'::date END AS no_due_date,
           CASE WHEN p.version_id IS NULL THEN 'infinity'::date END AS no_policy,
           CASE WHEN p.does_nothing THEN 'infinity'::date END AS policy_does_nothing,
           CASE WHEN p.complains THEN 'infinity'::date END AS complaint,
           CASE WHEN p.last_rank = 1 THEN p.taken_until END AS is_disputed,
           CASE WHEN p.last_rank = 4 THEN p.taken_until END AS in_plan,
           CASE WHEN p.last_rank = 2 THEN p.taken_until END AS is_covered,
           CASE WHEN p.came_back THEN NULL WHEN p.pays_by = 'direct_debit' THEN 'infinity'::date ELSE p.direct_debit END AS direct_debit,
           CASE WHEN p.last_rank = 3 THEN p.taken_until END AS is_retained,
           CASE WHEN p.last_rank = 5 THEN p.taken_until END AS is_promised,
           p.item_hold, p.customer_hold,
           CASE WHEN p.acts_from IS NOT NULL AND p.next_contact_on > %(as_of)s THEN p.next_contact_on END AS next_contact,
           CASE WHEN p.expected_on >= %(as_of)s THEN p.expected_on + 1 END AS expected,
           CASE WHEN p.is_maybe_paid THEN 'infinity'::date END AS maybe_paid
      FROM known p
      LEFT JOIN (SELECT unnest(items) AS item_id, target.* FROM target) t ON t.item_id = p.item_id
),
-- then the customer and currency: which items does his credit cover, oldest first, and is the rest worth a message?
judged AS MATERIALIZED (
    SELECT i.*, coalesce(credit.credit, 0) AS credit, stands.is_free, stands.counts
      FROM item i
      LEFT JOIN credit ON credit.customer_id = i.customer_id AND credit.currency = i.currency
      CROSS JOIN LATERAL (
        SELECT coalesce(i.insolvency, i.factor, i.lawyer, i.never_remind, i.time_barred, i.no_due_date, i.no_policy,
                        i.policy_does_nothing, i.complaint, i.is_disputed, i.in_plan, i.is_covered, i.direct_debit,
                        i.is_retained, i.is_promised, i.item_hold, i.customer_hold, i.next_contact,
                        i.expected, i.maybe_paid) IS NULL AS is_free) f
      CROSS JOIN LATERAL (
        SELECT f.is_free, coalesce(f.is_free AND (i.counts_from < %(as_of)s OR i.is_reached), false) AS counts) stands
),
owed AS (
    SELECT customer_id, currency, coalesce(sum(claimable) FILTER (WHERE counts), 0) AS claimable_total
      FROM judged GROUP BY customer_id, currency
),
older AS (
    SELECT DISTINCT ON (item_id) item_id, coalesce(sum(claimable) FILTER (WHERE counts) OVER earlier, 0) AS claimable_so_far
      FROM judged
     WHERE credit > 0
    WINDOW earlier AS (PARTITION BY customer_id, currency ORDER BY due_on, item_id)
     ORDER BY item_id  -- (each stands there once; a DISTINCT makes the server expect few)
),
-- (where credit waits apart, it covers nothing unless it covers everything: a net creditor is never reminded)
weighed AS (
    SELECT j.*, owed.claimable_total, older.claimable_so_far,
           CASE WHEN j.credit_apart AND j.credit < owed.claimable_total THEN 0 ELSE j.credit END AS set_off
      FROM judged j
      JOIN owed ON owed.customer_id = j.customer_id AND owed.currency = j.currency
      LEFT JOIN older ON older.item_id = j.item_id
),
blocked AS (
    SELECT w.*, c.contact_on,
           CASE WHEN w.counts AND w.set_off > 0 THEN least(w.claimable, greatest(w.set_off - (w.claimable_so_far - w.claimable), 0))
                ELSE 0 END AS netted,
           CASE WHEN w.counts AND w.set_off > 0 AND w.claimable_so_far <= w.set_off
                THEN 'infinity'::date END AS in_credit,
           CASE WHEN w.level_id IS NOT NULL AND NOT w.is_reached AND w.told_on IS NULL
                THEN coalesce(w.reached_on, 'infinity') END AS not_reached,
           CASE WHEN w.level_id IS NOT NULL AND NOT w.is_reached AND w.told_on IS NOT NULL
                THEN coalesce(w.reached_on, 'infinity') END AS told_waiting,
           CASE WHEN w.acts_from IS NOT NULL AND w.level_id IS NULL THEN 'infinity'::date END AS all_done,
           CASE WHEN w.acts_from IS NOT NULL AND w.amnesty_over_on > %(as_of)s THEN w.amnesty_over_on END AS before_amnesty,
           CASE WHEN w.is_reached AND w.is_empty THEN %(as_of)s::date END AS empty_level,
           CASE WHEN w.is_reached AND NOT w.is_empty AND w.is_free
                 AND w.claimable_total - w.credit < coalesce(threshold.floor, 0) THEN 'infinity'::date END AS below_floor,
           CASE WHEN w.item_id IN (SELECT item_id FROM in_hand) THEN 'infinity'::date END AS on_its_way,
           CASE WHEN w.is_reached AND w.is_outward AND NOT w.has_address THEN 'infinity'::date END AS no_address,
           CASE WHEN w.is_reached AND NOT w.is_empty AND NOT w.language = ANY (w.languages)
                THEN 'infinity'::date END AS no_text,
           CASE WHEN w.is_reached AND w.attach = 'always' AND NOT EXISTS (
                  SELECT FROM ledger_itemdocument doc
                   WHERE doc.company_id = %(company)s AND doc.item_id = w.item_id AND doc.replaced_at IS NULL)
                THEN 'infinity'::date END AS no_document,
           CASE WHEN w.is_reached AND w.is_outward AND gap.ends_on > %(as_of)s THEN gap.ends_on END AS too_soon,
           -- (a level that is not reached yet waits for the gap, too: only for the next date, it is no block today)
           CASE WHEN NOT w.is_reached AND w.is_outward THEN gap.ends_on END AS gap_over_on
      FROM weighed w
      LEFT JOIN policy_threshold threshold ON threshold.version_id = w.version_id AND threshold.currency = w.currency
      CROSS JOIN LATERAL (
        SELECT CASE WHEN w.severity > 1 THEN w.overdue_on ELSE w.any_on END AS contact_on) c
      CROSS JOIN LATERAL (  -- (the day that a person chose ends the gap)
        SELECT CASE WHEN contact_on IS NOT NULL
                    THEN least(contact_on + w.min_gap_days, w.next_contact_on) END AS ends_on) gap
    OFFSET 0  -- (a fence: without it PostgreSQL would work out each block again wherever it is named)
),
listed AS (
    SELECT b.*,
           array_remove(ARRAY[
             CASE WHEN insolvency IS NOT NULL THEN 'insolvency' END, CASE WHEN factor IS NOT NULL THEN 'factor' END,
             CASE WHEN lawyer IS NOT NULL THEN 'lawyer' END, CASE WHEN never_remind IS NOT NULL THEN 'never_remind' END,
             CASE WHEN time_barred IS NOT NULL THEN 'time_barred' END,
             CASE WHEN no_due_date IS NOT NULL THEN 'no_due_date' END, CASE WHEN no_policy IS NOT NULL THEN 'no_policy' END,
             CASE WHEN policy_does_nothing IS NOT NULL THEN 'policy_does_nothing' END,
             CASE WHEN complaint IS NOT NULL THEN 'complaint' END,
             CASE WHEN is_disputed IS NOT NULL THEN 'disputed' END,
             CASE WHEN in_plan IS NOT NULL THEN 'in_plan' END, CASE WHEN is_covered IS NOT NULL THEN 'covered' END,
             CASE WHEN direct_debit IS NOT NULL THEN 'direct_debit' END,
             CASE WHEN is_retained IS NOT NULL THEN 'retained' END,
             CASE WHEN is_promised IS NOT NULL THEN 'promised' END, CASE WHEN item_hold IS NOT NULL THEN 'item_hold' END,
             CASE WHEN customer_hold IS NOT NULL THEN 'customer_hold' END,
             CASE WHEN next_contact IS NOT NULL THEN 'next_contact' END,
             CASE WHEN expected IS NOT NULL THEN 'expected' END,
             CASE WHEN maybe_paid IS NOT NULL THEN 'maybe_paid' END,
             CASE WHEN in_credit IS NOT NULL THEN 'in_credit' END,
             CASE WHEN not_reached IS NOT NULL THEN 'not_reached' END,
             CASE WHEN told_waiting IS NOT NULL THEN 'told_waiting' END, CASE WHEN all_done IS NOT NULL THEN 'all_done' END,
             CASE WHEN before_amnesty IS NOT NULL THEN 'before_amnesty' END,
             CASE WHEN empty_level IS NOT NULL THEN 'empty_level' END,
             CASE WHEN below_floor IS NOT NULL THEN 'below_floor' END,
             CASE WHEN on_its_way IS NOT NULL THEN 'on_its_way' END, CASE WHEN no_address IS NOT NULL THEN 'no_address' END,
             CASE WHEN no_text IS NOT NULL THEN 'no_text' END,
             CASE WHEN no_document IS NOT NULL THEN 'no_document' END, CASE WHEN too_soon IS NOT NULL THEN 'too_soon' END
           ], NULL) AS blocks,
           array_remove(ARRAY[
             insolvency, factor, lawyer, never_remind, time_barred, no_due_date, no_policy, policy_does_nothing,
             complaint, is_disputed, in_plan, is_covered, direct_debit, is_retained, is_promised, item_hold, customer_hold,
             next_contact, expected, maybe_paid, in_credit, not_reached, told_waiting, all_done, before_amnesty, empty_level, below_floor,
             on_its_way, no_address, no_text,
             no_document, too_soon
           ], NULL) AS ends_on,
           greatest(insolvency, factor, lawyer, never_remind, time_barred, no_due_date, no_policy, policy_does_nothing,
                    complaint, is_disputed, in_plan, is_covered, direct_debit, is_retained, is_promised, item_hold,
                    customer_hold, next_contact, expected, maybe_paid, in_credit, all_done, before_amnesty, below_floor,
                    on_its_way, no_address, no_text, no_document, too_soon, gap_over_on) AS others_end_on
      FROM blocked b
    OFFSET 0
)
SELECT l.item_id, l.customer_id, l.number, l.kind, l.currency, l.issued_on, l.due_on, l.pays_on, l.amount, l.open, l.disputed,
       l.covered, l.retained, l.planned, l.promised, l.claimable, l.credit, l.credit_apart, l.netted, l.claimable_total, l.policy_id, l.version_id, l.scope, l.level_id, l.level_key,
       l.position, l.severity, l.is_outward, l.is_reached, l.told_on, l.told_level_key, l.contact_id, l.language,
       CASE WHEN cardinality(l.blocks) = 0 THEN 'remind' ELSE l.blocks[1] END AS outcome,
       l.blocks, array_replace(l.ends_on, 'infinity'::date, NULL) AS ends_on,
       nullif(
         CASE WHEN cardinality(l.blocks) = 0 OR l.blocks[1] = 'empty_level' THEN %(as_of)s::date
              WHEN l.before_due AND l.others_end_on >= l.acts_from THEN greatest(l.others_end_on, l.first_rung_on)
              ELSE greatest(l.others_end_on, l.not_reached, l.told_waiting, l.empty_level) END,
         'infinity'::date) AS next_on,
       -- (the first of all days from tomorrow on that are computed here: a new rule whose day is a block's end is among them)
       least(l.ahead_on, CASE WHEN l.counts_from >= %(as_of)s THEN greatest(l.counts_from, %(as_of)s::date + 1) END,
             CASE WHEN l.contact_on + l.min_gap_days > %(as_of)s THEN l.contact_on + l.min_gap_days END,
             (SELECT min(day) FROM unnest(l.ends_on) day WHERE day > %(as_of)s AND day < 'infinity')) AS changes_on
  FROM listed l
 ORDER BY l.customer_id, l.due_on NULLS LAST, l.item_id  -- in order
