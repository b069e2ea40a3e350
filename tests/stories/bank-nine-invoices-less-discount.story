Story: one transfer for nine invoices less three per cent

# Late GmbH pays nine invoices with one transfer, and takes 3 % off each because it pays early. Until Ana has looked, nobody is reminded.

Company: Prompt Cash SL, ES, en, EUR, policy collection
Customer LATE: Late GmbH, ap@late.example, 1 Main Road, 10115 Berlin
Approval: every night

2026-01-05  LATE owes INV-2026-0101 of 100.00, due 2026-02-04
2026-01-05  LATE owes INV-2026-0102 of 200.00, due 2026-02-04
2026-01-05  LATE owes INV-2026-0103 of 300.00, due 2026-02-04
2026-01-05  LATE owes INV-2026-0104 of 400.00, due 2026-02-04
2026-01-05  LATE owes INV-2026-0105 of 500.00, due 2026-02-04
2026-01-05  LATE owes INV-2026-0106 of 600.00, due 2026-02-04
2026-01-05  LATE owes INV-2026-0107 of 700.00, due 2026-02-04
2026-01-05  LATE owes INV-2026-0108 of 800.00, due 2026-02-04
2026-01-05  LATE owes INV-2026-0109 of 900.00, due 2026-02-04

2026-01-30  the bank brings 4365.00 from Late GmbH: "INV-2026-0101, 0102, 0103, 0104, 0105, 0106, 0107, 0108 and 0109 less 3 %"
2026-02-01  night: nothing
2026-02-01  INV-2026-0101 stands: maybe_paid
2026-02-02  Ana confirms what is proposed
2026-02-02  INV-2026-0101 has 0.00 open
2026-02-02  INV-2026-0109 has 0.00 open
2026-03-31  night: nothing
