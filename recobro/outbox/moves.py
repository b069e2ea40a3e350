"""The only place where a message changes its status: by compare-and-set, so that of two workers one wins."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from recobro.outbox.models import Message

MOVES: dict[str, frozenset[str]] = {
    "waiting": frozenset({"sending", "dropped"}),
    "sending": frozenset({"sent", "failed", "unknown", "dropped"}),
    "failed": frozenset({"waiting", "dropped"}),
    "unknown": frozenset({"sent", "failed"}),  # by a person who found out
    "sent": frozenset({"bounced"}),
}


def move(
    message_id: int, before: str, after: str, *, at: datetime, as_approved: str = "", **more: Any
) -> bool:
    """Moves the message if it still is where we think it is, and says whether we won. A move that is not listed is a mistake.

    `as_approved`: only if it still has this fingerprint, and nobody has edited it meanwhile.
    """
    if after not in MOVES.get(before, frozenset()):
        raise ValueError(f"A message does not move from {before} to {after}.")
    rows = Message.objects.filter(id=message_id, status=before)
    rows = rows.filter(fingerprint=as_approved) if as_approved else rows
    return bool(rows.update(status=after, moved_at=at, **more))
