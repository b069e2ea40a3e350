"""Worker, database and mail server are killed in the middle of a night: once, none lost, and the unknown ones told (P-1).

A small night here. `python -m tools.kill --rounds 3 --messages 2000 --kills 34` is the large one.
"""

from __future__ import annotations

import pytest

from tools.kill import run


@pytest.mark.slow
def test_it_receives_every_message_once_and_loses_none_when_killed() -> None:
    said: list[str] = []
    (done,) = run(rounds=1, messages=24, kills=3, seed=11, say=said.append)
    assert done.wrong == [], said
    assert len(done.kills) == 3
    assert done.sent + done.unknown == 24
