"""Books taken into the ledger: a second year, a file that breaks off, a dry run."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from recobro.access.company import add_company
from recobro.connectors import fec, saft
from recobro.connectors.format import Options
from recobro.connectors.history import Imported
from recobro.connectors.merge import take_in
from recobro.kernel.problems import Refused
from recobro.ledger.allocate import wrong_balances
from recobro.ledger.control import compare_totals
from recobro.ledger.models import ControlTotal, Customer, Item
from recobro.ledger.open import open_items

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
TODAY = date(2026, 1, 1)
HEADER = (
    "JournalCode|JournalLib|EcritureNum|EcritureDate|CompteNum|CompteLib|CompAuxNum|CompAuxLib|PieceRef|PieceDate|EcritureLib|"
    "Debit|Credit|EcritureLet"
)
FIRST_YEAR = """\
VE|Ventes|1|20220310|411000|Clients|DUP|Dupont|F-1|20220310|Vente|100,00|0,00|AA
VE|Ventes|2|20221201|411000|Clients|DUP|Dupont|F-2|20221201|Vente|80,00|0,00|
VE|Ventes|3|20221205|411000|Clients|LAT|Latour|F-3|20221205|Vente|55,00|0,00|
BQ|Banque|1|20220402|411000|Clients|DUP|Dupont|V-1|20220402|Virement|0,00|100,00|AA"""
SECOND_YEAR = """\
AN|A nouveaux|1|20230101|411000|Clients|DUP|Dupont|F-2|20221201|A nouveau|80,00|0,00|AA
AN|A nouveaux|1|20230101|411000|Clients|LAT|Latour|F-3|20221205|A nouveau|55,00|0,00|
VE|Ventes|1|20230201|411000|Clients|NEW|Nouveau|F-4|20230201|Vente|30,00|0,00|
BQ|Banque|1|20230115|411000|Clients|DUP|Dupont|V-2|20230115|Virement|0,00|80,00|AA"""


@pytest.fixture
def company_id() -> int:
    return add_company(name="Books", currency="EUR", country="FR", language="fr", at=NOON).id


def take(company_id: int, path: Path, lines: str, *, dry_run: bool = False) -> Imported:
    path.write_text(f"{HEADER}\n{lines}\n")
    reading = fec.FORMAT.read(path, Options(default_terms="30 jours"))
    return take_in(company_id, reading, source="fec", on=TODAY, at=NOON, by="Ana", dry_run=dry_run)


def open_now(company_id: int) -> dict[str, Decimal]:
    return {item.number: item.open for item in open_items(company_id, as_of=TODAY)}


def test_a_second_year_carries_on_from_the_first(company_id: int, tmp_path: Path) -> None:
    take(company_id, tmp_path / "2022.txt", FIRST_YEAR)
    assert open_now(company_id) == {"F-2": 80, "F-3": 55}

    imported = take(company_id, tmp_path / "2023.txt", SECOND_YEAR)

    assert (imported.posted.carried, imported.posted.items_new, imported.posted.groups) == (2, 2, 1)
    assert open_now(company_id) == {
        "F-3": 55,
        "F-4": 30,
    }  # the payment of January paid the invoice of December
    assert Item.objects.get(number="F-3").due_on == date(2023, 1, 4)
    assert {problem.severity for problem in imported.problems} == {"note"}
    assert [one.difference for one in compare_totals(company_id)] == [0]
    assert wrong_balances(company_id) == []


def test_the_second_year_alone_begins_with_its_openings(company_id: int, tmp_path: Path) -> None:
    take(company_id, tmp_path / "2023.txt", SECOND_YEAR)

    assert open_now(company_id) == {"F-3": 55, "F-4": 30}
    assert [one.difference for one in compare_totals(company_id)] == [0]


def test_both_years_again_change_nothing(company_id: int, tmp_path: Path) -> None:
    for _ in range(2):
        first = take(company_id, tmp_path / "2022.txt", FIRST_YEAR)
        second = take(company_id, tmp_path / "2023.txt", SECOND_YEAR)

    assert (first.posted.items_unchanged, first.posted.allocations) == (4, 0)
    assert (second.posted.items_unchanged, second.posted.carried, second.posted.allocations) == (2, 2, 0)
    assert open_now(company_id) == {"F-3": 55, "F-4": 30}


def test_a_dry_run_leaves_nothing_behind(company_id: int, tmp_path: Path) -> None:
    imported = take(company_id, tmp_path / "2022.txt", FIRST_YEAR, dry_run=True)

    assert (imported.posted.items_new, imported.posted.groups) == (4, 1)
    assert not Item.objects.exists()
    assert not ControlTotal.objects.exists()


def test_an_xml_that_breaks_off_leaves_nothing_behind(company_id: int, tmp_path: Path) -> None:
    customer = "<Customer><CustomerID>C{}</CustomerID><Name>Late</Name></Customer>"
    path = tmp_path / "cut.xml"
    path.write_text("<AuditFile><Header><DefaultCurrencyCode>EUR</DefaultCurrencyCode></Header><MasterFiles><Customers>"
                    + "".join(customer.format(number) for number in range(6_000)))  # fmt: skip
    reading = saft.FORMAT.read(path, Options())

    with pytest.raises(Refused, match="broken"):
        take_in(company_id, reading, source="saf-t", on=TODAY, at=NOON, by="Ana")

    assert not Customer.objects.exists()
