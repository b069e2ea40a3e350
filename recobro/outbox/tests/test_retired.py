"""A retired address: what waits for it does not leave, and the next run takes another one, another road, or a task."""

from __future__ import annotations

import pytest

from recobro import flow
from recobro.access.company import CompanyValue
from recobro.casework.models import Task
from recobro.evaluation.addresses import addresses, reinstate, retire
from recobro.kernel.problems import Refused
from recobro.ledger.facts import ContactFact
from recobro.ledger.post import post
from recobro.outbox.models import Message
from recobro.outbox.tests.world import delivers
from tests import cast
from tests.cast import DAY, LATE, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
OTHER = "other@late.test"


def owing() -> CompanyValue:
    company = cast.creditor()
    cast.treats(company)
    cast.owes(company, LATE, "INV-1", "120.00")
    return company


def retires(company: CompanyValue, address: str = LATE.email, reason: str = "He left.") -> None:
    retire(
        company.id,
        customer_id=cast.customer(company, LATE),
        address=address,
        on=TODAY,
        reason=reason,
        by="ana",
    )


def recipients(company: CompanyValue) -> list[str]:
    """To whom the next run writes."""
    cast.plans(company, on=TODAY + DAY)
    rows = Message.objects.filter(company_id=company.id, as_of=TODAY + DAY)
    return [one.split("\n")[0] for one in rows.values_list("recipient", flat=True)]


def test_what_waits_for_it_does_not_leave_and_another_address_is_taken() -> None:
    company = owing()
    post(
        company.id,
        [ContactFact(code=LATE.code, role="escalation", email=OTHER)],
        source="erp",
        on=TODAY,
        at=cast.at(),
        by="x",
    )
    cast.plans(company)
    retires(company, LATE.email.upper())

    assert delivers(company).counts == {"dropped": 1}
    assert recipients(company) == [OTHER]


def test_without_another_address_he_gets_a_letter() -> None:
    company = owing()
    retires(company)
    assert recipients(company) == ["Late GmbH"]


def test_without_any_road_somebody_looks_for_an_address() -> None:
    company = owing()
    retires(company)
    retires(company, LATE.address)
    flow.propose_day(company.id, as_of=TODAY, clock=cast.clock(), by="ana")
    assert Task.objects.get().cause == "no_address"


def test_one_that_works_after_all_is_used_again() -> None:
    company = owing()
    retires(company)
    found = {
        one.address: (one.retired_on, one.reason)
        for one in addresses(company.id, customer_id=cast.customer(company, LATE))
    }
    assert found == {LATE.email: (TODAY, "He left. (ana)"), LATE.address: (None, "")}

    reinstate(company.id, customer_id=cast.customer(company, LATE), address=LATE.email)
    assert recipients(company) == [LATE.email]


@pytest.mark.parametrize(
    ("address", "reason", "refusal"),
    [("nobody@late.test", "x", "has no address 'nobody@late.test'"), (LATE.email, " ", "needs a reason")],
)
def test_it_refuses_what_it_does_not_know(address: str, reason: str, refusal: str) -> None:
    company = owing()
    with pytest.raises(Refused, match=refusal):
        retires(company, address, reason)
    retires(company)
    with pytest.raises(Refused, match="is retired since 2026-03-10: He left"):
        retires(company)
