"""Reads one file that may belong to an item: what it is, and what it says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pypdfium2 import PdfDocument, PdfiumError  # type: ignore[import-untyped]

from recobro.connectors.documents.bomb import UNPACKED_MAX, is_bomb
from recobro.connectors.documents.einvoice import Said, Unreadable, said_in
from recobro.kernel.problems import refuse
from recobro.ledger.documents import check_size

PAGES_MAX = 500
PDF, XML = "application/pdf", "application/xml"
MEDIA_TYPES = {".pdf": PDF, ".xml": XML, ".xsig": XML}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighted:
    """A file that was looked at; its content is read again when it is filed, so that a large folder needs little memory."""

    path: Path
    media_type: str
    sha256: str
    said: Said | None


def is_document(path: Path) -> bool:
    """Is this a file that can be a document, by its suffix?"""
    return path.suffix.lower() in MEDIA_TYPES and not path.name.startswith(".")


def look_at(path: Path) -> Sighted:
    """What the file is and says. Raises Refused for one that is too large, empty, broken, or not what its suffix says."""
    if not is_document(path):
        raise refuse(path.name, "The file is neither PDF nor XML.", "Save it as PDF.")
    check_size(path.name, path.stat().st_size)
    content = path.read_bytes()
    media_type = MEDIA_TYPES[path.suffix.lower()]
    said = _in_pdf(path, content) if media_type == PDF else _in_xml(path, content)
    if said is not None and not said.numbers:
        raise refuse(
            path.name,
            f"The {said.grammar} file is no invoice, or has no number.",
            "Receipts of payments and payslips are not attached to invoices.",
        )
    return Sighted(path=path, media_type=media_type, sha256=sha256(content).hexdigest(), said=said)


def _in_xml(path: Path, content: bytes) -> Said | None:
    try:
        return said_in(content)
    except Unreadable as error:
        raise refuse(
            path.name, f"{str(error)[0].upper()}{str(error)[1:]}.", "Ask for the file again."
        ) from error


def _in_pdf(path: Path, content: bytes) -> Said | None:
    """The e-invoice inside a PDF (Factur-X, ZUGFeRD), if there is one."""
    try:
        document = PdfDocument(content)
    except PdfiumError as error:
        raise refuse(
            path.name,
            "The PDF cannot be opened.",
            "Is it protected by a password, or broken? Export it again.",
        ) from error
    try:
        if (pages := len(document)) > PAGES_MAX:
            raise refuse(
                path.name,
                f"The PDF has {pages:,} pages; at most {PAGES_MAX} are taken.",
                "Is it one invoice? Split it.",
            )
        if document.count_attachments() and is_bomb(content):
            raise refuse(
                path.name,
                f"The PDF unpacks to more than {UNPACKED_MAX // 2**20} MB.",
                "Is it from whom it says? Print it into a new PDF.",
            )
        for index in range(document.count_attachments()):
            if said := _in_attachment(document, index):
                return said
    finally:
        document.close()
    return None


def _in_attachment(document: PdfDocument, index: int) -> Said | None:
    """What lies in a PDF may be anything; only an e-invoice says something."""
    try:
        attachment = document.get_attachment(index)
        if not attachment.get_name().lower().endswith(".xml"):
            return None
        return said_in(bytes(attachment.get_data()))
    except (PdfiumError, Unreadable):
        return None
