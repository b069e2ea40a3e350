"""What is judged: money that came in, the items and customers that were found for it; and what is proposed of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Protocol

from recobro.bank.amounts import Explained
from recobro.bank.certainty import Reason
from recobro.bank.numbers import Numbers
from recobro.kernel.money import minor_units


class Worth(Protocol):
    """What amounts of one currency were worth in another, by rates of which the oldest is of the day `on`."""

    @property
    def rate(self) -> Decimal: ...
    @property
    def on(self) -> date: ...
    def exactly(self, amount: Decimal) -> Decimal: ...


RateOf = Callable[[date, str, str], Worth | None]  # on a day, of a currency, in another


def no_rates(on: date, currency: str, to: str) -> None:
    """Where no rates are known."""
    return


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """Money that came in, as far as it matters here. `ordered`: what the bank says was ordered, in another currency."""

    movement_id: int
    amount: Decimal
    currency: str
    on: date
    said: Numbers
    text: str = ""
    account: str = ""
    names: tuple[str, ...] = ()
    charges: Decimal | None = None
    ordered: tuple[Decimal, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """An open item: a claim, or a credit below zero."""

    item_id: int
    customer_id: int
    number: str
    currency: str
    open: Decimal
    issued_on: date
    due_on: date | None = None
    terms: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Debtor:
    """A customer who may have paid. `has_account`: the movement's account is known to be his; `is_shared`, and others' as well."""

    customer_id: int
    code: str
    name: str
    has_account: bool = False
    is_shared: bool = False
    has_name: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """What was found for a movement. Of the customers in `whole` all open items are here, of the others only some.

    `same_amount` is how many open items of the company have just this amount, `same_sum` how many customers owe it up to some day.
    """

    debtors: Mapping[int, Debtor]
    items: Sequence[Due]
    whole: frozenset[int] = frozenset()
    same_amount: int = 0
    same_sum: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A proposal. `lines` are items with what would be paid of each (below zero: a credit used up), `differences` what is let go.

    Of items in another currency `in_theirs` is what that is in their own, one for each line; of those in `unknown` no rate says it.
    """

    customer_id: int
    certainty: int
    reasons: tuple[Reason, ...] = ()
    lines: tuple[tuple[int, Decimal], ...] = ()
    differences: tuple[tuple[int, Decimal, str], ...] = field(default=())
    in_theirs: tuple[Decimal, ...] = ()
    unknown: tuple[int, ...] = ()

    @classmethod
    def of(cls, debtor: Debtor, certainty: int, reasons: Sequence[Reason], explained: Explained) -> Proposed:
        """What an explanation of the amount proposes for the customer."""
        return cls(
            customer_id=debtor.customer_id, certainty=max(1, min(certainty, 99)), reasons=tuple(reasons),
            lines=explained.lines, differences=explained.differences,
        )  # fmt: skip

    @property
    def items(self) -> frozenset[int]:
        """What is named by it."""
        return frozenset((*(item_id for item_id, _ in self.lines), *self.unknown))


def cents_of(amount: Decimal, currency: str) -> int:
    """In the smallest unit of the currency."""
    return int(amount.scaleb(minor_units(currency)))


def months_of(items: Sequence[Due]) -> list[tuple[int, int]]:
    """The month of each."""
    return [(one.issued_on.year, one.issued_on.month) for one in items]
