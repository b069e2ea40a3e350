-- Which staged items state a balance, or that they are closed, that differs from what is open by our facts on the day?
SELECT i.id, i.customer_id, i.number, i.kind, i.currency, i.amount, i.amount_open, i.issued_on,
       coalesce(o.open, 0) AS open, s.line,
       s.closed_as, CASE WHEN s.closed_as IS NULL THEN s.open_amount ELSE 0 END AS stated
  FROM (SELECT * FROM stage_item WHERE open_amount IS NOT NULL OR closed_as IS NOT NULL OFFSET 0) s
  JOIN ledger_item i ON i.company_id = %(company)s AND i.source = %(source)s
                    AND i.document_key = s.document_key AND i.instalment = s.instalment
  LEFT JOIN (
-- include: ledger/open_item
  ) o ON o.item_id = i.id
 WHERE coalesce(o.open, 0) <> CASE WHEN s.closed_as IS NULL THEN s.open_amount ELSE 0 END
 ORDER BY s.line
