"""Money comes in: statements of banks, their movements, and which open items each pays.

Owns statements, movements, payers and matches; reads ledger and casework.
"""
