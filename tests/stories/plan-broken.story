Story: a payment plan is broken at its second instalment (D10)

# Late GmbH agrees to pay 900 in three months. The first instalment comes two days late, which is in time. Of the second only a part
# comes: it was due on Friday 20 March and waits until Wednesday the 25th. On the 26th the invoice returns to the level after the last
# one that was told, the second reminder, not to the one of its age; and what is asked for is what is open.

Company: Prompt Cash SL, ES, en, EUR, policy collection
Customer LATE: Late GmbH, ap@late.example, 1 Main Road, 10115 Berlin
Approval: every night

2026-01-05  LATE owes INV-1 of 900.00, due 2026-02-04
2026-02-01  night: e-mail "due-soon" to LATE for 900.00
2026-02-11  night: e-mail "first-reminder" to LATE for 900.00
2026-02-11  night: task for collector "first-reminder" to LATE
2026-02-12  LATE agrees to pay 900.00 in 3 months from 2026-02-20
2026-02-18  INV-1 stands: in_plan, next on 2026-02-26
2026-02-22  LATE pays 300.00 for INV-1
2026-02-22  the plan of LATE is: kept
2026-02-26  INV-1 stands: in_plan, next on 2026-03-26
2026-03-23  LATE pays 100.00 for INV-1
2026-03-25  the plan of LATE is: kept
2026-03-26  the plan of LATE is: broken at instalment 2
2026-03-26  night: e-mail "second-reminder" to LATE for 500.00
2026-03-26  night: SMS "second-reminder" to LATE
2026-03-28  LATE pays 500.00 for INV-1
2026-03-28  the plan of LATE is: done
2026-05-31  night: nothing
