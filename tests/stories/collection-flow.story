Story: the collection flow over ninety days (R-43 to R-48)

# Late GmbH never pays and hears from every level. Prompt Ltd pays on the due date and hears the courtesy only.
# SMS does not exist yet: it becomes a task of ours that says so.

Company: Prompt Cash SL, ES, en, EUR, policy collection
Customer LATE: Late GmbH, ap@late.example, 1 Main Road, 10115 Berlin
Customer PROMPT: Prompt Ltd, pay@prompt.example, 2 High Street, 10117 Berlin
Approval: every night

2026-01-05  LATE owes INV-1 of 1000.00, due 2026-02-04
2026-01-05  PROMPT owes INV-2 of 250.00, due 2026-02-04
2026-01-05  INV-1 stands: not_reached, next on 2026-02-01
2026-02-01  night: e-mail "due-soon" to LATE for 1000.00
2026-02-01  night: e-mail "due-soon" to PROMPT for 250.00

# The due date: an empty level. It is reached, and nobody is disturbed.
2026-02-04  PROMPT pays 250.00 for INV-2
2026-02-04  night: nothing
2026-02-04  INV-1 stands: told_waiting, next on 2026-02-11

2026-02-11  night: e-mail "first-reminder" to LATE for 1000.00
2026-02-11  night: task for collector "first-reminder" to LATE
2026-02-18  night: e-mail "second-reminder" to LATE for 1000.00
2026-02-18  night: SMS "second-reminder" to LATE
2026-02-25  night: letter "formal-letter" to LATE for 1000.00
2026-02-25  night: call by collector "formal-letter" to LATE
2026-02-25  INV-1 stands: told_waiting, next on 2026-03-06
2026-03-06  night: task for manager "escalation" to LATE

# Nothing is left to do: a person decides.
2026-04-06  night: nothing
2026-04-06  INV-1 stands: all_done
