"""A file of a bank is taken in: its statements and what is new of their movements, all or nothing.

1. Each statement is checked: opening balance, movements and closing balance have to agree.
2. What is here already is left out (`known.py`); what is only announced is counted and left out.
3. Through the last day of every account's statements payments are known, so that promises can be judged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from django.db import connection, transaction

from recobro.access.fit import storable
from recobro.access.models import BankAccount, Company
from recobro.bank.corrected import Corrected, put_aside_corrected
from recobro.bank.facts import Balance, BankFact, CorrectionFact, EndFact, MovementFact, StatementFact
from recobro.bank.known import Doubt, Known, day_of
from recobro.bank.models import BankFile, Movement, Statement
from recobro.bank.until import read_until
from recobro.kernel.money import AMOUNT_MAX, is_currency, is_too_fine, plain
from recobro.kernel.problems import Problem, Refused, Severity, refuse
from recobro.ledger.allocate import lock_ledger
from recobro.ledger.known import known_through, payments_known

CHUNK = 2_000
PROBLEMS_KEPT = 2_000
SAME_NAMES = (
    "line", "entry", "value_on", "amount", "currency", "text", "reference", "end_to_end", "mandate", "bank_reference",
    "payer_name", "payer_account", "payer_bank", "ultimate_name", "code", "is_return", "return_reason", "charges",
    "original_amount", "original_currency",
)  # fmt: skip


@dataclass(slots=True, kw_only=True)
class TakenStatement:
    """One statement of a file: what the bank says of it, and how many of its movements are new. `entries`: its bookings."""

    account: str
    currency: str
    number: str
    is_final: bool
    entries: int = 0
    movements: int = 0
    new: int = 0
    pending: int = 0
    total: Decimal = Decimal(0)
    opening: Decimal | None = None
    closing: Decimal | None = None
    difference: Decimal | None = None
    first_on: date | None = None
    last_on: date | None = None


@dataclass(slots=True, kw_only=True)
class TakenFile:
    """What reading a file did: its statements and every problem, each kind in the order of the file."""

    name: str
    format: str
    file_id: int | None = None
    statements: list[TakenStatement] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def new(self) -> int:
        """How many movements were not here yet."""
        return sum(one.new for one in self.statements)

    @property
    def exit_status(self) -> int:
        """0 clean, 1 read with problems (notes are none)."""
        return int(any(problem.severity != "note" for problem in self.problems))


def take_in(
    company_id: int, facts: Iterable[BankFact | Problem], *, name: str, format_name: str, sha256: str, account: str = "",
    at: datetime, by: str, today: date, dry_run: bool = False, progress: Callable[[], None] = lambda: None,
) -> TakenFile:  # fmt: skip
    """Stores what a file of a bank says. `account` is whose it is, where the file does not say.

    Raises Refused where the file holds no statement, and what the reader raises; then nothing was written.
    """
    with transaction.atomic():
        _one_at_a_time(company_id)
        if not Statement.objects.filter(company_id=company_id).exists():
            lock_ledger(company_id)  # an import that is running does not know yet that changes leave stamps
        taken = _Taking(company_id, name, format_name, sha256, account=account, at=at, by=by).run(
            facts, progress
        )
        if not dry_run:
            _payments_known(company_id, today=today, at=at, by=by)
        else:
            transaction.set_rollback(True)
            taken.file_id = None
    return taken


class _Taking:
    """One file on its way in."""

    def __init__(
        self,
        company_id: int,
        name: str,
        format_name: str,
        sha256: str,
        *,
        account: str,
        at: datetime,
        by: str,
    ) -> None:
        self._company = Company.objects.get(id=company_id)
        ours = BankAccount.objects.filter(company_id=company_id).values_list("iban", flat=True)
        self._accounts = {_plain(one) for one in ours}
        self._account = _plain(account)
        self._at = at
        self._taken = TakenFile(name=name, format=format_name)
        self._file = BankFile.objects.create(
            company_id=company_id, name=name[:200], format=format_name[:50], sha256=sha256, at=at, by=by[:200]
        )
        self._taken.file_id = self._file.id
        self._open: _Statement | None = None
        self._corrected: list[Corrected] = []
        self._used: set[int] = set()  # what was here already and stands in this file too

    def run(self, facts: Iterable[BankFact | Problem], progress: Callable[[], None]) -> TakenFile:
        for fact in facts:
            match fact:
                case Problem():
                    self._taken.problems.append(fact)
                    if self._open is not None and fact.severity == "error":
                        self._open.is_whole = False
                case StatementFact():
                    self._close(None)
                    self._begin(fact)
                case MovementFact():
                    self._add(fact)
                    progress()
                case CorrectionFact():
                    self._corrected.append(
                        Corrected(self._open.taken.account if self._open else self._account, fact)
                    )
                case EndFact():
                    self._close(fact)
        self._close(None)
        if not self._taken.statements:
            raise Refused(self._taken.problems or [_nothing(self._taken.name)])
        self._taken.problems += put_aside_corrected(
            self._company.id, self._corrected, source=self._taken.name, at=self._at, by=self._file.by
        )
        self._write_down()
        return self._taken

    def _begin(self, fact: StatementFact) -> None:
        account = _plain(fact.account) or self._account or self._only_account()
        currency = fact.currency or self._company.currency
        if not is_currency(currency):
            message = (
                f"'{currency}' is no currency, so that the statement in {self._company.currency} is meant."
            )
            self._tell(fact.line, message, "Check the file.", "warning")
            currency = self._company.currency
        self._check_balance(fact.opening, fact.line, currency)
        if account and self._accounts and account not in self._accounts:
            self._tell(fact.line, f"The account {account} is not among the company's bank accounts.",
                       "Add it in the settings, if customers pay to it.", "note")  # fmt: skip
        self._open = _Statement(
            self._file,
            fact,
            account=account,
            currency=currency,
            used=self._used,
            at=self._at,
            doubt=self._doubt,
        )
        self._taken.statements.append(self._open.taken)

    def _add(self, fact: MovementFact) -> None:
        if self._open is None:
            self._begin(StatementFact(currency=fact.currency))
        assert self._open is not None
        if not fact.currency:  # the file names none: the statement was taken to be in the company's
            fact = replace(fact, currency=self._open.taken.currency)
        wrong = _wrong(fact)
        if wrong:
            self._tell(fact.line, *wrong)
            self._open.is_whole = False
        else:
            self._open.add(fact)

    def _close(self, end: EndFact | None) -> None:
        if self._open is None:
            return
        taken = self._open.taken
        if end:
            self._check_balance(end.closing, end.line, taken.currency)
        difference = self._open.close(end)
        if difference:
            self._tell(
                end.line if end else None,
                f"Statement {taken.number or taken.account}: opening {plain(taken.opening or Decimal(0), taken.currency)}, movements "
                f"{plain(taken.total, taken.currency)} and closing {plain(taken.closing or Decimal(0), taken.currency)} differ by "
                f"{plain(difference, taken.currency)} {taken.currency}.",
                "Lines may be missing: ask the bank for the file again.", "warning",
            )  # fmt: skip
        self._open = None

    def _check_balance(self, balance: Balance | None, line: int | None, currency: str) -> None:
        if balance is None or abs(balance.amount) >= AMOUNT_MAX or balance.currency not in ("", currency):
            return
        if is_too_fine(balance.amount, currency):
            self._tell(line, *_too_fine("Balance", balance.amount, currency))

    def _doubt(self, doubt: Doubt) -> None:
        """Tells that a movement was left out because it is like one that is here."""
        one = doubt.movement
        text = f" ({doubt.text[:60]})" if doubt.text else ""
        self._tell(
            one.line,
            f"{plain(one.amount, one.currency)} {one.currency} of {day_of(one)} was taken for the movement in line {doubt.line} of "
            f"{doubt.file}{text}, by what they say.",
            "If it is another payment, type it in by hand.", "note",
        )  # fmt: skip

    def _only_account(self) -> str:
        """Raises Refused where it could be any of several: read under none it would come in twice once it is read under its own."""
        if len(self._accounts) > 1:
            raise refuse(
                self._taken.name, f"It names no account, and the company has {len(self._accounts)}: {', '.join(sorted(self._accounts))}.",
                "Say which one it is of: --account, or beside the file on the page.",
            )  # fmt: skip
        return next(iter(self._accounts), "")

    def _tell(self, line: int | None, message: str, hint: str, severity: Severity = "error") -> None:
        problem = Problem(source=self._taken.name, line=line, message=message, hint=hint, severity=severity)
        self._taken.problems.append(problem)

    def _write_down(self) -> None:
        taken = self._taken
        self._file.movements_new = taken.new
        self._file.movements_known = sum(one.movements - one.new for one in taken.statements)
        self._file.movements_pending = sum(one.pending for one in taken.statements)
        self._file.problem_count = sum(one.severity != "note" for one in taken.problems)
        self._file.problems = [storable(one) for one in taken.problems[:PROBLEMS_KEPT]]
        self._file.save()


class _Statement:
    """A statement that is being read: its movements are written in chunks, its sums at the end."""

    def __init__(
        self,
        file: BankFile,
        fact: StatementFact,
        *,
        account: str,
        currency: str,
        used: set[int],
        at: datetime,
        doubt: Callable[[Doubt], None],
    ) -> None:
        opening = _held(fact.opening, currency)
        self._file = file
        self._row = Statement.objects.create(
            company_id=file.company_id, file=file, account=account, currency=currency, number=_text(fact.number, 100),
            is_final=fact.is_final, opening=opening.amount if opening else None,
            opening_on=opening.on if opening else None,
        )  # fmt: skip
        self._known = Known(file.company_id, self._row, format_name=file.format, used=used)
        self._at = at
        self._doubt = doubt
        self._waiting: list[MovementFact] = []
        self._entry = 0  # the last one: the movements of an entry come together
        self.is_whole = True  # no line of it was left out
        self.taken = TakenStatement(
            account=account, currency=currency, number=self._row.number, is_final=fact.is_final, opening=self._row.opening
        )  # fmt: skip

    def add(self, fact: MovementFact) -> None:
        taken = self.taken
        if fact.is_pending:
            taken.pending += 1
            return
        on = day_of(fact)
        taken.movements += 1
        taken.total += fact.amount
        taken.first_on = min(taken.first_on or on, on)
        taken.last_on = max(taken.last_on or on, on)
        taken.entries += fact.entry != self._entry
        self._entry = fact.entry
        self._waiting.append(fact)
        if len(self._waiting) >= CHUNK:
            self._write()

    def close(self, end: EndFact | None) -> Decimal | None:
        """Writes what waits, and the sums. Gives the difference that the balances leave, None where it cannot be known."""
        self._write()
        closing = _held(end.closing if end else None, self.taken.currency)
        taken, row = self.taken, self._row
        taken.closing = closing.amount if closing else None
        if taken.opening is not None and taken.closing is not None:
            taken.difference = taken.closing - taken.opening - taken.total
        if not self.is_whole:  # a balance that agrees would prove nothing, and the days do not count as read
            taken.difference = taken.difference or None
            row.is_final = False
        if any(abs(sums) >= AMOUNT_MAX for sums in (taken.total, taken.difference or Decimal(0))):
            raise refuse(
                self._file.name,
                "The movements together are no amount of money.",
                "Ask the bank for the file again.",
            )
        row.closing, row.closing_on = taken.closing, closing.on if closing else None
        row.first_on, row.last_on = taken.first_on, taken.last_on
        row.movements, row.total, row.difference = taken.movements, taken.total, taken.difference
        row.save()
        return taken.difference

    def _write(self) -> None:
        new, doubts = self._known.new_among(self._waiting)
        for one in doubts:
            self._doubt(one)
        self.taken.new += len(new)
        Movement.objects.bulk_create(self._movement(one) for one in new)
        self._waiting = []

    def _movement(self, fact: MovementFact) -> Movement:
        values = {name: getattr(fact, name) for name in SAME_NAMES}
        values["payer_account"] = _plain(fact.payer_account)
        for name, value in values.items():
            if isinstance(value, str):
                values[name] = _text(value, getattr(Movement._meta.get_field(name), "max_length", None))
        return Movement(
            company_id=self._row.company_id, statement=self._row, account=self._row.account, booked_on=day_of(fact),
            amount_left=fact.amount, recorded_at=self._at, **values,
        )  # fmt: skip


def _held(balance: Balance | None, currency: str) -> Balance | None:
    """A balance that is no money, or in another currency than the statement, is none that could be compared."""
    if balance is None or abs(balance.amount) >= AMOUNT_MAX:
        return None
    is_its = balance.currency in ("", currency) and not is_too_fine(balance.amount, currency)
    return balance if is_its else None


def _wrong(fact: MovementFact) -> tuple[str, str] | None:
    if fact.booked_on is None and fact.value_on is None:
        return "The movement has no date.", "Ask the bank for the file again."
    if abs(fact.amount) >= AMOUNT_MAX:
        return f"{fact.amount} is no amount of money.", "Correct it, and read the file again."
    if not is_currency(fact.currency):
        return f"'{fact.currency}' is no currency.", "Correct it, and read the file again."
    if is_too_fine(fact.amount, fact.currency):
        return _too_fine("Amount", fact.amount, fact.currency)
    return None


def _too_fine(what: str, amount: Decimal, currency: str) -> tuple[str, str]:
    """Nobody can pay it, so that the line was misread or is wrong; whichever format it stands in."""
    return f"{what} {amount:f} has more decimals than {currency}.", "Correct it, and read the file again."


def _payments_known(company_id: int, *, today: date, at: datetime, by: str) -> None:
    """Writes down until when the bank was read, if that is later than what is known."""
    through = read_until(company_id)
    known = known_through(company_id).get("")
    if through and (known is None or through > known):
        payments_known(company_id, through_on=min(through, today), source="", at=at, by=by)


def _one_at_a_time(company_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('bank.take_in'), %s)", [company_id])


def _nothing(name: str) -> Problem:
    return refuse(name, "There is no statement in it.", "Ask the bank for the file again.").problems[0]


def _plain(account: str) -> str:
    return "".join(account.split()).upper()[:50]


def _text(value: str, limit: int | None) -> str:
    """What a text column can hold; a longer one is cut, for the bank's file is kept by the bank."""
    clean = value.replace("\0", " ").encode("utf-8", "replace").decode()
    return clean[:limit] if limit else clean
