"""What the commands of cases share: for whom, about which item, why, and who answers for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from recobro.kernel.problems import Refused, refuse
from recobro.ledger.find import Found, find_credits, find_customer, find_items

Command = Callable[..., Any]

reason_option = click.option("--reason", required=True, help="Why, so that others understand it.")
remark_option = click.option("--reason", default="", help="Who said it, and how.")
owner_option = click.option(
    "--owner", default="", help="Who answers for it; the customer's collector by default."
)
customer_option = click.option("--customer", help="Code or name.")
item_option = click.option("--item", "number", help="Invoice number; NUMBER/2 for an instalment.")
currency_option = click.option("--currency", help="The company's by default.")


def one_item(
    company_id: int, number: str, customer_id: int | None = None, *, or_credit: bool = False
) -> Found:
    """The one claim of this number (of this customer); where there is none, the credit, if that will do."""
    try:
        found = find_items(company_id, number)
    except Refused:
        found = find_credits(company_id, number) if or_credit else []
        if not found:
            raise
    found = [one for one in found if customer_id in (None, one.customer_id)]
    if not found:
        raise refuse("item", f"This customer has no item '{number}'.", "Check the number and the customer.")
    if len(found) > 1:
        raise refuse(
            "item",
            f"'{number}' has {len(found)} instalments or customers.",
            f"Name one instalment: {number}/1.",
        )
    return found[0]


def one_credit(company_id: int, number: str, customer_id: int | None = None) -> Found:
    """The one payment or credit note of this number (of this customer)."""
    found = [one for one in find_credits(company_id, number) if customer_id in (None, one.customer_id)]
    if len(found) != 1:
        many = (
            f"There are {len(found)} payments or credit notes"
            if found
            else "There is no payment or credit note"
        )
        raise refuse(
            "item",
            f"{many} '{number}'.",
            "See: recobro customer show. Name the customer, too: --customer CODE.",
        )
    return found[0]


def whom(
    company_id: int, customer: str | None, number: str | None, *, of_credit: bool = False
) -> tuple[int, int | None]:
    """The customer, and the item if one was named; `of_credit`: a payment or credit note."""
    if number:
        named = find_customer(company_id, customer).customer_id if customer else None
        found = (one_credit if of_credit else one_item)(company_id, number, named)
        return found.customer_id, found.item_id
    if customer:
        return find_customer(company_id, customer).customer_id, None
    raise refuse("option", "Say for whom.", "Give --customer CODE or --item NUMBER.")


def all_items(company_id: int, customer_id: int, numbers: tuple[str, ...]) -> list[int] | None:
    """The claims of the customer with these numbers, every instalment of each; None where none was named."""
    if not numbers:
        return None
    chosen = []
    for number in numbers:
        found = [one.item_id for one in find_items(company_id, number) if one.customer_id == customer_id]
        if not found:
            raise refuse(
                "item", f"This customer has no item '{number}'.", "Check the number and the customer."
            )
        chosen += found
    return chosen


def currency_of(company_id: int, own: str, said: str | None, number: str | None) -> str:
    """The currency that was said, else that of the item, else the company's."""
    if said:
        return said.upper()
    return one_item(company_id, number).currency if number else own
