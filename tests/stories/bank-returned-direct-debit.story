Story: a direct debit comes back

# What it had paid is open again from that day on, at its old due date, and is asked for like any other.

Company: Prompt Cash SL, ES, en, EUR, policy collection
Customer LATE: Late GmbH, ap@late.example, 1 Main Road, 10115 Berlin
Approval: every night

2026-01-05  LATE owes INV-2026-0417 of 1000.00, due 2026-02-04
2026-02-01  night: e-mail "due-soon" to LATE for 1000.00
2026-02-04  the bank brings 1000.00 from Late GmbH: "INV-2026-0417"
2026-02-04  Ana confirms what is proposed
2026-02-04  INV-2026-0417 has 0.00 open
2026-02-11  night: nothing
2026-02-13  the bank takes back 1000.00: "AM04"
2026-02-13  INV-2026-0417 has 1000.00 open
2026-02-13  night: e-mail "first-reminder" to LATE for 1000.00
2026-02-13  night: task for collector "first-reminder" to LATE
