"""The day in order: evaluate, propose, compose, (approve), deliver.

`night` is the day, and leaves a record of itself, also when it fails: what was not approved in time is taken back, the day is
proposed and composed, what the policy may send by itself is approved, and what is approved leaves. A dry run is the same in a
transaction that is rolled back; it delivers nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction

from recobro.access.company import CompanyValue, read_company
from recobro.access.sending import pause
from recobro.bank.gate import check_gate
from recobro.casework.paper import settle_booked
from recobro.casework.tasks import close_paid_tasks
from recobro.channels import channels_for
from recobro.digests import SentDigest, send_digests
from recobro.evaluation.propose import Proposed, check_day, lock, propose
from recobro.flow.approving import approvable, approve
from recobro.flow.progress import Clock, Tick, silent
from recobro.flow.reading import match_bank
from recobro.insight.accounts import bring_up
from recobro.kernel.problems import Problem
from recobro.outbox.compose import Composed, compose
from recobro.outbox.deliver import deliver
from recobro.outbox.etiquette import space_out
from recobro.outbox.nights import Night, begin_night, end_night, fail_night, running
from recobro.outbox.no_address import ask_for_addresses
from recobro.outbox.plan import PlannedReminder, plan, waiting_reminders
from recobro.outbox.post import Printed, print_letters
from recobro.outbox.resolve import supersede


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What left: how many messages were to leave, counts by status, the letters, and a note for each that did not just leave."""

    expected: int
    counts: dict[str, int]
    printed: Printed
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What a night did: what was proposed, what was composed, what left and what was printed."""

    proposed: Proposed
    messages: int
    withdrawn: int
    expected: int
    delivered: dict[str, int]
    printed: Printed | None
    waiting: int
    notes: tuple[str, ...]
    problems: tuple[Problem, ...]
    plan: tuple[PlannedReminder, ...]
    night: Night | None = None
    digests: tuple[SentDigest, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prepared:
    """The day before anything leaves. `withdrawn`: messages of earlier days that were taken back; `delayed`: notes on those."""

    proposed: Proposed
    composed: Composed
    withdrawn: int
    delayed: tuple[str, ...]


def propose_day(
    company_id: int, *, as_of: date, clock: Clock, by: str, any_day: bool = False, full: bool = False,
    progress: Tick = silent,
) -> Day:  # fmt: skip
    """Evaluates, proposes and composes the day. What is not approved yet waits; nothing leaves. `any_day`, `full`: see `propose`."""
    company = read_company(company_id)
    prepared = _prepare(
        company, as_of=as_of, clock=clock, by=by, any_day=any_day, full=full, progress=progress
    )
    proposed, composed = prepared.proposed, prepared.composed
    return Day(
        proposed=proposed, messages=composed.messages, withdrawn=prepared.withdrawn, expected=0, delivered={}, printed=None,
        waiting=len(waiting_reminders(company_id, mode=company.mode)), notes=prepared.delayed, problems=composed.problems,
        plan=tuple(plan(company_id, mode=company.mode, run_id=proposed.run_id)),
    )  # fmt: skip


def _prepare(
    company: CompanyValue, *, as_of: date, clock: Clock, by: str, any_day: bool = False, full: bool = False,
    progress: Tick,
) -> _Prepared:  # fmt: skip
    """What was proposed and composed; all or nothing.

    First what was paid is put away: papers whose payment came in, and tasks of which everything is paid. At the end a task is added
    for each customer whom no address reaches, and what a shared address would hear too often is delayed.
    Before all that, what came in and is not cleared is looked at anew where something has come since that it may pay.
    Raises Refused, and does nothing more, while the gate of the bank is shut.
    """
    match_bank(company, at=clock(), by=by)
    check_gate(company.id, as_of=as_of, currency=company.currency)
    with transaction.atomic():
        lock(company.id)
        settle_booked(company.id, at=clock())
        close_paid_tasks(company.id, mode=company.mode, as_of=as_of, at=clock())
        withdrawn = supersede(company.id, mode=company.mode, before=as_of, at=clock())
        proposed = propose(company.id, as_of=as_of, at=clock(), by=by, any_day=any_day, full=full)
        composed = compose(company.id, reminders=proposed.reminders, at=clock(), progress=progress)
        ask_for_addresses(company, as_of=as_of, at=clock())
        delayed = space_out(company, reminders=proposed.reminders, at=clock())
    return _Prepared(proposed=proposed, composed=composed, withdrawn=withdrawn, delayed=delayed)


def deliver_approved(company_id: int, *, on: date, clock: Clock, progress: Tick = silent) -> Delivery:
    """Sends what is approved and prints the letters. Raises Refused, and sends nothing, while the gate of the bank is shut."""
    company = read_company(company_id)
    check_gate(company_id, as_of=on, currency=company.currency)
    with channels_for(company.mode) as channels:
        delivered = deliver(company_id, on=on, clock=clock, channels=channels, progress=progress)
    printed = print_letters(company_id, on=on, clock=clock, progress=progress)
    return Delivery(
        expected=delivered.expected + printed.letters + printed.dropped + printed.failed + printed.delayed,
        counts=delivered.counts, printed=printed, notes=delivered.notes + printed.notes,
    )  # fmt: skip


def night(
    company_id: int,
    *,
    as_of: date,
    clock: Clock,
    by: str,
    approve_all: bool = False,
    progress: Tick = silent,
) -> Day:
    """The whole day. With `approve_all` the person `by` approves what the run proposes before it is delivered.

    A night for a day that cannot be run is refused and leaves no record; one that fails keeps its reason, and is raised.
    On a sending day everybody who wants one is then sent the digest of his morning; its failure is not the night's.
    """
    company = read_company(company_id)
    check_day(company, as_of=as_of, at=clock())
    night_id = begin_night(company, as_of=as_of, at=clock(), by=by)
    try:
        with running(night_id):
            day = _night(company, as_of=as_of, clock=clock, by=by, approve_all=approve_all, progress=progress)
        record = end_night(
            night_id, expected=day.expected, counts=day.delivered, letters=day.printed, at=clock()
        )
    except BaseException as error:
        fail_night(night_id, reason=error, at=clock())
        raise
    is_working_day = pause(company, as_of) is None
    digests = send_digests(company_id, on=as_of, clock=clock) if is_working_day else ()
    return replace(day, night=record, digests=digests)


def _night(
    company: CompanyValue, *, as_of: date, clock: Clock, by: str, approve_all: bool, progress: Tick
) -> Day:
    company_id = company.id
    prepared = _prepare(company, as_of=as_of, clock=clock, by=by, progress=progress)
    proposed, composed = prepared.proposed, prepared.composed
    if approve_all:
        approve(company_id, reminders=approvable(company_id, by=by), clock=clock, by=by)
    delivery = deliver_approved(company_id, on=as_of, clock=clock, progress=progress)
    bring_up(company, as_of=company.today(clock()))
    return Day(
        proposed=proposed, messages=composed.messages, withdrawn=prepared.withdrawn, expected=delivery.expected,
        delivered=delivery.counts, printed=delivery.printed, notes=prepared.delayed + delivery.notes,
        waiting=len(waiting_reminders(company_id, mode=company.mode)), problems=composed.problems,
        plan=tuple(plan(company_id, mode=company.mode, run_id=proposed.run_id)),
    )  # fmt: skip


def rehearse(
    company_id: int, *, as_of: date, clock: Clock, by: str, full: bool = False, progress: Tick = silent
) -> Day:
    """A dry run: the exact list and the rendered messages of `propose_day`, and no trace of it afterwards."""
    with transaction.atomic():
        day = propose_day(
            company_id, as_of=as_of, clock=clock, by=by, any_day=True, full=full, progress=progress
        )
        transaction.set_rollback(True)
    return day
