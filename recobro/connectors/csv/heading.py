"""Finds the delimiter and the header of a CSV file: the row with most known names, under whichever delimiter that is."""

from __future__ import annotations

import csv
from pathlib import Path

from recobro.connectors.csv.rows import Table, open_text
from recobro.connectors.csv.survey import LINE_MAX, Survey, survey
from recobro.connectors.format import Glance, Options
from recobro.connectors.table.header import (
    Heading,
    Rank,
    Ranking,
    Row,
    no_header,
    rank_as_header,
    trimmed,
)
from recobro.kernel.problems import Problem, Refused

HEAD_LINES, HEAD_LENGTH = 120, 500_000
DELIMITERS = [";", ",", "\t", "|"]


def find_heading(path: Path, bytes_say: Survey, options: Options) -> Heading:
    """The table of records with its header. Raises Refused when no row names columns."""
    profile = options.profile
    table, line, headers = find_table(
        path,
        bytes_say,
        ranking=lambda cells, line: rank_as_header(cells, line, profile),
        delimiter=options.delimiter or profile.delimiter,
        row=profile.header_row,
    )
    return Heading(table=table, line=line, headers=headers, notes=_guessed(bytes_say, path.name))


def find_table(
    path: Path, bytes_say: Survey, *, ranking: Ranking, delimiter: str | None = None, row: int | None = None
) -> tuple[Table, int, tuple[str, ...]]:
    """How the file is cut into rows, the line of its header and the names there. Raises Refused when no row names columns."""
    lines = _head(path, bytes_say.encoding)
    starts = range(len(lines)) if row is None else range(row - 1, min(row, len(lines)))
    best: tuple[Rank, str, int, list[str]] | None = None
    for one in [delimiter] if delimiter else DELIMITERS:
        for start in starts:
            cells, end = _cells(lines, start, one)
            rank = ranking(cells, start + 1)
            if any(cells) and (best is None or rank > best[0]):
                best = (rank, one, start + end, cells)
    if best is None or (best[0][0] < 2 and row is None):
        raise Refused(_no_header(path.name, lines, best[3] if best else []))
    rank, delimiter, end, cells = best
    headers = trimmed(cells)
    table = Table(
        path=path, encoding=bytes_say.encoding, delimiter=delimiter, header_end=end, width=len(headers)
    )
    return table, -rank[2], headers


def rows_above(table: Table, line: int) -> list[Row]:
    """What stands above the header, which begins in this line."""
    lines = _head(table.path, table.encoding)[: line - 1]
    return [
        (start + 1, _cells(lines[start : start + 1], 0, table.delimiter)[0]) for start in range(len(lines))
    ]


def glance(path: Path) -> tuple[Glance, ...]:
    """The first rows under each delimiter that makes columns of them; all of them if none does."""
    lines = _head(path, survey(path, encoding=None).encoding)
    glances = []
    for delimiter in DELIMITERS:
        rows = []
        start = 0
        while start < len(lines):
            cells, taken = _cells(lines, start, delimiter)
            rows.append((start + 1, tuple(cells)))
            start += taken
        glances.append(Glance(delimiter=delimiter, rows=tuple(rows)))
    return tuple(one for one in glances if any(len(cells) > 1 for _, cells in one.rows)) or tuple(glances)


def _head(path: Path, encoding: str) -> list[str]:
    lines: list[str] = []
    length = 0
    with open_text(path, encoding) as stream:
        while len(lines) < HEAD_LINES and length < HEAD_LENGTH and (line := stream.readline(LINE_MAX)):
            lines.append(line)
            length += len(line)
    return lines


def _cells(lines: list[str], start: int, delimiter: str) -> tuple[list[str], int]:
    """The cells of the row that starts here, and how many lines it takes: a header may have line breaks in its cells."""
    reader = csv.reader(lines[start : start + 20], delimiter=delimiter)
    try:
        cells = next(reader, [])
    except csv.Error:
        return [], 1
    return cells, max(reader.line_num, 1)


def _no_header(source: str, lines: list[str], cells: list[str]) -> Problem:
    if not any(line.strip("\ufeff \t\r\n;,|\0") for line in lines):
        return Problem(source=source, message="The file has no text in it.", hint="Export it again.")
    return no_header(source, len(lines), cells or lines[0].split(";"))


def _guessed(bytes_say: Survey, source: str) -> tuple[Problem, ...]:
    if bytes_say.damaged:
        message = f"Some bytes of the file are not {bytes_say.encoding}; the letters there are lost."
    elif bytes_say.guessed:
        message = f"The encoding is not certain; {bytes_say.encoding} was taken."
    else:
        return ()
    hint = "Check the accents in the names, and save the file as UTF-8 if they are wrong."
    return (Problem(source=source, message=message, hint=hint, severity="warning"),)
