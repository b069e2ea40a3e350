"""What harm can be done to a file of any format: the same number gives the same harm. All fuzzing of files uses it."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable
from xml.sax.saxutils import escape

Files = dict[str, bytes]  # by name; one file alone is itself, several are a folder
HOSTILE = [
    b"", b" ", b"\0", b"\xff\xfe", b"\xc3", b"-", b"--", b"0", b"-0", b"-1", b"1e308", b"1E400", b"-1e-400", b"NaN", b"Infinity",
    b"9" * 400, b"9" * 15, b"0.00001", b"1,234.5", b"1.234", b"1234,5-", b"=1+1", b"#REF!", b"null", b"true", b"[]", b"{}",
    b"99999999", b"00000000", b"20221332", b"0001-01-01", b"9999-12-31", b"2024-02-30", b"31/12/1899", b"2958466", b"-5",
    b"&lt;", b"&amp;#0;", b"&b;", b"]]>", b"<!--", b"<x>", b"</x>", b"\xe2\x80\xae", b"\xf0\x9f\x92\xb8" * 90, b"x" * 5_000,
    b'"', b"'", b"\\",
    b"\\u0000", b"\n", b"\r", b"\t", b"|", b";", b"1/0", b"0/0", b"1000/2", b"XXX", b"JPY", b"KWD", b"\xef\xbb\xbf", b"..", b"%s", b"{0}",
]  # fmt: skip
XML_TEXT = re.compile(rb'>([^<>]+)<|="([^"]*)"')
XML_ELEMENT = re.compile(rb"<([\w:]+)(?:\s[^<>]*)?>(?:[^<]*|(?:<(?!/\1\b)[^<]*){0,60})</\1>")
TOKEN = re.compile(rb'[^\t\n\r|;,:"<>{}\[\]]{1,60}')


def harmed(files: Files, source: random.Random) -> Files:
    """The same files, with one to four things wrong in one of them."""
    name = source.choice(sorted(files))
    content = files[name]
    if content.startswith(b"PK") and source.random() < 0.8:
        return files | {name: _harmed_archive(content, source)}
    return files | {name: _harmed_bytes(content, source)}


def _harmed_archive(content: bytes, source: random.Random) -> bytes:
    """Harm within a part, so that the archive as such is whole."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    data = [name for name in parts if name.startswith("xl/") and "theme" not in name]
    name = source.choice(data if source.random() < 0.95 else sorted(parts))
    if source.random() < 0.05:
        del parts[name]
    else:
        parts[name] = _harmed_bytes(parts[name], source)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for part, inside in parts.items():
            archive.writestr(part, inside)
    return buffer.getvalue()


def _harmed_bytes(content: bytes, source: random.Random) -> bytes:
    changed = bytearray(content)
    harms = XML_HARMS if content.startswith(b"<") and source.random() < 0.8 else HARMS
    for _ in range(source.randint(1, 4)):
        source.choice(harms)(changed, source)
    return bytes(changed)


def _flip(text: bytearray, source: random.Random) -> None:
    for _ in range(source.randint(1, 8)):
        if text:
            text[source.randrange(len(text))] = source.randrange(256)


def _cut_off(text: bytearray, source: random.Random) -> None:
    del text[source.randint(0, len(text)) :]


def _take_out(text: bytearray, source: random.Random) -> None:
    start = source.randint(0, len(text))
    del text[start : start + source.randint(1, 40)]


def _repeat(text: bytearray, source: random.Random) -> None:
    start = source.randint(0, len(text))
    piece = bytes(text[start : start + source.randint(1, 300)])
    text[start:start] = piece * source.choice((1, 2, 50))


def _double_a_line(text: bytearray, source: random.Random) -> None:
    lines = bytes(text).split(b"\n")
    place = source.randrange(len(lines))
    lines.insert(source.randrange(len(lines) + 1), lines[place])
    text[:] = b"\n".join(lines)


def _be_hostile(text: bytearray, source: random.Random) -> None:
    cells = list(TOKEN.finditer(bytes(text[:200_000])))
    if cells:
        cell = source.choice(cells)
        text[cell.start() : cell.end()] = source.choice(HOSTILE)


def _insert(text: bytearray, source: random.Random) -> None:
    place = source.randint(0, len(text))
    text[place:place] = source.choice(HOSTILE)


def _say_else(text: bytearray, source: random.Random) -> None:
    """Another text or attribute in XML that stays well-formed."""
    places = list(XML_TEXT.finditer(bytes(text)))
    if places:
        place = source.choice(places)
        said = source.choice(HOSTILE).decode("utf-8", "ignore")
        said = "".join(char for char in said if char >= " ")
        group = 1 if place[1] is not None else 2
        text[place.start(group) : place.end(group)] = escape(said, {'"': "&quot;"}).encode()


def _move_element(text: bytearray, source: random.Random) -> None:
    """An element less, twice, or in the place of another."""
    places = list(XML_ELEMENT.finditer(bytes(text)))
    if places:
        one, other = source.choice(places), source.choice(places)
        new = source.choice((b"", one[0] * 2, other[0]))
        text[one.start() : one.end()] = new


HARMS: list[Callable[[bytearray, random.Random], None]] = [
    _flip, _cut_off, _take_out, _repeat, _double_a_line, _be_hostile, _be_hostile, _be_hostile, _insert,
]  # fmt: skip
XML_HARMS = [_say_else, _say_else, _move_element]
