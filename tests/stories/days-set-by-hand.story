Story: the next contact and an expected payment are set by hand (R-89, R-91, R-97)

# The policy would remind Late GmbH on the 11th. Ana sets the 9th: it is reminded then. Then she sets the 24th: nothing before, although
# the second reminder was due on the 18th. Prompt Ltd says that it pays on the 16th: reminded on the 17th, since it did not.

Company: Prompt Cash SL, ES, en, EUR, policy collection
Customer LATE: Late GmbH, ap@late.example, 1 Main Road, 10115 Berlin
Customer PROMPT: Prompt Ltd, pay@prompt.example, 2 High Street, 10117 Berlin
Approval: every night

2026-01-05  LATE owes INV-1 of 1000.00, due 2026-02-04
2026-01-05  PROMPT owes INV-2 of 250.00, due 2026-02-04
2026-02-01  night: e-mail "due-soon" to LATE for 1000.00
2026-02-01  night: e-mail "due-soon" to PROMPT for 250.00
2026-02-06  LATE is to be contacted next on 2026-02-09
2026-02-08  INV-1 stands: next_contact, next on 2026-02-09
2026-02-09  night: e-mail "first-reminder" to LATE for 1000.00
2026-02-09  night: task for collector "first-reminder" to LATE
2026-02-10  INV-2 is expected to be paid on 2026-02-16
2026-02-11  INV-2 stands: expected, next on 2026-02-17
2026-02-12  LATE is to be contacted next on 2026-02-24
2026-02-17  night: e-mail "first-reminder" to PROMPT for 250.00
2026-02-17  night: task for collector "first-reminder" to PROMPT
2026-02-18  PROMPT pays 250.00 for INV-2
2026-02-18  INV-1 stands: next_contact, next on 2026-02-24
2026-02-24  night: e-mail "second-reminder" to LATE for 1000.00
2026-02-24  night: SMS "second-reminder" to LATE
2026-02-25  LATE pays 1000.00 for INV-1
2026-03-31  night: nothing
