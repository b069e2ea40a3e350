"""The day's reminders as a page shows them: how many stand where, what they ask for, and a page of their list."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from recobro.access.rows import rows
from recobro.evaluation.models import Run
from recobro.outbox.models import Batch, Message

PAGE = 50
STATES = (
    "to_approve", "ready", "printed", "sending", "sent", "dropped", "failed", "unknown", "bounced"
)  # fmt: skip
Amounts = tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The day's messages of one level over one channel: how many in each state, and what they ask for, by currency."""

    level_key: str
    severity: int
    channel: str
    states: dict[str, int]
    amounts: Amounts

    @property
    def approved(self) -> int:
        """Those that are approved and have not left."""
        return sum(self.states.get(one, 0) for one in ("ready", "printed", "sending"))

    @property
    def sent(self) -> int:
        """Those that have left."""
        return self.states.get("sent", 0)

    @property
    def not_sent(self) -> int:
        """Those that did not reach anybody, or of which nobody knows."""
        return sum(self.states.get(one, 0) for one in ("dropped", "failed", "unknown", "bounced"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """How the day stands. `amounts`: what all reminders ask for, each counted once."""

    groups: tuple[Group, ...]
    states: dict[str, int]
    amounts: Amounts

    @property
    def messages(self) -> int:
        """All of them."""
        return sum(self.states.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class DayReminder:
    """A reminder in the list. `messages`: channel and state of each; `items`: how many it asks for."""

    id: int
    as_of: date
    customer_id: int
    code: str
    name: str
    collector: str
    level_key: str
    severity: int
    needs_person: str
    messages: tuple[tuple[str, str], ...]
    amounts: Amounts
    to_approve: bool
    items: int
    is_edited: bool
    approved_by: str

    @property
    def can_change(self) -> bool:
        """Has a message of it not left yet?"""
        return any(state in ("to_approve", "ready", "printed", "failed") for _, state in self.messages)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRun:
    """A run of the day, with the count of every outcome."""

    id: int
    at: datetime
    by: str
    outcomes: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Printout:
    """Letters printed together; `posted_on` is None until a person says that they are in the post."""

    id: int
    as_of: date
    printed_at: datetime
    letters: int
    posted_on: date | None
    posted_by: str


def day_of(company_id: int, *, mode: str, as_of: date, salesperson: str | None = None) -> Today:
    """How the day stands, by level and channel."""
    asked: dict[str, Any] = {
        "company": company_id,
        "mode": mode,
        "as_of": as_of,
        "salesperson": salesperson,
    }
    states: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    severity: dict[str, int] = {}
    for row in rows("insight", "day_counts", **asked):
        states[row["level_key"], row["channel"]][row["state"]] = row["messages"]
        severity[row["level_key"]] = row["severity"]
    amounts: dict[tuple[str, str], list[tuple[str, Decimal]]] = defaultdict(list)
    for row in rows("insight", "day_amounts", **asked):
        amounts[row["level_key"], row["channel"]].append((row["currency"], row["amount"]))
    groups = [
        Group(level_key=level, severity=severity[level], channel=channel, states=found, amounts=tuple(amounts[level, channel]))
        for (level, channel), found in states.items()
    ]  # fmt: skip
    groups.sort(key=lambda one: (-one.severity, one.level_key, one.channel))
    return Today(
        groups=tuple(groups),
        states={
            state: count for state in STATES if (count := sum(one.states.get(state, 0) for one in groups))
        },
        amounts=tuple(amounts["", ""]),
    )


def day_reminders(
    company_id: int, *, mode: str, as_of: date, state: str | None = None, level: str | None = None, channel: str | None = None,
    collectors: Sequence[str] | None = None, salesperson: str | None = None, after: tuple[int, int] | None = None, size: int = PAGE,
) -> tuple[tuple[DayReminder, ...], bool]:  # fmt: skip
    """A page of the list, the most severe first, and whether more follow. `after`: severity and id of the last one of the page before."""
    severity, number = after or (None, None)
    found = rows(
        "insight", "day_reminders", company=company_id, mode=mode, as_of=as_of, state=state, level=level, channel=channel,
        collectors=None if collectors is None else list(collectors), salesperson=salesperson, after_severity=severity,
        after_id=number, size=size + 1,
    )  # fmt: skip
    return tuple(_reminder(row) for row in found[:size]), len(found) > size


def runs_of_day(company_id: int, *, mode: str, as_of: date) -> tuple[DayRun, ...]:
    """The runs of the day, the newest first."""
    found = Run.objects.filter(company_id=company_id, mode=mode, as_of=as_of).order_by("-id")[:10]
    return tuple(DayRun(id=one.id, at=one.at, by=one.by, outcomes=one.outcomes) for one in found)


def printouts(company_id: int, *, mode: str, at_most: int = 5) -> tuple[Printout, ...]:
    """The printed letters that are not posted yet, and the newest ones."""
    batches = Batch.objects.filter(company_id=company_id, mode=mode)
    found = list(batches.filter(posted_on__isnull=True).order_by("-id")[:at_most])
    found += batches.filter(posted_on__isnull=False).order_by("-id")[: at_most - len(found)]
    counts: dict[int, int] = defaultdict(int)
    for (batch,) in Message.objects.filter(
        company_id=company_id, mode=mode, batch_id__in=[one.id for one in found]
    ).values_list("batch_id"):
        counts[batch or 0] += 1
    return tuple(
        Printout(
            id=one.id, as_of=one.as_of, printed_at=one.printed_at, letters=counts[one.id], posted_on=one.posted_on,
            posted_by=one.posted_by,
        )
        for one in found
    )  # fmt: skip


def _reminder(row: dict[str, Any]) -> DayReminder:
    said = {name: row[name] for name in DayReminder.__dataclass_fields__ if name in row}
    said["messages"] = tuple(tuple(one.split(" ", 1)) for one in row["messages"])
    said["amounts"] = amounts_of(row["asks"])
    return DayReminder(**said)


def amounts_of(asks: Any) -> Amounts:
    """What a message asks for, as amounts by currency."""
    values: dict[str, str] = json.loads(asks) if isinstance(asks, str) else asks
    return tuple((currency, Decimal(value)) for currency, value in sorted(values.items()))
