"""A customer of a SAF-T: who he is, whom to write to, what he owed when the period began and ended."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from recobro.connectors.record import Record
from recobro.connectors.xml import Node

NOTHING = frozenset({"", "n.a", "n.a.", "n/a", "na", "-", "tom", "desconhecido", "unknown", "0"})
ANYBODY = frozenset({"999999990"})  # the Portuguese number of the final consumer
BEST_ADDRESS = ("BillingAddress", "PostalAddress", "StreetAddress")


def said(text: str) -> str | None:
    """The text, None where it only says that there is none."""
    return None if text.strip().lower() in NOTHING else text.strip()


def amount(text: str) -> Decimal:
    """An amount with a point; nothing is zero. Raises ValueError."""
    try:
        found = Decimal(text.strip() or "0")
    except InvalidOperation:
        raise ValueError(text) from None
    if not found.is_finite() or found.adjusted() > 14:
        raise ValueError(text)
    return found


def code_of(node: Node) -> str | None:
    """The customer's number; some countries write 0 for none."""
    return said(node.get("CustomerID", "CustomerInfo/CustomerID"))


def customer_record(node: Node) -> Record:
    """Who he is, and his contact."""
    values: dict[str, Any] = {
        "customer_name": said(node.get("Name", "CompanyName", "CompanyStructure/Name")) or code_of(node),
        "tax_id": _tax_id(node), "customer_terms": _terms(node.find("PartyInfo/PaymentTerms")), **_address(node), **_contact(node),
    }  # fmt: skip
    return Record(line=node.line, kind="customer", customer_code=code_of(node), **values)


def balances(node: Node) -> dict[str, tuple[Decimal, Decimal]]:
    """By account: what he owed when the period began and when it ended. Norway 1.3 has several accounts."""
    found: dict[str, tuple[Decimal, Decimal]] = {}
    for part in list(node.all("BalanceAccount")) or [node]:
        account = said(part.get("AccountID", "GeneralLedgerAccountID"))
        if account:
            began, ended = (
                amount(part.get(f"{when}DebitBalance")) - amount(part.get(f"{when}CreditBalance"))
                for when in ("Opening", "Closing")
            )
            found[account] = (began, ended)
    return found


def states_balances(node: Node) -> bool:
    """Does he have closing balances at all?"""
    return any(
        node.get(f"{at}Closing{side}Balance")
        for at in ("", "BalanceAccount/")
        for side in ("Debit", "Credit")
    )


def _tax_id(node: Node) -> str | None:
    number = said(
        node.get(
            "TaxRegistration/TaxRegistrationNumber",
            "CustomerTaxID",
            "RegistrationNumber",
            "TaxRegistrationNumber",
        )
    )
    return None if number in ANYBODY else number


def _terms(node: Node | None) -> str | None:
    """`30 days`, after the end of the month where the month is free."""
    if node is None:
        return None
    days, months = node.get("Days"), node.get("Months")
    length = f"{days} days" if days.strip("0") else f"{months} months" if months.strip("0") else None
    if length is None or node.get("FreeBillingMonth").lower() not in ("true", "1"):
        return length
    return f"{length} after end of month"


def _address(node: Node) -> dict[str, str | None]:
    address = _best(node.all("BillingAddress", "Address", "CustomerAddress"))
    if address is None:
        return {}
    street = " ".join(
        filter(None, (said(address.get("StreetName")), said(address.get("Number", "BuildingNumber"))))
    )
    country = address.get("Country").upper()
    return {
        "address_1": said(address.get("AddressDetail")) or street or None,
        "address_2": said(address.get("AdditionalAddressDetail", "Building")),
        "postcode": said(address.get("PostalCode")), "city": said(address.get("City")), "region": said(address.get("Region")),
        "customer_country": country if re.fullmatch("[A-Z]{2}", country) else None,
    }  # fmt: skip


def _best(addresses: Iterable[Node]) -> Node | None:
    """The one for bills, else the one for letters, else the first; not one that says nothing."""
    full = [
        one
        for one in addresses
        if any(said(one.get(part)) for part in ("StreetName", "AddressDetail", "City"))
    ]
    kinds = {kind: one for one in reversed(full) for kind in (one.get("AddressType"), one.name)}
    return next((kinds[kind] for kind in BEST_ADDRESS if kind in kinds), full[0] if full else None)


def _contact(node: Node) -> dict[str, str | None]:
    email = said(node.get("Contact/Email", "Email"))
    first, last = node.get("Contact/ContactPerson/FirstName"), node.get("Contact/ContactPerson/LastName")
    contact = node.find("Contact")
    name = " ".join(filter(None, (said(first), said(last)))) or (said(contact.text) if contact else None)
    return {
        "contact_email": email if email and re.fullmatch(r"[^\s@]+@[^\s@]+", email) else None,
        "contact_phone": said(node.get("Contact/Telephone", "Contact/MobilePhone", "Telephone")),
        "contact_name": name or None,
    }
