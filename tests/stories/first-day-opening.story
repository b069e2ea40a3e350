Story: two hundred days late on the first day, and the opening letter comes first (P-13, D15)

# What fell due before the first day is told by the opening letter. Its levels follow fourteen days after it was told, one
# at a time. What fell due on the first day or later has no need of it.

Company: Prompt Cash SL, ES, en, EUR, policy oca.toml
Policy: first_day = { old_items = "opening", opening_gap_days = 14 }
Policy: opening = { name = { en = "Opening letter" }, severity = "reminder", actions = ["letter"], text = { en = { subject = "Your account", before = "According to our books {total} is overdue." } } }
Customer LATE: Late GmbH, ap@late.example, 1 Main Road, 10115 Berlin
Customer PROMPT: Prompt Ltd, pay@prompt.example, 2 High Street, 10117 Berlin
Approval: every night

2026-03-01  the first day of the company
2026-03-01  LATE owes INV-1 of 1000.00, issued 2025-07-14, due 2025-08-13
2026-03-01  PROMPT owes INV-2 of 500.00, issued 2026-01-30, due 2026-03-01
2026-03-01  night: letter "opening" to LATE for 1000.00
2026-03-02  INV-1 stands: told_waiting, next on 2026-03-15
2026-03-11  night: e-mail "level-1" to PROMPT for 500.00
2026-03-15  night: e-mail "level-1" to LATE for 1000.00
2026-03-16  night: e-mail "level-2" to LATE for 1000.00
