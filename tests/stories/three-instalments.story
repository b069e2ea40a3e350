Story: three instalments, each with a flow of its own (P-30)

# One invoice, three due dates. Each instalment is reminded of by its own date; nothing is asked before it is due.

Company: Prompt Cash SL, ES, en, EUR, policy collection
Customer LATE: Late GmbH, ap@late.example, 1 Main Road, 10115 Berlin
Approval: every night

2026-01-05  LATE owes INV-1 of 900.00, due 2026-02-04, 2026-03-04 and 2026-04-03
2026-02-01  night: e-mail "due-soon" to LATE for 300.00
2026-02-11  night: e-mail "first-reminder" to LATE for 300.00
2026-02-11  night: task for collector "first-reminder" to LATE
2026-02-18  night: e-mail "second-reminder" to LATE for 300.00
2026-02-18  night: SMS "second-reminder" to LATE
2026-02-25  night: letter "formal-letter" to LATE for 300.00
2026-02-25  night: call by collector "formal-letter" to LATE
2026-03-01  night: e-mail "due-soon" to LATE for 300.00
2026-03-06  night: task for manager "escalation" to LATE for 300.00
2026-03-11  night: e-mail "first-reminder" to LATE for 300.00
2026-03-11  night: task for collector "first-reminder" to LATE
2026-03-12  LATE pays 600.00 for INV-1

# The two oldest instalments are paid. The third has its own courtesy.
2026-03-31  night: e-mail "due-soon" to LATE for 300.00
2026-04-10  night: e-mail "first-reminder" to LATE for 300.00
2026-04-10  night: task for collector "first-reminder" to LATE
2026-04-12  night: nothing
