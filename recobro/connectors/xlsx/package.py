"""The parts of a workbook: which sheets it has, its texts, and which of its number formats are dates.

Everything that can be wrong with the file as such comes out as `Refused`: not a workbook, protected, damaged.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from recobro.connectors.xlsx.stream import Damaged, elements
from recobro.kernel.problems import Problem, Refused, refuse

SMALL_PART_MAX = 1 << 24
TEXTS_MAX, TEXTS_COUNT_MAX = 1 << 28, 1 << 24  # a sheet has a million rows
EPOCH_1900, EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
DATE_FORMATS = frozenset({14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)})
NOT_OF_FORMAT = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
NOT_UNPACKED, NOT_WHOLE = Damaged("it cannot be unpacked"), Damaged("its parts do not fit together")
OF_PACKING = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)
BROKEN = (
    Damaged, zipfile.BadZipFile, zlib.error, EOFError, ValueError, OverflowError, NotImplementedError,
    LookupError, DefusedXmlException, ElementTree.ParseError, OSError,
)  # fmt: skip

# How the number of a cell is to be understood: as it is, as a date, or as a code of so many digits (format 00000).
PLAIN, DATE = 0, -1
Look = int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet as the workbook lists it. `part` is None for a chart or a macro."""

    name: str
    part: str | None
    hidden: bool


class Texts:
    """The shared texts of a workbook, one behind the other: some bytes more than the texts themselves."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._ends = array("Q", [0])

    def add(self, text: str) -> None:
        self._bytes += text.encode("utf-8", "replace")
        if len(self._bytes) > TEXTS_MAX or len(self._ends) > TEXTS_COUNT_MAX:
            raise Damaged("it has more than 256 MB, or 16 million, of texts")
        self._ends.append(len(self._bytes))

    def __getitem__(self, index: int) -> str:
        if index < 0:
            raise IndexError(index)
        return self._bytes[self._ends[index] : self._ends[index + 1]].decode("utf-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbook:
    """What all sheets share."""

    path: Path
    sheets: Sequence[Sheet]
    texts: Texts
    looks: Sequence[Look]  # of each cell style
    epoch: date
    parts: Mapping[str, str]  # the name as it is compared to the name in the archive

    @contextmanager
    def open(self, part: str) -> Iterator[IO[bytes]]:
        with (
            telling_damage(self.path),
            zipfile.ZipFile(self.path) as archive,
            archive.open(self.parts[part]) as stream,
        ):
            yield stream


@contextmanager
def telling_damage(path: Path) -> Iterator[None]:
    """Whatever a damaged archive makes our libraries raise, as a refusal."""
    try:
        yield
    except BROKEN as error:  # first: one of them is a RuntimeError, too
        reason = (
            error
            if isinstance(error, Damaged)
            else NOT_UNPACKED
            if isinstance(error, OF_PACKING)
            else NOT_WHOLE
        )
        hint = "Open it in Excel, save it under a new name, and import that."
        raise refuse(path.name, f"The workbook is damaged: {reason}.", hint) from None
    except RuntimeError as error:
        raise _protected(path) if "password" in str(error) else error from None


def open_workbook(path: Path) -> Workbook:
    """Reads everything but the sheets. Raises Refused for what is no workbook that can be read."""
    with telling_damage(path), zipfile.ZipFile(path) as archive:
        parts = {_plain(name): name for name in archive.namelist()}
        book = _part_of_workbook(archive, parts, path)
        root = _small(archive, parts, book)
        targets = _targets(archive, parts, book)
        styles = next((part for kind, part in targets.values() if kind == "styles"), None)
        texts = next((part for kind, part in targets.values() if kind == "sharedStrings"), None)
        properties = next(_named(root, "workbookPr"), None)
        is_1904 = properties is not None and properties.get("date1904") in ("1", "true", "on")
        return Workbook(
            path=path,
            sheets=[_sheet(one, targets) for one in _named(root, "sheet")],
            texts=_texts(archive, parts, texts),
            looks=_looks(_small(archive, parts, styles)) if styles in parts else (),
            epoch=EPOCH_1904 if is_1904 else EPOCH_1900,
            parts=parts,
        )


def _part_of_workbook(archive: zipfile.ZipFile, parts: Mapping[str, str], path: Path) -> str:
    if "xl/workbook.bin" in parts:
        raise refuse(
            path.name, "The file is a binary Excel workbook (.xlsb).", "Save it as .xlsx and import that."
        )
    if "mimetype" in parts and b"opendocument" in archive.open(parts["mimetype"]).read(200):
        raise refuse(
            path.name, "The file is an OpenDocument spreadsheet (.ods).", "Save it as .xlsx and import that."
        )
    if "xl/workbook.xml" in parts:
        return "xl/workbook.xml"
    for kind, target in _targets(archive, parts, "").values():
        if kind == "officeDocument" and target in parts and not target.startswith(("word/", "ppt/")):
            return target
    raise refuse(path.name, "There is no workbook in the file.", "Save the sheet as .xlsx and import that.")


def _protected(path: Path) -> Refused:
    return Refused(
        Problem(
            source=path.name,
            message="The workbook is protected by a password.",
            hint="Open it with the password, save it without one, and import that.",
        )
    )


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()


def _small(archive: zipfile.ZipFile, parts: Mapping[str, str], part: str | None) -> ElementTree.Element:
    with archive.open(parts[part or ""]) as stream:
        text = stream.read(SMALL_PART_MAX + 1)
    if len(text) > SMALL_PART_MAX:
        raise Damaged(f"its part {part} is larger than {SMALL_PART_MAX >> 20} MB")
    root: ElementTree.Element = fromstring(text)
    return root


def _targets(archive: zipfile.ZipFile, parts: Mapping[str, str], part: str) -> dict[str, tuple[str, str]]:
    """By its id, the kind and the name of each part that this part refers to."""
    folder, _, name = part.rpartition("/")
    relations = f"{folder}/_rels/{name}.rels".lstrip("/")
    if relations not in parts:
        return {}
    targets = {}
    for one in _named(_small(archive, parts, relations), "Relationship"):
        target = one.get("Target", "")
        full = target if target.startswith("/") else f"{folder}/{target}"
        kind = one.get("Type", "").rpartition("/")[2]
        targets[one.get("Id", "")] = (kind, _plain(re.sub(r"[^/]+/\.\./|(?<=/)\./", "", full)))
    return targets


def _sheet(one: ElementTree.Element, targets: Mapping[str, tuple[str, str]]) -> Sheet:
    link = next((value for key, value in one.attrib.items() if key.endswith("}id")), "")
    kind, part = targets.get(link, ("", ""))
    return Sheet(
        name=one.get("name", ""),
        part=part if kind == "worksheet" else None,
        hidden=one.get("state", "visible") != "visible",
    )


def _named(root: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    """Whatever the namespace: the strict and the usual form of the format differ in it."""
    return (one for one in root.iter() if isinstance(one.tag, str) and one.tag.rpartition("}")[2] == name)


def _texts(archive: zipfile.ZipFile, parts: Mapping[str, str], part: str | None) -> Texts:
    texts = Texts()
    if part in parts:
        with archive.open(parts[part or ""]) as stream:
            for one in elements(stream, "si"):
                texts.add(text_of(one))
    return texts


def text_of(rich: ElementTree.Element) -> str:
    """The text of a cell, its runs joined, without the phonetic hints of Asian names."""
    if len(rich) == 1 and rich[0].tag[-1] == "t" and rich[0].text:
        return rich[0].text  # what most cells are
    said = []
    for one in rich:
        name = one.tag.rpartition("}")[2]
        if name == "t":
            said.append(one.text or "")
        elif name == "r":
            said.extend(run.text or "" for run in one if run.tag.rpartition("}")[2] == "t")
    return "".join(said)


def _looks(styles: ElementTree.Element) -> list[Look]:
    """How numbers of each cell style are to be understood."""
    codes = {one.get("numFmtId", ""): one.get("formatCode", "") for one in _named(styles, "numFmt")}
    cells = next(_named(styles, "cellXfs"), None)
    return [] if cells is None else [_look(one.get("numFmtId", "0"), codes) for one in _named(cells, "xf")]


def _look(number: str, codes: Mapping[str, str]) -> Look:
    code = codes.get(number)
    if code is None:
        return DATE if number.isdecimal() and int(number[:6]) in DATE_FORMATS else PLAIN
    if re.fullmatch("0{2,40}", code):
        return len(code)
    bare = NOT_OF_FORMAT.sub("", code.partition(";")[0]).casefold()
    return DATE if bare != "general" and re.search("[dy]", bare) else PLAIN
