"""The grid: small customers that hold every value below, at and above each edge of the rules.

Not every value with every other: a full product inside a group of rules that touch each other, and every pair
of values across the groups. `worlds` gives companies whose policies have the same keys and different
numbers, so that a join that forgets the company is seen. All days are counted from `TODAY`, the last day of a
month, soon after Easter and just before a public holiday.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, count, product
from random import Random

from recobro.evaluation.tests.world import (
    COURTESY,
    FINAL,
    FORMAL,
    REMINDER,
    Allocation,
    Assignment,
    Complaint,
    Contact,
    Customer,
    Dispute,
    ExpectedDate,
    Hold,
    Item,
    Level,
    Mark,
    MaybePaid,
    NextContact,
    Paper,
    Plan,
    Policy,
    Promise,
    Retained,
    Returned,
    Step,
    Told,
    Unreachable,
    Version,
    World,
)

TODAY = date(2026, 4, 30)
LONG_AGO = date(2025, 1, 1)
EMAIL, LETTER, TASK, SMS = "email", "letter", "task:collector", "sms"

Change = Callable[["Cell"], None]  # one value of the grid, put into a customer


def day(n: int) -> date:
    """The day n days from today."""
    return TODAY + timedelta(days=n)


def maybe(n: int | None) -> date | None:
    """The same, where None stays None."""
    return None if n is None else day(n)


def worlds(*, every: int = 1) -> tuple[World, World, World]:
    """The grid in three companies: all of it in Spain, a fifth of it in France, and what touches credit in one that lets it wait apart.

    `every` thins it out.
    """
    cells = list(_changes())[::every]
    of_credit = [
        changes for group in (_sums, _earmarks, _contested_credits, _plans_paid_on_account) for changes in group()
    ]  # fmt: skip
    ids = count(1)
    spain = World(
        company=1,
        name="Prompt Cash SL",
        country="ES",
        language="es",
        first_day=day(-5),
        policies=policies(shift=0),
        assignments=(
            Assignment(policy="collection", from_on=LONG_AGO),
            Assignment(policy="jumping", from_on=day(1)),
            Assignment(policy="empties", from_on=LONG_AGO, until_on=day(-1)),
            *segments(),
        ),
        customers=tuple(Cell(next(ids), changes).customer() for changes in cells),
    )
    france = World(
        company=2,
        name="Prompt Cash SARL",
        country="FR",
        language="fr",
        first_day=day(2),
        policies=policies(shift=1),
        assignments=segments(),
        customers=tuple(Cell(next(ids), changes).customer() for changes in cells[::5]),
    )
    apart = World(
        company=3,
        name="Prompt Cash aparte SL",
        country="ES",
        language="es",
        netting="apart",
        policies=policies(shift=0),
        assignments=(Assignment(policy="collection", from_on=LONG_AGO), *segments()),
        customers=tuple(Cell(next(ids), changes).customer() for changes in of_credit[::every]),
    )
    return spain, france, apart


# the policies


def policies(*, shift: int) -> tuple[Policy, ...]:
    """The ladders of a company; `shift` moves days, amounts and languages, so that no two companies agree."""
    return (
        _policy(
            "collection",
            _level("c-friendly", f"D-{3 + shift}", COURTESY, EMAIL),
            _level("c-due", "D+0", COURTESY),
            _level("c-first", f"D+{7 + shift}", REMINDER, EMAIL, TASK),
            _level("c-second", f"D+{14 + shift}", REMINDER, EMAIL, SMS),
            _level("c-formal", f"D+{21 + shift}", FORMAL, LETTER, "call:collector"),
            _level("c-final", f"D+{30 + shift}", FINAL, EMAIL, TASK),
            min_gap_days=3 + shift,
            days_after_invoice=5,
            floor={"EUR": Decimal(10 + shift), "USD": Decimal("20.00")},
        ),
        _policy(
            "jumping",
            _level("j-early", "D-5", COURTESY, EMAIL),
            _level("j-soon", f"D-{2 - shift}", COURTESY, TASK),
            _level("j-due", "D+0", REMINDER, EMAIL),
            _level("j-letter", f"D+{5 + shift}", REMINDER, LETTER),
            _level("j-empty", "D+10", REMINDER),
            _level("j-formal", "D+15", FORMAL, EMAIL, TASK),
            _level("j-final", "after 10", FINAL, LETTER),
            catch_up="jump",
            min_gap_days=2,
            days_after_invoice=3 + shift,
            final_after_days=8,
            floor={"EUR": Decimal("5.00")},
        ),
        _policy(
            "month-end",
            _level("m-first", f"D+{10 - shift}", REMINDER, EMAIL),
            _level("m-second", "EOM(D+30)", FORMAL, EMAIL),
            _level("m-last", f"after {10 + shift}", FINAL, EMAIL),
            final_after_days=5,
        ),
        _policy(
            "grace",
            _level("g-before", "D-1", COURTESY, EMAIL),
            _level("g-first", "D+0", REMINDER, EMAIL),
            _level("g-second", "D+7", FORMAL, EMAIL),
            grace_banking_days=3,
        ),
        _policy(
            "long-grace",
            _level("l-first", "D+5", REMINDER, EMAIL),
            _level("l-second", "after 4", FORMAL, EMAIL),
            grace_banking_days=18 + shift,
            catch_up="jump",
        ),
        _policy(
            "banking",
            _level("b-before", "BD-2", COURTESY, EMAIL),
            _level("b-due", "BD+0", COURTESY, EMAIL),
            _level("b-first", f"BD+{4 + shift}", REMINDER, EMAIL),
            _level("b-second", "after 3 BD", FORMAL, EMAIL),
        ),
        _policy(
            "following",
            _level("f-before", "D-3", COURTESY, EMAIL),
            _level("f-first", f"D+{2 + shift}", REMINDER, EMAIL),
            _level("f-second", "BD+5", REMINDER, EMAIL),
            _level("f-third", "EOM(D+7)", FORMAL, EMAIL),
            follow_pay_days=True,
        ),
        _policy(
            "starting",
            _level("z-before", "D-2", COURTESY, EMAIL),
            _level("z-first", "D+3", REMINDER, EMAIL),
            _level("z-second", f"D+{10 + shift}", REMINDER, EMAIL),
            _level("z-third", "D+20", FORMAL, EMAIL),
            _level("z-last", "after 10", FINAL, EMAIL),
            start_at="z-second",
            min_gap_days=2,
        ),
        _policy(
            "amnesty",
            _level("y-empty", "D+1", COURTESY),
            _level("y-first", "D+3", REMINDER, EMAIL),
            _level("y-second", "D+10", REMINDER, EMAIL),
            _level("y-third", "D+12", FORMAL, EMAIL),
            start_at="y-second",
            catch_up="jump",
            old_items="amnesty",
            amnesty_days=5 + shift,
        ),
        _policy(
            "opening",
            _level("o-before", "D-2", COURTESY, EMAIL),
            _level("o-first", "D+3", REMINDER, EMAIL),
            _level("o-second", "D+10", FORMAL, EMAIL),
            _level("o-final", "after 5", FINAL, EMAIL),
            start_at="o-second",
            old_items="opening",
            opening=_level("opening", "first day", REMINDER, LETTER),
            opening_gap_days=4 + shift,
            grace_banking_days=1,
            days_after_invoice=2,
            final_after_days=3,
        ),
        _policy(
            "empties",
            _level("e-one", "D+5", COURTESY),
            _level("e-two", "D+10", COURTESY),
            _level("e-three", "D+15", REMINDER, EMAIL),
            _level("e-four", f"D+{20 + shift}", REMINDER),
            _level("e-five", "after 5", FORMAL, EMAIL),
            _level("e-six", "D+30", FORMAL),
            min_gap_days=1,
        ),
        _policy(
            "empties-jump",
            _level("e-one", "D+5", COURTESY),
            _level("e-two", "D+10", COURTESY, EMAIL),
            _level("e-three", "D+15", REMINDER),
            _level("x-final", "D+20", FINAL, EMAIL),
            _level("x-last", "D+30", FINAL),
            catch_up="jump",
            final_after_days=6,
        ),
        _policy(
            "courtesies", _level("o-three", "D-3", COURTESY, EMAIL), _level("o-one", "D-1", COURTESY, EMAIL)
        ),
        _policy(
            "tasks",
            _level("t-call", "D+0", COURTESY, "call:sales"),
            _level("t-sms", "D+7", REMINDER, SMS),
            _level("t-letter", "D+14", FORMAL, LETTER, TASK),
            min_gap_days=3,
            languages=("en",),
        ),
        _policy(
            "one-language",
            _level("s-mail", "D+3", REMINDER, EMAIL),
            _level("s-empty", "D+6", REMINDER),
            _level("s-task", "D+9", FORMAL, TASK),
            languages=("fr",) if shift else ("es",),
        ),
        _policy(
            "attaching",
            replace(_level("a-maybe", "D+3", REMINDER, EMAIL), attach="if-there"),
            replace(_level("a-always", "D+6", REMINDER, EMAIL), attach="always"),
            languages=("fr",) if shift else ("es",),
        ),
        Policy(key="nothing", versions=(Version(valid_from=LONG_AGO, does_nothing=True),)),
        _versioned(shift),
        Policy(
            key="not-yet",
            versions=(Version(valid_from=day(1), levels=(_level("n", "D+1", REMINDER, EMAIL),)),),
        ),
    )


def _versioned(shift: int) -> Policy:
    """Four versions: an old one, two of one day (the higher number wins), and one of tomorrow."""
    first, second, third, fourth = (
        _policy(
            "x",
            _level("v-first", f"D+{n}", REMINDER, EMAIL),
            _level("v-second", f"D+{n + 9}", FORMAL, LETTER),
        )
        for n in (2 + shift, 4, 6 + shift, 8)
    )
    return Policy(
        key="versioned",
        versions=(
            replace(first.versions[0], number=1, valid_from=LONG_AGO),
            replace(third.versions[0], number=3, valid_from=day(-20)),
            replace(second.versions[0], number=2, valid_from=day(-20)),
            replace(fourth.versions[0], number=4, valid_from=day(1), does_nothing=bool(shift)),
        ),
    )


def _policy(key: str, *levels: Level, **settings: object) -> Policy:
    version = Version(valid_from=LONG_AGO, levels=levels, **settings)  # type: ignore[arg-type]
    return Policy(key=key, versions=(version,))


def _level(key: str, trigger: str, severity: int, *actions: str) -> Level:
    return Level(key=key, trigger=trigger, severity=severity, actions=actions)


POLICIES = {policy.key: policy for policy in policies(shift=0)}
LADDERS = [policy for policy in POLICIES.values() if policy.versions[0].levels and policy.key != "not-yet"]


def segments() -> tuple[Assignment, ...]:
    """A segment for each policy, named like it, and some whose assignments come and go."""
    return (
        *(Assignment(policy=key, segment=key, from_on=LONG_AGO) for key in POLICIES),
        Assignment(policy="tasks", segment="over", from_on=LONG_AGO, until_on=day(-1)),
        Assignment(policy="tasks", segment="last-day", from_on=LONG_AGO, until_on=day(0)),
        Assignment(policy="tasks", segment="ended", from_on=LONG_AGO, ended_on=day(0)),
        Assignment(policy="tasks", segment="coming", from_on=day(1)),
        Assignment(policy="tasks", segment="two", from_on=day(-30)),
        Assignment(policy="grace", segment="two", from_on=day(-40)),
        Assignment(policy="grace", segment="tie", from_on=day(-30)),
        Assignment(policy="tasks", segment="tie", from_on=day(-30)),
    )


# a customer and the changes that can be made to him


class Cell:
    """A customer of the grid: Late GmbH with one claim that the first reminder has reached, then changed."""

    def __init__(self, customer_id: int, changes: Iterable[Change]) -> None:
        self.id = customer_id
        self.main = customer_id * 10
        self.items: list[Item] = [
            Item(id=self.main, amount=Decimal("100.00"), issued_on=day(-90), due_on=day(-8))
        ]
        self.rows: dict[str, list[object]] = {}
        self.columns: dict[str, object] = {
            "address_1": "1 Main Road",
            "city": "Berlin",
            "segment": "collection",
        }
        self.contacts: list[Contact] = [Contact(id=self.main, email="ap@late.example")]
        for change in changes:
            change(self)

    def customer(self) -> Customer:
        rows = {name: tuple(found) for name, found in self.rows.items()}
        return Customer(
            id=self.id,
            code=f"C{self.id}",
            name="Late GmbH",
            items=tuple(self.items),
            contacts=tuple(self.contacts),
            **self.columns,
            **rows,  # type: ignore[arg-type]
        )

    def add(self, name: str, row: object) -> None:
        self.rows.setdefault(name, []).append(row)

    def add_item(self, **columns: object) -> int:
        item = Item(**{"id": self.main + len(self.items), "issued_on": day(-90)} | columns)  # type: ignore[arg-type]
        self.items.append(item)
        return item.id


def nothing(cell: Cell) -> None:
    """The value that changes nothing."""


def policy(key: str) -> Change:
    return column(segment=key)


def column(**values: object) -> Change:
    return lambda cell: cell.columns.update(values)


def main(**values: object) -> Change:
    def change(cell: Cell) -> None:
        cell.items[0] = replace(cell.items[0], **values)  # type: ignore[arg-type]

    return change


def due(n: int | None) -> Change:
    return main(due_on=maybe(n))


def told(
    key: str, on: int, severity: int | None = None, *, undone: int | None = None, **columns: object
) -> Change:
    days = {"on": day(on), "undone_on": maybe(undone)}
    row = {"level_key": key, "severity": severity or SEVERITIES[key]} | days
    return lambda cell: cell.add("told", Told(item=cell.main, **row | columns))  # type: ignore[arg-type]


def told_other(severity: int, on: int, *, undone: int | None = None, **columns: object) -> Change:
    """Another item of the customer, of no interest itself, was told."""

    def change(cell: Cell) -> None:
        other = cell.add_item(amount=Decimal(70), currency="USD", due_on=day(40))
        row = {"level_key": "other", "severity": severity, "on": day(on), "undone_on": maybe(undone)}
        cell.add("told", Told(item=other, **row | columns))  # type: ignore[arg-type]

    return change


def hold(from_on: int, until_on: int, ended_on: int | None = None, *, of_item: bool = True) -> Change:
    days = {"from_on": day(from_on), "until_on": day(until_on), "ended_on": maybe(ended_on)}
    return lambda cell: cell.add("holds", Hold(item=cell.main if of_item else None, **days))  # type: ignore[arg-type]


def mark(
    kind: str, from_on: int, until_on: int | None, ended_on: int | None = None, *, of: str = "customer"
) -> Change:
    days = {"from_on": day(from_on), "until_on": maybe(until_on), "ended_on": maybe(ended_on)}

    def change(cell: Cell) -> None:
        item = {"customer": lambda: None, "item": lambda: cell.main, "other": lambda: _other(cell)}[of]()
        cell.add("marks", Mark(kind=kind, item=item, **days))  # type: ignore[arg-type]

    return change


def _other(cell: Cell) -> int:
    return cell.add_item(amount=Decimal(30), due_on=day(-8))


def dispute(
    amount: str | None, from_on: int, until_on: int | None = None, ended_on: int | None = None
) -> Change:
    days = {"from_on": day(from_on), "until_on": maybe(until_on), "ended_on": maybe(ended_on)}
    contested = None if amount is None else Decimal(amount)
    return lambda cell: cell.add("disputes", Dispute(item=cell.main, amount=contested, **days))  # type: ignore[arg-type]


def promise(amount: str, made_on: int, waits_until: int, ended_on: int | None = None) -> Change:
    """`waits_until` is stored with a promise, so the rules may not ask how it came about."""

    def change(cell: Cell) -> None:
        days = {"made_on": day(made_on), "promised_on": day(made_on), "waits_until": day(waits_until)}
        lines = ((cell.main, Decimal(amount)),)
        cell.add("promises", Promise(lines=lines, ended_on=maybe(ended_on), **days))

    return change


def complaint(made_on: int, ended_on: int | None = None) -> Change:
    return lambda cell: cell.add("complaints", Complaint(made_on=day(made_on), ended_on=maybe(ended_on)))


def paper(amount: str, received_on: int, ended_on: int | None = None, outcome: str = "unpaid") -> Change:
    days = {"received_on": day(received_on), "ended_on": maybe(ended_on)}

    def change(cell: Cell) -> None:
        cell.add("papers", Paper(lines=((cell.main, Decimal(amount)),), outcome=outcome, **days))  # type: ignore[arg-type]

    return change


def retained(amount: str, from_on: int, until_on: int | None = None, ended_on: int | None = None) -> Change:
    days = {"from_on": day(from_on), "until_on": maybe(until_on), "ended_on": maybe(ended_on)}
    return lambda cell: cell.add("retained", Retained(item=cell.main, amount=Decimal(amount), **days))  # type: ignore[arg-type]


def plan(
    amount: str, *instalments: tuple[int, str], made: int = -40, ended: int | None = None, other: str = "", then: str = ""
) -> Change:  # fmt: skip
    """A plan over an amount of the main claim, of which `then` was open, and over `other` of the claim that was added last."""

    def change(cell: Cell) -> None:
        lines = [(cell.main, Decimal(amount), Decimal(then or amount))]
        lines += [(cell.items[-1].id, Decimal(other), Decimal(other))] if other else []
        waits = tuple((day(n), Decimal(part)) for n, part in instalments)
        cell.add(
            "plans", Plan(made_on=day(made), ended_on=maybe(ended), lines=tuple(lines), instalments=waits)
        )

    return change


def plan_of_other(
    amount: str, *instalments: tuple[int, str], made: int = -40, ended: int | None = None
) -> Change:
    """A plan over all of the claim that was added last."""

    def change(cell: Cell) -> None:
        waits = tuple((day(n), Decimal(part)) for n, part in instalments)
        claim = [item.id for item in cell.items if item.amount > 0][-1]
        lines = ((claim, Decimal(amount), Decimal(amount)),)
        cell.add("plans", Plan(made_on=day(made), ended_on=maybe(ended), lines=lines, instalments=waits))

    return change


def known_through(n: int) -> Change:
    return lambda cell: cell.columns.update(known_through=day(n))


def next_contact(on: int, *, made: int = -9, ended: int | None = None) -> Change:
    days = {"made_on": day(made), "on": day(on), "ended_on": maybe(ended)}
    return lambda cell: cell.add("next_contacts", NextContact(**days))  # type: ignore[arg-type]


def expected(on: int, *, made: int = -9, ended: int | None = None) -> Change:
    days = {"made_on": day(made), "on": day(on), "ended_on": maybe(ended)}
    return lambda cell: cell.add("expected", ExpectedDate(item=cell.main, **days))  # type: ignore[arg-type]


def came_back(on: int) -> Change:
    return lambda cell: cell.add("returned", Returned(item=cell.main, on=day(on)))


def maybe_paid(since: int) -> Change:
    return lambda cell: cell.add("maybe_paid", MaybePaid(item=cell.main, since=day(since)))


def contested(amount: str | None, from_on: int = -5, until_on: int | None = None) -> Change:
    """The item that was added last, a credit, is disputed."""
    days = {"from_on": day(from_on), "until_on": maybe(until_on)}
    part = None if amount is None else Decimal(amount)
    return lambda cell: cell.add("disputes", Dispute(item=cell.items[-1].id, amount=part, **days))  # type: ignore[arg-type]


def kept_as(kind: str, from_on: int, until_on: int | None = None, ended_on: int | None = None) -> Change:
    """The item that was added last, a credit, is kept for a purpose."""
    days = {"from_on": day(from_on), "until_on": maybe(until_on), "ended_on": maybe(ended_on)}
    return lambda cell: cell.add("marks", Mark(kind=kind, item=cell.items[-1].id, **days))  # type: ignore[arg-type]


def credit(amount: str, *, currency: str = "EUR", issued: int = -3, kind: str = "payment") -> Change:
    def change(cell: Cell) -> None:
        cell.add_item(amount=-Decimal(amount), currency=currency, kind=kind, issued_on=day(issued))

    return change


def paid(amount: str, on: int, undone: int | None = None) -> Change:
    """A payment, all of it set against the main claim on a day."""

    def change(cell: Cell) -> None:
        set_off = min(Decimal(amount), cell.items[0].amount)
        payment = cell.add_item(amount=-set_off, kind="payment", issued_on=day(min(on, 0)))
        days = {"on": day(on), "undone_on": maybe(undone)}
        cell.add("allocations", Allocation(debit=cell.main, credit=payment, amount=set_off, **days))  # type: ignore[arg-type]

    return change


def other(amount: str, due_on: int, *changes: Callable[[Cell, int], None], **columns: object) -> Change:
    """Another claim of the customer, with changes of its own."""

    def change(cell: Cell) -> None:
        item = cell.add_item(amount=Decimal(amount), due_on=day(due_on), **columns)
        for of_item in changes:
            of_item(cell, item)

    return change


def step(key: str, *, mode: str = "live", released: bool = False, on: int = -9) -> Change:
    def change(cell: Cell) -> None:
        reminder = cell.main + len(cell.rows.get("steps", []))
        row = {"level_key": key, "on": day(on), "mode": mode, "released": released}
        cell.add("steps", Step(item=cell.main, reminder=reminder, **row))  # type: ignore[arg-type]

    return change


def step_other(on: int, severity: int = REMINDER, **columns: object) -> Change:
    """Another item of the customer is in hand since a day."""

    def change(cell: Cell) -> None:
        item = cell.add_item(amount=Decimal(70), currency="USD", due_on=day(40))
        row = {"level_key": "other", "severity": severity, "on": day(on), "reminder": cell.main + 5}
        cell.add("steps", Step(item=item, **row | columns))  # type: ignore[arg-type]

    return change


def contacts(*rows: tuple[str, str, str]) -> Change:
    """(role, e-mail, language) each; the first has the highest id: order and ids disagree."""

    def change(cell: Cell) -> None:
        cell.contacts = [
            Contact(id=cell.main + 9 - n, role=role, email=email, language=language)
            for n, (role, email, language) in enumerate(rows)
        ]

    return change


def unreachable(address: str, on: int, channel: str = "email") -> Change:
    return lambda cell: cell.add("unreachable", Unreachable(address=address, on=day(on), channel=channel))


def assigned(
    scope: str, key: str, from_on: int, until_on: int | None = None, ended_on: int | None = None
) -> Change:
    days = {"from_on": day(from_on), "until_on": maybe(until_on), "ended_on": maybe(ended_on)}

    def change(cell: Cell) -> None:
        item = cell.main if scope == "item" else None
        row = Assignment(policy=key, customer=cell.id, item=item, **days)  # type: ignore[arg-type]
        cell.add("assignments", row)

    return change


def both(*changes: Change) -> Change:
    """Several changes as one value."""

    def change(cell: Cell) -> None:
        for each in changes:
            each(cell)

    return change


SEVERITIES = {"opening": REMINDER} | {
    level.key: level.severity for ladder in POLICIES.values() for level in ladder.versions[0].levels
}

# windows around today, as (from_on, until_on, ended_on): over, on the last day, not begun, ended early
CLOSED_WINDOWS = (
    (-5, -1, None),
    (-5, 0, None),
    (-5, 1, None),
    (0, 5, None),
    (1, 5, None),
    (-5, 5, -1),
    (-5, 5, 0),
    (-5, 5, 1),
    (-5, 3, 9),
)
WINDOWS = (*CLOSED_WINDOWS, (-5, None, None), (0, None, None), (1, None, None), (-5, None, 0), (-5, None, 1))


# the groups


def _changes() -> Iterator[Sequence[Change]]:
    for group in (
        _ladders,
        _histories,
        _first_days,
        _invoices,
        _graces,
        _calendars,
        _pay_days,
        _disputes_and_promises,
        _complaints,
        _parts,
        _plans,
        _plans_paid_on_account,
        _plans_of_parts,
        _next_contacts,
        _expected_dates,
        _maybe_paid,
        _contested_credits,
        _earmarks,
        _in_hand,
        _holds,
        _marks,
        _sums,
        _gaps,
        _steps,
        _addresses,
        _languages,
        _documents,
        _assignments,
        _pauses,
        _kinds,
        _pairs,
        _mixtures,
    ):
        yield from group()


def _ladders() -> Iterator[Sequence[Change]]:
    """Where does the ladder put an item, and what follows what was told?"""
    for ladder in LADDERS:
        version = ladder.versions[-1] if ladder.key == "versioned" else ladder.versions[0]
        days_told = sorted({1, 0, -1, *(n for edge in _waits(version) for n in _around(-edge))})
        histories = [
            nothing,
            *(told(level.key, on) for level in version.levels for on in days_told),
            *(told("unknown", on, severity) for severity in range(1, 5) for on in (-20, -1)),
        ]
        yield from product([policy(ladder.key)], [due(n) for n in _due_days(version)], histories)


def _due_days(version: Version) -> list[int]:
    """Due days that put today a day before, at and a day after each level; and far away on either side."""
    levels = [level for level in version.levels if level.trigger.startswith(("D", "EOM"))]
    edges = {n for level in levels for n in _around(-_number(level.trigger))}
    month_ends = {(due_on - TODAY).days for due_on in (date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1))}
    has_month_end = any("EOM" in level.trigger for level in levels)
    return sorted(edges | {-60, -1, 0, 1, 20} | (month_ends if has_month_end else set()))


def _around(n: int) -> tuple[int, int, int]:
    return n - 1, n, n + 1


def _waits(version: Version) -> list[int]:
    """For how many days something waits after a level was told."""
    waits = [_number(level.trigger) for level in version.levels if level.trigger[0] in "aB"]
    return waits + [version.final_after_days for level in version.levels if level.severity == FINAL]


def _number(trigger: str) -> int:
    return int("".join(character for character in trigger if character in "-0123456789"))


def _histories() -> Iterator[Sequence[Change]]:
    """Two levels told, in either order, by two roads, one of them undone or of the other mode."""
    for key in ("collection", "jumping", "month-end"):
        levels = POLICIES[key].versions[0].levels
        days_told = [(-10, -5), (-5, -10), (-5, -5)]
        ways = [{}, {"undone": 0}, {"undone": 1}, {"mode": "rehearsal"}, {"is_contact": False}]
        pairs = [
            both(told(low.key, first), told(high.key, second, **way))  # type: ignore[arg-type]
            for low, high in [*combinations(levels, 2), *((level, level) for level in levels)]
            for (first, second), way in product(days_told, ways)
        ]
        yield from product([policy(key)], [due(-40), due(-12)], pairs)


def _first_days() -> Iterator[Sequence[Change]]:
    """What was overdue on the first day (five days ago, or in two days), and where what was never told begins."""
    days = [due(n) for n in (-60, -21, -20, -13, -11, -10, -9, *range(-8, 4))]
    waits = (1, 0, -1, -2, -3, -4, -5, -6, -20)
    histories = [
        nothing,
        *(told("opening", on, REMINDER) for on in waits),
        *(
            told(key, on, REMINDER)
            for key in ("z-first", "y-first", "o-first", "unknown")
            for on in (0, -1, -4)
        ),
        told("opening", -4, REMINDER, undone=0),
        told("opening", -4, REMINDER, mode="rehearsal"),
        both(told("opening", -4, REMINDER), told("o-first", -1)),
        main(issued_on=day(-1), delivered_on=day(-1)),
        hold(-30, -2),
        next_contact(-1),
        both(main(issued_on=day(-1), delivered_on=day(-1)), next_contact(-1)),
        next_contact(3),
        hold(-5, 3),
        credit("100"),
    ]
    for key in ("starting", "amnesty", "opening"):
        yield from product([policy(key)], days, histories)
    yield from product([policy("opening")], [due(-9)], [contacts(), column(address_1="")], [contacts()])


def _invoices() -> Iterator[Sequence[Change]]:
    """Nothing reminds of an invoice that has hardly arrived, and a level before the due date ends with it."""
    for key in ("collection", "jumping", "courtesies", "grace"):
        after = POLICIES[key].versions[0].days_after_invoice
        first = POLICIES[key].versions[0].levels[0].key
        for due_on in (-12, -8, -1, 0, 1, 2, 3, 4):
            issued = {n for n in (*_around(due_on - after), *_around(-after)) if n <= 0}
            arrivals = [main(issued_on=day(n)) for n in sorted(issued)]
            arrivals += [main(issued_on=day(-30), delivered_on=day(n)) for n in sorted(issued)]
            arrivals += [main(issued_on=day(0), delivered_on=day(-after))]
            yield from product([policy(key)], [due(due_on)], arrivals, [nothing, told(first, -1)])


def _graces() -> Iterator[Sequence[Change]]:
    """Every due day of two months, so that weekends and holidays of both countries fall into the grace."""
    for key, first in (("grace", "g-first"), ("long-grace", "l-first")):
        histories = [nothing, told(first, -1), told(first, -7)]
        yield from product([policy(key)], [due(n) for n in range(-50, 4)], histories)
    yield from product([policy("banking")], [due(n) for n in range(-45, 14)], [nothing, told("b-before", -1)])
    yield from product([policy("banking")], [due(-46)], [told("b-first", n) for n in range(-40, 1)])


def _calendars() -> Iterator[Sequence[Change]]:
    """The banking days are those of the customer's country, where it is known."""
    countries = [column(country=country) for country in ("FR", "US", "XX")]
    for key in ("grace", "banking"):
        yield from product([policy(key)], countries, [due(n) for n in range(-45, 8, 2)])


def _pay_days() -> Iterator[Sequence[Change]]:
    """What counts is the day on which the customer pays; courtesies expire, and credit covers, by it as well."""
    pay_days = [column(pay_month_days=days) for days in ((25,), (10, 25), (31,), (29, 1))]
    pay_days += [column(pay_weekdays=days) for days in ((5,), (1, 4))]
    pay_days += [both(column(pay_weekdays=(5,)), column(pay_month_days=(28,)))]
    reviews = [nothing, column(review_weekdays=(1,)), column(review_weekdays=(3, 6))]
    days = [due(n) for n in (-63, -62, -61, -40, -35, *range(-14, 4))]
    arrivals = [nothing, main(issued_on=day(-89)), main(issued_on=day(-89), delivered_on=day(-85))]
    yield from product([policy("following")], pay_days, reviews, days, arrivals)
    yield from product([policy("following")], reviews[1:], days)
    more = [
        credit("60"),
        credit("100"),
        hold(-5, 2),
        told("f-before", -9),
        told("f-first", -1),
        other("50", -3),
    ]
    yield from product([policy("following"), policy("collection")], pay_days[:2], days, more)


def _disputes_and_promises() -> Iterator[Sequence[Change]]:
    """Of an invoice of 150 with 50 paid: parts, all and more, contested and promised, in every window."""
    disputes = [
        nothing,
        *(dispute(amount, *window) for amount in (None, "40", "100", "130") for window in WINDOWS),
        both(dispute("40", -5, 3), dispute("60", -5)),
        both(dispute("40", -5, 7), dispute("60", -5, 3)),
        both(dispute("40", -5, 7), dispute("59.99", -5, 3)),
        both(dispute(None, -5, 2), dispute("40", -5)),
        both(dispute(None, -5), dispute(None, -5, 4, 0)),
    ]
    promises = [
        nothing,
        *(promise(amount, *window) for amount in ("60", "100") for window in CLOSED_WINDOWS),
        promise("30", -5, 3),
        promise("60.01", -5, 3),
        promise("59.99", -5, 3),
        promise("150", -5, 3),
        both(promise("30", -5, 3), promise("30", -4, 6)),
        both(promise("60", -5, 6), promise("40", -4, 3)),
        both(promise("60", -5, 6), promise("40", -4, 3, 0)),
    ]
    invoice = both(main(amount=Decimal("150.00")), paid("50", -4))
    yield from product([invoice], disputes, promises)
    yield from product([invoice], [policy("jumping")], [due(2), due(-60)], [*disputes, *promises])


def _complaints() -> Iterator[Sequence[Change]]:
    """Nothing by itself until it is answered; on every item, and before every other agreement."""
    complaints = [complaint(n, ended) for n in (-5, 0, 1) for ended in (None, 0, 1)] + [complaint(-5, -1)]
    bases = [
        nothing,
        due(20),
        due(None),
        policy("nothing"),
        dispute(None, -5),
        hold(-5, 3),
        mark("factor", -5, 3),
    ]
    yield from product(bases, complaints)
    yield [complaint(-5, -1), complaint(-3)]
    yield [other("50", -20), complaint(-5), credit("40")]


def _parts() -> Iterator[Sequence[Change]]:
    """Of an invoice of 150 with 50 paid: contested, covered by paper, retained, planned and promised, in this order."""
    invoice = both(main(amount=Decimal("150.00")), paid("50", -4))
    begun = [(-5, None), (0, None), (1, None), (-5, -1), (-5, 0), (-5, 1)]
    papers = [
        *(paper(amount, *days) for amount in ("99.99", "100", "150") for days in begun),
        paper("100", -5, 0, "cleared"),
        both(paper("60", -5), paper("40", -4)),
        both(paper("60", -5), paper("40", -4, 0, "returned")),
    ]
    retentions = [
        *(retained(amount, *window) for amount in ("99.99", "100") for window in WINDOWS),
        both(retained("60", -5, 6), retained("40", -4, 3)),
        both(retained("60", -5), retained("39.99", -4, 3)),
    ]
    yield from product([invoice], [nothing, due(2), hold(-5, 9)], [*papers, *retentions])
    kept, broken = ((day_, "100") for day_ in (3, -1))
    yield from product(
        [invoice],
        [nothing, dispute("40", -5, 8), dispute("100", -5)],
        [nothing, paper("30", -5), paper("60", -5), paper("100", -5)],
        [nothing, retained("30", -5), retained("40", -5, 7), retained("100", -5, 9)],
        [nothing, plan("30", kept), plan("100", kept), plan("100", broken)],
        [nothing, promise("30", -5, 5), promise("100", -5, 5)],
    )


def _plans() -> Iterator[Sequence[Change]]:
    """A plan of 40 and 60, around the ends of their waiting, with just too little, enough and more paid."""
    paid_now = [
        nothing,
        *(paid(amount, -2) for amount in ("39.99", "40", "40.01", "99.99", "100")),
        paid("40", 0),
        paid("40", 1),
        paid("40", -5, 0),
    ]
    ends = [(-20, -1), (-20, 0), (-1, 5), (0, 5), (1, 5), (-9, 20), (-1, -1)]
    plans = [plan("100", (first, "40"), (second, "60")) for first, second in ends]
    yield from product([nothing, policy("jumping")], [due(-8), due(3)], paid_now, plans)
    windows = [plan("100", (4, "40"), (9, "60"), made=made, ended=ended) for made in (-5, 0, 1) for ended in (None, 0, 1)]  # fmt: skip
    windows += [plan("100", (9, "60"), (4, "40")), plan("60", (4, "60")), plan("100", (4, "90"))]
    windows += [
        both(plan("60", (4, "60")), plan("40", (6, "40"))),
        both(plan("60", (4, "60")), plan("40", (-1, "40"))),
    ]
    yield from product([nothing, paid("40", -2), paid("90", -2)], windows)
    both_items = [plan("100", (-1, amount), (5, "60"), other="50") for amount in ("40", "89.99", "90", "90.01", "100")]  # fmt: skip
    yield from product(
        [other("50", -20), other("90", -20)],
        both_items,
        [nothing, paid("40", -2), paid("90", -2), paid("100", -2)],
    )


def _plans_paid_on_account() -> Iterator[Sequence[Change]]:
    """The same with money on account: since the plan was made, once for two plans, and nothing else is covered by it."""
    instalments = ((-1, "40"), (5, "60"))
    came = [
        *(credit(amount) for amount in ("39.99", "40", "40.01", "100", "150")),
        *(credit("40", issued=n) for n in (-41, -40, 0, 1)),
        both(credit("20", issued=-41), credit("20")),
        both(credit("20", issued=-30), credit("20", currency="USD")),
        both(credit("39.99", issued=-30), credit("0.01", kind="credit_note")),
        both(credit("40"), contested("10")),
        both(credit("40"), contested(None)),
    ]
    beside = [nothing, paid("10", -5), other("50", -20), other("50", -20, currency="USD"), other("0.50", -9)]
    yield from product([nothing, policy("jumping")], beside, came, [plan("100", *instalments)])
    yield from product(
        [nothing, plan("100", *instalments, ended=0), plan("100", *instalments, made=1)], came[:4]
    )
    both_due = [(-1, "30"), (0, "30")]
    seconds = [
        plan_of_other("50", (n, "30"), (9, "20"), made=made) for n, _ in both_due for made in (-40, -20, -41)
    ]
    seconds += [plan_of_other("50", (-3, "50")), plan_of_other("50", (-1, "50"), ended=0)]
    split = [credit(amount, issued=n) for amount in ("40", "69.99", "70", "90", "200") for n in (-30, -10)]
    split += [
        both(credit("40", issued=-30), credit("30", issued=-10)),
        both(credit("30", issued=-30), credit("40", issued=-10)),
    ]
    yield from product([other("50", -20)], [plan("100", *instalments)], seconds, split)
    known = [known_through(n) for n in (-4, -2, -1, 0, 4)]
    late = [
        plan("100", (-3, "40"), (-1, "60")),
        plan("100", (-1, "40"), (5, "60")),
        plan("100", (0, "40"), (5, "60")),
    ]
    yield from product(
        [nothing, policy("jumping")], known, late, [nothing, credit("39"), credit("40"), paid("40", -2)]
    )


def _plans_of_parts() -> Iterator[Sequence[Change]]:
    """A plan over a part of a claim: what is paid since is the plan's first, and leaves the rest to be asked for."""
    plans = [
        plan("40", (-1, part), (9, "20"), then=then)
        for part in ("20", "20.01")
        for then in ("40", "60", "100")
    ]
    yield from product(
        plans, [nothing, *(paid(amount, -2) for amount in ("20", "40", "60", "99")), credit("20")]
    )


def _days_chosen() -> list[Change]:
    """Items that a chosen day may bring forward: not due, before and at a rung, told, behind empty and before final levels."""
    return [
        *(due(n) for n in (-20, -8, -5, -1, 0, 2)),
        both(due(-20), told("c-first", -3)),
        both(due(-9), told("c-first", -1)),
        both(due(-9), told("c-first", 0)),
        both(due(-9), told("c-first", 0, is_contact=False)),
        both(due(-60), told("c-formal", -3)),
        both(policy("month-end"), due(-12), told("m-first", -2)),
        both(policy("month-end"), due(-40), told("m-second", -2)),
        both(policy("long-grace"), due(-3)),
        both(policy("long-grace"), due(-30), told("l-first", -2)),
        both(policy("empties"), due(-3)),
        both(policy("empties"), due(-16), told("e-three", -1)),
        both(policy("empties-jump"), due(-3)),
        both(policy("empties-jump"), due(-16), told("e-two", -1)),
        both(policy("jumping"), due(-3)),
        both(policy("jumping"), due(-6), told("j-due", -2)),
        both(policy("nothing"), due(-3)),
        due(None),
    ]


def _next_contacts() -> Iterator[Sequence[Change]]:
    """Not before the day that a person chose, and then at once: whatever the policy and the gap say, unless contacted since."""
    chosen = [
        *(next_contact(n) for n in (-3, -1, 0, 1, 3)),
        *(next_contact(0, made=made, ended=ended) for made in (-9, 0) for ended in (0, 1)),
        next_contact(2, made=1),
        both(next_contact(-2), next_contact(2)),
        both(next_contact(2), next_contact(-2)),
        both(next_contact(-2), next_contact(2, ended=0)),
    ]
    heard = [
        nothing,
        *(told_other(REMINDER, n) for n in (-4, -3, -2, -1, 0)),
        told_other(COURTESY, -1),
        told_other(REMINDER, -1, is_contact=False),
        told_other(REMINDER, -1, undone=0),
        step_other(-1),
    ]
    yield from product(_days_chosen(), chosen, heard)


def _maybe_paid() -> Iterator[Sequence[Change]]:
    """What may be paid is not asked for, nor does it count for the floor, or use up credit."""
    others = [nothing, other("20", -9), credit("15"), both(other("20", -9), credit("15")), hold(-5, 3)]
    yield from product([due(-12), due(-20), due(3)], [maybe_paid(n) for n in (-2, 0, 1)], others)


def _expected_dates() -> Iterator[Sequence[Change]]:
    """Not until the day on which payment is expected; then at once, unless the item was told since."""
    expectations = [
        *(expected(n) for n in (-3, -2, -1, 0, 1, 3)),
        *(expected(0, made=made, ended=ended) for made in (-9, 0) for ended in (0, 1)),
        expected(2, made=1),
        both(expected(-2), expected(2)),
        both(expected(2), expected(-2)),
        both(expected(-2), next_contact(-1)),
        both(expected(-1), next_contact(-2)),
        both(expected(2), next_contact(3)),
    ]
    yield from product(_days_chosen(), expectations)
    ways = [{}, {"is_contact": False}, {"mode": "rehearsal"}, {"undone": 0}]
    told_since = [told("c-first", n, **way) for n in (-3, -2, -1) for way in ways]  # type: ignore[arg-type]
    yield from product([due(-12), due(-20)], told_since, expectations)


def _contested_credits() -> Iterator[Sequence[Change]]:
    """What the customer contests of a payment covers nothing."""
    contests = [
        *(contested(amount) for amount in (None, "10", "59.99", "60", "60.01", "100", "200")),
        *(contested(None, *window) for window in ((0, None), (1, None), (-5, 0), (-5, -1))),
        both(contested("30"), contested("40")),
    ]
    yield from product(
        [credit("100"), credit("160"), credit("100.01")], contests, [nothing, other("50", -20)]
    )
    yield from product([both(credit("60"), contested(None))], [credit("99.99"), credit("100")])


def _in_hand() -> Iterator[Sequence[Change]]:
    """What waits with us for another item counts as a contact since its day."""
    targets = [
        due(-8),
        due(2),
        both(policy("tasks"), due(-8)),
        both(policy("tasks"), due(-14), told("t-sms", -9)),
    ]
    days_ = [step_other(n, severity) for n in (-4, -3, -2, 0, 1) for severity in (COURTESY, REMINDER)]
    ways = [
        *(step_other(n, is_outward=False) for n in (-2, -1, 0)),
        step_other(-2, mode="rehearsal"),
        step_other(-2, released=True),
        both(step_other(-2), told_other(REMINDER, -4)),
        both(told_other(REMINDER, -4), step_other(-2)),
    ]
    yield from product(targets, [*days_, *ways])


def _holds() -> Iterator[Sequence[Change]]:
    """Of the item, of the customer, of both."""
    of_item = [nothing, *(hold(*window) for window in CLOSED_WINDOWS), both(hold(-5, 6), hold(-5, 2))]
    of_customer = [
        nothing,
        *(hold(*window, of_item=False) for window in CLOSED_WINDOWS),
        both(hold(-5, 6, of_item=False), hold(-5, 2, of_item=False)),
    ]
    bases = [
        both(policy(key), due(n), history)
        for key, first in (("collection", "c-friendly"), ("jumping", "j-due"))
        for n in (-8, 2, -60)
        for history in (nothing, told(first, -7))
    ]
    bases += [both(policy("grace"), due(2))]  # the first rung comes days after the due date
    yield from product(bases, of_item, of_customer)


MARKS = ("insolvency", "factor", "lawyer", "agency", "never_remind", "time_barred", "direct_debit")


def _marks() -> Iterator[Sequence[Change]]:
    """Every kind in every window, of customer, item and another item; insolvency and the day of issue."""
    for kind in MARKS:
        scopes = ["customer"] if kind == "insolvency" else ["customer", "item", "other"]
        marks = [mark(kind, *window, of=scope) for window in WINDOWS for scope in scopes]
        yield from product([due(-8), due(2)], marks)
        yield [mark(kind, -5, 3), mark(kind, -5, 7)]
        yield [mark(kind, -5, 7), mark(kind, -5, 3)]
        yield [mark(kind, -5, 3), mark(kind, -5, None)]
        for due_on in (-8, 2, 20, None):
            yield from ([due(due_on), mark(kind, -5, 3), mark(second, -5, 6)] for second in MARKS)
    issued = [main(issued_on=day(n), due_on=day(-8)) for n in (-21, -20, -19)]
    insolvencies = [mark("insolvency", -20, until_on) for until_on in (None, -1, 0, 1, 5)]
    yield from product(issued, insolvencies, [nothing, due(-9)])
    methods = ["", "transfer", "direct_debit"]
    yield from product(
        [main(payment_method=method) for method in methods],
        [column(payment_method=method) for method in methods],
        [nothing, mark("direct_debit", -5, 3), mark("direct_debit", -5, None)],
        [due(-8), due(8), due(None)],
    )
    collected = [
        main(payment_method="direct_debit"),
        mark("direct_debit", -5, 3),
        mark("direct_debit", -5, None),
    ]
    yield from product([due(-8), due(8)], collected, [came_back(n) for n in (-1, 0, 1)])
    yield from product(
        [policy("jumping")],
        [due(-16), due(-6)],
        [nothing, *(told("j-due", n) for n in (-4, -3, -2))],
        [came_back(n) for n in (-3, 0, 1)],
    )
    idle = [policy(key) for key in ("nothing", "unknown", "not-yet", "over", "ended", "coming")]
    yield from product(idle, [due(-8), due(None)], [mark(kind, -5, None) for kind in MARKS])


def _sums() -> Iterator[Sequence[Change]]:
    """Credit and floor against what may be claimed of the customer in the currency: 10 is the floor."""

    def disputed(amount: str | None) -> Callable[[Cell, int], None]:
        contested = None if amount is None else Decimal(amount)
        return lambda cell, item: cell.add("disputes", Dispute(item=item, amount=contested, from_on=day(-5)))

    def held(until_on: int) -> Callable[[Cell, int], None]:
        return lambda cell, item: cell.add("holds", Hold(item=item, from_on=day(-5), until_on=day(until_on)))

    def promised(cell: Cell, item: int) -> None:
        days = {"made_on": day(-2), "promised_on": day(1), "waits_until": day(4)}
        cell.add("promises", Promise(lines=((cell.main, Decimal(1)), (item, Decimal(20))), **days))

    def under(key: str) -> Callable[[Cell, int], None]:
        return lambda cell, item: cell.add(
            "assignments", Assignment(policy=key, customer=cell.id, item=item, from_on=LONG_AGO)
        )

    seconds = [
        nothing,
        other("50", -20),
        other("50", -1),
        other("50", 0),
        other("50", 2),
        other("50", 20),
        other("50", -20, currency="USD"),
        other("50", -20, disputed(None)),
        other("50", -20, disputed("20")),
        other("50", -20, promised),
        other("50", -20, held(0)),
        other("50", -20, held(-1)),
        other("50", -20, under("nothing")),
        other("50", -20, under("jumping")),
        other("50", -20, payment_method="direct_debit"),
        both(other("50", -20), mark("factor", -3, None, of="item")),
        both(other("50", -20), told_other(REMINDER, -1)),
    ]
    amounts = [main(amount=Decimal(amount)) for amount in ("9.99", "10.00", "10.01", "100.00")]
    on_account = [
        nothing,
        *(
            credit(amount)
            for amount in ("0.01", "10", "50", "89.99", "90", "90.01", "99.99", "100", "100.01")
        ),
        *(credit(amount) for amount in ("40", "50.01", "139.99", "140", "140.01", "149.99", "150", "150.01")),
        credit("200", currency="USD"),
        credit("200", issued=0),
        credit("200", issued=1),
        both(credit("60", kind="credit_note"), credit("40")),
        both(credit("60"), credit("40", currency="USD")),
    ]
    yield from product(amounts, seconds, on_account)
    dollars = main(currency="USD", amount=Decimal("25.00"))
    policies_ = [policy("collection"), policy("jumping")]
    yield from product([dollars], policies_, on_account, [other("4.99", -3), nothing])
    days_paid = [(-1, None), (0, None), (1, None), (-5, 0), (-5, 1), (0, 1)]
    yield from product([paid("90", *days) for days in days_paid], [nothing, credit("10"), credit("9.99")])
    yield from product([paid("90.01", 0)], [nothing, credit("10"), credit("9.99")])
    yield from product([paid("100", *days) for days in days_paid], seconds)


def _earmarks() -> Iterator[Sequence[Change]]:
    """Advances, deposits and guarantees cover nothing, and keep no plan, before they are released."""
    kept = [kept_as(kind, *window) for kind in ("advance", "deposit", "guarantee") for window in WINDOWS]
    yield from product(
        [nothing, other("50", -20)],
        [credit("100"), credit("40"), both(credit("60", kind="credit_note"), credit("150"))],
        [nothing, *kept],
    )
    yield from product(
        [both(plan("100", (-1, "40"), (5, "60")), credit("40"))],
        [nothing, *(kept_as("deposit", *window) for window in WINDOWS)],
    )


def _gaps() -> Iterator[Sequence[Change]]:
    """The last contact of the person, by another item: at each severity, around the gap of three days."""
    ways = [{}, {"is_contact": False}, {"mode": "rehearsal"}, {"undone": 0}, {"undone": 1}]
    contacts_made = [
        told_other(severity, on, **way)  # type: ignore[arg-type]
        for severity in range(1, 5)
        for on in (-4, -3, -2, -1, 0, 1)
        for way in ways
    ]
    targets = [
        due(-8),
        due(2),
        both(policy("tasks"), due(-8)),
        both(policy("tasks"), due(-14), told("t-sms", -9)),
    ]
    yield from product(targets, contacts_made)
    yield from product(
        targets,
        [told_other(COURTESY, on) for on in (-4, -3, -2)],
        [told_other(REMINDER, on) for on in (-4, -3, -2)],
    )


def _steps() -> Iterator[Sequence[Change]]:
    """A reminder in hand, for the level that is reached, another and one that is unknown."""
    histories = [
        nothing,
        *(told(key, -3) for key in ("c-first", "c-due")),
        told("c-first", -3, undone=0),
        told("c-first", -3, undone=1),
        told("c-first", -3, mode="rehearsal"),
        told("c-first", -3, is_contact=False),
    ]
    steps = [
        step(key, mode=mode, released=released)
        for key in ("c-first", "c-due", "unknown")
        for mode in ("live", "rehearsal")
        for released in (False, True)
    ]
    dues = [due(-8), due(20), due(-60), due(None), both(due(-8), policy("nothing"))]
    yield from product(dues, histories, steps)
    yield from product(dues, histories, [step("c-first", on=n) for n in (-1, 0, 1)])
    yield from product(dues, [both(step("c-first", released=True), step("c-first"))], histories)
    yield [both(other("20", -8), step("c-first"))]


def _addresses() -> Iterator[Sequence[Change]]:
    """Whom do we write to, when there are several, one of them is lost, or nobody is left?"""
    people = [
        contacts(),
        contacts(("billing", "ap@late.example", "")),
        contacts(("billing", "", "es")),
        contacts(("escalation", "boss@late.example", "es"), ("billing", "ap@late.example", "fr")),
        contacts(("reminders", "ap@late.example", "fr"), ("billing", "boss@late.example", "es")),
        contacts(("reminders", "ap@late.example", "fr"), ("reminders", "boss@late.example", "es")),
        contacts(("reminders", "", "fr"), ("escalation", "ap@late.example", "es")),
        contacts(("billing", "AP@Late.example", "fr"), ("billing", "boss@late.example", "en")),
    ]
    lost = [
        nothing,
        unreachable("ap@late.example", -1),
        unreachable("ap@late.example", 0),
        unreachable("ap@late.example", 1),
        unreachable("AP@LATE.EXAMPLE", -1),
        unreachable("ap@late.example", -1, "letter"),
        unreachable("boss@late.example", -1),
        both(unreachable("ap@late.example", -1), unreachable("boss@late.example", -1)),
    ]
    postal = [
        nothing,
        column(address_1="", city=""),
        column(address_1=""),
        column(city=""),
    ]
    targets = [due(-8), due(20), both(policy("tasks"), due(-8)), both(policy("empties"), due(-5))]
    yield from product(people, lost, postal, targets)


def _languages() -> Iterator[Sequence[Change]]:
    """The contact's, else the customer's, else the company's; it must be one of the policy's."""
    of_contact = [contacts(("billing", "ap@late.example", language)) for language in ("", "en", "es", "fr")]
    of_customer = [column(language=language) for language in ("", "en", "es", "fr")]
    policies_ = [
        both(policy(key), due(-n)) for key, n in (("one-language", 3), ("one-language", 6), ("tasks", 8))
    ]
    more = [both(policy("one-language"), due(-9), told("s-mail", -3)), both(policy("one-language"), due(8))]
    yield from product([*of_contact, contacts()], of_customer, [*policies_, *more])


def _documents() -> Iterator[Sequence[Change]]:
    """A level may insist on the document of the item, another item's is no help."""
    days = [due(n) for n in (-5, -6, -7, -8, -9, -20, -30)]
    told_before = told("a-maybe", -3)
    histories = [nothing, told_before, told("a-maybe", -1), both(told_before, hold(-5, 3))]
    histories += [both(told_before, contacts(), column(city=""))]
    documents = [nothing, main(has_document=True), other("20", -9, has_document=True), other("20", -9)]
    languages = [column(language=one) for one in ("es", "", "fr", "es")]
    yield from product([policy("attaching")], days, histories, documents, languages)


def _assignments() -> Iterator[Sequence[Change]]:
    """The closest scope wins; inside it the latest day, then the latest row."""

    def options(scope: str, first: str, second: str) -> list[Change]:
        return [
            nothing,
            *(assigned(scope, first, *window) for window in WINDOWS),
            both(assigned(scope, first, -5), assigned(scope, second, -4)),
            both(assigned(scope, first, -4), assigned(scope, second, -5)),
            both(assigned(scope, first, -5), assigned(scope, second, -5)),
            both(assigned(scope, first, -5), assigned(scope, second, -4, -1)),
        ]

    by_segment = [
        policy(key) for key in ("", "unknown", "nothing", "not-yet", "over", "last-day", "ended", "coming")
    ]
    by_segment += [policy("two"), policy("tie")]
    by_customer = options("customer", "jumping", "empties")
    by_item = options("item", "one-language", "courtesies")
    yield from product(by_segment, by_customer)
    yield from product(by_segment, by_item)
    yield from product(by_customer, by_item)
    yield from product([policy("versioned"), policy("not-yet")], [due(-n) for n in range(1, 20)])


def _pauses() -> Iterator[Sequence[Change]]:
    """What was paused climbs again, one level above the last one told, also where the policy jumps."""

    def pause(kind: str, end: int, by_hand: bool) -> Change:
        until, ended = (end + 4, end) if by_hand else (end - 1, None)
        return {
            "item hold": hold(-50, until, ended),
            "customer hold": hold(-50, until, ended, of_item=False),
            "dispute": dispute(None, -50, until, ended),
            "part disputed": dispute("10", -50, None if by_hand else until, ended),
            "promise": promise("100", -50, until, ended),
            "retained": retained("10", -50, until, ended),
            "complaint": complaint(-50, end),
            "paper": paper("10", -50, end, "unpaid" if by_hand else "returned"),
            "cleared paper": paper("10", -50, end, "cleared"),
            "plan": plan("50", (until, "50"), ended=ended),
            "other item": both(other("5", -50), both_on_other(until, ended)),
        }[kind]

    def both_on_other(until: int, ended: int | None) -> Change:
        def change(cell: Cell) -> None:
            other_id = cell.items[-1].id
            cell.add(
                "holds", Hold(item=other_id, from_on=day(-50), until_on=day(until), ended_on=maybe(ended))
            )

        return change

    kinds = ("item hold", "customer hold", "dispute", "part disputed", "promise", "other item")
    kinds += ("retained", "complaint", "paper", "cleared paper", "plan")
    pauses = [
        pause(kind, end, by_hand) for kind in kinds for end in (-12, -11, 0, 1) for by_hand in (True, False)
    ]
    pauses += [plan("100", (-21, "40"), (end - 1, "60"), ended=5) for end in (-12, -11, 0, 1)]
    for key, first, second in (("jumping", "j-due", "j-letter"), ("empties-jump", "e-one", "e-two")):
        histories = [
            nothing,
            told(first, -12),
            told("unknown", -12, FORMAL),
            both(told(first, -20), told(second, -12)),
        ]
        yield from product([policy(key)], [due(n) for n in (-60, -22, -11)], histories, pauses)


def _kinds() -> Iterator[Sequence[Change]]:
    """What is a claim, and is it there yet?"""
    kinds = ("invoice", "debit_note", "opening_balance", "charge", "return", "adjustment", "transfer")
    yield from product([main(kind=kind) for kind in kinds], [due(-8), due(8), due(None)])
    yield from ([main(issued_on=day(n), due_on=day(due_on))] for n in (-1, 0, 1) for due_on in (-1, 0, 1, 5))
    yield from product(
        [
            credit("40", kind=kind)
            for kind in ("credit_note", "write_off", "discount", "cancellation", "adjustment")
        ],
        [main(amount=Decimal("40.00")), nothing],
    )


def _values() -> list[tuple[str, list[Change]]]:
    """Representative values of every group, for the pairs: the name keeps values of one kind apart."""
    return [
        ("policy", [policy(key) for key in (*POLICIES, "", "tie")]),
        ("due", [due(n) for n in (None, -61, -31, -22, -21, -14, -7, -6, -1, 0, 1, 2, 3, 4, 20)]),
        (
            "invoice",
            [main(issued_on=day(-n)) for n in (4, 5, 6)] + [main(delivered_on=day(-n)) for n in (4, 5, 6)],
        ),
        ("amount", [main(amount=Decimal(amount)) for amount in ("9.99", "10.00", "150.00")]),
        (
            "told",
            [told("c-first", -15), told("c-friendly", -4), told("j-due", -1), told("unknown", -10, FORMAL)],
        ),
        (
            "told again",
            [told("c-second", 0), told("e-three", -14), told("unknown", -3, FINAL, is_contact=False)],
        ),
        ("contact", [told_other(COURTESY, -1), told_other(FORMAL, -2), told_other(FORMAL, -3)]),
        ("dispute", [dispute(None, -5), dispute(None, -5, 6), dispute("40", -5, 2), dispute(None, -5, 0, 0)]),
        (
            "promise",
            [promise("100", -5, 5), promise("60", -5, 5), promise("100", -9, -1), promise("100", -5, 9, 0)],
        ),
        ("complaint", [complaint(-5), complaint(-5, 0)]),
        ("paper", [paper("100", -5), paper("40", -5), paper("100", -5, -1)]),
        ("retained", [retained("40", -5, 4), retained("100", -5)]),
        ("plan", [plan("100", (4, "40"), (9, "60")), plan("60", (-1, "20"), (9, "40"))]),
        ("next contact", [next_contact(3), next_contact(0), next_contact(-2)]),
        ("expected", [expected(2), expected(-1)]),
        ("came back", [both(main(payment_method="direct_debit"), came_back(n)) for n in (0, 1)]),
        ("maybe paid", [maybe_paid(0), maybe_paid(1)]),
        ("in hand", [step_other(-1)]),
        ("hold", [hold(-5, 3), hold(-5, -1), hold(-5, 8, 0)]),
        ("customer hold", [hold(-5, 4, of_item=False), hold(-5, -1, of_item=False)]),
        ("mark", [mark(kind, -5, None) for kind in MARKS] + [mark("direct_debit", -5, 7, of="item")]),
        (
            "money",
            [
                credit("99.99"),
                credit("100"),
                credit("60", currency="USD"),
                paid("91", 0),
                paid("40", -1),
                paid("40", 0, 1),
                both(credit("100"), contested("40")),
            ],
        ),
        ("other", [other("50", -20), other("50", 2), other("50", -20, currency="USD")]),
        ("step", [step("c-first"), step("c-second", released=True), step("j-due")]),
        (
            "person",
            [
                contacts(),
                contacts(("reminders", "ap@late.example", "es")),
                unreachable("ap@late.example", -1),
            ],
        ),
        ("postal", [column(address_1=""), both(contacts(), column(city=""))]),
        ("language", [column(language="en"), column(language="es"), column(language="fr")]),
        ("assignment", [assigned("customer", "jumping", -9), assigned("item", "empties", -9, -1)]),
        ("currency", [main(currency="USD")]),
        ("method", [main(payment_method="direct_debit"), column(payment_method="transfer")]),
    ]


def _pairs() -> Iterator[Sequence[Change]]:
    """Every value with every value of another kind."""
    for (_, left), (_, right) in combinations(_values(), 2):
        yield from product(left, right)


def _mixtures() -> Iterator[Sequence[Change]]:
    """Three thousand times six kinds at once, drawn once and for all."""
    draw, values = Random(2026), _values()
    for _ in range(3000):
        kinds = draw.sample(range(len(values)), 6)
        yield [draw.choice(values[kind][1]) for kind in sorted(kinds)]
