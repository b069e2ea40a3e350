-- How does each customer stand in each currency, and what was he told at most of what is open?
-- Parameters: company, own (the company's currency), as_of, known_at (null), mode, customers (bigint[]; lines that end with
-- `some customers` are left out for all).
INSERT INTO insight_account (company_id, customer_id, currency, is_own_currency, items, owed, items_overdue, overdue, on_account,
                             oldest_due_on, turns_on, level_key, told_on)
WITH open_item AS NOT MATERIALIZED (
-- include: ledger/open_item
),
placed AS MATERIALIZED (
    SELECT item_id, customer_id, currency, open, due_on, open > 0 AND due_on < %(as_of)s AS is_overdue
      FROM open_item
     WHERE true
       AND customer_id = ANY (%(customers)s::bigint[])  -- some customers
),
summed AS (
    SELECT customer_id, currency, count(*) FILTER (WHERE open > 0) AS items,
           coalesce(sum(open) FILTER (WHERE open > 0), 0) AS owed, count(*) FILTER (WHERE is_overdue) AS items_overdue,
           coalesce(sum(open) FILTER (WHERE is_overdue), 0) AS overdue, coalesce(sum(open) FILTER (WHERE open < 0), 0) AS on_account,
           coalesce(min(due_on) FILTER (WHERE is_overdue), '9999-12-31') AS oldest_due_on,
           min(due_on + 1) FILTER (WHERE open > 0 AND due_on >= %(as_of)s) AS turns_on
      FROM placed
     GROUP BY customer_id, currency
),
told AS (
    SELECT DISTINCT ON (p.customer_id, p.currency) p.customer_id, p.currency, t.level_key, t."on"
      FROM placed p
      JOIN evaluation_told t ON t.company_id = %(company)s AND t.mode = %(mode)s AND t.item_id = p.item_id AND t.undone_on IS NULL
     WHERE p.open > 0
     ORDER BY p.customer_id, p.currency, t.severity DESC, t."on" DESC, t.id DESC
)
SELECT %(company)s, s.customer_id, s.currency, s.currency = %(own)s, s.items, s.owed, s.items_overdue, s.overdue, s.on_account,
       s.oldest_due_on, s.turns_on, coalesce(told.level_key, ''), told."on"
  FROM summed s
  LEFT JOIN told ON told.customer_id = s.customer_id AND told.currency = s.currency
