"""What follows from the facts, the casework and the policies.

Owns: runs with their reminders and steps, approvals, and what customers were told. Reads the ledger, casework and policy rooms'
tables. Promises: one outcome for every open claim (`outcomes.py` lists them in precedence), decided by one statement
(`sql/evaluate.sql`); a step exists once per item and level; nothing counts as told before a channel confirmed it.

Verbs: evaluate, propose, approve, tell, release.
"""
