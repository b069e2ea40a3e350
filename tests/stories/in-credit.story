Story: a customer in credit is not reminded (P-22)

# Late GmbH has paid 1,200 without saying for what. That covers the older invoice whole and 200 of the newer one: the
# older one is not asked for, and of the newer one only what is left.

Company: Prompt Cash SL, ES, en, EUR, policy collection
Customer LATE: Late GmbH, ap@late.example, 1 Main Road, 10115 Berlin
Approval: every night

2026-01-05  LATE owes INV-1 of 1000.00, due 2026-02-04
2026-01-26  LATE owes INV-2 of 500.00, due 2026-02-25
2026-02-01  night: e-mail "due-soon" to LATE for 1000.00
2026-02-10  LATE pays 1200.00 on account
2026-02-11  night: nothing
2026-02-11  INV-1 stands: in_credit
2026-02-22  night: e-mail "due-soon" to LATE for 300.00
2026-02-22  INV-1 stands: in_credit
2026-03-03  LATE pays 300.00 for INV-2
2026-03-31  night: nothing
