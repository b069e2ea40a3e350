Story: an invoice is disputed, and another one in part

# While all of it is disputed nothing is sent. Afterwards it goes on one level above the last one told, never two levels
# a day, and three days lie between two messages. Of a part that is disputed nothing is asked.

Company: Prompt Cash SL, ES, en, EUR, policy collection
Customer DISPUTING: Disputing BV, ap@disputing.example, 5 Canal Street, 10178 Berlin
Customer PART: Group plc, ap@group.example, 6 Tower Lane, 10179 Berlin
Approval: every night

2026-01-05  DISPUTING owes INV-1 of 1000.00, due 2026-02-04
2026-01-05  PART owes INV-2 of 800.00, due 2026-02-04
2026-02-01  night: e-mail "due-soon" to DISPUTING for 1000.00
2026-02-01  night: e-mail "due-soon" to PART for 800.00
2026-02-09  DISPUTING disputes INV-1
2026-02-09  PART disputes 300.00 of INV-2
2026-02-11  INV-1 stands: disputed
2026-02-11  night: e-mail "first-reminder" to PART for 500.00
2026-02-11  night: task for collector "first-reminder" to PART
2026-02-12  PART pays 500.00 for INV-2
2026-02-12  INV-2 stands: disputed
2026-02-20  the dispute about INV-1 is settled
2026-02-20  night: e-mail "first-reminder" to DISPUTING for 1000.00
2026-02-20  night: task for collector "first-reminder" to DISPUTING
2026-02-23  night: e-mail "second-reminder" to DISPUTING for 1000.00
2026-02-23  night: SMS "second-reminder" to DISPUTING
2026-02-26  night: letter "formal-letter" to DISPUTING for 1000.00
2026-02-26  night: call by collector "formal-letter" to DISPUTING
2026-03-02  DISPUTING pays 1000.00 for INV-1
2026-03-20  night: nothing
