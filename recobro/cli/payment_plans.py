"""`recobro payment-plan`: agreeing on instalments, and how plans stand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import click

from recobro.casework.payment_plan import Equal, agree, plan_statuses
from recobro.cli.common import (
    Amount,
    Day,
    as_of_option,
    by_option,
    company_of,
    company_option,
    day_of,
    json_option,
    now,
    person,
    print_json,
    print_table,
    say,
)
from recobro.cli.whom import all_items, currency_option, owner_option, remark_option
from recobro.kernel.problems import refuse
from recobro.ledger.find import customer_names, find_customer


@click.group("payment-plan")
def payment_plan_command() -> None:
    """Payment plans: instalments in place of due dates, while they are paid."""


@payment_plan_command.command("agree")
@click.argument("customer")
@company_option
@click.option(
    "--item", "numbers", multiple=True, help="Only this invoice; repeat it. All that he owes by default."
)
@click.option("--amount", type=Amount(), help="Only so much of it, the oldest first.")
@currency_option
@click.option("--instalments", type=int, help="So many equal ones.")
@click.option(
    "--every", type=click.Choice(("week", "month")), default="month", show_default=True, help="How often."
)
@click.option("--first", "first_on", type=Day(), help="The day of the first one.")
@click.option(
    "--instalment", "dated", multiple=True, metavar="DAY=AMOUNT", help="Or each by itself; repeat it."
)
@click.option("--made", "made_on", type=Day(), help="The day on which it was agreed; today by default.")
@owner_option
@remark_option
@by_option
@json_option
def agree_(customer: str, company_name: str | None, numbers: tuple[str, ...], amount: Decimal | None, currency: str | None,
           instalments: int | None, every: Any, first_on: date | None, dated: tuple[str, ...], made_on: date | None, owner: str,
           reason: str, by: str | None, as_json: bool) -> None:  # fmt: skip
    """Agree on a plan: what it covers is not reminded while every instalment comes, three banking days late at most."""
    company = company_of(company_name)
    found = find_customer(company.id, customer)
    if bool(dated) == bool(instalments and first_on):
        hint = "Give --instalments COUNT with --first DAY, or --instalment DAY=AMOUNT for each."
        raise refuse("payment-plan", "Say what the instalments are.", hint)
    equal = Equal(count=instalments, first_on=first_on, every=every) if instalments and first_on else None
    plan = agree(
        company.id, customer_id=found.customer_id, currency=(currency or company.currency).upper(), amount=amount,
        items=all_items(company.id, found.customer_id, numbers), instalments=equal or [_instalment(one) for one in dated],
        made_on=day_of(company, made_on), owner=owner, reason=reason, at=now(), by=person(by),
    )  # fmt: skip
    count = instalments or len(dated)
    say(f"Payment plan {plan} with {found.name}: {count} instalments.", as_json=as_json, payment_plan=plan)


@payment_plan_command.command("list")
@company_option
@as_of_option
@click.option("--customer", help="Only this customer (code or name).")
@json_option
def list_(company_name: str | None, as_of: date | None, customer: str | None, as_json: bool) -> None:
    """Payment plans: kept, broken (at which instalment), done or ended; and the next instalment."""
    company = company_of(company_name)
    chosen = find_customer(company.id, customer).customer_id if customer else None
    found = plan_statuses(company.id, as_of=day_of(company, as_of), customer_id=chosen)
    if as_json:
        print_json(found)
        return
    names = customer_names(company.id)
    rows = [(one.plan_id, names[one.customer_id][0], one.made_on, one.currency, f"{one.amount:.2f}", f"{one.paid:.2f}",
             f"broken at {one.broken_at} on {one.broken_on}" if one.status == "broken" else one.status,
             one.next_on or "", "" if one.next_amount is None else f"{one.next_amount:.2f}") for one in found]  # fmt: skip
    head = ("no.", "customer", "agreed", "", "amount", "paid", "stands", "next", "amount")
    print_table(head, rows, right=(0, 4, 5, 8))
    unknown = [one.unknown_on for one in found if one.status == "kept" and one.unknown_on]
    if unknown:
        click.echo(
            f"{len(unknown)} wait until payments are known: recobro record payments-through {max(unknown)}"
        )


def _instalment(text: str) -> tuple[date, Decimal]:
    day, _, amount = text.partition("=")
    try:
        return Day().convert(day, None, None), Amount().convert(amount, None, None)
    except click.UsageError as error:
        raise refuse("payment-plan", f"'{text}' is no instalment.", "Write 2026-12-31=250.00.") from error
