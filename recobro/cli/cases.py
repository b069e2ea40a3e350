"""What stands: `recobro cases`, `promises` and `asleep`; and `recobro end`, which ends any of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import click

from recobro.casework.asleep import SOON_DAYS, asleep, totals
from recobro.casework.end import ENDABLE, end
from recobro.casework.listing import list_cases
from recobro.casework.promises import promise_outcomes, reliability
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
from recobro.ledger.find import customer_names, find_customer


@click.command("end")
@click.argument("kind", type=click.Choice(ENDABLE))
@click.argument("case", type=int)
@company_option
@click.option("--on", type=Day(), help="From this day on; today by default.")
@click.option("--reason", default="", help="Why it ends; for a complaint the answer.")
@by_option
@json_option
def end_command(kind: str, case: int, company_name: str | None, on: date | None, reason: str, by: str | None,
                as_json: bool) -> None:  # fmt: skip
    """End a case by its number (see `recobro cases`); only a manager ends a complaint."""
    company = company_of(company_name)
    day = day_of(company, on)
    end(company.id, kind=kind, case_id=case, on=day, reason=reason, at=now(), by=person(by))
    name = kind.capitalize().replace("-", " ")
    say(f"{name} {case} ends on {day}.", as_json=as_json, kind=kind, case=case, ends_on=day)


@click.command("cases")
@company_option
@as_of_option
@click.option("--customer", help="Only this customer (code or name).")
@json_option
def cases_command(company_name: str | None, as_of: date | None, customer: str | None, as_json: bool) -> None:
    """Everything that was agreed or marked and stands on a day, the one that ends first on top."""
    company = company_of(company_name)
    chosen = find_customer(company.id, customer).customer_id if customer else None
    cases = list_cases(company.id, as_of=day_of(company, as_of), customer_id=chosen)
    if as_json:
        print_json(cases)
        return
    names = customer_names(company.id)
    rows = [(one.kind, one.case_id, names[one.customer_id][0], one.number, _money(one.amount), one.from_on,
             one.until_on or "open", one.owner, one.by, one.reason) for one in cases]  # fmt: skip
    head = ("kind", "no.", "customer", "item", "amount", "from", "until", "owner", "by", "reason")
    print_table(head, rows, right=(1, 4))


@click.command("promises")
@company_option
@as_of_option
@click.option("--customer", help="Only this customer (code or name).")
@json_option
def promises_command(
    company_name: str | None, as_of: date | None, customer: str | None, as_json: bool
) -> None:
    """What became of promises: open, kept, partly kept or broken; and how many were kept."""
    company = company_of(company_name)
    chosen = find_customer(company.id, customer).customer_id if customer else None
    found = promise_outcomes(
        company.id, as_of=day_of(company, as_of), customers=None if chosen is None else [chosen]
    )
    counted = reliability(found)
    if as_json:
        print_json({"promises": found, "reliability": counted})
        return
    names = customer_names(company.id)
    rows = [(one.promise_id, names[one.customer_id][0], one.made_on, one.promised_on, one.waits_until, one.currency,
             _money(one.amount), _money(one.paid), one.outcome) for one in found]  # fmt: skip
    head = ("no.", "customer", "made", "for", "waits until", "", "promised", "paid", "outcome")
    print_table(head, rows, right=(0, 6, 7))
    click.echo(f"Kept: {counted.kept} of {counted.judged} judged; partly kept: {counted.partly_kept}.")
    unjudged = [one for one in found if one.outcome == "open" and one.waits_until < day_of(company, as_of)]
    if unjudged:
        click.echo(
            f"{len(unjudged)} wait until payments are known: recobro record payments-through {max(one.waits_until for one in unjudged)}"
        )


@click.command("asleep")
@company_option
@as_of_option
@click.option("--soon", default=SOON_DAYS, show_default=True, help="Days within which an end is soon.")
@click.option("--orphans", is_flag=True, help="Only what nobody may be looking after.")
@json_option
def asleep_command(
    company_name: str | None, as_of: date | None, soon: int, orphans: bool, as_json: bool
) -> None:
    """The money asleep: what is kept from reminders by cases, by kind, owner and age; what ends soon; and orphans."""
    company = company_of(company_name)
    found = asleep(company.id, as_of=day_of(company, as_of), soon_days=soon)
    found = [one for one in found if one.orphan] if orphans else found
    if as_json:
        print_json({"totals": totals(found), "cases": found})
        return
    names = customer_names(company.id)
    print_table(
        ("", "kind", "owner", "cases", "asleep", "overdue", "oldest"),
        [(one.currency, one.kind, one.owner or "nobody", one.cases, _money(one.amount), _money(one.overdue), f"{one.days} days")
         for one in totals(found)],
        right=(3, 4, 5, 6),
    )  # fmt: skip
    click.echo()
    rows = [(one.days, one.detail or one.kind, one.case_id, names[one.customer_id][0], one.items, one.currency, _money(one.amount),
             one.until_on or "open", one.owner, one.orphan or ("ends soon" if one.ends_soon else ""), one.reason)
            for one in found]  # fmt: skip
    head = ("days", "kind", "no.", "customer", "items", "", "asleep", "until", "owner", "look", "reason")
    print_table(head, rows, right=(0, 2, 4, 6))


def _money(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:.2f}"
