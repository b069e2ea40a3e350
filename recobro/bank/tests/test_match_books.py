"""The lettering of real books is rebuilt from the invoices and what the bank says.

The file is split by hand. Its lettering, its receipts and its entries of settlement differences are left out of what is imported; the
lines of the bank accounts become movements, with the words that stand on the bank's side. Day by day the matcher proposes, and then an
accountant confirms what was true, so that the next day begins where it did.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from recobro import flow
from recobro.access.company import CompanyValue, add_company
from recobro.bank.certainty import AUTOMATIC
from recobro.bank.match import match
from recobro.bank.models import Movement, Payer, Proposal
from recobro.bank.payers import folded_name
from recobro.bank.tests.movements import credit
from recobro.ledger.models import Item
from recobro.ledger.receive import receive

pytestmark = [pytest.mark.corpus, pytest.mark.django_db]

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
Row = dict[str, str]
Group = tuple[str, str]  # customer and letter


@dataclass
class Books:
    """The file, taken apart: entry -> its lines; group -> its claims and credits, and the entries of its receipts."""

    claims: dict[Group, list[Row]] = field(default_factory=lambda: defaultdict(list))
    receipts: list[tuple[Row, Row]] = field(default_factory=list)  # the bank's line, the customer's line


def rows_of(path: Path) -> tuple[str, list[Row]]:
    header, *lines = path.read_text(encoding="ascii").splitlines()
    return header, [
        dict(zip(header.split("|"), (cell.strip() for cell in line.split("|")), strict=True))
        for line in lines
    ]


def amount(row: Row) -> Decimal:
    return Decimal(row["Debit"].replace(",", ".")) - Decimal(row["Credit"].replace(",", "."))


def day(row: Row) -> date:
    return datetime.strptime(row["EcritureDate"], "%Y%m%d").replace(tzinfo=UTC).date()


def entry(row: Row) -> tuple[str, str]:
    return row["JournalCode"], row["EcritureNum"]


def taken_apart(rows: list[Row]) -> Books:
    books = Books()
    of_bank = {entry(row): row for row in rows if row["CompteNum"].startswith("512")}
    for row in rows:
        if row["CompteNum"].startswith("411"):
            if entry(row) in of_bank:
                books.receipts.append((of_bank[entry(row)], row))
            elif row["EcritureLet"] and row["JournalCode"] != "OD":
                books.claims[row["CompAuxNum"], row["EcritureLet"]].append(row)
    books.receipts.sort(key=lambda both: (day(both[0]), entry(both[0])))
    return books


def bare(header: str, rows: list[Row], path: Path) -> Path:
    """The same books without receipts, differences and letters."""
    receipts = {
        entry(row) for row in rows if row["CompteNum"].startswith("512") or row["JournalCode"] == "OD"
    }
    kept = [row | {"EcritureLet": "", "DateLet": ""} for row in rows if entry(row) not in receipts]
    path.write_text("\n".join([header, *("|".join(row.values()) for row in kept)]), encoding="ascii")
    return path


def items_of(company: CompanyValue, claims: list[Row]) -> set[int]:
    """Found by customer, day, amount and place, whatever the importer calls them."""
    found: set[int] = set()
    for row in claims:
        same = Item.objects.filter(
            company_id=company.id, customer__code=row["CompAuxNum"], amount=amount(row)
        )
        same = same.filter(document_key__contains=row["EcritureNum"]).exclude(id__in=found).order_by("id")
        found.add(same.values_list("id", flat=True)[0])
    return found


def opened(items: set[int]) -> list[Decimal]:
    """Of claims that are alike it is all one which of them is meant."""
    return sorted(Item.objects.filter(id__in=items).values_list("amount", flat=True))


def test_the_lettering_of_real_books_is_rebuilt(
    shared_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    header, rows = rows_of(shared_data / "erp-exports" / "fec" / "111111111FEC20221231_clients.txt")
    books = taken_apart(rows)
    company = add_company(name="Books", currency="EUR", country="FR", language="en", at=NOON)
    flow.import_file(
        company,
        bare(header, rows, tmp_path / "fec.txt"),
        on=date(2026, 1, 1),
        at=NOON,
        by="Ana",
        terms="30 jours",
    )
    groups = {group: items_of(company, claims) for group, claims in books.claims.items()}
    assert (len(groups), len(books.receipts)) == (45, 46)

    rebuilt: dict[Group, set[int]] = defaultdict(set)
    automatic, wrong, missed = 0, [], []
    for bank, customer in books.receipts:
        group = customer["CompAuxNum"], customer["EcritureLet"]
        movement = credit(company.id, amount=amount(bank), on=day(bank), text=bank["EcritureLib"])
        match(company.id, at=NOON, by="Ana")
        best = Proposal.objects.filter(movement=movement, rank=1).first()
        said = {line["item"] for line in best.lines} if best else set()
        is_right = group in groups and said and not Counter(opened(said)) - Counter(opened(groups[group]))
        if best and best.certainty >= AUTOMATIC:
            automatic += 1
            wrong += [] if is_right or not customer["EcritureLet"] else [bank["EcritureLib"]]
        if is_right:
            rebuilt[group] |= said
        elif customer["EcritureLet"]:
            missed.append(f"{bank['EcritureLib']} {amount(bank)} {best and (best.certainty, best.reasons)}")
        confirm(company, movement, customer, groups.get(group, set()))

    whole = sum(opened(rebuilt[group]) == opened(items) for group, items in groups.items())
    figures = (
        f"{whole} of 45 groups rebuilt; {automatic} of {len(books.receipts)} automatic, {len(wrong)} wrong"
    )
    with capsys.disabled():
        print("", figures, *missed, sep="\n  ")  # noqa: T201
    assert wrong == []
    assert whole >= 36  # 80 %; two of the 45 are invoices with their credit notes, which no bank line pays


def confirm(company: CompanyValue, movement: Movement, customer: Row, truth: set[int]) -> None:
    """What an accountant does: the truth is posted, and the words of the bank are remembered for this customer."""
    owner = Item.objects.filter(company_id=company.id, customer__code=customer["CompAuxNum"]).first()
    assert owner is not None
    claims = Item.objects.filter(id__in=truth, amount_open__gt=0).order_by("issued_on", "id")
    left = movement.amount
    pays = []
    exact = claims.filter(amount_open=left)[:1]
    for item in exact or claims:
        pays.append((item.id, min(item.amount_open, left)))
        left -= pays[-1][1]
    receive(
        company.id, customer_id=owner.customer_id, key=f"bank:{movement.id}", number="bank", currency="EUR",
        amount=movement.amount, on=movement.booked_on, pays=[one for one in pays if one[1] > 0], at=NOON, by="Ana",
    )  # fmt: skip
    Movement.objects.filter(id=movement.id).update(amount_left=0)
    Proposal.objects.filter(movement=movement).delete()
    learnt = {"company_id": company.id, "customer_id": owner.customer_id, "name": folded_name(movement.text)}
    if not Payer.objects.filter(**learnt).exists():
        Payer.objects.create(**learnt, by="Ana", recorded_at=NOON)
