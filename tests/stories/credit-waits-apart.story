Story: credit waits apart, a deposit is kept, and a net creditor hears nothing (P-22)

# The company sets credit against nothing before somebody says what it pays: the whole invoice is asked for, and the credit is
# shown apart. Only when the credit is as much as all that is overdue is nobody reminded. A deposit does not count at all.

Company: Prompt Cash SL, ES, en, EUR, policy collection
Customer LATE: Late GmbH, ap@late.example, 1 Main Road, 10115 Berlin
Approval: every night

2026-01-05  credit waits apart
2026-01-05  LATE owes INV-1 of 1000.00, due 2026-02-04
2026-01-06  LATE pays 5000.00 on account
2026-01-06  what LATE paid last is kept as a deposit
2026-02-01  night: e-mail "due-soon" to LATE for 1000.00
2026-02-10  LATE gets the credit note CN-1 of 400.00
2026-02-11  night: e-mail "first-reminder" to LATE for 1000.00
2026-02-11  night: task for collector "first-reminder" to LATE for 1000.00
2026-02-15  LATE gets the credit note CN-2 of 600.00
2026-02-18  INV-1 stands: in_credit
2026-02-20  LATE owes INV-2 of 1500.00, due 2026-03-22
# (INV-2 is about to fall due: now he owes more than he has in credit, and INV-1 is asked for again, whole)
2026-03-19  night: e-mail "second-reminder" to LATE for 1000.00
2026-03-19  night: SMS "second-reminder" to LATE for 1000.00
2026-03-20  what LATE paid last is released
2026-03-29  INV-1 stands: in_credit
2026-03-29  INV-2 stands: in_credit
2026-04-30  night: nothing
