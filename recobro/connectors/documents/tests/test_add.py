"""Files find their items by number; what fits nothing, or more than one thing, is told and never guessed."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from recobro.connectors.documents import Added, add_documents
from recobro.connectors.documents.match import keys_of
from recobro.connectors.documents.tests.test_einvoice import UBL
from recobro.kernel.problems import Refused
from recobro.ledger.documents import documents_of
from recobro.ledger.facts import ItemFact
from recobro.ledger.models import Document, Item, ItemDocument
from recobro.ledger.post import post
from tests import cast
from tests.cast import LATE, PROMPT

DB = pytest.mark.django_db


@pytest.fixture(scope="module")
def pdf() -> bytes:
    """A PDF with one empty page."""
    document, out = PdfDocument.new(), BytesIO()
    document.new_page(100, 100)
    document.save(out)
    return out.getvalue()


def adds(company, folder: Path, **more) -> Added:  # type: ignore[no-untyped-def]
    return add_documents(company.id, paths=[folder], at=cast.at(), by="ana", **more)


def numbers_by_file(company) -> dict[str, list[str]]:  # type: ignore[no-untyped-def]
    found: dict[str, list[str]] = {}
    for one in documents_of(company.id):
        found[one.name] = [Item.objects.get(id=item).number for item in one.items]
    return found


def write(folder: Path, pdf: bytes, *names: str) -> None:
    for name in names:
        (folder / name).write_bytes(pdf + f"% {name}".encode())


@DB
@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("INV-0012.pdf", "INV-0012"),
        ("inv-0012.PDF", "INV-0012"),
        ("INV_12.pdf", "INV-0012"),
        ("INV0012.pdf", "INV-0012"),
        ("Invoice INV-0012 of Late GmbH (copy).pdf", "INV-0012"),
        ("2026-03-01_INV-0012.pdf", "INV-0012"),
        ("7.pdf", "7"),
        ("000007.pdf", "7"),
        ("Rechnung 2026-0044.pdf", "2026/0044"),
        ("20260044.pdf", "2026/0044"),
        ("2026-44.pdf", "2026/0044"),
    ],
)
def test_it_finds_the_item_by_the_name_of_the_file_r_28(
    tmp_path: Path, pdf: bytes, name: str, number: str
) -> None:
    company = cast.creditor()
    for one in ("INV-0012", "7", "2026/0044", "INV-0013"):
        cast.owes(company, LATE, one, "10.00")
    write(tmp_path, pdf, name)

    added = adds(company, tmp_path)

    assert (added.new, added.problems) == (1, ())
    assert numbers_by_file(company) == {name: [number]}


@DB
def test_the_longest_number_in_a_name_is_meant(tmp_path: Path, pdf: bytes) -> None:
    company = cast.creditor()
    cast.owes(company, LATE, "2026", "10.00")
    cast.owes(company, LATE, "2026/0044", "10.00")
    write(tmp_path, pdf, "Rechnung 2026-0044.pdf")
    adds(company, tmp_path)
    assert numbers_by_file(company) == {"Rechnung 2026-0044.pdf": ["2026/0044"]}


@DB
@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("scan 7.pdf", "No item has a number that stands in its name."),  # too short to be meant
        ("INV-00121.pdf", "No item has a number that stands in its name."),
        ("INV-0012 and INV-0013.pdf", "Its name fits INV-0012 of C-1002 and INV-0013 of C-1002."),
        ("SAME-1.pdf", "Its name fits SAME-1 of C-1002 and SAME-1 of C-1001."),
        ("INV-9.txt.xml", "The XML cannot be read"),
    ],
)
def test_it_guesses_nothing(tmp_path: Path, pdf: bytes, name: str, why: str) -> None:
    company = cast.creditor()
    for one in ("INV-0012", "7", "INV-0013"):
        cast.owes(company, LATE, one, "10.00")
    cast.owes(company, LATE, "SAME-1", "10.00")
    _owes_same(company)
    write(tmp_path, pdf, name)

    added = adds(company, tmp_path)

    (problem,) = added.problems
    assert problem.source == name
    assert why in problem.message
    assert problem.hint
    assert not Document.objects.exists()


def _owes_same(company) -> None:  # type: ignore[no-untyped-def]
    same = ItemFact(
        code=PROMPT.code, document_key="SAME-1", number="SAME-1", kind="invoice", currency="EUR", amount=Decimal(5),
        issued_on=cast.TODAY, due_on=cast.TODAY,
    )  # fmt: skip
    posted = post(
        company.id, [*PROMPT.facts(), same], source="other", on=cast.TODAY, at=cast.at(), by="import"
    )
    assert not [one for one in posted.problems if one.severity == "error"]


@DB
def test_a_customer_named_decides_between_two_with_one_number(tmp_path: Path, pdf: bytes) -> None:
    company = cast.creditor()
    cast.owes(company, LATE, "SAME-1", "10.00")
    _owes_same(company)
    write(tmp_path, pdf, "SAME-1.pdf")

    added = adds(company, tmp_path, customer_id=cast.customer(company, PROMPT))

    assert (added.new, added.problems) == (1, ())
    assert ItemDocument.objects.get().customer_id == cast.customer(company, PROMPT)


@DB
def test_what_an_e_invoice_says_counts_more_than_its_name(tmp_path: Path) -> None:
    company = cast.creditor()
    cast.owes(company, LATE, "2026/0044", "10.00")
    cast.owes(company, LATE, "INV-0012", "10.00")
    (tmp_path / "INV-0012.xml").write_text(UBL.format("2026/44"))
    (tmp_path / "2026-0044.xml").write_text(UBL.format("X-1"))

    added = adds(company, tmp_path)

    assert numbers_by_file(company) == {"INV-0012.xml": ["2026/0044"]}
    assert [one.message for one in added.problems] == ["The UBL file says number X-1, and no item has it."]


@DB
@pytest.mark.corpus
def test_it_looks_into_a_pdf(tmp_path: Path, shared_data: Path) -> None:
    company = cast.creditor()
    cast.owes(company, LATE, "F20260023", "10.00")
    sample = shared_data / "einvoice" / "factur-x" / "invoice_EN16931.pdf"
    (tmp_path / "scan.pdf").write_bytes(sample.read_bytes())
    assert adds(company, tmp_path).new == 1
    assert numbers_by_file(company) == {"scan.pdf": ["F20260023"]}


@DB
def test_the_same_folder_twice_changes_nothing_and_a_new_version_replaces(tmp_path: Path, pdf: bytes) -> None:
    company = cast.creditor()
    cast.owes(company, LATE, "INV-0012", "10.00")
    write(tmp_path, pdf, "INV-0012.pdf")
    assert adds(company, tmp_path).new == 1
    assert adds(company, tmp_path).unchanged == 1
    (tmp_path / "INV-0012.pdf").write_bytes(pdf + b"% corrected")
    added = adds(company, tmp_path)
    assert (added.new, added.replaced, added.unchanged) == (0, 1, 0)
    assert Document.objects.count() == 2


@DB
def test_of_several_files_for_one_item_the_one_that_bears_its_number_counts(
    tmp_path: Path, pdf: bytes
) -> None:
    company = cast.creditor()
    cast.owes(company, LATE, "INV-0012", "10.00")
    cast.owes(company, LATE, "INV-0013", "10.00")
    write(tmp_path, pdf, "INV-0012.pdf", "INV-0012 delivery.pdf", "a INV-0013.pdf", "b INV-0013.pdf")

    added = adds(company, tmp_path)

    assert numbers_by_file(company) == {"INV-0012.pdf": ["INV-0012"]}
    assert sorted(one.source for one in added.problems) == [
        "INV-0012 delivery.pdf",
        "a INV-0013.pdf",
        "b INV-0013.pdf",
    ]


@DB
def test_a_broken_or_empty_file_is_told_and_the_rest_goes(tmp_path: Path, pdf: bytes) -> None:
    company = cast.creditor()
    cast.owes(company, LATE, "INV-0012", "10.00")
    write(tmp_path, pdf, "INV-0012.pdf")
    (tmp_path / "empty.pdf").write_bytes(b"")
    (tmp_path / "INV-0012 b.pdf").write_bytes(b"no PDF")
    (tmp_path / "notes.txt").write_text("not looked at")

    added = adds(company, tmp_path)

    assert added.new == 1
    assert sorted((one.source, one.message) for one in added.problems) == [
        ("INV-0012 b.pdf", "The PDF cannot be opened."),
        ("empty.pdf", "The file is empty."),
    ]


@DB
def test_a_person_says_what_no_name_says(tmp_path: Path, pdf: bytes) -> None:
    company = cast.creditor()
    cast.owes(company, LATE, "INV-0012", "10.00")
    write(tmp_path, pdf, "scan.pdf")
    assert adds(company, tmp_path / "scan.pdf", number="inv-0012").new == 1
    assert numbers_by_file(company) == {"scan.pdf": ["INV-0012"]}


@DB
@pytest.mark.parametrize("name", ["nowhere", "."])
def test_it_refuses_where_there_is_nothing(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused):
        adds(cast.creditor(), tmp_path / name)


@DB
def test_it_finds_no_item_of_another_company(tmp_path: Path, pdf: bytes) -> None:
    cast.owes(cast.creditor("Other SL"), LATE, "INV-0012", "10.00")
    write(tmp_path, pdf, "INV-0012.pdf")
    assert len(adds(cast.creditor(), tmp_path).problems) == 1


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("A-01", "a 1", True),
        ("A01", "A-1", True),
        ("2026-0012", "2026-12", True),
        ("2026-12", "202-612", False),
        ("10", "1", False),
    ],
)
def test_numbers_are_alike_without_zeros_and_separators(one: str, other: str, alike: bool) -> None:
    shared = {key for key in keys_of(one) if not key.startswith("compact")}
    assert bool(shared & set(keys_of(other))) == alike
