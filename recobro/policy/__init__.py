"""What we intend: policies, their levels, and who is treated by which.

Owns: policies in versions with a first day of validity, and dated assignments (item, customer, segment, company). Reads the
ledger's ids. Promises: a version never changes after it is loaded, and one that cannot be climbed is refused when it is loaded.

Verbs: load_policy, assign, export, read_version, list_policies. The grammar is in `ladder.py`, ready-made ones in `ready/`.
"""
