"""What these tests do again and again, in the words of a collector."""

from __future__ import annotations

from datetime import date

from recobro.access.company import CompanyValue, go_live
from recobro.channels import channels_for
from recobro.evaluation.models import Step, Told
from recobro.outbox.deliver import Delivered, deliver
from recobro.outbox.models import Message
from tests import cast


def live_company(text: str = cast.BY_EMAIL, name: str = "Northwind SL") -> CompanyValue:
    """A company that writes to its customers since today, by this policy."""
    company = cast.creditor(name)
    cast.treats(company, text)
    return go_live(company.id, on=cast.TODAY, by=cast.MARTA, at=cast.at())


def delivers(company: CompanyValue, *, on: date = cast.TODAY) -> Delivered:
    """Delivers what is approved, over the channels of the company's mode."""
    with channels_for(company.mode) as channels:
        return deliver(company.id, on=on, clock=cast.clock(on), channels=channels)


def statuses(company: CompanyValue) -> dict[str, str]:
    """Recipient -> status of his newest message."""
    rows = Message.objects.filter(company_id=company.id).order_by("id")
    return dict(rows.values_list("recipient", "status"))


def told(company: CompanyValue) -> list[tuple[int, str, str]]:
    """Item, level and channel of everything that counts as told."""
    rows = Told.objects.filter(company_id=company.id, undone_on__isnull=True).order_by("item_id", "channel")
    return list(rows.values_list("item_id", "level_key", "channel"))


def steps(company: CompanyValue) -> list[int]:
    """The items whose steps are taken."""
    rows = Step.objects.filter(company_id=company.id, released_at__isnull=True).order_by("item_id")
    return list(rows.values_list("item_id", flat=True))
