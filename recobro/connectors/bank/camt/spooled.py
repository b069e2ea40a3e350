"""The details of an entry, however many: whether they are the whole of it is known behind the last, and they are needed again then."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator
from typing import IO

from recobro.connectors.bank.camt.details import Detail

KEPT = 500  # in memory; the rest waits in a file without a name


class Details:
    """In their order, to be gone through as often as wanted, once at a time."""

    def __init__(self) -> None:
        self._kept: list[Detail] = []
        self._rest: IO[bytes] | None = None
        self._in_rest = 0

    def add(self, one: Detail) -> None:
        if len(self._kept) < KEPT:
            self._kept.append(one)
            return
        if self._rest is None:
            self._rest = tempfile.TemporaryFile(prefix="recobro-")  # noqa: SIM115  closed when nobody needs it any more
        pickle.dump(one, self._rest, pickle.HIGHEST_PROTOCOL)
        self._in_rest += 1

    def __len__(self) -> int:
        return len(self._kept) + self._in_rest

    def __iter__(self) -> Iterator[Detail]:
        yield from self._kept
        if self._rest is not None:
            self._rest.seek(0)
            for _ in range(self._in_rest):
                yield pickle.load(self._rest)  # what we have just written ourselves

    def __del__(self) -> None:
        if self._rest is not None:
            self._rest.close()
