"""The documents that go with a message: those of the items that it asks for, as they were when it was composed.

They are named in the content with their hashes, so that they are part of what is approved; the files themselves stay in the ledger,
which never changes them, and are read when the message leaves.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from recobro.ledger.documents import KeptDocument, content_of_document, documents_of
from recobro.letters.printable import one_line
from recobro.letters.values import Content, Enclosure
from recobro.outbox.channel import Attached

TOTAL_MAX = 10 * 1024 * 1024  # of the files of one e-mail: coded for the mail they are a third larger
CARRIERS = ("email", "letter")
PAPER = "application/pdf"


def enclose(content: Content, company_id: int, channel: str) -> Content:
    """The content with the documents of its demanded items, oldest item first, as far as the channel carries them.

    A letter carries what can be printed. Of an e-mail, `too_large` names those that would exceed what a mail server takes.
    """
    if channel not in CARRIERS:
        return content
    order = {item: place for place, item in enumerate(demanded_items(content))}
    found = documents_of(company_id, items=order)
    if channel == "letter":
        found = [one for one in found if one.media_type == PAPER]
    found.sort(
        key=lambda one: (min(order[item] for item in one.items), one.media_type != PAPER, one.document_id)
    )
    fitting, too_large = (found, []) if channel == "letter" else _fitting(found)
    return replace(
        content,
        enclosures=tuple(_enclosure(one) for one in fitting),
        too_large=tuple(one_line(one.name) for one in too_large),
    )


def still_enclosed(content: Content) -> Content:
    """The content without the documents of items that it does not ask for any more."""
    asked = set(demanded_items(content))
    kept = tuple(one for one in content.enclosures if asked.intersection(one.items))
    return replace(content, enclosures=kept)


def attached(company_id: int, content: Content) -> tuple[Attached, ...]:
    """The files, each proved to be the one that was approved."""
    return tuple(_attached(company_id, one) for one in content.enclosures)


def demanded_items(content: Content) -> list[int]:
    """The items that the content asks for, in the order of its lines."""
    return [line.item_id for section in content.sections for line in section.demanded]


def _fitting(found: list[KeptDocument]) -> tuple[list[KeptDocument], list[KeptDocument]]:
    fitting: list[KeptDocument] = []
    too_large: list[KeptDocument] = []
    left = TOTAL_MAX
    for one in found:
        fits = one.size <= left
        (fitting if fits else too_large).append(one)
        left -= one.size if fits else 0
    return fitting, too_large


def _enclosure(one: KeptDocument) -> Enclosure:
    return Enclosure(
        document_id=one.document_id, name=one_line(one.name), media_type=one.media_type, size=one.size, sha256=one.sha256,
        items=one.items,
    )  # fmt: skip


def _attached(company_id: int, one: Enclosure) -> Attached:
    content = content_of_document(company_id, one.document_id)
    if sha256(content).hexdigest() != one.sha256:
        raise ValueError(f"document {one.document_id} is not the one that was approved")
    return Attached(name=one.name, media_type=one.media_type, content=content)
