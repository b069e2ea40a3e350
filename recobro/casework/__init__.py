"""What people agreed: holds, disputes, promises, complaints, payment paper, retained amounts, payment plans, days set by hand; and notes
and tasks of our own people.

Owns these records. Reads the ledger's open items and allocations, and posts the payment of a paper that cleared. Promises: every
record has who, why, how much and until when; ending one is a counter-fact with its own day, name and reason; nothing is judged before
payments are known; money that is kept from reminders is listed with whoever looks after it.

Verbs: hold, dispute, promise, complain, retain (`record`); set_next_contact, expect (`dates`); take_paper, deposit, clear, unpaid,
give_back (`paper`); agree (`payment_plan`); end (`end`); write_note (`notes`); add_task, finish_task, close_paid_tasks (`tasks`). Lists:
list_cases, list_papers, list_tasks (`listing`), promise_outcomes (`promises`), plan_statuses (`payment_plan`), asleep (`asleep`).
"""
