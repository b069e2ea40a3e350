Story: what is reached on a Saturday or on Good Friday leaves on the next working day, and is looked at again then

Company: Prompt Cash SL, ES, en, EUR, policy weekly, sends on working days
Customer LATE: Late GmbH, ap@late.example, 1 Main Road, 10115 Berlin
Customer GONE: Gone SA, ap@gone.example, 2 Main Road, 10115 Berlin
Approval: every night

# seven days late on Friday, 3 April 2026, which is Good Friday
2026-02-20  LATE owes INV-1 of 1000.00, due 2026-03-27
2026-02-20  GONE owes INV-2 of 500.00, due 2026-03-27
2026-04-03  night: nothing
2026-04-04  GONE pays 500.00 for INV-2
2026-04-05  night: nothing
2026-04-06  night: e-mail "first-week" to LATE for 1000.00
# the second week is reached on 10 April, four days after he heard of it
2026-04-10  night: e-mail "second-week" to LATE for 1000.00
2026-04-10  night: call by collector "second-week" to LATE
# the third week is reached on Friday, 17 April: a working day
2026-04-17  night: letter "third-week" to LATE for 1000.00
2026-04-17  night: task for collector "third-week" to LATE
