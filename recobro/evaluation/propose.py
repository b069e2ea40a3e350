"""Proposes the day's reminders: a run with its reminders, their steps, and the count of every outcome.

Under an advisory lock per company, so that three schedulers at the same second propose once: the second finds the steps of the
first and has nothing left to propose.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from recobro.access.company import CompanyValue, read_company
from recobro.access.fit import fit
from recobro.access.members import is_manager, member_called
from recobro.evaluation.evaluate import Verdict
from recobro.evaluation.looks import look
from recobro.evaluation.models import Reminder, Run, Step
from recobro.evaluation.overrule import overruled
from recobro.evaluation.verdicts import index_kept, keep, keep_changed, kept
from recobro.kernel.money import minor_units
from recobro.kernel.problems import refuse
from recobro.kernel.sql import load
from recobro.policy.models import Threshold, Version
from recobro.policy.read import read_version


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A run: what was decided on a day. `reminders` are the ids it proposed; what it saw is `verdicts.kept` until it is committed."""

    run_id: int
    company_id: int
    mode: str
    as_of: date
    outcomes: dict[str, int]
    reminders: tuple[int, ...]


def propose(
    company_id: int, *, as_of: date, at: datetime, by: str, any_day: bool = False, full: bool = False
) -> Proposed:
    """Evaluates the company on `as_of` and stores what is to be said, once. Raises Refused for a day that cannot be run.

    A live company runs today only; one in rehearsal runs any day not before its last run. `any_day` is for a dry run, which
    may look at any day because the caller rolls it back: what later runs proposed is not there for it. Only customers are
    evaluated for whom something can have changed (`looks`); `full` evaluates everybody.
    """
    with transaction.atomic():
        lock(company_id)
        company = read_company(company_id)
        if any_day:
            _set_aside(company, after=as_of, at=at)
        else:
            check_day(company, as_of=as_of, at=at)
        looked = look(company_id, mode=company.mode, as_of=as_of, full=full)
        run = Run.objects.create(
            company_id=company_id, mode=company.mode, as_of=as_of, at=at, by=by, by_member_id=member_called(company_id, by),
            outcomes=looked.outcomes,
        )  # fmt: skip
        reminders = _write(run) if looked.at_anybody else []
        if reminders:
            index_kept()
    return Proposed(
        run_id=run.id, company_id=company_id, mode=company.mode, as_of=as_of, outcomes=run.outcomes,
        reminders=tuple(reminders),
    )  # fmt: skip


def propose_one(
    company_id: int, *, customer_id: int, overrules: Sequence[str] = (), although: str = "", as_of: date, at: datetime, by: str
) -> Proposed:  # fmt: skip
    """Evaluates one customer because a person wants to remind him now; a person approves whatever it proposes.

    `overrules`: blocks that do not count (see `overrule`), `although`: why. Raises Refused for overruling without a reason, and for
    overruling a complaint by whoever is no manager.
    """
    if overrules and not although.strip():
        raise refuse("reminder", "Reminding in spite of that needs a reason.", "Say why.")
    if "complaint" in overrules and not is_manager(company_id, by):
        raise refuse(
            "reminder", f"{by} is no manager of this company, and only a manager answers a complaint."
        )
    with transaction.atomic():
        lock(company_id)
        company = read_company(company_id)
        check_day(company, as_of=as_of, at=at)
        keep(company_id, as_of=as_of, mode=company.mode, customers=[customer_id])
        before = kept([customer_id])
        verdicts = overruled(before, overrules, as_of=as_of)
        keep_changed(one for one, was in zip(verdicts, before, strict=True) if one != was)
        run = Run.objects.create(
            company_id=company_id,
            mode=company.mode,
            as_of=as_of,
            at=at,
            by=by,
            by_member_id=member_called(company_id, by),
            outcomes=count_outcomes(verdicts),
        )
        reminders = _write(run)
        said = fit("reminder", Reminder, although=f"{by}: {although}" if although else "")
        rows = Reminder.objects.filter(company_id=company_id, id__in=reminders)
        rows.update(overrules=list(overrules), **said)
        rows.filter(needs_person="").update(needs_person="A person reminds by hand.")
    return Proposed(
        run_id=run.id, company_id=company_id, mode=company.mode, as_of=as_of, outcomes=run.outcomes,
        reminders=tuple(reminders),
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


def _set_aside(company: CompanyValue, *, after: date, at: datetime) -> None:
    """Frees the steps of later runs: the statement does not see them on this day, and there is one step of an item and level only."""
    steps = Step.objects.filter(company_id=company.id, mode=company.mode, released_at__isnull=True)
    steps.filter(reminder__as_of__gt=after).update(released_at=at)


def last_run(company_id: int, *, mode: str) -> date | None:
    """The latest day that was run in this mode."""
    return Run.objects.filter(company_id=company_id, mode=mode).aggregate(last=Max("as_of"))["last"]


def count_outcomes(verdicts: Iterable[Verdict]) -> dict[str, int]:
    """How many open claims have each outcome."""
    return dict(Counter(verdict.outcome for verdict in verdicts))


def _write(run: Run) -> list[int]:
    """The rows of the run, from the verdicts that are kept. Gives the reminders."""
    asked = {"company": run.company_id, "run": run.id, "mode": run.mode, "as_of": run.as_of, "at": run.at}
    _execute("tell_empty", asked)
    reminders = _execute("insert_reminders", asked | _approved_by_people(run.company_id))
    _execute("insert_steps", asked)
    return reminders


def _execute(name: str, asked: dict[str, Any]) -> list[int]:
    """The statement of this room, and the ids that it gives, if it gives any."""
    with connection.cursor() as cursor:
        cursor.execute(load("evaluation", name), asked)
        return [number for (number,) in cursor.fetchall()] if cursor.description else []


def _approved_by_people(company_id: int) -> dict[str, Any]:
    """The levels that a person approves, and how amounts are written in the reason why one has to."""
    versions = Version.objects.filter(company_id=company_id).values_list("id", flat=True)
    levels = [
        (version, level.key)
        for version in versions
        for level in read_version(version).all_levels
        if level.approval == "person"
    ]
    ceilings = Threshold.objects.filter(company_id=company_id, ceiling__isnull=False)
    currencies = sorted(set(ceilings.values_list("currency", flat=True)))
    return {
        "versions": [version for version, _ in levels],
        "level_keys": [key for _, key in levels],
        "final_by_person": read_company(company_id).second_person != "never",
        "currencies": currencies,
        "digits": [minor_units(one) for one in currencies],
    }
