Story: a part is paid (P-23, P-24)

# The invoice keeps its place in the flow, and only what is left is asked for.

Company: Prompt Cash SL, ES, en, EUR, policy collection
Customer LATE: Late GmbH, ap@late.example, 1 Main Road, 10115 Berlin
Approval: every night

2026-01-05  LATE owes INV-1 of 1000.00, due 2026-02-04
2026-02-01  night: e-mail "due-soon" to LATE for 1000.00
2026-02-11  night: e-mail "first-reminder" to LATE for 1000.00
2026-02-11  night: task for collector "first-reminder" to LATE
2026-02-14  LATE pays 400.00 for INV-1
2026-02-18  night: e-mail "second-reminder" to LATE for 600.00
2026-02-18  night: SMS "second-reminder" to LATE
2026-02-24  LATE pays 597.00 for INV-1

# 3.00 are below the floor of 5.00: nothing is sent for them.
2026-02-25  night: nothing
2026-02-25  INV-1 stands: below_floor
2026-03-20  night: nothing
