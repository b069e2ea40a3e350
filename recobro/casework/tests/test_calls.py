"""Calls: what is recorded, and what follows."""

from __future__ import annotations

from decimal import Decimal

import pytest

from recobro.casework.calls import Contested, Promised, proposed_after_promise, proposed_days, record_call
from recobro.casework.listing import list_cases, list_tasks
from recobro.casework.models import Call
from recobro.casework.tasks import add_task
from recobro.kernel.problems import Refused
from tests import cast

pytestmark = pytest.mark.django_db
TODAY = cast.TODAY  # a Tuesday


class Late:
    """The creditor, and LATE, who owes an invoice of 100."""

    def __init__(self) -> None:
        self.company = cast.creditor()
        self.item = cast.owes(self.company, cast.LATE, "INV-1", "100.00")
        self.id = cast.customer(self.company, cast.LATE)

    def call(self, outcome: str, **more: object) -> int:
        return record_call(
            self.company.id, customer_id=self.id, mode="rehearsal", on=TODAY, outcome=outcome, at=cast.at(), by="Cora", **more
        )  # type: ignore[arg-type] # fmt: skip

    def stands(self) -> list[tuple[str, Decimal | None]]:
        return [
            (one.kind, one.amount) for one in list_cases(self.company.id, as_of=TODAY, customer_id=self.id)
        ]


@pytest.fixture
def late() -> Late:
    return Late()


def test_it_sets_the_next_contact_and_closes_the_task(late: Late) -> None:
    task = add_task(
        late.company.id,
        customer_id=late.id,
        mode="rehearsal",
        kind="call",
        title="Call",
        due_on=TODAY,
        at=cast.at(),
    )

    late.call("not_reached", next_on=TODAY + cast.DAY, tasks=[task])

    assert late.stands() == [("next-contact", None)]
    assert list_tasks(late.company.id, mode="rehearsal") == []


def test_it_closes_no_task_of_another_customer(late: Late) -> None:
    cast.owes(late.company, cast.PROMPT, "INV-2", "10.00")
    other = cast.customer(late.company, cast.PROMPT)
    task = add_task(
        late.company.id, customer_id=other, mode="rehearsal", kind="call", title="Call", due_on=TODAY, at=cast.at()
    )  # fmt: skip

    with pytest.raises(Refused, match="There is no open task"):
        late.call("not_reached", tasks=[task])

    assert [one.task_id for one in list_tasks(late.company.id, mode="rehearsal")] == [task]
    assert not Call.objects.exists()


def test_it_records_what_was_promised(late: Late) -> None:
    late.call("promised", promised=Promised(on=TODAY + 3 * cast.DAY, currency="EUR", amount=Decimal(40)))

    assert late.stands() == [("promise", Decimal("40.0000"))]


def test_it_records_what_is_contested(late: Late) -> None:
    late.call(
        "disputes", text="Two boxes were missing.", contested=Contested(item_id=late.item, amount=Decimal(25))
    )

    assert late.stands() == [("dispute", Decimal("25.0000"))]


def test_a_wrong_number_becomes_a_task_once(late: Late) -> None:
    late.call("wrong_number")
    late.call("wrong_number")

    assert [one.title for one in list_tasks(late.company.id, mode="rehearsal")] == [
        "Find the right telephone number"
    ]


@pytest.mark.parametrize("outcome", ["promised", "disputes", "laughed"])
def test_it_refuses_what_is_not_whole_and_writes_nothing(late: Late, outcome: str) -> None:
    with pytest.raises(Refused):
        late.call(outcome)

    assert not Call.objects.exists()


def test_a_promise_of_nothing_writes_nothing(late: Late) -> None:
    with pytest.raises(Refused):
        late.call("promised", promised=Promised(on=TODAY, currency="USD"))

    assert not Call.objects.exists()


def test_it_proposes_when_to_come_back() -> None:
    found = proposed_days("ES", on=TODAY)

    assert found == {  # five banking days from a Tuesday: the next Tuesday
        "reached": TODAY + 7 * cast.DAY,
        "not_reached": TODAY + cast.DAY,
        "will_send_proof": TODAY + 3 * cast.DAY,
    }


def test_after_a_promise_it_comes_back_when_it_is_broken() -> None:
    found = proposed_after_promise("ES", promised_on=TODAY + 3 * cast.DAY)

    assert found == TODAY + 9 * cast.DAY  # Friday, three banking days, and the next one: Thursday
