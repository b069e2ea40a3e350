"""What a message says, in the words and figures of its language, before it becomes text, HTML or paper.

`lay_out` is the only place that reads a `Content`; the three renderings print the `Message` it returns. So an e-mail, its
text part and a letter cannot say different things. Every string here is plain text; escaping is the renderings' business.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from recobro.letters import in_favour
from recobro.letters.figures import Figures, days_overdue, figures
from recobro.letters.fill import one_line, paragraphs, placeholder_values
from recobro.letters.values import BankAccount, Content, Line, Pair, Person, Section
from recobro.letters.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One item. `days` is a bare number where the item is overdue; `standing` says it in words in every case."""

    number: str
    notes: tuple[str, ...]
    issued: str
    due: str
    days: str
    standing: str
    original: str
    open: str
    asked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The items of one currency by due date. `partly_asked`: some line asks for less than is open."""

    currency: str
    heading: str
    rows: tuple[Row, ...]
    all_overdue: bool
    partly_asked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What is asked for in one currency, with its proof: `claimed` less `deductions` is `total`. `apart` is not deducted.

    `covered`: items that the deductions cover whole, in one line where they are too many for the table.
    """

    table: Table
    covered: tuple[Pair, ...]
    deductions: tuple[Pair, ...]
    claimed: str
    total: str
    credit_left: str  # empty where nothing is left
    apart: tuple[Pair, ...]

    def sums(self, words: Wording) -> tuple[tuple[str, str, bool], ...]:
        """The rows below the items: label, amount, and whether it is the one that counts."""
        total = (words("total.to_pay", currency=self.table.currency), self.total, True)
        apart = _plainly(self.apart)
        if not self.deductions:
            return (total, *apart)
        before = (words("total.invoices"), self.claimed, False)
        left = ((words("total.credit_left"), self.credit_left, False),) if self.credit_left else ()
        return (*_plainly(self.covered), before, *_plainly(self.deductions), total, *left, *apart)


def _plainly(pairs: tuple[Pair, ...]) -> tuple[tuple[str, str, bool], ...]:
    return tuple((label, amount, False) for label, amount in pairs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """How to pay: the amounts, the reference, and the accounts that take these currencies."""

    amounts: tuple[str, ...]
    accounts: tuple[tuple[Pair, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Everything that is printed, in the order in which it is read."""

    words: Wording
    language: str
    dated: str
    about: str  # the customer, his number and the date, on one line
    subject: str
    salutation: str
    before: tuple[str, ...]
    demands: tuple[Demand, ...]
    also_open: tuple[Table, ...]
    until: str
    after: tuple[str, ...]
    reference: str
    payments: tuple[Payment, ...]
    closing: str
    person: str
    person_lines: tuple[Pair, ...]
    task_title: str
    task: tuple[str, ...]


def lay_out(content: Content) -> Message:
    """The message of a content. It decides nothing: what is in the content is said."""
    fig = figures(content.language, content.creditor.country)
    words, values = fig.words, placeholder_values(content, fig)
    title, _, script = content.text.task.strip().partition("\n")
    return Message(
        words=words,
        language=content.language,
        dated=fig.long_day(content.dated_on),
        about=_about(content, fig),
        subject=one_line(content.text.subject, values),
        salutation=_salutation(content, words),
        before=paragraphs(content.text.before, values),
        demands=tuple(
            _demand(section, content.dated_on, fig) for section in content.sections if section.demanded
        ),
        also_open=tuple(
            _also_open(section, content.dated_on, fig) for section in content.sections if section.also_open
        ),
        until=words(in_favour.until(content), date=fig.long_day(content.payments_until)),
        after=(
            *in_favour.notes(content, words),
            *paragraphs(content.text.after, values),
            *_enclosed(content, words),
        ),
        reference=content.reference,
        payments=_payments(content, fig),
        closing=words(f"closing{'_named' if content.addressee.contact else ''}.{content.severity}"),
        person=content.person.name,
        person_lines=person_lines(content.person, words),
        task_title=one_line(title, values),
        task=paragraphs(script, values),
    )


def _enclosed(content: Content, words: Wording) -> Iterator[str]:
    """What goes with the message, and what would have made it too large."""
    if content.enclosures:
        yield words("enclosed.with_it", names=", ".join(one.name for one in content.enclosures))
    if content.too_large:
        yield words("enclosed.too_large", names=", ".join(content.too_large))


def _about(content: Content, fig: Figures) -> str:
    """One person may get the messages of several customers: each says whose invoices it is about."""
    code = content.addressee.code
    parts = (
        content.addressee.customer,
        f"{fig.words('contact.customer')} {code}" if code else "",
        fig.long_day(content.dated_on),
    )
    return " · ".join(part for part in parts if part)


def _salutation(content: Content, words: Wording) -> str:
    contact = content.addressee.contact
    tone = "formal_" if content.severity in ("formal", "final") else ""
    return (
        words(f"salutation.{tone}named", contact=contact) if contact else words(f"salutation.{tone}unnamed")
    )


def _demand(section: Section, dated_on: date, fig: Figures) -> Demand:
    left, currency = section.credit_left, section.currency
    summed_up = in_favour.covered_line(section, fig)
    shown = () if summed_up else section.covered
    return Demand(
        table=_table(currency, section.demanded, dated_on, fig, asks=True, covered=shown),
        covered=summed_up,
        deductions=in_favour.deductions(section, fig),
        claimed=fig.number(section.claimed, currency),
        total=fig.number(section.total, currency),
        credit_left=fig.number(left, currency) if left else "",
        apart=in_favour.set_apart(section, fig),
    )


def _also_open(section: Section, dated_on: date, fig: Figures) -> Table:
    return _table(section.currency, section.also_open, dated_on, fig, asks=False)


def _table(
    currency: str, lines: tuple[Line, ...], dated_on: date, fig: Figures, *, asks: bool, covered: tuple[Line, ...] = ()
) -> Table:  # fmt: skip
    ordered = sorted((*lines, *covered), key=_by_due_date)
    return Table(
        currency=currency,
        heading=fig.words("table.heading", currency=currency),
        rows=tuple(
            _row(line, currency, dated_on, fig, asks=asks, is_covered=line in covered) for line in ordered
        ),
        all_overdue=all((days_overdue(line.due_on, dated_on) or 0) > 0 for line in ordered),
        partly_asked=asks and any(line.amount != line.open_amount for line in ordered),
    )


def _by_due_date(line: Line) -> tuple[date, date, str, int]:
    return line.due_on or date.max, line.issued_on, line.number, line.item_id


def _row(
    line: Line, currency: str, dated_on: date, fig: Figures, *, asks: bool, is_covered: bool = False
) -> Row:
    days = days_overdue(line.due_on, dated_on) or 0
    return Row(
        number=line.number,
        notes=(*_notes(line, currency, fig, asks=asks), *([fig.words("line.covered")] if is_covered else [])),
        issued=fig.day(line.issued_on),
        due=fig.day(line.due_on) if line.due_on else "",
        days=str(days) if days > 0 else "",
        standing=fig.standing(line.due_on, dated_on),
        original=fig.number(line.original, currency),
        open=fig.number(line.open_amount, currency),
        asked=fig.number(line.amount if asks else line.open_amount, currency),
    )


def _notes(line: Line, currency: str, fig: Figures, *, asks: bool) -> tuple[str, ...]:
    """What stands in small print under the number."""
    notes = []
    if line.instalment:
        number, _, count = line.instalment.partition("/")
        notes.append(fig.words("line.instalment", number=number, count=count) if count else line.instalment)
    if line.order_reference:
        notes.append(fig.words("line.order", reference=line.order_reference))
    if line.received and line.received_on:
        received, short = fig.number(line.received, currency), fig.number(line.open_amount, currency)
        notes.append(fig.words("line.short", received=received, date=fig.day(line.received_on), short=short))
    if line.returned_on:
        notes.append(fig.words("line.returned", date=fig.day(line.returned_on)))
    if asks and line.amount < line.open_amount:
        parts = [
            fig.words(f"kept_out.{one.reason}", amount=fig.money(one.amount, currency))
            for one in line.kept_out
        ]
        kept_out = fig.listed(parts) or fig.money(line.open_amount - line.amount, currency)
        notes.append(fig.words("line.not_asked_for", amounts=kept_out))
    return tuple(notes)


def _payments(content: Content, fig: Figures) -> tuple[Payment, ...]:
    """One box for the currencies that are paid into the same accounts."""
    boxes: dict[tuple[BankAccount, ...], list[str]] = {}
    for section in content.sections:
        if section.demanded and section.total > 0:
            accounts = accounts_for(section.currency, content.creditor.bank_accounts)
            boxes.setdefault(accounts, []).append(fig.money(section.total, section.currency))
    return tuple(
        Payment(
            amounts=tuple(amounts), accounts=tuple(account_pairs(account, fig.words) for account in accounts)
        )
        for accounts, amounts in boxes.items()
    )


def accounts_for(currency: str, accounts: tuple[BankAccount, ...]) -> tuple[BankAccount, ...]:
    """The accounts of the currency; else those that take any; else all there are, for a bank can exchange."""
    exact = tuple(account for account in accounts if account.currency == currency)
    return exact or tuple(account for account in accounts if not account.currency) or accounts


def account_pairs(account: BankAccount, words: Wording) -> tuple[Pair, ...]:
    """What is printed of an account: holder, number, BIC and bank."""
    number = account.iban.replace(" ", "")
    is_iban = re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", number) is not None
    pairs = (
        (words("payment.holder"), account.holder),
        (
            words("payment.iban" if is_iban else "payment.account"),
            _in_fours(number) if is_iban else account.iban,
        ),
        (words("payment.bic"), account.bic),
        (words("payment.bank"), account.bank),
    )
    return tuple(pair for pair in pairs if pair[1])


def _in_fours(iban: str) -> str:
    return " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))


def person_lines(person: Person, words: Wording) -> tuple[Pair, ...]:
    """How to reach our person."""
    pairs = ((words("contact.direct_line"), person.phone), (words("contact.email"), person.email))
    return tuple(pair for pair in pairs if pair[1])
