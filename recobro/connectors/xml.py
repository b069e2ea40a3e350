"""Streams the parts of an XML file that are asked for, each with its line; everything else is passed over. Memory stays flat.

Entities and document types are refused (defusedxml): a file from a stranger may hold a bomb. Namespaces are dropped: each country and
version has its own, and the names in them are the same.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from recobro.kernel.problems import Problem, Refused, refuse

BLOCK = 1 << 16
DEPTH_MAX = 100
FIRST = 100  # names are looked at to say what a file is
NO_ATTRIBUTES: Mapping[str, str] = {}


@dataclass(slots=True)
class Node:
    """An element: its name, the line it begins in, its text, its children and its attributes."""

    name: str
    line: int
    text: str = ""
    children: list[Node] = field(default_factory=list)
    attributes: Mapping[str, str] = field(default_factory=lambda: NO_ATTRIBUTES)

    def all(self, *names: str) -> Iterator[Node]:
        """The children of these names."""
        return (child for child in self.children if child.name in names)

    def find(self, path: str) -> Node | None:
        """The first element at `A/B/C` below this one."""
        name, _, rest = path.partition("/")
        for child in self.children:
            if child.name == name and (found := child.find(rest) if rest else child):
                return found
        return None

    def get(self, *paths: str) -> str:
        """The text of the first of these that has some."""
        for path in paths:
            found = self.find(path)
            if found and found.text:
                return found.text
        return ""

    def every(self, name: str) -> Iterator[Node]:
        """All elements of the name at any depth."""
        for child in self.children:
            if child.name == name:
                yield child
            yield from child.every(name)


class _Target:
    """Builds nodes only within the elements that are wanted; of the others it keeps the texts of leaves that are asked for."""

    def __init__(
        self,
        wanted: Collection[str],
        leaves: Collection[str],
        around: Collection[str],
        apart: Collection[str],
    ) -> None:
        self.wanted, self.around, self.apart = {*wanted, *leaves}, around, apart
        self.parser: DefusedXMLParser | None = None
        self.done: deque[Node] = deque()
        self.first: list[str] = []
        self.blank_lines = 0  # before the XML begins: no parser takes them
        self._depth = 0
        self._around: list[int] = []  # the depths of those that are open
        self._building: list[Node] = []
        self._text: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition("}")[2]
        self._depth += 1
        if len(self.first) < FIRST:
            self.first.append(tag)
        if not self._building and name in self.around:
            self._around.append(self._depth)
            self.done.append(Node(name, self._line()))
        elif self._building or name in self.wanted or (self._around and self._depth == self._around[-1] + 1):
            if len(self._building) >= DEPTH_MAX:
                raise ValueError(f"its elements are nested more than {DEPTH_MAX} deep")
            node = Node(name, self._line(), attributes=attributes or NO_ATTRIBUTES)
            if self._building:
                self._building[-1].children.append(node)
            self._building.append(node)
        self._text.clear()

    def data(self, text: str) -> None:
        self._text.append(text)

    def end(self, tag: str) -> None:
        if self._building:
            node = self._building.pop()
            if not node.children:
                node.text = "".join(self._text).strip()
            if not self._building:
                self.done.append(node)
            elif node.name in self.apart:
                self._building[-1].children.pop()
                self.done.append(node)
        elif self._around and self._depth == self._around[-1]:
            self._around.pop()
            self.done.append(Node("/" + tag.rpartition("}")[2], self._line()))
        self._depth -= 1
        self._text.clear()

    def _line(self) -> int:
        assert self.parser is not None
        return int(self.parser.parser.CurrentLineNumber) + self.blank_lines

    def close(self) -> None:
        """Nothing is left to do."""


def nodes(
    path: Path,
    *,
    wanted: Collection[str] = (),
    leaves: Collection[str] = (),
    around: Collection[str] = (),
    apart: Collection[str] = (),
) -> Iterator[Node]:
    """The wanted elements in their order; one within another belongs to it. Raises Refused where the file is no proper XML.

    Of an element `around` others its beginning is told, by a node of its name, then each of its children, then its end, by a node of
    `/name`. Elements `apart` are told before the one that they stand in, which goes without them, so that it may have any number.
    """
    target = _Target(wanted, leaves, around, apart)
    parser = target.parser = DefusedXMLParser(target=target, forbid_dtd=True)
    try:
        with path.open("rb") as file:
            target.blank_lines = _skip_blank_lines(file)
            while block := file.read(BLOCK):
                parser.feed(block)
                while target.done:
                    yield target.done.popleft()
            parser.close()
    except ParseError as error:
        line = error.position[0] + target.blank_lines
        raise Refused(Problem(source=path.name, line=line, message="The XML is broken here.",
                              hint="Export the file again; it may have been cut off.")) from None  # fmt: skip
    except DefusedXmlException:
        raise refuse(
            path.name, "The XML has a document type or entities of its own, which no such file needs.", "Export the file again."
        ) from None  # fmt: skip
    except (ValueError, LookupError) as error:
        raise refuse(
            path.name, f"The XML cannot be read: {error}.", "Export the file again, as UTF-8."
        ) from None


def _skip_blank_lines(file: BinaryIO) -> int:
    """Goes to where the XML begins, and says how many line ends stand before it."""
    head = file.read(BLOCK)
    begins = len(head) - len(head.lstrip())
    file.seek(begins)
    return head.count(b"\n", 0, begins)


def root_of(head: bytes) -> str:
    """The name of the outermost element with its namespace, as `{namespace}name`; empty when this is no XML."""
    return next(iter(first_names(head)), "")


def first_names(head: bytes) -> list[str]:
    """The names of the first elements with their namespaces, as far as they are in these bytes."""
    target = _Target((), (), (), ())
    parser = target.parser = DefusedXMLParser(target=target, forbid_dtd=True)
    with suppress(
        ParseError, DefusedXmlException, ValueError, LookupError
    ):  # what is wrong is told when it is read
        parser.feed(head.lstrip())
    return target.first
