Story: a promise is kept, and another one is broken (P-60)

# Both promise on 12 February to pay on the 20th. Reminders wait three banking days longer, until Wednesday the 25th: the
# bank may be slow. Prompt Ltd has paid. Late GmbH goes on where he stood, one level at a time.

Company: Prompt Cash SL, ES, en, EUR, policy collection
Customer LATE: Late GmbH, ap@late.example, 1 Main Road, 10115 Berlin
Customer PROMPT: Prompt Ltd, pay@prompt.example, 2 High Street, 10117 Berlin
Approval: every night

2026-01-05  LATE owes INV-1 of 1000.00, due 2026-02-04
2026-01-05  PROMPT owes INV-2 of 250.00, due 2026-02-04
2026-02-01  night: e-mail "due-soon" to LATE for 1000.00
2026-02-01  night: e-mail "due-soon" to PROMPT for 250.00
2026-02-11  night: e-mail "first-reminder" to LATE for 1000.00
2026-02-11  night: task for collector "first-reminder" to LATE
2026-02-11  night: e-mail "first-reminder" to PROMPT for 250.00
2026-02-11  night: task for collector "first-reminder" to PROMPT
2026-02-12  LATE promises 1000.00 by 2026-02-20
2026-02-12  PROMPT promises 250.00 by 2026-02-20
2026-02-18  night: nothing
2026-02-18  INV-1 stands: promised, next on 2026-02-26
2026-02-20  PROMPT pays 250.00 for INV-2
2026-02-25  night: nothing
2026-02-26  night: e-mail "second-reminder" to LATE for 1000.00
2026-02-26  night: SMS "second-reminder" to LATE
2026-03-01  night: letter "formal-letter" to LATE for 1000.00
2026-03-01  night: call by collector "formal-letter" to LATE
2026-03-10  night: task for manager "escalation" to LATE
2026-04-06  night: nothing
