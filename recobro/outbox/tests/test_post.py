"""Letters: printed together, and told when they are posted."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from recobro.access.company import CompanyValue
from recobro.evaluation.models import Told
from recobro.kernel.problems import Refused
from recobro.ledger.models import Customer
from recobro.outbox.models import Batch, Message
from recobro.outbox.post import SECOND, Printed, print_letters, record_posted
from recobro.outbox.resolve import withdraw
from recobro.outbox.tests.world import delivers, live_company, steps, told
from tests import cast
from tests.cast import DAY, GONE, LATE, PROMPT, TODAY
from tests.smtp import SmtpServer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]

BY_LETTER = cast.policy(cast.level("first", "D+7", "letter"))


def prints(company: CompanyValue, *, on: date = TODAY) -> Printed:
    return print_letters(company.id, on=on, clock=cast.clock(on))


def owing(company: CompanyValue) -> dict[str, int]:
    """Late GmbH and Gone SA owe one invoice each, and their letters are approved."""
    items = {
        debtor.code: cast.owes(company, debtor, f"INV-{debtor.code}", "120.00") for debtor in (LATE, GONE)
    }
    cast.plans(company)
    return items


def test_it_prints_one_file_for_the_printer(home: Path) -> None:
    company = live_company(BY_LETTER)
    owing(company)
    printed = prints(company)
    assert (printed.letters, printed.dropped, printed.notes) == (2, 0, ())
    assert printed.path == home / "letters" / "Northwind-SL" / "2026-03-10" / f"batch-{printed.batch_id}.pdf"
    pages = [page.extract_text() for page in PdfReader(printed.path).pages]
    assert len(pages) == 2
    assert "Late GmbH" in pages[0]
    assert "Gone SA" in pages[1]
    assert all(Path(one.path).is_file() for one in Message.objects.all())


def test_it_tells_nobody_before_the_letters_are_posted_p_19() -> None:
    company = live_company(BY_LETTER)
    items = owing(company)
    printed = prints(company)
    assert (told(company), steps(company)) == ([], sorted(items.values()))
    assert cast.plans(company, on=TODAY + DAY) == []
    assert printed.batch_id is not None
    posted = record_posted(
        company.id, batch_id=printed.batch_id, on=TODAY + 2 * DAY, at=cast.at(TODAY + 2 * DAY), by=cast.MARTA
    )
    assert posted == 2
    assert told(company) == [(item, "first", "letter") for item in sorted(items.values())]
    assert set(Told.objects.values_list("on", "is_contact")) == {(TODAY + 2 * DAY, True)}
    assert set(Message.objects.values_list("status", flat=True)) == {"sent"}


def test_it_counts_a_printed_letter_as_posted_while_it_rehearses() -> None:
    company = cast.creditor()
    cast.treats(company, BY_LETTER)
    items = owing(company)
    prints(company)
    assert told(company) == [(item, "first", "letter") for item in sorted(items.values())]
    batch = Batch.objects.get()
    assert batch.posted_by == "rehearsal"
    with pytest.raises(Refused, match="printed in rehearsal, where it counts as posted at once"):
        record_posted(company.id, batch_id=batch.id, on=TODAY, at=cast.at(), by=cast.MARTA)


def test_it_prints_each_letter_once_p_1() -> None:
    company = live_company(BY_LETTER)
    owing(company)
    prints(company)
    again = prints(company)
    assert (again.batch_id, again.path, again.letters) == (None, None, 0)
    assert Batch.objects.count() == 1


def test_it_posts_a_batch_once() -> None:
    company = live_company(BY_LETTER)
    owing(company)
    batch = prints(company).batch_id
    assert batch is not None
    record_posted(company.id, batch_id=batch, on=TODAY, at=cast.at(), by=cast.MARTA)
    with pytest.raises(Refused, match=f"There is no batch {batch} that waits to be posted"):
        record_posted(company.id, batch_id=batch, on=TODAY, at=cast.at(), by=cast.MARTA)


def test_it_prints_nothing_that_is_paid_p_2() -> None:
    company = live_company(BY_LETTER)
    items = owing(company)
    cast.pays(company, LATE, f"INV-{LATE.code}", "120.00")
    printed = prints(company)
    assert (printed.letters, printed.dropped) == (1, 1)
    assert printed.notes == (
        "The letter to Late GmbH (EUR) was not sent: 120.00 EUR came in after the plan was made.",
    )
    assert steps(company) == [items[GONE.code]]


def test_it_prints_what_is_left_of_a_part_paid_invoice_p_24() -> None:
    company = live_company(BY_LETTER)
    cast.owes(company, LATE, "INV-1", "120.00")
    cast.plans(company)
    cast.pays(company, LATE, "INV-1", "50.00")
    printed = prints(company)
    assert printed.notes == ("Sent with less than was approved: 70.00 instead of 120.00 EUR.",)
    assert printed.path is not None
    assert "70.00" in PdfReader(printed.path).pages[0].extract_text()


def test_it_prints_the_rest_when_one_cannot_be_printed_p_12() -> None:
    company = live_company(BY_LETTER)
    owing(company)
    Message.objects.filter(customer_id=cast.customer(company, LATE)).update(content="{")
    printed = prints(company)
    assert printed.letters == 1
    assert "could not be printed" in printed.notes[0]


def test_it_does_not_tell_by_a_letter_that_was_withdrawn() -> None:
    company = live_company(BY_LETTER)
    items = owing(company)
    batch = prints(company).batch_id
    assert batch is not None
    reminder = Message.objects.get(customer_id=cast.customer(company, LATE)).reminder_id
    withdraw(company.id, reminder_id=reminder, reason="Marta took it out of the pile.", at=cast.at())
    assert record_posted(company.id, batch_id=batch, on=TODAY, at=cast.at(), by=cast.MARTA) == 1
    assert told(company) == [(items[GONE.code], "first", "letter")]


def test_it_tells_a_level_once_for_a_letter_and_a_call_p_39(server: SmtpServer) -> None:
    company = live_company(cast.policy(cast.level("first", "D+7", "letter", "call:collector")))
    item = cast.owes(company, LATE, "INV-1", "120.00")
    cast.plans(company)
    assert delivers(company).counts == {"sent": 1}  # the call
    assert told(company) == []
    batch = prints(company).batch_id
    assert batch is not None
    record_posted(company.id, batch_id=batch, on=TODAY, at=cast.at(), by=cast.MARTA)
    assert told(company) == [(item, "first", "letter")]


def test_it_writes_a_letter_to_whoever_has_no_e_mail() -> None:
    company = live_company()
    cast.owes(company, cast.Debtor(code="C-9", name="Paper Ltd", country="GB", language="en", address="1 Mill Lane",
                                   postcode="LS1 1AA", city="Leeds"), "INV-1", "120.00")  # fmt: skip
    cast.owes(company, PROMPT, "INV-2", "80.00")
    cast.plans(company)
    assert prints(company).letters == 1


def late_letter(company: CompanyValue, **more: bool) -> int:
    """Both letters are printed, then Late GmbH pays, then the batch is recorded as posted on the next day."""
    owing(company)
    batch = prints(company).batch_id
    assert batch is not None
    cast.pays(company, LATE, f"INV-{LATE.code}", "120.00", on=TODAY + DAY)
    return record_posted(
        company.id, batch_id=batch, on=TODAY + DAY, at=cast.at(TODAY + DAY), by=cast.MARTA, **more
    )


def test_it_records_nothing_while_a_letter_in_the_pile_is_paid_p_2() -> None:
    company = live_company(BY_LETTER)
    with pytest.raises(Refused, match=r"Late GmbH \(EUR\) was not sent: 120.00 EUR came in .*--taken-out"):
        late_letter(company)
    assert told(company) == []
    assert Batch.objects.get().posted_on is None


def test_it_drops_what_was_taken_out_of_the_pile() -> None:
    company = live_company(BY_LETTER)
    assert late_letter(company, taken_out=True) == 1
    assert [code for code, _, _ in told(company)] == [cast.item(company, f"INV-{GONE.code}")]
    dropped = Message.objects.get(status="dropped")
    assert dropped.why.endswith("120.00 EUR came in after the plan was made.")


def test_it_tells_by_a_paid_letter_that_is_in_the_post_anyway() -> None:
    company = live_company(BY_LETTER)
    assert late_letter(company, anyway=True) == 2
    assert len(told(company)) == 2


def test_it_notices_that_less_is_open_than_was_printed() -> None:
    company = live_company(BY_LETTER)
    cast.owes(company, LATE, "INV-1", "120.00")
    cast.plans(company)
    cast.pays(company, LATE, "INV-1", "20.00")
    batch = prints(company).batch_id  # asks for 100.00
    assert batch is not None
    cast.pays(company, LATE, "INV-1", "30.00", on=TODAY + DAY)
    with pytest.raises(Refused, match=r"70\.00 instead of"):
        record_posted(company.id, batch_id=batch, on=TODAY + DAY, at=cast.at(TODAY + DAY), by=cast.MARTA)
    assert record_posted(company.id, batch_id=batch, on=TODAY, at=cast.at(TODAY), by=cast.MARTA) == 1


def test_it_prints_one_letter_of_a_customer_at_a_time() -> None:
    company = live_company(BY_LETTER.replace("min_gap_days = 3", "min_gap_days = 0"))
    cast.owes(company, LATE, "INV-1", "120.00")
    cast.plans(company)
    cast.owes(company, LATE, "INV-2", "80.00", on=TODAY)
    cast.plans(company, on=TODAY + DAY)
    printed = prints(company, on=TODAY + DAY)
    assert (printed.letters, printed.delayed) == (1, 1)
    second = Message.objects.get(batch_id__isnull=True)
    assert (second.status, second.why) == ("waiting", SECOND)
    assert prints(company, on=TODAY + DAY).letters == 0
    assert printed.batch_id is not None
    record_posted(company.id, batch_id=printed.batch_id, on=TODAY + DAY, at=cast.at(), by=cast.MARTA)
    assert prints(company, on=TODAY + DAY).letters == 1


@pytest.mark.parametrize(
    "change", [{"address_1": "Neue Straße 1"}, {"city": "Bremen"}, {"name": "Late & Sons GmbH"}], ids=str
)
def test_it_drops_a_letter_whose_address_changed(change: dict[str, str]) -> None:
    company = live_company(BY_LETTER)
    item = cast.owes(company, LATE, "INV-1", "120.00")
    cast.plans(company)
    Customer.objects.filter(id=cast.customer(company, LATE)).update(**change)

    printed = prints(company)

    assert (printed.letters, printed.dropped) == (0, 1)
    assert "Late GmbH, Hafenstraße 12, 20457 Hamburg, GERMANY is not the address any more" in printed.notes[0]
    cast.plans(company, on=TODAY + DAY)
    assert steps(company) == [item]
    assert prints(company, on=TODAY + DAY).letters == 1


def test_it_doubts_a_printed_letter_whose_address_changed() -> None:
    company = live_company(BY_LETTER)
    owing(company)
    batch = prints(company).batch_id
    assert batch is not None
    Customer.objects.filter(id=cast.customer(company, LATE)).update(city="Bremen")
    with pytest.raises(Refused, match="is not the address any more"):
        record_posted(company.id, batch_id=batch, on=TODAY + DAY, at=cast.at(TODAY + DAY), by=cast.MARTA)


def test_a_print_that_was_killed_leaves_no_batch_that_could_be_posted(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = live_company(BY_LETTER)
    owing(company)

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as before_the_commit:
        before_the_commit.setattr("recobro.outbox.post._record", killed)
        with pytest.raises(KeyboardInterrupt):
            prints(company)
    assert (list(home.rglob("batch-*.pdf")), Batch.objects.count()) == ([], 0)

    with monkeypatch.context() as after_it:
        after_it.setattr("recobro.outbox.post._publish", killed)
        with pytest.raises(KeyboardInterrupt):
            prints(company)
    assert list(home.rglob("batch-*.pdf")) == []

    assert (
        prints(company).batch_id is None
    )  # nothing is left to print; the next print finishes what was begun
    assert list(home.rglob("*batch-*")) == [Path(Batch.objects.get().path)]
