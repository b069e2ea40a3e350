Story: the half-paid instalment in another currency

# Of three instalments in dollars the first is paid by half, in euros: a quarter of it with its number, so that it is proposed by the rate of the
# day, and a quarter without, by hand. What is left of it is the same number everywhere, and only that is asked for.

Company: Prompt Cash Inc, US, en, USD, policy collection
Customer LATE: Late GmbH, ap@late.example, 1 Main Road, 10115 Berlin
Approval: every night

2026-01-05  LATE owes INV-1001 of 900.00, due 2026-02-04, 2026-03-04 and 2026-04-03
2026-02-01  night: e-mail "due-soon" to LATE for 300.00
2026-02-04  1 USD is worth 0.92 EUR
2026-02-05  the bank brings 69.00 EUR from Late GmbH: "INV-1001"
2026-02-05  Ana confirms what is proposed
2026-02-05  INV-1001 has 825.00 open
2026-02-06  the bank brings 69.00 EUR from Late GmbH: "rest of the half"
2026-02-06  Ana says that it pays 75.00 of INV-1001
2026-02-06  INV-1001 has 750.00 open
2026-02-11  night: e-mail "first-reminder" to LATE for 150.00
2026-02-11  night: task for collector "first-reminder" to LATE
2026-02-12  the bank brings 150.00 from Late GmbH: "INV-1001"
2026-02-12  Ana confirms what is proposed
2026-02-12  INV-1001 has 600.00 open
2026-02-20  night: nothing
