"""What the first bytes of a file say that it is."""

from __future__ import annotations

import codecs
import hashlib
import re
import stat
from pathlib import Path

from recobro.kernel.problems import refuse

HEAD = 1 << 18  # as many bytes of a file are looked at
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
MAGIC = (
    (b"%PDF", "a PDF document"),
    (OLD_OFFICE, "an old Excel workbook (.xls)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"SQLite format 3", "a SQLite database"),
    (b"{\\rtf", "an RTF document"),
    (b"PAR1", "a Parquet file"),
    (b"ID;P", "a SYLK spreadsheet"),
)
ARCHIVE, OPEN_DOCUMENT = "a ZIP archive", "an OpenDocument spreadsheet (.ods)"
PAGE, NO_TABLE = "an HTML or XML page (some programs call it .xls)", "no table"
KINDS_OF_FILES = (*(what for _, what in MAGIC), ARCHIVE, OPEN_DOCUMENT, PAGE, NO_TABLE, "binary")
MARKUP = (b"<?xml", b"<html", b"<!doctype", b"<table", b"<meta", b"<style", b"<workbook")
CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def head_of(path: Path) -> bytes:
    """The first bytes; none of a folder. Refuses what cannot be opened, is neither file nor folder, or has nothing in it."""
    name = path.name or str(path)
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            next(path.iterdir(), None)
            return b""
        if not stat.S_ISREG(mode):
            raise refuse(name, f"'{path}' is not an ordinary file.", "Save the table as a file first.")
        with path.open("rb") as file:
            head = file.read(HEAD)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        hint = "Check the name and the permissions."
        raise refuse(name, f"'{path}' cannot be read: {reason}.", hint) from None
    if not head:
        raise refuse(name, "The file is empty.", "Export it again; it should have a header and rows.")
    return head


def found_in(head: bytes, path: Path) -> str:
    """What the file or folder is, to begin the sentence that it is none that can be read."""
    if not head:
        names = sorted(one.name for one in path.iterdir())
        inside = (
            f"with {', '.join(names[:5])}{' ...' if len(names) > 5 else ''}"
            if names
            else "with nothing in it"
        )
        return f"'{path}' is a folder {inside}"
    return f"The file is {what_it_is(head) or NO_TABLE}"


def what_it_is(head: bytes) -> str | None:
    """What bytes are that are no text of a table, in words; None where they may be one."""
    for magic, what in MAGIC:
        if head.startswith(magic):
            return what
    if head.startswith(b"PK\x03\x04"):
        return OPEN_DOCUMENT if b"opendocument.spreadsheet" in head else ARCHIVE
    if any(head.startswith(mark) for mark, _ in BOMS[1:]) or utf16_without_mark(head):
        return None
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()[:200].lower()
    if start.startswith(MARKUP):
        return PAGE
    if start.startswith((b'{"', b"[{", b"{\n", b"{\r\n")):
        return "JSON"
    strange = head.count(b"\0") + len(CONTROL.findall(head))
    return "binary" if strange * 20 > len(head) else None


def is_protected_office(head: bytes, path: Path) -> bool:
    """Is it an office document under a password? It looks like an old .xls from outside; its list of streams tells."""
    if not head.startswith(OLD_OFFICE) or len(head) < 512:
        return False
    size = 1 << min(int.from_bytes(head[30:32], "little"), 16)
    first = (int.from_bytes(head[48:52], "little") + 1) * size
    try:
        with path.open("rb") as file:
            file.seek(first)
            return "EncryptedPackage".encode("utf-16-le") in file.read(8 * size)
    except (OSError, OverflowError):
        return False


def encoding_by_mark(head: bytes) -> str | None:
    """The encoding that the first bytes prove, None where they prove none."""
    for mark, encoding in BOMS:
        if head.startswith(mark):
            return encoding
    return utf16_without_mark(head)


def utf16_without_mark(head: bytes) -> str | None:
    """Half of the bytes are zero, and always the same half."""
    even, odd = head[0:4096:2], head[1:4096:2]
    if odd and odd.count(0) * 10 > len(odd) * 7 and even.count(0) * 10 < len(even):
        return "utf-16-le"
    if even and even.count(0) * 10 > len(even) * 7 and odd.count(0) * 10 < len(odd):
        return "utf-16-be"
    return None


def file_hash(path: Path) -> str:
    """The SHA-256 of a file, by which it is known again."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
