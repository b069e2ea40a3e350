"""Finding customers and items by what people and systems call them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models.functions import Collate, Upper

from recobro.kernel.problems import refuse
from recobro.ledger.models import OWN_SOURCE, Customer, Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An item that was found."""

    item_id: int
    customer_id: int
    number: str
    instalment: int
    currency: str
    issued_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundCustomer:
    """A customer that was found."""

    customer_id: int
    code: str
    name: str
    collector: str


def items_by_identity(
    company_id: int, *, source: str, keys: Sequence[tuple[str, int]]
) -> dict[tuple[str, int], Found]:
    """The items of these (document key, instalment), as far as they exist."""
    wanted = set(keys)
    rows = Item.objects.filter(
        company_id=company_id, source=source, document_key__in=[key for key, _ in wanted]
    )
    return {
        (row.document_key, row.instalment): _found(row)
        for row in rows
        if (row.document_key, row.instalment) in wanted
    }


def identities(company_id: int, item_ids: Sequence[int]) -> dict[int, tuple[str, int]]:
    """Item id -> (document key, instalment)."""
    rows = Item.objects.filter(company_id=company_id, id__in=item_ids)
    return {
        item_id: (key, number)
        for item_id, key, number in rows.values_list("id", "document_key", "instalment")
    }


def items_by_number(company_id: int, number: str) -> list[Found]:
    """Every claim with this number (case does not matter), in the order of its instalments."""
    rows = Item.objects.filter(company_id=company_id, number__iexact=number.strip(), amount__gt=0)
    rows = rows.exclude(source=OWN_SOURCE)  # our counter-items bear the number of what they correct
    return [_found(row) for row in rows.order_by("customer_id", "instalment", "id")]


def find_items(company_id: int, number: str) -> list[Found]:
    """The same; an instalment is named `NUMBER/2`. Raises Refused when there is none."""
    found = items_by_number(company_id, number)
    base, slash, instalment = number.rpartition("/")
    if not found and slash and instalment.isdigit():
        found = [one for one in items_by_number(company_id, base) if one.instalment == int(instalment)]
    if not found:
        raise refuse("item", f"There is no item '{number}'.", "Use the number printed on the invoice.")
    return found


def is_item_of(company_id: int, customer_id: int, item_id: int) -> bool:
    """Is it an item of this customer?"""
    return Item.objects.filter(company_id=company_id, customer_id=customer_id, id=item_id).exists()


def find_credits(company_id: int, number: str) -> list[Found]:
    """Every payment and other credit with this number (case does not matter)."""
    rows = Item.objects.filter(company_id=company_id, number__iexact=number.strip(), amount__lt=0)
    return [_found(row) for row in rows.exclude(kind="adjustment").order_by("customer_id", "id")]


def find_customer(company_id: int, name: str) -> FoundCustomer:
    """The customer of this code, else of this name. Raises Refused when there is none, or more than one of the name."""
    rows = Customer.objects.filter(company_id=company_id)
    matches = list(rows.filter(code__iexact=name)[:1]) or list(rows.filter(name__iexact=name)[:2])
    if len(matches) != 1:
        why = "There is no customer" if not matches else "There is more than one customer"
        raise refuse("customer", f"{why} '{name}'.", "Use the customer's code.")
    one = matches[0]
    return FoundCustomer(customer_id=one.id, code=one.code, name=one.name, collector=one.collector)


def _found(row: Item) -> Found:
    return Found(
        item_id=row.id, customer_id=row.customer_id, number=row.number, instalment=row.instalment, currency=row.currency,
        issued_on=row.issued_on,
    )  # fmt: skip


def customers_spelled(company_id: int, said: str, *, at_most: int = 500) -> list[int]:
    """The customer of this code, else those whose names begin so (case does not matter)."""
    rows = Customer.objects.filter(company_id=company_id)
    of_code = rows.filter(code__in={said, said.upper()}).values_list("id", flat=True)
    spelled = rows.annotate(spelling=Collate(Upper("name"), "C")).filter(spelling__startswith=said.upper())
    return list(of_code or spelled.values_list("id", flat=True)[:at_most])


def customers_of_salesperson(company_id: int, salesperson: str) -> list[int]:
    """The customers of a salesperson."""
    rows = Customer.objects.filter(company_id=company_id, salesperson=salesperson)
    return list(rows.values_list("id", flat=True))


def customers_of(company_id: int, items: Iterable[int]) -> dict[int, int]:
    """Item id -> whose it is, of those that the company has."""
    rows = Item.objects.filter(company_id=company_id, id__in=set(items))
    return dict(rows.values_list("id", "customer_id"))


def has_customers(company_id: int) -> bool:
    """Is any customer known?"""
    return Customer.objects.filter(company_id=company_id).exists()


def customer_names(company_id: int) -> dict[int, tuple[str, str]]:
    """Customer id -> (code, name)."""
    rows = Customer.objects.filter(company_id=company_id).values_list("id", "code", "name")
    return {customer_id: (code, name) for customer_id, code, name in rows}


def collector_of(company_id: int, *, customer_id: int) -> str:
    """Who looks after the customer; empty where nobody does."""
    return str(
        Customer.objects.values_list("collector", flat=True).get(company_id=company_id, id=customer_id)
    )


def customer_terms(company_id: int) -> dict[str, str]:
    """Customer code -> payment terms, for customers who have some."""
    rows = Customer.objects.filter(company_id=company_id).exclude(terms="")
    return dict(rows.values_list("code", "terms"))


def numbers_of(items: Iterable[int]) -> dict[int, str]:
    """Item id -> its number."""
    return dict(Item.objects.filter(id__in=set(items)).values_list("id", "number"))


def has_segment(company_id: int, segment: str) -> bool:
    """Is any customer in this segment?"""
    return Customer.objects.filter(company_id=company_id, segment=segment).exists()
