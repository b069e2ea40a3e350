"""Worlds: everything that evaluation may look at, as frozen values, for the model and for the loader.

A world is one company. What belongs to a customer hangs on the customer, so that the model needs no index and
a failure can be printed as one small tree (`describe`). Rows have the order of their tuple: the later one has
the higher id.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal

COURTESY, REMINDER, FORMAL, FINAL = 1, 2, 3, 4
SEVERITY_NAMES = {COURTESY: "courtesy", REMINDER: "reminder", FORMAL: "formal", FINAL: "final"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A level as a policy file states it. `actions` empty: reached, and nothing is done."""

    key: str
    trigger: str  # D-3 | D+0 | D+7 | EOM(D+30) | BD-2 | BD+5 | after 30 | after 10 BD
    severity: int
    actions: tuple[str, ...] = ("email",)
    attach: str = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of a policy. `floor` per currency."""

    number: int = 1
    valid_from: date
    levels: tuple[Level, ...] = ()
    languages: tuple[str, ...] = ("en", "es", "fr")
    catch_up: str = "climb"
    min_gap_days: int = 0
    grace_banking_days: int = 0
    days_after_invoice: int = 0
    final_after_days: int = 15
    follow_pay_days: bool = False
    does_nothing: bool = False
    start_at: str = ""
    old_items: str = "apply"
    amnesty_days: int = 0
    opening_gap_days: int = 14
    opening: Level | None = None
    floor: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A policy, known by its key within the company."""

    key: str
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A dated choice of a policy. Its scope is the first one filled: item, customer, segment, company."""

    policy: str
    from_on: date
    until_on: date | None = None
    ended_on: date | None = None
    segment: str = ""
    customer: int | None = None
    item: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A dated mark of a customer, or of one item when `item` is given; an earmark is of a credit."""

    kind: str
    from_on: date
    until_on: date | None = None
    ended_on: date | None = None
    item: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Nothing is sent to the customer, or about one item, for a time."""

    from_on: date
    until_on: date
    ended_on: date | None = None
    item: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """The customer contests an item: a part of it, or all of it when `amount` is None."""

    item: int
    from_on: date
    until_on: date | None = None
    ended_on: date | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """The customer will pay by a day; `waits_until` is stored with it. `lines` are (item, amount)."""

    made_on: date
    promised_on: date
    waits_until: date
    ended_on: date | None = None
    lines: tuple[tuple[int, Decimal], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """Nothing is sent to the customer until somebody has answered."""

    made_on: date
    ended_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A cheque or the like that covers items without paying them. `outcome`: how it ended. `lines` are (item, amount)."""

    received_on: date
    ended_on: date | None = None
    outcome: str = "unpaid"
    lines: tuple[tuple[int, Decimal], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Retained:
    """A part of an item that the customer rightly keeps back."""

    item: int
    amount: Decimal
    from_on: date
    until_on: date | None = None
    ended_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A payment plan. `lines` are (item, amount, what was open of it then), `instalments` (waits_until, amount)."""

    made_on: date
    ended_on: date | None = None
    lines: tuple[tuple[int, Decimal, Decimal], ...]
    instalments: tuple[tuple[date, Decimal], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NextContact:
    """The day of the next contact, chosen by a person."""

    made_on: date
    on: date
    ended_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedDate:
    """The day on which payment of an item is expected."""

    item: int
    made_on: date
    on: date
    ended_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """A payment of an item came back."""

    item: int
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class MaybePaid:
    """Money that nobody has matched, and that may pay an item."""

    item: int
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The customer was told about an item at a level."""

    item: int
    level_key: str
    severity: int
    on: date
    mode: str = "live"
    is_contact: bool = True
    undone_on: date | None = None
    reminder: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A reminder of a day has an item at a level in hand."""

    item: int
    level_key: str
    reminder: int
    severity: int = REMINDER
    on: date = date(2025, 1, 1)
    is_outward: bool = True
    mode: str = "live"
    released: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A person at the customer."""

    id: int
    role: str = "billing"
    email: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreachable:
    """An address that does not work any more."""

    address: str
    on: date
    channel: str = "email"


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """A part of a credit set against a claim on a day, perhaps undone on another; above zero."""

    debit: int
    credit: int
    amount: Decimal
    on: date
    undone_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A claim (amount > 0) or a credit (amount < 0)."""

    id: int
    amount: Decimal
    currency: str = "EUR"
    kind: str = "invoice"
    issued_on: date
    due_on: date | None = None
    delivered_on: date | None = None
    payment_method: str = ""
    has_document: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A customer with everything that is known about him. `known_through`: his payments are known through this day."""

    id: int
    code: str
    name: str = ""
    segment: str = ""
    language: str = ""
    payment_method: str = ""
    country: str = ""
    pay_month_days: tuple[int, ...] = ()
    pay_weekdays: tuple[int, ...] = ()
    review_weekdays: tuple[int, ...] = ()
    address_1: str = ""
    city: str = ""
    known_through: date | None = None
    contacts: tuple[Contact, ...] = ()
    items: tuple[Item, ...] = ()
    allocations: tuple[Allocation, ...] = ()
    marks: tuple[Mark, ...] = ()
    holds: tuple[Hold, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    promises: tuple[Promise, ...] = ()
    complaints: tuple[Complaint, ...] = ()
    papers: tuple[Paper, ...] = ()
    retained: tuple[Retained, ...] = ()
    plans: tuple[Plan, ...] = ()
    next_contacts: tuple[NextContact, ...] = ()
    expected: tuple[ExpectedDate, ...] = ()
    maybe_paid: tuple[MaybePaid, ...] = ()
    returned: tuple[Returned, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    told: tuple[Told, ...] = ()
    steps: tuple[Step, ...] = ()
    unreachable: tuple[Unreachable, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """One company. `assignments` are those of the company and its segments. `netting`: is credit set against the oldest, or apart?"""

    company: int
    name: str
    country: str = "ES"
    language: str = "es"
    currency: str = "EUR"
    first_day: date | None = None
    netting: str = "oldest_first"
    policies: tuple[Policy, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    customers: tuple[Customer, ...] = ()


def describe(world: World, customer: Customer) -> str:
    """The world of one customer as text: what differs from the defaults, one row a line."""
    assignments = [row for row in world.assignments if row.segment in ("", customer.segment)]
    keys = {row.policy for row in (*assignments, *customer.assignments)}
    lines = [
        f"company {world.name} ({world.country}, {world.language}, {world.netting})",
        *(f"  {_row(row)}" for row in assignments),
    ]
    for policy in world.policies:
        if policy.key in keys:
            lines += [f"  policy {policy.key}"]
            lines += [f"    {line}" for version in policy.versions for line in _version(version)]
    lines += [_row(customer)]
    return "\n".join(lines + [f"  {_row(row)}" for row in _children(customer)])


def _version(version: Version) -> Iterator[str]:
    yield _row(version)
    for position, level in enumerate(version.levels, start=1):
        actions = "+".join(level.actions) or "nothing"
        yield f"  {position} {level.key}: {level.trigger}, {SEVERITY_NAMES[level.severity]}, {actions}"


def _children(customer: Customer) -> Iterator[object]:
    for column in fields(customer):
        value = getattr(customer, column.name)
        if isinstance(value, tuple):
            yield from (row for row in value if hasattr(row, "__dataclass_fields__"))


def _row(row: object) -> str:
    shown = (f"{name}={_plain(value)}" for name, value in _told_apart(row))
    return f"{type(row).__name__}({', '.join(shown)})"


def _told_apart(row: object) -> Iterator[tuple[str, object]]:
    """The columns that say something: not a list (it has lines of its own), not the default."""
    for column in fields(row):  # type: ignore[arg-type]  # every row is a dataclass
        value = getattr(row, column.name)
        is_list = isinstance(value, tuple) and value and hasattr(value[0], "__dataclass_fields__")
        if not is_list and value != column.default:
            yield column.name, value


def _plain(value: object) -> str:
    return f"{value:%a %Y-%m-%d}" if isinstance(value, date) else str(value)
