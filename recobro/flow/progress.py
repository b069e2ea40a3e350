"""What the verbs of a day are given beside their values: the clock, and whom they tell how far they are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

Clock = Callable[[], datetime]
Tick = Callable[[], None]
Expect = Callable[[int], None]  # told about how many ticks there will be


def silent() -> None:
    """No progress to show."""


def unexpected(total: int) -> None:
    """Nobody asks how much there is to do."""
