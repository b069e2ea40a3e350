Story: the credit note that turns a debtor into a creditor (P-22)

# A net creditor is never reminded, whatever his invoices look like by themselves.

Company: Prompt Cash SL, ES, en, EUR, policy collection
Customer LATE: Late GmbH, ap@late.example, 1 Main Road, 10115 Berlin
Approval: every night

2026-01-05  LATE owes INV-2026-0417 of 1000.00, due 2026-02-04
2026-02-01  night: e-mail "due-soon" to LATE for 1000.00
2026-02-10  LATE gets the credit note CN-1 of 1500.00
2026-02-11  night: nothing
2026-02-11  INV-2026-0417 stands: in_credit
2026-02-15  the bank brings 200.00 from Late GmbH: "deposit"
2026-03-31  night: nothing
