"""`recobro allocate` and `recobro undo`: setting credit on account against an invoice, by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import click

from recobro.cli.common import (
    Amount,
    as_of_option,
    by_option,
    company_of,
    company_option,
    day_of,
    json_option,
    now,
    person,
    say,
)
from recobro.kernel.problems import refuse
from recobro.ledger.allocate import Settlement, allocate, undo
from recobro.ledger.find import find_items
from recobro.ledger.open import open_items


@click.command("allocate")
@click.argument("number", metavar="INVOICE")
@company_option
@click.option(
    "--credit", help="Number of the credit note or payment; the customer's oldest credit by default."
)
@click.option("--amount", type=Amount(), help="As much as both have open by default.")
@as_of_option
@by_option
@json_option
def allocate_command(number: str, company_name: str | None, credit: str | None, amount: Decimal | None, as_of: date | None,
                     by: str | None, as_json: bool) -> None:  # fmt: skip
    """Set a credit note or a payment on account against an invoice (NUMBER/2 for an instalment)."""
    company = company_of(company_name)
    day = day_of(company, as_of)
    found = find_items(company.id, number)
    if len(found) > 1:
        raise refuse(
            "allocate", f"'{number}' has {len(found)} instalments or customers.", f"Name one: {number}/1."
        )
    claim = found[0]
    open_now = open_items(company.id, as_of=day, customers=[claim.customer_id])
    left = next((one.open for one in open_now if one.item_id == claim.item_id), Decimal(0))
    on_account = [
        one
        for one in open_now
        if one.open < 0 and one.currency == claim.currency and credit in (None, one.number)
    ]
    if not left or not on_account:
        what = f"{number} has nothing open" if not left else "The customer has no such credit on account"
        raise refuse("allocate", f"{what} on {day}.", "See: recobro explain, recobro ageing --by customer.")
    taken = min(on_account, key=lambda one: (one.issued_on, one.item_id))
    part = amount if amount is not None else min(left, -taken.open)
    settlement = Settlement(
        customer_id=claim.customer_id, debit_item_id=claim.item_id, credit_item_id=taken.item_id, amount=part,
        on=max(day, claim.issued_on, taken.issued_on),
    )  # fmt: skip
    allocation = allocate(company.id, settlement, at=now(), by=person(by))
    text = f"Allocation {allocation}: {part:.2f} {claim.currency} of {taken.number or taken.kind} is set against {number}."
    say(text, as_json=as_json, allocation=allocation, amount=part, currency=claim.currency)


@click.command("undo")
@click.argument("allocation", type=int)
@company_option
@as_of_option
@by_option
@json_option
def undo_command(
    allocation: int, company_name: str | None, as_of: date | None, by: str | None, as_json: bool
) -> None:
    """Undo an allocation by its number: a counter-fact, effective on the day."""
    company = company_of(company_name)
    day = day_of(company, as_of)
    undone = undo(company.id, allocation_id=allocation, on=day, at=now(), by=person(by))
    say(
        f"Allocation {allocation} is undone on {day}.",
        as_json=as_json,
        allocation=allocation,
        undone_by=undone,
    )
