-- Which staged credits say what they settle? By identity, else by the number people use, oldest due first.
WITH taken AS MATERIALIZED (
-- include: ledger/taken_until
)
SELECT s.line, credit.id AS credit_id, credit.customer_id, -credit.amount_open AS credit_open,
       greatest(credit.issued_on, credit_taken.until_on) AS credit_on,
       credit.currency AS credit_currency, credit.number AS credit_number,
       debit.id AS debit_id, debit.amount_open AS debit_open,
       greatest(debit.issued_on, debit_taken.until_on) AS debit_on, debit.currency AS debit_currency,
       coalesce(s.settles_number, s.settles_key) AS settles
  FROM stage_item s
  JOIN ledger_item credit ON credit.company_id = %(company)s AND credit.source = %(source)s
                         AND credit.document_key = s.document_key AND credit.instalment = s.instalment
  LEFT JOIN ledger_item debit
         ON debit.company_id = %(company)s AND debit.customer_id = credit.customer_id AND debit.amount > 0
        AND (debit.source = %(source)s AND debit.document_key = s.settles_key AND debit.instalment = s.settles_instalment
             OR s.settles_key IS NULL AND debit.number = s.settles_number)
  LEFT JOIN taken credit_taken ON credit_taken.item_id = credit.id
  LEFT JOIN taken debit_taken ON debit_taken.item_id = debit.id
 WHERE (s.settles_key IS NOT NULL OR s.settles_number IS NOT NULL)
   AND credit.amount_open < 0
   AND (credit.recorded_at = %(at)s
        OR NOT EXISTS (SELECT FROM ledger_allocation a WHERE a.credit_item_id = credit.id))
 ORDER BY s.line, credit.id, debit.due_on NULLS LAST, debit.id
