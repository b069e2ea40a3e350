"""The commands as a user types them, each in a process of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import click
import pytest

from recobro.cli.main import COMMANDS, Commands
from recobro.kernel import postgres
from tests.acceptance.command import Recobro
from tests.acceptance.files import csv, row, write

SEVEN_LATE = "2026-02-11"
FOURTEEN_LATE = "2026-02-18"
PRINTS_NO_JSON = {"policy export"}  # it prints TOML
NOT_OF_A_DAY = {"company", "db", "policy", "import", "demo", "check", "plan", "messages", "approve", "withdraw"}


# The house: a home with a database of its own, commands, and what they say when something is wrong.


def test_it_works_in_a_home_of_its_own_with_the_embedded_database(tmp_path: Path) -> None:
    """The commands of the issue, from nothing; a second home lives beside it."""
    first, second = Recobro(home=tmp_path / "first"), Recobro(home=tmp_path / "second")
    try:
        added = first("company", "add", "Replay", "--currency", "USD", "--country", "US", "--language", "en")
        assert "in rehearsal" in added.stdout
        file = write(tmp_path / "invoices.csv", csv(row("I-1", "55.94", currency="USD")))
        first("import", file, "--company", "Replay")
        [currency] = first("ageing", "--company", "Replay", "--as-of", "2026-01-31", "--json").json()["currencies"]
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


def _commands() -> Iterator[tuple[str, click.Command]]:
    group = Commands()
    context = click.Context(group)
    for name in COMMANDS:
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from ((f"{name} {sub}", one) for sub, one in command.commands.items())
        else:
            yield name, command


def test_every_command_that_prints_has_json_and_every_one_of_a_day_has_as_of(harbour: Recobro) -> None:
    options = {
        name: {option for one in command.params for option in one.opts} for name, command in _commands_of(harbour).items()
    }

    assert {name for name, found in options.items() if "--json" not in found} == PRINTS_NO_JSON
    days = {"--as-of", "--on", "--from", "--made"}
    without = {name for name, found in options.items() if not found & days and name.split()[0] not in NOT_OF_A_DAY}
    assert without == set()


def _commands_of(harbour: Recobro) -> dict[str, click.Command]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RECOBRO_HOME", str(harbour.home))
        patch.setattr("recobro.cli.main.ready", lambda: None)  # the commands are looked at, not run
        return dict(_commands())


def test_it_names_the_companies_there_are(harbour: Recobro) -> None:
    said = harbour("ageing", "--company", "Nobody", status=2).stderr

    assert said == "Refused: company: There is no company 'Nobody'. Companies: Harbour. Add one: recobro company add.\n"


def test_it_asks_for_a_company_where_there_is_none(recobro: Recobro) -> None:
    assert recobro("ageing", status=2).stderr == "Refused: company: There is no company yet. Add one: recobro company add.\n"


def test_it_asks_which_company_where_there_are_two(harbour: Recobro) -> None:
    harbour("company", "add", "Quay", "--currency", "EUR", "--country", "ES", "--language", "en")

    assert "There is more than one company. Say which: --company NAME." in harbour("ageing", status=2).stderr


def test_it_refuses_a_company_of_which_everything_is_wrong(recobro: Recobro) -> None:
    said = recobro("company", "add", " ", "--currency", "EURO", "--country", "XX1", "--language", "de", status=2).stderr

    assert len(said.splitlines()) == 4
    assert all(line.startswith("Refused: company: ") for line in said.splitlines())
    assert recobro("company", "list", "--json").json() == []


def test_it_says_that_there_is_no_such_item_customer_or_case(harbour: Recobro) -> None:
    assert "There is no item and no customer 'X-9'" in harbour("explain", "X-9", status=2).stderr
    assert "There is no customer 'NOBODY'" in harbour("evaluate", "--customer", "NOBODY", status=2).stderr
    hold = harbour("hold", "--item", "X-9", "--until", "2026-03-01", "--reason", "moving", status=2)
    assert "There is no item 'X-9'" in hold.stderr
    assert "There is no open hold 7" in harbour("end", "hold", "7", status=2).stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("nonsense",), "No such command 'nonsense'"),
        (("ageing", "--as-of", "30/02/2026"), "'30/02/2026' is no day. Write it as 2026-11-21."),
        (("ageing", "--as-of", "2026-02-30"), "'2026-02-30' is no day."),
        (("dispute", "--item", "I-1", "--amount", "many", "--reason", "x"), "'many' is no amount. Write it as 1234.50."),
        (("ageing", "--buckets", "60,30"), "no list of growing days"),
        (("evaluate", "--outcome", "perhaps"), "'perhaps' is not one of"),
        (("approve",), "Say what to approve."),
        (("policy", "assign", "unheard-of"), "There is no policy 'unheard-of'."),
    ],
)  # fmt: skip
def test_it_refuses_what_it_does_not_understand(harbour: Recobro, words: tuple[str, ...], says: str) -> None:
    assert says in harbour(*words, status=2).stderr


# The day.


def test_the_night_twice_on_a_day_reminds_nobody_twice(harbour: Recobro) -> None:
    """P-1."""
    first = harbour("night", "--as-of", SEVEN_LATE, "--json").json()
    mails = harbour.files()
    second = harbour("night", "--as-of", SEVEN_LATE, "--json").json()

    assert [(one["customer_code"], one["level_key"]) for one in first["reminders"]] == [
        ("GONE", "first-reminder"),
        ("LATE", "first-reminder"),
    ]
    assert first["delivered"] == {"sent": 4}  # an e-mail and a task each
    assert len(mails) == 2
    assert (second["reminders"], second["messages"], second["delivered"]) == ([], 0, {})
    assert harbour.files() == mails


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


def test_propose_dry_run_leaves_no_trace_either(harbour: Recobro) -> None:
    before = harbour.contents()

    harbour("propose", "--as-of", SEVEN_LATE, "--dry-run", "--json").json()

    assert harbour.contents() == before


def test_it_proposes_shows_approves_and_delivers(harbour: Recobro) -> None:
    """The formal letter waits for a person, and leaves when he has approved the level; only then it is told."""
    for day in (SEVEN_LATE, FOURTEEN_LATE):
        harbour("night", "--as-of", day)
    day = harbour("propose", "--as-of", "2026-02-25", "--json").json()
    assert day["waiting_for_approval"] == 2

    [gone, late] = harbour("plan", "--json").json()
    assert {one["level_key"] for one in (gone, late)} == {"formal-letter"}
    assert late["needs_person"] == "Level formal-letter is sent after approval by a person."
    assert "Subject:" in harbour("plan", "--reminder", str(late["reminder_id"])).stdout
    assert harbour("deliver", "--as-of", "2026-02-25", "--json").json()["delivered"] == {}
    approved = harbour("approve", "--level", "formal-letter", "--by", "Ana", "--json").json()["approved"]
    assert sorted(approved) == sorted([gone["reminder_id"], late["reminder_id"]])
    done = harbour("deliver", "--as-of", "2026-02-25", "--json").json()

    assert done["delivered"] == {"sent": 2}  # the calls
    assert done["printed"]["letters"] == 2
    assert harbour("plan", "--json").json() == []
    assert "told at level formal-letter on 2026-02-25" in harbour("explain", "I-1", "--as-of", "2026-02-26").stdout


def test_it_takes_reminders_back(harbour: Recobro) -> None:
    day = harbour("propose", "--as-of", SEVEN_LATE, "--json").json()
    numbers = [one["reminder_id"] for one in day["reminders"]]

    taken = harbour("withdraw", *map(str, numbers), "--reason", "We telephone first.", "--json").json()

    assert taken == {"withdrawn": [{"reminder": number, "messages": 2} for number in numbers]}
    assert harbour("deliver", "--as-of", SEVEN_LATE, "--json").json()["delivered"] == {}
    again = harbour("propose", "--as-of", SEVEN_LATE, "--json").json()
    assert [one["customer_code"] for one in again["reminders"]] == ["GONE", "LATE"]


def test_the_mailbox_holds_one_file_a_message(harbour: Recobro) -> None:
    harbour("night", "--as-of", SEVEN_LATE)
    paths = [harbour.home / name for name in harbour.files()]

    mails = [BytesParser(policy=policy.default).parsebytes(path.read_bytes()) for path in paths]

    assert sorted(mail["To"] for mail in mails) == ["ap@gone.example", "ap@late.example"]
    assert {path.suffix for path in paths} == {".eml"}
    listed = [one for one in harbour("messages", "--json").json() if one["channel"] == "email"]
    assert sorted(one["header_id"] for one in listed) == sorted(mail["Message-ID"] for mail in mails)


def test_it_prints_one_json_document_whatever_it_is_asked(harbour: Recobro, tmp_path: Path) -> None:
    """A day's work, every answer as JSON."""
    toml = tmp_path / "mine.toml"
    toml.write_text(harbour("policy", "export", "weekly").stdout.replace('key = "weekly"', 'key = "mine"', 1), encoding="utf-8")
    file = write(tmp_path / "more.csv", csv(row("I-2", "20.00", due="2026-02-04")))
    for words in (
        ("company", "list"),
        ("company", "set", "--phone", "+34 910 000 000"),
        ("company", "bank", "--iban", "ES91 2100 0418 4502 0005 1332"),
        ("company", "member", "--name", "Ana Ruiz", "--email", "ana@harbour.example"),
        ("import", str(file), "--source", "more", "--dry-run"),
        ("import", str(file), "--source", "more"),
        ("policy", "ready"),
        ("policy", "list"),
        ("policy", "load", str(toml)),
        ("policy", "show", "mine", "--due", "2026-02-04"),
        ("policy", "assign", "mine", "--customer", "GONE", "--from", SEVEN_LATE),
        ("evaluate", "--as-of", SEVEN_LATE),
        ("evaluate", "--as-of", SEVEN_LATE, "--outcome", "remind"),
        ("explain", "LATE", "--as-of", SEVEN_LATE),
        ("propose", "--as-of", SEVEN_LATE),
        ("plan",),
        ("approve", "--all"),
        ("deliver", "--as-of", SEVEN_LATE),
        ("messages", "--customer", "LATE"),
        ("tasks",),
        ("tasks", "--done", "1", "--as-of", SEVEN_LATE),
        ("cases", "--as-of", SEVEN_LATE),
        ("ageing", "--as-of", SEVEN_LATE, "--by", "customer", "--buckets", "10,20"),
        ("check",),
        ("db", "status"),
    ):
        assert isinstance(harbour(*words, "--json").json(), dict | list), words


def test_it_shows_the_ageing_by_customer_and_as_csv(harbour: Recobro) -> None:
    aged = harbour("ageing", "--as-of", "2026-03-01", "--by", "customer", "--json").json()

    assert {one["code"]: one["currencies"][0]["total"] for one in aged["customers"]} == {"GONE": "290.00", "LATE": "100.00"}
    assert aged["currencies"][0]["total"] == "390.00"
    assert "EUR" in harbour("ageing", "--as-of", "2026-03-01", "--csv").stdout


# What people agreed, by the command line; explain says so, and when it ends.


def _explain(harbour: Recobro, name: str, as_of: str) -> str:
    return harbour("explain", name, "--as-of", as_of).stdout


def test_it_explains_an_item_and_a_customer(harbour: Recobro) -> None:
    item = _explain(harbour, "I-1", SEVEN_LATE)
    customer = _explain(harbour, "GONE", SEVEN_LATE)

    assert item == (
        "I-1 (100.00 EUR open, due 2026-02-04, 7 days late) is reminded on 2026-02-11: level first-reminder is reached. "
        "Policy collection, chosen by company. The reminder goes out at level first-reminder.\n"
    )
    assert [line.split()[0] for line in customer.splitlines()] == ["G-1", "G-2"]
    assert "G-2 (40.00 EUR open, due 2026-03-30, not late) is not reminded" in customer
    assert "no level is reached yet: due-soon on 2026-03-27" in customer
    assert harbour("explain", "gone", "--as-of", SEVEN_LATE, "--json").json()["items"][0]["outcome"] == "remind"


def test_a_hold_stops_reminders_until_it_ends(harbour: Recobro) -> None:
    words = ("hold", "--customer", "LATE", "--from", SEVEN_LATE, "--until", "2026-02-20", "--reason", "They move.")
    number = harbour(*words, "--json").json()["hold"]

    assert "the customer is on hold until 2026-02-21" in _explain(harbour, "I-1", SEVEN_LATE)
    assert "is reminded" in _explain(harbour, "I-1", "2026-02-21")
    harbour("end", "hold", str(number), "--on", "2026-02-15")
    assert "is reminded" in _explain(harbour, "I-1", "2026-02-15")
    assert "on hold" in _explain(harbour, "I-1", "2026-02-14")
    assert "There is no open hold" in harbour("end", "hold", str(number), status=2).stderr


def test_a_dispute_takes_its_part_out(harbour: Recobro) -> None:
    part = ("--amount", "30.00", "--from", SEVEN_LATE, "--reason", "Two crates were broken.")
    number = harbour("dispute", "--item", "I-1", *part, "--json").json()["dispute"]

    assert "Of it 30.00 disputed; 70.00 EUR can be asked for." in _explain(harbour, "I-1", SEVEN_LATE)
    harbour("end", "dispute", str(number), "--on", SEVEN_LATE)
    assert "disputed" not in _explain(harbour, "I-1", SEVEN_LATE)
    harbour("dispute", "--item", "I-1", "--from", SEVEN_LATE, "--reason", "Never ordered.")
    assert "is not reminded on 2026-02-11: it is disputed." in _explain(harbour, "I-1", SEVEN_LATE)
    assert harbour("night", "--as-of", SEVEN_LATE, "--json").json()["outcomes"]["disputed"] == 1


def test_a_promise_waits_three_banking_days(harbour: Recobro) -> None:
    words = ("promise", "--customer", "LATE", "--made", SEVEN_LATE, "--on", "2026-02-20", "--reason", "By telephone.")
    harbour(*words)

    said = _explain(harbour, "I-1", SEVEN_LATE)
    assert "payment is promised; reminders wait until 2026-02-26" in said  # Friday, then Monday to Wednesday
    assert "is reminded" in _explain(harbour, "I-1", "2026-02-26")
    too_much = harbour("promise", "--customer", "LATE", "--amount", "100.01", "--on", "2026-12-01", "--reason", "x", status=2)
    assert "100.01 EUR is not between 0 and what is owed, 100.00 EUR" in too_much.stderr


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("never_remind", "it is marked never to be reminded"),
        ("direct_debit", "it is collected by direct debit"),
        ("insolvency", "insolvency proceedings are open and the claim is older"),
        ("lawyer", "it is with a lawyer or a collection agency"),
        ("factor", "it is assigned to a factor"),
    ],
)  # fmt: skip
def test_a_mark_keeps_a_customer_out(harbour: Recobro, kind: str, says: str) -> None:
    mark = harbour("mark", kind, "--customer", "LATE", "--from", SEVEN_LATE, "--reason", "Letter of today.", "--json").json()

    assert f"is not reminded on 2026-02-11: {says}" in _explain(harbour, "I-1", SEVEN_LATE)
    harbour("end", "mark", str(mark["mark"]), "--on", "2026-02-13")
    assert "is reminded" in _explain(harbour, "I-1", "2026-02-13")


def test_a_case_needs_a_reason_and_somebody(harbour: Recobro) -> None:
    assert "Missing option '--reason'" in harbour("hold", "--customer", "LATE", "--until", "2026-03-01", status=2).stderr
    blank = harbour("hold", "--customer", "LATE", "--until", "2099-03-01", "--reason", " ", status=2)
    assert "A hold needs a reason." in blank.stderr
    nobody = harbour("hold", "--until", "2099-03-01", "--reason", "x", status=2)
    assert "Say for whom. Give --customer CODE or --item NUMBER." in nobody.stderr
    harbour("hold", "--item", "I-1", "--from", SEVEN_LATE, "--until", "2026-03-01", "--reason", "They move.", "--by", "Ana")
    [case] = harbour("cases", "--as-of", SEVEN_LATE, "--json").json()
    assert (case["kind"], case["number"], case["by"], case["reason"]) == ("hold", "I-1", "Ana", "They move.")


def test_the_nearest_policy_wins_and_is_shown(harbour: Recobro) -> None:
    harbour("policy", "assign", "weekly", "--customer", "LATE", "--from", "2026-02-01")
    assert "Policy weekly, chosen by customer." in _explain(harbour, "I-1", SEVEN_LATE)
    harbour("policy", "assign", "two-step", "--item", "I-1", "--from", "2026-02-01")
    assert "Policy two-step, chosen by item." in _explain(harbour, "I-1", SEVEN_LATE)
    assert "Policy collection, chosen by company." in _explain(harbour, "I-1", "2026-01-31")


# Live: today only, and a letter is told when a person says that it is in the post.


def test_a_live_company_runs_today_only(harbour: Recobro) -> None:
    harbour("company", "live", "--yes", "--by", "Ana")
    today = datetime.now(UTC).date()
    yesterday = str(today - timedelta(days=1))

    for words in (("night", "--as-of", yesterday), ("propose", "--as-of", yesterday)):
        assert f"Harbour is live: a run is for today ({today}), not for {yesterday}." in harbour(*words, status=2).stderr
    assert "messages leave today" in harbour("deliver", "--as-of", yesterday, status=2).stderr
    assert harbour("night", "--as-of", yesterday, "--dry-run", "--json").json()["as_of"] == yesterday
    assert "has been live since" in harbour("company", "live", "--yes", status=2).stderr


def test_going_live_asks_first(harbour: Recobro) -> None:
    process = harbour("company", "live", status=130)  # nobody is there to answer

    assert "Stopped." in process.stderr
    assert harbour("company", "list", "--json").json()[0]["mode"] == "rehearsal"


def test_a_live_letter_is_told_when_it_is_recorded_as_posted(harbour: Recobro, tmp_path: Path) -> None:
    """A customer without e-mail; in the company's own time zone, today is seven days late."""
    today = datetime.now(UTC).date()
    invoice = row("L-1", "75.00", code="PAPER", issued=str(today - timedelta(days=37)), due=str(today - timedelta(days=7)))
    harbour("import", write(tmp_path / "paper.csv", csv(invoice.replace("ap@paper.example", ""))), "--source", "paper")
    for code in ("LATE", "GONE"):
        harbour("mark", "never_remind", "--customer", code, "--from", str(today), "--reason", "Not in this test.")
    harbour("company", "live", "--yes")

    night = harbour("night", "--json").json()

    assert night["printed"]["letters"] == 1
    assert Path(night["printed"]["path"]).read_bytes().startswith(b"%PDF")
    assert "its last message is not settled" in _explain(harbour, "L-1", str(today))
    posted = harbour("record", "posted", str(night["printed"]["batch_id"]), "--json").json()
    assert posted["letters"] == 1
    assert f"it was told at level first-reminder on {today}" in _explain(harbour, "L-1", str(today))
    again = harbour("record", "posted", str(night["printed"]["batch_id"]), status=2)
    assert "waits to be posted" in again.stderr


def test_json_keeps_letters_of_every_language(harbour: Recobro, tmp_path: Path) -> None:
    file = write(tmp_path / "es.csv", csv(row("Ñ-1", code="PEÑA")))
    harbour("import", file, "--source", "es")

    found = harbour("explain", "Ñ-1", "--as-of", SEVEN_LATE, "--json")

    assert "Ñ-1" in found.stdout
    assert json.loads(found.stdout)["items"][0]["customer"] == "PEÑA"
