"""The control total of the morning, before any run: the books beside us, until when the bank was read, and why they may differ.

The likely causes are found by `insight/control.py`; the files of which lines were left out are added here, because imports are told by
the connectors.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from recobro.access.company import CompanyValue
from recobro.bank.until import read_until
from recobro.connectors.history import list_imports
from recobro.insight.control import Control, control_totals
from recobro.insight.control_causes import LeftOut

LAST = 30  # imports that are looked through


@dataclass(frozen=True, slots=True, kw_only=True)
class MorningControl:
    """What the books say and what we say, by currency; `bank_until`: the last day of the bank, None where it was never read."""

    totals: tuple[Control, ...]
    bank_until: date | None

    @property
    def differs(self) -> bool:
        """Is there a difference that somebody has to look at?"""
        return any(one.total.difference for one in self.totals)


def morning_control(
    company: CompanyValue, *, only_last: bool = True, only_stated: bool = False
) -> MorningControl:
    """The last total that each source and person stated in each currency (or every one), beside our own.

    `only_stated`: where nobody states anything, nothing else is looked up.
    """
    totals = control_totals(company, left_out=lambda: _left_out(company), only_last=only_last)
    until = None if only_stated and not totals else read_until(company.id)
    return MorningControl(totals=totals, bank_until=until)


def _left_out(company: CompanyValue) -> list[LeftOut]:
    return [
        LeftOut(id=one.id, file=one.file, on=company.today(one.at), count=one.problem_count)
        for one in list_imports(company.id, at_most=LAST)
        if one.problem_count
    ]
