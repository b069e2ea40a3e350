Story: two hundred days late on the first day, and the second level is the first (P-13, D15)

# What is late enough for the second level begins there, and what is younger at the first.

Company: Prompt Cash SL, ES, en, EUR, policy oca.toml
Policy: start_at = "level-2"
Customer LATE: Late GmbH, ap@late.example, 1 Main Road, 10115 Berlin
Customer PROMPT: Prompt Ltd, pay@prompt.example, 2 High Street, 10117 Berlin
Approval: every night

2026-03-01  LATE owes INV-1 of 1000.00, issued 2025-07-14, due 2025-08-13
2026-03-01  PROMPT owes INV-2 of 500.00, issued 2026-01-15, due 2026-02-14
2026-03-01  night: e-mail "level-2" to LATE for 1000.00
2026-03-01  night: e-mail "level-1" to PROMPT for 500.00
2026-03-11  night: letter "level-3" to LATE for 1000.00
2026-03-11  INV-2 stands: told_waiting, next on 2026-03-31
