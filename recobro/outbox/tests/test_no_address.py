"""A customer whom no road reaches becomes one task, which closes itself when an address works."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from recobro import flow
from recobro.access.company import CompanyValue
from recobro.casework.models import Task
from recobro.outbox.tests.world import live_company
from tests import cast
from tests.cast import DAY, LATE, TODAY
from tests.smtp import SmtpServer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]

UNKNOWN = replace(LATE, email="", address="", city="")


def night(company: CompanyValue, *, on: date = TODAY) -> None:
    flow.night(company.id, as_of=on, clock=cast.clock(on), by=cast.MARTA)


def tasks() -> list[tuple[str, str]]:
    """Title and who closed it."""
    return list(Task.objects.filter(cause="no_address").order_by("id").values_list("title", "done_by"))


ASKED = "Find an address of Late GmbH: no e-mail and no postal address works"


def test_it_asks_once_until_an_address_works(server: SmtpServer) -> None:
    company = live_company()
    cast.owes(company, UNKNOWN, "INV-1", "120.00")
    cast.owes(company, UNKNOWN, "INV-2", "80.00")
    night(company)
    night(company, on=TODAY + DAY)
    assert tasks() == [(ASKED, "")]
    assert Task.objects.get().items.count() == 2
    cast.owes(company, LATE, "INV-3", "10.00", due_on=TODAY + 30 * DAY)  # the import brings his address
    night(company, on=TODAY + 2 * DAY)
    assert tasks() == [(ASKED, "an address works")]
    assert len(server.messages_to(LATE.email)) == 1


def test_it_says_which_address_was_refused(server: SmtpServer) -> None:
    company = live_company()
    cast.owes(company, replace(LATE, address="", city=""), "INV-1", "120.00")
    server.refused_recipients.add(LATE.email)
    night(company)
    assert tasks() == []
    night(company, on=TODAY + DAY)
    assert tasks() == [(ASKED, "")]
    assert Task.objects.get().script == f"2026-03-10 {LATE.email}: {LATE.email}: 550 no such mailbox"


def test_it_closes_when_everything_is_paid() -> None:
    company = live_company()
    cast.owes(company, UNKNOWN, "INV-1", "120.00")
    night(company)
    cast.pays(company, UNKNOWN, "INV-1", "120.00")
    night(company, on=TODAY + DAY)
    assert tasks() == [(ASKED, "paid")]
