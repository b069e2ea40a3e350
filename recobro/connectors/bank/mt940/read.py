"""Reads MT940 (statements) and MT942 (reports within the day), one field at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from stdnum import iban

from recobro.bank.facts import Balance, BankFact, EndFact, MovementFact, StatementFact
from recobro.connectors.bank.format import BankFormat, BankOptions
from recobro.connectors.bank.mt940.fields import END, KNOWN, UNKNOWN, Field, fields
from recobro.connectors.bank.mt940.line import balance, currency_within, statement_line
from recobro.connectors.bank.mt940.narrative import Narrative, narrative, notes
from recobro.connectors.bank.text import lines, text_of
from recobro.connectors.bank.values import Unreadable, currency, nothing_moved, plain, tight
from recobro.kernel.money import is_currency
from recobro.kernel.problems import Problem

MARK = re.compile(
    r"^[\s\x01$]*(?:\{[^\n]*\{4:)?:(?:61:\d{6}|60[FM]?:R?[CD]\d{6}|62[FM]?:R?[CD]\d{6}|34F:[A-Z]{3})",
    re.MULTILINE,
)
HEAD = frozenset({"20", "25", "28", "60"})
SEE_BELOW = ("EREF", "PREF", "KREF", "MARF")  # a reference that stands in the narrative
COUNTERPARTY = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{10,30}|P?\d{9,10}")


def recognise(head: bytes, path: Path) -> bool:
    """By a balance, a statement line or a floor limit at the beginning of a line."""
    return bool(head) and MARK.search(text_of(head)) is not None


def read(path: Path, options: BankOptions) -> Iterator[BankFact | Problem]:
    """Streams the file. Each message, or page of a statement, is a statement of its own."""
    interim = False
    statement: _Statement | None = None
    for one in fields(lines(path, options)):
        if one.tag == UNKNOWN or one.tag not in KNOWN:
            yield _unknown(path.name, one)
            continue
        if statement and one.tag in (END, "20", "940", "942"):
            yield from statement.end()
            statement = None
        if one.tag in ("940", "942"):
            interim = one.tag == "942"
        elif one.tag != END:
            statement = statement or _Statement(path.name, one.line, options, is_final=not interim)
            yield from statement.take(one)
    if statement:
        yield from statement.end()


def _unknown(source: str, one: Field) -> Problem:
    if one.tag == UNKNOWN:
        message = f"The tag ':{one.text}:' is not known; the line is taken as text."
        if one.text.isdecimal():  # rather a time of day that was broken
            return Problem(source=source, line=one.line, message=message, severity="note")
    else:
        message = f"The tag ':{one.tag}:' is not known; the line is left out."
    return Problem(source=source, line=one.line, message=message, severity="warning")


@dataclass(slots=True)
class _Statement:
    """A message as far as it was read. A movement is told when its narrative is complete: with the next field."""

    source: str
    line: int
    options: BankOptions
    is_final: bool
    reference: str = ""
    number: str = ""
    account: str = ""
    owner: str = ""
    currency: str = ""
    opening: Balance | None = None
    closing: Balance | None = None
    last: int = 0  # the line of its last field
    has_head: bool = False
    has_ended: bool = False
    is_told: bool = False
    entries: int = 0
    pending: Field | None = None
    said: list[Field] = field(default_factory=list)

    def take(self, one: Field) -> Iterator[BankFact | Problem]:
        tag, self.last = one.tag.rstrip("FMCP"), one.line
        self.has_head = self.has_head or tag in HEAD
        if one.tag in ("86", "NS") and self.pending:
            self.said.append(one)
            return
        yield from self._movement()
        if tag == "20":
            self.reference, self.line = plain(one.text), one.line
        elif tag == "25":
            self.account, own = _account(one.lines[0])
            self.currency = self.currency or own
        elif tag == "28":
            self.number = plain(one.text)
        elif one.tag == "NS":
            self.owner = next((plain(line[2:]) for line in one.lines if line.startswith("22")), "")
        elif one.tag in ("34F", "13D", "13"):
            self.is_final = False
            self.currency = self.currency or (one.text[:3] if is_currency(one.text[:3]) else "")
        elif tag == "60":
            yield from self._opening(one)
        elif tag == "62":
            yield from self._closing(one)
        elif tag == "61":
            if self.has_head:
                yield from self._head()
            self.entries += 1
            self.pending = one

    def end(self) -> Iterator[BankFact | Problem]:
        """The last movement, and the end; told where the file seems to have been cut."""
        yield from self._movement()
        if not self.has_head and not self.is_told:
            return  # a line that stands alone: it was told that it cannot be read
        yield from self._head()
        if not self.has_head:
            message = f"Lines stand outside of any statement; they are read in {self.currency}."
            hint = "Ask the bank for the whole file; say the currency with it if that is another one."
            yield Problem(source=self.source, line=self.line, message=message, hint=hint, severity="warning")
        elif self.is_final and not self.has_ended:
            yield Problem(
                source=self.source, line=self.line, severity="warning",
                message=f"Statement {self.number or self.reference or '?'} ends without its closing balance (:62F:).",
                hint="The file may have been cut off: ask the bank for it again, and compare.",
            )  # fmt: skip
        yield EndFact(line=self.last, closing=self.closing if self.is_final else None)

    def _opening(self, one: Field) -> Iterator[Problem]:
        try:
            self.opening = balance(one.text, self.currency or self.options.currency)
            self.currency = self.opening.currency
        except Unreadable as error:
            self.currency = self.currency or currency_within(one.text)
            yield error.problem(self.source, one.line)

    def _closing(self, one: Field) -> Iterator[BankFact | Problem]:
        self.has_ended = True
        yield from self._head()
        try:
            self.closing = balance(one.text, self.currency or self.options.currency)
        except Unreadable as error:
            yield error.problem(self.source, one.line)

    def _head(self) -> Iterator[StatementFact]:
        if self.is_told:
            return
        self.is_told = True
        self.currency = self.currency or self.options.currency
        yield StatementFact(
            line=self.line, account=self.account or self.options.account, currency=self.currency,
            number=self.number if self.number.strip("0/") else self.reference, owner=self.owner,
            is_final=self.is_final, opening=self.opening if self.is_final else None,
        )  # fmt: skip

    def _movement(self) -> Iterator[BankFact | Problem]:
        if not self.pending:
            return
        one, said, self.pending, self.said = self.pending, self.said, None, []
        try:
            fact = _fact(one, said, self.entries, self.currency or self.options.currency)
        except Unreadable as error:
            yield error.problem(self.source, one.line)
        else:
            yield from self._head()
            yield fact if fact.amount else nothing_moved(self.source, one.line)


def _fact(one: Field, said: list[Field], entry: int, in_currency: str) -> MovementFact:
    line = statement_line(one.lines)
    if not in_currency:
        hint = "There is no opening balance before it; say the currency of the account with the file."
        raise Unreadable("the currency of the statement line is not known", hint)
    told = _narrative(said, line.details, in_currency)
    account, name, own_reference, details = told.payer_account, told.payer_name, line.reference, line.details
    if own_reference.rstrip("+") in SEE_BELOW:
        own_reference = ""
    if not account and COUNTERPARTY.fullmatch(details):
        account, details = details, ""
    elif (
        not account and details and COUNTERPARTY.fullmatch(own_reference)
    ):  # the Dutch way, before there were IBANs
        account, name, own_reference, details = own_reference, name or details, "", ""
    return MovementFact(
        line=one.line, entry=entry, booked_on=line.booked_on, value_on=line.value_on, amount=line.amount,
        currency=currency(in_currency), text=told.text or details,
        reference=told.reference, end_to_end=told.end_to_end or (own_reference),
        mandate=told.mandate, bank_reference=line.bank_reference, payer_name=name, payer_account=account,
        payer_bank=told.payer_bank, ultimate_name=told.ultimate_name, code="/".join(part for part in (line.code, told.code) if part),
        is_return=line.is_return or told.is_return, return_reason=told.return_reason, is_pending=line.is_pending,
        charges=told.charges, original_amount=told.original_amount, original_currency=told.original_currency,
    )  # fmt: skip


def _narrative(said: list[Field], details: str, in_currency: str) -> Narrative:
    if said and said[0].tag == "NS":
        return notes(said[0].lines)
    return narrative([line for one in said for line in one.lines], details, in_currency)


def _account(text: str) -> tuple[str, str]:
    """The IBAN, where the bank's number stands beside it; else as the bank writes it. Some banks put the currency behind it."""
    flat = tight(text)
    bare, in_currency = flat, ""
    if re.fullmatch(r".*[\d/][A-Z]{3}", flat) and is_currency(flat[-3:]):
        bare, in_currency = flat[:-3].rstrip("/"), flat[-3:]
    for part in (flat, flat.rpartition("/")[2]):
        if iban.is_valid(part):
            return part, ""
    behind = bare.rpartition("/")[2]
    return (behind if iban.is_valid(behind) else bare), in_currency


FORMAT = BankFormat(name="MT940", recognise=recognise, read=read)
