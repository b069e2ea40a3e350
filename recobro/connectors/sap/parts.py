"""The files of an extract: which of SAP's tables each one is, told by its fields, and its rows as values or problems."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Literal

from recobro.kernel.problems import Problem

What = Literal["items", "cleared", "partners", "addresses", "assignments", "sales_areas", "billing"]
Row = dict[str, Any]
ITEM = {"accountingDocument", "customer", "amountInTransactionCurrency"}
# The first whose fields are all there. Items come before what only tells of their clearing.
MARKS: tuple[tuple[What, set[str]], ...] = (
    ("items", ITEM | {"accountingDocumentType"}),
    ("cleared", ITEM),
    ("billing", {"billingDocument", "totalNetAmount"}),
    ("sales_areas", {"customer", "salesOrganization"}),
    ("assignments", {"customer", "companyCode", "reconciliationAccount"}),
    ("addresses", {"businessPartner", "cityName"}),
    ("partners", {"businessPartner", "businessPartnerName"}),
)
FROM_EPOCH = re.compile(r"/Date\((-?\d+)(?:[+-]\d+)?\)/")
LINE_MAX = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A file of the extract. Its lines are counted on from `first`, so that every line of the extract has a number of its own."""

    path: Path
    what: What | None
    first: int
    size: int


def what_is(head: bytes) -> What | None:
    """The table whose row this first line is; None of anything else."""
    try:
        row = row_of(head.split(b"\n", 1)[0])
    except ValueError:
        return None
    return next((what for what, marks in MARKS if marks <= row.keys()), None)


def row_of(line: bytes) -> Row:
    """The fields of a line by their names in lower camel case, as some interfaces write CompanyCode. Raises ValueError."""
    row = json.loads(line.removeprefix(b"\xef\xbb\xbf").decode("utf-8"), parse_float=Decimal)
    if not isinstance(row, dict):
        raise ValueError("no object")
    return {key[:1].lower() + key[1:]: value for key, value in row.items()}


def parts_of(path: Path) -> list[Part]:
    """The files of a folder and its folders in their order, or the one file."""
    files = sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]
    found, first = [], 0
    for file in files:
        with file.open("rb") as opened:
            what = what_is(opened.readline(LINE_MAX))
        size = _count(file) if what else 0
        found.append(Part(path=file, what=what, first=first, size=size))
        first += size
    return found


def _count(path: Path) -> int:
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b"")) + 1


def rows(part: Part) -> Iterator[tuple[int, Row] | Problem]:
    """The rows with their numbers; what is no row is a problem in its place."""
    with part.path.open("rb") as file:
        number = 0
        while line := file.readline(LINE_MAX):
            number += 1
            if not line.strip():
                continue
            try:
                yield part.first + number, row_of(line)
            except (ValueError, RecursionError):
                yield Problem(source=part.path.name, line=number, message="The line is no JSON object.",
                              hint="Export the file again, one object a line; it may have been cut off.")  # fmt: skip


def text(row: Row, *names: str) -> str | None:
    """The first of these fields that says something; SAP writes nothing as empty, null or 0."""
    for name in names:
        value = row.get(name)
        if isinstance(value, (str, int)) and not isinstance(value, bool) and str(value).strip().strip("0"):
            return str(value).strip()
    return None


def amount(row: Row, name: str) -> Decimal:
    """An amount, with its minus before or behind. Raises ValueError."""
    written = str(row.get(name) if row.get(name) is not None else "").strip()
    if written.endswith("-"):
        written = f"-{written[:-1]}"
    try:
        found = Decimal(written)
    except InvalidOperation:
        raise ValueError(f"{name} is '{written}'") from None
    if not found.is_finite() or found.adjusted() > 14:
        raise ValueError(f"{name} is '{written}'")
    return found


def day(row: Row, name: str) -> date | None:
    """A day, also of a time stamp or as milliseconds since 1970."""
    written = str(row.get(name) or "")
    try:
        if found := FROM_EPOCH.fullmatch(written):
            return date(1970, 1, 1) + timedelta(milliseconds=int(found[1]))
        return date.fromisoformat(written[:10])
    except (ValueError, OverflowError):
        return None
