Story: a promise is broken on a public holiday (P-60)

# He promises to pay on Good Friday, 3 April. The three banking days after it are Monday (a working day in most of Spain),
# Tuesday and Wednesday the 8th. On the 9th it goes on one level above the last one told; whether
# he broke his word is judged when payments are known through the 8th, not before.

Company: Prompt Cash SL, ES, en, EUR, policy collection
Customer LATE: Late GmbH, ap@late.example, 1 Main Road, 10115 Berlin
Approval: every night

2026-02-25  LATE owes INV-1 of 1000.00, due 2026-03-24
2026-03-21  night: e-mail "due-soon" to LATE for 1000.00
2026-03-31  night: e-mail "first-reminder" to LATE for 1000.00
2026-03-31  night: task for collector "first-reminder" to LATE
2026-04-01  LATE promises 1000.00 by 2026-04-03
2026-04-07  INV-1 stands: promised, next on 2026-04-09
2026-04-08  the promise of LATE is: open
2026-04-09  night: e-mail "second-reminder" to LATE for 1000.00
2026-04-09  night: SMS "second-reminder" to LATE
2026-04-09  the promise of LATE is: open
2026-04-10  payments are known through 2026-04-07
2026-04-10  the promise of LATE is: open
2026-04-11  payments are known through 2026-04-08
2026-04-11  the promise of LATE is: broken
2026-04-13  LATE pays 1000.00 for INV-1
2026-04-13  the promise of LATE is: broken
2026-05-31  night: nothing
