"""What it did: reports over what the other rooms know.

Owns one thing: the accounts of all customers as of today (`accounts`), which lists read instead of counting a million items; they follow
from the facts, and can be counted again at any time. Reads the ledger through its one question, `ledger/open_item`. Promises: a
report is exact for any day, as known at any moment; amounts of different currencies are never added together.

Verbs: ageing (shown by as_json, as_csv, as_table: `ageing`); statements (`statement_files`); the account of one customer (`account`), the
list of customers (`customers`), the search (`search`), the list of invoices (`invoices`).
"""
