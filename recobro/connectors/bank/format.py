"""What all formats of bank statements are alike in: known by their content, streamed into `recobro.bank.facts`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from recobro.bank.facts import BankFact
from recobro.connectors.table.amounts import DecimalSign
from recobro.connectors.table.dates import DateOrder
from recobro.kernel.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class BankOptions:
    """What the caller says about a file, or its mapping that was saved; only tables need it. What it leaves out is found out.

    `columns` says of headers which field they are, or `ignore` (see `table/columns.py`); `account` and `currency` hold where the file
    does not say them; `country` (of the company, two letters) decides only what the file leaves open.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    account: str = ""
    currency: str = ""
    country: str | None = None
    date_order: DateOrder | None = None
    decimal: DecimalSign | None = None
    encoding: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BankFormat:
    """A kind of file of a bank.

    `recognise` gets the first bytes and says whether it is one of these, by content, never by its name. `read` streams it: facts, and the
    problems among them, each with its line; an error leaves out its movement and no more. What concerns the file as a whole raises
    `Refused`, before the first fact where that can be known.
    """

    name: str
    recognise: Callable[[bytes, Path], bool]
    read: Callable[[Path, BankOptions], Iterator[BankFact | Problem]]
