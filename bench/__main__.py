"""`python -m bench 100000 [--only decide,import] [--keep FOLDER]`: prints the table line by line, as soon as each is known."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.measure import Line
from bench.server import serving

Lines = Callable[[int], Iterator[Line]]
WIDTHS = (44, 18, 20, 22, 14, 16)
HEADS = ("line", "reached", "number to reach", "time / floor", "processor", "client / server")


def main() -> None:
    """Starts a server of its own, measures, stops it."""
    asked = _arguments()
    with serving(asked.keep):
        chosen = _chosen(asked.only)
        _show(HEADS)
        for lines in chosen:
            for line in lines(asked.items):
                _show((line.name, line.reached, line.target, line.seconds, line.processor, line.memory))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description="Measure Recobro against its own floors.")
    parser.add_argument("items", type=int, help="open items of the world")
    parser.add_argument("--only", default="", help="names of lines, with commas between them")
    parser.add_argument("--keep", type=Path, help="a folder whose server and worlds stay for the next time")
    return parser.parse_args()


def _all() -> dict[str, Lines]:
    """Name -> lines, in the order of the table. Imported late: Django must be set up."""
    from bench import ageing, day, decide, demo, imports, letters, matching, messages, pages, run

    return {
        "decide": decide.lines, "run": run.lines, "day": day.lines, "growth": run.growth, "ageing": ageing.lines,
        "pages": pages.lines, "import": imports.lines, "match": matching.lines,
        "letters": letters.lines, "messages": messages.lines, "demo": demo.lines,
    }  # fmt: skip


def _chosen(only: str) -> list[Lines]:
    found = _all()
    names = [name for name in only.split(",") if name] or list(found)
    if others := sorted(set(names) - set(found)):
        raise SystemExit(f"There is no line {', '.join(others)}. There are: {', '.join(found)}.")
    return [found[name] for name in names]


def _show(cells: tuple[str, ...]) -> None:
    line = "  ".join(cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True))
    print(line.rstrip(), flush=True)  # noqa: T201


main()
