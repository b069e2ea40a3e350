-- How does each payment plan stand on a day? One row per plan made by then: what is paid of it, whether it is kept, and when it breaks if
-- nothing more comes. Paid is what was set against its items since it was made (the plan's part of an item first), and what the
-- customer has on account since: to the instalment that waits the shortest first, of two plans on one day to the older one's, once.
-- It breaks when payments are known through the last day of an instalment that is not paid; where nobody says so, on the next day.
-- Parameters: company, as_of, known_at (of ledger/open_item), customers (bigint[]; lines that end with `some customers` are left out for all).
WITH RECURSIVE plan AS MATERIALIZED (
    SELECT *, coalesce(ended_on, 'infinity') > %(as_of)s AS stands
      FROM casework_plan
     WHERE company_id = %(company)s AND made_on <= %(as_of)s
       AND customer_id = ANY (%(customers)s::bigint[])  -- some customers
),
line AS MATERIALIZED (
    SELECT l.plan_id, l.item_id, l.amount, item.source,
           least(l.amount, greatest(l.open_then - coalesce(now.open, 0), 0)) AS paid
      FROM plan p
      JOIN casework_planline l ON l.plan_id = p.id
      JOIN ledger_item item ON item.id = l.item_id
      LEFT JOIN LATERAL (  -- (item by item, behind a fence: there are few plans and many items)
        SELECT o.open
          FROM (
-- include: ledger/open_item
          ) o
         WHERE o.item_id = l.item_id
        OFFSET 0) now ON true
),
paid AS (
    SELECT l.plan_id, sum(l.amount) AS amount, sum(l.paid) AS allocated, min(known.through_on) AS known_through,
           array_agg(l.item_id ORDER BY l.item_id) AS items, array_agg(l.amount - l.paid ORDER BY l.item_id) AS unpaid
      FROM line l
     CROSS JOIN LATERAL (
        SELECT max(k.through_on) AS through_on
          FROM ledger_paymentsknown k
         WHERE k.company_id = %(company)s AND k.source IN ('', l.source)
           AND (%(known_at)s::timestamptz IS NULL OR k.recorded_at <= %(known_at)s)) known
     GROUP BY l.plan_id
),
instalment AS MATERIALIZED (
    SELECT p.customer_id, p.currency, p.made_on, p.stands, i.plan_id, i.number, i.due_on, i.waits_until,
           least(i.amount, greatest(sum(i.amount) OVER so_far - paid.allocated, 0)) AS unpaid
      FROM plan p
      JOIN paid ON paid.plan_id = p.id
      JOIN casework_planinstalment i ON i.plan_id = p.id
    WINDOW so_far AS (PARTITION BY i.plan_id ORDER BY i.waits_until, i.number)
),

-- what does the customer have on account since the oldest of his plans, by day? (what he contests of it does not count, nor what is kept
-- for a purpose)
money AS (
    SELECT c.customer_id, c.currency, m.days, m.amounts
      FROM (SELECT customer_id, currency, min(made_on) AS since_on FROM plan WHERE stands GROUP BY customer_id, currency) c
     CROSS JOIN LATERAL (
        SELECT array_agg(o.issued_on ORDER BY o.issued_on, o.item_id) AS days,
               array_agg(greatest(-o.open - contested.amount, 0) ORDER BY o.issued_on, o.item_id) AS amounts
          FROM (SELECT *
                  FROM (
-- include: ledger/open_item
                  ) every
                 WHERE every.customer_id = c.customer_id AND every.currency = c.currency AND every.open < 0
                   AND every.issued_on >= c.since_on
                   AND every.item_id NOT IN (
-- include: ledger/earmarked
                   )
                OFFSET 0) o
         CROSS JOIN LATERAL (
            SELECT coalesce(sum(coalesce(d.amount, 'infinity')), 0) AS amount
              FROM casework_dispute d
             WHERE d.company_id = %(company)s AND d.customer_id = c.customer_id AND d.item_id = o.item_id
               AND d.from_on <= %(as_of)s AND coalesce(d.until_on, 'infinity') >= %(as_of)s
               AND (d.ended_on IS NULL OR d.ended_on > %(as_of)s)) contested) m
),
waiting AS (
    SELECT *, row_number() OVER (PARTITION BY customer_id, currency ORDER BY waits_until, made_on, plan_id, number) AS nth
      FROM instalment
     WHERE stands AND unpaid > 0
),
-- one instalment after the other: each takes the oldest money that came since its plan was made
filled AS (
    SELECT customer_id, currency, 0::bigint AS nth, days, amounts AS money, NULL::bigint AS plan_id, NULL::int AS number, 0.0 AS amount
      FROM money
     UNION ALL
    SELECT f.customer_id, f.currency, w.nth, f.days, t.money, w.plan_id, w.number::int, t.amount
      FROM filled f
      JOIN waiting w ON w.customer_id = f.customer_id AND w.currency = f.currency AND w.nth = f.nth + 1
     CROSS JOIN LATERAL (
        SELECT array_agg(had.amount - takes ORDER BY place) AS money, sum(takes) AS amount
          FROM (SELECT m.amount, m.place,
                       CASE WHEN m."on" >= w.made_on
                            THEN least(m.amount, greatest(w.unpaid - coalesce(sum(m.amount) FILTER (WHERE m."on" >= w.made_on)
                                                                                OVER earlier, 0), 0))
                            ELSE 0 END AS takes
                  FROM unnest(f.days, f.money) WITH ORDINALITY m("on", amount, place)
                WINDOW earlier AS (ORDER BY m.place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) had) t
),
short AS (
    SELECT i.*, coalesce(f.amount, 0) AS on_account, i.unpaid - coalesce(f.amount, 0) AS short
      FROM instalment i
      LEFT JOIN filled f ON f.plan_id = i.plan_id AND f.number = i.number
),
first_short AS (
    SELECT DISTINCT ON (plan_id) * FROM short WHERE short > 0 ORDER BY plan_id, waits_until, number
),
standing AS (
    SELECT p.*, paid.amount, paid.allocated, paid.items, paid.unpaid, coalesce(by_account.paid, 0) AS on_account,
           coalesce(by_account.needed, 0) AS needed, s.number AS short_at, s.due_on AS next_on, s.short AS next_amount,
           CASE WHEN s.waits_until < %(as_of)s AND s.waits_until > paid.known_through THEN s.waits_until END AS unknown_on,
           s.waits_until + 1 AS late_on
      FROM plan p
      JOIN paid ON paid.plan_id = p.id
      LEFT JOIN first_short s ON s.plan_id = p.id
      LEFT JOIN (SELECT plan_id, sum(on_account) AS paid, sum(on_account) FILTER (WHERE waits_until < %(as_of)s) AS needed
                   FROM short GROUP BY plan_id) by_account ON by_account.plan_id = p.id
)
-- needed: the money on account without which the plan would not be kept; it covers nothing else
SELECT s.id AS plan_id, s.customer_id, s.currency, s.made_on, s.ended_on, s.amount, s.allocated + s.on_account AS paid,
       s.items, s.unpaid, k.is_kept, CASE WHEN k.is_kept THEN s.needed ELSE 0 END AS needed, k.breaks_on, s.unknown_on,
       s.short_at, s.next_on, s.next_amount
  FROM standing s
 CROSS JOIN LATERAL (
    SELECT CASE WHEN s.unknown_on IS NULL THEN s.late_on END AS breaks_on,
           s.stands AND (s.late_on IS NULL OR s.unknown_on IS NOT NULL OR s.late_on > %(as_of)s) AS is_kept) k
