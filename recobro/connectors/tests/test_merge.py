"""Taking records in: which fact each becomes, what makes two records the same, and what is told about the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from recobro.casework.end import end
from recobro.casework.models import Dispute, Paper
from recobro.casework.paper import clear, take_paper
from recobro.casework.record import dispute
from recobro.connectors.format import Reading
from recobro.connectors.history import Imported
from recobro.connectors.merge import take_in
from recobro.connectors.record import Record
from recobro.kernel.problems import Problem, Refused
from recobro.ledger.known import known_through
from recobro.ledger.models import Allocation, Contact, Customer, Item
from recobro.ledger.post import TooMuchVanishes
from recobro.ledger.receive import receive
from recobro.ledger.tests.books import company, day, moment, open_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def books() -> int:
    return company().id


def record(line: int = 2, **values: Any) -> Record:
    """An invoice of 100 euros of the first day; `number` None: it has none."""
    invoice: dict[str, Any] = {
        "customer_code": "LATE", "customer_name": "Late Ltd", "number": "I-1", "issued_on": day(1), "due_on": day(31),
        "amount": Decimal(100), "currency": "EUR",
    }  # fmt: skip
    return Record(line=line, **{**invoice, **values})


def paid(line: int, **values: Any) -> Record:
    return record(line, **{"kind": "payment", "number": f"P-{line}", "due_on": None, **values})


@dataclass(frozen=True, kw_only=True)
class Rows(Reading):
    """Records that stand nowhere."""

    entries: Iterable[Record | Problem]

    def __iter__(self) -> Iterator[Record | Problem]:
        return iter(self.entries)


def takes(
    books: int, *records: Record | Problem, on: int = 5, at: int = 1, open_items: bool = False, **options: Any
) -> Imported:
    rows = Rows(source="file.csv", what="rows", open_items=open_items, entries=records)
    return take_in(books, rows, source="csv", on=day(on), at=moment(at), by="Ana", **options)


def items(books: int) -> list[tuple[str, str, Decimal]]:
    return list(Item.objects.filter(company_id=books).order_by("id").values_list("number", "kind", "amount"))


def snapshot() -> list[Any]:
    return [
        list(model.objects.order_by("id").values())
        for model in (Customer, Contact, Item, Allocation, Dispute)
    ]


# What a record becomes


def test_an_invoice_brings_its_customer_and_his_contact(books: int) -> None:
    imported = takes(
        books,
        record(contact_email="ap@late.example", contact_language="fr", customer_country="GB", city="London"),
    )

    assert (imported.records, imported.posted.items_new, imported.exit_status) == (1, 1, 0)
    assert Customer.objects.values_list("code", "name", "country", "city").get() == (
        "LATE",
        "Late Ltd",
        "GB",
        "London",
    )
    assert Contact.objects.values_list("role", "email", "language").get() == (
        "billing",
        "ap@late.example",
        "fr",
    )


def test_a_customer_without_a_code_is_known_by_his_name(books: int) -> None:
    takes(books, record(customer_code=None))

    assert Customer.objects.get().code == "Late Ltd"


def test_a_payment_in_the_row_of_its_invoice_settles_it_on_its_day(books: int) -> None:
    takes(books, record(paid_on=day(9), paid_amount=Decimal(40)))

    assert [open_on(books, number) for number in (8, 9)] == [{"I-1": 100}, {"I-1": 60}]


def test_a_paid_day_without_an_amount_is_the_whole(books: int) -> None:
    takes(books, record(paid_on=day(9)))

    assert open_on(books, 9) == {}


def test_credits_have_the_sign_of_credits(books: int) -> None:
    takes(books, record(), paid(3, amount=Decimal(30), applies_to="I-1"),
          record(4, kind="credit_note", number="C-1", amount=Decimal(20), applies_to="I-1"))  # fmt: skip

    assert items(books) == [("I-1", "invoice", 100), ("P-3", "payment", -30), ("C-1", "credit_note", -20)]
    assert open_on(books, 5) == {"I-1": 50}


def test_a_cancelled_invoice_was_never_a_claim(books: int) -> None:
    """P-66."""
    takes(books, record(status="cancelled"), on=20)

    assert [open_on(books, number) for number in (1, 10, 20)] == [{}, {}, {}]


def test_a_status_that_changes_to_paid_closes_the_invoice(books: int) -> None:
    """P-2: the export of the next day says that it is paid, and nothing else of it has changed."""
    takes(books, record(status="open"), on=5)

    takes(books, record(status="paid"), on=8, at=2)

    assert open_on(books, 7) == {"I-1": 100}
    assert open_on(books, 8) == {}


def test_a_disputed_invoice_gets_its_dispute_once(books: int) -> None:
    disputed = record(disputed=True, disputed_until=day(9), dispute_reason="Short delivery.")

    assert [takes(books, disputed, at=number).disputes for number in (1, 2)] == [1, 0]
    [row] = Dispute.objects.all()
    assert (row.from_on, row.until_on, row.reason) == (day(1), day(9), "Short delivery.")


# What makes two records the same


def test_the_same_file_twice_changes_nothing(books: int) -> None:
    file = [
        record(contact_email="a@late.example", paid_on=day(9), disputed=True),
        record(3, number=None),
        record(4, number="I-4"),
    ]
    takes(books, *file)
    before = snapshot()

    again = takes(books, *file, at=2)

    assert snapshot() == before
    assert (again.posted.items_unchanged, again.exit_status) == (4, 0)


def test_the_same_line_twice_is_one_invoice(books: int) -> None:
    takes(books, record(2), record(3))

    assert items(books) == [("I-1", "invoice", 100)]


def test_one_number_with_two_contents_is_two_invoices(books: int) -> None:
    twice = [record(2), record(3, amount=Decimal(250))]
    takes(books, *twice)
    before = snapshot()

    takes(books, *twice, at=2)

    assert items(books) == [("I-1", "invoice", 100), ("I-1", "invoice", 250)]
    assert snapshot() == before


def test_two_customers_may_have_the_same_number(books: int) -> None:
    takes(books, record(2), record(3, customer_code="PROMPT"))

    assert len(items(books)) == 2


def test_without_a_number_the_content_and_its_occurrence_are_the_identity(books: int) -> None:
    """Two equal lines without a number are two claims; read again, they are the same two."""
    file = [record(2, number=None), record(3, number=None), record(4, number=None, amount=Decimal(70))]
    takes(books, *file)

    again = takes(books, *file, at=2)

    assert [amount for _, _, amount in items(books)] == [100, 100, 70]
    assert (again.posted.items_new, again.posted.items_unchanged) == (0, 3)


def test_key_columns_make_the_identity_whatever_the_number(books: int) -> None:
    takes(books, record(document_key="k-1", number="old"))

    changed = takes(books, record(document_key="k-1", number="new"), at=2)

    assert changed.posted.items_changed == 1
    assert [number for number, _, _ in items(books)] == ["new"]


def test_instalments_are_claims_of_their_own(books: int) -> None:
    """P-30."""
    takes(books, *(record(n + 1, instalment=n, instalments=3, due_on=day(30 * n)) for n in (1, 2, 3)))

    assert [(one.number, one.instalment, one.due_on) for one in Item.objects.order_by("instalment")] == [
        ("I-1", n, day(30 * n)) for n in (1, 2, 3)
    ]


# Problems


def test_problems_come_in_the_order_of_the_file_and_good_lines_go_in(books: int) -> None:
    wrong = Problem(source="file.csv", line=3, message="wrong", hint="right it")
    imported = takes(books, record(2), wrong, paid(4, amount=Decimal(5), applies_to="X"))

    assert [(one.source, one.line, one.severity) for one in imported.problems] == [
        ("file.csv", 3, "error"),
        ("file.csv", 4, "warning"),
    ]
    assert (imported.records, imported.exit_status, len(items(books))) == (2, 1, 2)


def test_a_note_is_no_problem(books: int) -> None:
    note = Problem(source="file.csv", message="Read as day, month, year.", severity="note")

    assert takes(books, note, record()).exit_status == 0


def test_a_dry_run_says_all_and_keeps_nothing(books: int) -> None:
    imported = takes(books, record(disputed=True), dry_run=True)

    assert (imported.posted.items_new, imported.disputes) == (1, 1)
    assert snapshot() == [[], [], [], [], []]


def test_a_file_that_stops_half_way_leaves_nothing(books: int) -> None:
    def half() -> Iterable[Record]:
        yield record()
        raise OSError("the line went dead")

    with pytest.raises(OSError, match="went dead"):
        take_in(
            books,
            Rows(source="f", what="rows", entries=half()),
            source="csv",
            on=day(5),
            at=moment(1),
            by="Ana",
        )

    assert snapshot() == [[], [], [], [], []]


# Lists of open items


def listed(number: int, open_amount: str = "100") -> Record:
    return record(number + 1, number=f"I-{number}", open_amount=Decimal(open_amount))


def test_a_list_closes_what_is_missing(books: int) -> None:
    takes(books, *(listed(number) for number in range(1, 6)), on=5, open_items=True)

    imported = takes(books, *(listed(number) for number in range(1, 5)), on=6, at=2, open_items=True)

    assert (imported.posted.closed, imported.exit_status) == (1, 0)
    assert set(open_on(books, 6)) == {"I-1", "I-2", "I-3", "I-4"}


def test_a_list_with_much_missing_is_refused_unless_it_may_vanish(books: int) -> None:
    takes(books, *(listed(number) for number in range(1, 6)), on=5, open_items=True)
    before = snapshot()

    with pytest.raises(TooMuchVanishes):
        takes(books, listed(1), on=6, at=2, open_items=True)
    assert snapshot() == before
    assert takes(books, listed(1), on=6, at=2, open_items=True, may_vanish=True).posted.closed == 4


def test_a_list_with_a_broken_line_closes_nothing_and_says_so(books: int) -> None:
    takes(books, *(listed(number) for number in range(1, 6)), on=5, open_items=True)
    wrong = Problem(source="file.csv", line=6, message="wrong", hint="right it")

    imported = takes(books, listed(1), wrong, on=6, at=2, open_items=True, may_vanish=True)

    assert imported.posted.closed == 0
    assert [(one.line, one.severity) for one in imported.problems] == [(None, "warning"), (6, "error")]
    assert len(open_on(books, 6)) == 5


# Money that came in is never lost on the way


def test_two_payments_alike_settle_the_two_invoices_they_name(books: int) -> None:
    """The same day and amount, no number of their own: what they settle tells them apart, also in two files."""
    takes(books, record(2), record(3, number="I-2"))
    alike = {"number": None, "amount": Decimal(100), "issued_on": day(4)}
    takes(books, paid(2, **alike, applies_to="I-1"), at=2)
    takes(books, paid(2, **alike, applies_to="I-2"), at=3)
    assert open_on(books, 5) == {}


def test_one_transfer_on_two_lines_settles_both(books: int) -> None:
    takes(books, record(2), record(3, number="I-2"))
    parts = {"number": "TR-7", "amount": Decimal(100), "issued_on": day(4)}
    takes(books, paid(2, **parts, applies_to="I-1"), paid(3, **parts, applies_to="I-2"), at=2)
    assert open_on(books, 5) == {}


def test_a_paid_amount_that_grows_is_settled_again(books: int) -> None:
    takes(books, record(2, paid_on=day(3), paid_amount=Decimal(20)))
    takes(books, record(2, paid_on=day(3), paid_amount=Decimal(100)), at=2)
    assert open_on(books, 5) == {}


def test_an_invoice_and_its_payment_that_shrink_together_stay_settled(books: int) -> None:
    takes(books, record(2, paid_on=day(3)))
    takes(books, record(2, amount=Decimal(80), paid_on=day(3)), at=2)
    assert open_on(books, 5) == {}
    assert open_on(books, 3) == {}


def test_a_balance_that_fell_in_a_file_of_movements_is_believed(books: int) -> None:
    takes(books, record(2, open_amount=Decimal(100)))
    takes(books, record(2, open_amount=Decimal(0)), at=2)
    assert open_on(books, 5) == {}


def test_a_balance_that_rose_in_a_file_of_movements_takes_no_payment_back(books: int) -> None:
    takes(books, record(2, open_amount=Decimal(100)))
    takes(books, paid(2, amount=Decimal(100), issued_on=day(4), applies_to="I-1"), at=2)
    takes(books, record(2, open_amount=Decimal(100)), at=3)
    assert open_on(books, 5) == {}


def test_a_list_may_hold_an_invoice_of_a_later_day(books: int) -> None:
    imported = takes(books, record(2, issued_on=day(9), open_amount=Decimal(100)), on=5, open_items=True)
    assert imported.exit_status == 0
    assert open_on(books, 9) == {"I-1": Decimal(100)}


def test_a_balance_above_the_amount_is_an_error_of_its_line(books: int) -> None:
    imported = takes(books, record(2, open_amount=Decimal(150)), open_items=True)
    assert [problem.line for problem in imported.problems if problem.severity == "error"] == [2]
    assert open_on(books, 5) == {"I-1": Decimal(100)}


# What it says about payments


def test_a_list_of_open_items_knows_the_payments_of_its_day(books: int) -> None:
    takes(books, record(), on=5)
    assert known_through(books) == {}

    takes(books, record(), on=6, at=2, open_items=True)
    takes(books, record(), on=4, at=3, open_items=True)
    assert known_through(books) == {"csv": day(6)}
    assert known_through(books, known_at=moment(1)) == {}


def test_a_file_of_movements_knows_them_if_it_is_said(books: int) -> None:
    takes(books, record(), payments_through=day(9))

    assert known_through(books) == {"csv": day(9)}


def test_nothing_is_known_where_lines_were_left_out(books: int) -> None:
    wrong = Problem(source="file.csv", line=3, message="no amount")

    imported = takes(books, record(), wrong, payments_through=day(9))
    assert known_through(books) == {}
    assert "payments are not taken as known through 2026-01-09" in imported.problems[0].message


def test_a_payment_ends_the_paper_that_waits_for_it(books: int) -> None:
    takes(books, record())
    by: dict[str, Any] = {"at": moment(2), "by": "Ana"}
    number = take_paper(
        books, customer_id=Customer.objects.get().id, kind="lcr", currency="EUR", amount=Decimal(100), received_on=day(3),
        due_on=day(31), **by,
    )  # fmt: skip
    clear(books, paper_id=number, on=day(31), booked=True, **by)
    money = paid(3, issued_on=day(33), applies_to="I-1")

    takes(books, money, at=3, dry_run=True)
    assert Paper.objects.get().ended_on is None
    takes(books, money, at=4)
    assert Paper.objects.get().ended_on == day(33)
    assert open_on(books, 33) == {}


def test_a_list_without_a_row_closes_nothing(books: int) -> None:
    takes(books, record())

    with pytest.raises(Refused, match="no rows"):
        takes(books, open_items=True, may_vanish=True, at=2)
    assert open_on(books, 10) == {"I-1": 100}
    assert known_through(books) == {}


# What a later file says of the same item


def test_a_list_of_balances_does_not_rewrite_what_an_invoice_was_worth(books: int) -> None:
    """A part payment is a fact of its day: the days before it stay as they were, by what was known then and now."""
    takes(books, record(amount_is_balance=True, open_amount=Decimal(100)), open_items=True, on=5, at=1)
    second = takes(
        books,
        record(amount=Decimal(40), amount_is_balance=True, open_amount=Decimal(40)),
        open_items=True,
        on=10,
        at=2,
    )
    assert (second.posted.items_changed, second.posted.items_unchanged, second.posted.adjusted) == (0, 1, 1)
    assert second.problems == []
    assert items(books)[0] == ("I-1", "invoice", Decimal(100))
    assert (open_on(books, 9), open_on(books, 10)) == ({"I-1": Decimal(100)}, {"I-1": Decimal(40)})
    assert open_on(books, 10, known=1) == {"I-1": Decimal(100)}


def test_a_balance_above_what_we_knew_is_a_change(books: int) -> None:
    takes(books, record(amount=Decimal(40), amount_is_balance=True, open_amount=Decimal(40)), open_items=True)
    takes(books, record(amount_is_balance=True, open_amount=Decimal(100)), open_items=True, on=10, at=2)
    assert items(books)[0] == ("I-1", "invoice", Decimal(100))
    assert (open_on(books, 10), open_on(books, 10, known=1)) == ({"I-1": Decimal(100)}, {"I-1": Decimal(40)})


def test_other_changes_beside_a_balance_are_taken_over(books: int) -> None:
    takes(books, record(open_amount=Decimal(100)), open_items=True)
    values = {"amount": Decimal(40), "amount_is_balance": True, "open_amount": Decimal(40), "due_on": day(40)}
    second = takes(books, record(**values), open_items=True, on=10, at=2)
    assert second.posted.items_changed == 1
    assert Item.objects.values_list("amount", "due_on").get(source="csv") == (Decimal(100), day(40))
    assert open_on(books, 10) == {"I-1": Decimal(40)}


def test_it_names_the_customers_that_documents_made(books: int) -> None:
    listed = record(2, kind="customer", customer_code="KNOWN", number=None)
    known = record(3, customer_code="KNOWN", number="I-2")
    imported = takes(
        books,
        listed,
        known,
        *(record(line, number=f"I-{line}", customer_code=f"C{line}") for line in range(4, 11)),
    )
    assert [(one.severity, one.message) for one in imported.problems] == [
        ("note", "Customers that were not known before and were made from their documents: C4, C5, C6, C7, C8 and 2 more.")
    ]  # fmt: skip
    assert takes(books, known, at=2).problems == []


@pytest.mark.parametrize(("says", "ended"), [(True, 0), (None, 0), (False, 1)])
def test_a_dispute_ends_with_the_file_that_no_longer_names_it(
    books: int, says: bool | None, ended: int
) -> None:
    takes(books, record(disputed=True, dispute_reason="Broken"), on=5)
    later = takes(books, record(disputed=says, dispute_reason="Broken" if says else None), on=20, at=2)
    assert later.disputes_ended == ended
    assert Dispute.objects.values_list("ended_on", flat=True).get() == (day(20) if ended else None)
    if ended:
        assert "I-1 is no longer disputed" in later.problems[0].message
        again = takes(books, record(disputed=True, dispute_reason="Broken"), on=30, at=3)
        assert (again.disputes, Dispute.objects.count()) == (1, 2)


def test_a_file_leaves_the_disputes_of_people_and_of_absent_items_alone(books: int) -> None:
    takes(books, record(), record(3, number="I-2", disputed=True, dispute_reason="Broken"))
    dispute(books, customer_id=Customer.objects.get().id, item_id=Item.objects.get(number="I-1").id, from_on=day(1),
            reason="He called", at=moment(1), by="Ana")  # fmt: skip
    takes(books, record(disputed=False), on=20, at=2)
    assert Dispute.objects.filter(ended_on__isnull=True).count() == 2


def test_a_dispute_that_a_person_ended_is_not_begun_again(books: int) -> None:
    takes(books, record(disputed=True, dispute_reason="Broken"))
    end(
        books,
        kind="dispute",
        case_id=Dispute.objects.get().id,
        on=day(6),
        reason="Settled",
        at=moment(2),
        by="Ana",
    )
    assert takes(books, record(disputed=True, dispute_reason="Broken"), on=20, at=3).disputes == 0


def test_a_language_that_is_not_written_is_told(books: int) -> None:
    rows = [record(line, customer_code=f"C-{line}", customer_language="de") for line in (2, 3)]
    rows.append(
        record(
            4, customer_code="C-4", customer_language="fr", contact_email="x@y.example", contact_language="it"
        )
    )

    imported = takes(books, *rows)

    no_reminders = "these customers get no reminders until another is set."
    assert [(one.line, one.severity, one.message) for one in imported.problems if "Recobro writes" in one.message] == [
        (2, "warning", f"Recobro writes en, es, fr, not 'de' (2 rows, the first here): {no_reminders}"),
        (4, "warning", f"Recobro writes en, es, fr, not 'it' (1 row): {no_reminders}"),
    ]  # fmt: skip
    assert list(Customer.objects.order_by("code").values_list("language", flat=True)) == ["de", "de", "fr"]


@pytest.mark.parametrize(
    ("amount", "on", "told"), [("60", 7, True), ("60", 10, True), ("60", 11, False), ("59.99", 7, False)]
)
def test_a_payment_that_resembles_one_that_we_posted_is_told(
    books: int, amount: str, on: int, told: bool
) -> None:
    takes(books, record())
    invoice = Item.objects.get()
    receive(books, customer_id=invoice.customer_id, key="paper:1", number="P-7", currency="EUR", amount=Decimal(60), on=day(7),
            pays=[(invoice.id, Decimal(60))], at=moment(2), by="Ana")  # fmt: skip

    imported = takes(books, paid(2, amount=Decimal(amount), issued_on=day(on)), on=12, at=3)

    found = [one.message for one in imported.problems if "counted twice" in one.message]
    assert len(found) == told
    if told:
        assert found[0].endswith(
            f"P-2 of LATE over 60.00 EUR on {day(on)} and P-7 on 2026-01-07 (posted here)."
        )
    assert Item.objects.filter(source="csv", kind="payment").count() == 1  # it is taken all the same
    again = takes(books, paid(2, amount=Decimal(amount), issued_on=day(on)), on=12, at=4)
    assert [one for one in again.problems if "counted twice" in one.message] == []
