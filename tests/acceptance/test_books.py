"""The books of accounting systems: French FEC, SAF-T of Norway and Portugal, an extract of SAP.

What is expected is counted and added from the files by `split`, `ElementTree` and `json`, never by our readers.
"""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest

from recobro import flow
from recobro.access.company import CompanyValue, add_company
from recobro.connectors.history import Imported
from recobro.kernel.problems import Refused
from recobro.ledger.allocate import wrong_balances
from recobro.ledger.control import compare_totals
from recobro.ledger.models import Allocation, Customer, Item
from recobro.ledger.open import OpenItem, open_items

pytestmark = [pytest.mark.corpus, pytest.mark.django_db]

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
TODAY = date(2026, 1, 1)


def creditor(currency: str, country: str) -> CompanyValue:
    return add_company(name="Books", currency=currency, country=country, language="en", at=NOON)


def take(company: CompanyValue, path: Path, **more: str) -> Imported:
    return flow.import_file(company, path, on=TODAY, at=NOON, by="Ana", terms=more.get("terms"))


def open_now(company: CompanyValue, on: date = TODAY) -> list[OpenItem]:
    return open_items(company.id, as_of=on)


def total(items: list[OpenItem], currency: str) -> Decimal:
    return sum((item.open for item in items if item.currency == currency), Decimal(0))


# FEC


@pytest.fixture
def fec(shared_data: Path) -> Path:
    return shared_data / "erp-exports" / "fec" / "111111111FEC20221231_clients.txt"


@pytest.fixture
def entries(fec: Path) -> list[dict[str, str]]:
    header, *lines = fec.read_text(encoding="ascii").splitlines()
    names = header.split("|")
    rows = [dict(zip(names, (cell.strip() for cell in line.split("|")), strict=True)) for line in lines]
    return [row for row in rows if row["CompteNum"].startswith("411")]


def euros(row: dict[str, str]) -> Decimal:
    return Decimal(row["Debit"].replace(",", ".")) - Decimal(row["Credit"].replace(",", "."))


def test_a_fec_comes_in_whole(fec: Path, entries: list[dict[str, str]]) -> None:
    company = creditor("EUR", "FR")

    imported = take(company, fec, terms="30 jours")

    groups: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in entries:
        if row["EcritureLet"]:
            groups[row["CompAuxNum"], row["EcritureLet"]] += euros(row)
    assert (len(groups), set(groups.values())) == (45, {Decimal(0)})
    assert imported.posted.groups == 45
    assert imported.posted.items_new == len(entries) == 151
    assert Customer.objects.count() == len({row["CompAuxNum"] for row in entries}) == 34
    assert total(open_now(company), "EUR") == sum(map(euros, entries)) == Decimal("14416.52")
    assert imported.problems == []
    assert wrong_balances(company.id) == []


def test_what_a_fec_has_not_lettered_stays_open_or_on_account(
    fec: Path, entries: list[dict[str, str]]
) -> None:
    company = creditor("EUR", "FR")

    take(company, fec, terms="30 jours")

    def code(item: OpenItem) -> str:
        return Customer.objects.get(id=item.customer_id).code

    found = sorted((code(item), item.open) for item in open_now(company))
    assert found == sorted((row["CompAuxNum"], euros(row)) for row in entries if not row["EcritureLet"])
    on_account = {(code(item), item.kind): item.open for item in open_now(company) if item.open < 0}
    assert on_account == {
        ("41104250", "payment"): Decimal("-371.94"),  # two receipts that nobody has lettered
        ("41102785", "payment"): Decimal("-56.04"),
        ("41102785", "adjustment"): Decimal("-0.01"),  # and a difference of settlement
        ("41104251", "adjustment"): Decimal("-56.03"),  # a credit that was carried forward
    }
    kinds = {
        kind: Item.objects.filter(kind=kind).count() for kind in ("credit_note", "opening_balance", "payment")
    }
    assert kinds == {"credit_note": 3, "opening_balance": 13, "payment": 46}


def test_the_same_fec_twice_changes_nothing(fec: Path) -> None:
    company = creditor("EUR", "FR")
    take(company, fec, terms="30 jours")
    allocations = Allocation.objects.count()

    again = take(company, fec, terms="30 jours")

    assert (again.posted.items_unchanged, again.posted.items_new, again.posted.items_changed) == (151, 0, 0)
    assert (again.posted.groups, again.problems, Allocation.objects.count()) == (0, [], allocations)


def test_a_fec_states_the_balance_of_account_411(fec: Path) -> None:
    company = creditor("EUR", "FR")
    take(company, fec)

    (compared,) = compare_totals(company.id)

    assert (compared.account, compared.on, compared.source) == ("411", date(2023, 6, 29), "fec")
    assert (compared.stated, compared.difference) == (Decimal("14416.52"), 0)
    Item.objects.filter(amount_open__gt=1000).first().delete()  # type: ignore[union-attr]
    assert compare_totals(company.id)[0].difference < 0


def test_a_fec_has_due_dates_only_by_terms(fec: Path) -> None:
    company = creditor("EUR", "FR")
    take(company, fec)
    assert not Item.objects.exclude(due_on=None).exists()

    take(company, fec, terms="30 jours")

    assert not Item.objects.filter(kind="invoice", due_on=None).exists()


# SAF-T


def tree(path: Path) -> ElementTree.Element:
    root = ElementTree.parse(path).getroot()
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    return root


def number(element: ElementTree.Element, path: str) -> Decimal:
    return Decimal((element.findtext(path) or "0").strip())


def test_a_norwegian_saf_t_comes_in_whole(shared_data: Path) -> None:
    path = (
        shared_data / "erp-exports" / "saf-t-no" / "ExampleFile SAF-T Financial_888888888_20180228235959.xml"
    )
    root, company = tree(path), creditor("NOK", "NO")

    imported = take(company, path)

    lines = [line for line in root.iter("Line") if line.find("CustomerID") is not None]
    customers = list(root.iter("Customer"))
    opened = {
        one.findtext("CustomerID"): number(one, "OpeningDebitBalance") - number(one, "OpeningCreditBalance")
        for one in customers
    }
    closed = {
        one.findtext("CustomerID"): number(one, "ClosingDebitBalance") - number(one, "ClosingCreditBalance")
        for one in customers
    }
    assert (len(customers), len(lines), sum(closed.values())) == (6, 25, Decimal("135500"))
    assert imported.posted.items_new == len(lines) + sum(bool(one) for one in opened.values())
    balance = {row.code: Decimal(0) for row in Customer.objects.all()}
    for item in open_now(company):
        balance[Customer.objects.get(id=item.customer_id).code] += item.open
    assert balance == closed
    assert [(one.account, one.on, one.difference) for one in compare_totals(company.id)] == [
        ("1500", date(2017, 4, 30), 0)
    ]
    assert not Item.objects.filter(kind="invoice", due_on=None).exists()  # by the terms of each customer
    assert take(company, path).posted.items_unchanged == imported.posted.items_new


def test_a_norwegian_skeleton_has_a_customer_and_no_items(shared_data: Path) -> None:
    imported = take(
        creditor("NOK", "NO"), shared_data / "erp-exports" / "saf-t-no" / "saft_no_1_30_xmlspy.xml"
    )

    assert (imported.records, imported.posted.items_new) == (1, 0)


def test_a_portuguese_saf_t_comes_in_whole(shared_data: Path) -> None:
    path = shared_data / "erp-exports" / "saf-t-pt" / "saft_idemo599999999.xml"
    root, company = tree(path), creditor("EUR", "PT")

    imported = take(company, path, terms="30 dias")

    documents = list(root.iter("Invoice"))
    valid = [one for one in documents if one.findtext("DocumentStatus/InvoiceStatus") not in ("A", "F")]
    at_once = [one for one in valid if one.findtext("InvoiceType") in ("FR", "FS")]
    receipts = [one for one in root.iter("Payment") if one.findtext("DocumentStatus/PaymentStatus") == "N"]
    assert (len(documents), len(valid), len(at_once), len(receipts)) == (24, 18, 2, 1)
    owed: dict[str, Decimal] = defaultdict(Decimal)
    for one in valid:
        foreign = one.find("DocumentTotals/Currency")
        sign = -1 if one.findtext("InvoiceType") == "NC" else 0 if one in at_once else 1
        currency = "EUR" if foreign is None else foreign.findtext("CurrencyCode") or ""
        owed[currency] += sign * number(
            one, "DocumentTotals/" + ("GrossTotal" if foreign is None else "Currency/CurrencyAmount")
        )
    owed["EUR"] -= sum(number(one, "DocumentTotals/GrossTotal") for one in receipts)
    assert {currency: total(open_now(company), currency) for currency in owed} == owed
    assert Customer.objects.count() == len(list(root.iter("Customer"))) == 11
    # the invoice that the receipt names, and what was paid at once
    assert (
        not Item.objects.filter(number__in=["1T 1/6", "1TR R/1", "1TR R/2"]).exclude(amount_open=0).exists()
    )
    assert Item.objects.get(number="1T 1/3").due_on == date(2017, 12, 16)  # as the document says
    warned = [problem.message for problem in imported.problems if problem.severity == "warning"]
    assert len(warned) == 4  # credit notes that name an invoice by a number it has not; the fifth names two
    assert wrong_balances(company.id) == []


# SAP


@pytest.fixture
def sap(shared_data: Path) -> Path:
    return shared_data / "erp-exports" / "sap-o2c"


def rows(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_an_extract_of_sap_comes_in_whole(sap: Path) -> None:
    company = creditor("INR", "GB")
    lines = rows(sap / "journal_entry_items_accounts_receivable.jsonl")
    not_cleared = {row["referenceDocument"]: Decimal(row["amountInTransactionCurrency"])
                   for row in lines if not row["clearingAccountingDocument"]}  # fmt: skip

    imported = take(company, sap)

    assert (len(lines), len(not_cleared), sum(not_cleared.values())) == (123, 3, Decimal("2654.64"))
    assert imported.posted.items_new == 123
    assert {item.number: item.open for item in open_now(company)} == not_cleared
    assert Customer.objects.count() == len(rows(sap / "business_partners.jsonl")) == 8
    assert wrong_balances(company.id) == []
    again = take(company, sap)
    assert (again.posted.items_unchanged, again.posted.allocations, again.posted.items_changed) == (123, 0, 0)


def test_invoices_of_sap_that_were_cancelled_are_not_called_paid(sap: Path) -> None:
    company = creditor("INR", "GB")
    take(company, sap)

    assert not Item.objects.filter(kind="payment").exists()
    assert Item.objects.filter(kind="cancellation").exists()


@pytest.mark.parametrize(("name", "count", "left"), [
    ("journal_entry_items_accounts_receivable", 123, 3), ("payments_accounts_receivable", 120, 0), ("business_partners", 0, 0),
])  # fmt: skip
def test_a_single_file_of_the_extract_comes_in(sap: Path, name: str, count: int, left: int) -> None:
    company = creditor("INR", "GB")

    imported = take(company, sap / f"{name}.jsonl")

    assert (imported.posted.items_new, len(open_now(company))) == (count, left)


@pytest.mark.parametrize("name", ["billing_document_headers", "billing_document_cancellations"])
def test_net_amounts_alone_are_refused(sap: Path, name: str) -> None:
    with pytest.raises(Refused, match="net amounts"):
        take(creditor("INR", "GB"), sap / f"{name}.jsonl")
