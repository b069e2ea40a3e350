"""Reads a FEC into records: the lines of account 411 become customers and items, and their letters groups to be set off.

A FEC has no due dates: they are made from the customer's terms, else from those of the import, else there is none. It is read twice, once
to see what it is as a whole, and both times as a stream.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from recobro.connectors.content import encoding_by_mark
from recobro.connectors.csv.survey import survey as survey_bytes
from recobro.connectors.fec.kinds import kind_of
from recobro.connectors.fec.lines import RECEIVABLE, Layout, Line, header_line, layout_of, lines
from recobro.connectors.fec.survey import BOOKS, Survey, money_of, names_nothing, survey
from recobro.connectors.fit import fitting
from recobro.connectors.format import Format, Options, Reading
from recobro.connectors.record import LetterRule, Record, record_of
from recobro.connectors.terms import due_from_terms
from recobro.kernel.money import plain
from recobro.kernel.problems import Problem, refuse
from recobro.ledger.control import Stated

ENTRY_MAX = 2_000  # a longer entry (an opening, a month in one) is judged by what was seen of it until then
OLDEST = timedelta(days=3_660)
DUE = ("invoice", "opening_balance")


def recognise(head: bytes, path: Path) -> bool:
    """By the names of its columns."""
    text = head[:4_000].decode(encoding_by_mark(head) or "latin-1", "replace")
    return bool(text) and layout_of(text.split("\n", 1)[0]) is not None


def read(path: Path, options: Options) -> FecReading:
    """Finds out what the file is. Raises Refused when it has nothing of customers."""
    encoding = survey_bytes(path, encoding=options.encoding or options.profile.encoding).encoding
    layout = layout_of(header_line(path, encoding))
    if layout is None:
        raise refuse(path.name, "The header is not that of a FEC.", "Leave --encoding out.")
    whole = survey(lines(path, layout, encoding))
    if whole is None or not whole.receivable_lines:
        raise refuse(path.name, f"The FEC has no line of a customer: no account begins with {RECEIVABLE}.",
                     "Export it with the customers' entries, for the whole year.")  # fmt: skip
    period = f"{whole.first_on} to {whole.last_on}"
    return FecReading(
        source=path.name, what=f"FEC ({encoding}, {period})", path=path, encoding=encoding,
        layout=layout, whole=whole, options=options,
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class FecReading(Reading):
    """A FEC that is understood."""

    path: Path
    encoding: str
    layout: Layout
    whole: Survey
    options: Options

    def __iter__(self) -> Iterator[Record | Problem]:
        return fitting(self._all(), self.place)

    def _all(self) -> Iterator[Record | Problem]:
        yield from self._notes()
        entry: list[Line] = []
        place: Counter[str] = Counter()
        for line in lines(self.path, self.layout, self.encoding):
            if isinstance(line, Problem):
                yield line
                continue
            if entry and (_entry_of(line) != _entry_of(entry[0]) or len(entry) == ENTRY_MAX):
                yield from self._records(entry, place)
                if _entry_of(line) != _entry_of(entry[0]):
                    place.clear()
                entry = []
            entry.append(line)
        yield from self._records(entry, place)

    def stated(self) -> tuple[Stated, ...]:
        """The balance of account 411 at the end of the file, in each currency."""
        return self.whole.stated

    def _notes(self) -> Iterator[Problem]:
        for account, balance in self.whole.beside.items():
            yield Problem(source=self.source, severity="note",
                          message=f"Account {account} is not taken ({plain(balance, BOOKS)} {BOOKS}): only {RECEIVABLE} is.")  # fmt: skip

    def _records(self, entry: list[Line], place: Counter[str]) -> Iterator[Record]:
        others = {line.account for line in entry if not line.is_receivable}
        for line in entry:
            if line.is_receivable and line.amount:
                place[line.party or line.account] += 1
                yield self._record(line, others, place[line.party or line.account])

    def _record(self, line: Line, others: set[str], nth: int) -> Record:
        code = line.party or line.account
        nature = self.whole.natures[line.journal]
        currency, amount = money_of(line)
        kind = kind_of(is_claim=amount > 0, others=others, journal=nature)
        issued_on = _issued_on(line) if kind in ("invoice", "credit_note") else line.on
        due_on = self._due_on(line, code) if kind in DUE else line.on if kind == "return" else None
        entry = f"{line.on:%Y%m%d}:{line.journal}:{line.entry or line.piece}"
        values: dict[str, object] = {
            "line": line.line, "kind": kind, "customer_code": code, "number": self._number(line, nth), "issued_on": issued_on,
            "customer_name": (line.party_name if line.party else line.account_name) or code, "currency": currency,
            "amount": amount if kind == "adjustment" else abs(amount), "document_key": f"{entry}:{code}:{nth}",
        }  # fmt: skip
        if due_on is not None:
            values |= {"due_on": due_on, "due_derived": True}
        if nature == "opening":
            values["is_opening"] = True
        if line.letter:
            values |= {
                "letter": f"{line.letter}/{self.whole.first_on.year}",
                "letter_rule": _rule(line.letter),
            }
        if currency != BOOKS:
            values["letter_value"] = line.amount
        return record_of(values)

    def _number(self, line: Line, nth: int) -> str:
        """What people call it: the number of the document, where the journal has such; else its journal and entry."""
        is_number = line.journal in self.whole.numbered and not names_nothing(line.piece)
        if is_number or not line.entry:
            return line.piece or line.label or f"{line.journal} {line.on}"
        return f"{line.journal} {line.entry}" + (f"-{nth}" if nth > 1 else "")

    def _due_on(self, line: Line, code: str) -> date | None:
        terms = self.options.terms_of.get(code) or self.options.default_terms
        return due_from_terms(_issued_on(line), terms) if terms else None


def _entry_of(line: Line) -> tuple[str, str, date, str]:
    return line.journal, line.entry, line.on, "" if line.entry else line.piece


def _issued_on(line: Line) -> date:
    """The day of the document, where it is one that can be: not after it was entered, not from another age."""
    piece_on = line.piece_on
    return piece_on if piece_on and line.on - OLDEST <= piece_on <= line.on else line.on


def _rule(letter: str) -> LetterRule:
    """Small letters, and a star behind, mark a group that is partly paid."""
    return "part" if letter.islower() or letter.endswith("*") else "whole"


FORMAT = Format(name="FEC", source="fec", recognise=recognise, read=read)
