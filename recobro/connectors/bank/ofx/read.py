"""Reads OFX and QFX, of bank accounts and cards, one transaction at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from recobro.bank.facts import Balance, BankFact, CorrectionFact, EndFact, MovementFact, StatementFact
from recobro.connectors.bank.format import BankFormat, BankOptions
from recobro.connectors.bank.ofx.tokens import Token, nothing, tokens
from recobro.connectors.bank.text import text_of
from recobro.connectors.bank.values import Unreadable, amount, currency, day, nothing_moved, plain, tight
from recobro.connectors.table.fault import shown
from recobro.kernel.money import is_currency, is_too_fine
from recobro.kernel.problems import Problem, Refused

MARK = re.compile(r"^\s*OFXHEADER\s*[:=]|<\?OFX\b|<OFX>", re.IGNORECASE | re.MULTILINE)
STATEMENTS = ("STMTRS", "CCSTMTRS", "INVSTMTRS")
ACCOUNTS = ("BANKACCTFROM", "CCACCTFROM", "INVACCTFROM")
TRANSACTIONS = ("STMTTRN", "STMTTRNP")
WITHIN = ("PAYEE", "BANKACCTTO", "CCACCTTO", "CURRENCY", "ORIGCURRENCY")  # of a transaction
PARTS = (*ACCOUNTS, *TRANSACTIONS, *WITHIN, "LEDGERBAL", "AVAILBAL", "STATUS", "BAL")
DAY = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d.*)?", re.ASCII)
GROUPED = re.compile(r"[+-]?\d{1,3}(?:(?P<sign>[.,])\d{3})(?:(?P=sign)\d{3})*(?!(?P=sign))[.,]\d+", re.ASCII)


def recognise(head: bytes, path: Path) -> bool:
    """By its header, or by its outermost element."""
    return bool(head) and MARK.search(text_of(head)) is not None


def read(path: Path, options: BankOptions) -> Iterator[BankFact | Problem]:
    """Streams the file. Raises Refused where there is no statement in it."""
    reading = _Reading(path.name, options)
    for token in tokens(path, options.encoding):
        yield from reading.take(token)
    yield from reading.end()


@dataclass(slots=True)
class _Part:
    """An element as far as it was read: its values by their name, where one stands within another as `PAYEE/NAME`."""

    name: str
    line: int
    values: dict[str, Token] = field(default_factory=dict)
    within: str = ""

    def get(self, *names: str) -> str:
        return next(
            (self.values[name].text for name in names if name in self.values and self.values[name].text), ""
        )

    def line_of(self, name: str) -> int:
        return self.values[name].line if name in self.values else self.line


@dataclass(slots=True)
class _Reading:
    """Where in the file we are."""

    source: str
    options: BankOptions
    part: _Part | None = None
    is_open: bool = False  # a statement
    is_told: bool = False
    any_told: bool = False
    line: int = 0
    account: str = ""
    currency: str = ""
    closing: Balance | None = None
    entries: int = 0
    is_ended: bool = False
    refusals: list[Problem] = field(default_factory=list)  # of the bank, which could not answer

    def take(self, token: Token) -> Iterator[BankFact | Problem]:
        name, is_end = token.name.lstrip("/"), token.name.startswith("/")
        if name in STATEMENTS:
            yield from self._close_part(is_whole=True)
            yield from self._close(token.line)
            if not is_end:
                self.is_open, self.line, self.account, self.currency = True, token.line, "", ""
                self.closing, self.entries, self.is_told = None, 0, False
        elif name == "OFX":
            self.is_ended = is_end
        elif name in WITHIN and self.part and self.part.name in TRANSACTIONS:
            self.part.within = "" if is_end else f"{name}/"
        elif name in PARTS:
            yield from self._close_part(is_whole=True)
            self.part = None if is_end else _Part(name, token.line)
        elif not is_end:
            self._value(name, token)

    def end(self) -> Iterator[BankFact | Problem]:
        """What is open when the file ends; told where it was cut."""
        is_cut = not self.is_ended
        yield from self._close_part(is_whole=not is_cut)
        if is_cut and (self.is_open or self.any_told):
            yield Problem(
                source=self.source, severity="warning", message="The file ends before its end (</OFX>).",
                hint="It may have been cut off: export it again, and compare.",
            )  # fmt: skip
        yield from self._close(None)
        if not self.any_told:
            raise Refused([*self.refusals, *nothing(self.source).problems])
        yield from self.refusals

    def _value(self, name: str, token: Token) -> None:
        if self.part:
            key = self.part.within + name
            if key not in self.part.values:
                self.part.values[key] = token
        elif name == "CURDEF" and self.is_open:
            self.currency = token.text.strip().upper()

    def _close_part(self, *, is_whole: bool) -> Iterator[BankFact | Problem]:
        part, self.part = self.part, None
        if part is None:
            return
        if part.name in ACCOUNTS and not self.is_told:
            self.account = tight(part.get("ACCTID"))
        elif part.name == "LEDGERBAL" and self.is_open:
            yield from self._balance(part)
        elif part.name == "STATUS" and part.get("SEVERITY").upper() == "ERROR":
            message = f"The bank could not answer: {plain(part.get('CODE', ''))} {plain(part.get('MESSAGE', ''))}".strip()
            hint = "Export the file again."
            self.refusals.append(
                Problem(source=self.source, line=part.line, message=f"{message}.", hint=hint)
            )
        elif part.name in TRANSACTIONS and self.is_open:
            self.currency = self.currency or part.get("CURRENCY/CURSYM").upper()
            yield from self._head()
            self.entries += 1
            if is_whole:
                yield from self._corrected(part)
            else:
                message = "The file ends within this movement, which is left out."
                yield Problem(
                    source=self.source, line=part.line, message=message, hint="Export the file again."
                )

    def _head(self) -> Iterator[StatementFact]:
        if not self.is_told:
            self.is_told = self.any_told = True
            self.currency = self.currency or self.options.currency
            yield StatementFact(
                line=self.line, account=self.account or self.options.account, currency=self.currency
            )

    def _close(self, line: int | None) -> Iterator[BankFact]:
        if self.is_open:
            yield from self._head()
            yield EndFact(line=line, closing=self.closing)
        self.is_open = False

    def _balance(self, part: _Part) -> Iterator[Problem]:
        text = part.get("BALAMT")
        try:
            if not text:
                raise Unreadable("the balance of the account is empty", "The movements are read without it.")
            on = part.get("DTASOF")
            in_currency = currency(self.currency or self.options.currency)
            self.closing = Balance(on=_day(on) if on else None, amount=_amount(text), currency=in_currency)
        except Unreadable as error:
            problem = error.problem(self.source, part.line_of("BALAMT"))
            yield Problem(
                source=problem.source,
                line=problem.line,
                message=problem.message,
                hint=problem.hint,
                severity="warning",
            )

    def _corrected(self, part: _Part) -> Iterator[BankFact | Problem]:
        """The movement; one that corrects another says so first, and one that only deletes is none."""
        other, action = plain(part.get("CORRECTFITID")), part.get("CORRECTACTION").strip().upper()
        if not other:
            yield from self._movement(part)
            return
        is_deletion = action == "DELETE"
        replaced_by = "" if is_deletion else plain(part.get("FITID"))
        if is_deletion or replaced_by:
            yield CorrectionFact(line=part.line, bank_reference=other, replaced_by=replaced_by)
        if not is_deletion:
            yield from self._movement(part)

    def _movement(self, part: _Part) -> Iterator[MovementFact | Problem]:
        faults: list[Problem] = []

        posted = self._date(part, ("DTPOSTED", "DTTRAN"), faults)
        value_on = self._date(part, ("DTAVAIL",), faults)
        in_currency = part.get("CURRENCY/CURSYM").upper() or self.currency
        value = self._money(part, in_currency, faults)
        if not faults and posted is None and value_on is None:
            faults.append(Unreadable("the movement has no date (DTPOSTED)").problem(self.source, part.line))
        if faults or value is None:
            yield from faults
        elif not value:
            yield nothing_moved(self.source, part.line)
        else:
            yield self._fact(part, value, in_currency, posted, value_on)

    def _date(self, part: _Part, names: tuple[str, ...], faults: list[Problem]) -> date | None:
        name = next((one for one in names if part.get(one)), "")
        try:
            return _day(part.get(name)) if name else None
        except Unreadable as error:
            faults.append(error.problem(self.source, part.line_of(name)))
            return None

    def _money(self, part: _Part, in_currency: str, faults: list[Problem]) -> Decimal | None:
        try:
            value = _amount(part.get("TRNAMT"))
            if in_currency and is_too_fine(value, currency(in_currency)):
                raise Unreadable(f"amount {shown(part.get('TRNAMT'))} has more decimals than {in_currency}")
            return value
        except Unreadable as error:
            faults.append(error.problem(self.source, part.line_of("TRNAMT")))
            return None

    def _fact(
        self, part: _Part, value: Decimal, in_currency: str, posted: date | None, value_on: date | None
    ) -> MovementFact:
        name = plain(part.get("NAME", "PAYEE/NAME", "EXTDNAME"))
        check = plain(part.get("CHECKNUM"))
        memo = plain(part.get("MEMO")) or name
        text = memo if not check.strip("0") or check in memo else f"{memo} {check}".strip()
        original = part.get("ORIGCURRENCY/CURSYM").upper()
        return MovementFact(
            line=part.line, entry=self.entries, booked_on=posted, value_on=value_on, amount=value, currency=in_currency,
            text=text, end_to_end=plain(part.get("REFNUM")), bank_reference=plain(part.get("FITID")), payer_name=name,
            payer_account=tight(part.get("BANKACCTTO/ACCTID", "CCACCTTO/ACCTID")), payer_bank=tight(part.get("BANKACCTTO/BANKID")),
            code=plain(part.get("TRNTYPE")), is_pending=part.name == "STMTTRNP",
            original_currency=original if is_currency(original) and original != in_currency else "",
        )  # fmt: skip


def _day(text: str) -> date:
    """`20240131120000.000[-5:EST]`: the day as the bank writes it. Raises Unreadable."""
    found = DAY.fullmatch(text.strip())
    if not found:
        raise Unreadable(f"date {shown(text)} cannot be read")
    return day(int(found[1]), int(found[2]), int(found[3]), text)


def _amount(text: str) -> Decimal:
    """With a point or a comma; some banks group thousands as well. Raises Unreadable."""
    flat = text.strip()
    if GROUPED.fullmatch(flat):
        decimal = "." if flat.rindex(".") > flat.rindex(",") else ","
        flat = flat.replace("," if decimal == "." else ".", "")
    try:
        return amount(flat, decimal="," if "," in flat else ".")
    except Unreadable as error:
        raise Unreadable(error.message.replace(shown(flat), shown(text)) if flat else error.message) from None


FORMAT = BankFormat(name="OFX", recognise=recognise, read=read)
