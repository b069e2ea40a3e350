"""Takes the records of a file into the ledger: good lines go in, the others are listed, the same file twice changes nothing.

The reader (one folder per format) gives records and problems; here they become facts, and `ledger.post` merges them in one
transaction: a file that stops half-way leaves nothing, and so does one without any row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from recobro.access.calendar import holidays_unknown
from recobro.access.company import read_company
from recobro.access.fit import fit
from recobro.access.models import LANGUAGES
from recobro.bank.booked import let_books_take_over
from recobro.casework.paper import settle_booked
from recobro.connectors.disputes import Disputes
from recobro.connectors.format import Reading
from recobro.connectors.history import Imported, record_import
from recobro.connectors.record import CREDITS, Record
from recobro.connectors.seen import Counts
from recobro.evaluation.carry_over import ToldElsewhere, carry_over
from recobro.kernel.money import plain
from recobro.kernel.problems import Problem, Refused
from recobro.ledger.control import state_totals
from recobro.ledger.facts import CONTENT, ContactFact, CustomerFact, Fact, ItemFact
from recobro.ledger.find import has_customers, items_by_identity
from recobro.ledger.known import payments_known
from recobro.ledger.models import OWN_SOURCE, Item
from recobro.ledger.post import OpenList, post
from recobro.ledger.receive import Resembling, resembling

ASKS_ABOVE = Decimal("0.20")
CUSTOMER_FIELDS = {
    "customer_name": "name", "customer_kind": "kind", "customer_language": "language", "customer_country": "country",
    "address_1": "address_1", "address_2": "address_2", "postcode": "postcode", "city": "city", "region": "region",
    "tax_id": "tax_id", "segment": "segment", "customer_terms": "terms", "customer_payment_method": "payment_method",
    "collector": "collector", "customer_pay_days": "pay_days",
}  # fmt: skip


def take_in(
    company_id: int, reading: Reading, *, source: str, on: date, may_vanish: bool = False, payments_through: date | None = None,
    at: datetime, by: str, dry_run: bool = False, progress: Callable[[], None] = lambda: None,
    expect: Callable[[int], None] = lambda lines: None,
) -> Imported:  # fmt: skip
    """Posts the records of one file. `on` is the day of the list when it is one of open items, else of counter-facts.

    In a list of open items, what is missing is closed, but not when lines had to be left out; more than a fifth missing is
    refused unless `may_vanish`, and so is a file without any record. A whole list says that payments are known through its day,
    other files through `payments_through` if that is given. `dry_run` does it all and takes it back.
    """
    fit("import", Item, source=source)
    if reading.lines:
        expect(reading.lines)
    with transaction.atomic():
        others_known = has_customers(company_id)
        disputes = Disputes(company_id, source=source, on=on)
        facts = _Facts(reading, disputes, progress)
        open_list = OpenList(
            on=on,
            vanish_at_most=Decimal(1) if may_vanish else ASKS_ABOVE,
            is_complete=lambda: not facts.has_errors,
        )
        posted = post(
            company_id, facts, source=source, on=on, at=at, by=by,
            open_list=open_list if reading.open_items else None,
        )  # fmt: skip
        if not facts.records:
            raise Refused(facts.errors or [_no_rows(reading.source)])
        disputed, settled = disputes.record(at=at, by=by)
        told, unknown = _carry_over(company_id, facts.told, source=source, as_of=on, at=at)
        state_totals(company_id, reading.stated(), source=source, at=at, by=by)
        through_on = payments_through or (on if reading.open_items else None)
        if through_on and not facts.has_errors:
            payments_known(company_id, through_on=through_on, source=source, at=at, by=by)
        settle_booked(company_id, at=at)
        let_books_take_over(company_id, source=source, at=at)
        twice = resembling(company_id, source=source, at=at)
        problems = facts.problems + [_placed(problem, reading) for problem in (*posted.problems, *unknown)]
        problems += [_settled(record, on, reading) for record in settled]
        problems += [_not_spoken(language, *said, reading) for language, said in facts.unspoken.items()]
        problems += [_perhaps_twice(reading.source, twice)] if twice else []
        made = [code for code in posted.new_customers if hash(code) not in facts.listed]
        if made and (others_known or facts.listed):
            problems.append(_made(reading.source, made))
        if posted.customers_new:
            problems += [Problem(source=reading.source, message=gap, severity="note")
                         for country in sorted(facts.countries) if (gap := holidays_unknown(country, on.year))]  # fmt: skip
        if reading.open_items and facts.has_errors:
            problems.append(_not_closed(reading.source))
        if payments_through and facts.has_errors:
            problems.append(_not_known(reading.source, payments_through))
        imported = Imported(
            file=reading.source,
            what=reading.what,
            open_items=reading.open_items,
            posted=posted,
            records=facts.records,
            disputes=disputed,
            disputes_ended=len(settled),
            told=told,
            problems=_in_order(problems, reading.source),
        )
        record_import(company_id, imported, source=source, on=on, at=at, by=by)
        transaction.set_rollback(dry_run)
    return imported


def _placed(problem: Problem, reading: Reading) -> Problem:
    """A problem of the ledger, which knows only the number of a line, with its place in the file."""
    source, line = (reading.source, None) if problem.line is None else reading.place(problem.line)
    return replace(problem, source=source, line=line)


def _in_order(problems: list[Problem], source: str) -> list[Problem]:
    """By part of the file, as they came up, and line."""
    parts = {
        part: place for place, part in enumerate(dict.fromkeys([source, *(one.source for one in problems)]))
    }
    return sorted(problems, key=lambda one: (parts[one.source], one.line or 0))


def _no_rows(source: str) -> Problem:
    return Problem(source=source, message="The file has no rows.", hint="Export it again.")


def _not_closed(source: str) -> Problem:
    return Problem(
        source=source,
        message="Lines were left out, so nothing was closed for being absent from the list.",
        hint="Correct the lines and import the list again.",
        severity="warning",
    )


def _made(source: str, codes: list[str]) -> Problem:
    first, more = ", ".join(codes[:5]), len(codes) - 5
    return Problem(
        source=source,
        message=f"Customers that were not known before and were made from their documents: {first}"
        + (f" and {more} more." if more > 0 else "."),
        hint="Import a list of customers with their addresses. A code that is wrong here made a customer of its own.",
        severity="note",
    )


def _perhaps_twice(source: str, found: list[Resembling]) -> Problem:
    """A paper that cleared without --booked, or two systems that both bring the bank."""
    first = "; ".join(
        f"{one.number} of {one.code} over {plain(one.amount, one.currency)} {one.currency} on {one.issued_on} and "
        f"{one.other_number} on {one.other_on} ({'posted here' if one.other_source == OWN_SOURCE else one.other_source})"
        for one in found[:5]
    )
    more = f"; and {len(found) - 5} more" if len(found) > 5 else ""
    return Problem(
        source=source,
        message=f"Payments that may be counted twice: {first}{more}.",
        hint="If it is the same money, take one out: recobro paper unpaid where a paper cleared without --booked; else correct the file.",
        severity="warning",
    )


def _settled(record: Record, on: date, reading: Reading) -> Problem:
    source, line = reading.place(record.line)
    return Problem(
        source=source,
        line=line,
        message=f"{record.number or record.document_key} is no longer disputed: the dispute that an earlier file named ended on {on}.",
        severity="note",
    )


def _not_known(source: str, through_on: date) -> Problem:
    return Problem(
        source=source,
        message=f"Lines were left out, so payments are not taken as known through {through_on}.",
        hint="Correct the lines and import the file again.",
        severity="warning",
    )


def _not_spoken(language: str, count: int, line: int, reading: Reading) -> Problem:
    """Nothing is said in a language that nobody chose (P-38): the outcome is `no_text` until a person chooses one."""
    source, place = reading.place(line)
    rows = "1 row" if count == 1 else f"{count:,} rows, the first here"
    return Problem(
        source=source,
        line=place,
        message=f"Recobro writes {', '.join(LANGUAGES)}, not '{language}' ({rows}): these customers get no reminders until another is set.",
        hint=f'Set it: recobro customer set CODE --language en. Or in a profile: [values.customer_language] "{language}" = "en".',
        severity="warning",
    )


class _Facts:
    """The facts of the records, in their order, as they stream by; problems are kept."""

    def __init__(self, reading: Reading, disputes: Disputes, progress: Callable[[], None]) -> None:
        self._reading, self._disputes, self._progress = reading, disputes, progress
        self.records = 0
        self.problems: list[Problem] = []
        self.told: list[tuple[str, int, Record]] = []
        self.listed: set[int] = set()  # the codes that rows about customers name, as hashes
        self.unspoken: dict[
            str, tuple[int, int]
        ] = {}  # language -> how many rows say it, and the first of them
        self.countries: set[str] = set()
        self._described: set[int] = set()
        self._keys, self._contents = Counts(), Counts()

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity == "error"]

    @property
    def has_errors(self) -> bool:
        return any(problem.severity == "error" for problem in self.problems)

    def __iter__(self) -> Iterator[Fact]:
        for entry in self._reading:
            if isinstance(entry, Problem):
                self.problems.append(entry)
                continue
            self.records += 1
            self._progress()
            yield from self._of(entry)

    def _of(self, record: Record) -> Iterator[Fact]:
        code = record.customer_code or record.customer_name or ""
        if record.kind in ("customer", "contact"):
            self.listed.add(hash(code))
        yield from self._customer(record, code)
        if record.contact_email or record.contact_phone or record.kind == "contact":
            yield from self._contact(record, code)
        if record.kind not in ("customer", "contact"):
            yield from self._items(record, code)

    def _customer(self, record: Record, code: str) -> Iterator[CustomerFact]:
        said = {
            CUSTOMER_FIELDS[theirs]: value
            for theirs, value in vars(record).items()  # (what the row has: few of the fields)
            if theirs in CUSTOMER_FIELDS and value is not None
        }
        introduces = record.kind in ("customer", "invoice", "opening_balance", "debit_note") or "name" in said
        if not introduces or record.kind == "contact":
            return
        if record.salesperson and record.kind == "customer":
            said["salesperson"] = record.salesperson
        if "country" in said:
            self.countries.add(said["country"])
        if "language" in said:
            self._hear(said["language"], record.line)
        mark = hash((code, *sorted(said.items())))
        if mark not in self._described:
            self._described.add(mark)
            yield CustomerFact(line=record.line, code=code, **said)

    def _contact(self, record: Record, code: str) -> Iterator[ContactFact]:
        said = (record.contact_role or "billing", record.contact_name or "", record.contact_email or "",
                record.contact_phone or "", record.contact_language or "")  # fmt: skip
        self._hear(record.contact_language, record.line)
        mark = hash((code, "contact", *said))
        if mark not in self._described:
            self._described.add(mark)
            role, name, email, phone, language = said
            yield ContactFact(
                line=record.line, code=code, role=role, name=name, email=email, phone=phone, language=language
            )

    def _hear(self, language: str | None, line: int) -> None:
        """Counts the rows in a language that we do not write."""
        if language not in (None, "", *LANGUAGES):
            count, first = self.unspoken.get(language, (0, line))
            self.unspoken[language] = (count + 1, first)

    def _items(self, record: Record, code: str) -> Iterator[ItemFact]:
        values = _item(record, code)
        key = self._key(record, code, values)
        if key is None:
            self.problems.append(self._once_more(record))
            return
        item = ItemFact(document_key=key, **values)
        yield item
        if record.paid_on is not None and item.amount > 0:
            yield _payment(record, item)
        if record.disputed is not None:
            self._disputes.see(record, key, item.instalment)
        if record.told_level not in (None, "0") or record.told_on:
            self.told.append((key, item.instalment, record))

    def _key(self, record: Record, code: str, values: dict[str, Any]) -> str | None:
        """The identity: the key columns or the number people use; else the content and its nth occurrence in the file.

        None for the same line once more. The same number with other content gets an occurrence of its own.
        """
        named = record.document_key or (f"{record.kind}:{code}:{record.number}" if record.number else None)
        base = named or f"{record.kind}:{ItemFact(document_key='', **values).content_hash}"
        if named:
            content = tuple(map(values.get, CONTENT))
            rest = (values["open_amount"], record.paid_on, record.paid_amount)
            if self._contents.add(hash((base, record.instalment, content, rest))) > 1:
                return None
        nth = self._keys.add(hash((base, record.instalment)))
        return base if nth == 1 else f"{base}#{nth}"

    def _once_more(self, record: Record) -> Problem:
        source, line = self._reading.place(record.line)
        return Problem(
            source=source,
            line=line,
            message=f"{record.number or record.document_key} stands in the file once more, with the same content; it is taken once.",
            hint="If both are right, give them different numbers or instalments.",
            severity="warning",
        )


def _item(record: Record, code: str) -> dict[str, Any]:
    """The values of the fact, all but its identity, which follows from them."""
    amount = record.amount if record.amount is not None else record.open_amount
    day = record.issued_on or record.paid_on
    if amount is None or day is None or record.currency is None:
        raise ValueError(
            f"Line {record.line}: the reader let a record through without amount, day or currency."
        )
    sign = -1 if record.kind in CREDITS else 1
    is_claim = sign > 0
    return {
        "line": record.line, "code": code, "instalment": record.instalment, "instalments": record.instalments,
        "number": record.number or record.payment_reference or "", "kind": record.kind, "currency": record.currency,
        "amount": sign * amount, "amount_is_balance": record.amount_is_balance,
        "issued_on": day, "due_on": record.due_on if is_claim else None, "due_derived": record.due_derived,
        "delivered_on": record.delivered_on, "terms": record.terms or "", "branch": record.branch or "",
        "salesperson": record.salesperson or "", "payment_method": record.payment_method or "",
        "order_reference": record.order_reference or "",
        "open_amount": None if record.open_amount is None else sign * record.open_amount,
        "settles_number": None if is_claim else record.applies_to, "closed_as": _closed_as(record), "is_opening": record.is_opening,
        "letter": record.letter, "letter_rule": record.letter_rule, "letter_closed_on": record.letter_closed_on,
        "letter_value": None if record.letter_value is None else abs(record.letter_value) * (1 if sign * amount > 0 else -1),
    }  # fmt: skip


def _closed_as(record: Record) -> str | None:
    if record.status == "cancelled":
        return "cancelled"
    return "paid" if record.status == "paid" and record.paid_on is None else None


def _payment(record: Record, invoice: ItemFact) -> ItemFact:
    """The payment that an invoice's own row names."""
    assert record.paid_on is not None
    return ItemFact(
        line=record.line, code=invoice.code, document_key=f"payment-of:{invoice.document_key}", instalment=invoice.instalment,
        number=record.payment_reference or invoice.number, kind="payment", currency=invoice.currency,
        amount=-(record.paid_amount if record.paid_amount is not None else invoice.amount), issued_on=record.paid_on,
        settles_key=invoice.document_key, settles_instalment=invoice.instalment,
    )  # fmt: skip


def _carry_over(
    company_id: int, told: list[tuple[str, int, Record]], *, source: str, as_of: date, at: datetime
) -> tuple[int, list[Problem]]:
    """What another system has told of items that are there, each on its day, which cannot be in the future."""
    if not told:
        return 0, []
    found = items_by_identity(
        company_id, source=source, keys=[(key, instalment) for key, instalment, _ in told]
    )
    whole, problems = [], []
    for key, instalment, record in told:
        item = found.get((key, instalment))
        if item is None:
            continue
        if not record.told_level or record.told_on is None or record.told_on > as_of:
            problems.append(_half_told(record, as_of))
        else:
            whole.append(ToldElsewhere(
                line=record.line, item_id=item.item_id, customer_id=item.customer_id, level=record.told_level, on=record.told_on,
            ))  # fmt: skip
    mode = read_company(company_id).mode
    new, unknown = carry_over(company_id, whole, mode=mode, as_of=as_of, at=at)
    return new, [*problems, *unknown]


def _half_told(record: Record, as_of: date) -> Problem:
    lacks = "the day on which" if record.told_level and record.told_on is None else "the level at which"
    lies_ahead = record.told_on is not None and record.told_on > as_of
    message = (
        f"It was told on {record.told_on}, after {as_of}"
        if lies_ahead
        else f"The row does not say {lacks} it was told"
    )
    return Problem(
        source="told",
        line=record.line,
        message=f"{message}; the item begins as if nothing had been told.",
        hint="Give the level and the day of the last reminder, or neither.",
        severity="warning",
    )
