"""Elements of a large XML part, one after the other, with flat memory.

The part is cut behind the last end tag of each piece and the piece is parsed for itself, between the start tag of the
document and its end: as fast as parsing the whole, and no tree grows. An entity or a document type inside is a syntax error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO
from xml.etree import ElementTree

PIECE = 1 << 18
ELEMENT_MAX = 1 << 25
HEAD_MAX = 1 << 24


class Damaged(Exception):
    """A part of the workbook is not what it should be; the message says how."""


def elements(stream: IO[bytes], name: str) -> Iterator[ElementTree.Element]:
    """Every element of this name below the root's containers. Raises Damaged, also when the part stops half-way."""
    head, root, end_of_root = _head(stream, name)
    end = re.compile(rb"</(?:[\w.-]+:)?%s\s*>" % name.encode())
    rest = head
    while True:
        block = stream.read(PIECE)
        rest += block
        cut = _behind_last(end, rest, len(block))
        if cut:
            yield from _parse(root + rest[:cut] + end_of_root, name)
            rest = rest[cut:]
        if not block:
            break
        if len(rest) > ELEMENT_MAX:
            raise Damaged(f"a {name} in it is larger than {ELEMENT_MAX >> 20} MB")
    if end_of_root not in rest and end_of_root.replace(b">", b" >") not in rest:
        raise Damaged("it stops half-way")


def _head(stream: IO[bytes], name: str) -> tuple[bytes, bytes, bytes]:
    """What follows from the first element on, the start tag of the document, and its end tag."""
    first = re.compile(rb"<(?:[\w.-]+:)?%s[\s/>]" % name.encode())
    head = b""
    while True:
        block = stream.read(PIECE)
        head += block
        found = first.search(head)
        if found or not block:
            break
        if len(head) > HEAD_MAX:
            raise Damaged("it has no data where they should be")
    prolog = head[: found.start()] if found else head
    if b"<!DOCTYPE" in prolog or b"<!ENTITY" in prolog:
        raise Damaged("it declares entities, which a workbook never does")
    root = re.search(rb"<([A-Za-z][\w.:-]*)(\s[^<>]*)?>", prolog)
    if root is None:
        raise Damaged("it is no XML")
    start = root[0] if not root[0].endswith(b"/>") else root[0][:-2] + b">"
    if not found:
        empty = root[0].endswith(b"/>")
        return (b"</" + root[1] + b">" if empty else head), start, b"</" + root[1] + b">"
    return head[found.start() :], start, b"</" + root[1] + b">"


def _behind_last(end: re.Pattern[bytes], text: bytes, new: int) -> int:
    """Where the last end tag ends, 0 for none. Looks at what is new first: most of the time it is there."""
    last = 0
    for start in (max(len(text) - min(new, 1 << 15) - 64, 0), 0):
        for found in end.finditer(text, start):
            last = found.end()
        if last or start == 0:
            break
    return last


def _parse(document: bytes, name: str) -> list[ElementTree.Element]:
    try:
        root = ElementTree.fromstring(document)
    except (ElementTree.ParseError, ValueError, LookupError):
        raise Damaged("it is not well-formed XML") from None
    return [one for one in root if one.tag.rpartition("}")[2] == name]
