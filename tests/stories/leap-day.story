Story: the 29th of February

# Thirty days after 30 January is the leap day, and the end of its month. What falls due on it is ten days late on 10 March.

Company: Prompt Cash SL, ES, en, EUR, policy oca.toml
Customer LATE: Late GmbH, ap@late.example, 1 Main Road, 10115 Berlin
Customer PROMPT: Prompt Ltd, pay@prompt.example, 2 High Street, 10117 Berlin
Approval: every night

2028-02-09  LATE owes INV-1 of 1000.00, issued 2028-01-01, due 2028-01-30
2028-02-09  PROMPT owes INV-2 of 500.00, issued 2028-01-30, due 2028-02-29
2028-02-09  night: e-mail "level-1" to LATE for 1000.00
2028-02-28  INV-1 stands: told_waiting, next on 2028-02-29
2028-02-29  night: e-mail "level-2" to LATE for 1000.00
2028-02-29  INV-2 stands: not_reached, next on 2028-03-10
2028-03-10  night: e-mail "level-1" to PROMPT for 500.00
2028-03-10  night: letter "level-3" to LATE for 1000.00
