"""Waiting for something outside this process, with an end."""

from __future__ import annotations

import time
from collections.abc import Callable

BETWEEN = 0.05  # seconds


def wait_until(holds: Callable[[], bool], *, seconds: float) -> bool:
    """Asks again and again until it holds, or until the time is over. Does it hold?"""
    end = time.monotonic() + seconds
    while not (found := holds()) and time.monotonic() < end:
        time.sleep(BETWEEN)
    return found
