"""Levels that another system has told: whoever changes systems does not begin with the first reminder again.

A level is named by its key or its name in a policy, by the number of the reminder, or by its severity. What is carried over counts
in rehearsal and when live, as a contact, once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from recobro.access.models import MODES
from recobro.evaluation.evaluate import evaluate
from recobro.evaluation.models import Told
from recobro.kernel.problems import Problem
from recobro.policy.ladder import SEVERITIES, Level, Policy
from recobro.policy.read import current_versions, read_version

IMPORTED = "imported"  # the channel
CHUNK = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldElsewhere:
    """What a file says: this item was told at a level, as the other system names it, on a day."""

    line: int
    item_id: int
    customer_id: int
    level: str
    on: date


def carry_over(
    company_id: int, told: Sequence[ToldElsewhere], *, mode: str, as_of: date, at: datetime
) -> tuple[int, list[Problem]]:
    """Writes what was told. Gives how many items it is new for, and a problem for each level that nobody knows.

    What was carried over before stays as it is; a higher level is added.
    """
    names = _Names(company_id, told, mode=mode, as_of=as_of)
    problems: list[Problem] = []
    rows: list[tuple[ToldElsewhere, str, int]] = []
    for one in told:
        found = names.find(one)
        if isinstance(found, Problem):
            problems.append(found)
        elif found is not None:
            rows.append((one, *found))
    return _store(company_id, rows, at=at), problems


def _store(company_id: int, rows: list[tuple[ToldElsewhere, str, int]], *, at: datetime) -> int:
    new = 0
    for start in range(0, len(rows), CHUNK):
        chunk = rows[start : start + CHUNK]
        before = Told.objects.filter(company_id=company_id, channel=IMPORTED).count()
        Told.objects.bulk_create(_rows(company_id, chunk, at), ignore_conflicts=True)
        new += Told.objects.filter(company_id=company_id, channel=IMPORTED).count() - before
    return new // len(MODES)


def _rows(company_id: int, rows: list[tuple[ToldElsewhere, str, int]], at: datetime) -> Iterator[Told]:
    for one, key, severity in rows:
        for mode in MODES:
            yield Told(
                company_id=company_id, customer_id=one.customer_id, item_id=one.item_id, mode=mode, level_key=key,
                severity=severity, on=one.on, at=at, channel=IMPORTED, is_contact=True,
            )  # fmt: skip


class _Names:
    """What a level may be called, for each item by its own policy first."""

    def __init__(self, company_id: int, told: Sequence[ToldElsewhere], *, mode: str, as_of: date) -> None:
        self._company_id, self._as_of = company_id, as_of
        customers = sorted({one.customer_id for one in told})
        verdicts = evaluate(company_id, as_of=as_of, mode=mode, customers=customers) if customers else []
        self._versions = {verdict.item_id: verdict.version_id for verdict in verdicts}

    @cached_property
    def _policies(self) -> list[Policy]:
        return [
            read_version(version_id) for version_id in current_versions(self._company_id, as_of=self._as_of)
        ]

    def find(self, one: ToldElsewhere) -> tuple[str, int] | Problem | None:
        """The key and severity of the level; None where the file says that nothing was told yet."""
        word = _folded(one.level)
        version_id = self._versions.get(one.item_id)
        own = [read_version(version_id)] if version_id else []
        if word == "0":
            return None
        if word.isdecimal() and own:
            return self._nth(one, own[0])
        level = next(_named(word, [*own, *self._policies]), None)
        if level is not None:
            return level.key, level.rank
        return (word, SEVERITIES[word]) if word in SEVERITIES else self._unknown(one, own)

    def _nth(self, one: ToldElsewhere, policy: Policy) -> tuple[str, int] | Problem:
        number = int(one.level)
        if number <= len(policy.rungs):
            level = policy.rungs[number - 1]
            return level.key, level.rank
        return self._unknown(one, [policy])

    def _unknown(self, one: ToldElsewhere, own: list[Policy]) -> Problem:
        keys = [level.key for policy in own or self._policies for level in policy.levels]
        return Problem(
            source="told",
            line=one.line,
            message=f"Level '{one.level}' is not known; the item begins as if nothing had been told.",
            hint=f"Write one of {', '.join(dict.fromkeys(keys))}, a severity ({', '.join(SEVERITIES)}), or the number of the reminder; "
            "map others in the profile, [values.told_level], and import the file again.",
            severity="warning",
        )


def _named(word: str, policies: Iterable[Policy]) -> Iterator[Level]:
    for policy in policies:
        for level in policy.all_levels:
            if word in (level.key, *map(_folded, level.name.values())):
                yield level


def _folded(text: str) -> str:
    return "-".join(text.strip().lower().replace("_", " ").split())
