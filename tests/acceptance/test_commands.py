"""The commands as a user types them, each in a process of its own. What needs no process stands in `test_cases.py`."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest

from recobro.kernel import postgres
from tests.acceptance.command import Recobro
from tests.acceptance.files import csv, row, write

SEVEN_LATE = "2026-02-11"
FOURTEEN_LATE = "2026-02-18"


# The house: a home with a database of its own, commands, and what they say when something is wrong.


@pytest.mark.slow
def test_it_works_in_a_home_of_its_own_with_the_embedded_database(tmp_path: Path) -> None:
    """The commands of the issue, from nothing; a second home lives beside it."""
    first, second = Recobro(home=tmp_path / "first"), Recobro(home=tmp_path / "second")
    try:
        added = first("company", "add", "Replay", "--currency", "USD", "--country", "US", "--language", "en")
        assert "in rehearsal" in added.stdout
        file = write(tmp_path / "invoices.csv", csv(row("I-1", "55.94", currency="USD")))
        first("import", file, "--company", "Replay")
        [currency] = first("ageing", "--company", "Replay", "--as-of", "2026-01-31", "--json").json()[
            "currencies"
        ]
        assert (currency["total"], currency["items"]) == ("55.94", 1)
        assert first("db", "status", "--json").json()["running"] is True
        assert second("company", "list", "--json").json() == []
        first("db", "stop")
        assert first("db", "status", "--json").json()["running"] is False
        assert second("db", "status", "--json").json()["running"] is True
        assert [one["name"] for one in first("company", "list", "--json").json()] == ["Replay"]
    finally:
        postgres.remove(first.home)
        postgres.remove(second.home)


# The day.


def test_the_night_twice_on_a_day_reminds_nobody_twice(harbour: Recobro) -> None:
    """P-1."""
    first = harbour("night", "--as-of", SEVEN_LATE, "--json").json()
    mails = harbour.files()
    second = harbour("night", "--as-of", SEVEN_LATE, "--json").json()

    assert {(one["customer_code"], one["level_key"]) for one in first["reminders"]} == {
        ("GONE", "first-reminder"),
        ("LATE", "first-reminder"),
    }
    assert first["delivered"] == {"sent": 4}  # an e-mail and a task each
    assert len(mails) == 2
    assert (second["reminders"], second["messages"], second["delivered"]) == ([], 0, {})
    assert harbour.files() == mails


@pytest.mark.slow
def test_a_dry_run_shows_all_of_it_and_leaves_no_trace(harbour: Recobro) -> None:
    before, files = harbour.contents(), harbour.files()

    shown = harbour("night", "--as-of", SEVEN_LATE, "--dry-run").stdout
    as_json = harbour("night", "--as-of", SEVEN_LATE, "--dry-run", "--json").json()

    assert harbour.contents() == before
    assert harbour.files() == files == []
    assert "--- LATE: email to ap@late.example" in shown
    assert "100.00 EUR" in shown
    messages = [message for one in as_json["reminders"] for message in one["messages"]]
    done = harbour("night", "--as-of", SEVEN_LATE, "--json").json()
    sent = [message for one in done["reminders"] for message in one["messages"]]
    assert [_said(one) for one in messages] == [_said(one) for one in sent]  # it was the exact list


def _said(message: dict[str, Any]) -> tuple[str, ...]:
    return tuple(message[key] for key in ("channel", "role", "recipient", "subject", "text"))


@pytest.mark.slow
def test_it_proposes_shows_approves_and_delivers(harbour: Recobro) -> None:
    """The formal letter waits for a person, and leaves when he has approved the level; only then it is told."""
    for day in (SEVEN_LATE, FOURTEEN_LATE):
        harbour("night", "--as-of", day)
    day = harbour("propose", "--as-of", "2026-02-25", "--json").json()
    assert day["waiting_for_approval"] == 2

    [gone, late] = harbour("plan", "--json").json()
    assert {one["level_key"] for one in (gone, late)} == {"formal-letter"}
    assert late["needs_person"] == "Its level is sent only after a person has approved it."
    assert "Subject:" in harbour("plan", "--reminder", str(late["reminder_id"])).stdout
    assert harbour("deliver", "--as-of", "2026-02-25", "--json").json()["delivered"] == {}
    approved = harbour("approve", "--level", "formal-letter", "--yes", "--by", "Ana", "--json").json()[
        "approved"
    ]
    assert sorted(approved) == sorted([gone["reminder_id"], late["reminder_id"]])
    done = harbour("deliver", "--as-of", "2026-02-25", "--json").json()

    assert done["delivered"] == {"sent": 2}  # the calls
    assert done["printed"]["letters"] == 2
    assert harbour("plan", "--json").json() == []
    assert (
        "told at level formal-letter on 2026-02-25"
        in harbour("explain", "I-1", "--as-of", "2026-02-26").stdout
    )


@pytest.mark.slow
def test_the_mailbox_holds_one_file_a_message(harbour: Recobro) -> None:
    harbour("night", "--as-of", SEVEN_LATE)
    paths = [harbour.home / name for name in harbour.files()]

    mails = [BytesParser(policy=policy.default).parsebytes(path.read_bytes()) for path in paths]

    assert sorted(mail["To"] for mail in mails) == ["ap@gone.example", "ap@late.example"]
    assert {path.suffix for path in paths} == {".eml"}
    listed = [one for one in harbour("messages", "--json").json() if one["channel"] == "email"]
    assert sorted(one["header_id"] for one in listed) == sorted(mail["Message-ID"] for mail in mails)


# Live: today only, and a letter is told when a person says that it is in the post.


def test_going_live_asks_first(harbour: Recobro) -> None:
    process = harbour("company", "live", status=130)  # nobody is there to answer

    assert "Stopped." in process.stderr
    assert harbour("company", "list", "--json").json()[0]["mode"] == "rehearsal"


@pytest.mark.slow
def test_a_live_letter_is_told_when_it_is_recorded_as_posted(harbour: Recobro, tmp_path: Path) -> None:
    """A customer without e-mail; in the company's own time zone, today is seven days late."""
    today = datetime.now(UTC).date()
    invoice = row(
        "L-1",
        "75.00",
        code="PAPER",
        issued=str(today - timedelta(days=37)),
        due=str(today - timedelta(days=7)),
    )
    harbour(
        "import",
        write(tmp_path / "paper.csv", csv(invoice.replace("ap@paper.example", ""))),
        "--source",
        "paper",
    )
    for code in ("LATE", "GONE"):
        harbour(
            "mark", "never_remind", "--customer", code, "--from", str(today), "--reason", "Not in this test."
        )
    harbour("company", "live", "--yes")

    night = harbour("night", "--json").json()

    assert night["printed"]["letters"] == 1
    assert Path(night["printed"]["path"]).read_bytes().startswith(b"%PDF")
    assert "its last message is not settled" in harbour("explain", "L-1", "--as-of", str(today)).stdout
    posted = harbour("record", "posted", str(night["printed"]["batch_id"]), "--json").json()
    assert posted["letters"] == 1
    assert (
        f"it was told at level first-reminder on {today}"
        in harbour("explain", "L-1", "--as-of", str(today)).stdout
    )
    again = harbour("record", "posted", str(night["printed"]["batch_id"]), status=2)
    assert "waits to be posted" in again.stderr


@pytest.mark.slow
def test_json_keeps_letters_of_every_language(harbour: Recobro, tmp_path: Path) -> None:
    file = write(tmp_path / "es.csv", csv(row("Ñ-1", code="PEÑA")))
    harbour("import", file, "--source", "es")

    found = harbour("explain", "Ñ-1", "--as-of", SEVEN_LATE, "--json")

    assert "Ñ-1" in found.stdout
    assert json.loads(found.stdout)["items"][0]["customer"] == "PEÑA"
