"""`recobro tasks` and `recobro task`: what our people have to do; and `recobro note`."""

from __future__ import annotations

from datetime import date, timedelta

import click

from recobro.casework.listing import list_tasks
from recobro.casework.notes import write_note
from recobro.casework.tasks import add_task, close_paid_tasks, finish_task, items_owed
from recobro.cli.common import (
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
from recobro.cli.whom import all_items, one_item
from recobro.kernel.problems import refuse
from recobro.ledger.find import customer_names, find_customer

ROLES = ("collector", "sales", "manager")


@click.command("tasks")
@company_option
@as_of_option
@click.option("--customer", help="Only this customer (code or name).")
@click.option("--done", type=int, help="Mark this task as done.")
@click.option("--scripts", is_flag=True, help="Show what to do and to say, too.")
@click.option("--all", "all_", is_flag=True, help="Show those that are done, too.")
@by_option
@json_option
def tasks_command(company_name: str | None, as_of: date | None, customer: str | None, done: int | None, all_: bool,
                  scripts: bool, by: str | None, as_json: bool) -> None:  # fmt: skip
    """Tasks and calls to do, or mark one as done. Those of which everything is paid are closed first."""
    company = company_of(company_name)
    day = day_of(company, as_of)
    if done is not None:
        finish_task(company.id, task_id=done, on=day, at=now(), by=person(by))
        say(f"Task {done} is done.", as_json=as_json, task=done, done_on=day)
        return
    close_paid_tasks(company.id, mode=company.mode, as_of=day, at=now())
    chosen = find_customer(company.id, customer).customer_id if customer else None
    tasks = list_tasks(company.id, mode=company.mode, with_done=all_, customer_id=chosen)
    if as_json:
        print_json(tasks)
        return
    names = customer_names(company.id)
    rows = [(one.task_id, one.due_on, one.kind, one.role, one.assignee, names[one.customer_id][0], one.title,
             "unless paid" if one.unless_paid else "", one.done_on or "", one.done_by) for one in tasks]  # fmt: skip
    head = ("no.", "due", "kind", "for", "who", "customer", "title", "", "done", "by")
    print_table(head, rows, right=(0,))
    for one in tasks if scripts else ():
        click.echo(f"\n--- {one.task_id}: {one.title}\n\n{one.script}")


@click.group("task")
def task_command() -> None:
    """Plan a task for somebody."""


@task_command.command("add")
@click.argument("title")
@company_option
@click.option("--customer", required=True, help="Code or name.")
@click.option("--on", "due_on", type=Day(), help="The day on which it is due.")
@click.option("--in", "in_days", type=click.IntRange(0), help="Or in so many days from --as-of.")
@as_of_option
@click.option(
    "--unless-paid", is_flag=True, help="It closes itself when all that he owes now, or the --item, is paid."
)
@click.option("--item", "numbers", multiple=True, help="With --unless-paid: only this invoice; repeat it.")
@click.option("--assignee", default="", help="Who does it; the customer's collector by default.")
@click.option("--call", is_flag=True, help="It is a telephone call.")
@click.option(
    "--role", type=click.Choice(ROLES), default="collector", show_default=True, help="Whose task it is."
)
@click.option("--script", default="", help="What to check, to ask and to note.")
@json_option
def task_add(title: str, company_name: str | None, customer: str, due_on: date | None, in_days: int | None, as_of: date | None,
             unless_paid: bool, numbers: tuple[str, ...], assignee: str, call: bool, role: str, script: str,
             as_json: bool) -> None:  # fmt: skip
    """Plan a task or a call, also one that is only to be done if nothing was paid by then."""
    company = company_of(company_name)
    day = day_of(company, as_of)
    found = find_customer(company.id, customer)
    if (due_on is None) == (in_days is None):
        raise refuse("task", "Say when it is due.", "Give --on DAY or --in DAYS, one of them.")
    items: list[int] = []
    if unless_paid:
        items = all_items(company.id, found.customer_id, numbers) or items_owed(
            company.id, customer_id=found.customer_id, on=day
        )
    task = add_task(
        company.id, customer_id=found.customer_id, mode=company.mode, kind="call" if call else "task", role=role,
        assignee=assignee or found.collector, title=title, script=script, due_on=due_on or day + timedelta(days=in_days or 0),
        items=items, at=now(),
    )  # fmt: skip
    when = due_on or day + timedelta(days=in_days or 0)
    unless = ", unless it is paid by then" if unless_paid else ""
    say(f"Task {task}: {title}, on {when}{unless}.", as_json=as_json, task=task, due_on=when)


@click.command("note")
@click.argument("customer")
@click.argument("text")
@company_option
@click.option("--item", "number", help="The invoice that it is about.")
@click.option("--on", type=Day(), help="The day that it is about; today by default.")
@by_option
@json_option
def note_command(customer: str, text: str, company_name: str | None, number: str | None, on: date | None, by: str | None,
                 as_json: bool) -> None:  # fmt: skip
    """Write something down about a customer or one of his invoices (see `recobro customer show`)."""
    company = company_of(company_name)
    found = find_customer(company.id, customer)
    item = one_item(company.id, number, found.customer_id) if number else None
    note = write_note(
        company.id, customer_id=found.customer_id, item_id=item.item_id if item else None, on=day_of(company, on), text=text,
        at=now(), by=person(by),
    )  # fmt: skip
    say(f"Note {note} is in the file of {found.name}.", as_json=as_json, note=note)
