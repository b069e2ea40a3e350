"""What a terminal shows while something long runs."""

from __future__ import annotations

import io

import pytest

from recobro.cli.common import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_it_draws_a_bar_where_the_end_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr("sys.stderr", screen)
    with progress("Lines read:", every=2) as tick:
        tick.expect(4)
        for _ in range(5):  # what was expected is never quite sure
            tick()
    shown = screen.getvalue().split("\r")
    assert shown[1:3] == [
        "Lines read: [###############...............] 2 of 4",
        "Lines read: [##############################] 4 of 4",
    ]
    assert shown[3].rstrip() == "Lines read: 5, done."


def test_it_counts_where_the_end_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr("sys.stderr", screen)
    with progress("Lines read:") as tick:
        tick()
    assert screen.getvalue() == "\rLines read: 1\rLines read: 1, done.\n"


def test_it_says_nothing_to_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("Lines read:") as tick:
        tick.expect(1)
        tick()
    assert capsys.readouterr().err == ""
