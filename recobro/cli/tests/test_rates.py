"""`recobro rates` and `recobro ageing --in`: rates in, and what is owed in one currency."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from recobro.cli.rates import rates_command
from recobro.cli.reports import ageing_command
from recobro.kernel.problems import Refused
from recobro.ledger.tests.books import company, invoice, posts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def books() -> None:
    posts(
        company().id,
        invoice("I-1", "100.50"),
        invoice("U-1", "7", currency="USD"),
        invoice("A-1", "9", currency="ARS"),
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "rates.csv"
    path.write_text("Date,USD,JPY\n2026-01-30,1.25,160\n2026-01-29,1.2,N/A\n")
    return path


def rates(*arguments: object) -> Result:
    return CliRunner().invoke(rates_command, [str(one) for one in arguments])


def test_it_reads_a_file_once(file: Path) -> None:
    done = rates("read", file, "--by", "Marta")
    assert (done.exit_code, done.output) == (
        0, "rates.csv, CSV (a column for each currency): 3 rates from 2026-01-29 to 2026-01-30, 3 of them new.\n"
    )  # fmt: skip
    assert "0 of them new" in rates("read", file).output


def test_a_bad_line_is_told(file: Path) -> None:
    file.write_text("Date,USD\n2026-01-30,1.25\n2026-01-29,none of it\n")
    done = rates("read", file)

    assert done.exit_code == 1
    assert "rates.csv, line 3: Rate 'none of it' of USD cannot be read." in done.output


def test_it_shows_what_counts_on_a_day(file: Path) -> None:
    rates("read", file, "--by", "Marta")
    done = rates("show", "--as-of", "2026-01-31", "usd", "xof")

    assert done.exit_code == 0
    assert [line.split() for line in done.output.splitlines()[2:]] == [
        ["1", "EUR", "1.25", "USD", "2026-01-30", "rates.csv", "Marta"],
        ["1", "EUR", "655.957", "XOF", "always", "fixed", "parity"],
    ]
    found = json.loads(rates("show", "--as-of", "2026-01-29", "USD", "--json").output)
    assert (found["rates"][0]["rate"], found["rates"][0]["on"]) == ("1.2", "2026-01-29")


def test_it_says_that_a_rate_is_too_old(file: Path) -> None:
    rates("read", file)
    done = rates("show", "--as-of", "2026-02-28", "JPY", "ARS")

    assert done.exit_code == 1
    assert (
        "No rate of JPY is at most 10 days old on 2026-02-28; the last one is of 2026-01-30." in done.output
    )
    assert "No rate of ARS is at most 10 days old on 2026-02-28.\n" in done.output


def aged(*arguments: str) -> Result:
    return CliRunner().invoke(ageing_command, ["--as-of", "2026-01-31", "--in", "eur", *arguments])


def test_it_ages_all_in_one_currency_and_names_rates_and_gaps(file: Path) -> None:
    rates("read", file)
    lines = aged().output.splitlines()

    assert [line.split()[2:4] + line.split()[-1:] for line in lines[3:5]] == [
        ["EUR", "2", "106.10"],
        ["ARS", "1", "9.00"],
    ]
    assert lines[-2:] == [
        "1 USD = 0.8 EUR (rate of 2026-01-30)",
        "Not converted, and not in the figures in EUR, for want of a rate: ARS.",
    ]
    found = json.loads(aged("--by", "customer", "--json").output)
    assert [(one["currency"], one["total"]) for one in found["customers"][0]["currencies"]] == [
        ("EUR", "106.10"),
        ("ARS", "9.00"),
    ]
    assert (found["rates"], found["not_converted"]) == (
        [{"currency": "USD", "rate": "0.8", "on": "2026-01-30"}],
        ["ARS"],
    )
    assert [line.split(",")[0] for line in aged("--csv").stdout.splitlines()] == ["currency", "EUR", "ARS"]


def test_it_refuses_what_is_no_currency() -> None:
    assert isinstance(aged("--in", "QQQ").exception, Refused)
