"""`recobro rates`: exchange rates in, and which ones count on a day."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path

import click

from recobro.access.rates import DAYS_OLD_MAX, EURO, Quote, last_told, rates_on
from recobro.cli.common import (
    as_of_option,
    by_option,
    company_of,
    company_option,
    counted,
    day_of,
    json_option,
    now,
    person,
    plain_value,
    print_json,
    print_problems,
    print_table,
)
from recobro.connectors.rates import RateOptions, take_in_rates
from recobro.connectors.table.amounts import DecimalSign
from recobro.connectors.table.dates import DateOrder


@click.group("rates")
def rates_command() -> None:
    """Exchange rates by day: read them from a file, show which ones count."""


@rates_command.command("read")
@click.argument("file", type=click.Path(path_type=Path))
@company_option
@click.option(
    "--base",
    default=EURO,
    help="What one of is worth the rates of a CSV without a column for it; EUR by default.",
)
@click.option(
    "--date-order", type=click.Choice(["dmy", "mdy", "ymd"]), help="How the dates of a CSV are to be read."
)
@click.option("--decimal", type=click.Choice([",", "."]), help="The decimal sign of a CSV.")
@by_option
@json_option
def read_command(file: Path, company_name: str | None, base: str, date_order: DateOrder | None, decimal: DecimalSign | None,
                 by: str | None, as_json: bool) -> None:  # fmt: skip
    """Read exchange rates: eurofxref files of the ECB (XML, CSV, ZIP), or CSV with date, currency, rate (and base).

    One base is worth so many of the currency. What is known already is not added again; another rate for a day counts from then on.

    Exit status: 0 read, 1 read but for some lines, 2 refused.
    """
    company = company_of(company_name)
    options = RateOptions(base=base.upper(), date_order=date_order, decimal=decimal)
    taken = take_in_rates(company.id, file, options, at=now(), by=person(by))
    if as_json:
        print_json(plain_value(taken))
    else:
        print_problems(taken.problems)
        days = (
            f"of {taken.first_on}"
            if taken.first_on == taken.last_on
            else f"from {taken.first_on} to {taken.last_on}"
        )
        click.echo(
            f"{taken.name}, {taken.what}: {counted(taken.rates, 'rate')} {days}, {taken.added:,} of them new."
        )
    sys.exit(1 if taken.problems else 0)


@rates_command.command("show")
@click.argument("currencies", nargs=-1, metavar="[CURRENCY]...")
@company_option
@as_of_option
@json_option
def show_command(
    currencies: tuple[str, ...], company_name: str | None, as_of: date | None, as_json: bool
) -> None:
    """Show the rates that count on a day: the last ones on or before it, at most 10 days old, and the fixed parities.

    Exit status: 0 shown, 1 there is none for a currency that was named.
    """
    company = company_of(company_name)
    on = day_of(company, as_of)
    wanted = [code.upper() for code in currencies]
    quotes = rates_on(company.id, on=on).quotes
    shown = [one for one in quotes if not wanted or one.base in wanted or one.currency in wanted]
    without = [code for code in wanted if not any(code in (one.base, one.currency) for one in quotes)]
    if as_json:
        print_json({"as_of": on.isoformat(), "rates": [asdict(one) | {"rate": f"{one.rate:f}", "on": one.on and one.on.isoformat()}
                                                       for one in shown], "without": without})  # fmt: skip
    else:
        _print(shown)
        for code in without:
            told = last_told(company.id, code, on=on)
            last = f"; the last one is of {told}" if told else ""
            click.echo(f"No rate of {code} is at most {DAYS_OLD_MAX} days old on {on}{last}.", err=True)
    sys.exit(1 if without else 0)


def _print(quotes: list[Quote]) -> None:
    if quotes:
        lines = [
            ("1 " + one.base, f"{one.rate:f}", one.currency, one.on or "always", one.source, one.by)
            for one in quotes
        ]
        print_table(("base", "rate", "currency", "day", "source", "by"), lines, right=(1,))
