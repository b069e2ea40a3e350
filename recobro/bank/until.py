"""Until when was the bank read?"""

from __future__ import annotations

from datetime import date

from recobro.access.rows import rows


def read_until(company_id: int) -> date | None:
    """The last day that the statements of every account cover; None where none does.

    What banks send during the day does not count, nor do statements whose balances do not agree, nor days to come.
    """
    [found] = rows("bank", "read_until", company=company_id)
    until: date | None = found["until"]
    return until
