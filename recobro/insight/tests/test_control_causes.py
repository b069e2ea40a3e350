"""Likely causes of a difference to the books: what is found is named, what is not is never invented."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from recobro.insight.control_causes import (
    Entry,
    Facts,
    Heap,
    LeftOut,
    causes,
    is_swapped,
    swapped_place,
)

DAY = date(2026, 1, 31)
LATER = date(2026, 2, 3)


def entry(amount: str, *, on: date = DAY, number: int = 1, near: int = 0, alike: int = 1) -> Entry:
    return Entry(
        id=number,
        number=f"I-{number}",
        name="Late GmbH",
        amount=Decimal(amount),
        on=on,
        near=near,
        alike=alike,
    )


def heap(count: int, amount: str) -> Heap:
    return Heap(count=count, amount=Decimal(amount))


def found(difference: str, currency: str = "EUR", **facts: Any) -> list[tuple[str, str]]:
    said = causes(Decimal(difference), Facts(on=DAY, currency=currency, **facts))
    return [(one.kind, one.weight) for one in said]


def test_without_a_difference_nothing_is_said() -> None:
    assert found("0", items=(entry("100"),), uncleared=heap(2, "50")) == []


@pytest.mark.parametrize(("difference", "items", "kinds"), [
    ("100", ("100",), ["item"]),  # an invoice that the books lack
    ("-100", ("-100",), ["item"]),  # a payment that they lack
    ("-100", ("100",), []),  # an invoice that we have too little of is not explained by one that we have
    ("99.99", ("100",), []),
    ("100", ("50",), ["wrong_side"]),
    ("-100", ("-50",), ["wrong_side"]),
    ("100", ("-50",), []),
    ("100", ("100", "100", "100", "100"), ["items"]),
    ("100", ("100", "100", "100"), ["item"] * 3),
])  # fmt: skip
def test_an_item_of_until_the_day(difference: str, items: tuple[str, ...], kinds: list[str]) -> None:
    entries = tuple(entry(amount, number=number) for number, amount in enumerate(items))
    assert found(difference, items=entries) == [(kind, "exactly") for kind in kinds]


@pytest.mark.parametrize(("near", "named"), [
    ((2, 2, 2, 2), []), ((0, 2, 2, 2), [0]), ((1, 2, 1, 2), [0, 2]), ((0, 1, 1, 1), [0]), ((0, 0, 0, 0), []), ((1, 1, 1, 1), []),
])  # fmt: skip
def test_of_many_items_only_those_of_that_time_are_named(near: tuple[int, ...], named: list[int]) -> None:
    items = tuple(entry("500", number=number, near=one, alike=17) for number, one in enumerate(near))

    *single, count = causes(Decimal(500), Facts(on=DAY, currency="EUR", items=items))

    assert [(one.kind, one.item_id) for one in single] == [("item", number) for number in named]
    assert (count.kind, count.count, count.amount, count.item_id) == ("items", 17, 500, None)


def test_each_way_to_fit_is_counted_by_itself() -> None:
    many = [entry("100", number=number, near=2, alike=9) for number in range(4)]
    assert found("100", items=(*many, entry("50", number=9))) == [
        ("items", "exactly"),
        ("wrong_side", "exactly"),
    ]
    assert found("100", movements=tuple(many)) == [("movements", "exactly")]
    on_account = tuple(entry("-100", number=number, near=2, alike=4) for number in range(4))
    assert found("-100", credits=on_account) == [("customer_credits", "exactly")]


@pytest.mark.parametrize(("difference", "amount", "kinds"), [
    ("30", "-30", ["later"]),  # a payment that the books have on an earlier day
    ("-30", "30", ["later"]),  # an invoice, too
    ("30", "30", []),
    ("60", "-30", []),
])  # fmt: skip
def test_an_item_of_a_later_day(difference: str, amount: str, kinds: list[str]) -> None:
    assert found(difference, items=(entry(amount, on=LATER),)) == [(kind, "exactly") for kind in kinds]


def test_money_that_is_not_cleared() -> None:
    assert found("80", movements=(entry("80"), entry("79.99"), entry("80", on=LATER))) == [
        ("movement", "exactly")
    ]


@pytest.mark.parametrize(("difference", "weights"), [
    ("80", ["exactly"]), ("80.01", ["part"]), ("79.99", []), ("-80", []),
])  # fmt: skip
def test_a_heap_explains_all_or_a_part_and_never_more(difference: str, weights: list[str]) -> None:
    assert found(difference, uncleared=heap(3, "80")) == [("uncleared", weight) for weight in weights]


def test_heaps_explain_it_together() -> None:
    facts = {"uncleared": heap(3, "80"), "unbooked": heap(2, "-30"), "since": heap(1, "7")}
    assert found("50", **facts) == [("uncleared", "together"), ("unbooked", "together")]
    assert found("57", **facts) == [
        ("uncleared", "together"),
        ("unbooked", "together"),
        ("since", "together"),
    ]
    assert found("-30", **facts) == [("unbooked", "exactly")]
    assert found("-31", **facts) == [("unbooked", "part")]


def test_what_was_recorded_since_the_books_were_stated_explains_it_beside_what_is_older() -> None:
    facts = {"unbooked": heap(9, "-930"), "unbooked_since": heap(3, "-400"), "own": heap(2, "-150")}  # fmt: skip
    facts["own_since"] = heap(1, "-100")
    assert found("-500", **facts) == [("unbooked_since", "together"), ("own_since", "together")]
    assert found("-400", **facts) == [("unbooked_since", "exactly")]
    assert (
        found("-530", unbooked=heap(9, "-930"), unbooked_since=heap(3, "400")) == []
    )  # a heap and its part are not added up
    assert found("-400", unbooked=heap(3, "-400"), unbooked_since=heap(3, "-400")) == [
        ("unbooked_since", "exactly")
    ]
    assert found("-999", **facts) == [("unbooked_since", "part"), ("own_since", "part")]


def test_payments_of_the_week_after_and_credit_on_account() -> None:
    assert found("45", paid_later=heap(2, "-45")) == [("paid_later", "exactly")]
    assert found("46", paid_later=heap(2, "-45")) == []
    assert found("-20", credits=(entry("-20"),), credit=heap(4, "-90")) == [("customer_credit", "exactly")]
    assert found("-90", credit=heap(4, "-90")) == [("credit", "exactly")]
    assert found("90", credit=heap(4, "-90")) == []


@pytest.mark.parametrize(("amount", "other", "currency", "swapped"), [
    ("54.00", "45.00", "EUR", True), ("45.00", "54.00", "EUR", True), ("-54.00", "-45.00", "EUR", True),
    ("1.32", "1.23", "EUR", True), ("10", "1", "EUR", True), ("54", "-45", "EUR", False), ("541", "145", "EUR", False),
    ("54", "54", "EUR", False), ("1.230", "1.203", "TND", True), ("120", "210", "JPY", True),
])  # fmt: skip
def test_two_digits_swapped(amount: str, other: str, currency: str, swapped: bool) -> None:
    assert is_swapped(Decimal(amount), Decimal(other), currency) is swapped
    place = swapped_place(Decimal(amount) - Decimal(other), currency)
    assert place is not None or not swapped


@pytest.mark.parametrize(("difference", "place"), [
    ("9", (2, 1)), ("-0.09", (0, -1)), ("27.00", (2, 3)), ("81", (2, 9)), ("90", (3, 1)), ("99", None), ("10", None), ("0.10", None),
])  # fmt: skip
def test_where_digits_must_be_swapped(difference: str, place: tuple[int, int] | None) -> None:
    assert swapped_place(Decimal(difference), "EUR") == place


def test_swapped_digits_are_named_only_while_few_items_fit() -> None:
    items = [entry(f"{number}54.00", number=number) for number in range(1, 5)]
    assert found("9", items=tuple(items[:3])) == [("swapped", "exactly")] * 3
    assert found("9", items=tuple(items)) == []
    assert found("9", items=(entry("145.00"),)) == []  # the other way round: 9 too little


def test_lines_that_were_left_out_are_told_by_their_count() -> None:
    file = LeftOut(id=4, file="march.csv", on=DAY, count=7)
    (cause,) = causes(Decimal(1), Facts(on=DAY, currency="EUR", left_out=(file,)))
    assert (cause.kind, cause.count, cause.number, cause.weight, cause.amount) == (
        "left_out",
        7,
        "march.csv",
        "unknown",
        None,
    )
