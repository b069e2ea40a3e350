"""`recobro customer`: a customer's file."""

from __future__ import annotations

from datetime import date

import click

from recobro.cli.common import (
    as_of_option,
    company_of,
    company_option,
    day_of,
    json_option,
    print_json,
    print_table,
)
from recobro.insight.customer_file import PAGE, CustomerFile, Entry, customer_file
from recobro.ledger.find import find_customer


@click.group("customer")
def customer_command() -> None:
    """A customer's file."""


@customer_command.command("show")
@click.argument("customer")
@company_option
@as_of_option
@click.option("--page", type=click.IntRange(1), default=1, show_default=True, help="Older pages: 2, 3...")
@click.option("--size", type=click.IntRange(1), default=PAGE, show_default=True, help="Entries of a page.")
@json_option
def show(
    customer: str, company_name: str | None, as_of: date | None, page: int, size: int, as_json: bool
) -> None:
    """How a customer stands, and everything that happened, the newest first: notes, cases, messages, money."""
    company = company_of(company_name)
    found = find_customer(company.id, customer)
    file = customer_file(company.id, customer_id=found.customer_id, mode=company.mode, as_of=day_of(company, as_of), until=as_of,
                         page=page, size=size)  # fmt: skip
    if as_json:
        print_json(file)
    else:
        _print(file)


def _print(file: CustomerFile) -> None:
    click.echo(f"{file.code} {file.name}")
    for name, value in file.facts.items():
        click.echo(f"  {name}: {value}")
    for contact in file.contacts:
        click.echo(f"  {contact}")
    for one in file.balances:
        click.echo(
            f"Owes {one.owed:.2f} {one.currency} in {one.items} invoices, {one.overdue:.2f} overdue; on account {-one.on_account:.2f}."
        )
    if file.promises.judged:
        click.echo(f"Promises kept: {file.promises.kept} of {file.promises.judged}.")
    for case in file.standing:
        ends = f" until {case.until_on}" if case.until_on else ""
        click.echo(f"Stands: {case.kind} {case.case_id} {case.number}{ends}: {case.reason}".rstrip(" :"))
    for task in file.tasks:
        click.echo(f"To do: {task.kind} {task.task_id} on {task.due_on}: {task.title}")
    click.echo()
    print_table(
        ("day", "what", "no.", "item", "amount", "by", "about"), map(_row, file.entries), right=(2, 4)
    )
    if file.has_more:
        click.echo(f"Older: --page {file.page + 1}")


def _row(one: Entry) -> tuple[object, ...]:
    amount = "" if one.amount is None else f"{one.amount:.2f} {one.currency}".rstrip()
    until = f"until {one.until_on}" if one.until_on else ""
    return (
        one.on,
        one.kind,
        one.id,
        one.number,
        amount,
        one.by,
        " ".join(filter(None, (one.detail, until, one.text))),
    )
