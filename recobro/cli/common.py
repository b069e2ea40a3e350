"""What the commands share: options, the clock, the person, and printing."""

from __future__ import annotations

import getpass
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from recobro.access.company import CompanyValue, find_company, only_company
from recobro.access.fit import NAME, limited
from recobro.kernel.money import AMOUNT_MAX
from recobro.kernel.problems import Problem, refuse

SMALLEST = Decimal("0.0001")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


BAR = 30  # characters of a bar of progress


class Day(click.ParamType[date]):
    """A day as 2026-11-21."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"'{value}' is no day. Write it as 2026-11-21.", param, ctx)


class Amount(click.ParamType[Decimal]):
    """An amount as 1234.50."""

    name = "AMOUNT"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        try:
            amount = Decimal(value)
        except ArithmeticError:
            self.fail(f"'{value}' is no amount. Write it as 1234.50.", param, ctx)
        if not amount.is_finite():
            self.fail(f"'{value}' is no amount. Write it as 1234.50.", param, ctx)
        if abs(amount) >= AMOUNT_MAX or amount != amount.quantize(SMALLEST):
            self.fail(f"'{value}' has more than 15 digits, or more than 4 decimals.", param, ctx)
        return amount


class TimeOfDay(click.ParamType[time]):
    """A time as 06:00."""

    name = "HH:MM"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> time:
        if isinstance(value, time):
            return value
        if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
            self.fail(f"'{value}' is no time of the day. Write it as 06:00.", param, ctx)
        return time.fromisoformat(value)


class Weekdays(click.ParamType[tuple[int, ...]]):
    """Weekdays as mon-fri, or mon,wed,fri, or all: numbers from 1 to 7."""

    name = "WEEKDAYS"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        if isinstance(value, tuple):
            return value
        found: set[int] = set()
        for part in ("mon-sun" if value.lower() == "all" else value.lower()).split(","):
            ends = [WEEKDAYS.index(day) + 1 for day in part.strip().split("-") if day in WEEKDAYS]
            if len(ends) != part.count("-") + 1 or len(ends) > 2 or ends[0] > ends[-1]:
                self.fail(f"'{value}' are no weekdays. Write mon-fri, or mon,wed,fri, or all.", param, ctx)
            found |= set(range(ends[0], ends[-1] + 1))
        return tuple(sorted(found))


Command = Callable[..., Any]


def company_option(command: Command) -> Command:
    """`--company NAME`; it may be left out where there is only one."""
    return click.option(
        "--company", "company_name", metavar="NAME", help="The company; not needed when there is one."
    )(command)


def as_of_option(command: Command) -> Command:
    """`--as-of DAY`, today by default."""
    return click.option("--as-of", type=Day(), help="The day; today by default.")(command)


def json_option(command: Command) -> Command:
    """`--json`, for machines."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


def by_option(command: Command) -> Command:
    """`--by NAME`: who does it."""
    return click.option("--by", default=None, metavar="NAME", help="Who does it; your user name by default.")(
        command
    )


def now() -> datetime:
    """The one clock of the command line."""
    return datetime.now(UTC)


def company_of(name: str | None) -> CompanyValue:
    """The company of this name, or the only one there is."""
    return find_company(name) if name else only_company()


def day_of(company: CompanyValue, as_of: date | None) -> date:
    """The day asked for, else today at the company."""
    return as_of or company.today(now())


def person(by: str | None) -> str:
    """Who does it: what was said, else the user of the machine."""
    if by:
        return limited("option", "by", by, NAME)
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown user"


def say(sentence: str, /, *, as_json: bool, **values: Any) -> None:
    """What was done: a sentence for people, or the values behind it."""
    if as_json:
        print_json(values)
    else:
        click.echo(sentence)


def counted(count: int, name: str) -> str:
    """`1 line`, `2 lines`."""
    return f"{count:,} {name}{'' if count == 1 else 's'}"


def print_json(value: Any) -> None:
    """One JSON document, amounts as strings, dates as ISO."""
    click.echo(json.dumps(plain_value(value), ensure_ascii=False))


def plain_value(value: Any) -> Any:
    """A value made of what JSON knows."""
    if isinstance(value, Problem):
        return value.as_dict()
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain_value(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, dict):
        return {str(key): plain_value(one) for key, one in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain_value(one) for one in value]
    if isinstance(value, Decimal):
        return f"{value:.2f}" if value == value.quantize(Decimal("0.01")) else f"{value.normalize():f}"
    return (
        value.isoformat()
        if isinstance(value, (date, datetime, time))
        else str(value)
        if isinstance(value, Path)
        else value
    )


def print_table(head: Sequence[str], rows: Iterable[Sequence[object]], *, right: Sequence[int] = ()) -> None:
    """An aligned table; the columns in `right` are aligned right."""
    lines = [[str(cell) for cell in head], *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    for number, line in enumerate(lines):
        cells = [cell.rjust(width) if column in right else cell.ljust(width)
                 for column, (cell, width) in enumerate(zip(line, widths, strict=True))]  # fmt: skip
        click.echo("  ".join(cells).rstrip())
        if number == 0:
            click.echo("  ".join("-" * width for width in widths))


def print_problems(problems: Iterable[Problem], *, at_most: int = 100) -> None:
    """The problems on stderr, one a line; many are cut with a count, the rest is in `--json`."""
    listed = list(problems)
    for problem in listed[:at_most]:
        label = {"error": "Left out", "warning": "Warning", "note": "Note"}[problem.severity]
        click.echo(f"{label}: {problem}", err=True)
    if len(listed) > at_most:
        click.echo(f"... and {len(listed) - at_most} more; --json lists them all.", err=True)


class Progress:
    """Counts while something long runs, on stderr; draws a bar where it is known how much there is to do."""

    def __init__(self, label: str, every: int) -> None:
        self._label, self._every = label, every
        self._count, self._total = 0, 0
        self._is_terminal = sys.stderr.isatty()

    def __call__(self) -> None:
        self._count += 1
        if self._is_terminal and self._count % self._every == 0:
            click.echo(f"\r{self._label} {self._bar()}", err=True, nl=False)

    def expect(self, total: int) -> None:
        """About as much will be counted."""
        self._total = total

    def done(self) -> None:
        if self._is_terminal and self._count:
            end = " " * (BAR + len(f"{self._total:,}") + 3) if self._total else ""
            click.echo(f"\r{self._label} {self._count:,}, done.{end}", err=True)

    def _bar(self) -> str:
        if not self._total:
            return f"{self._count:,}"
        filled = min(self._count * BAR // self._total, BAR)
        return f"[{'#' * filled}{'.' * (BAR - filled)}] {self._count:,} of {self._total:,}"


@contextmanager
def progress(label: str, *, every: int = 1) -> Iterator[Progress]:
    """Something long runs: call what this gives for each step. Silent where stderr is not a terminal."""
    counter = Progress(label, every)
    yield counter
    counter.done()


def ids(values: Iterable[str], what: str) -> list[int]:
    """Numbers given on the command line. Raises Refused for what is none."""
    found = []
    for value in values:
        if not value.isdigit():
            raise refuse(what, f"'{value}' is no number of a {what}.")
        found.append(int(value))
    return found


def bucket_days(text: str, *, option: str) -> tuple[int, ...]:
    """The last days of ageing buckets, written as 30,60,90."""
    parts = [part.strip() for part in text.split(",")]
    days = tuple(int(part) for part in parts if part.isdigit())
    if len(days) != len(parts) or list(days) != sorted(set(days)) or 0 in days:
        raise click.BadParameter(f"'{text}' is no list of growing days; write 30,60,90.", param_hint=option)
    return days
