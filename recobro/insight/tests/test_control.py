"""The control total of the morning: the difference to the books, with causes that were looked for in the ledger and the bank."""

from __future__ import annotations

from decimal import Decimal

import pytest

from recobro.access.company import CompanyValue
from recobro.access.models import BankAccount
from recobro.bank.confirm import Pays, confirm
from recobro.bank.models import BankFile, Statement
from recobro.bank.taking_back import undo_match
from recobro.bank.tests.statements import bank_says
from recobro.insight.control import control_totals
from recobro.insight.control_causes import Cause, LeftOut
from recobro.ledger.control import Stated, state_totals
from recobro.ledger.on_account import register_on_account
from recobro.ledger.tests.books import ERP, company, day, invoice, item, moment, payment, posts

pytestmark = pytest.mark.django_db


@pytest.fixture
def books() -> CompanyValue:
    """200 EUR are owed on the 9th."""
    found = company()
    posts(
        found.id,
        invoice("I-1", "154.00"),
        invoice("I-2", "120"),
        payment("P-1", "74", on=5),
        invoice("U-1", "9", currency="USD"),
    )
    return found


def causes(books: CompanyValue, stated: str, *, left_out: tuple[LeftOut, ...] = ()) -> list[tuple[str, str]]:
    return [(one.kind, one.weight) for one in looked(books, stated, left_out=left_out)]


def looked(books: CompanyValue, stated: str, *, left_out: tuple[LeftOut, ...] = ()) -> tuple[Cause, ...]:
    total = Stated(account="411", currency="EUR", on=day(9), amount=Decimal(stated))
    state_totals(books.id, [total], at=moment(5), by="Ana")
    (found,) = control_totals(books, left_out=lambda: left_out)
    return found.causes


def pays(books: CompanyValue, amount: str, *, at: int = 3) -> int:
    """A confirmed match of the bank for I-2."""
    claim = item(books.id, "I-2")
    return confirm(books.id, movement_id=bank_says(books.id, amount, on=8), customer_id=claim.customer_id,
                   pays=[Pays(item_id=claim.id, amount=Decimal(amount))], at=moment(at), by="Ana")  # fmt: skip


def test_where_they_agree_nothing_is_looked_for(books: CompanyValue) -> None:
    assert looked(books, "200") == ()


def test_a_difference_without_a_cause_has_none(books: CompanyValue) -> None:
    assert causes(books, "187.65") == []


def test_an_item_that_the_books_lack_leads_to_it(books: CompanyValue) -> None:
    (cause,) = looked(books, "80")
    assert (cause.kind, cause.amount, cause.number, cause.name, cause.item_id) == (
        "item",
        120,
        "I-2",
        "LATE Ltd",
        item(books.id, "I-2").id,
    )


def test_one_on_the_wrong_side_and_one_with_swapped_digits(books: CompanyValue) -> None:
    assert causes(books, "-40") == [("wrong_side", "exactly")]  # I-2 stands there as a credit
    (swapped,) = looked(books, "191")
    assert (swapped.kind, swapped.number, swapped.amount, swapped.other) == ("swapped", "I-1", 154, 145)
    assert causes(books, "209") == []  # 9 too little: no amount has its digits the other way round


def test_one_of_a_later_day(books: CompanyValue) -> None:
    posts(
        books.id, payment("P-2", "33", on=12), payment("P-3", "12", on=13), payment("P-4", "8", on=14), on=14
    )
    assert causes(books, "167") == [("later", "exactly")]
    assert causes(books, "147") == [("paid_later", "exactly")]


def test_money_that_is_not_cleared(books: CompanyValue) -> None:
    first = bank_says(books.id, "30", on=7)
    (cause,) = looked(books, "170")
    assert (cause.kind, cause.movement_id, cause.amount) == ("movement", first, 30)
    bank_says(books.id, "15", on=8)
    bank_says(books.id, "500", on=10)  # after the day of the books
    assert causes(books, "155") == [("uncleared", "exactly")]
    assert causes(books, "150") == [("uncleared", "part")]


def test_matches_that_the_books_have_not_booked(books: CompanyValue) -> None:
    pays(books, "20")
    match = pays(books, "25")
    assert causes(books, "150") == []  # ours is 155 now: 5 too much, and what is not booked makes it less
    assert causes(books, "200") == [("unbooked", "exactly")]
    (cause,) = (one for one in looked(books, "210") if one.kind == "unbooked")
    assert (cause.weight, cause.count, cause.amount) == ("part", 2, -45)
    undo_match(books.id, match_id=match, on=day(8), at=moment(4), by="Ana", reason="wrong")
    assert ("unbooked", "exactly") in causes(books, "200")


def test_what_was_matched_and_typed_in_after_the_books_were_stated_is_the_cause(books: CompanyValue) -> None:
    pays(books, "20")
    assert causes(books, "180") == []  # the books have it
    pays(books, "25", at=6)
    claim = item(books.id, "I-1")
    register_on_account(books.id, customer_id=claim.customer_id, amount=Decimal(10), currency="EUR", on=day(8), today=day(9), key="typed",
                        at=moment(6), by="Ana")  # fmt: skip
    (found,) = control_totals(books)
    assert [(one.kind, one.weight, one.count) for one in found.causes] == [
        ("unbooked_since", "together", 1),
        ("own_since", "together", 1),
    ]


def test_what_came_after_the_books_were_stated(books: CompanyValue) -> None:
    posts(books.id, invoice("I-8", "11"), invoice("I-9", "12.50"), on=9, at=6)
    assert causes(books, "200") == [("since", "exactly")]


def test_credit_on_account(books: CompanyValue) -> None:
    assert causes(books, "274") == [
        ("item", "exactly"),
        ("customer_credit", "exactly"),
    ]  # P-1, which pays nothing yet


def test_credit_on_account_of_that_day_and_of_that_system(books: CompanyValue) -> None:
    posts(
        books.id,
        invoice("B-1", "500", code="OTHER"),
        payment("B-2", "60", code="OTHER", on=4),
        source="other",
    )
    posts(books.id, payment("P-5", "6", code="THIRD", on=9), on=20)
    posts(books.id, invoice("I-7", "6", code="THIRD", issued=15), on=20)
    posts(books.id, payment("P-5", "6", code="THIRD", on=9, settles_number="I-7"), on=20, at=2)
    assert item(books.id, "P-5").amount_open == 0  # now nothing is left on account, on the 9th it was
    state_totals(
        books.id,
        [Stated(account="411", currency="EUR", on=day(9), amount=Decimal(274))],
        source=ERP,
        at=moment(5),
        by="Ana",
    )

    (found,) = control_totals(books)

    assert found.total.difference == -80
    assert [(one.kind, one.count, one.amount) for one in found.causes] == [("credit", 2, -80)]


def test_of_many_items_of_the_amount_those_of_that_time_are_named(books: CompanyValue) -> None:
    old = [invoice(f"R-{number}", "500", issued=-40 - number) for number in range(17)]
    posts(books.id, *old, invoice("F-1", "250", issued=-40))
    posts(
        books.id,
        *(payment(f"Q-{number}", "500", on=-20, settles_number=f"R-{number}") for number in range(17)),
    )

    many, half = looked(books, "-50")
    assert (many.kind, many.count, many.amount, many.item_id) == ("items", 17, 500, None)
    assert (half.kind, half.number) == ("wrong_side", "F-1")

    posts(books.id, invoice("R-99", "500", issued=4), invoice("R-98", "500", issued=12))
    near, count, *_ = looked(books, "450")
    assert (near.kind, near.number, count.kind, count.count) == ("item", "R-99", "items", 18)


def test_files_of_which_lines_were_left_out(books: CompanyValue) -> None:
    BankFile.objects.create(
        company_id=books.id,
        name="march.xml",
        format="CAMT",
        sha256="",
        problem_count=3,
        at=moment(4),
        by="Ana",
    )
    old = LeftOut(id=1, file="old.csv", on=day(-30), count=2)
    new = LeftOut(id=2, file="new.csv", on=day(1), count=4)
    found = looked(books, "187.65", left_out=(old, new))
    assert [(one.kind, one.number, one.count, one.import_id, bool(one.file_id)) for one in found] == [
        ("left_out", "new.csv", 4, 2, False), ("left_out", "march.xml", 3, None, True),
    ]  # fmt: skip


def test_files_of_accounts_that_are_not_ours_explain_nothing(books: CompanyValue) -> None:
    BankAccount.objects.create(company_id=books.id, iban="ES91 2100 0418 4502 0005 1332")
    for account in ("ES9121000418450200051332", "FR7630006000011234567890189"):
        file = BankFile.objects.create(
            company_id=books.id,
            name=account,
            format="CAMT",
            sha256="",
            problem_count=3,
            at=moment(4),
            by="Ana",
        )
        Statement.objects.create(
            company_id=books.id, file=file, account=account, currency="EUR", is_final=True
        )
    assert [one.number for one in looked(books, "187.65")] == ["ES9121000418450200051332"]


def test_another_currency_explains_nothing(books: CompanyValue) -> None:
    assert "U-1" not in [one.number for one in looked(books, "191")]  # 9 too much, and U-1 is of 9 USD
