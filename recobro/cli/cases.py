"""Holds, disputes, promises, marks and tasks: what people agreed, by the command line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import click

from recobro.casework import record
from recobro.casework.listing import list_cases, list_tasks
from recobro.casework.tasks import finish_task
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
from recobro.kernel.problems import refuse
from recobro.ledger import marks
from recobro.ledger.find import Found, customer_names, find_customer, find_items
from recobro.ledger.models import MARKS

reason_option = click.option("--reason", required=True, help="Why, so that others understand it.")


def _one_item(company_id: int, number: str, customer_id: int | None = None) -> Found:
    found = [one for one in find_items(company_id, number) if customer_id in (None, one.customer_id)]
    if not found:
        raise refuse("item", f"This customer has no item '{number}'.", "Check the number and the customer.")
    if len(found) > 1:
        raise refuse(
            "item",
            f"'{number}' has {len(found)} instalments or customers.",
            f"Name one instalment: {number}/1.",
        )
    return found[0]


def _whom(company_id: int, customer: str | None, number: str | None) -> tuple[int, int | None]:
    """The customer, and the item if one was named."""
    if number:
        named = find_customer(company_id, customer).customer_id if customer else None
        found = _one_item(company_id, number, named)
        return found.customer_id, found.item_id
    if customer:
        return find_customer(company_id, customer).customer_id, None
    raise refuse("option", "Say for whom.", "Give --customer CODE or --item NUMBER.")


@click.command("hold")
@company_option
@click.option("--customer", help="Code or name.")
@click.option("--item", "number", help="Invoice number; NUMBER/2 for an instalment.")
@click.option("--from", "from_on", type=Day(), help="Today by default.")
@click.option(
    "--until", "until_on", type=Day(), required=True, help="The last day of the hold; it ends by itself."
)
@reason_option
@by_option
@json_option
def hold_command(company_name: str | None, customer: str | None, number: str | None, from_on: date | None, until_on: date,
                 reason: str,
                    by: str | None, as_json: bool) -> None:  # fmt: skip
    """No reminders for a customer or an invoice until a day."""
    company = company_of(company_name)
    customer_id, item_id = _whom(company.id, customer, number)
    case = record.hold(
        company.id, customer_id=customer_id, item_id=item_id, from_on=day_of(company, from_on), until_on=until_on,
        reason=reason, at=now(), by=person(by),
    )  # fmt: skip
    say(
        f"Hold {case}: {number or customer} is not reminded until {until_on}.",
        as_json=as_json,
        hold=case,
        until=until_on,
    )


@click.command("dispute")
@company_option
@click.option("--item", "number", required=True, help="Invoice number; NUMBER/2 for an instalment.")
@click.option("--amount", type=Amount(), help="The part that is contested; all of it by default.")
@click.option("--from", "from_on", type=Day(), help="Today by default.")
@click.option("--until", "until_on", type=Day(), help="Its last day, if it is known.")
@reason_option
@by_option
@json_option
def dispute_command(company_name: str | None, number: str, amount: Decimal | None, from_on: date | None,
                    until_on: date | None, reason: str,
                    by: str | None, as_json: bool) -> None:  # fmt: skip
    """The customer contests an invoice, or a part of it."""
    company = company_of(company_name)
    item = _one_item(company.id, number)
    case = record.dispute(
        company.id, customer_id=item.customer_id, item_id=item.item_id, amount=amount, from_on=day_of(company, from_on),
        until_on=until_on, reason=reason, at=now(), by=person(by),
    )  # fmt: skip
    what = f"{amount} of {number}" if amount else number
    say(f"Dispute {case}: {what} is not asked for until it is settled.", as_json=as_json, dispute=case)


@click.command("promise")
@company_option
@click.option("--customer", help="Code or name.")
@click.option("--item", "number", help="Invoice number; NUMBER/2 for an instalment.")
@click.option("--amount", type=Amount(), help="What was promised; all that is owed by default.")
@click.option("--currency", help="The company's by default.")
@click.option("--on", "promised_on", type=Day(), required=True, help="The day on which it will be paid.")
@click.option("--made", "made_on", type=Day(), help="The day on which it was promised; today by default.")
@click.option("--reason", default="", help="Who said it, and how.")
@by_option
@json_option
def promise_command(company_name: str | None, customer: str | None, number: str | None, amount: Decimal | None,
                    currency: str | None, promised_on: date, made_on: date | None, reason: str,
                    by: str | None, as_json: bool) -> None:  # fmt: skip
    """The customer promised to pay; reminders wait until three banking days after that day."""
    company = company_of(company_name)
    customer_id, item_id = _whom(company.id, customer, number)
    case = record.promise(
        company.id, customer_id=customer_id, currency=_currency(company.id, company.currency, currency, number),
        items=[item_id] if item_id else None, amount=amount, made_on=day_of(company, made_on), promised_on=promised_on,
        reason=reason, at=now(), by=person(by),
    )  # fmt: skip
    say(
        f"Promise {case}: payment of {number or customer} is promised for {promised_on}.",
        as_json=as_json,
        promise=case,
        promised_on=promised_on,
    )


def _currency(company_id: int, own: str, said: str | None, number: str | None) -> str:
    if said:
        return said.upper()
    return _one_item(company_id, number).currency if number else own


@click.command("mark")
@click.argument("kind", type=click.Choice(MARKS))
@company_option
@click.option("--customer", help="Code or name.")
@click.option("--item", "number", help="Invoice number; NUMBER/2 for an instalment.")
@click.option("--from", "from_on", type=Day(), help="Today by default; for insolvency the day it was opened.")
@click.option("--until", "until_on", type=Day(), help="Its last day; open by default.")
@reason_option
@by_option
@json_option
def mark_command(kind: str, company_name: str | None, customer: str | None, number: str | None, from_on: date | None,
                 until_on: date | None, reason: str,
                    by: str | None, as_json: bool) -> None:  # fmt: skip
    """Mark a customer or an invoice."""
    company = company_of(company_name)
    customer_id, item_id = _whom(company.id, customer, number)
    case = marks.mark(
        company.id, customer_id=customer_id, item_id=item_id, kind=kind, from_on=day_of(company, from_on), until_on=until_on,
        reason=reason, at=now(), by=person(by),
    )  # fmt: skip
    say(f"Mark {case}: {number or customer} is marked {kind}.", as_json=as_json, mark=case, kind=kind)


@click.command("end")
@click.argument("kind", type=click.Choice(("hold", "dispute", "promise", "mark")))
@click.argument("case", type=int)
@company_option
@click.option("--on", type=Day(), help="From this day on; today by default.")
@by_option
@json_option
def end_command(
    kind: str, case: int, company_name: str | None, on: date | None, by: str | None, as_json: bool
) -> None:
    """End a hold, dispute, promise or mark by its number (see `recobro cases`)."""
    company = company_of(company_name)
    day = day_of(company, on)
    if kind == "mark":
        marks.end_mark(company.id, mark_id=case, on=day, at=now(), by=person(by))
    else:
        record.end(company.id, kind=kind, case_id=case, on=day, at=now(), by=person(by))
    say(f"{kind.capitalize()} {case} ends on {day}.", as_json=as_json, kind=kind, case=case, ends_on=day)


@click.command("cases")
@company_option
@as_of_option
@click.option("--customer", help="Only this customer (code or name).")
@json_option
def cases_command(company_name: str | None, as_of: date | None, customer: str | None, as_json: bool) -> None:
    """Holds, disputes, promises and marks that stand on a day."""
    company = company_of(company_name)
    chosen = find_customer(company.id, customer).customer_id if customer else None
    cases = list_cases(company.id, as_of=day_of(company, as_of), customer_id=chosen)
    if as_json:
        print_json(cases)
        return
    names = customer_names(company.id)
    rows = [(one.kind, one.case_id, names[one.customer_id][0], one.number, "" if one.amount is None else f"{one.amount:.2f}", one.from_on,
             one.until_on or "open", one.by, one.reason) for one in cases]  # fmt: skip
    print_table(
        ("kind", "no.", "customer", "item", "amount", "from", "until", "by", "reason"), rows, right=(1, 4)
    )


@click.command("tasks")
@company_option
@as_of_option
@click.option("--done", type=int, help="Mark this task as done.")
@click.option("--scripts", is_flag=True, help="Show what to do and to say, too.")
@click.option("--all", "all_", is_flag=True, help="Show those that are done, too.")
@by_option
@json_option
def tasks_command(
    company_name: str | None,
    as_of: date | None,
    done: int | None,
    all_: bool,
    scripts: bool,
    by: str | None,
    as_json: bool,
) -> None:
    """Tasks and calls to do, or mark one as done."""
    company = company_of(company_name)
    if done is not None:
        finish_task(company.id, task_id=done, on=day_of(company, as_of), by=person(by))
        say(f"Task {done} is done.", as_json=as_json, task=done, done_on=day_of(company, as_of))
        return
    tasks = list_tasks(company.id, mode=company.mode, with_done=all_)
    if as_json:
        print_json(tasks)
        return
    names = customer_names(company.id)
    rows = [(one.task_id, one.due_on, one.kind, one.role, one.assignee, names[one.customer_id][0], one.title,
             one.done_on or "") for one in tasks]  # fmt: skip
    print_table(("no.", "due", "kind", "for", "who", "customer", "title", "done"), rows, right=(0,))
    for one in tasks if scripts else ():
        click.echo(f"\n--- {one.task_id}: {one.title}\n\n{one.script}")
