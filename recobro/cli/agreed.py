"""What customers and we agree, one command each: hold, dispute, promise, complaint, retain, next, expect, mark."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import click

from recobro.casework import record
from recobro.casework.dates import expect, set_next_contact
from recobro.casework.models import RETENTIONS
from recobro.cli.common import (
    Amount,
    Day,
    by_option,
    company_of,
    company_option,
    day_of,
    json_option,
    now,
    person,
    say,
)
from recobro.cli.whom import (
    currency_of,
    currency_option,
    customer_option,
    item_option,
    one_item,
    owner_option,
    reason_option,
    remark_option,
    whom,
)
from recobro.ledger import marks
from recobro.ledger.find import find_customer
from recobro.ledger.models import EARMARKS, MARKS

made_option = click.option(
    "--made", "made_on", type=Day(), help="The day on which it was said; today by default."
)


@click.command("hold")
@company_option
@customer_option
@item_option
@click.option("--from", "from_on", type=Day(), help="Today by default.")
@click.option(
    "--until", "until_on", type=Day(), required=True, help="The last day of the hold; it ends by itself."
)
@owner_option
@reason_option
@by_option
@json_option
def hold_command(company_name: str | None, customer: str | None, number: str | None, from_on: date | None, until_on: date,
                 owner: str, reason: str, by: str | None, as_json: bool) -> None:  # fmt: skip
    """No reminders for a customer or an invoice until a day."""
    company = company_of(company_name)
    customer_id, item_id = whom(company.id, customer, number)
    case = record.hold(
        company.id, customer_id=customer_id, item_id=item_id, from_on=day_of(company, from_on), until_on=until_on,
        owner=owner, reason=reason, at=now(), by=person(by),
    )  # fmt: skip
    say(
        f"Hold {case}: {number or customer} is not reminded until {until_on}.",
        as_json=as_json,
        hold=case,
        until=until_on,
    )


@click.command("dispute")
@company_option
@click.option(
    "--item",
    "number",
    required=True,
    help="Number of the invoice (NUMBER/2: an instalment), or of the payment or credit note.",
)
@click.option("--amount", type=Amount(), help="The part that is contested; all of it by default.")
@click.option("--from", "from_on", type=Day(), help="Today by default.")
@click.option("--until", "until_on", type=Day(), help="Its last day, if it is known.")
@owner_option
@reason_option
@by_option
@json_option
def dispute_command(company_name: str | None, number: str, amount: Decimal | None, from_on: date | None,
                    until_on: date | None, owner: str, reason: str, by: str | None, as_json: bool) -> None:  # fmt: skip
    """The customer contests an invoice, a part of it, or how a payment was counted."""
    company = company_of(company_name)
    item = one_item(company.id, number, or_credit=True)
    case = record.dispute(
        company.id, customer_id=item.customer_id, item_id=item.item_id, amount=amount, from_on=day_of(company, from_on),
        until_on=until_on, owner=owner, reason=reason, at=now(), by=person(by),
    )  # fmt: skip
    what = f"{amount} of {number}" if amount else number
    say(f"Dispute {case}: {what} is not asked for until it is settled.", as_json=as_json, dispute=case)


@click.command("promise")
@company_option
@customer_option
@item_option
@click.option("--amount", type=Amount(), help="What was promised; all that is owed by default.")
@currency_option
@click.option("--on", "promised_on", type=Day(), required=True, help="The day on which it will be paid.")
@made_option
@owner_option
@remark_option
@by_option
@json_option
def promise_command(company_name: str | None, customer: str | None, number: str | None, amount: Decimal | None,
                    currency: str | None, promised_on: date, made_on: date | None, owner: str, reason: str,
                    by: str | None, as_json: bool) -> None:  # fmt: skip
    """The customer promised to pay; reminders wait until three banking days after that day."""
    company = company_of(company_name)
    customer_id, item_id = whom(company.id, customer, number)
    case = record.promise(
        company.id, customer_id=customer_id, currency=currency_of(company.id, company.currency, currency, number),
        items=[item_id] if item_id else None, amount=amount, made_on=day_of(company, made_on), promised_on=promised_on,
        owner=owner, reason=reason, at=now(), by=person(by),
    )  # fmt: skip
    say(
        f"Promise {case}: payment of {number or customer} is promised for {promised_on}.",
        as_json=as_json,
        promise=case,
        promised_on=promised_on,
    )


@click.command("complaint")
@click.argument("customer")
@company_option
@made_option
@owner_option
@reason_option
@by_option
@json_option
def complaint_command(customer: str, company_name: str | None, made_on: date | None, owner: str, reason: str, by: str | None,
                      as_json: bool) -> None:  # fmt: skip
    """The customer complains: nothing is sent to him until a manager has answered (recobro end complaint)."""
    company = company_of(company_name)
    found = find_customer(company.id, customer)
    case = record.complain(company.id, customer_id=found.customer_id, made_on=day_of(company, made_on), owner=owner, reason=reason,
                           at=now(), by=person(by))  # fmt: skip
    say(
        f"Complaint {case}: nothing is sent to {customer} until a manager answers.",
        as_json=as_json,
        complaint=case,
    )


@click.command("retain")
@click.argument("number", metavar="INVOICE")
@company_option
@click.option("--kind", type=click.Choice(RETENTIONS), required=True, help="Tax withheld, or a guarantee.")
@click.option("--amount", type=Amount(), required=True, help="What the customer keeps back.")
@click.option("--from", "from_on", type=Day(), help="Today by default.")
@click.option(
    "--until",
    "until_on",
    type=Day(),
    help="The last day of a guarantee: from the next one on it is asked for.",
)
@owner_option
@remark_option
@by_option
@json_option
def retain_command(number: str, company_name: str | None, kind: str, amount: Decimal, from_on: date | None,
                   until_on: date | None, owner: str, reason: str, by: str | None, as_json: bool) -> None:  # fmt: skip
    """The customer rightly keeps back a part of an invoice: tax that he pays for us, or a guarantee."""
    company = company_of(company_name)
    item = one_item(company.id, number)
    case = record.retain(
        company.id, customer_id=item.customer_id, item_id=item.item_id, kind=kind, amount=amount, until_on=until_on,
        from_on=day_of(company, from_on), owner=owner, reason=reason, at=now(), by=person(by),
    )  # fmt: skip
    ends = f"until {until_on}" if until_on else "until that ends"
    say(f"Retained {case}: {amount} of {number} is not asked for {ends}.", as_json=as_json, retained=case)


@click.command("next")
@click.argument("customer")
@click.argument("on", type=Day(), metavar="DAY")
@company_option
@made_option
@remark_option
@by_option
@json_option
def next_command(customer: str, on: date, company_name: str | None, made_on: date | None, reason: str, by: str | None,
                 as_json: bool) -> None:  # fmt: skip
    """Set the day of the next contact with a customer by hand: earlier or later than the policy."""
    company = company_of(company_name)
    found = find_customer(company.id, customer)
    case = set_next_contact(company.id, customer_id=found.customer_id, made_on=day_of(company, made_on), on=on, reason=reason,
                            at=now(), by=person(by))  # fmt: skip
    say(f"Next contact {case}: {customer} hears from us on {on}.", as_json=as_json, next_contact=case, on=on)


@click.command("expect")
@click.argument("number", metavar="INVOICE")
@click.argument("on", type=Day(), metavar="DAY")
@company_option
@made_option
@remark_option
@by_option
@json_option
def expect_command(number: str, on: date, company_name: str | None, made_on: date | None, reason: str, by: str | None,
                   as_json: bool) -> None:  # fmt: skip
    """Payment of an invoice is expected on a day: it is not reminded until then, and afterwards it is."""
    company = company_of(company_name)
    item = one_item(company.id, number)
    case = expect(company.id, customer_id=item.customer_id, item_id=item.item_id, made_on=day_of(company, made_on), on=on,
                  reason=reason, at=now(), by=person(by))  # fmt: skip
    say(
        f"Expected date {case}: {number} is expected to be paid on {on}.",
        as_json=as_json,
        expected_date=case,
        on=on,
    )


@click.command("mark")
@click.argument("kind", type=click.Choice(MARKS))
@company_option
@customer_option
@item_option
@click.option("--from", "from_on", type=Day(), help="Today by default; for insolvency the day it was opened.")
@click.option("--until", "until_on", type=Day(), help="Its last day; open by default.")
@click.option("--administrator", default="", help="Of an insolvency: with whom claims are filed.")
@click.option("--file-until", type=Day(), help="Of an insolvency: the last day to file claims.")
@reason_option
@by_option
@json_option
def mark_command(kind: str, company_name: str | None, customer: str | None, number: str | None, from_on: date | None,
                 until_on: date | None, administrator: str, file_until: date | None, reason: str, by: str | None,
                 as_json: bool) -> None:  # fmt: skip
    """Mark a customer or an invoice; or keep a payment or credit note as an advance, a deposit or a guarantee, until the mark ends."""
    company = company_of(company_name)
    customer_id, item_id = whom(company.id, customer, number, of_credit=kind in EARMARKS)
    case = marks.mark(
        company.id, customer_id=customer_id, item_id=item_id, kind=kind, from_on=day_of(company, from_on), until_on=until_on,
        administrator=administrator, file_until=file_until, reason=reason, at=now(), by=person(by),
    )  # fmt: skip
    say(f"Mark {case}: {number or customer} is marked {kind}.", as_json=as_json, mark=case, kind=kind)
