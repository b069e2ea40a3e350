"""Documents are kept whole; a newer one takes the place of the older, and the older stays."""

from __future__ import annotations

import pytest

from recobro.kernel.problems import Refused
from recobro.ledger.documents import SIZE_MAX, content_of_document, documents_of, file_document
from recobro.ledger.models import Document, ItemDocument
from recobro.ledger.tests.books import company, invoice, item, moment, posts
from recobro.ledger.tests.test_links import refused

pytestmark = pytest.mark.django_db
PDF, XML = "application/pdf", "application/xml"


@pytest.fixture
def ours() -> int:
    books = company("Harbour").id
    posts(
        books,
        invoice("I-1", instalment=1, instalments=2),
        invoice("I-1", instalment=2, instalments=2),
        invoice("I-2", code="PROMPT"),
    )
    return books


def files(company_id: int, content: bytes, *items: int, media_type: str = PDF, at: int = 2) -> str:
    return file_document(
        company_id,
        items=items,
        name="I-1.pdf",
        media_type=media_type,
        content=content,
        at=moment(at),
        by="ana",
    )


def test_it_keeps_the_file_with_every_instalment(ours: int) -> None:
    both = item(ours, "I-1").id, item(ours, "I-1", 2).id

    assert files(ours, b"%PDF one", *both) == "new"

    (kept,) = documents_of(ours, items=both)
    assert (kept.name, kept.size, kept.items, kept.is_current) == ("I-1.pdf", 8, both, True)
    assert content_of_document(ours, kept.document_id) == b"%PDF one"


def test_the_same_file_twice_changes_nothing(ours: int) -> None:
    files(ours, b"%PDF one", item(ours, "I-1").id)

    assert files(ours, b"%PDF one", item(ours, "I-1").id, at=3) == "unchanged"

    assert (Document.objects.count(), ItemDocument.objects.count()) == (1, 1)


def test_a_new_version_replaces_and_the_old_one_is_kept(ours: int) -> None:
    claim = item(ours, "I-1").id
    files(ours, b"%PDF one", claim)
    files(ours, b"<xml/>", claim, media_type=XML)

    assert files(ours, b"%PDF two", claim, at=3) == "replaced"

    current = {content_of_document(ours, one.document_id) for one in documents_of(ours, items=[claim])}
    assert current == {b"%PDF two", b"<xml/>"}
    everything = documents_of(ours, items=[claim], with_replaced=True)
    assert sorted((content_of_document(ours, one.document_id), one.is_current) for one in everything) == [
        (b"%PDF one", False),
        (b"%PDF two", True),
        (b"<xml/>", True),
    ]
    assert files(ours, b"%PDF one", claim, at=4) == "replaced"  # back to the first
    assert Document.objects.count() == 3


@pytest.mark.parametrize(
    ("size", "why"), [(0, "empty"), (SIZE_MAX + 1, "10.0 MB; a document may have 10 MB")]
)
def test_it_refuses_what_could_never_be_sent(ours: int, size: int, why: str) -> None:
    with pytest.raises(Refused, match=why):
        files(ours, b"x" * size, item(ours, "I-1").id)
    assert not Document.objects.exists()


@pytest.mark.parametrize("size", [1, SIZE_MAX])
def test_it_takes_what_can_be_sent(ours: int, size: int) -> None:
    assert files(ours, b"x" * size, item(ours, "I-1").id) == "new"


def test_it_refuses_items_of_two_customers(ours: int) -> None:
    with pytest.raises(Refused, match="of one customer"):
        files(ours, b"%PDF", item(ours, "I-1").id, item(ours, "I-2").id)


def test_a_document_stays_with_the_customer_of_its_item(ours: int) -> None:
    files(ours, b"%PDF one", item(ours, "I-1").id)

    with refused("ledger_itemdocument_item_id_within"):
        ItemDocument.objects.update(item_id=item(ours, "I-2").id)
