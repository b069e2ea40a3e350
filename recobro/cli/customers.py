"""`recobro customer`: a customer's file, who looks after him, and on which days he pays."""

from __future__ import annotations

from datetime import date

import click

from recobro.cli.common import (
    Day,
    as_of_option,
    by_option,
    company_of,
    company_option,
    day_of,
    json_option,
    person,
    print_json,
    print_table,
    say,
)
from recobro.cli.whom import reason_option
from recobro.evaluation.addresses import addresses, reinstate, retire
from recobro.insight.customer_file import PAGE, CustomerFile, Entry, customer_file
from recobro.kernel.problems import refuse
from recobro.ledger.customers import change_customer, pay_days_of, set_pay_days
from recobro.ledger.find import find_customer
from recobro.ledger.paydays import PayDays, parse_pay_days


@click.group("customer")
def customer_command() -> None:
    """A customer's file, who looks after him, where he is reached, and on which days he pays."""


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


@customer_command.command("set")
@click.argument("customer")
@click.option("--collector", help="Who is in charge of the account; signs his letters.")
@click.option("--salesperson", help="Who sells to him.")
@click.option("--language", help="en, es or fr; of his messages.")
@click.option("--segment", help="The customers with whom he is treated alike.")
@click.option("--terms", help="Such as '30 days', for invoices that come without a due date.")
@company_option
@json_option
def set_(customer: str, company_name: str | None, as_json: bool, **said: str | None) -> None:
    """Say who looks after a customer, and how he is treated; '' takes it away. A file that says otherwise replaces it."""
    company = company_of(company_name)
    found = find_customer(company.id, customer)
    changed = {name: value for name, value in said.items() if value is not None}
    if not changed:
        raise refuse("customer", "Say what to change.", "Give an option, such as --collector NAME.")
    change_customer(company.id, customer_id=found.customer_id, **changed)
    say(f"{found.name} ({found.code}) is changed.", as_json=as_json, customer=found.code, **changed)


@customer_command.command("contacts")
@click.argument("customer")
@company_option
@json_option
def contacts(customer: str, company_name: str | None, as_json: bool) -> None:
    """The addresses at which a customer can be reached, and those that are retired, with the reason."""
    company = company_of(company_name)
    found = addresses(company.id, customer_id=find_customer(company.id, customer).customer_id)
    if as_json:
        print_json(found)
        return
    rows = [
        (one.channel, one.role, one.name, one.address, one.language, one.retired_on or "", one.reason)
        for one in found
    ]
    print_table(("by", "role", "name", "address", "language", "retired", "why"), rows)


@customer_command.command("retire")
@click.argument("customer")
@click.argument("address")
@company_option
@click.option("--on", type=Day(), help="From this day on; today by default.")
@reason_option
@by_option
@json_option
def retire_(customer: str, address: str, company_name: str | None, on: date | None, reason: str, by: str | None,
            as_json: bool) -> None:  # fmt: skip
    """Use an ADDRESS no more: an e-mail address of the customer, or his street. What waits for it does not leave."""
    company = company_of(company_name)
    found = find_customer(company.id, customer)
    day = day_of(company, on)
    retired = retire(
        company.id, customer_id=found.customer_id, address=address, on=day, reason=reason, by=person(by)
    )
    say(f"{retired.address} of {found.name} is not used from {day} on.", as_json=as_json, customer=found.code,
        address=retired.address, retired_on=day)  # fmt: skip


@customer_command.command("reinstate")
@click.argument("customer")
@click.argument("address")
@company_option
@json_option
def reinstate_(customer: str, address: str, company_name: str | None, as_json: bool) -> None:
    """Use a retired ADDRESS again."""
    company = company_of(company_name)
    found = find_customer(company.id, customer)
    used = reinstate(company.id, customer_id=found.customer_id, address=address)
    say(
        f"{used.address} of {found.name} is used again.",
        as_json=as_json,
        customer=found.code,
        address=used.address,
    )


@customer_command.command("pay-days")
@click.argument("customer")
@click.argument("days", required=False)
@click.option("--any", "any_day", is_flag=True, help="The customer pays on any day.")
@company_option
@json_option
def pay_days(customer: str, days: str | None, any_day: bool, company_name: str | None, as_json: bool) -> None:
    """Show or say on which DAYS a customer pays: "10 and 25", "friday", "review monday / pay friday"."""
    company = company_of(company_name)
    found = find_customer(company.id, customer)
    if days or any_day:
        said = PayDays() if any_day else _read_pay_days(days or "")
        set_pay_days(company.id, customer_id=found.customer_id, pay_days=said)
    known = str(pay_days_of(company.id, customer_id=found.customer_id))
    say(
        f"{found.name} ({found.code}): {known or 'pays on any day'}.",
        as_json=as_json,
        customer=found.code,
        pay_days=known,
    )


def _read_pay_days(text: str) -> PayDays:
    found = parse_pay_days(text)
    if found is None:
        raise refuse(
            "pay days",
            f"'{text}' names no days on which to pay.",
            'Write for example "25", "10 and 25", "last day", "friday" or "review monday / pay friday".',
        )
    return found


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
