"""`recobro ageing` and `recobro check`: what is owed for how long, and whether the books are right."""

from __future__ import annotations

import sys
from datetime import date

import click

from recobro.cli.common import (
    as_of_option,
    bucket_days,
    company_of,
    company_option,
    day_of,
    json_option,
    print_json,
    print_table,
)
from recobro.insight.ageing import ageing, as_csv, as_table
from recobro.insight.ageing import as_json as ageing_as_json
from recobro.ledger.allocate import wrong_balances


@click.command("ageing")
@company_option
@as_of_option
@click.option("--by", "by", type=click.Choice(["customer"]), help="A line for each customer, too.")
@click.option("--buckets", help="Last days of the buckets, such as 30,60,90; the company's by default.")
@click.option("--csv", "as_csv_", is_flag=True, help="Print CSV.")
@json_option
def ageing_command(company_name: str | None, as_of: date | None, by: str | None, buckets: str | None, as_csv_: bool,
                   as_json: bool) -> None:  # fmt: skip
    """Aged receivables as of any day, by currency, and by customer."""
    company = company_of(company_name)
    days = company.ageing_days if buckets is None else bucket_days(buckets, option="--buckets")
    aged = ageing(company.id, as_of=day_of(company, as_of), days=days, by_customer=by == "customer")
    if as_json:
        print_json(ageing_as_json(aged))
    else:
        click.echo(as_csv(aged) if as_csv_ else as_table(aged), nl=False)


@click.command("check")
@company_option
@json_option
def check_command(company_name: str | None, as_json: bool) -> None:
    """Check that every stored balance equals the sum of its facts."""
    company = company_of(company_name)
    wrong = wrong_balances(company.id)
    if as_json:
        names = ("item_id", "number", "currency", "stored", "by_facts")
        print_json(
            {"company": company.name, "wrong_balances": [dict(zip(names, row, strict=True)) for row in wrong]}
        )
    elif wrong:
        print_table(("item", "number", "currency", "stored", "by facts"), wrong, right=(3, 4))
    else:
        click.echo(f"Every balance of {company.name} equals the sum of its facts.")
    sys.exit(1 if wrong else 0)
