Story: the worked example of OCA account_credit_control, run day by day

# Due on 10 January. L1 ten days after it, L2 at the end of the month of thirty days after it, L3 ten days after L2.
# OCA: L1 from 20 January, L2 from 28 February, L3 ten days after the control date of L2's line. The same here, with one
# deviation: the ten days are counted from the day on which L2 was told (sent), not from the day it was computed.

Company: Prompt Cash SL, ES, en, EUR, policy oca.toml
Customer LATE: Late GmbH, ap@late.example, 1 Main Road, 10115 Berlin
Approval: every night

2026-01-19  LATE owes INV-1 of 1000.00, issued 2025-12-11, due 2026-01-10
2026-01-20  night: e-mail "level-1" to LATE for 1000.00
2026-02-28  night: e-mail "level-2" to LATE for 1000.00
2026-03-10  night: letter "level-3" to LATE for 1000.00
2026-04-10  night: nothing
2026-04-10  INV-1 stands: all_done
