Story: two payment plans, and one payment that names neither

# Late GmbH has a plan over INV-1 and, since a week later, one over INV-2. The first instalments of both fall due on Tuesday 10 March and wait
# until Friday the 13th. The 300 on account pay the one of the older plan, and are not counted again for the other, which breaks.
# The 200 that come on the 16th keep it, too. Of the 350 that come for April the older plan has its 300, and 50 are too little for the other.

Company: Prompt Cash SL, ES, en, EUR, policy collection
Customer LATE: Late GmbH, ap@late.example, 1 Main Road, 10115 Berlin
Approval: every night

2026-01-05  LATE owes INV-1 of 600.00, due 2026-01-26
2026-01-05  LATE owes INV-2 of 400.00, due 2026-01-26
2026-01-23  night: e-mail "due-soon" to LATE for 1000.00
2026-01-27  LATE agrees to pay 600.00 of INV-1 in 2 months from 2026-03-10
2026-01-30  LATE agrees to pay 400.00 of INV-2 in 2 months from 2026-03-10
2026-03-09  LATE pays 300.00 on account
2026-03-13  the plan of LATE is: kept
2026-03-14  the plan of LATE is: broken at instalment 1
2026-03-14  INV-1 stands: in_plan, next on 2026-04-16
2026-03-14  night: e-mail "first-reminder" to LATE for 400.00
2026-03-14  night: task for collector "first-reminder" to LATE
2026-03-16  LATE pays 200.00 on account
2026-03-16  the plan of LATE is: kept
2026-03-16  INV-2 stands: in_plan, next on 2026-04-16
2026-04-09  LATE pays 350.00 on account
2026-04-16  the plan of LATE is: broken at instalment 2
2026-04-16  INV-1 stands: in_plan
2026-04-16  night: e-mail "second-reminder" to LATE for 150.00
2026-04-16  night: SMS "second-reminder" to LATE
