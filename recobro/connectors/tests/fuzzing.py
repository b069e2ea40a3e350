"""Harms good files and demands that each comes to an end, without a crash, in bounded time and memory. For the tests that fuzz."""

from __future__ import annotations

import random
import resource
import shutil
import signal
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from recobro.connectors.tests.harm import Files, harmed

TAKEN_OF = 20  # one of so many is taken in as well
SECONDS, MEGABYTES = 10, 300  # of processor time for one file; of growth over all
CRASHES_MAX = 20
Try = Callable[[Path, random.Random], str]  # what a file gave, in a few words


def fuzz(good: Mapping[str, Files], count: int, folder: Path, *, reads: Try, takes: Try) -> None:
    """Harms so many files, one seed after the other: each is `read`, some are `taken` in as well. Some are read, some refused."""
    outcomes: Counter[str] = Counter()
    names = sorted(good)
    started_at, crashes = _memory(), list[str]()
    for number in range(count):
        name = names[number % len(names)]
        path = written(folder, harmed(good[name], random.Random(number)))
        try:
            with within(SECONDS):
                outcomes[reads(path, random.Random(number))] += 1
                if number // len(names) % TAKEN_OF == 0:
                    outcomes[takes(path, random.Random(number))] += 1
        except Exception:  # all of them are told at the end, each with its number
            crashes.append(f"number {number}, harm to {name}: {traceback.format_exc(limit=-3)}")
        if len(crashes) > CRASHES_MAX:
            break
    assert not crashes, "\n".join(crashes)
    print(f"{count} harmed files:", dict(outcomes))  # noqa: T201  the figure that is asked for
    assert _memory() - started_at < MEGABYTES
    assert outcomes["read"]
    assert outcomes["refused"]


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fails what takes more processor time."""

    def stop(*_: Any) -> None:
        raise TimeoutError(f"It did not end within {seconds} s.")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def written(folder: Path, files: Files) -> Path:
    """The file, or the folder of several."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder if len(files) > 1 else folder / next(iter(files))


def _memory() -> float:
    """The most memory this process ever had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
