"""The commands in this process: what they refuse and how they say it, what people agreed, and JSON from every one of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import pytest

from recobro.casework.models import Task
from recobro.cli.main import COMMANDS, Commands
from recobro.evaluation.models import Reminder, Run, Step
from recobro.outbox.models import Message
from tests.acceptance.command import Here, is_connected
from tests.acceptance.files import csv, row, write

SEVEN_LATE = "2026-02-11"
NOT_OF_A_DAY = {
    "bank",
    "rates read",
    "company",
    "db",
    "policy",
    "import",
    "demo",
    "check",
    "scheduler",
    "heartbeat",
    "plan",
    "messages",
    "approve",
    "withdraw",
    "record payments-through",
    "customer set",
    "customer pay-days",
    "customer contacts",
    "customer retire",
    "customer reinstate",
    "document",
    "web",
}
WITHOUT_ANSWER = {"web", "company password"}  # they serve, or ask at the keyboard


# What they refuse


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


def test_every_command_has_json_and_every_one_of_a_day_has_as_of(db: None) -> None:
    with is_connected():
        options = {
            name: {option for one in command.params for option in one.opts} for name, command in _commands()
        }

    silent = {name for name, found in options.items() if "--json" not in found}
    assert {name for name in silent if not {name, name.split()[0]} & WITHOUT_ANSWER} == set()
    days = {"--as-of", "--on", "--from", "--made"}
    without = {
        name
        for name, found in options.items()
        if not found & days and not {name, name.split()[0]} & NOT_OF_A_DAY
    }
    assert without == set()


def test_it_names_the_companies_there_are(here: Here) -> None:
    said = here("ageing", "--company", "Nobody", status=2).stderr

    assert (
        said
        == "Refused: company: There is no company 'Nobody'. Companies: Harbour. Add one: recobro company add.\n"
    )


def test_it_asks_for_a_company_where_there_is_none(db: None, home: Path) -> None:
    assert (
        Here()("ageing", status=2).stderr
        == "Refused: company: There is no company yet. Add one: recobro company add.\n"
    )


def test_it_asks_which_company_where_there_are_two(here: Here) -> None:
    here("company", "add", "Quay", "--currency", "EUR", "--country", "ES", "--language", "en")

    assert "There is more than one company. Say which: --company NAME." in here("ageing", status=2).stderr


def test_it_refuses_a_company_of_which_everything_is_wrong(db: None, home: Path) -> None:
    said = Here()(
        "company", "add", " ", "--currency", "EURO", "--country", "XX1", "--language", "de", status=2
    ).stderr

    assert len(said.splitlines()) == 4
    assert all(line.startswith("Refused: company: ") for line in said.splitlines())
    assert Here()("company", "list", "--json").json() == []


def test_it_says_that_there_is_no_such_item_customer_or_case(here: Here) -> None:
    assert "There is no item and no customer 'X-9'" in here("explain", "X-9", status=2).stderr
    assert "There is no customer 'NOBODY'" in here("evaluate", "--customer", "NOBODY", status=2).stderr
    hold = here("hold", "--item", "X-9", "--until", "2026-03-01", "--reason", "moving", status=2)
    assert "There is no item 'X-9'" in hold.stderr
    assert "There is no open hold 7" in here("end", "hold", "7", status=2).stderr


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
        (("approve", "7"), "Reminder 7 does not wait for approval."),
        (("policy", "assign", "unheard-of"), "There is no policy 'unheard-of'."),
    ],
)  # fmt: skip
def test_it_refuses_what_it_does_not_understand(here: Here, words: tuple[str, ...], says: str) -> None:
    assert says in here(*words, status=2).stderr


# The day


def test_propose_dry_run_leaves_no_trace_either(here: Here) -> None:
    day = here("propose", "--as-of", SEVEN_LATE, "--dry-run", "--json").json()

    assert len(day["reminders"]) == 2
    assert [model.objects.count() for model in (Run, Reminder, Step, Message)] == [0, 0, 0, 0]


def test_it_takes_reminders_back(here: Here) -> None:
    day = here("propose", "--as-of", SEVEN_LATE, "--json").json()
    numbers = [one["reminder_id"] for one in day["reminders"]]

    taken = here("withdraw", *map(str, numbers), "--reason", "We telephone first.", "--json").json()

    assert taken == {"withdrawn": [{"reminder": number, "messages": 2} for number in numbers]}
    assert here("deliver", "--as-of", SEVEN_LATE, "--json").json()["delivered"] == {}
    again = here("propose", "--as-of", SEVEN_LATE, "--json").json()
    assert {one["customer_code"] for one in again["reminders"]} == {"GONE", "LATE"}


def test_it_prints_one_json_document_whatever_it_is_asked(here: Here, tmp_path: Path) -> None:
    """A day's work, every answer as JSON."""
    toml = tmp_path / "mine.toml"
    toml.write_text(
        here("policy", "export", "weekly").stdout.replace('key = "weekly"', 'key = "mine"', 1),
        encoding="utf-8",
    )
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
        ("deliver", "--as-of", SEVEN_LATE),
        ("messages", "--customer", "LATE"),
        ("tasks",),
        ("tasks", "--done", "THE FIRST", "--as-of", SEVEN_LATE),
        ("cases", "--as-of", SEVEN_LATE),
        ("ageing", "--as-of", SEVEN_LATE, "--by", "customer", "--buckets", "10,20"),
        ("check",),
        ("db", "status"),
    ):
        said = [_first_task() if word == "THE FIRST" else word for word in words]
        assert isinstance(here(*said, "--json").json(), dict | list), words


def _first_task() -> str:
    return str(Task.objects.order_by("id").values_list("id", flat=True)[0])


def test_it_shows_the_ageing_by_customer_and_as_csv(here: Here) -> None:
    aged = here("ageing", "--as-of", "2026-03-01", "--by", "customer", "--json").json()

    assert {one["code"]: one["currencies"][0]["total"] for one in aged["customers"]} == {
        "GONE": "290.00",
        "LATE": "100.00",
    }
    assert aged["currencies"][0]["total"] == "390.00"
    assert "EUR" in here("ageing", "--as-of", "2026-03-01", "--csv").stdout


# What people agreed; explain says so, and when it ends


def _explain(here: Here, name: str, as_of: str) -> str:
    return here("explain", name, "--as-of", as_of).stdout


def test_it_explains_an_item_and_a_customer(here: Here) -> None:
    item = _explain(here, "I-1", SEVEN_LATE)
    customer = _explain(here, "GONE", SEVEN_LATE)

    assert item == (
        "I-1 (100.00 EUR open, due 2026-02-04, 7 days late) is reminded on 2026-02-11: level first-reminder is reached. "
        "Policy collection, chosen by company. The reminder goes out at level first-reminder.\n"
        "  Level first-reminder counts by its trigger D+7, and is reached.\n"
        "  Floor of the policy: below 5.00 EUR nothing is sent; 100.00 EUR of the customer can be asked for.\n"
        "  Ceiling of the policy: above 50000.00 EUR a person approves; 100.00 EUR of the customer can be asked for.\n"
    )
    assert [line.split()[0] for line in customer.splitlines()] == ["G-1", "G-2", "Floor", "Ceiling"]
    assert "G-2 (40.00 EUR open, due 2026-03-30, not late) is not reminded" in customer
    assert "no level is reached yet: due-soon on 2026-03-27" in customer
    assert here("explain", "gone", "--as-of", SEVEN_LATE, "--json").json()["items"][0]["outcome"] == "remind"


def test_a_hold_stops_reminders_until_it_ends(here: Here) -> None:
    words = (
        "hold",
        "--customer",
        "LATE",
        "--from",
        SEVEN_LATE,
        "--until",
        "2026-02-20",
        "--reason",
        "They move.",
    )
    number = here(*words, "--json").json()["hold"]

    assert "the customer is on hold until 2026-02-20" in _explain(here, "I-1", SEVEN_LATE)
    assert "is reminded" in _explain(here, "I-1", "2026-02-21")
    here("end", "hold", str(number), "--on", "2026-02-15")
    assert "is reminded" in _explain(here, "I-1", "2026-02-15")
    assert "on hold" in _explain(here, "I-1", "2026-02-14")
    assert "There is no open hold" in here("end", "hold", str(number), status=2).stderr


def test_a_dispute_takes_its_part_out(here: Here) -> None:
    part = ("--amount", "30.00", "--from", SEVEN_LATE, "--reason", "Two crates were broken.")
    number = here("dispute", "--item", "I-1", *part, "--json").json()["dispute"]

    assert "Of it 30.00 disputed; 70.00 EUR can be asked for." in _explain(here, "I-1", SEVEN_LATE)
    here("end", "dispute", str(number), "--on", SEVEN_LATE)
    assert "disputed" not in _explain(here, "I-1", SEVEN_LATE)
    here("dispute", "--item", "I-1", "--from", SEVEN_LATE, "--reason", "Never ordered.")
    assert "is not reminded on 2026-02-11: it is disputed." in _explain(here, "I-1", SEVEN_LATE)
    assert here("night", "--as-of", SEVEN_LATE, "--json").json()["outcomes"]["disputed"] == 1


def test_a_promise_waits_three_banking_days(here: Here) -> None:
    words = (
        "promise",
        "--customer",
        "LATE",
        "--made",
        SEVEN_LATE,
        "--on",
        "2026-02-20",
        "--reason",
        "By telephone.",
    )
    here(*words)

    said = _explain(here, "I-1", SEVEN_LATE)
    assert "payment of 100.00 EUR is promised; reminders wait until 2026-02-25" in said
    assert "is reminded" in _explain(here, "I-1", "2026-02-26")
    too_much = here(
        "promise", "--customer", "LATE", "--amount", "100.01", "--on", "2026-12-01", "--reason", "x", status=2
    )
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
def test_a_mark_keeps_a_customer_out(here: Here, kind: str, says: str) -> None:
    mark = here(
        "mark", kind, "--customer", "LATE", "--from", SEVEN_LATE, "--reason", "Letter of today.", "--json"
    ).json()

    assert f"is not reminded on 2026-02-11: {says}" in _explain(here, "I-1", SEVEN_LATE)
    here("end", "mark", str(mark["mark"]), "--on", "2026-02-13")
    assert "is reminded" in _explain(here, "I-1", "2026-02-13")


def test_a_case_needs_a_reason_and_somebody(here: Here) -> None:
    assert (
        "Missing option '--reason'"
        in here("hold", "--customer", "LATE", "--until", "2026-03-01", status=2).stderr
    )
    blank = here("hold", "--customer", "LATE", "--until", "2099-03-01", "--reason", " ", status=2)
    assert "A hold needs a reason." in blank.stderr
    nobody = here("hold", "--until", "2099-03-01", "--reason", "x", status=2)
    assert "Say for whom. Give --customer CODE or --item NUMBER." in nobody.stderr
    here(
        "hold",
        "--item",
        "I-1",
        "--from",
        SEVEN_LATE,
        "--until",
        "2026-03-01",
        "--reason",
        "They move.",
        "--by",
        "Ana",
    )
    [case] = here("cases", "--as-of", SEVEN_LATE, "--json").json()
    assert (case["kind"], case["number"], case["by"], case["reason"]) == ("hold", "I-1", "Ana", "They move.")


def test_the_nearest_policy_wins_and_is_shown(here: Here) -> None:
    here("policy", "assign", "weekly", "--customer", "LATE", "--from", "2026-02-01")
    assert "Policy weekly, chosen by customer." in _explain(here, "I-1", SEVEN_LATE)
    here("policy", "assign", "two-step", "--item", "I-1", "--from", "2026-02-01")
    assert "Policy two-step, chosen by item." in _explain(here, "I-1", SEVEN_LATE)
    assert "Policy collection, chosen by company." in _explain(here, "I-1", "2026-01-31")


# Live


def test_a_live_company_runs_today_only(here: Here) -> None:
    here("company", "live", "--yes", "--by", "Ana")
    today = datetime.now(UTC).date()
    yesterday = str(today - timedelta(days=1))

    for words in (("night", "--as-of", yesterday), ("propose", "--as-of", yesterday)):
        assert (
            f"Harbour is live: a run is for today ({today}), not for {yesterday}."
            in here(*words, status=2).stderr
        )
    assert "messages leave today" in here("deliver", "--as-of", yesterday, status=2).stderr
    assert here("night", "--as-of", yesterday, "--dry-run", "--json").json()["as_of"] == yesterday
    assert "has been live since" in here("company", "live", "--yes", status=2).stderr
