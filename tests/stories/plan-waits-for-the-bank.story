Story: a payment plan is not judged before the payments are known

# The books of Late GmbH's payments are complete only through Thursday 19 February when the first instalment should have come: it was due on the
# 20th and waits until Wednesday the 25th. Nobody knows whether it came, so nobody is reminded. On 2 March the payments of February are
# known, and it has not come.

Company: Prompt Cash SL, ES, en, EUR, policy collection
Customer LATE: Late GmbH, ap@late.example, 1 Main Road, 10115 Berlin
Approval: every night

2026-01-05  LATE owes INV-1 of 900.00, due 2026-02-04
2026-02-01  night: e-mail "due-soon" to LATE for 900.00
2026-02-11  night: e-mail "first-reminder" to LATE for 900.00
2026-02-11  night: task for collector "first-reminder" to LATE
2026-02-12  LATE agrees to pay 900.00 in 3 months from 2026-02-20
2026-02-20  payments are known through 2026-02-19
2026-02-22  INV-1 stands: in_plan, next on 2026-02-26
2026-02-26  INV-1 stands: in_plan
2026-02-26  the plan of LATE is: kept
2026-02-27  payments are known through 2026-02-24
2026-02-28  the plan of LATE is: kept
2026-03-02  payments are known through 2026-03-01
2026-03-02  the plan of LATE is: broken at instalment 1
2026-03-02  night: e-mail "second-reminder" to LATE for 900.00
2026-03-02  night: SMS "second-reminder" to LATE
