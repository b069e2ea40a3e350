"""Reads a SAF-T into records: customers, what they owed when the period began, and what was entered since.

Any country's file is read that has the common structure. The parts stream by, one customer, transaction or document at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from recobro.connectors.fit import fitting
from recobro.connectors.format import Format, Options, Reading
from recobro.connectors.record import Record
from recobro.connectors.saft.customers import amount, balances, code_of, customer_record, states_balances
from recobro.connectors.saft.documents import invoice_records, payment_records
from recobro.connectors.saft.header import Header, is_saft, read_header
from recobro.connectors.saft.ledger import records as ledger_records
from recobro.connectors.terms import due_from_terms
from recobro.connectors.xml import Node, nodes
from recobro.kernel.problems import Problem
from recobro.ledger.control import Stated

WANTED = ("Account", "Customer", "Transaction", "Invoice", "Payment")
CLAIMS = ("invoice", "debit_note", "opening_balance")


def recognise(head: bytes, path: Path) -> bool:
    """By its outermost element."""
    return bool(head) and is_saft(head)


def read(path: Path, options: Options) -> SaftReading:
    """Finds out what the file is. Raises Refused for a relative of SAF-T that cannot be read."""
    header = read_header(path)
    name = f"SAF-T {header.country} {header.version}".strip()
    period = f", {header.first_on} to {header.last_on}" if header.first_on and header.last_on else ""
    return SaftReading(source=path.name, what=f"{name}{period}", path=path, header=header, options=options)


@dataclass(slots=True)
class _Seen:
    """What was seen so far."""

    customers: dict[str, str | None] = field(default_factory=dict)  # code -> terms
    accounts: set[str] = field(default_factory=set)
    closing: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    ledger: dict[str, Decimal] = field(default_factory=dict)
    in_foreign: bool = False


@dataclass(frozen=True, kw_only=True)
class SaftReading(Reading):
    """A SAF-T that is understood."""

    path: Path
    header: Header
    options: Options
    seen: list[_Seen] = field(default_factory=list)

    def __iter__(self) -> Iterator[Record | Problem]:
        return fitting(self._all(), self.place)

    def _all(self) -> Iterator[Record | Problem]:
        seen = _Seen()
        self.seen[:] = [seen]
        journal = ""
        for node in nodes(self.path, wanted=WANTED, leaves=("JournalID",)):
            if node.name == "JournalID":
                journal = node.text
                continue
            for entry in self._entries(node, seen, journal):
                yield self._with_due(entry, seen) if isinstance(entry, Record) else entry
        if not self.header.by_documents and seen.in_foreign:
            yield Problem(source=self.source, severity="note", message="Some items are in another currency than the books, so their "
                          "closing balance is not kept as a control total.")  # fmt: skip

    def stated(self) -> tuple[Stated, ...]:
        """The closing balances of the customers' accounts, where everything is in the currency of the books."""
        (seen,) = self.seen or [_Seen()]
        on = self.header.last_on
        if on is None or seen.in_foreign or self.header.by_documents:
            return ()
        closing = seen.closing or {
            account: seen.ledger[account] for account in seen.accounts & seen.ledger.keys()
        }
        return tuple(Stated(account=account, currency=self._currency, on=on, amount=balance)
                     for account, balance in sorted(closing.items()))  # fmt: skip

    @property
    def _currency(self) -> str:
        return self.header.currency or self.options.default_currency or ""

    def _entries(self, node: Node, seen: _Seen, journal: str) -> Iterator[Record | Problem]:
        if node.name == "Account":
            self._account(node, seen)
        elif node.name == "Customer":
            yield from self._customer(node, seen)
        elif node.name == "Transaction" and not self.header.by_documents:
            yield from self._ledger(node, seen, journal)
        elif node.name in ("Invoice", "Payment") and self.header.by_documents:
            read = invoice_records if node.name == "Invoice" else payment_records
            yield from self._introduced(read(node, currency=self._currency, source=self.source), seen)

    def _account(self, node: Node, seen: _Seen) -> None:
        try:
            seen.ledger[node.get("AccountID")] = amount(node.get("ClosingDebitBalance")) - amount(
                node.get("ClosingCreditBalance")
            )
        except ValueError:
            return  # without it there is no control total

    def _customer(self, node: Node, seen: _Seen) -> Iterator[Record | Problem]:
        code = code_of(node)
        if code is None:
            yield Problem(
                source=self.source,
                line=node.line,
                message="A customer has no CustomerID.",
                hint="Give him one in the books.",
            )
            return
        record = customer_record(node)
        seen.customers[code] = record.customer_terms
        yield record
        try:
            found = balances(node)
        except ValueError as wrong:
            yield Problem(source=self.source, line=node.line, message=f"The balance '{wrong}' of customer {code} cannot be read.",
                          hint="Correct it in the books.")  # fmt: skip
            return
        for account, (began, ended) in found.items():
            seen.accounts.add(account)
            if states_balances(node):
                seen.closing[account] += ended
            if began and not self.header.by_documents and self.header.first_on:
                yield self._opening(node.line, code, account, began, self.header.first_on)

    def _opening(self, line: int, code: str, account: str, began: Decimal, on: date) -> Record:
        return Record(
            line=line, kind="opening_balance" if began > 0 else "adjustment", customer_code=code, currency=self._currency,
            amount=began, issued_on=on, number=f"Opening {on}", document_key=f"opening:{on}:{code}:{account}", is_opening=True,
        )  # fmt: skip

    def _ledger(self, node: Node, seen: _Seen, journal: str) -> Iterator[Record | Problem]:
        entries = ledger_records(
            node, journal=journal, accounts=seen.accounts, currency=self._currency, source=self.source
        )
        for entry in self._introduced(entries, seen):
            seen.in_foreign |= isinstance(entry, Record) and entry.currency != self._currency
            yield entry

    def _introduced(self, entries: Iterator[Record | Problem], seen: _Seen) -> Iterator[Record | Problem]:
        """A customer whom the master files do not know is introduced by his number."""
        for entry in entries:
            if (
                isinstance(entry, Record)
                and entry.customer_code
                and entry.customer_code not in seen.customers
            ):
                seen.customers[entry.customer_code] = None
                yield Record(
                    line=entry.line,
                    kind="customer",
                    customer_code=entry.customer_code,
                    customer_name=entry.customer_code,
                )
            yield entry

    def _with_due(self, record: Record, seen: _Seen) -> Record:
        if record.kind not in CLAIMS or record.due_on is not None or record.issued_on is None:
            return record
        code = record.customer_code or ""
        for terms in (
            record.terms,
            self.options.terms_of.get(code),
            seen.customers.get(code),
            self.options.default_terms,
        ):
            if terms and (due_on := due_from_terms(record.issued_on, terms)):
                return replace(record, due_on=due_on, due_derived=True)
        return record


FORMAT = Format(name="SAF-T", source="saf-t", recognise=recognise, read=read)
