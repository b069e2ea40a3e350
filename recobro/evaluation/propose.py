"""Proposes the day's reminders: a run with its reminders, their steps, and the count of every outcome.

Under an advisory lock per company, so that three schedulers at the same second propose once: the second finds the steps of the
first and has nothing left to propose.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Max

from recobro.access.company import CompanyValue, read_company
from recobro.evaluation.evaluate import Verdict, evaluate
from recobro.evaluation.models import Reminder, Run, Step
from recobro.evaluation.tell import tell_empty
from recobro.kernel.money import plain
from recobro.kernel.problems import refuse
from recobro.policy.read import read_version


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A run: what was decided on a day. `reminders` are the ids it proposed, `verdicts` what it saw."""

    run_id: int
    company_id: int
    mode: str
    as_of: date
    outcomes: dict[str, int]
    reminders: tuple[int, ...]
    verdicts: tuple[Verdict, ...]


def propose(company_id: int, *, as_of: date, at: datetime, by: str, any_day: bool = False) -> Proposed:
    """Evaluates the company on `as_of` and stores what is to be said, once. Raises Refused for a day that cannot be run.

    A live company runs today only; one in rehearsal runs any day not before its last run. `any_day` is for a dry run, which
    may look at any day because the caller rolls it back.
    """
    with transaction.atomic():
        lock(company_id)
        company = read_company(company_id)
        if not any_day:
            check_day(company, as_of=as_of, at=at)
        verdicts = evaluate(company_id, as_of=as_of, mode=company.mode)
        run = Run.objects.create(
            company_id=company_id,
            mode=company.mode,
            as_of=as_of,
            at=at,
            by=by,
            outcomes=count_outcomes(verdicts),
        )
        tell_empty(
            company_id,
            [v for v in verdicts if v.outcome == "empty_level"],
            mode=company.mode,
            on=as_of,
            at=at,
        )
        reminders = [_store(run, group) for group in _grouped(verdicts)]
    return Proposed(
        run_id=run.id, company_id=company_id, mode=company.mode, as_of=as_of, outcomes=run.outcomes,
        reminders=tuple(reminders), verdicts=tuple(verdicts),
    )  # fmt: skip


def lock(company_id: int) -> None:
    """Waits until no other run of this company is being proposed; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('evaluation.propose'), %s)", [company_id])


def check_day(company: CompanyValue, *, as_of: date, at: datetime) -> None:
    """Refuses a live run for another day than today, and a rehearsal before the last day rehearsed."""
    if company.mode == "live" and as_of != company.today(at):
        raise refuse(
            "run", f"{company.name} is live: a run is for today ({company.today(at)}), not for {as_of}.",
            "Leave --as-of out, or look with --dry-run.",
        )  # fmt: skip
    last = last_run(company.id, mode=company.mode)
    if last and as_of < last:
        raise refuse(
            "run",
            f"The last run was for {last}; {as_of} lies before it.",
            "Run that day or a later one.",
        )


def last_run(company_id: int, *, mode: str) -> date | None:
    """The latest day that was run in this mode."""
    return Run.objects.filter(company_id=company_id, mode=mode).aggregate(last=Max("as_of"))["last"]


def count_outcomes(verdicts: Iterable[Verdict]) -> dict[str, int]:
    """How many open claims have each outcome."""
    return dict(Counter(verdict.outcome for verdict in verdicts))


def _grouped(verdicts: Iterable[Verdict]) -> list[list[Verdict]]:
    """What is to be said: one group per customer, and one for what is only a task of ours; highest severity first."""
    groups: dict[tuple[int, bool], list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        if verdict.outcome == "remind":
            groups[verdict.customer_id, bool(verdict.is_outward)].append(verdict)
    return [sorted(group, key=_rank, reverse=True) for group in groups.values()]


def _rank(verdict: Verdict) -> tuple[int, int, Decimal, int]:
    return (verdict.reached.severity, verdict.reached.position, verdict.claimable, -verdict.item_id)


def _store(run: Run, group: list[Verdict]) -> int:
    top = group[0].reached
    reminder = Reminder.objects.create(
        company_id=run.company_id, customer_id=group[0].customer_id, run=run, mode=run.mode, as_of=run.as_of,
        is_outward=bool(group[0].is_outward), version_id=top.version_id, level_id=top.level_id, level_key=top.level_key,
        severity=top.severity, needs_person=_why_a_person(group),
    )  # fmt: skip
    Step.objects.bulk_create(
        Step(
            company_id=run.company_id, customer_id=one.customer_id, reminder=reminder, item_id=one.item_id, mode=run.mode,
            level_id=one.reached.level_id, level_key=one.reached.level_key, severity=one.reached.severity,
            currency=one.currency,
            amount_open=one.open, amount_claimed=one.claimable,
        )
        for one in group
    )  # fmt: skip
    return reminder.id


def _why_a_person(group: list[Verdict]) -> str:
    """Empty when the policies may send it by themselves: each level is automatic, and no total exceeds the lowest ceiling."""
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for one in group:
        totals[one.currency] += one.claimable - one.netted
    for version_id, level_key in dict.fromkeys(
        (one.reached.version_id, one.reached.level_key) for one in group
    ):
        policy = read_version(version_id)
        level = next(level for level in policy.levels if level.key == level_key)
        if level.approval == "person":
            return f"Level {level_key} is sent after approval by a person."
        for currency, total in sorted(totals.items()):
            ceiling = policy.ceiling.get(currency)
            if ceiling is not None and total > ceiling:
                return f"{plain(total, currency)} {currency} is above the ceiling of {plain(ceiling, currency)} {currency}."
    return ""
