Story: instalments that name no invoice

# Late GmbH agrees to pay 900 in three months, and pays without saying for what. The first instalment stays on account and keeps the plan all
# the same; what keeps it covers nothing else, so that INV-2, which is not in the plan, is asked for in full. Of the second instalment only
# half comes: it waits until Wednesday 25 March, and on the 26th the plan is broken. What is asked for then is what is owed less what
# lies on account, and when the rest comes the plan is kept again.

Company: Prompt Cash SL, ES, en, EUR, policy collection
Customer LATE: Late GmbH, ap@late.example, 1 Main Road, 10115 Berlin
Approval: every night

2026-01-05  LATE owes INV-1 of 900.00, due 2026-02-04
2026-02-01  night: e-mail "due-soon" to LATE for 900.00
2026-02-11  night: e-mail "first-reminder" to LATE for 900.00
2026-02-11  night: task for collector "first-reminder" to LATE
2026-02-12  LATE agrees to pay 900.00 in 3 months from 2026-02-20
2026-02-12  LATE owes INV-2 of 200.00, due 2026-02-19
2026-02-17  night: e-mail "due-soon" to LATE for 200.00
2026-02-22  LATE pays 300.00 on account
2026-02-22  the plan of LATE is: kept
2026-02-26  the plan of LATE is: kept
2026-02-26  INV-1 stands: in_plan, next on 2026-03-26
2026-02-26  night: e-mail "first-reminder" to LATE for 200.00
2026-02-26  night: task for collector "first-reminder" to LATE
2026-03-02  LATE pays 200.00 for INV-2
2026-03-23  LATE pays 150.00 on account
2026-03-25  the plan of LATE is: kept
2026-03-26  the plan of LATE is: broken at instalment 2
2026-03-26  night: e-mail "second-reminder" to LATE for 450.00
2026-03-26  night: SMS "second-reminder" to LATE
2026-03-28  LATE pays 150.00 on account
2026-03-28  the plan of LATE is: kept
2026-03-28  INV-1 stands: in_plan, next on 2026-04-24
2026-04-20  LATE pays 300.00 on account
2026-04-20  the plan of LATE is: done
2026-06-30  night: nothing
