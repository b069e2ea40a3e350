"""A content as JSON and back."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from recobro.letters import content_from_json, content_to_json
from recobro.letters.tests import cast


def everything() -> cast.Content:
    lines = (
        cast.line("A", due_on=None, instalment="2/3", order_reference="PO", amount=Decimal("1.10")),
        cast.line("é \U0001f600", item_id=2, original=Decimal("1E+3")),
    )
    section = cast.section("EUR", *lines, also_open=(cast.line("B"),), credits=(cast.credit(),))
    return cast.content("fr", sections=(section, cast.section("USD")))


@pytest.mark.parametrize("content", [cast.content(), everything()], ids=["plain", "everything"])
def test_it_comes_back_exactly(content: cast.Content) -> None:
    back = content_from_json(content_to_json(content))
    assert back == content
    assert content_to_json(back) == content_to_json(content)


def test_it_keeps_the_decimals_as_they_came() -> None:
    section = cast.section("EUR", cast.line(original=Decimal("5.00")), cast.line(original=Decimal("5.0")))
    back = content_from_json(content_to_json(cast.content(sections=(section,))))
    assert [str(line.amount) for line in back.sections[0].demanded] == ["5.00", "5.0"]


def test_it_writes_sorted_keys_decimals_as_strings_and_iso_dates() -> None:
    text = content_to_json(cast.content())
    stored = json.loads(text)
    assert list(stored) == sorted(stored)
    assert stored["dated_on"] == "2026-11-21"
    assert stored["sections"][0]["demanded"][0]["amount"] == "1240.00"
    assert ": " not in text.partition('"text"')[0]
    assert "\n" not in text


def test_it_comes_back_with_values_of_the_right_kind() -> None:
    back = content_from_json(content_to_json(everything()))
    line = back.sections[0].demanded[1]
    assert isinstance(line.amount, Decimal)
    assert isinstance(line.due_on, date)
    assert isinstance(back.creditor.address, tuple)


def test_it_fills_a_field_that_did_not_exist_with_its_default() -> None:
    stored = json.loads(content_to_json(cast.content()))
    del stored["addressee"]["contact"]
    assert content_from_json(json.dumps(stored)).addressee.contact == ""
