"""The clock of the pages. Verbs have none: they are told."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """This instant."""
    return datetime.now(UTC)
