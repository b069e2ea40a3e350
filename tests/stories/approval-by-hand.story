Story: a formal letter waits for a person (R-16)

# What the policy may send by itself leaves. The formal letter is proposed again every day until somebody approves it,
# and it counts as told on the day on which it leaves: escalation comes nine days after that.

Company: Prompt Cash SL, ES, en, EUR, policy collection
Customer GONE: Gone SA, info@gone.example, 9 Back Lane, 10119 Berlin
Approval: by hand

2026-01-05  GONE owes INV-1 of 1000.00, due 2026-02-04
2026-02-01  night: e-mail "due-soon" to GONE for 1000.00
2026-02-11  night: e-mail "first-reminder" to GONE for 1000.00
2026-02-11  night: task for collector "first-reminder" to GONE
2026-02-18  night: e-mail "second-reminder" to GONE for 1000.00
2026-02-18  night: SMS "second-reminder" to GONE
2026-02-25  night: nothing
2026-02-25  INV-1 stands: on_its_way
2026-03-02  proposed: letter "formal-letter" to GONE for 1000.00
2026-03-02  proposed: call by collector "formal-letter" to GONE
2026-03-02  Ana approves
2026-03-02  delivered: letter "formal-letter" to GONE for 1000.00
2026-03-02  delivered: call by collector "formal-letter" to GONE
2026-03-11  proposed: task for manager "escalation" to GONE
2026-03-11  Ana approves
2026-03-11  delivered: task for manager "escalation" to GONE
2026-03-20  night: nothing
