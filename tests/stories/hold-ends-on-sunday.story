Story: a hold that ends on a Sunday (P-59)

# The 15th is a Sunday. The hold comes back alone on the Monday: the first reminder was due on the 11th.

Company: Prompt Cash SL, ES, en, EUR, policy collection
Customer LATE: Late GmbH, ap@late.example, 1 Main Road, 10115 Berlin
Approval: every night

2026-01-05  LATE owes INV-1 of 1000.00, due 2026-02-04
2026-02-01  night: e-mail "due-soon" to LATE for 1000.00
2026-02-10  LATE is on hold until 2026-02-15
2026-02-11  INV-1 stands: customer_hold, next on 2026-02-16
2026-02-15  INV-1 stands: customer_hold, next on 2026-02-16
2026-02-15  night: nothing
2026-02-16  night: e-mail "first-reminder" to LATE for 1000.00
2026-02-16  night: task for collector "first-reminder" to LATE
2026-02-17  LATE pays 1000.00 for INV-1
2026-03-31  night: nothing
