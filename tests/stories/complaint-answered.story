Story: a complaint stops everything until a manager has answered

# Late GmbH complains two days before the first reminder. Nothing leaves, to none of his invoices, until Ben answers.

Company: Prompt Cash SL, ES, en, EUR, policy collection
Customer LATE: Late GmbH, ap@late.example, 1 Main Road, 10115 Berlin
Approval: every night

2026-01-05  LATE owes INV-1 of 1000.00, due 2026-02-04
2026-01-20  LATE owes INV-2 of 100.00, due 2026-02-19
2026-02-01  night: e-mail "due-soon" to LATE for 1000.00
2026-02-09  LATE complains
2026-02-11  INV-1 stands: complaint
2026-02-16  INV-2 stands: complaint
2026-02-23  Ben answers LATE
2026-02-23  night: e-mail "first-reminder" to LATE for 1000.00
2026-02-23  night: task for collector "first-reminder" to LATE
2026-02-24  LATE pays 1100.00 on account
2026-04-30  night: nothing
