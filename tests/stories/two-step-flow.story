Story: the two-step flow over ninety days (R-61 to R-63)

# Fifteen days LATER: they are counted from the day on which the friendly e-mail was told, not from the due date.

Company: Prompt Cash SL, ES, en, EUR, policy two-step
Customer LATE: Late GmbH, ap@late.example, 1 Main Road, 10115 Berlin
Customer HELD: Gone SA, info@gone.example, 9 Back Lane, 10119 Berlin
Approval: every night

2026-01-05  LATE owes INV-1 of 1000.00, due 2026-02-04
2026-01-05  HELD owes INV-2 of 400.00, due 2026-02-04
2026-02-09  HELD is on hold until 2026-02-20
2026-02-11  night: e-mail "friendly" to LATE for 1000.00
2026-02-21  night: e-mail "friendly" to HELD for 400.00
2026-02-26  night: letter "formal-letter" to LATE for 1000.00
2026-02-26  night: task for sales "formal-letter" to LATE
2026-03-08  night: letter "formal-letter" to HELD for 400.00
2026-03-08  night: task for sales "formal-letter" to HELD
2026-04-06  night: nothing
2026-04-06  INV-1 stands: all_done
