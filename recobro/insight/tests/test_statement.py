"""The account of a customer, as of any day and as known at any moment."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from recobro.access.company import change_company
from recobro.casework.record import dispute, promise
from recobro.insight.statement import Accounts, Period
from recobro.insight.statement_files import choose, file_name, statements, write_statements
from recobro.kernel.problems import Refused
from recobro.ledger.allocate import Settlement, allocate, undo
from recobro.ledger.facts import ContactFact, ItemFact
from recobro.ledger.known import payments_known
from recobro.ledger.marks import mark
from recobro.ledger.models import Customer, Item
from recobro.ledger.post import post
from recobro.letters.statement.values import Receipt, Statement, StatementSection
from tests import cast
from tests.cast import DAY, GONE, LATE, PROMPT, TODAY

pytestmark = pytest.mark.django_db


def period(
    as_of: date = TODAY, received_from: date = TODAY - 30 * DAY, known_at: datetime | None = None
) -> Period:
    return Period(as_of=as_of, received_from=received_from, known_at=known_at)


def account(company, debtor=LATE, **changes) -> Statement:  # type: ignore[no-untyped-def]
    who = cast.customer(company, debtor)
    return Accounts(company.id, customers=[who], period=period(**changes)).statement(who)


def only(statement: Statement) -> StatementSection:
    (section,) = statement.sections
    return section


def receipts(section: StatementSection) -> list[tuple[str, str, list[tuple[str, str]]]]:
    def shown(one: Receipt) -> tuple[str, str, list[tuple[str, str]]]:
        return (
            one.number,
            str(one.amount) if one.is_new else "before",
            [(part.number, str(part.amount)) for part in one.applied],
        )

    return [shown(one) for one in section.receipts]


def set_against(company, number: str, credit: str, amount: str, *, on: date) -> int:  # type: ignore[no-untyped-def]
    row = Item.objects.get(company_id=company.id, number=credit)
    settlement = Settlement(
        customer_id=row.customer_id, debit_item_id=cast.item(company, number), credit_item_id=row.id,
        amount=Decimal(amount), on=on,
    )  # fmt: skip
    return allocate(company.id, settlement, at=cast.at(on), by="ana")


def test_it_says_what_is_owed_paid_and_about_to_fall_due_r_41() -> None:
    company = cast.creditor()
    cast.owes(company, LATE, "INV-1", "100.00", due_on=TODAY - 40 * DAY)
    cast.owes(company, LATE, "INV-2", "200.00", due_on=TODAY)
    cast.owes(company, LATE, "INV-3", "300.00", due_on=TODAY + 5 * DAY)
    cast.pays(company, LATE, "INV-1", "30.00", on=TODAY - DAY)

    statement = account(company)
    section = only(statement)

    assert [(one.number, str(one.open_amount)) for one in statement.overdue(section)] == [("INV-1", "70.00")]
    assert [one.number for one in statement.coming(section)] == ["INV-2", "INV-3"]
    assert receipts(section) == [("PAY-INV-1", "-30.00", [("INV-1", "30.00")])]
    assert [str(one.amount) for one in section.buckets] == ["500.00", "0.00", "70.00", "0.00", "0.00"]
    assert str(section.balance) == "570.00"
    assert (statement.addressee.contact, statement.reference) == ("Jürgen Spät", "C-1002")


@pytest.mark.parametrize(("late", "bucket"), [(0, 0), (1, 1), (30, 1), (31, 2), (90, 3), (91, 4), (900, 4)])
def test_it_ages_by_days_late(late: int, bucket: int) -> None:
    company = cast.creditor()
    cast.owes(company, LATE, "INV-1", "100.00", due_on=TODAY - late * DAY)
    amounts = [one.amount for one in only(account(company)).buckets]
    assert [place for place, amount in enumerate(amounts) if amount] == [bucket]


def test_it_keeps_currencies_apart_and_credits_below_zero_p_54_p_55() -> None:
    company = cast.creditor()
    cast.owes(company, LATE, "INV-1", "100.00")
    cast.owes(company, LATE, "USD-1", "40.00", currency="USD")
    cast.pays(company, LATE, "", "150.00")

    sections = account(company).sections

    assert [(one.currency, str(one.claimed), str(one.credited), str(one.balance)) for one in sections] == [
        ("EUR", "100.00", "-150.00", "-50.00"),
        ("USD", "40.00", "0", "40.00"),
    ]
    assert [str(one.open_amount) for one in sections[0].credits] == ["-150.00"]


def test_it_says_what_is_kept_and_that_credit_waits() -> None:
    company = cast.creditor()
    cast.owes(company, LATE, "INV-1", "100.00")
    cast.pays(company, LATE, "", "150.00")
    cast.credit_note(company, LATE, "CN-1", "10.00")
    mark(company.id, customer_id=cast.customer(company, LATE), item_id=cast.item(company, "PAY-"), kind="deposit", from_on=TODAY,
         reason="Containers", at=cast.at(), by="ana")  # fmt: skip
    assert not account(company).credit_apart
    change_company(company.id, netting="apart", by="ana", at=cast.at())

    found = account(company)

    kept = {one.number: one.kept_as for one in only(found).credits}
    assert (kept, found.credit_apart) == ({"PAY-": "deposit", "CN-1": ""}, True)


def test_it_shows_what_is_disputed_and_what_is_promised() -> None:
    company = cast.creditor()
    item = cast.owes(company, LATE, "INV-1", "100.00")
    who = cast.customer(company, LATE)
    dispute(company.id, customer_id=who, item_id=item, amount=Decimal("25"), from_on=TODAY, until_on=None,
            reason="broken", at=cast.at(), by="ana")  # fmt: skip
    promise(company.id, customer_id=who, currency="EUR", items=[item], amount=Decimal("75"), made_on=TODAY,
            promised_on=TODAY + 3 * DAY, reason="called", at=cast.at(), by="ana")  # fmt: skip

    (line,) = only(account(company)).lines

    assert (str(line.open_amount), str(line.disputed), str(line.promised)) == ("100.00", "25.00", "75.00")


@pytest.mark.parametrize(("through", "says"), [(-5, -5), (0, 0), (5, 0)])
def test_it_includes_payments_until_the_day_through_which_they_are_known(through: int, says: int) -> None:
    company = cast.creditor()
    cast.owes(company, LATE, "INV-1", "100.00")
    assert account(company).payments_until == TODAY  # nobody said anything
    payments_known(company.id, through_on=TODAY + through * DAY, at=cast.at(), by="ana")
    assert account(company).payments_until == TODAY + says * DAY


def test_it_is_exact_for_a_past_day_and_as_known_then() -> None:
    company = cast.creditor()
    cast.owes(company, LATE, "INV-1", "100.00", on=TODAY - 20 * DAY)
    cast.pays(company, LATE, "INV-1", "30.00", on=TODAY - 2 * DAY)
    late_news = ItemFact(
        code=LATE.code, document_key="PAY-X", number="PAY-X", kind="payment", currency="EUR", amount=Decimal(-20),
        issued_on=TODAY - 3 * DAY,
    )  # fmt: skip
    post(company.id, [late_news], source="erp", on=TODAY, at=cast.at(TODAY, 12), by="import")
    before = TODAY - 3 * DAY

    assert str(only(account(company)).balance) == "50.00"
    assert str(only(account(company, as_of=before)).balance) == "80.00"  # PAY-X was effective, INV-1 not paid
    then = account(company, as_of=before, known_at=datetime.combine(before, cast.at().timetz()))
    assert str(only(then).balance) == "100.00"
    assert receipts(only(then)) == []
    assert then.known_on == before
    now = account(company, as_of=before, known_at=cast.at(TODAY, 13))
    assert receipts(only(now)) == [("PAY-X", "-20.00", [])]


def test_it_shows_the_receipts_of_the_period_and_what_they_were_set_against() -> None:
    company = cast.creditor()
    cast.owes(company, LATE, "INV-1", "100.00", due_on=TODAY - 70 * DAY)
    cast.owes(company, LATE, "INV-2", "100.00")
    cast.pays(company, LATE, "", "80.00", on=TODAY - 40 * DAY)  # before the period, on account
    set_against(company, "INV-1", "PAY-", "50.00", on=TODAY - 35 * DAY)
    kept = set_against(company, "INV-2", "PAY-", "20.00", on=TODAY - 5 * DAY)
    first, last = TODAY - 40 * DAY, TODAY - 5 * DAY

    assert receipts(only(account(company))) == [("PAY-", "before", [("INV-2", "20.00")])]
    assert receipts(only(account(company, received_from=last))) == [("PAY-", "before", [("INV-2", "20.00")])]
    assert receipts(only(account(company, received_from=last + DAY))) == []
    assert receipts(only(account(company, received_from=first))) == [
        ("PAY-", "-80.00", [("INV-1", "50.00"), ("INV-2", "20.00")])
    ]
    assert receipts(only(account(company, received_from=first + DAY)))[0][1] == "before"

    undo(company.id, allocation_id=kept, on=TODAY - DAY, at=cast.at(), by="ana")
    assert receipts(only(account(company))) == []


def test_it_writes_to_those_who_keep_the_books_in_their_language() -> None:
    company = cast.creditor()
    cast.owes(company, LATE, "INV-1", "100.00")
    books = ContactFact(code=LATE.code, role="billing", name="Ana", email="books@late.test", language="fr")
    post(company.id, [books], source="erp", on=TODAY, at=cast.at(), by="import")

    statement = account(company)

    assert (statement.addressee.email, statement.language) == ("books@late.test", "fr")


def test_it_writes_in_the_language_of_the_company_where_it_does_not_speak_the_customers() -> None:
    company = cast.creditor()
    cast.owes(company, LATE, "INV-1", "100.00")
    Customer.objects.filter(code=LATE.code).update(language="de")

    assert account(company).language == "en"


# Many


def test_it_chooses_by_what_is_open_overdue_segment_and_name_r_93() -> None:
    company = cast.creditor()
    cast.owes(company, LATE, "INV-1", "100.00")
    cast.owes(company, PROMPT, "INV-2", "100.00", due_on=TODAY)
    cast.owes(company, GONE, "INV-3", "100.00")
    cast.pays(company, GONE, "INV-3", "100.00")
    Customer.objects.filter(code=LATE.code).update(segment="Retail", collector="Ines")

    def codes(**chosen) -> list[str]:  # type: ignore[no-untyped-def]
        found = choose(company.id, period=period(), **chosen)
        return [Customer.objects.get(id=one).code for one in found]

    assert codes() == [PROMPT.code, LATE.code]
    assert codes(overdue=True) == [LATE.code]
    assert codes(segment="retail") == codes(collector="INES") == [LATE.code]
    assert codes(codes=[GONE.code, "prompt ltd", GONE.code]) == [GONE.code, PROMPT.code]
    with pytest.raises(Refused, match="There is no customer 'Nobody'"):
        codes(codes=["Nobody"])


def test_one_broken_customer_is_told_and_the_rest_goes_p_12(tmp_path: Path) -> None:
    company = cast.creditor()
    for debtor in (LATE, PROMPT, GONE):
        cast.owes(company, debtor, f"INV-{debtor.code}", "100.00")
    (tmp_path / "out" / "statement-C-1001-2026-03-10.pdf").mkdir(parents=True)  # cannot be written to
    Customer.objects.filter(code=GONE.code).update(code="../GO/NE")
    chosen = choose(company.id, period=period())

    written = write_statements(
        statements(company.id, customers=chosen, period=period()), folder=tmp_path / "out", formats=("pdf", "xlsx"),
        bound=tmp_path / "bound.pdf",
    )  # fmt: skip

    assert sorted(path.name for path in written.files) == [
        "statement-C-1002-2026-03-10.pdf", "statement-C-1002-2026-03-10.xlsx",
        "statement-GO-NE-2026-03-10.pdf", "statement-GO-NE-2026-03-10.xlsx",
    ]  # fmt: skip
    assert [problem.source for problem in written.problems] == ["customer C-1001"]
    assert written.bound is not None
    assert len(PdfReader(BytesIO(written.bound.read_bytes())).pages) == 2


def test_codes_that_look_alike_do_not_overwrite_each_other() -> None:
    company = cast.creditor()
    cast.owes(company, LATE, "INV-1", "100.00")
    statement, taken = account(company), set[str]()
    names = [file_name(statement, taken), file_name(statement, taken)]
    assert names == ["statement-C-1002-2026-03-10", "statement-C-1002-2026-03-10-2"]
