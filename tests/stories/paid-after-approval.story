Story: a payment between approval and delivery (P-25)

# Late GmbH pays everything and hears nothing more. Gone SA pays one of two invoices: what is left goes, and only that.

Company: Prompt Cash SL, ES, en, EUR, policy collection
Customer LATE: Late GmbH, ap@late.example, 1 Main Road, 10115 Berlin
Customer GONE: Gone SA, info@gone.example, 9 Back Lane, 10119 Berlin
Approval: every night

2026-01-05  LATE owes INV-1 of 1000.00, due 2026-02-04
2026-01-05  GONE owes INV-2 of 300.00, due 2026-02-04
2026-01-05  GONE owes INV-3 of 500.00, due 2026-02-04
2026-02-01  night: e-mail "due-soon" to LATE for 1000.00
2026-02-01  night: e-mail "due-soon" to GONE for 800.00

2026-02-11  proposed: e-mail "first-reminder" to LATE for 1000.00
2026-02-11  proposed: task for collector "first-reminder" to LATE
2026-02-11  proposed: e-mail "first-reminder" to GONE for 800.00
2026-02-11  proposed: task for collector "first-reminder" to GONE
2026-02-11  Ana approves
2026-02-11  LATE pays 1000.00 for INV-1
2026-02-11  GONE pays 300.00 for INV-2
2026-02-11  delivered: e-mail "first-reminder" to GONE for 500.00
2026-02-11  delivered: task for collector "first-reminder" to GONE

2026-02-18  night: e-mail "second-reminder" to GONE for 500.00
2026-02-18  night: SMS "second-reminder" to GONE
2026-02-20  GONE pays 500.00 for INV-3
2026-03-10  night: nothing
