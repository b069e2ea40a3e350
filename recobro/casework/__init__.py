"""What people agreed: holds, disputes, promises, and the tasks of our own people.

Owns these records. Reads the ledger's open items. Promises: every record has who, why, how much and until when; ending one is a
counter-fact with its own day and name.

Verbs: hold, dispute, promise, end (lift, settle, withdraw), add_task, finish_task, list_cases.
"""
