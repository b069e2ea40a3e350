"""What a message says of the customer's credit: what is deducted, what that covers whole, and what is not deducted.

The proof of what is asked for: invoices, less credit notes, less cash on account. Advances, deposits and guarantees stand last.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from recobro.letters.figures import Figures
from recobro.letters.values import Content, Credit, Pair, Section
from recobro.letters.wording import Wording

COVERED_SHOWN = 12  # items that credit covers whole; more of them stand in one line
KINDS = ("credit_note", "payment")  # in this order; every other kind is another credit


def covered_line(section: Section, fig: Figures) -> tuple[Pair, ...]:
    """The items that credit covers whole, in one line, where they are too many for the table."""
    if len(section.covered) <= COVERED_SHOWN:
        return ()
    amount = sum((line.amount for line in section.covered), Decimal(0))
    label = fig.words("total.covered", count=str(len(section.covered)))
    return ((label, fig.number(amount, section.currency)),)


def deductions(section: Section, fig: Figures) -> tuple[Pair, ...]:
    """Each credit that is deducted, below zero."""
    return tuple(_deduction(one, section.currency, fig) for one in sorted(section.credits, key=_in_order))


def set_apart(section: Section, fig: Figures) -> tuple[Pair, ...]:
    """Each credit that is not deducted, below zero."""
    return tuple(_apart(one, section.currency, fig) for one in sorted(section.apart, key=_in_order))


def notes(content: Content, words: Wording) -> Iterator[str]:
    """What becomes of what is not deducted."""
    apart = [credit for section in content.sections for credit in section.apart]
    if any(not credit.kept_as for credit in apart):
        yield words("apart.note")
    if any(credit.kept_as for credit in apart):
        yield words("apart.kept")


def until(content: Content) -> str:
    """Which words say until when payments count: of such that are listed and not deducted nobody reads that they are included."""
    is_apart = any(credit.kind == "payment" for section in content.sections for credit in section.apart)
    return "until.apart" if is_apart else "until.sentence"


def _deduction(credit: Credit, currency: str, fig: Figures) -> Pair:
    label = f"{fig.words(f'credit.{_kind(credit)}', number=credit.number).strip()}, {fig.day(credit.on)}"
    if credit.whole is not None:
        label = fig.words("credit.part", credit=label, amount=fig.money(credit.whole, currency))
    return label, fig.number(-credit.amount, currency)


def _apart(credit: Credit, currency: str, fig: Figures) -> Pair:
    label = fig.words(f"apart.{credit.kept_as or _kind(credit)}", number=credit.number).strip()
    return f"{label}, {fig.day(credit.on)}", fig.number(-credit.amount, currency)


def _in_order(credit: Credit) -> tuple[bool, int, date, str, int]:
    place = KINDS.index(credit.kind) if credit.kind in KINDS else len(KINDS)
    return bool(credit.kept_as), place, credit.on, credit.number, credit.item_id


def _kind(credit: Credit) -> str:
    return credit.kind if credit.kind in KINDS else "other"
