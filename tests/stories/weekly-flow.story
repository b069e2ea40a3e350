Story: the weekly flow over ninety days (R-24 to R-26)

Company: Prompt Cash SL, ES, en, EUR, policy weekly
Customer LATE: Late GmbH, ap@late.example, 1 Main Road, 10115 Berlin
Approval: every night

2026-01-05  LATE owes INV-1 of 1000.00, due 2026-02-04
2026-02-11  night: e-mail "first-week" to LATE for 1000.00
2026-02-18  night: e-mail "second-week" to LATE for 1000.00
2026-02-18  night: call by collector "second-week" to LATE
2026-02-25  night: letter "third-week" to LATE for 1000.00
2026-02-25  night: task for collector "third-week" to LATE
2026-04-06  night: nothing
2026-04-06  INV-1 stands: all_done
