"""One accountant, several customers: one message in so many days, the others delayed and never skipped (D19)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import transaction

from recobro.access.company import CompanyValue, change_company
from recobro.evaluation.propose import propose
from recobro.outbox.compose import compose
from recobro.outbox.etiquette import space_out
from recobro.outbox.models import Message
from recobro.outbox.tests.world import delivers, live_company, steps
from tests import cast
from tests.cast import DAY, GONE, LATE, PROMPT, TODAY
from tests.smtp import SmtpServer

pytestmark = pytest.mark.django_db

FIRST_AND_FORMAL = cast.policy(
    cast.level("first", "D+7", "email"), cast.level("formal", "D+14", "email", severity="formal")
)
ACCOUNTANT = "Books@accountant.test"
CLIENTS = tuple(replace(one, email=ACCOUNTANT) for one in (LATE, PROMPT, GONE))


def plans(company: CompanyValue, *, on: date) -> tuple[str, ...]:
    with transaction.atomic():
        return _plans(company, on=on)


def _plans(company: CompanyValue, *, on: date) -> tuple[str, ...]:
    proposed = propose(company.id, as_of=on, at=cast.at(on), by=cast.MARTA)
    compose(company.id, reminders=proposed.reminders, at=cast.at(on))
    return space_out(company, reminders=proposed.reminders, at=cast.at(on))


def sharing(days: int = 3) -> tuple[CompanyValue, list[int]]:
    """Three customers of one accountant, each with an invoice that is ten days late."""
    company = change_company(
        live_company(FIRST_AND_FORMAL).id, person_gap_days=days, by=cast.MARTA, at=cast.at()
    )
    return company, [cast.owes(company, one, f"INV-{one.code}", "120.00") for one in CLIENTS]


def test_it_writes_to_a_shared_address_once_in_so_many_days(server: SmtpServer) -> None:
    company, items = sharing()
    notes = plans(company, on=TODAY)
    said = f"{ACCOUNTANT} was written to for Late GmbH on 2026-03-10, and an address that customers share"
    assert [note.partition(": ")[2].partition(" is written")[0] for note in notes] == [said] * 2
    assert notes[0].endswith("once in 3 days. It is proposed again from 2026-03-13 on.")
    assert steps(company) == items[:1]
    for number in range(10):
        on = TODAY + number * DAY
        if number:
            plans(company, on=on)
        delivers(company, on=on)
    received = server.messages_to(ACCOUNTANT)
    assert [one["Subject"].partition(":")[0] for one in received] == ["first", "first", "formal", "formal"]
    told = list(Message.objects.filter(status="sent").order_by("id").values_list("customer_id", "as_of"))
    assert [(on - TODAY).days for _, on in told] == [0, 3, 6, 9]
    assert len({customer for customer, _ in told[:2]}) == 2


def test_it_skips_nobody(server: SmtpServer) -> None:
    """Who has waited longest is next, within one severity."""
    company, _ = sharing()
    change_company(
        company.id, sending_days=(1, 2, 3, 4, 5, 6, 7), sends_on_holidays=True, by=cast.MARTA, at=cast.at()
    )
    for number in range(30):
        plans(company, on=TODAY + number * DAY)
        delivers(company, on=TODAY + number * DAY)
    said = Message.objects.filter(status="sent").order_by("id").values_list("customer_id", flat=True)
    customers = [cast.customer(company, one) for one in CLIENTS]
    assert sorted(set(said)) == sorted(customers)
    assert all(list(said).count(customer) == 2 for customer in customers)  # both levels, each of them


def test_what_waits_for_a_sending_day_has_not_been_said_yet(server: SmtpServer) -> None:
    company, items = sharing(days=2)
    change_company(company.id, sending_days=(5,), by=cast.MARTA, at=cast.at())
    for number in range(3):  # Tuesday to Thursday
        plans(company, on=TODAY + number * DAY)
        assert steps(company) == items[:1]
    plans(company, on=TODAY + 3 * DAY)
    assert delivers(company, on=TODAY + 3 * DAY).counts == {"sent": 1}


def test_it_lets_everybody_write_where_no_gap_is_declared(server: SmtpServer) -> None:
    company, items = sharing(days=0)
    assert plans(company, on=TODAY) == ()
    assert steps(company) == items
    assert delivers(company).counts == {"sent": 3}


def test_it_delays_nobody_for_himself_or_for_another_address(server: SmtpServer) -> None:
    company = change_company(
        live_company(FIRST_AND_FORMAL).id, person_gap_days=30, by=cast.MARTA, at=cast.at()
    )
    cast.owes(company, LATE, "INV-1", "120.00")
    cast.owes(company, PROMPT, "INV-2", "120.00")
    assert plans(company, on=TODAY) == ()
    delivers(company)
    assert plans(company, on=TODAY + 6 * DAY) == ()
    assert delivers(company, on=TODAY + 6 * DAY).counts == {"sent": 2}
