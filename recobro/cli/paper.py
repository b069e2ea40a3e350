"""`recobro paper`: cheques, pagarés, LCR and traites, from the day they come in to what became of them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

import click

from recobro.casework import paper
from recobro.casework.listing import list_papers
from recobro.casework.models import PAPERS
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
from recobro.cli.whom import all_items, currency_option, one_item, owner_option, remark_option
from recobro.kernel.problems import refuse
from recobro.ledger.find import customer_names, find_customer

on_option = click.option("--on", type=Day(), help="The day; today by default.")


@click.group("paper")
def paper_command() -> None:
    """Payment paper: it covers invoices without paying them."""


@paper_command.command("add")
@click.argument("customer")
@company_option
@click.option("--kind", type=click.Choice(PAPERS), required=True, help="What it is.")
@click.option("--number", default="", help="As it is printed on the paper.")
@click.option("--amount", type=Amount(), required=True, help="What it is over.")
@currency_option
@click.option("--due", "due_on", type=Day(), required=True, help="The day on which the bank pays it.")
@click.option("--on", type=Day(), help="The day on which it came in; today by default.")
@click.option(
    "--item", "items", multiple=True, metavar="NUMBER[=AMOUNT]",
    help="An invoice that it covers, or so much of it; repeat it. The oldest by default.",
)  # fmt: skip
@owner_option
@remark_option
@by_option
@json_option
def add(customer: str, company_name: str | None, kind: str, number: str, amount: Decimal, currency: str | None, due_on: date,
        on: date | None, items: tuple[str, ...], owner: str, reason: str, by: str | None, as_json: bool) -> None:  # fmt: skip
    """A paper came in: what it covers is not reminded until it is paid, or comes back."""
    company = company_of(company_name)
    found = find_customer(company.id, customer)
    chosen, parts = _items(company.id, found.customer_id, items)
    case = paper.take_paper(
        company.id, customer_id=found.customer_id, kind=kind, number=number, currency=(currency or company.currency).upper(),
        amount=amount, received_on=day_of(company, on), due_on=due_on, items=chosen, parts=parts, owner=owner, reason=reason,
        at=now(), by=person(by),
    )  # fmt: skip
    say(
        f"Paper {case}: {kind} {number} over {amount}, due on {due_on}.",
        as_json=as_json,
        paper=case,
        due_on=due_on,
    )


@paper_command.command("deposit")
@click.argument("number", type=int, metavar="PAPER")
@company_option
@on_option
@json_option
def deposit(number: int, company_name: str | None, on: date | None, as_json: bool) -> None:
    """The paper is at the bank."""
    company = company_of(company_name)
    paper.deposit(company.id, paper_id=number, on=day_of(company, on))
    say(f"Paper {number} is at the bank.", as_json=as_json, paper=number)


@paper_command.command("clear")
@click.argument("number", type=int, metavar="PAPER")
@company_option
@on_option
@click.option("--booked", is_flag=True, help="An import brings the payment: the paper covers until it has.")
@by_option
@json_option
def clear(
    number: int, company_name: str | None, on: date | None, booked: bool, by: str | None, as_json: bool
) -> None:
    """The bank has paid it: the payment is posted and set against what the paper covered."""
    company = company_of(company_name)
    paper.clear(company.id, paper_id=number, on=day_of(company, on), booked=booked, at=now(), by=person(by))
    then = "its payment comes with an import" if booked else "its payment is posted"
    say(f"Paper {number} has cleared; {then}.", as_json=as_json, paper=number, booked=booked)


@paper_command.command("unpaid")
@click.argument("number", type=int, metavar="PAPER")
@company_option
@on_option
@click.option("--reason", default="The bank did not pay it.", show_default=True, help="What the bank said.")
@by_option
@json_option
def unpaid(
    number: int, company_name: str | None, on: date | None, reason: str, by: str | None, as_json: bool
) -> None:
    """The bank did not pay it, or took the money back: its invoices are open again, at their old level."""
    company = company_of(company_name)
    paper.unpaid(company.id, paper_id=number, on=day_of(company, on), reason=reason, at=now(), by=person(by))
    say(f"Paper {number} is unpaid: what it covered is open again.", as_json=as_json, paper=number)


@paper_command.command("return")
@click.argument("number", type=int, metavar="PAPER")
@company_option
@on_option
@remark_option
@by_option
@json_option
def return_(
    number: int, company_name: str | None, on: date | None, reason: str, by: str | None, as_json: bool
) -> None:
    """The paper went back to the customer."""
    company = company_of(company_name)
    paper.give_back(
        company.id, paper_id=number, on=day_of(company, on), reason=reason, at=now(), by=person(by)
    )
    say(f"Paper {number} went back to the customer.", as_json=as_json, paper=number)


@paper_command.command("list")
@company_option
@as_of_option
@click.option("--due", "due_until", type=Day(), help="Only those due until this day.")
@click.option("--customer", help="Only this customer (code or name).")
@json_option
def list_(
    company_name: str | None, as_of: date | None, due_until: date | None, customer: str | None, as_json: bool
) -> None:
    """Papers that cover something, the one due first on top."""
    company = company_of(company_name)
    chosen = find_customer(company.id, customer).customer_id if customer else None
    found = list_papers(company.id, as_of=day_of(company, as_of), due_until=due_until, customer_id=chosen)
    if as_json:
        print_json(found)
        return
    names = customer_names(company.id)
    rows = [(one.paper_id, one.due_on, one.kind, one.number, names[one.customer_id][0], one.currency, f"{one.amount:.2f}",
             f"{one.covers:.2f}", one.received_on, one.place) for one in found]  # fmt: skip
    head = ("no.", "due", "kind", "number", "customer", "", "amount", "covers", "received", "stands")
    print_table(head, rows, right=(0, 6, 7))
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for one in found:
        sums[one.currency] += one.amount
    for currency, amount in sorted(sums.items()):
        click.echo(f"Total {currency}: {amount:.2f}")


def _items(
    company_id: int, customer_id: int, said: tuple[str, ...]
) -> tuple[list[int] | None, dict[int, Decimal]]:
    """The invoices that were named, and how much of those of which a part was named."""
    parts: dict[int, Decimal] = {}
    numbers = []
    for one in said:
        number, equals, amount = one.rpartition("=")
        if not equals:
            numbers.append(one)
            continue
        numbers.append(number)
        parts[one_item(company_id, number, customer_id).item_id] = _amount(amount)
    return all_items(company_id, customer_id, tuple(numbers)), parts


def _amount(text: str) -> Decimal:
    try:
        return Amount().convert(text, None, None)
    except click.UsageError as error:
        raise refuse("paper", error.message, "Write NUMBER=1234.50.") from error
