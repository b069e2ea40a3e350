"""The lines of a text file of a bank, each with its number, in the encoding that its bytes say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from recobro.connectors.bank.format import BankOptions
from recobro.connectors.content import encoding_by_mark
from recobro.connectors.csv.survey import survey


def lines(path: Path, options: BankOptions) -> Iterator[tuple[int, str]]:
    """Number (from 1) and text of each line, without its end. Memory stays flat. Refuses what is no text."""
    encoding = survey(path, encoding=options.encoding).encoding
    with path.open(encoding=encoding, errors="replace") as file:
        for number, line in enumerate(file, start=1):
            yield number, line.removesuffix("\n")


def text_of(head: bytes) -> str:
    """The first bytes as text, to look for marks that are ASCII."""
    return head.decode(encoding_by_mark(head) or "latin-1", "replace").removeprefix("ï»¿")
