"""The addresses at which a customer can be reached: which are used, which are retired, and by whom or what.

A retired address is one that does not work, whoever says so: the post, a mail server, or a person. What waits for it is dropped at
the second look, and the next run takes another address, another road, or asks somebody to find one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from recobro.access.fit import fit
from recobro.evaluation.models import Unreachable
from recobro.evaluation.tell import mark_unreachable
from recobro.kernel.problems import Refused, refuse
from recobro.ledger.models import Contact, Customer


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An e-mail address of a contact, or the street of the customer (`channel` letter). `retired_on`: it is not used since."""

    channel: str
    role: str
    name: str
    address: str
    language: str
    retired_on: date | None
    reason: str


def addresses(company_id: int, *, customer_id: int) -> list[Address]:
    """All of a customer: e-mails by role, then the street."""
    retired = {
        (one.channel, one.address.lower()): one
        for one in Unreachable.objects.filter(company_id=company_id, customer_id=customer_id)
    }

    def known(channel: str, address: str, role: str = "", name: str = "", language: str = "") -> Address:
        why = retired.get((channel, address.lower()))
        return Address(
            channel=channel, role=role, name=name, address=address, language=language,
            retired_on=why.on if why else None, reason=why.reason if why else "",
        )  # fmt: skip

    contacts = Contact.objects.filter(company_id=company_id, customer_id=customer_id).order_by("role", "id")
    found = [known("email", one.email, one.role, one.name, one.language) for one in contacts if one.email]
    street = Customer.objects.values_list("address_1", flat=True).get(id=customer_id)
    return [*found, known("letter", street)] if street else found


def retire(company_id: int, *, customer_id: int, address: str, on: date, reason: str, by: str) -> Address:
    """From `on` on nothing is sent to this address. Raises Refused for one that the customer does not have, or that is retired."""
    found = _one(company_id, customer_id, address)
    if found.retired_on:
        raise refuse("address", f"{found.address} is retired since {found.retired_on}: {found.reason}")
    if not reason.strip():
        raise refuse("address", "It needs a reason.", "Say why it is not used any more: --reason.")
    said = fit("address", Unreachable, reason=f"{reason} ({by})")
    mark_unreachable(
        company_id, customer_id=customer_id, channel=found.channel, address=found.address, on=on, **said
    )
    return found


def reinstate(company_id: int, *, customer_id: int, address: str) -> Address:
    """The address works after all. Raises Refused for one that is not retired."""
    found = _one(company_id, customer_id, address)
    rows = Unreachable.objects.filter(
        company_id=company_id, customer_id=customer_id, channel=found.channel, address__iexact=found.address
    )
    if not rows.delete()[0]:
        raise refuse("address", f"{found.address} is not retired.")
    return found


def _one(company_id: int, customer_id: int, address: str) -> Address:
    known = addresses(company_id, customer_id=customer_id)
    for one in known:
        if one.address.lower() == address.strip().lower():
            return one
    raise _no_address(address, known)


def _no_address(address: str, known: list[Address]) -> Refused:
    listed = "; ".join(dict.fromkeys(one.address for one in known)) or "none"
    return refuse("address", f"This customer has no address '{address}'.", f"He has: {listed}.")
