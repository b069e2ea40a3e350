"""The tables of a file as somebody looks at them who says what their columns are: headers, the first values below, what is understood."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from recobro.connectors.format import Glance
from recobro.connectors.table.header import Ranking, trimmed

SAMPLES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a file: its header, the first values below it, and the field it is taken for by itself ("" for none)."""

    header: str
    samples: tuple[str, ...]
    understood: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table of a file, with the row that most looks like its header."""

    part: str
    delimiter: str
    line: int
    columns: tuple[Column, ...]

    @property
    def headers(self) -> tuple[str, ...]:
        return tuple(column.header for column in self.columns)


def sheets_in(
    glances: Iterable[Glance], *, ranking: Ranking, understood: Callable[[str], str]
) -> tuple[Sheet, ...]:
    """Each table once, of the ways to cut its rows the one that makes most sense. `understood`: the field of a header, "" for none."""
    by_part: dict[str, list[Glance]] = {}
    for one in glances:
        by_part.setdefault(one.part, []).append(one)
    found = (
        max((_sheet(one, ranking, understood) for one in same), key=_promise) for same in by_part.values()
    )
    return tuple(sheet for sheet in found if sheet.columns)


def _sheet(glance: Glance, ranking: Ranking, understood: Callable[[str], str]) -> Sheet:
    line, header = _header(glance, ranking)
    below = [cells for at, cells in glance.rows if at > line and any(map(str.strip, cells))][:SAMPLES]
    return Sheet(
        part=glance.part, delimiter=glance.delimiter, line=line,
        columns=tuple(
            Column(
                header=name,
                samples=tuple(cells[index] if index < len(cells) else "" for cells in below),
                understood=understood(name),
            )
            for index, name in enumerate(header)
        ),
    )  # fmt: skip


def _header(glance: Glance, ranking: Ranking) -> tuple[int, tuple[str, ...]]:
    """The row with most known names; where no row has two, the first one of those with most cells."""
    ranked = [(ranking(cells, line), line, trimmed(cells)) for line, cells in glance.rows]
    best = max(ranked, default=((0, 0, 0), 0, ()))
    if best[0][0] >= 2:
        return best[1], best[2]
    return max(
        ((line, cells) for _, line, cells in ranked),
        key=lambda one: (sum(bool(cell) for cell in one[1]), -one[0]),
        default=(0, ()),
    )


def _promise(sheet: Sheet) -> tuple[int, int]:
    """How much this way to cut the rows makes sense."""
    return sum(bool(column.understood) for column in sheet.columns), len(sheet.columns)
