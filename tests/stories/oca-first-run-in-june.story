Story: the worked example of OCA account_credit_control, first run on 1 June

# OCA: L1 on that day; L2 in another run of the same day, as soon as L1 is marked to be sent; L3 ten days later.
# Here no item is told two levels on one control date, however often the run is started: L2 follows on 2 June, and L3
# ten days after it. And L2 needs that L1 was told (sent), not only marked to be sent.

Company: Prompt Cash SL, ES, en, EUR, policy oca.toml
Customer LATE: Late GmbH, ap@late.example, 1 Main Road, 10115 Berlin
Approval: every night

2026-06-01  LATE owes INV-1 of 1000.00, issued 2025-12-11, due 2026-01-10
2026-06-01  night: e-mail "level-1" to LATE for 1000.00
2026-06-02  night: e-mail "level-2" to LATE for 1000.00
2026-06-12  night: letter "level-3" to LATE for 1000.00
2026-07-12  night: nothing
2026-07-12  INV-1 stands: all_done
