"""`recobro ageing` and `recobro check`: what is owed for how long, and whether our books and yours agree."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import click
from django.db import transaction

from recobro.cli.common import (
    Amount,
    Day,
    as_of_option,
    bucket_days,
    by_option,
    company_of,
    company_option,
    day_of,
    json_option,
    now,
    person,
    print_json,
    print_table,
)
from recobro.cli.control import control_as_dicts, control_lines
from recobro.control import MorningControl, morning_control
from recobro.evaluation.looks import differing
from recobro.insight.ageing import ageing, as_csv, as_table
from recobro.insight.ageing import as_json as ageing_as_json
from recobro.insight.in_one_currency import AgeingInOne, ageing_in, in_one_as_json, in_one_as_table, said
from recobro.ledger.allocate import wrong_balances
from recobro.ledger.control import Stated, state_totals


class Control(click.ParamType[tuple[str, Decimal, str | None, date]]):
    """A control total as ACCOUNT=AMOUNT@DAY, or ACCOUNT=AMOUNT/CURRENCY@DAY."""

    name = "ACCOUNT=AMOUNT@DAY"
    Given = tuple[str, Decimal, str | None, date]

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Given:
        found = re.fullmatch(r"([^=@/]{1,100})=([^=@/]+)(?:/([A-Z]{3}))?@([^=@/]+)", value)
        if not found:
            self.fail(f"'{value}' is no control total. Write it as 411=14416.52@2022-12-31.", param, ctx)
        account, amount, currency, on = found.groups()
        return account.strip(), Amount().convert(amount, param, ctx), currency, Day().convert(on, param, ctx)


@click.command("ageing")
@company_option
@as_of_option
@click.option("--by", "by", type=click.Choice(["customer"]), help="A line for each customer, too.")
@click.option("--buckets", help="Last days of the buckets, such as 30,60,90; the company's by default.")
@click.option(
    "--in", "currency", metavar="CURRENCY", help="All in one currency, at the exchange rates of the day."
)
@click.option("--csv", "as_csv_", is_flag=True, help="Print CSV.")
@json_option
def ageing_command(company_name: str | None, as_of: date | None, by: str | None, buckets: str | None, currency: str | None,
                   as_csv_: bool, as_json: bool) -> None:  # fmt: skip
    """Aged receivables as of any day, by currency, and by customer.

    With --in it names each rate that it took with its day; what no rate converts stays in its own currency, and is told (`rates`).
    """
    company = company_of(company_name)
    days = company.ageing_days if buckets is None else bucket_days(buckets, option="--buckets")
    aged = ageing(company.id, as_of=day_of(company, as_of), days=days, by_customer=by == "customer")
    if currency is not None:
        _print_in_one(ageing_in(company.id, aged, currency=currency.upper()), csv=as_csv_, json=as_json)
    elif as_json:
        print_json(ageing_as_json(aged))
    else:
        click.echo(as_csv(aged) if as_csv_ else as_table(aged), nl=False)


def _print_in_one(aged: AgeingInOne, *, csv: bool, json: bool) -> None:
    if json:
        print_json(in_one_as_json(aged))
    elif csv:
        click.echo(as_csv(aged.ageing), nl=False)
        for line in said(aged):
            click.echo(line, err=True)
    else:
        click.echo(in_one_as_table(aged), nl=False)


@click.command("check")
@company_option
@click.option("--control", "controls", type=Control(), multiple=True,
              help="What your books say: the balance of the receivables account at the end of a day. Kept, and compared.")  # fmt: skip
@by_option
@json_option
def check_command(
    company_name: str | None, controls: tuple[Control.Given, ...], by: str | None, as_json: bool
) -> None:
    """Check that every stored balance equals the sum of its facts, that the books say the same, and that the nights decide right.

    A night evaluates only the customers for whom something can have changed; the check evaluates all, and names those of whom it
    finds something else.

    The balances of the receivables account that an import stated, or that you give (--control 411=14416.52@2022-12-31; with
    another currency than the company's, 411=14416.52/USD@2022-12-31), are compared with Recobro's of that day. Where they differ, likely
    causes are looked for and named.

    Exit status: 0 all is right, 1 there is a difference.
    """
    company = company_of(company_name)
    stated = [Stated(account=account, currency=currency or company.currency, on=on, amount=amount)
              for account, amount, currency, on in controls]  # fmt: skip
    state_totals(company.id, stated, at=now(), by=person(by))
    wrong, morning = wrong_balances(company.id), morning_control(company, only_last=False)
    with transaction.atomic():
        forgotten = differing(company.id, mode=company.mode, as_of=day_of(company, None))
    if as_json:
        names = ("item_id", "number", "currency", "stored", "by_facts")
        print_json(
            {"company": company.name, "wrong_balances": [dict(zip(names, row, strict=True)) for row in wrong],
             "control_totals": control_as_dicts(morning.totals), "bank_until": morning.bank_until,
             "wrong_looks": [dict(zip(("customer", "believed", "found"), one, strict=True)) for one in forgotten or ()]}
        )  # fmt: skip
    else:
        _print_check(company.name, wrong, morning)
        _print_forgotten(forgotten)
    sys.exit(1 if wrong or forgotten or morning.differs else 0)


def _print_forgotten(forgotten: Sequence[tuple[str, dict[str, int], dict[str, int]]] | None) -> None:
    if forgotten is None:
        return  # the next night evaluates every customer, and believes nothing that could be checked
    if not forgotten:
        click.echo("What the nights believe of each customer is what the whole evaluation finds.")
    for code, believed, found in forgotten:
        click.echo(
            f"Customer {code}: the nights believe {_counted(believed)}; the whole evaluation finds {_counted(found)}."
        )
    if forgotten:
        click.echo(
            "Run the next day with: recobro propose --full. Please report it: this is a mistake of ours."
        )


def _counted(outcomes: dict[str, int]) -> str:
    return ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items())) or "nothing"


def _print_check(company: str, wrong: Sequence[tuple[object, ...]], morning: MorningControl) -> None:
    if wrong:
        print_table(("item", "number", "currency", "stored", "by facts"), wrong, right=(3, 4))
    else:
        click.echo(f"Every balance of {company} equals the sum of its facts.")
    for line in control_lines(morning):
        click.echo(line)
