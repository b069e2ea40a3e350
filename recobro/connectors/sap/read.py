"""Reads an extract of SAP: who the customers are, then every line of their accounts once, open or cleared.

The journal is the truth. What only repeats its cleared lines adds those that the journal lacks; billing documents, which have net amounts,
say only which invoices were cancelled.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from recobro.connectors.fit import fitting
from recobro.connectors.format import Format, Options, Reading
from recobro.connectors.record import Record
from recobro.connectors.sap.items import TermsOf, item_record, key_of
from recobro.connectors.sap.parts import Part, Row, What, parts_of, rows, text, what_is
from recobro.connectors.seen import Counts
from recobro.connectors.table.dates import folded
from recobro.kernel.problems import Problem, refuse

ITEMS: tuple[What, ...] = ("items", "cleared")


def recognise(head: bytes, path: Path) -> bool:
    """By the fields of its first line; a folder by any file in it."""
    if head:
        return what_is(head) is not None
    return any(part.what for part in parts_of(path))


def read(path: Path, options: Options) -> SapReading:
    """Finds out what is in the extract. Raises Refused when it has several companies, or nothing that can be taken."""
    parts = parts_of(path)
    if not any(part.what not in (None, "billing") for part in parts):
        raise refuse(path.name, "Billing documents have net amounts, and say nothing of what is paid.",
                     "Import the customers' journal entries (accounting document items) with them.")  # fmt: skip
    _ask_which_company(path, parts)
    names = ", ".join(sorted({part.what for part in parts if part.what}))
    return SapReading(source=path.name, what=f"SAP ({names.replace('_', ' ')})", parts=parts, options=options)


def _ask_which_company(path: Path, parts: list[Part]) -> None:
    """One import is of one company."""
    codes: Counter[str] = Counter()
    for part in parts:
        if part.what in ITEMS:
            codes.update(
                text(entry[1], "companyCode") or "" for entry in rows(part) if not isinstance(entry, Problem)
            )
    if len(codes) > 1:
        counts = ", ".join(f"{code or 'none'} ({count} lines)" for code, count in sorted(codes.items()))
        raise refuse(path.name, f"The extract has several company codes: {counts}.",
                     "Extract each by itself, and import it into its own company: --company.")  # fmt: skip


@dataclass(slots=True)
class _Customers:
    """What the small tables say, by customer."""

    said: dict[str, dict[str, Any]] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    terms: dict[str, set[str]] = field(default_factory=dict)

    def add(self, what: What, line: int, row: Row) -> None:
        code = text(row, "customer", "businessPartner")
        if code is None:
            return
        values = {"partners": _names, "addresses": _address}.get(what, lambda _: {})(row)
        self.said.setdefault(code, {}).update(values)
        self.lines.setdefault(code, line)
        for name in ("paymentTerms", "customerPaymentTerms"):
            if terms := text(row, name):
                self.terms.setdefault(code, set()).add(terms)

    def records(self, meant: Callable[[str], str]) -> Iterator[Record]:
        """The customers; terms only where all his areas have the same."""
        for code, values in self.said.items():
            terms = self.terms.get(code, set())
            yield Record(line=self.lines[code], kind="customer", customer_code=code,
                         customer_terms=meant(next(iter(terms))) if len(terms) == 1 else None,
                         **{"customer_name": code, **values})  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class SapReading(Reading):
    """An extract that is understood."""

    parts: list[Part]
    options: Options

    def place(self, line: int) -> tuple[str, int]:
        """The file and the line in it."""
        part = self.parts[bisect_right([one.first for one in self.parts], line - 1) - 1]
        return part.path.name, line - part.first

    def __iter__(self) -> Iterator[Record | Problem]:
        return fitting(self._all(), self.place)

    def _all(self) -> Iterator[Record | Problem]:
        yield from self._notes()
        customers, cancelled = _Customers(), set[str]()
        for part in self.parts:
            if part.what in ITEMS or part.what is None:
                continue
            for entry in rows(part):
                if isinstance(entry, Problem):
                    yield entry
                elif part.what == "billing":
                    cancelled |= _cancelled(entry[1])
                else:
                    customers.add(part.what, *entry)
        meant = partial(_meant, self.options.profile.values.get("terms", {}))
        yield from customers.records(meant)
        undated: dict[str, tuple[int, int]] = {}
        for found in self._items(set(customers.said), self._terms(customers, meant), cancelled):
            if (
                isinstance(found, Record)
                and found.kind == "invoice"
                and found.due_on is None
                and not found.letter
            ):
                key = ", ".join(sorted(customers.terms.get(found.customer_code or "", ())))
                count, first = undated.get(key, (0, found.line))
                undated[key] = (count + 1, first)
            yield found
        yield from (self._undated(key, count, first) for key, (count, first) in undated.items())

    def _notes(self) -> Iterator[Problem]:
        for part in self.parts:
            if part.what is None:
                yield Problem(source=part.path.name, severity="note", message="Nothing of this file is used.")

    def _undated(self, key: str, count: int, first: int) -> Problem:
        """Said once for each key of terms: what SAP means by it stands in its customizing, not in an extract."""
        source, line = self.place(first)
        lacks = f"the terms {key} say no day outside SAP" if key else "their customers have no terms"
        way = (
            f'in a profile (--profile): [values.terms] "{key.split(", ")[0]}" = "30 days". Or'
            if key
            else "by the terms of the customers, or"
        )
        return Problem(
            source=source, line=line, severity="warning",
            message=f"{count:,} open invoices, the first here, have no due date and are never reminded: {lacks}.",
            hint=f"Say what is meant {way} for all: --terms '30 days'.",
        )  # fmt: skip

    def _terms(self, customers: _Customers, meant: Callable[[str], str]) -> TermsOf:
        """What terms to make a due date from: ours, else SAP's where they are words, else those of the import."""

        def terms_of(code: str) -> list[str]:
            known = customers.terms.get(code, set())
            said = (
                self.options.terms_of.get(code),
                *(known if len(known) == 1 else ()),
                self.options.default_terms,
            )
            return [meant(terms) for terms in said if terms]

        return terms_of

    def _items(self, known: set[str], terms: TermsOf, cancelled: set[str]) -> Iterator[Record | Problem]:
        seen = Counts()
        has_both = {part.what for part in self.parts} >= set(ITEMS)
        for part in sorted(
            (one for one in self.parts if one.what in ITEMS), key=lambda one: one.what == "cleared"
        ):
            for entry in rows(part):
                if isinstance(entry, Problem):
                    yield entry
                    continue
                times = seen.add(hash(key_of(entry[1]))) if has_both else 1
                if part.what == "cleared" and times > 1:
                    continue
                yield from self._item(*entry, known, terms, cancelled)

    def _item(self, line: int, row: Row, known: set[str], terms: TermsOf,
              cancelled: set[str]) -> Iterator[Record | Problem]:  # fmt: skip
        try:
            record = item_record(line, row, terms=terms, cancelled=cancelled)
        except ValueError as wrong:
            source, place = self.place(line)
            document = text(row, "accountingDocument") or "without number"
            yield Problem(
                source=source,
                line=place,
                message=f"Document {document}: {wrong}.",
                hint="Correct it, or extract it again.",
            )
            return
        if record is None:
            return
        if record.customer_code and record.customer_code not in known:
            known.add(record.customer_code)
            yield Record(
                line=line,
                kind="customer",
                customer_code=record.customer_code,
                customer_name=record.customer_code,
            )
        yield record


def _meant(said: Mapping[str, str], terms: str) -> str:
    """The terms in words, where a profile says what a key means."""
    return said.get(" ".join(folded(terms).split()), terms)


def _names(row: Row) -> dict[str, Any]:
    """SAP's category 1 is a person, 2 an organisation."""
    name = text(
        row, "businessPartnerFullName", "businessPartnerName", "organizationBPName1", "organizationBpName1"
    )
    language = (text(row, "correspondenceLanguage") or "").lower()
    return {"customer_name": name} | ({"customer_language": language} if language else {}) if name else {}


def _address(row: Row) -> dict[str, Any]:
    street = " ".join(filter(None, (text(row, "streetName"), text(row, "houseNumber"))))
    country = (text(row, "country") or "").upper()
    values = {"address_1": street or None, "postcode": text(row, "postalCode"), "city": text(row, "cityName"),
              "region": text(row, "region"), "customer_country": country if len(country) == 2 else None}  # fmt: skip
    return {name: value for name, value in values.items() if value}


def _cancelled(row: Row) -> set[str]:
    """The billing documents that this one says are cancelled."""
    own = text(row, "billingDocument") if row.get("billingDocumentIsCancelled") is True else None
    return {number for number in (own, text(row, "cancelledBillingDocument")) if number}


FORMAT = Format(name="SAP (JSONL)", source="sap", recognise=recognise, read=read)
