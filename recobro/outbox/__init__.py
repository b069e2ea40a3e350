"""That it was said, and said once.

Owns: messages, attempts, letter batches, and the record of nights. Reads evaluation, policy, ledger and the letterhead; writes
what was told through evaluation. Promises: a message leaves at most once, as it was approved or with less; whether it left is
never guessed: a worker that died while sending leaves it *unknown*, which waits for a person.

Verbs: compose, queue_statement, deliver, withdraw, record_posted, resolve. Only `moves.move` changes a status.
"""
