Story: a customer who pays on the 25th

# Both invoices fall due on 2 March. Late GmbH pays on the 25th of each month, so that its ten days begin then.

Company: Prompt Cash SL, ES, en, EUR, policy oca.toml
Policy: follow_pay_days = true
Customer LATE: Late GmbH, ap@late.example, 1 Main Road, 10115 Berlin
Customer PROMPT: Prompt Ltd, pay@prompt.example, 2 High Street, 10117 Berlin
Approval: every night

2026-03-10  LATE owes INV-1 of 1000.00, issued 2026-01-31, due 2026-03-02
2026-03-10  LATE always pays on the 25th
2026-03-10  PROMPT owes INV-2 of 500.00, issued 2026-01-31, due 2026-03-02
2026-03-12  night: e-mail "level-1" to PROMPT for 500.00
2026-03-12  INV-1 stands: not_reached, next on 2026-04-04
2026-04-04  night: e-mail "level-1" to LATE for 1000.00
