"""Four eyes: who may approve what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from recobro import flow
from recobro.access.company import CompanyValue, add_member, change_company
from recobro.evaluation.models import Reminder
from recobro.kernel.problems import Refused
from recobro.outbox.edit import edit_words, words_of
from recobro.outbox.models import Message
from tests import cast
from tests.cast import LATE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]

CORA, MARA, SCHEDULER = "Cora Collector", "Mara Manager", "scheduler"
FINAL = cast.policy(
    cast.level("first", "D+7", "email", severity="reminder", approval="person"),
    cast.level("last", "D+9", "email", severity="final"),
    settings="final_after_days = 1",
)
CEILING = cast.policy(cast.level("first", "D+7", "email"), settings='ceiling = { EUR = "100" }')
PLAIN = cast.policy(cast.level("first", "D+7", "email", approval="person"))


def owed(
    text: str, second_person: str, *, by: str = SCHEDULER, name: str = "Northwind SL"
) -> tuple[CompanyValue, int]:
    """Late GmbH owes 120.00, and `by` proposes a reminder by this policy."""
    company = cast.creditor(name)
    for name, role in ((CORA, "collector"), (MARA, "manager")):
        add_member(
            company.id, name=name, email=f"{role}@northwind.test", role=role, by=cast.MARTA, at=cast.at()
        )
    change_company(company.id, second_person=second_person, by=cast.MARTA, at=cast.at())
    cast.treats(company, text)
    cast.owes(company, LATE, "INV-1", "120.00")
    day = flow.propose_day(company.id, as_of=cast.TODAY, clock=cast.clock(), by=by)
    return company, day.proposed.reminders[0]


def approve(company: CompanyValue, reminder: int, by: str) -> int:
    return flow.approve(company.id, reminders=[reminder], clock=cast.clock(), by=by)


def edit(company: CompanyValue, by: str) -> None:
    message = Message.objects.get(company_id=company.id)
    words = replace(words_of(company.id, message_id=message.id), before="Edited.")
    edit_words(company.id, message_id=message.id, words=words, at=cast.at(), by=by)


def test_anybody_approves_where_the_company_says_nothing() -> None:
    company, reminder = owed(CEILING, "never", by=CORA)
    edit(company, CORA)
    assert approve(company, reminder, CORA) == 1


def test_a_manager_approves_what_is_above_the_ceiling() -> None:
    company, reminder = owed(CEILING, "final")
    with pytest.raises(Refused, match=f"Reminder {reminder} is a final notice or above the ceiling"):
        approve(company, reminder, CORA)
    assert flow.approvable(company.id, by=CORA) == []
    assert flow.approvable(company.id, by=MARA) == [reminder]
    assert approve(company, reminder, MARA) == 1


def test_a_manager_does_not_approve_what_he_edited() -> None:
    company, reminder = owed(CEILING, "final")
    edit(company, MARA)
    with pytest.raises(Refused, match=f"MARA MANAGER proposed or edited reminder {reminder}"):
        approve(company, reminder, MARA.upper())


def test_an_ordinary_reminder_needs_no_second_person_unless_always() -> None:
    company, reminder = owed(PLAIN, "final", by=CORA)
    assert approve(company, reminder, CORA) == 1


def test_always_means_every_reminder() -> None:
    company, reminder = owed(PLAIN, "always", by=CORA)
    with pytest.raises(Refused, match=f"Cora Collector proposed or edited reminder {reminder}"):
        approve(company, reminder, CORA)
    assert approve(company, reminder, MARA) == 1


def test_no_policy_sends_a_final_notice_by_itself_then() -> None:
    company, _ = owed(FINAL, "final")
    day = cast.TODAY + 3 * cast.DAY
    flow.approve(company.id, reminders=flow.approvable(company.id, by=CORA), clock=cast.clock(), by=CORA)
    flow.deliver_approved(company.id, on=cast.TODAY, clock=cast.clock())
    later = flow.propose_day(company.id, as_of=day, clock=cast.clock(day), by=SCHEDULER)
    reminder = Reminder.objects.get(id=later.proposed.reminders[0])
    assert (reminder.severity, reminder.needs_person) == (4, "A final notice is approved by a manager.")
    with pytest.raises(Refused, match="final notice"):
        approve(company, reminder.id, CORA)


def test_it_refuses_what_has_changed_since_the_person_looked() -> None:
    company, reminder = owed(PLAIN, "never")
    with pytest.raises(Refused, match="has changed since you looked at it"):
        flow.approve(company.id, reminders=[reminder], seen={reminder: "0" * 64}, clock=cast.clock(), by=CORA)


def test_it_refuses_an_unknown_setting() -> None:
    company = cast.creditor()
    with pytest.raises(Refused, match="does not say when a second person approves"):
        change_company(company.id, second_person="sometimes", by=cast.MARTA, at=cast.at())


def test_a_name_and_an_address_are_one_person() -> None:
    company, reminder = owed(PLAIN, "always", by="COLLECTOR@northwind.test")

    with pytest.raises(Refused, match="proposed or edited"):
        approve(company, reminder, CORA)
    assert approve(company, reminder, MARA) == 1


def rename(company: CompanyValue, email: str, name: str, role: str) -> None:
    add_member(company.id, name=name, email=email, role=role, by=cast.MARTA, at=cast.at())


def test_who_has_another_name_now_is_still_the_same_person() -> None:
    company, reminder = owed(CEILING, "final", by=MARA)
    rename(company, "manager@northwind.test", "Mara Married", "manager")
    with pytest.raises(Refused, match="proposed or edited"):
        approve(company, reminder, "Mara Married")

    edited, other = owed(CEILING, "final", name="Other SL")
    edit(edited, MARA)
    rename(edited, "manager@northwind.test", "Mara Married", "manager")
    with pytest.raises(Refused, match="proposed or edited"):
        approve(edited, other, "Mara Married")


def test_who_took_over_a_name_is_not_the_person_who_acted_under_it() -> None:
    company, reminder = owed(CEILING, "final", by=MARA)
    rename(company, "manager@northwind.test", "Mara Married", "manager")
    rename(company, "second@northwind.test", MARA, "manager")
    assert approve(company, reminder, MARA) == 1


def test_two_of_one_name_count_as_one_person() -> None:
    company = cast.creditor()
    for email in ("one@northwind.test", "two@northwind.test"):
        rename(company, email, MARA, "manager")
    change_company(company.id, second_person="always", by=cast.MARTA, at=cast.at())
    cast.treats(company, PLAIN)
    cast.owes(company, LATE, "INV-1", "120.00")
    day = flow.propose_day(company.id, as_of=cast.TODAY, clock=cast.clock(), by=MARA)
    with pytest.raises(Refused, match="proposed or edited"):
        approve(company, day.proposed.reminders[0], MARA)
