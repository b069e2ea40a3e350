"""What it did: reports over what the other rooms know.

Owns no table and writes nothing. Reads the ledger through its one question, `ledger/open_item`. Promises: a report is exact for
any day, as known at any moment; amounts of different currencies are never added together.

Verbs: ageing (shown by as_json, as_csv, as_table); statements (the accounts of customers, written to files by write_statements).
"""

from recobro.insight.ageing import Ageing, ageing, as_csv, as_json, as_table

__all__ = ["Ageing", "ageing", "as_csv", "as_json", "as_table"]
