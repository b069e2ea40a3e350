"""One fast look at the bytes of a whole file before anything is read: what is it, which encoding, is any line monstrous?

The whole file, because the first accent may stand in the last line, and because a fault that concerns the file must be
told before the first record. It costs a fraction of the reading and keeps one block in memory.
"""

from __future__ import annotations

import codecs
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import charset_normalizer

from recobro.kernel.problems import Problem, Refused, refuse

BLOCK = 1 << 18
LINE_MAX = 1 << 20
EVIDENCE_MAX = 1 << 16
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
MAGIC = (
    (b"%PDF", "a PDF document"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls)"),
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
MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
HIGH = re.compile(rb"[\x80-\xff]")
CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
WINDOW = re.compile(rb"[^\x80-\xff\r\n]{0,12}[\x80-\xff]+[^\x80-\xff\r\n]{0,12}")
# The letters that the languages of these files have beyond ASCII. What else an encoding makes of the bytes is suspect.
LETTERS = frozenset("áàâäãåæçéèêëíìîïñóòôöõøœúùûüýÿßÁÀÂÄÃÅÆÇÉÈÊËÍÌÎÏÑÓÒÔÖÕØŒÚÙÛÜÝ")
SIGNS = frozenset("€£ºª°¿¡«»–—’‘“”…·§®©™\u00a0")
CANDIDATES = ("cp1252", "cp850", "mac_roman")
OTHERS = ["cp1250", "cp1251", "cp1253", "cp1254", "cp1257", "iso8859_2", "iso8859_15", "cp852", "cp866"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What the bytes say. `damaged`: UTF-8 with some bytes that are not; `guessed`: the encoding is a bare guess."""

    encoding: str
    damaged: bool = False
    guessed: bool = False


def survey(path: Path, *, encoding: str | None) -> Survey:
    """Looks at the whole file once. Raises Refused for what is no readable text table."""
    head = _head(path)
    _refuse_other_formats(path.name, head)
    found = encoding or _by_mark(head)
    decoder = codecs.getincrementaldecoder(found or "utf-8")("strict")
    evidence = bytearray()
    invalid_at: int | None = None
    for line, block in _bounded_blocks(path):
        if invalid_at is None:
            try:
                decoder.decode(block)
            except UnicodeDecodeError as error:
                invalid_at = line + error.object[: error.start].count(b"\n")
        if found is None and len(evidence) < EVIDENCE_MAX:
            evidence += b"\n".join(WINDOW.findall(block))[:EVIDENCE_MAX]
    if encoding is not None and invalid_at is not None:
        raise Refused(_not_in(path.name, encoding, invalid_at))
    if found is not None:
        return Survey(encoding=found, damaged=invalid_at is not None)
    return Survey(encoding="utf-8") if invalid_at is None else _legacy(bytes(evidence))


def _head(path: Path) -> bytes:
    """The first block. Refuses what cannot be opened, is no file, or has nothing in it."""
    name = path.name or str(path)
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise refuse(name, f"'{path}' is a folder, not a file.", "Name a file in it.")
        if not stat.S_ISREG(mode):
            raise refuse(name, f"'{path}' is not an ordinary file.", "Save the table as a file first.")
        with path.open("rb") as file:
            head = file.read(BLOCK)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise refuse(
            name, f"'{path}' cannot be read: {reason}.", "Check the name and the permissions."
        ) from None
    if not head:
        raise refuse(name, "The file is empty.", "Export it again; it should have a header and rows.")
    return head


def _refuse_other_formats(source: str, head: bytes) -> None:
    what = _format_of(head)
    if what:
        raise refuse(source, f"The file is {what}, not CSV.", "Save it as CSV (UTF-8) and import that.")


def _format_of(head: bytes) -> str | None:
    for magic, what in MAGIC:
        if head.startswith(magic):
            return what
    if head.startswith(b"PK\x03\x04"):
        if b"xl/" in head or b"[Content_Types].xml" in head:
            return "an Excel workbook (.xlsx)"
        return (
            "an OpenDocument spreadsheet (.ods)" if b"opendocument.spreadsheet" in head else "a ZIP archive"
        )
    if any(head.startswith(mark) for mark, _ in BOMS[1:]) or _utf16_without_mark(head):
        return None
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()[:200].lower()
    if start.startswith((b"<?xml", b"<html", b"<!doctype", b"<table", b"<meta", b"<style", b"<workbook")):
        return "an HTML or XML page (some programs call it .xls)"
    if start.startswith((b'{"', b"[{", b"{\n", b"{\r\n")):
        return "JSON"
    strange = head.count(b"\0") + len(CONTROL.findall(head))
    return "binary" if strange * 20 > len(head) else None


def _by_mark(head: bytes) -> str | None:
    for mark, encoding in BOMS:
        if head.startswith(mark):
            return encoding
    return _utf16_without_mark(head)


def _utf16_without_mark(head: bytes) -> str | None:
    """Half of the bytes are zero, and always the same half."""
    even, odd = head[0:4096:2], head[1:4096:2]
    if odd and odd.count(0) * 10 > len(odd) * 7 and even.count(0) * 10 < len(even):
        return "utf-16-le"
    if even and even.count(0) * 10 > len(even) * 7 and odd.count(0) * 10 < len(odd):
        return "utf-16-be"
    return None


def _bounded_blocks(path: Path) -> Iterator[tuple[int, bytes]]:
    """The file in blocks, each with the line it begins in. Refuses a line longer than any table has."""
    line, length, mark = 1, 0, b"\n"
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            if line == 1 and b"\n" not in block and b"\r" in block:
                mark = b"\r"  # old Macintosh files
            first = block.find(mark)
            if length + (first if first >= 0 else len(block)) > LINE_MAX:
                raise Refused(_too_long(path.name, line))
            yield line, block
            line += block.count(mark)
            length = length + len(block) if first < 0 else len(block) - block.rfind(mark) - 1


def _too_long(source: str, line: int) -> Problem:
    return Problem(
        source=source,
        line=line,
        message=f"The line is longer than {LINE_MAX >> 20} MB.",
        hint="No table has such lines: perhaps the line ends were lost. Export the file again.",
    )


def _not_in(source: str, encoding: str, line: int) -> Problem:
    return Problem(
        source=source,
        line=line,
        message=f"The line has bytes that are not {encoding}.",
        hint="Leave the encoding out, so that it is found out from the file, or name the right one.",
    )


def _legacy(evidence: bytes) -> Survey:
    """The encoding of a file that is not clean UTF-8: UTF-8 with damage, one of the western ones, or a guess."""
    multibyte = b"".join(MULTIBYTE.findall(evidence))
    others = len(HIGH.findall(MULTIBYTE.sub(b"", evidence)))
    if multibyte and len(multibyte) >= 2 * others:
        return Survey(encoding="utf-8", damaged=True)
    scores = {encoding: _score(evidence, encoding) for encoding in CANDIDATES}
    best = max(CANDIDATES, key=lambda encoding: scores[encoding])
    if scores[best] >= 0.6:
        return Survey(encoding=best)
    guess = charset_normalizer.from_bytes(evidence, cp_isolation=[*OTHERS, "cp1252"]).best()
    return Survey(encoding=guess.encoding if guess else "cp1252", guessed=True)


def _score(evidence: bytes, encoding: str) -> float:
    """How much of what is beyond ASCII looks like words: letters of the right case between letters, and usual signs."""
    text = " ".join(evidence.decode(encoding, "replace").split("\n"))
    points, count = 0.0, 0
    for before, char, after in zip(" " + text, text, text[1:] + " ", strict=False):
        if char < "\x80":
            continue
        count += 1
        if char in LETTERS:
            # An accented capital inside a small word is what the wrong code page makes of a small letter.
            odd = char.isupper() and (before.islower() or (after.islower() and before.isalpha()))
            alone = not before.isalpha() and not after.isalpha()
            points += (
                -1
                if odd
                else 0.3
                if alone
                else 1
                if char.islower() or after.isupper() or before.isupper()
                else 0.8
            )
        elif char in SIGNS:
            inside = before.isalpha() and after.isalpha()
            points += -0.5 if inside and char not in "’·\u00a0" else 0.7
        else:
            points -= 1
    return points / count if count else 0.0
