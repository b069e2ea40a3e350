"""Times and memory: every figure is a ratio to its floor in the same run, the median of five."""

from __future__ import annotations

import os
import statistics
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

TIMES = 5
MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the table. `reached` is what was measured, `target` the number to reach; `seconds` are for orientation.

    `processor` is the ratio of the processor time of client and server: what else runs on the machine hardly changes it.
    """

    name: str
    reached: str
    target: str
    seconds: str
    processor: str = ""
    memory: str = ""


class Memory:
    """The peak of our own process and of the server's processes (without its shared buffers) while the block runs."""

    def __init__(self) -> None:
        self.client = 0
        self.server = 0
        self._ended = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Memory:
        self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._watcher.join()

    def __str__(self) -> str:
        return f"{self.client // MEGABYTE} / {self.server // MEGABYTE} MB"

    def _watch(self) -> None:
        while not self._ended.wait(0.05):
            self.client = max(self.client, _own_memory(Path("/proc/self")))
            self.server = max(self.server, sum(map(_own_memory, _server_processes())))


def compared(
    name: str, work: Callable[[], object], *, floor: Callable[[], object], target: str, times: int = TIMES
) -> Line:
    """The ratio of the medians of work and floor, one after the other each time."""
    works, floors = [], []
    with Memory() as memory:
        for _ in range(times):
            floors.append(_taken(floor))
            works.append(_taken(work))
    (at, worked), (below, least) = (
        (statistics.median(seconds), statistics.median(processor))
        for seconds, processor in (zip(*works, strict=True), zip(*floors, strict=True))
    )
    return Line(
        name=name,
        reached=f"{at / below:.2f} x",
        target=target,
        seconds=f"{shown(at)} / {shown(below)}",
        processor=f"{worked / least:.2f} x",
        memory=str(memory),
    )


def timed(name: str, work: Callable[[], object], *, target: str, times: int = TIMES) -> Line:
    """A line whose number to reach is a time."""
    with Memory() as memory:
        at = median(work, times=times)
    return Line(name=name, reached=shown(at), target=target, seconds=shown(at), memory=str(memory))


def median(work: Callable[[], object], *, times: int = TIMES) -> float:
    """The median of the seconds that the work takes."""
    return statistics.median(_taken(work)[0] for _ in range(times))


def shown(seconds: float) -> str:
    """Seconds as people read them."""
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.2f} s"


def _taken(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds, and seconds of processors: ours and the server's."""
    servers = _server_processes()
    used, began = _used(servers), time.perf_counter()
    work()
    return time.perf_counter() - began, _used(servers) - used


def _used(servers: list[Path]) -> float:
    """Seconds that our thread and these processes have had a processor."""
    nanoseconds = 0
    for process in servers:
        with suppress(OSError):
            nanoseconds += int((process / "schedstat").read_text(encoding="utf-8").split()[0])
    return time.thread_time() + nanoseconds / 1e9


def _server_processes() -> list[Path]:
    """The processes of the server that this process talks to."""
    data = _data_folder()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if os.readlink(process / "cwd") == data:
                found.append(process)
    return found


def _data_folder() -> str:
    from recobro.kernel import postgres
    from recobro.kernel.home import home

    return str(postgres.status(home()).data.resolve())


def _own_memory(process: Path) -> int:
    """Bytes that belong to the process alone (RssAnon)."""
    with suppress(OSError):
        for line in (process / "status").read_text(encoding="utf-8").splitlines():
            if line.startswith("RssAnon:"):
                return int(line.split()[1]) * 1024
    return 0
