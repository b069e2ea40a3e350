"""What all connectors are alike in: a `Format` knows its files by their content and reads them into records.

One folder a format. Its `FORMAT` is listed in `recognise.py`; nothing else has to know that it exists.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from recobro.connectors.record import FileKind, Record
from recobro.connectors.table.amounts import DecimalSign
from recobro.connectors.table.dates import DateOrder
from recobro.connectors.table.profile import Profile
from recobro.kernel.problems import Problem
from recobro.ledger.control import Stated


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the caller says about a file; what it leaves out is found out. An option goes before the profile, both before the file.

    `country` (of the company, two letters) decides only what the file leaves open; `default_currency` is used where a row
    has none; the customer's own terms (`terms_of`, by code), then `default_terms`, only make a missing due date.
    """

    profile: Profile = field(default_factory=Profile)
    kind: FileKind | None = None
    country: str | None = None
    open_items: bool = False
    default_currency: str | None = None
    default_terms: str | None = None
    terms_of: Mapping[str, str] = field(default_factory=dict)
    date_order: DateOrder | None = None
    decimal: DecimalSign | None = None
    delimiter: str | None = None
    encoding: str | None = None


@dataclass(frozen=True, kw_only=True)
class Reading(ABC):
    """What a file was found to be. Iterating streams it, each time from the start, with flat memory.

    `source` is the name of the file, `what` says in a few words how it was understood, `open_items` whether it is the
    complete list of what is open, `lines` about how many lines there are, where that is known. It writes nothing and knows no database.
    """

    source: str
    what: str
    open_items: bool = False
    lines: int | None = None

    @abstractmethod
    def __iter__(self) -> Iterator[Record | Problem]:
        """The records in their order, and the problems among them, each with its own source and line."""

    def stated(self) -> tuple[Stated, ...]:
        """What the file states of the balance of the receivables account. Asked after the last record."""
        return ()

    def place(self, line: int) -> tuple[str, int]:
        """Where a record's line stands, for people. A file of several parts (sheets, files of a folder) counts its lines through
        all of them, so that they differ, and names the part and the line in it here."""
        return self.source, line


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """The first rows of a table as they stand, before anything is understood. `part` is a sheet, where there are several."""

    part: str = ""
    delimiter: str = ""
    rows: tuple[tuple[int, tuple[str, ...]], ...]  # the line, and its cells


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A kind of file.

    `source` is the default of `--source`: formats that may bring the same documents have the same.
    `recognise` gets the first bytes and the path (a folder has no bytes) and says whether it is one of these, by content.
    `read` finds out what the file is. Whatever concerns it as a whole raises `Refused` there, before the first record.
    `glance` shows the first rows of a table, once for each way to cut them; formats with columns of their own have none.
    """

    name: str
    source: str
    recognise: Callable[[bytes, Path], bool]
    read: Callable[[Path, Options], Reading]
    glance: Callable[[Path], tuple[Glance, ...]] | None = None
