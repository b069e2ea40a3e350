"""The tags of an OFX file, each with its line and the text behind it. SGML and XML are read alike: end tags may be missing or not."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

from recobro.connectors.content import HEAD, encoding_by_mark
from recobro.kernel.problems import Problem, Refused, refuse

BLOCK = 1 << 16
TEXT_MAX = 1 << 16  # of one value
TAG = re.compile(r"/?[A-Za-z][\w.\-]*(?:\s[^<>]*)?/?")
SKIPPED = (("<!--", "-->"), ("<?", "?>"))
CDATA = ("<![CDATA[", "]]>")
DECLARED = re.compile(
    rb"CHARSET:\s*(\w[\w-]*)|ENCODING:\s*(UTF-8|UNICODE)|<\?xml[^>]*encoding=[\"']([\w-]+)", re.IGNORECASE
)


@dataclass(slots=True)
class Token:
    """A tag in capitals, with `/` before it where it ends an element, and what stands behind it."""

    name: str
    line: int
    text: str = ""


def tokens(path: Path, encoding: str | None) -> Iterator[Token]:
    """Streams them. Raises Refused for what is no OFX."""
    found = encoding or _encoding(path)
    scanner = _Scanner(path.name)
    with path.open(encoding=found, errors="replace") as file:
        while block := file.read(BLOCK):
            yield from scanner.feed(block)
    yield from scanner.end()


@dataclass(slots=True)
class _Scanner:
    source: str
    buffer: str = ""
    line: int = 1
    current: Token | None = None
    texts: list[str] = field(default_factory=list)
    size: int = 0

    def feed(self, block: str) -> Iterator[Token]:
        self.buffer += block
        at = 0
        while (start := self.buffer.find("<", at)) >= 0:
            self._text(unescape(self.buffer[at:start]))
            self._count(at, start)
            end = self._markup_end(start)
            if end < 0:
                at = start
                break
            yield from self._markup(self.buffer[start:end])
            self._count(start, end)
            at = end
        else:
            self._text(unescape(self.buffer[at:]))
            self._count(at, len(self.buffer))
            at = len(self.buffer)
        self.buffer = self.buffer[at:]
        if len(self.buffer) > BLOCK + TEXT_MAX:
            raise self._broken("A tag begins here that does not end")

    def end(self) -> Iterator[Token]:
        """The last one, with whatever the file ends in."""
        self._text(self.buffer)
        if self.current:
            self.current.text = "".join(self.texts).strip()
            yield self.current

    def _markup_end(self, start: int) -> int:
        """Where the markup that begins here ends; -1 where more of the file is needed."""
        for opening, closing in (CDATA, *SKIPPED):
            if self.buffer.startswith(opening, start):
                end = self.buffer.find(closing, start + len(opening))
                return end + len(closing) if end >= 0 else -1
            if opening.startswith(self.buffer[start:]):
                return -1
        end = self.buffer.find(">", start)
        other = self.buffer.find("<", start + 1)
        if other >= 0 and (other < end or end < 0):
            return other  # a bare sign within a text
        return end + 1 if end >= 0 else -1

    def _markup(self, markup: str) -> Iterator[Token]:
        if markup.startswith(CDATA[0]):
            self._text(markup[len(CDATA[0]) : -len(CDATA[1])])
        elif markup.startswith(tuple(opening for opening, _ in SKIPPED)):
            return
        elif markup.startswith("<!"):
            raise self._broken("A document type stands here: no bank writes one")
        elif markup.endswith(">") and TAG.fullmatch(markup[1:-1]):
            if self.current:
                self.current.text = "".join(self.texts).strip()
                yield self.current
            self.current, self.texts, self.size = Token(_name(markup), self.line), [], 0
        else:
            self._text(markup)

    def _text(self, text: str) -> None:
        if self.size < TEXT_MAX:
            self.texts.append(text)
            self.size += len(text)

    def _count(self, start: int, end: int) -> None:
        self.line += self.buffer.count("\n", start, end)

    def _broken(self, message: str) -> Refused:
        return Refused(
            Problem(source=self.source, line=self.line, message=f"{message}.", hint="Export the file again.")
        )


def _name(markup: str) -> str:
    inside = markup[1:-1].rstrip("/").split()[0]
    return inside.upper()


def _encoding(path: Path) -> str:
    """UTF-8 where the whole file is that, whatever it declares; else what it declares, else what Windows writes."""
    with path.open("rb") as file:
        head = file.read(HEAD)
        if marked := encoding_by_mark(head):
            return marked
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while block := file.read(BLOCK):
                decoder.decode(block)
            return "utf-8"
        except UnicodeDecodeError:
            return _declared(head)


def _declared(head: bytes) -> str:
    found = DECLARED.search(head)
    name = (found[1] or found[2] or found[3]).decode("ascii") if found else "1252"
    for candidate in (name, f"cp{name}"):
        try:
            looked_up = codecs.lookup(candidate)
        except LookupError:
            continue
        if looked_up._is_text_encoding and looked_up.name not in ("utf-8", "ascii"):
            return looked_up.name
    return "cp1252"


def nothing(source: str) -> Refused:
    """The refusal of a file that has no statement."""
    return refuse(
        source, "The file has no statement in it.", "Choose a period with movements, and export it again."
    )
