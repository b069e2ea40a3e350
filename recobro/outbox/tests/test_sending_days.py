"""On which days letters and e-mails leave: what is approved waits for the next one, with the reason (P-15)."""

from __future__ import annotations

from datetime import date

import pytest

from recobro.access.company import change_company, read_company
from recobro.access.sending import next_sending_day, pause
from recobro.casework.models import Task
from recobro.outbox.models import Message
from recobro.outbox.post import print_letters
from recobro.outbox.tests.world import delivers, live_company, statuses, told
from tests import cast
from tests.cast import DAY, LATE, PROMPT, TODAY
from tests.smtp import SmtpServer

pytestmark = pytest.mark.django_db

SATURDAY = TODAY + 4 * DAY
MONDAY = TODAY + 6 * DAY
BY_ALL_ROADS = cast.policy(cast.level("first", "D+14", "email", "letter", "task:collector"))
WHY = "Northwind SL sends nothing on a Saturday. It waits for Monday, 2026-03-16."


@pytest.mark.parametrize(
    ("on", "until_on"),
    [
        (date(2026, 4, 2), None),  # Maundy Thursday is worked in most of Spain
        (date(2026, 4, 3), date(2026, 4, 6)),  # Good Friday, then the weekend
        (date(2026, 4, 5), date(2026, 4, 6)),
        (date(2026, 12, 31), None),
        (date(2027, 1, 1), date(2027, 1, 4)),
    ],
)
def test_it_knows_the_days_on_which_nothing_leaves(on: date, until_on: date | None) -> None:
    found = pause(cast.creditor(), on)
    assert (found.until_on if found else None) == until_on


def test_it_sends_on_the_days_that_the_company_chose() -> None:
    company = cast.creditor()
    weekend = change_company(company.id, sending_days=(6, 7), by=cast.MARTA, at=cast.at())
    assert next_sending_day(weekend, MONDAY) == MONDAY + 5 * DAY
    assert pause(weekend, date(2026, 8, 15)) is not None  # a Saturday, and a holiday
    always = change_company(
        company.id, sending_days=(1, 2, 3, 4, 5, 6, 7), sends_on_holidays=True, by=cast.MARTA, at=cast.at()
    )
    assert pause(always, date(2026, 8, 15)) is None
    assert read_company(company.id).sending_days == (1, 2, 3, 4, 5, 6, 7)


@pytest.mark.usefixtures("home")
def test_it_keeps_e_mails_and_letters_until_the_next_sending_day(server: SmtpServer) -> None:
    company = live_company(BY_ALL_ROADS)
    item = cast.owes(company, LATE, "INV-1", "120.00")
    cast.plans(company, on=SATURDAY)
    delivered = delivers(company, on=SATURDAY)
    assert (delivered.expected, delivered.counts) == (2, {"delayed": 1, "sent": 1})
    assert delivered.notes == (f"Approved, and not leaving today: 1 messages. {WHY}",)
    assert Task.objects.count() == 1
    printed = print_letters(company.id, on=SATURDAY, clock=cast.clock(SATURDAY))
    assert (printed.letters, printed.delayed) == (0, 1)
    assert set(Message.objects.filter(status="waiting").values_list("channel", "why")) == {
        ("email", WHY),
        ("letter", WHY),
    }
    assert delivers(company, on=MONDAY).counts == {"sent": 1}
    assert print_letters(company.id, on=MONDAY, clock=cast.clock(MONDAY)).letters == 1
    assert told(company) == [(item, "first", "email")]
    assert Message.objects.get(channel="email").why == ""


def test_it_looks_again_on_the_day_on_which_it_sends(server: SmtpServer) -> None:
    company = live_company(cast.policy(cast.level("first", "D+14", "email")))
    for debtor in (LATE, PROMPT):
        cast.owes(company, debtor, f"INV-{debtor.code}", "120.00")
    cast.plans(company, on=SATURDAY)
    assert delivers(company, on=SATURDAY).counts == {"delayed": 2}
    cast.pays(company, PROMPT, f"INV-{PROMPT.code}", "120.00", on=SATURDAY)
    assert delivers(company, on=MONDAY).counts == {"sent": 1, "dropped": 1}
    assert statuses(company) == {LATE.email: "sent", PROMPT.email: "dropped"}


@pytest.mark.usefixtures("home")
def test_it_keeps_to_sending_days_in_rehearsal_too() -> None:
    company = cast.creditor()
    cast.treats(company, cast.policy(cast.level("first", "D+14", "email")))
    cast.owes(company, LATE, "INV-1", "120.00")
    cast.plans(company, on=SATURDAY)
    assert delivers(company, on=SATURDAY).counts == {"delayed": 1}
    assert delivers(company, on=MONDAY).counts == {"sent": 1}
