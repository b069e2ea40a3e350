"""One fast look at the bytes of a whole file before anything is read: which encoding, is any line monstrous?

The whole file, because the first accent may stand in the last line, and because a fault that concerns the file must be
told before the first record. It costs a fraction of the reading and keeps one block in memory.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import charset_normalizer

from recobro.connectors.content import HEAD, encoding_by_mark
from recobro.kernel.problems import Problem, Refused

BLOCK = 1 << 18
LINE_MAX = 1 << 20
EVIDENCE_MAX = 1 << 16
MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
HIGH = re.compile(rb"[\x80-\xff]")
WINDOW = re.compile(rb"[^\x80-\xff\r\n]{0,12}[\x80-\xff]+[^\x80-\xff\r\n]{0,12}")
# The letters that the languages of these files have beyond ASCII. What else an encoding makes of the bytes is suspect.
LETTERS = frozenset("áàâäãåæçéèêëíìîïñóòôöõøœúùûüýÿßÁÀÂÄÃÅÆÇÉÈÊËÍÌÎÏÑÓÒÔÖÕØŒÚÙÛÜÝ")
SIGNS = frozenset("€£ºª°¿¡«»–—’‘“”…·§®©™\u00a0")
CANDIDATES = ("cp1252", "cp850", "mac_roman")
OTHERS = ["cp1250", "cp1251", "cp1253", "cp1254", "cp1257", "iso8859_2", "iso8859_15", "cp852", "cp866"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What the bytes say. `lines`: about how many there are. `damaged`: UTF-8 with some bytes that are not; `guessed`: a bare guess."""

    encoding: str
    lines: int
    damaged: bool = False
    guessed: bool = False


def survey(path: Path, *, encoding: str | None) -> Survey:
    """Looks at the whole file once. Raises Refused for what is no readable text table."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    found = encoding or encoding_by_mark(head)
    decoder = codecs.getincrementaldecoder(found or "utf-8")("strict")
    evidence = bytearray()
    invalid_at: int | None = None
    line, block = 1, b""
    for line, block in _bounded_blocks(path):
        if invalid_at is None:
            try:
                decoder.decode(block)
            except UnicodeDecodeError as error:
                invalid_at = line + error.object[: error.start].count(b"\n")
        if found is None and len(evidence) < EVIDENCE_MAX and not block.isascii():
            evidence += b"\n".join(WINDOW.findall(block))[:EVIDENCE_MAX]
    if encoding is not None and invalid_at is not None:
        raise Refused(_not_in(path.name, encoding, invalid_at))
    lines = line + max(block.count(b"\n"), block.count(b"\r"))
    if found is not None:
        return Survey(encoding=found, lines=lines, damaged=invalid_at is not None)
    return Survey(encoding="utf-8", lines=lines) if invalid_at is None else _legacy(bytes(evidence), lines)


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


def _legacy(evidence: bytes, lines: int) -> Survey:
    """The encoding of a file that is not clean UTF-8: UTF-8 with damage, one of the western ones, or a guess."""
    multibyte = b"".join(MULTIBYTE.findall(evidence))
    others = len(HIGH.findall(MULTIBYTE.sub(b"", evidence)))
    if multibyte and len(multibyte) >= 2 * others:
        return Survey(encoding="utf-8", lines=lines, damaged=True)
    scores = {encoding: _score(evidence, encoding) for encoding in CANDIDATES}
    best = max(CANDIDATES, key=lambda encoding: scores[encoding])
    if scores[best] >= 0.6:
        return Survey(encoding=best, lines=lines)
    guess = charset_normalizer.from_bytes(evidence, cp_isolation=[*OTHERS, "cp1252"]).best()
    return Survey(encoding=guess.encoding if guess else "cp1252", lines=lines, guessed=True)


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
