-- Which staged items state a balance, or that they are closed, that differs from what is open by our facts on the day?
SELECT i.id, i.customer_id, i.number, i.kind, i.currency, i.amount, i.amount_open, i.issued_on,
       now_open.open, s.line,
       s.closed_as, CASE WHEN s.closed_as IS NULL THEN s.open_amount ELSE 0 END AS stated
  FROM (SELECT * FROM stage_item WHERE open_amount IS NOT NULL OR closed_as IS NOT NULL OFFSET 0) s
  JOIN ledger_item i ON i.company_id = %(company)s AND i.source = %(source)s
                    AND i.document_key = s.document_key AND i.instalment = s.instalment
  LEFT JOIN (
-- include: ledger/open_item
  ) o ON o.item_id = i.id
 CROSS JOIN LATERAL (
    -- an item that begins after the day is open from its own day on
    SELECT coalesce(o.open, CASE WHEN i.issued_on > %(as_of)s THEN i.amount_open END, 0) AS open) now_open
 WHERE now_open.open <> CASE WHEN s.closed_as IS NULL THEN s.open_amount ELSE 0 END
 ORDER BY s.line
