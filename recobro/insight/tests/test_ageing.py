"""Ageing: what was owed on a day, by days late and currency."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from recobro.access.company import change_company
from recobro.access.models import Company
from recobro.insight.ageing import Ageing, Bucket, CurrencyAgeing, ageing, as_csv, as_json, as_table
from recobro.kernel.problems import Refused
from recobro.ledger.facts import CustomerFact, Fact, ItemFact
from recobro.ledger.post import post

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 31)
JANUARY = datetime(2026, 1, 31, 18, tzinfo=UTC)
APRIL = datetime(2026, 4, 1, 9, tzinfo=UTC)


@pytest.fixture
def company() -> int:
    return creditor("Creditor SA")


def creditor(name: str) -> int:
    """A company without a calendar: ageing counts all days alike."""
    return Company.objects.create(
        name=name, currency="EUR", country="ES", language="es", time_zone="Europe/Madrid", recorded_at=JANUARY
    ).id


def customer(code: str, name: str = "") -> CustomerFact:
    return CustomerFact(code=code, name=name or f"Customer {code}")


def invoice(
    number: str, amount: str, *, due_on: date | None, code: str = "LATE", currency: str = "EUR",
    issued_on: date = date(2025, 6, 1), instalment: int = 1,
) -> ItemFact:  # fmt: skip
    return ItemFact(
        code=code, document_key=number, instalment=instalment, number=number, kind="invoice", currency=currency,
        amount=Decimal(amount), issued_on=issued_on, due_on=due_on,
    )  # fmt: skip


def payment(
    number: str,
    amount: str,
    *,
    on: date,
    settles: str | None = None,
    code: str = "LATE",
    currency: str = "EUR",
) -> ItemFact:
    return ItemFact(
        code=code, document_key=number, number=number, kind="payment", currency=currency, amount=-Decimal(amount),
        issued_on=on, settles_key=settles, settles_instalment=1 if settles else None,
    )  # fmt: skip


def said(company_id: int, *facts: Fact, at: datetime = JANUARY) -> None:
    """Posts facts; customers that they name are made."""
    codes = {fact.code for fact in facts} - {fact.code for fact in facts if isinstance(fact, CustomerFact)}
    made = [customer(code) for code in sorted(codes)]
    assert post(company_id, [*made, *facts], source="test", on=TODAY, at=at, by="test").problems == []


def only(report: Ageing) -> CurrencyAgeing:
    (one,) = report.currencies
    return one


def in_bucket(report: Ageing) -> str:
    """The name of the one bucket with something in it."""
    (bucket,) = (bucket for bucket in only(report).buckets if bucket.items)
    return bucket.name


# Buckets


@pytest.mark.parametrize(
    ("days_late", "bucket"),
    [
        (-1, "current"), (0, "current"), (1, "1-30"), (29, "1-30"), (30, "1-30"), (31, "31-60"), (60, "31-60"), (61, "61-90"),
        (90, "61-90"), (91, "91+"), (92, "91+"), (4000, "91+"),
    ],
)  # fmt: skip
def test_it_puts_a_claim_into_the_bucket_of_its_days_late(company: int, days_late: int, bucket: str) -> None:
    said(company, invoice("1", "10.00", due_on=TODAY - timedelta(days=days_late), issued_on=date(2010, 1, 1)))

    assert in_bucket(ageing(company, as_of=TODAY)) == bucket


@pytest.mark.parametrize(
    ("days_late", "bucket"), [(0, "current"), (1, "1-7"), (7, "1-7"), (8, "8-10"), (10, "8-10"), (11, "11+")]
)
def test_it_takes_the_buckets_that_are_asked_for(company: int, days_late: int, bucket: str) -> None:
    said(company, invoice("1", "10.00", due_on=TODAY - timedelta(days=days_late)))

    report = ageing(company, as_of=TODAY, days=(7, 10))

    assert report.names == ("current", "1-7", "8-10", "11+")
    assert in_bucket(report) == bucket


def test_it_takes_the_company_s_own_buckets_otherwise(company: int) -> None:
    change_company(company, ageing_days=(15, 45), by="test", at=JANUARY)

    assert ageing(company, as_of=TODAY).names == ("current", "1-15", "16-45", "46+")


@pytest.mark.parametrize("days", [(0, 30), (30, 30), (60, 30), (-5,)])
def test_it_refuses_buckets_that_do_not_ascend(company: int, days: tuple[int, ...]) -> None:
    with pytest.raises(Refused, match="do not ascend from 1"):
        ageing(company, as_of=TODAY, days=days)


def test_it_counts_each_instalment_for_itself(company: int) -> None:
    said(
        company,
        invoice("1", "40.00", due_on=date(2026, 2, 1), instalment=1),
        invoice("1", "30.00", due_on=date(2026, 3, 1), instalment=2),
        invoice("1", "30.00", due_on=date(2026, 4, 1), instalment=3),
    )

    assert only(ageing(company, as_of=TODAY)).buckets[:3] == (
        Bucket(name="current", items=1, amount=Decimal("30.00")),
        Bucket(name="1-30", items=1, amount=Decimal("30.00")),
        Bucket(name="31-60", items=1, amount=Decimal("40.00")),
    )


def test_it_counts_a_claim_without_due_date_as_current_and_says_so(company: int) -> None:
    said(company, invoice("1", "10.00", due_on=None), invoice("2", "5.00", due_on=TODAY))

    report = ageing(company, as_of=TODAY)

    assert only(report).buckets[0] == Bucket(name="current", items=2, amount=Decimal("15.00"))
    assert only(report).without_due_date == 1
    assert as_json(report)["currencies"][0]["without_due_date"] == 1  # type: ignore[index]
    assert "because they have no due date: 1 in EUR." in as_table(report)


def test_it_takes_what_is_open_of_a_claim_partly_paid(company: int) -> None:
    said(
        company,
        invoice("1", "100.00", due_on=date(2026, 3, 1)),
        payment("P1", "60.00", on=TODAY, settles="1"),
    )

    assert only(ageing(company, as_of=TODAY)).buckets[1] == Bucket(
        name="1-30", items=1, amount=Decimal("40.00")
    )


def test_it_leaves_out_what_is_issued_after_the_day(company: int) -> None:
    said(company, invoice("1", "10.00", due_on=date(2026, 4, 30), issued_on=TODAY + timedelta(days=1)))

    assert ageing(company, as_of=TODAY).currencies == ()


# Credits


def test_it_keeps_credits_on_account_and_takes_them_off_the_total(company: int) -> None:
    said(company, invoice("1", "100.00", due_on=date(2026, 3, 1)), payment("P1", "12.00", on=TODAY))

    one = only(ageing(company, as_of=TODAY))

    assert (one.items, one.on_account, one.total) == (1, Decimal("-12.00"), Decimal("88.00"))
    assert one.buckets[1].amount == Decimal("100.00")


def test_it_shows_a_currency_with_nothing_but_a_credit(company: int) -> None:
    said(company, payment("P1", "12.00", on=TODAY))

    one = only(ageing(company, as_of=TODAY))

    assert (one.items, one.total, {bucket.items for bucket in one.buckets}) == (0, Decimal("-12.00"), {0})


def test_it_says_nothing_of_a_company_without_items(company: int) -> None:
    report = ageing(company, as_of=TODAY, by_customer=True)

    assert as_json(report) == {
        "company": "Creditor SA",
        "as_of": "2026-03-31",
        "currencies": [],
        "customers": [],
    }
    assert as_csv(report).count("\n") == 1
    assert "Nothing is open." in as_table(report)


# P-53


def test_p53_it_undoes_later_payments_at_a_past_day(company: int) -> None:
    said(
        company,
        invoice("1", "100.00", due_on=date(2026, 1, 10)),
        payment("P1", "100.00", on=date(2026, 2, 15), settles="1"),
    )

    assert in_bucket(ageing(company, as_of=date(2026, 2, 14))) == "31-60"
    assert ageing(company, as_of=date(2026, 2, 15)).currencies == ()
    assert ageing(company, as_of=TODAY).currencies == ()


def test_p53_a_closed_month_never_changes(company: int) -> None:
    """January was reported; later we learn of facts with days in January, and of a changed invoice."""
    closed_on = date(2026, 1, 31)
    said(
        company,
        invoice("1", "100.00", due_on=date(2026, 1, 10)),
        invoice("2", "50.00", due_on=date(2026, 2, 10)),
    )
    reported = ageing(company, as_of=closed_on, known_at=JANUARY, by_customer=True)

    said(
        company,
        payment("P1", "100.00", on=date(2026, 1, 20), settles="1"),
        invoice("3", "70.00", due_on=date(2026, 1, 5)),
        payment("P2", "8.00", on=date(2026, 1, 25)),
        at=APRIL,
    )
    changed = invoice("2", "55.00", due_on=date(2026, 1, 15))
    post(company, [changed], source="test", on=TODAY, at=APRIL, by="test")

    assert ageing(company, as_of=closed_on, known_at=JANUARY, by_customer=True) == reported
    assert only(reported).total == Decimal("150.00")
    assert only(ageing(company, as_of=closed_on)).total == Decimal("117.00")
    assert ageing(company, as_of=closed_on, known_at=APRIL) == ageing(company, as_of=closed_on)


# P-54


def test_p54_it_never_mixes_currencies(company: int) -> None:
    said(
        company,
        invoice("1", "100.00", due_on=date(2026, 3, 1), currency="USD"),
        invoice("2", "70.00", due_on=date(2026, 3, 1), currency="EUR"),
        invoice("3", "5000", due_on=date(2026, 4, 1), currency="JPY"),
        payment("P1", "30.00", on=TODAY, currency="USD"),
    )

    report = ageing(company, as_of=TODAY, by_customer=True)

    totals = [(one.currency, one.total, one.on_account) for one in report.currencies]
    assert totals == [
        ("EUR", Decimal("70.00"), Decimal("0.00")),
        ("JPY", Decimal("5000"), Decimal("0")),
        ("USD", Decimal("70.00"), Decimal("-30.00")),
    ]
    (late,) = report.customers or ()
    assert late.currencies == report.currencies


def test_p54_every_row_names_its_currency(company: int) -> None:
    said(
        company,
        invoice("1", "100.00", due_on=date(2026, 3, 1), currency="USD"),
        invoice("2", "70.00", due_on=date(2026, 3, 1)),
    )

    rows = list(csv.DictReader(io.StringIO(as_csv(ageing(company, as_of=TODAY)))))

    assert [(row["currency"], row["total"]) for row in rows] == [("EUR", "70.00"), ("USD", "100.00")]


# By customer


def test_it_lists_customers_by_code_and_leaves_out_those_with_nothing_open(company: int) -> None:
    said(
        company,
        customer("b", "Second SL"),
        customer("A", "First SL"),
        customer("C", "Paid SL"),
        invoice("1", "10.00", due_on=TODAY, code="b"),
        invoice("2", "20.00", due_on=TODAY, code="A"),
        invoice("3", "30.00", due_on=TODAY, code="C"),
        payment("P3", "30.00", on=TODAY, settles="3", code="C"),
    )

    report = ageing(company, as_of=TODAY, by_customer=True)

    assert [(one.code, one.name, only_total(one.currencies)) for one in report.customers or ()] == [
        ("A", "First SL", Decimal("20.00")),
        ("b", "Second SL", Decimal("10.00")),
    ]
    assert only(report).total == Decimal("30.00")


def only_total(currencies: tuple[CurrencyAgeing, ...]) -> Decimal:
    (one,) = currencies
    return one.total


def test_it_knows_nothing_of_another_company(company: int) -> None:
    said(creditor("Other SA"), invoice("1", "10.00", due_on=TODAY))

    assert ageing(company, as_of=TODAY, by_customer=True).customers == ()


# How it is shown


@pytest.fixture
def shown(company: int) -> Ageing:
    said(
        company,
        customer("K1", "=Prompt, SL"),
        invoice("1", "1234.50", due_on=date(2026, 3, 1), code="K1"),
        invoice("2", "7", due_on=TODAY, code="K1", currency="JPY"),
        payment("P1", "12.00", on=TODAY, code="K1"),
    )
    return ageing(company, as_of=TODAY, days=(30,), by_customer=True)


def test_it_is_json_of_this_shape(shown: Ageing) -> None:
    euro = {
        "currency": "EUR",
        "total": "1222.50",
        "items": 1,
        "buckets": [
            {"name": "current", "items": 0, "amount": "0.00"},
            {"name": "1-30", "items": 1, "amount": "1234.50"},
            {"name": "31+", "items": 0, "amount": "0.00"},
        ],
        "on_account": "-12.00",
    }
    yen = {
        "currency": "JPY",
        "total": "7",
        "items": 1,
        "buckets": [
            {"name": "current", "items": 1, "amount": "7"},
            {"name": "1-30", "items": 0, "amount": "0"},
            {"name": "31+", "items": 0, "amount": "0"},
        ],
        "on_account": "0",
    }
    assert as_json(shown) == {
        "company": "Creditor SA",
        "as_of": "2026-03-31",
        "currencies": [euro, yen],
        "customers": [{"code": "K1", "name": "=Prompt, SL", "currencies": [euro, yen]}],
    }


def test_it_is_csv_that_no_spreadsheet_runs_as_a_formula(shown: Ageing) -> None:
    assert as_csv(shown) == (
        "customer code,customer name,currency,items,current,1-30 days,31+ days,on account,total\n"
        'K1,"\'=Prompt, SL",EUR,1,0.00,1234.50,0.00,-12.00,1222.50\n'
        'K1,"\'=Prompt, SL",JPY,1,7,0,0,0,7\n'
    )


def test_it_is_a_table_with_columns_that_stand_below_each_other(shown: Ageing) -> None:
    assert as_table(shown) == (
        "Ageing of Creditor SA as of 2026-03-31\n"
        "\n"
        "customer        currency  items  current      1-30   31+  on account     total\n"
        "K1 =Prompt, SL  EUR           1     0.00  1,234.50  0.00      -12.00  1,222.50\n"
        "K1 =Prompt, SL  JPY           1        7         0     0           0         7\n"
        "all customers   EUR           1     0.00  1,234.50  0.00      -12.00  1,222.50\n"
        "all customers   JPY           1        7         0     0           0         7\n"
    )


# The reference file


BY_FILE = {
    date(2012, 12, 31): {"current": (86, "4936.32"), "1-30": (13, "788.74")},
    date(2013, 6, 30): {"current": (72, "4284.29"), "1-30": (12, "835.56")},
}


@pytest.mark.corpus
def test_it_agrees_with_a_count_made_from_the_file(shared_data: Path) -> None:
    with (shared_data / "ar-ledger" / "ibm_ar_late_payment_histories.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    replay = creditor("Replay")
    post(replay, _facts(rows), source="ibm", on=TODAY, at=JANUARY, by="test")

    assert len(rows) == 2466
    for as_of, expected in BY_FILE.items():
        one = only(ageing(replay, as_of=as_of))
        assert _counted(rows, as_of) == expected
        assert {it.name: (it.items, str(it.amount)) for it in one.buckets if it.items} == expected
        assert one.total == sum(Decimal(amount) for _, amount in expected.values())
        assert one.on_account == 0


def _counted(rows: list[dict[str, str]], as_of: date) -> dict[str, tuple[int, str]]:
    """The ageing by the file alone: open from the day of the invoice until the day before it was settled."""
    found: dict[str, list[Decimal]] = defaultdict(list)
    for row in rows:
        if _us(row["InvoiceDate"]) <= as_of < _us(row["SettledDate"]):
            days_late = (as_of - _us(row["DueDate"])).days
            found["current" if days_late <= 0 else "1-30" if days_late <= 30 else "31 or more"].append(
                Decimal(row["InvoiceAmount"])
            )
    return {name: (len(amounts), str(sum(amounts))) for name, amounts in found.items()}


def _facts(rows: list[dict[str, str]]) -> list[Fact]:
    facts: list[Fact] = [customer(code) for code in sorted({row["customerID"] for row in rows})]
    for row in rows:
        number, code, amount = row["invoiceNumber"], row["customerID"], row["InvoiceAmount"]
        facts.append(
            invoice(
                number,
                amount,
                code=code,
                currency="USD",
                issued_on=_us(row["InvoiceDate"]),
                due_on=_us(row["DueDate"]),
            )
        )
        facts.append(
            payment(
                f"P{number}", amount, code=code, currency="USD", on=_us(row["SettledDate"]), settles=number
            )
        )
    return facts


def _us(text: str) -> date:
    month, day, year = map(int, text.split("/"))
    return date(year, month, day)
