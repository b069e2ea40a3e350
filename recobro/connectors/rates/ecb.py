"""The XML of the European Central Bank: `Cube` elements for the days (`time`), and in each one for a currency (`currency`, `rate`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

from recobro.access.rates import EURO, Quote
from recobro.connectors.table.fault import shown
from recobro.connectors.xml import Node, first_names, nodes
from recobro.kernel.money import is_currency
from recobro.kernel.problems import Problem

CUBE = "Cube"
NUMBER = re.compile(r"\d{1,12}(?:\.\d{1,15})?", re.ASCII)


def recognise(head: bytes) -> bool:
    """Is it XML with a `Cube` near its beginning?"""
    return any(name.rpartition("}")[2] == CUBE for name in first_names(head))


def read(path: Path) -> Iterator[tuple[int, Quote] | Problem]:
    """The rates with their lines. A day's currencies end before the day does, so that they wait for it."""
    waiting: list[Node] = []
    for node in nodes(path, wanted=(CUBE,), apart=(CUBE,)):
        if "currency" in node.attributes:
            waiting.append(node)
        elif "time" in node.attributes:
            yield from _of_day(node, waiting, path.name)
            waiting.clear()
    if waiting:
        yield _problem(path.name, waiting[0].line, "The rates from here on have no day.")


def _of_day(day: Node, currencies: list[Node], source: str) -> Iterator[tuple[int, Quote] | Problem]:
    try:
        on = date.fromisoformat(day.attributes["time"])
    except ValueError:
        yield _problem(source, day.line, f"The day {shown(day.attributes['time'])} is none.")
        return
    for node in currencies:
        code, text = node.attributes["currency"], node.attributes.get("rate", "")
        if not is_currency(code) or code == EURO:
            yield _problem(source, node.line, f"The currency {shown(code)} is none.")
        elif not NUMBER.fullmatch(text) or not Decimal(text):
            yield _problem(source, node.line, f"The rate {shown(text)} of {code} is none.")
        else:
            yield node.line, Quote(base=EURO, currency=code, rate=Decimal(text).normalize(), on=on)


def _problem(source: str, line: int, message: str) -> Problem:
    return Problem(
        source=source, line=line, message=message, hint="It was left out: download the file again."
    )
