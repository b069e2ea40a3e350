"""Documents of items: the invoice as a PDF, the e-invoice as XML, kept whole in the database so that a backup holds them.

A newer document of the same media type takes the place of the older one for sending; nothing is thrown away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal

from django.db import transaction

from recobro.kernel.problems import refuse
from recobro.ledger.models import Customer, Document, Item, ItemDocument

SIZE_MAX = 10 * 1024 * 1024  # what a mail server takes in one message; larger ones could never be sent

Filed = Literal["new", "replaced", "unchanged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDocument:
    """A document without its content, and the items that it belongs to."""

    document_id: int
    customer_id: int
    name: str
    media_type: str
    size: int
    sha256: str
    recorded_at: datetime
    by: str
    items: tuple[int, ...]
    is_current: bool


def file_document(
    company_id: int,
    *,
    items: Sequence[int],
    name: str,
    media_type: str,
    content: bytes,
    at: datetime,
    by: str,
) -> Filed:
    """Files a document with these items, which are of one customer. The same content twice changes nothing.

    Raises Refused for one that is empty or too large to be sent, and for items of several customers.
    """
    check_size(name, len(content))
    customer_id = _one_customer(company_id, name, items)
    with transaction.atomic():
        Customer.objects.select_for_update().get(id=customer_id)  # two who file at once wait for each other
        document, _ = Document.objects.get_or_create(
            company_id=company_id, customer_id=customer_id, sha256=sha256(content).hexdigest(),
            defaults={"name": name[-255:], "media_type": media_type, "size": len(content), "content": content,
                      "recorded_at": at, "by": by},
        )  # fmt: skip
        current = ItemDocument.objects.filter(
            company_id=company_id, item_id__in=items, media_type=document.media_type, replaced_at__isnull=True
        )
        unchanged = set(current.filter(document_id=document.id).values_list("item_id", flat=True))
        changed = [item for item in dict.fromkeys(items) if item not in unchanged]
        replaced = current.filter(item_id__in=changed).update(replaced_at=at)
        ItemDocument.objects.bulk_create(
            ItemDocument(
                company_id=company_id, customer_id=customer_id, document_id=document.id, item_id=item,
                media_type=document.media_type, recorded_at=at, by=by,
            )
            for item in changed
        )  # fmt: skip
    if not changed:
        return "unchanged"
    return "replaced" if replaced else "new"


def check_size(name: str, size: int) -> None:
    """Raises Refused for a file that is empty, or too large to be sent."""
    if not size:
        raise refuse(name, "The file is empty.", "Export it again.")
    if size > SIZE_MAX:
        raise refuse(
            name,
            f"The file has {size / 1024 / 1024:.1f} MB; a document may have {SIZE_MAX // 1024 // 1024} MB.",
            "Save the PDF in a smaller size: a scan at 150 dpi is enough.",
        )


def documents_of(
    company_id: int,
    *,
    items: Iterable[int] | None = None,
    customer_id: int | None = None,
    with_replaced: bool = False,
) -> list[KeptDocument]:
    """The documents of these items, or of a customer, or all: the current ones, and on request those they replaced."""
    links = ItemDocument.objects.filter(company_id=company_id)
    links = links if items is None else links.filter(item_id__in=list(items))
    links = links if customer_id is None else links.filter(customer_id=customer_id)
    links = links if with_replaced else links.filter(replaced_at__isnull=True)
    found: dict[int, list[ItemDocument]] = defaultdict(list)
    for link in links.order_by("item_id"):
        found[link.document_id].append(link)
    rows = Document.objects.filter(id__in=list(found)).defer("content").order_by("customer_id", "name", "id")
    return [
        KeptDocument(
            document_id=row.id, customer_id=row.customer_id, name=row.name, media_type=row.media_type, size=row.size,
            sha256=row.sha256, recorded_at=row.recorded_at, by=row.by,
            items=tuple(link.item_id for link in found[row.id]),
            is_current=any(link.replaced_at is None for link in found[row.id]),
        )
        for row in rows
    ]  # fmt: skip


def content_of_document(company_id: int, document_id: int) -> bytes:
    """The file as it came."""
    return bytes(
        Document.objects.values_list("content", flat=True).get(company_id=company_id, id=document_id)
    )


def _one_customer(company_id: int, name: str, items: Sequence[int]) -> int:
    rows = Item.objects.filter(company_id=company_id, id__in=items)
    customers = set(rows.values_list("customer_id", flat=True))
    if len(customers) != 1:
        raise refuse(name, "A document belongs to items of one customer.", "Name one: --customer CODE.")
    return int(customers.pop())
