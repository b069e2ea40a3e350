Story: the night that did not run for four days

# A reminder that was reached meanwhile goes out in the first night that runs, and the next level keeps its day. A courtesy is
# sent late as long as the invoice is not due; one whose invoice has fallen due is never sent.

Company: Prompt Cash SL, ES, en, EUR, policy collection
Customer LATE: Late GmbH, ap@late.example, 1 Main Road, 10115 Berlin
Customer PROMPT: Prompt Ltd, pay@prompt.example, 2 High Street, 10117 Berlin
Customer GONE: Gone SA, info@gone.example, 9 Back Lane, 10119 Berlin
Approval: every night

2026-02-05  LATE owes INV-1 of 1000.00, issued 2026-01-05, due 2026-02-04
2026-02-05  PROMPT owes INV-2 of 250.00, issued 2026-01-15, due 2026-02-15
2026-02-05  GONE owes INV-3 of 400.00, issued 2026-01-13, due 2026-02-13
2026-02-10  no night
2026-02-11  no night
2026-02-12  no night
2026-02-13  no night
2026-02-14  night: e-mail "first-reminder" to LATE for 1000.00
2026-02-14  night: task for collector "first-reminder" to LATE
2026-02-14  night: e-mail "due-soon" to PROMPT for 250.00
2026-02-14  INV-3 stands: told_waiting, next on 2026-02-20
2026-02-18  night: e-mail "second-reminder" to LATE for 1000.00
2026-02-18  night: SMS "second-reminder" to LATE
