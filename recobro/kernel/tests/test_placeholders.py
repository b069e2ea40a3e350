"""The braces in a policy's texts."""

from __future__ import annotations

import pytest

from recobro.kernel.placeholders import PLACEHOLDERS, fill, placeholders, unknown_placeholders


def test_it_fills_known_words() -> None:
    assert (
        fill("Dear {contact}, {total} is open.", {"contact": "Ana", "total": "5 EUR"})
        == "Dear Ana, 5 EUR is open."
    )


def test_it_keeps_doubled_braces_as_single_ones() -> None:
    assert fill("{{total}} {{{total}}}", {"total": "5"}) == "{total} {5}"


def test_it_never_fills_what_a_value_holds() -> None:
    assert fill("{customer}: {total}", {"customer": "{total} & {{", "total": "5"}) == "{total} & {{: 5"


def test_it_lists_words_in_order() -> None:
    assert placeholders("{b} {a} {b} {{c}}") == ("b", "a", "b")


@pytest.mark.parametrize("word", sorted(PLACEHOLDERS))
def test_it_knows_every_word_of_the_list(word: str) -> None:
    assert unknown_placeholders("{" + word + "}") == ()


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("nothing here", ()),
        ("{amount}", ("amount",)),
        ("{Total} {amount} {amount}", ("Total", "amount")),
        ("{ total }", (" total ",)),
        ("{}", ("",)),
        ("an { alone", ("{",)),
        ("an } alone", ("}",)),
        ("{total!r} {total:>5} {total.x}", ("total!r", "total:>5", "total.x")),
        ("{{amount}}", ()),
    ],
)
def test_it_names_what_nobody_can_fill(text: str, unknown: tuple[str, ...]) -> None:
    assert unknown_placeholders(text) == unknown


def test_it_refuses_to_fill_an_unknown_word() -> None:
    with pytest.raises(KeyError):
        fill("{amount}", {"total": "5"})
