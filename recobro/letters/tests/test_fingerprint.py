"""What is approved is what is sent: the fingerprint over everything that leaves."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from hashlib import sha256

import pytest

from recobro.letters import compose, content_from_json, content_to_json, fingerprint
from recobro.letters.stored import canonical
from recobro.letters.tests import cast
from recobro.letters.values import Enclosure

CHANNELS = ("email", "letter", "task")


@pytest.mark.parametrize("channel", CHANNELS)
def test_it_is_the_same_for_the_same_content(channel: str) -> None:
    content = cast.content()
    again = content_from_json(content_to_json(content))
    assert compose(content, channel) == compose(again, channel)


@pytest.mark.parametrize("channel", CHANNELS)
def test_it_does_not_depend_on_how_a_decimal_was_written(channel: str) -> None:
    one = cast.content(sections=(cast.section("EUR", cast.line(original=Decimal("1240"))),))
    other = cast.content(sections=(cast.section("EUR", cast.line(original=Decimal("1240.0000"))),))
    assert compose(one, channel).fingerprint == compose(other, channel).fingerprint


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize(
    "changes",
    [
        {"sections": (cast.section("EUR", cast.line(original=Decimal("1240.01"))),)},
        {"sections": (cast.section("USD"),)},
        {"sections": (cast.section("EUR", cast.line("INV-2")),)},
        {"addressee": cast.addressee(customer="Later GmbH")},
        {"payments_until": cast.TODAY},
    ],
    ids=["amount", "currency", "number", "customer", "payments until"],
)
def test_it_changes_with_what_is_said(channel: str, changes: dict) -> None:
    assert (
        compose(cast.content(), channel).fingerprint != compose(cast.content(**changes), channel).fingerprint
    )


def test_it_changes_with_the_recipient_alone() -> None:
    other = cast.addressee(email="other@late.example")
    one, two = compose(cast.content(), "email"), compose(cast.content(addressee=other), "email")
    assert (one.text, one.html) == (two.text, two.html)
    assert one.fingerprint != two.fingerprint


def test_it_covers_every_part_that_leaves() -> None:
    rendered = compose(cast.content(), "letter")
    for part in ("channel", "language", "subject", "text", "html", "letter"):
        assert fingerprint(replace(rendered, **{part: "x"})) != rendered.fingerprint
    assert fingerprint(replace(rendered, recipient=("x",))) != rendered.fingerprint


def test_it_is_sha_256_over_canonical_json() -> None:
    rendered = compose(cast.content(), "email")
    leaves = {
        "channel": "email",
        "recipient": ["ana@late.example"],
        "language": "en",
        "subject": rendered.subject,
        "text": rendered.text,
        "html": rendered.html,
        "letter": "",
    }
    assert rendered.fingerprint == sha256(canonical(leaves).encode()).hexdigest()
    assert fingerprint(rendered) == rendered.fingerprint


def test_it_names_to_whom_it_goes() -> None:
    content = cast.content()
    assert compose(content, "email").recipient == ("ana@late.example",)
    assert compose(content, "letter").recipient == (
        "Late GmbH",
        "Attn. Ana Ruiz",
        "Calle Mayor 7",
        "28013 Madrid",
        "Spain",
    )
    assert compose(content, "task").recipient == ("Late GmbH", "C-1001")


def test_it_refuses_a_channel_without_a_layout() -> None:
    with pytest.raises(ValueError, match=r"channel 'sms'; there is email, letter, task"):
        compose(cast.content(), "sms")


def test_another_version_of_an_enclosed_document_is_another_message() -> None:
    def mark(*hashes: str) -> str:
        enclosures = tuple(
            Enclosure(
                document_id=1, name="INV-1.pdf", media_type="application/pdf", size=9, sha256=one, items=(1,)
            )
            for one in hashes
        )
        return compose(cast.content(enclosures=enclosures), "email").fingerprint

    assert mark("a") == mark("a")
    assert len({mark(), mark("a"), mark("b"), mark("a", "b")}) == 4
