Story: paid this morning, the reminder planned yesterday (D4)

# The reminder was approved; then the statement of the day is read, and a transfer in it may pay the invoice. Nothing leaves, and nothing does
# while the transfer is not cleared. Once it is, there is nothing to remind.

Company: Prompt Cash SL, ES, en, EUR, policy collection
Customer LATE: Late GmbH, ap@late.example, 1 Main Road, 10115 Berlin
Approval: every night

2026-01-05  LATE owes INV-2026-0417 of 1000.00, due 2026-02-04
2026-02-01  night: e-mail "due-soon" to LATE for 1000.00
2026-02-11  proposed: e-mail "first-reminder" to LATE for 1000.00
2026-02-11  proposed: task for collector "first-reminder" to LATE
2026-02-11  Ana approves
2026-02-11  the bank brings 1000.00 from Late GmbH: "our payment of 417"
2026-02-11  delivered: nothing
2026-02-12  night: nothing
2026-02-12  INV-2026-0417 stands: maybe_paid
2026-02-13  Ana confirms what is proposed
2026-02-13  INV-2026-0417 has 0.00 open
2026-02-28  night: nothing
