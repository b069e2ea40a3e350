"""The facts: customers, contacts, items, allocations, marks, and the documents of items.

Owns them; reads only access. Promises: facts are added and corrected by counter-facts; `open_item` (`sql/open_item.sql`) is the
one answer to what is open, for any day, as known at any moment, and every list, message and report asks it.

Verbs: post, allocate, undo, open_items, mark, end_mark, check_balances, state_totals, compare_totals, file_document,
documents_of.
"""
