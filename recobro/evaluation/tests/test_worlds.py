"""The statement against the model, in small worlds that nobody listed: two companies, two currencies, some history.

Every day and amount is drawn from the edges of the policies that were drawn before it, plus or minus one; drawn at
random they would miss them. On ordinary days it is always the same twenty worlds, in the whole run two hundred.
RECOBRO_WORLDS=5000 looks at that many new ones.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from pytest_django.plugin import DjangoDbBlocker

from recobro.evaluation.tests import model
from recobro.evaluation.tests.judging import loaded
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

WORLDS = os.environ.get("RECOBRO_WORLDS", "")
TODAY = date(2026, 5, 4)  # a Monday; before it a weekend and a public holiday of both countries
LONG_AGO = date(2025, 1, 1)
CURRENCIES = ("EUR", "USD")
MODES = ("live", "rehearsal")
MARKS = ("insolvency", "factor", "lawyer", "agency", "never_remind", "time_barred", "direct_debit")

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def calendars(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Two empty companies: they have the calendars written once for all worlds."""
    spain, france = (World(company=n, name=country, country=country) for n, country in ((8, "ES"), (9, "FR")))
    with django_db_blocker.unblock(), loaded(spain, france):
        yield


@pytest.mark.parametrize("many", [20, pytest.param(int(WORLDS or 200), marks=pytest.mark.slow)])
def test_it_decides_like_the_model_in_any_world(calendars: None, many: int) -> None:
    settings(
        max_examples=many,
        derandomize=not WORLDS,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )(given(data=st.data())(_decides_like_the_model))()


def _decides_like_the_model(data: Any) -> None:
    worlds = data.draw(two_companies())
    mode = data.draw(st.sampled_from(MODES))
    reminder = data.draw(st.sampled_from([None, *_reminders(worlds)]))
    with loaded(*worlds, counted=False) as judge:
        for world in worlds:
            _count(world, mode, reminder)
            assert judge.judge(world, as_of=TODAY, mode=mode, except_reminder=reminder) == ""


def _count(world: World, mode: str, reminder: int | None) -> None:
    """What the worlds are about, for `--hypothesis-show-statistics`."""
    for verdict in model.evaluate(world, as_of=TODAY, mode=mode, except_reminder=reminder).values():
        event(verdict.outcome)


def _reminders(worlds: Sequence[World]) -> list[int]:
    rows = [
        row for world in worlds for customer in world.customers for row in (*customer.steps, *customer.told)
    ]
    return sorted({row.reminder for row in rows if row.reminder is not None})


# policies


@st.composite
def ladders(draw: DrawFn) -> Version:
    """One to six levels in an order that a policy may have."""
    early = sorted(draw(st.sets(st.sampled_from([-5, -3, -1]), max_size=2)))
    late = sorted(
        draw(st.sets(st.sampled_from([0, 1, 3, 7, 10, 30]), min_size=0 if early else 1, max_size=4))
    )
    kinds = [
        draw(st.sampled_from(["D+{}", "D+{}", "EOM(D+{})", "BD+{}", "after {}", "after {} BD"])) for _ in late
    ]
    triggers = [draw(st.sampled_from([f"D{n}", f"BD{n}"])) for n in early] + [
        kind.format(n) for kind, n in zip(kinds, late, strict=True)
    ]
    if late and kinds[0].startswith("after"):
        triggers[len(early)] = f"D+{late[0]}"  # the first rung cannot count from the one before it
    severities = sorted(draw(st.lists(severity, min_size=len(triggers), max_size=len(triggers))))
    levels: list[Level] = []
    for n, (trigger, rank) in enumerate(zip(triggers, severities, strict=True)):
        can_be_final = any(level.actions and "D-" not in level.trigger for level in levels)
        levels.append(
            Level(
                key=draw(st.sampled_from([f"key-{n}", f"own-{n}"])),
                trigger=trigger,
                severity=rank if rank < FINAL or can_be_final else FORMAL,
                attach=draw(st.sampled_from(["none", "none", "if-there", "always"])),
                actions=draw(
                    st.sampled_from([(), ("email",), ("email",), ("letter", "task:sales"), ("task:sales",)])
                ),
            )
        )
    old_items = draw(st.sampled_from(["apply", "apply", "amnesty", "opening"]))
    return Version(
        valid_from=LONG_AGO,
        levels=tuple(levels),
        languages=draw(st.sampled_from([("en", "es", "fr"), ("en", "es", "fr"), ("es",), ("en", "fr")])),
        catch_up=draw(st.sampled_from(["climb", "jump"])),
        min_gap_days=draw(st.sampled_from([0, 1, 3, 30])),
        grace_banking_days=draw(st.sampled_from([0, 0, 1, 3])),
        days_after_invoice=draw(st.sampled_from([0, 2, 5])),
        final_after_days=draw(st.sampled_from([0, 4, 15])),
        follow_pay_days=draw(st.booleans()),
        start_at=draw(st.sampled_from(["", *(one.key for one in levels if _may_start(one))])),
        old_items=old_items,
        amnesty_days=draw(st.sampled_from([1, 7])) if old_items == "amnesty" else 0,
        opening_gap_days=draw(st.sampled_from([1, 14])),
        opening=OPENING if old_items == "opening" else None,
        floor=draw(st.sampled_from([{}, {"EUR": Decimal(50)}, {"EUR": Decimal(10), "USD": Decimal(100)}])),
    )


OPENING = Level(key="opening", trigger="first day", severity=REMINDER, actions=("letter",))


def _may_start(level: Level) -> bool:
    is_dated = not level.trigger.startswith(("D-", "BD-", "after"))
    return is_dated and level.severity < FINAL and bool(level.actions)


severity = st.integers(COURTESY, FINAL)


@st.composite
def policies(draw: DrawFn) -> tuple[Policy, ...]:
    """One with a version that may have come, or not yet, and one that may do nothing."""
    first, second = draw(ladders()), draw(ladders())
    comes_on = TODAY + timedelta(days=draw(st.integers(-1, 1)))
    later = replace(draw(ladders()), number=2, valid_from=comes_on)
    return (
        Policy(key="standard", versions=(first, later)),
        Policy(key="gentle", versions=(replace(second, does_nothing=_one_in(draw, 10)),)),
    )


def _one_in(draw: DrawFn, n: int) -> bool:
    """Seldom, also while Hypothesis looks for small examples."""
    return draw(st.integers(1, n)) == n


# the edges of a company's policies, as days around today


@dataclass(frozen=True, slots=True, kw_only=True)
class Edges:
    """Days on which something changes, each with its neighbours: for due dates, and for what happened before today."""

    due: SearchStrategy[date]
    past: SearchStrategy[date]
    near: SearchStrategy[date]
    keys: SearchStrategy[str]


def _edges(found: Sequence[Policy]) -> Edges:
    versions = [version for policy in found for version in policy.versions]
    numbers = {_number(level.trigger) for version in versions for level in version.levels}
    waits = {version.min_gap_days for version in versions} | {
        version.final_after_days for version in versions
    }
    waits |= {version.days_after_invoice for version in versions}
    return Edges(
        due=_days({-n + shift for n in numbers for shift in (-1, 0, 1)} | {-45}),
        past=_days({min(-n + shift, 1) for n in waits | numbers for shift in (-1, 0, 1)}),
        near=_days(range(-2, 4)),
        keys=st.sampled_from(
            [*(level.key for version in versions for level in version.levels), "gone", "opening"]
        ),
    )


def _number(trigger: str) -> int:
    return int("".join(character for character in trigger if character in "-0123456789"))


def _days(numbers: Any) -> SearchStrategy[date]:
    return st.sampled_from([TODAY + timedelta(days=n) for n in sorted(numbers)])


# companies and customers


@st.composite
def two_companies(draw: DrawFn) -> tuple[World, World]:
    return draw(companies(1, "ES")), draw(companies(2, "FR"))


@st.composite
def companies(draw: DrawFn, number: int, country: str) -> World:
    found = draw(policies())
    edges = _edges(found)
    keys = st.sampled_from([policy.key for policy in found])
    segments = [Assignment(policy=draw(keys), segment="big", from_on=LONG_AGO)] if draw(st.booleans()) else []
    until_on = draw(edges.near) if _one_in(draw, 10) else None
    of_company = Assignment(policy=draw(keys), from_on=LONG_AGO, until_on=until_on)
    ids = range(number * 100, number * 100 + draw(st.integers(1, 2)))
    return World(
        company=number,
        name=f"Prompt {country}",
        country=country,
        language=country.lower(),
        first_day=draw(st.none() | edges.past | edges.near),
        netting=draw(st.sampled_from(["oldest_first", "apart"])),
        policies=found,
        assignments=(of_company, *segments),
        customers=tuple(draw(customers(customer_id, edges)) for customer_id in ids),
    )


@st.composite
def customers(draw: DrawFn, customer_id: int, edges: Edges) -> Customer:
    items = draw(claims(customer_id, edges)) + draw(credits_(customer_id))
    claimed = [item for item in items if item.amount > 0]
    one = st.sampled_from([item.id for item in claimed])
    lost = edges.past.map(lambda on: Unreachable(address="AP@late.example", on=on))
    return Customer(
        id=customer_id,
        code=f"C{customer_id % 100}",
        name="Late GmbH",
        segment=draw(st.sampled_from(["", "big"])),
        language=draw(st.sampled_from(["", "en", "es"])),
        payment_method="direct_debit" if _one_in(draw, 20) else "",
        country=draw(st.sampled_from(["", "", "ES", "FR"])),
        pay_month_days=draw(st.sampled_from([(), (), (1,), (4, 20), (31,)])),
        pay_weekdays=draw(st.sampled_from([(), (), (1,), (2, 5)])),
        review_weekdays=draw(st.sampled_from([(), (), (1,)])),
        address_1=draw(st.sampled_from(["", "1 Main Road"])),
        city="Berlin",
        known_through=draw(st.none() | edges.near),
        contacts=draw(people(customer_id)),
        items=items,
        allocations=draw(allocations(items, edges)),
        marks=(draw(_few(marks(one, edges), 1)) if _one_in(draw, 2) else ()) + draw(_earmarks(items, edges)),
        holds=draw(_few(holds(one, edges), 2)),
        disputes=draw(_few(disputes(st.sampled_from([item.id for item in items]), edges), 2)),
        promises=draw(_few(promises(claimed, edges), 1)),
        complaints=draw(_few(complaints(edges), 1)) if _one_in(draw, 4) else (),
        papers=draw(_few(papers(claimed, edges), 1)),
        retained=draw(_few(retentions(one, edges), 1)),
        plans=draw(_few(plans(claimed, edges), 2)),
        next_contacts=draw(_few(next_contacts(edges), 2)),
        expected=draw(_few(expected_dates(one, edges), 2)),
        maybe_paid=draw(_few(maybes(one, edges), 1)),
        returned=draw(_few(returns(one, edges), 1)),
        assignments=draw(_few(assignments(customer_id, one, edges), 1)),
        told=draw(_few(tellings(customer_id, one, edges), 4)),
        steps=draw(st.lists(steps(customer_id, one, edges), max_size=1).map(tuple)),
        unreachable=draw(_few(lost, 1)),
    )


def _few(rows: SearchStrategy[Any], most: int) -> SearchStrategy[tuple[Any, ...]]:
    """None of them rather often: what happens to everybody hides what is behind it."""
    return st.just(()) | st.lists(rows, max_size=most).map(tuple)


@st.composite
def claims(draw: DrawFn, customer_id: int, edges: Edges) -> tuple[Item, ...]:
    return tuple(
        Item(
            id=customer_id * 10 + n,
            amount=Decimal(draw(st.sampled_from(["9.99", "50.00", "100.00"]))),
            currency=draw(st.sampled_from(CURRENCIES)),
            issued_on=draw(edges.past) if _one_in(draw, 4) else LONG_AGO,
            due_on=None if _one_in(draw, 20) else draw(edges.due),
            delivered_on=draw(edges.past) if _one_in(draw, 4) else None,
            payment_method=draw(st.sampled_from(["", "transfer"])),
            has_document=draw(st.booleans()),
        )
        for n in range(draw(st.integers(1, 3)))
    )


@st.composite
def credits_(draw: DrawFn, customer_id: int) -> tuple[Item, ...]:
    return tuple(
        Item(
            id=customer_id * 10 + 5 + n,
            amount=-Decimal(draw(st.sampled_from(["9.99", "40.01", "50.00", "150.00"]))),
            currency=draw(st.sampled_from(CURRENCIES)),
            kind=draw(st.sampled_from(["payment", "credit_note"])),
            issued_on=TODAY + timedelta(days=draw(st.sampled_from([-30, -8, -2, -1, 0, 1]))),
        )
        for n in range(draw(st.integers(0, 2)))
    )


@st.composite
def allocations(draw: DrawFn, items: Sequence[Item], edges: Edges) -> tuple[Allocation, ...]:
    """At most one: the first credit against the first claim of its currency, or a part of it."""
    pairs = [
        (claim, credit)
        for claim in items
        for credit in items
        if claim.amount > 0 > credit.amount and claim.currency == credit.currency
    ]
    if not pairs or draw(st.booleans()):
        return ()
    claim, credit = pairs[0]
    most = min(claim.amount, -credit.amount)
    amount = draw(st.sampled_from([most, most - Decimal("0.01"), Decimal("0.01")]))
    on = max(claim.issued_on, credit.issued_on, draw(edges.near))
    undone_on = draw(st.none() | st.integers(0, 2).map(lambda n: on + timedelta(days=n)))
    return (Allocation(debit=claim.id, credit=credit.id, amount=amount, on=on, undone_on=undone_on),)


@st.composite
def windows(draw: DrawFn, edges: Edges, *, open_end: bool = True) -> dict[str, date | None]:
    from_on = draw(edges.past)
    until_on = draw(edges.near | st.none()) if open_end else draw(edges.near)
    ended_on = draw(st.none() | st.none() | edges.near | edges.past)
    return {
        "from_on": from_on,
        "until_on": until_on and max(until_on, from_on),
        "ended_on": ended_on and max(ended_on, from_on),
    }


@st.composite
def marks(draw: DrawFn, one: SearchStrategy[int], edges: Edges) -> Mark:
    kind = draw(st.sampled_from(MARKS))
    item = None if kind == "insolvency" else draw(st.none() | one)
    return Mark(kind=kind, item=item, **draw(windows(edges)))  # type: ignore[arg-type]


@st.composite
def _earmarks(draw: DrawFn, items: Sequence[Item], edges: Edges) -> tuple[Mark, ...]:
    """The last credit is kept for a purpose, now and then."""
    given = [item for item in items if item.amount < 0]
    if not given or not _one_in(draw, 4):
        return ()
    kind = draw(st.sampled_from(["advance", "deposit", "guarantee"]))
    return (Mark(kind=kind, item=given[-1].id, **draw(windows(edges))),)  # type: ignore[arg-type]


@st.composite
def holds(draw: DrawFn, one: SearchStrategy[int], edges: Edges) -> Hold:
    return Hold(item=draw(st.none() | one), **draw(windows(edges, open_end=False)))  # type: ignore[arg-type]


@st.composite
def disputes(draw: DrawFn, one: SearchStrategy[int], edges: Edges) -> Dispute:
    amount = draw(st.none() | st.sampled_from(["9.99", "40.00", "50.00", "100.00"]).map(Decimal))
    return Dispute(item=draw(one), amount=amount, **draw(windows(edges)))  # type: ignore[arg-type]


@st.composite
def promises(draw: DrawFn, claimed: Sequence[Item], edges: Edges) -> Promise:
    """Of all claims of one currency."""
    currency = draw(st.sampled_from(sorted({item.currency for item in claimed})))
    made_on = draw(edges.past)
    amount = st.sampled_from(["9.99", "50.00", "100.00"]).map(Decimal)
    return Promise(
        made_on=made_on,
        promised_on=made_on,
        waits_until=max(made_on, draw(edges.near)),
        ended_on=draw(st.none() | edges.near),
        lines=tuple((item.id, draw(amount)) for item in claimed if item.currency == currency),
    )


some_amount = st.sampled_from(["9.99", "40.00", "50.00", "100.00"]).map(Decimal)


@st.composite
def complaints(draw: DrawFn, edges: Edges) -> Complaint:
    return Complaint(made_on=draw(edges.past), ended_on=draw(st.none() | edges.near))


@st.composite
def papers(draw: DrawFn, claimed: Sequence[Item], edges: Edges) -> Paper:
    return Paper(
        received_on=draw(edges.past),
        ended_on=draw(st.none() | edges.near),
        outcome=draw(st.sampled_from(["cleared", "unpaid", "returned"])),
        lines=tuple((item.id, draw(some_amount)) for item in claimed if draw(st.booleans()))
        or ((claimed[0].id, draw(some_amount)),),
    )


@st.composite
def retentions(draw: DrawFn, one: SearchStrategy[int], edges: Edges) -> Retained:
    return Retained(item=draw(one), amount=draw(some_amount), **draw(windows(edges)))  # type: ignore[arg-type]


@st.composite
def plans(draw: DrawFn, claimed: Sequence[Item], edges: Edges) -> Plan:
    """Over all claims of one currency, in one to three instalments."""
    currency = draw(st.sampled_from(sorted({item.currency for item in claimed})))
    parts = st.sampled_from(["0.01", "9.99", "49.99", "50.00"]).map(Decimal)
    return Plan(
        made_on=draw(edges.past),
        ended_on=draw(st.none() | st.none() | edges.near),
        lines=tuple(
            (
                item.id,
                amount := draw(some_amount),
                amount + draw(st.sampled_from(["0", "0.01", "50"]).map(Decimal)),
            )
            for item in claimed
            if item.currency == currency
        ),
        instalments=tuple((draw(edges.near), draw(parts)) for _ in range(draw(st.integers(1, 3)))),
    )


@st.composite
def next_contacts(draw: DrawFn, edges: Edges) -> NextContact:
    on, ended_on = draw(edges.near), draw(st.none() | st.none() | edges.near)
    return NextContact(made_on=min(on, draw(edges.past)), on=on, ended_on=ended_on)


@st.composite
def returns(draw: DrawFn, one: SearchStrategy[int], edges: Edges) -> Returned:
    return Returned(item=draw(one), on=draw(edges.near))


@st.composite
def maybes(draw: DrawFn, one: SearchStrategy[int], edges: Edges) -> MaybePaid:
    return MaybePaid(item=draw(one), since=draw(edges.near))


@st.composite
def expected_dates(draw: DrawFn, one: SearchStrategy[int], edges: Edges) -> ExpectedDate:
    on, ended_on = draw(edges.near), draw(st.none() | st.none() | edges.near)
    return ExpectedDate(item=draw(one), made_on=min(on, draw(edges.past)), on=on, ended_on=ended_on)


@st.composite
def assignments(draw: DrawFn, customer_id: int, one: SearchStrategy[int], edges: Edges) -> Assignment:
    key = draw(st.sampled_from(["standard", "gentle"]))
    return Assignment(policy=key, customer=customer_id, item=draw(st.none() | one), **draw(windows(edges)))  # type: ignore[arg-type]


@st.composite
def tellings(draw: DrawFn, customer_id: int, one: SearchStrategy[int], edges: Edges) -> Told:
    return Told(
        item=draw(one),
        level_key=draw(edges.keys),
        severity=draw(severity),
        on=draw(edges.past),
        mode=draw(st.sampled_from(["live", "live", "rehearsal"])),
        is_contact=draw(st.sampled_from([True, True, False])),
        undone_on=draw(st.none() | st.none() | edges.near),
        reminder=draw(st.none() | st.just(customer_id * 10)),
    )


@st.composite
def steps(draw: DrawFn, customer_id: int, one: SearchStrategy[int], edges: Edges) -> Step:
    return Step(
        item=draw(one),
        level_key=draw(edges.keys),
        reminder=customer_id * 10,
        severity=draw(severity),
        on=draw(edges.past),
        is_outward=draw(st.booleans()),
        mode=draw(st.sampled_from(["live", "live", "rehearsal"])),
        released=draw(st.booleans()),
    )


@st.composite
def people(draw: DrawFn, customer_id: int) -> tuple[Contact, ...]:
    roles = draw(st.lists(st.sampled_from(["reminders", "billing", "escalation"]), max_size=2))
    addresses = st.sampled_from(["ap@late.example", "boss@late.example", ""])
    return tuple(
        Contact(
            id=customer_id * 10 + n,
            role=role,
            email=draw(addresses),
            language=draw(st.sampled_from(["", "fr"])),
        )
        for n, role in enumerate(roles)
    )
