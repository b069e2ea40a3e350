-- Of the papers that the bank has paid, and whose payment an import is to bring: which payments came in, and from which day on do
-- they count? A paper's money is a payment of its amount, or what was set against each item that it covers, valued since it was
-- at the bank. No money is taken for two papers.
-- Parameters: company.
WITH paper AS (
    SELECT p.*, coalesce(p.deposited_on, p.received_on) AS since_on, p.ended_on IS NULL AS waits
      FROM casework_paper p
      LEFT JOIN ledger_item posted ON posted.id = p.payment_item_id AND posted.source = 'recobro'
     WHERE p.company_id = %(company)s AND p.cleared_on IS NOT NULL AND posted.id IS NULL
),
waiting AS (
    SELECT *, row_number() OVER (PARTITION BY customer_id, currency, amount ORDER BY since_on, id) AS nth
      FROM paper WHERE waits
),

-- as one payment of its amount: of several papers alike each has one of its own
as_one AS (
    SELECT w.id, came.item_id, came.issued_on AS counts_on
      FROM waiting w
     CROSS JOIN LATERAL (
        SELECT i.id AS item_id, i.issued_on
          FROM ledger_item i
         WHERE i.company_id = %(company)s AND i.customer_id = w.customer_id AND i.currency = w.currency
           AND i.kind = 'payment' AND i.source <> 'recobro' AND i.amount = -w.amount AND i.issued_on >= w.since_on
           AND NOT EXISTS (SELECT FROM casework_paper other
                            WHERE other.company_id = %(company)s AND other.payment_item_id = i.id)
         ORDER BY i.issued_on, i.id
        OFFSET w.nth - 1 LIMIT 1) came
),

-- as allocations: so much came for each of its items that this paper's part is in it, after those of earlier papers
line AS (
    SELECT w.id, l.amount + coalesce(earlier.amount, 0) AS needed, debit.amount_open, debit.last_fact_on,
           came.amount AS came, came.counts_on
      FROM waiting w
      JOIN casework_paperline l ON l.paper_id = w.id
      JOIN ledger_item debit ON debit.id = l.item_id
     CROSS JOIN LATERAL (
        SELECT sum(a.debit_amount) AS amount, max(a."on") AS counts_on
          FROM ledger_allocation a
          JOIN ledger_item credit ON credit.id = a.credit_item_id
         WHERE a.debit_item_id = l.item_id AND credit.issued_on >= w.since_on
           AND NOT (credit.source = 'recobro' AND credit.document_key LIKE 'paper:%%')) came
     CROSS JOIN LATERAL (
        SELECT sum(o.amount) AS amount
          FROM casework_paperline o
          JOIN paper ON paper.id = o.paper_id
         WHERE o.item_id = l.item_id AND o.company_id = %(company)s
           AND (paper.waits AND paper.id < w.id OR NOT paper.waits AND paper.ended_on >= w.since_on)) earlier
),
as_lines AS (
    SELECT id, max(coalesce(counts_on, last_fact_on)) AS counts_on
      FROM line
     GROUP BY id
    HAVING bool_and(coalesce(came, 0) >= needed OR amount_open = 0)
)
SELECT w.id, greatest(w.cleared_on, least(as_one.counts_on, as_lines.counts_on)) AS ended_on, as_one.item_id
  FROM waiting w
  LEFT JOIN as_one ON as_one.id = w.id
  LEFT JOIN as_lines ON as_lines.id = w.id
 WHERE as_one.id IS NOT NULL OR as_lines.id IS NOT NULL
