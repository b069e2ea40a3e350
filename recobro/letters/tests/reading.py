"""How the tests read what was rendered: the words of a page, the rows of an HTML table."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from io import BytesIO

from pypdf import PdfReader

from recobro.letters import compose, pdf
from recobro.letters.values import Content

MM = 72 / 25.4
_SPACES = re.compile(r"[ \u00a0\u202f\n]+")


def spaced(text: str) -> str:
    """With ordinary single spaces, so that a test can quote a sentence however it was broken."""
    return _SPACES.sub(" ", text).strip()


def letter(content: Content) -> bytes:
    """The PDF of a content."""
    return pdf(compose(content, "letter").letter)


def pages(content: Content) -> list[str]:
    """The text of each page of the letter, as a reader of PDF extracts it."""
    return [spaced(page.extract_text()) for page in PdfReader(BytesIO(letter(content))).pages]


def place_of(content: Content, words: str, *, nth: int = 0) -> tuple[float, float]:
    """Where a text begins on the first page (its first or nth time), in millimetres from the top left corner."""
    page = PdfReader(BytesIO(letter(content))).pages[0]
    found: list[tuple[float, float]] = []

    def visit(text: str, cm: list[float], tm: list[float], *_: object) -> None:
        if words in text:
            x, y = tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5]
            found.append((x / MM, (float(page.mediabox.height) - y) / MM))

    page.extract_text(visitor_text=visit)
    return found[nth]


def printed(content: Content) -> str:
    """The text of the whole letter."""
    return " ".join(pages(content))


def data(content: Content) -> dict:
    """What the letter gives to typst."""
    return json.loads(compose(content, "letter").letter)


class _Rows(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.words: list[str] = []
        self._open: list[list[str]] = []  # tables stand in tables

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self._open.append([])
        elif tag in ("td", "th"):
            self._open[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "tr":
            self.rows.append(self._open.pop())

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self._open and self._open[-1]:
            self._open[-1][-1] += data


def rows(html: str) -> list[list[str]]:
    """The cells of every table row, unescaped, in order."""
    reader = _Rows()
    reader.feed(html)
    return [[spaced(cell) for cell in row] for row in reader.rows]


def seen(html: str) -> str:
    """What a reader of the HTML sees, as one text."""
    reader = _Rows()
    reader.feed(html.partition("<body")[2])
    return spaced(" ".join(reader.words))
