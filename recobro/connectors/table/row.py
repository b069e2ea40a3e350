"""From the cells of one row to a record, or to what is wrong with them.

Every fault of a row is told, not only the first. An error leaves the row out; with warnings it goes in. What would be
said of thousands of rows alike (a due date taken from the terms, a draft left out) is said once, with the count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from recobro.connectors.fit import LIMITS
from recobro.connectors.format import Options
from recobro.connectors.record import CREDITS, Record, record_of
from recobro.connectors.table.amounts import MONEY, Figure, amount_reader, settle
from recobro.connectors.table.cells import Reader, mapped, reader_of
from recobro.connectors.table.dates import DATES, date_reader, folded
from recobro.connectors.table.duplicates import Duplicates
from recobro.connectors.table.fault import Fault, shown
from recobro.connectors.table.layout import Layout
from recobro.connectors.table.typed import typed_reader
from recobro.connectors.terms import parse_terms
from recobro.kernel.money import minor_units
from recobro.kernel.problems import Problem, Refused, Severity

MONEY_FIELDS = frozenset(MONEY)
TERMS_TOLERANCE_DAYS = 3
REPEATED_MAX = 200
TOTALS = (
    "total",
    "suma",
    "sum",
    "summe",
    "somme",
    "sous total",
    "subtotal",
    "gran total",
    "grand total",
    "totaux",
)
KIND_OF_FILE = {
    "customers": "customer",
    "contacts": "contact",
    "payments": "payment",
    "credit_notes": "credit_note",
}

Values = dict[
    str, Any
]  # canonical field to its typed value; a row is short-lived, and this is the fast shape for it


@dataclass(slots=True)
class _Repeated:
    message: str
    hint: str
    line: int
    severity: Severity
    count: int = 0


class RowReader:
    """Reads rows of one file. After each row, `problems` holds what is to be told of it."""

    def __init__(self, layout: Layout, options: Options) -> None:
        self.source = layout.table.source
        self.layout = layout
        self.options = options
        self.profile = options.profile
        self.problems: list[Problem] = []
        self.kind = KIND_OF_FILE.get(layout.kind, "invoice")
        self._readers = _Readers(layout, options)
        self._plan = [(index, name, self._readers.of(name)) for name, index in layout.columns.items()]
        self._constants, self._templates = self._defaults()
        self._money_fields = [
            name for name in MONEY if name in layout.columns or name in self.profile.defaults
        ]
        self._default_terms = self.profile.defaults.get("terms") or options.default_terms
        self._open_items = options.open_items or self.profile.open_items
        self._repeated: dict[str, _Repeated] = {}
        self._signs: dict[str, tuple[bool, int]] = {}  # of credits: is the first one negative, and its line
        self._duplicates = Duplicates()
        self._tells_disputes = bool({"disputed", "disputed_from", "dispute_reason"} & layout.columns.keys())
        self._failed = False
        self._faulty: set[str] = set()

    def read(self, line: int, cells: list[str]) -> Record | None:
        """The record of a row, None where it is left out."""
        self._failed = False
        self._faulty.clear()
        values: Values = {"line": line, "kind": self.kind}
        for index, name, read in self._plan:
            text = cells[index]
            if text:
                value = read(text)
                if value is None:
                    continue
                if value.__class__ is Fault:
                    value = self._fault(name, value, line)
                    if value is None:
                        continue
                values[name] = value
        if len(values) == 2 and not self._failed:
            return None
        if self._constants or self._templates:
            self._fill(values)
        if not self._belongs(values, cells, line):
            self.problems = []
            return None
        if values["kind"] == "customer" or values["kind"] == "contact":
            self._person(values, line)
        else:
            self._document(values, cells, line)
        return None if self._failed else record_of(values)

    def end(self) -> Iterator[Problem]:
        """What can only be told when all rows are read: the duplicates, and what was counted."""
        for before, line in self._duplicates.pairs():
            yield self._problem(
                line,
                f"The row has the same customer, number and instalment as line {before}, and another content.",
                "If both are right, give them different numbers or instalments.",
                "warning",
            )
        for repeated in self._repeated.values():
            rows = "1 row" if repeated.count == 1 else f"{repeated.count:,} rows, the first here"
            yield self._problem(
                repeated.line, f"{repeated.message} ({rows}).", repeated.hint, repeated.severity
            )

    # What a row says first: is it ours at all?

    def _belongs(self, values: Values, cells: list[str], line: int) -> bool:
        """False for drafts, for documents that are no claims, and for lines with totals."""
        if values["kind"] == "ignore":
            what = "Documents that are no claims (orders, quotes, delivery notes) are left out"
            self._once(line, what, severity="note")
            return False
        if "payment_status" in values:
            paid = values.pop("payment_status")
            if values.get("status", "open") == "open":
                values["status"] = paid
        if values.get("status") == "draft":
            self._once(line, "Drafts are left out", "Import them again when they are issued.", "note")
            return False
        if "customer_code" in values and "number" in values:
            return True
        first = next((cell for cell in cells if cell.strip()), "")
        plain = " ".join(folded(first[:40]).replace("-", " ").strip(" :.*").split())
        is_total = plain in TOTALS or plain.startswith(
            ("total ", "totales", "totals", "suma ", "sous total", "grand total")
        )
        if is_total and len([cell for cell in cells if cell.strip()]) < max(3, len(self.layout.columns)):
            self._once(line, "Lines with totals are left out", severity="note")
            return False
        return True

    def _person(self, values: Values, line: int) -> None:
        self._customer(values, line)
        reach = ("contact_name", "contact_email", "contact_phone")
        if values["kind"] == "contact" and not any(name in values or name in self._faulty for name in reach):
            self._error(line, "The contact has no name, e-mail address or phone.", "Fill in one of them.")

    def _customer(self, values: Values, line: int) -> None:
        if "customer_code" in values:
            return
        if "customer_name" in values:
            if len(values["customer_name"]) > LIMITS["customer_code"]:
                name = shown(values["customer_name"])
                hint = f"Give the customer a code: a name that stands for one has at most {LIMITS['customer_code']} characters."
                self._error(
                    line,
                    f"The {_called(values)} has no customer's code, and the name {name} is too long for one.",
                    hint,
                )
            return
        if not self._faulty & {"customer_code", "customer_name"}:
            self._error(
                line, f"The {_called(values)} has no customer.", "Fill in the customer's code or name."
            )

    # A claim or a credit

    def _document(self, values: Values, cells: list[str], line: int) -> None:
        kind = values["kind"]
        self._customer(values, line)
        if kind == "payment":
            self._payment(values)
        if "issued_on" not in values and not self._faulty & {"issued_on", "paid_on"}:
            self._error(line, f"The {_called(values)} has no date.", "Fill in the day of the document.")
        if kind != "payment" and "number" not in values and "number" not in self._faulty:
            self._error(line, f"The {_called(values)} has no number.", "Fill in the number of the document.")
        if self._money(values, cells, line):
            self._sign(values, line)
        if "instalment" in values:
            self._instalment(values, line)
        if kind not in CREDITS:
            self._due(values, line)
        if "disputed" in values or "disputed_from" in values or "dispute_reason" in values:
            self._dispute(values, line)
        elif self._tells_disputes:
            values["disputed"] = False
        if self.layout.key:
            self._key(values, cells, line)
        if not self._failed and "number" in values:
            who = values.get("customer_code") or values["customer_name"]
            key = (who, values["number"], values.get("instalment", 1), values["kind"])
            self._duplicates.add(key, tuple(cells), line)

    def _payment(self, values: Values) -> None:
        """In a file of invoices and payments, the day of payment may stand in its own column."""
        paid_on = values.pop("paid_on", None)
        if paid_on is not None:
            values["issued_on"] = paid_on

    def _money(self, values: Values, cells: list[str], line: int) -> bool:
        """Settles the currency and the amounts. False where one of them is missing or wrong."""
        money = [name for name in self._money_fields if name in values]
        currency = self._currency(values, money, line) if money else None
        if currency is None:
            if not money and not self._faulty & MONEY_FIELDS:
                self._error(line, f"The {_called(values)} has no amount.", "Fill it in.")
            return False
        for name in money:
            value = values[name]
            if value.__class__ is Decimal and minor_units(currency) >= 2:
                continue  # read with at most two decimals: there is nothing to look at
            text = cells[self.layout.columns[name]] if name in self.layout.columns else str(value)
            settled = settle(value, currency, text)
            if isinstance(settled, Fault):
                self._fault(name, settled, line)
            else:
                values[name] = settled
        if self._faulty & MONEY_FIELDS:
            return False
        return "amount" in values or self._other_amount(values, line)

    def _other_amount(self, values: Values, line: int) -> bool:
        """Without an amount, a payment is what was paid, and an open item its balance, where no column says otherwise."""
        if values["kind"] == "payment" and "paid_amount" in values:
            values["amount"] = values.pop("paid_amount")
        elif "amount" not in self.layout.columns and "open_amount" in values:
            values["amount"] = values["open_amount"]
            values["amount_is_balance"] = True
        else:
            self._error(line, f"The {_called(values)} has no amount.", "Fill it in.")
            return False
        return True

    def _currency(self, values: Values, money: list[str], line: int) -> str | None:
        """The row's currency: its column, else a sign beside an amount, else the header of the amounts, else the company's."""
        currency: str | None = values.get("currency")
        if currency is not None or "currency" in self._faulty:
            return currency
        beside = [values[name].currency for name in money if values[name].__class__ is Figure]
        header = [self.layout.currencies.get(name) for name in money]
        for found in (*beside, *header, self.options.default_currency):
            if found is not None:
                values["currency"] = found
                return str(found)
        hint = 'Fill it in, or say [defaults] currency = "EUR" in a profile.'
        self._error(line, f"The {_called(values)} has no currency.", hint)
        return None

    def _sign(self, values: Values, line: int) -> None:
        """Amounts become positive, and the kind says what they are; a sign that contradicts the kind is an error."""
        amount, kind = values["amount"], values["kind"]
        if not amount:
            self._nothing(values, line)
            return
        if kind in CREDITS:
            self._credit(values, line)
        elif amount < 0 and kind != "adjustment":
            if not self.profile.negative_is_credit_note:
                self._error(
                    line,
                    f"Negative {kind.replace('_', ' ')} {amount}: is it a credit note?",
                    "Set its kind to credit_note, or say negative_is_credit_note = true under [file] in a profile.",
                )
                return
            values["kind"] = "credit_note"
            _without_sign(values)
        if values["amount"] < 0 and kind != "adjustment":
            return
        if self._open_items or "open_amount" in values:
            self._open(values, line)
        if "paid_amount" in values:
            self._paid(values, line)

    def _nothing(self, values: Values, line: int) -> None:
        """Nothing is owed: a list of balances may have such rows, elsewhere it is a mistake."""
        if "open_amount" in values or self._open_items:
            self._failed = True
            self._once(line, "Rows with the amount 0 are left out", severity="note")
            return
        message = f"The {_called(values)} has the amount {values['amount']}: nothing is owed."
        self._error(line, message, "Leave the row out, or correct the amount.")

    def _credit(self, values: Values, line: int) -> None:
        """Some programs write credits negative, some positive. The first one shows which; another sign is a reversal."""
        amount, kind = values["amount"], values["kind"]
        negative, first = self._signs.setdefault(kind, (amount < 0, line))
        if (amount < 0) != negative:
            sign = "negative" if amount < 0 else "positive"
            self._error(
                line,
                f"The {_called(values)} has the {sign} amount {amount}, unlike the {kind.replace('_', ' ')} in line {first}.",
                "If it takes an earlier one back, import it as a debit note; else correct the sign.",
            )
            return
        _without_sign(values)

    def _open(self, values: Values, line: int) -> None:
        amount = values["amount"]
        values.setdefault("open_amount", amount)
        open_amount: Decimal = values["open_amount"]
        if values["kind"] == "adjustment":
            return
        if open_amount < 0:
            self._error(
                line,
                f"The {_called(values)} has the negative balance {open_amount}.",
                "If the customer paid too much, give the payment a row of its own.",
            )
        elif open_amount > amount:
            self._warn(
                line,
                f"The {_called(values)} of {amount} has the larger balance {open_amount}.",
                "Check both.",
            )

    def _paid(self, values: Values, line: int) -> None:
        paid = values["paid_amount"]
        if paid < 0:
            self._error(
                line,
                f"The {_called(values)} has the negative payment {paid}.",
                "Write what was paid without a sign.",
            )
        elif paid == 0:
            del values["paid_amount"]  # nothing was paid: without this, the day alone would mean the whole
            values.pop("paid_on", None)
        elif paid > values["amount"]:
            self._warn(
                line,
                f"The {_called(values)} of {values['amount']} has the larger payment {paid}.",
                "Check both.",
            )

    def _instalment(self, values: Values, line: int) -> None:
        number, said = values["instalment"]
        values["instalment"] = number
        total: int | None = values.get("instalments") or said
        if total is None:
            return
        values["instalments"] = total
        if number > total:
            self._error(
                line,
                f"Instalment {number} of {total} is not possible.",
                "Instalments count from 1 to their total.",
            )

    # When is it due?

    def _due(self, values: Values, line: int) -> None:
        issued_on: date | None = values.get("issued_on")
        due_on: date | None = values.get("due_on")
        if due_on is None:
            if not self._faulty & {"due_on", "issued_on"} and values.get("status") != "cancelled":
                self._due_by_terms(values, issued_on, line)
            return
        if issued_on is None:
            return
        if due_on < issued_on:
            self._warn(
                line,
                f"The {_called(values)} is due on {due_on}, before it was issued on {issued_on}.",
                "Correct the date that is wrong.",
            )
        elif "terms" in values:
            self._fits(values, issued_on, due_on, line)

    def _due_by_terms(self, values: Values, issued_on: date | None, line: int) -> None:
        known = self.options.terms_of.get(values.get("customer_code", ""))
        text = values.get("terms") or values.get("customer_terms") or known or self._default_terms
        terms = parse_terms(text) if text else None
        if issued_on is None or terms is None:
            why = f"; the terms {shown(text)} cannot be read" if text and terms is None else ""
            self._once(
                line,
                f"There is no due date{why}: it goes in and is never reminded",
                "Fill it in, or give terms such as '30 days'.",
            )
            return
        values["due_on"] = terms.due_dates(issued_on)[-1]
        values["due_derived"] = True
        self._once(line, "The due date is missing and was taken from the terms")
        if len(terms.days) > 1:
            self._once(
                line,
                f"The terms {shown(text or '')} name {len(terms.days)} instalments; the row was not split, and the last day was taken",
                "Give each instalment a row of its own.",
            )

    def _fits(self, values: Values, issued_on: date, due_on: date, line: int) -> None:
        """R-55, R-105: do the terms on the document lead to the due date on the document?"""
        terms = parse_terms(values["terms"])
        if terms is None:
            return
        by_terms = terms.due_dates(issued_on)
        if min(abs((day - due_on).days) for day in by_terms) > TERMS_TOLERANCE_DAYS:
            self._warn(
                line,
                f"The {_called(values)} is due on {due_on}; by its terms {shown(values['terms'])} it would be {by_terms[-1]}.",
                "Correct the one that is wrong.",
            )

    def _dispute(self, values: Values, line: int) -> None:
        """Days and reasons count only where the row is disputed; without a column for that, having them means yes."""
        if not values.get("disputed", "disputed" not in self.layout.columns):
            for name in ("disputed_from", "disputed_until", "dispute_reason"):
                values.pop(name, None)
            values["disputed"] = False
            return
        values["disputed"] = True
        start, end = values.get("disputed_from"), values.get("disputed_until")
        if start and end and end < start:
            self._error(
                line,
                f"The dispute ends on {end}, before it begins on {start}.",
                "Correct the date that is wrong.",
            )

    def _key(self, values: Values, cells: list[str], line: int) -> None:
        key = "|".join([cells[index].strip() for index in self.layout.key])
        if not key.strip("|"):
            self._error(
                line, "The columns of the key are empty.", "Fill them in: they tell the row from the others."
            )
        elif len(key) > 200:
            self._error(
                line,
                f"The key has {len(key)} characters.",
                "Choose shorter columns under [key] in the profile.",
            )
        values["document_key"] = key

    # What the profile puts in

    def _defaults(self) -> tuple[list[tuple[str, object]], list[tuple[str, str, Reader]]]:
        constants: list[tuple[str, object]] = []
        templates: list[tuple[str, str, Reader]] = []
        for name, text in self.profile.defaults.items():
            if name == "terms":
                continue  # they only make a missing due date, they are not the document's own
            read = self._readers.of(name)
            if "{" in text:
                templates.append((name, text, read))
                continue
            value = read(text)
            if isinstance(value, Fault):
                raise Refused(
                    Problem(
                        source=self.profile.name,
                        message=f"[defaults] {name} = '{text}': {value.message}.",
                        hint=value.hint,
                    )
                )
            constants.append((name, value))
        return constants, templates

    def _fill(self, values: Values) -> None:
        for name, value in self._constants:
            if (
                name not in values or (name == "kind" and "kind" not in self.layout.columns)
            ) and name not in self._faulty:
                values[name] = value
        for name, text, read in self._templates:
            if name not in values and name not in self._faulty:
                try:
                    value = read(text.format_map(values))
                except (KeyError, ValueError, TypeError, AttributeError, IndexError):
                    continue  # a field of the template is empty in this row: so is what it makes
                if value is not None and not isinstance(value, Fault):
                    values[name] = value

    # Telling

    def _fault(self, name: str, fault: Fault, line: int) -> object:
        """Tells a cell's fault, and gives what stands in its place."""
        index = self.layout.columns.get(name)
        column = name if index is None else self.layout.headers[index]
        message = f"Column '{column}': {fault.message}"
        if fault.once:
            self._once(line, message, fault.hint)
        elif fault.severity == "warning":
            self._warn(line, message + ".", fault.hint)
        else:
            self._faulty.add(name)
            self._error(line, message + ".", fault.hint)
        return fault.value

    def _error(self, line: int, message: str, hint: str) -> None:
        self._failed = True
        self.problems.append(self._problem(line, message, hint, "error"))

    def _warn(self, line: int, message: str, hint: str) -> None:
        self.problems.append(self._problem(line, message, hint, "warning"))

    def _once(self, line: int, message: str, hint: str = "", severity: Severity = "warning") -> None:
        """Counts what would be said of many rows alike; beyond some hundred different ones, under one heading."""
        if message not in self._repeated and len(self._repeated) >= REPEATED_MAX:
            message, hint = "There are more values that could not be used", "See the others."
        repeated = self._repeated.setdefault(message, _Repeated(message, hint, line, severity))
        repeated.count += 1

    def _problem(self, line: int, message: str, hint: str, severity: Severity) -> Problem:
        return Problem(source=self.source, line=line, message=message, hint=hint, severity=severity)


class _Readers:
    """Makes the reader of each field, with the file's signs and dates and the profile's maps of values."""

    def __init__(self, layout: Layout, options: Options) -> None:
        self.layout = layout
        self.options = options
        self._date = date_reader(layout.date_order)

    def of(self, name: str) -> Reader:
        read = self._plain(name)
        if self.layout.table.epoch is not None or self.layout.lines == "sum":
            read = typed_reader(name, read, epoch=self.layout.table.epoch)
        values = self.options.profile.values.get(name)
        return mapped(read, values) if values else read

    def _plain(self, name: str) -> Callable[[str], object]:
        money = self.options.default_currency
        if name in DATES:
            return self._date
        if name in MONEY:
            sign, said = self.layout.signs.get(name), self.layout.signs_were_said
            return amount_reader(sign, strict=said, default_currency=money)
        return reader_of(name, default_currency=money)


def _without_sign(values: Values) -> None:
    for name in ("amount", "open_amount"):
        if name in values:
            values[name] = abs(values[name])


def _called(values: Values) -> str:
    """How a row is called in a message: `invoice 1001`."""
    kind = str(values["kind"]).replace("_", " ")
    return f"{kind} {values['number']}" if "number" in values else kind
