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


def move(message_id: int, before: str, after: str, *, at: datetime, **more: Any) -> bool:
    """Moves the message if it still is where we think it is, and says whether we won. A move that is not listed is a mistake."""
    if after not in MOVES.get(before, frozenset()):
        raise ValueError(f"A message does not move from {before} to {after}.")
    return bool(
        Message.objects.filter(id=message_id, status=before).update(status=after, moved_at=at, **more)
    )
