"""Streaming: memory does not grow with the file."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from recobro.connectors.csv.read import read
from recobro.connectors.format import Options


def write(path: Path, count: int) -> Path:
    with path.open("w", encoding="utf-8") as file:
        file.write("customer no;customer name;invoice no;invoice date;due date;amount;currency\n")
        for index in range(count):
            day = f"{1 + index % 28:02d}/{1 + index % 12:02d}/2024"
            file.write(
                f"C{index % 5000:05d};Late {index} GmbH;F-{index:07d};{day};{day};{index % 999 + 1},50;EUR\n"
            )
    return path


def peak(path: Path) -> int:
    tracemalloc.start()
    try:
        assert sum(1 for _ in read(path, Options())) > 0
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.slow
def test_it_keeps_memory_flat(tmp_path: Path) -> None:
    """What grows is the search for duplicates: some twenty bytes a row, where a row itself has a hundred."""
    peak(write(tmp_path / "warm.csv", 1000))
    small, large = peak(write(tmp_path / "small.csv", 10_000)), peak(write(tmp_path / "large.csv", 50_000))
    assert large < 20 << 20
    assert large - small < 40_000 * 40
