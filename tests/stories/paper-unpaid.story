Story: a pagaré comes back unpaid, and a cheque is paid

# While the paper covers them nothing is asked for. Unpaid, the invoice is open again at its old level: the second reminder is next.
# The cheque of Prompt Ltd over a part is paid: the other part is asked for all the time.

Company: Prompt Cash SL, ES, en, EUR, policy collection
Customer LATE: Late GmbH, ap@late.example, 1 Main Road, 10115 Berlin
Customer PROMPT: Prompt Ltd, pay@prompt.example, 2 High Street, 10117 Berlin
Approval: every night

2026-01-05  LATE owes INV-1 of 1000.00, due 2026-02-04
2026-01-05  PROMPT owes INV-2 of 250.00, due 2026-02-04
2026-02-01  night: e-mail "due-soon" to LATE for 1000.00
2026-02-01  night: e-mail "due-soon" to PROMPT for 250.00
2026-02-10  PROMPT gives a cheque of 200.00 for INV-2, due 2026-02-16
2026-02-11  night: e-mail "first-reminder" to LATE for 1000.00
2026-02-11  night: task for collector "first-reminder" to LATE
2026-02-11  night: e-mail "first-reminder" to PROMPT for 50.00
2026-02-11  night: task for collector "first-reminder" to PROMPT
2026-02-12  LATE gives a pagare of 1000.00 for INV-1, due 2026-03-10
2026-02-16  the paper for INV-2 is paid
2026-02-18  INV-1 stands: covered
2026-02-18  night: e-mail "second-reminder" to PROMPT for 50.00
2026-02-18  night: SMS "second-reminder" to PROMPT
2026-02-19  PROMPT pays 50.00 for INV-2
2026-03-11  INV-1 stands: covered
2026-03-12  the paper for INV-1 is unpaid
2026-03-12  night: e-mail "second-reminder" to LATE for 1000.00
2026-03-12  night: SMS "second-reminder" to LATE
2026-03-13  LATE pays 1000.00 for INV-1
2026-04-30  night: nothing
