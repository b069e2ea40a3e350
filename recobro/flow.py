"""The whole product in order, on one page: import, evaluate, propose, compose, (approve), deliver.

The nightly job, the command line and the stories of the tests call these functions, and nothing else decides an order.
`night` is the day, and leaves a record of itself, also when it fails: what was not approved in time is taken back, the day is
proposed and composed, what the policy may send by itself is approved, and what is approved leaves. A dry run is the same in a
transaction that is rolled back; it delivers nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from recobro.access.company import CompanyValue, read_company
from recobro.access.sending import pause
from recobro.bank.by_itself import confirm_certain
from recobro.bank.gate import check_gate
from recobro.bank.match import match
from recobro.bank.take_in import TakenFile
from recobro.bank.take_in import take_in as take_in_statements
from recobro.casework.paper import settle_booked
from recobro.casework.tasks import close_paid_tasks
from recobro.channels import channels_for
from recobro.connectors.bank.format import BankOptions
from recobro.connectors.bank.recognise import recognise as bank_format_of
from recobro.connectors.bank.saved import columns_for, remember_columns
from recobro.connectors.content import file_hash
from recobro.connectors.format import Options
from recobro.connectors.history import Imported
from recobro.connectors.merge import take_in
from recobro.connectors.profiles import profile_for
from recobro.connectors.recognise import recognise
from recobro.connectors.record import FileKind
from recobro.connectors.table.amounts import DecimalSign
from recobro.connectors.table.dates import DateOrder
from recobro.connectors.table.profile import Profile, load_profile
from recobro.digests import SentDigest, send_digests
from recobro.evaluation.approve import approve as record_approval
from recobro.evaluation.evaluate import Verdict
from recobro.evaluation.propose import Proposed, check_day, lock, propose, propose_one
from recobro.evaluation.verdicts import kept
from recobro.insight.accounts import bring_up
from recobro.insight.statement import Period
from recobro.insight.statement_files import broken, statements
from recobro.kernel.problems import Problem, Refused, refuse
from recobro.ledger.find import customer_terms
from recobro.ledger.known import check_known
from recobro.outbox.channel import Result
from recobro.outbox.compose import Composed, compose, reminder_fingerprints
from recobro.outbox.deliver import Delivered, deliver
from recobro.outbox.etiquette import space_out
from recobro.outbox.nights import Night, begin_night, end_night, fail_night, running
from recobro.outbox.no_address import ask_for_addresses
from recobro.outbox.plan import PlannedReminder, plan, reminders_to, waiting_marks, waiting_reminders
from recobro.outbox.post import Printed, print_letters
from recobro.outbox.preview import trial
from recobro.outbox.resolve import supersede, withdraw
from recobro.outbox.second_person import check_second_person, objections
from recobro.outbox.statement import queue_statement
from recobro.policy.ladder import Level

Clock = Callable[[], datetime]
Tick = Callable[[], None]
Expect = Callable[[int], None]  # told about how many ticks there will be


def _silent() -> None:
    """No progress to show."""


def _unexpected(total: int) -> None:
    """Nobody asks how much there is to do."""


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


def import_file(
    company: CompanyValue, path: Path, *, profile: Path | Profile | None = None, kind: FileKind | None = None, source: str | None = None,
    open_items: bool = False, terms: str | None = None, on: date, may_vanish: bool = False, payments_through: date | None = None,
    dry_run: bool = False, at: datetime, by: str, progress: Tick = _silent, expect: Expect = _unexpected,
) -> Imported:  # fmt: skip
    """Reads a file, or a folder of files, of any format that is known, and takes its records into the ledger.

    `source`, the system it comes from, is that of the format if it is not said. `terms` make a due date where the file and the customer
    have none. Without a `profile` the company's own for files with these headers is taken. Raises Refused for what cannot be read at all,
    and for a `payments_through` to come.
    """
    if payments_through:
        check_known(payments_through, today=company.today(at))
    if isinstance(profile, Path):
        profile = load_profile(profile)
    options = Options(
        profile=profile or profile_for(company.id, path) or Profile(),
        kind=kind,
        country=company.country,
        open_items=open_items,
        default_currency=company.currency,
        default_terms=terms,
        terms_of=customer_terms(company.id),
    )
    known = recognise(path)
    reading = known.read(path, options)
    imported = take_in(
        company.id, reading, source=source or known.source, on=on, may_vanish=may_vanish, payments_through=payments_through,
        at=at, by=by, dry_run=dry_run, progress=progress, expect=expect,
    )  # fmt: skip
    if not dry_run:
        bring_up(company, as_of=company.today(at))  # so that the next reader of the list need not wait for it
    return imported


def read_bank(
    company: CompanyValue, path: Path, *, account: str = "", currency: str = "", columns: Mapping[str, str] | None = None,
    date_order: DateOrder | None = None, decimal: DecimalSign | None = None, dry_run: bool = False, at: datetime, by: str,
    progress: Tick = _silent,
) -> TakenFile:  # fmt: skip
    """Reads a file of a bank, of any format that is known, stores its statements, and looks what they pay (`match_bank`).

    Raises Refused for what cannot be read at all.

    `account` and `currency` (by default the company's) hold where the file does not say them. `columns` (header to field), `date_order` and
    `decimal` are for tables. What is said about columns is remembered for the next table with these headers.
    """
    known = bank_format_of(path)
    said = None if columns else columns_for(company.id, path)
    account = account or (said.account if said else "")
    options = BankOptions(
        columns=columns or (said.columns if said else {}),
        account=account,
        currency=currency or (said.currency if said else "") or company.currency,
        country=company.country,
        date_order=date_order or (said.date_order if said else None),
        decimal=decimal or (said.decimal if said else None),
    )
    taken = take_in_statements(
        company.id, known.read(path, options), name=path.name, format_name=known.name, sha256=file_hash(path), account=account,
        today=company.today(at), dry_run=dry_run, at=at, by=by, progress=progress,
    )  # fmt: skip
    if columns and not dry_run:
        remember_columns(
            company.id, columns=columns, account=account, currency=currency, date_order=date_order, decimal=decimal, at=at, by=by
        )  # fmt: skip
    if not dry_run:  # also what an earlier read has left, that did not come to its end
        match_bank(company, at=at, by=by)
    return taken


@dataclass(frozen=True, slots=True, kw_only=True)
class BankMatched:
    """What looking at the movements gave: how many, with a proposal, certain, and confirmed by the rules."""

    movements: int
    proposed: int
    certain: int
    confirmed: int


def match_bank(
    company: CompanyValue, *, full: bool = False, at: datetime, by: str, progress: Tick = _silent
) -> BankMatched:
    """Proposes what movements pay that are not cleared; what is certain is confirmed, where the company's rules say so.

    Those are looked at for which something is new since the last time; all of them where a person wants that (`full`).
    """
    matched = match(company.id, full=full, at=at, by=by, progress=lambda _: progress())
    confirmed = confirm_certain(company.id, at=at)
    if confirmed:
        bring_up(company, as_of=company.today(at))
    return BankMatched(
        movements=matched.movements,
        proposed=matched.proposed,
        certain=matched.automatic,
        confirmed=len(confirmed),
    )


def propose_day(
    company_id: int, *, as_of: date, clock: Clock, by: str, any_day: bool = False, full: bool = False,
    progress: Tick = _silent,
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


def approve(
    company_id: int, *, reminders: Sequence[int], seen: Mapping[int, str] | None = None, clock: Clock, by: str
) -> int:
    """Approves reminders that wait, as they stand now, each with the fingerprint of its messages. Gives how many.

    Raises Refused, and approves none, when one of them does not wait for approval, is not for this person to approve
    (`second_person`), or has another fingerprint than the person has `seen`.
    """
    with transaction.atomic():
        lock(company_id)
        company = read_company(company_id)
        waiting = waiting_reminders(company_id, mode=company.mode)
        if others := sorted(set(reminders) - set(waiting)):
            raise refuse(
                "approve",
                f"Reminder {', '.join(map(str, others))} does not wait for approval.",
                "See what waits: recobro plan.",
            )
        check_second_person(company, reminders, by=by)
        fingerprints = reminder_fingerprints(company_id, reminders)
        if changed := [one for one, mark in (seen or {}).items() if fingerprints.get(one, mark) != mark]:
            raise refuse(
                "approve",
                f"Reminder {changed[0]} has changed since you looked at it.",
                "Look again, then approve.",
            )
        record_approval(company_id, fingerprints, at=clock(), by=by)
    return len(reminders)


def approve_waiting(company_id: int, *, level: str = "", seen: str, clock: Clock, by: str) -> int:
    """Approves all that waits (at one level), as far as it is for this person to approve: what he saw, and nothing else.

    `seen` is the mark of the list that he was shown (`waiting_marks`). Raises Refused when more, less or something else waits now.
    """
    with transaction.atomic():
        lock(company_id)
        company = read_company(company_id)
        if waiting_marks(company_id, mode=company.mode).get(level, "") != seen:
            raise refuse(
                "approve", "The list has changed since you looked at it.", "Look again, then approve."
            )
        chosen = approvable(company_id, by=by, level=level or None)
        return approve(company_id, reminders=chosen, clock=clock, by=by)


def approvable(company_id: int, *, by: str, level: str | None = None) -> list[int]:
    """The reminders that wait (at one level), without those that somebody else has to approve."""
    company = read_company(company_id)
    waiting = waiting_reminders(company_id, mode=company.mode, level=level)
    return sorted(waiting - objections(company, waiting, by=by).keys())


def process_follow_up(company_id: int, *, customers: Sequence[int], clock: Clock, by: str) -> int:
    """Approves what waits for these customers, as far as it is for this person to approve. Gives how many reminders."""
    waiting = reminders_to(company_id, reminders=approvable(company_id, by=by), customers=customers)
    return approve(company_id, reminders=waiting, clock=clock, by=by)


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """How a person wants to remind a customer now: by which channel ("": as the policy says), and what he overrules, and why."""

    channel: str = ""
    overrules: tuple[str, ...] = ()
    although: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manual:
    """What a reminder by hand says: its reminders with their messages, and every claim with what still stands against it.

    `seen` names it: it is the same while the very same messages would leave.
    """

    reminders: tuple[PlannedReminder, ...]
    verdicts: tuple[Verdict, ...]
    seen: str


def preview_reminder(
    company_id: int, *, customer_id: int, how: ByHand, on: date, clock: Clock, by: str
) -> Manual:
    """Exactly what `remind_now` would send, and no trace of it afterwards."""
    with transaction.atomic():
        manual = _by_hand(company_id, customer_id, how, on=on, clock=clock, by=by)
        transaction.set_rollback(True)
    return manual


def propose_by_hand(
    company_id: int, *, customer_id: int, how: ByHand, on: date, clock: Clock, by: str
) -> Manual:
    """Puts the reminder among those that wait for approval, so that its words can be edited first."""
    with transaction.atomic():
        manual = _by_hand(company_id, customer_id, how, on=on, clock=clock, by=by)
        if not manual.reminders:
            raise _nothing_to_say()
    return manual


def remind_now(
    company_id: int, *, customer_id: int, how: ByHand, seen: str, on: date, clock: Clock, by: str
) -> Delivered:
    """Reminds one customer now: proposes for him alone, composes, approves by this person, and sends. Letters wait for the printer.

    What waited for him unapproved is taken back first. Raises Refused, and leaves everything as it was, when there is nothing to say, when
    it is no longer what the person has `seen`, and when somebody else has to approve it.
    """
    company = read_company(company_id)
    with transaction.atomic():
        manual = _by_hand(company_id, customer_id, how, on=on, clock=clock, by=by)
        if not manual.reminders:
            raise _nothing_to_say()
        if manual.seen != seen:
            raise refuse("reminder", "It has changed since you looked at it.", "Look again, then send it.")
        approve(company_id, reminders=[one.reminder_id for one in manual.reminders], clock=clock, by=by)
    messages = [message.message_id for one in manual.reminders for message in one.messages]
    with channels_for(company.mode) as channels:
        return deliver(company_id, on=on, clock=clock, channels=channels, only=messages)


def _by_hand(company_id: int, customer_id: int, how: ByHand, *, on: date, clock: Clock, by: str) -> Manual:
    lock(company_id)
    company = read_company(company_id)
    waiting = waiting_reminders(company_id, mode=company.mode)
    for reminder in reminders_to(company_id, reminders=waiting, customers=[customer_id]):
        withdraw(company_id, reminder_id=reminder, reason=f"{by} reminds by hand.", at=clock())
    proposed = propose_one(
        company_id, customer_id=customer_id, overrules=how.overrules, although=how.although, as_of=on, at=clock(), by=by
    )  # fmt: skip
    composed = compose(company_id, reminders=proposed.reminders, channel=how.channel, at=clock())
    if composed.problems:
        raise Refused(composed.problems)
    planned = tuple(plan(company_id, mode=company.mode, run_id=proposed.run_id))
    marks = reminder_fingerprints(company_id, [one.reminder_id for one in planned])
    return Manual(
        reminders=planned, verdicts=tuple(kept([customer_id])), seen=" ".join(sorted(marks.values()))
    )


def _nothing_to_say() -> Refused:
    return refuse("reminder", "There is nothing to remind him of now.", "See why at each invoice.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What became of statements: counts by status, notes on those that did not just leave, and the customers left out."""

    counts: dict[str, int]
    notes: tuple[str, ...]
    problems: tuple[Problem, ...]


def send_statements(
    company_id: int, *, customers: Sequence[int], period: Period, formats: tuple[str, ...] = ("pdf",), language: str | None = None,
    although: str = "", on: date, clock: Clock, by: str, progress: Tick = _silent,
) -> Sent:  # fmt: skip
    """Sends each customer his statement by e-mail, through the outbox. Whoever sends them approves them (`by`).

    Customers are isolated: where something stands against it, or a statement cannot be made, the customer is told and the rest leaves.
    """
    company = read_company(company_id)
    queued: list[int] = []
    problems: list[Problem] = []
    made = statements(company_id, customers=customers, period=period, language=language)
    for customer_id, one in zip(customers, made, strict=True):
        if isinstance(one, Problem):
            problems.append(one)
            continue
        try:
            message = queue_statement(
                company, customer_id, one, formats=formats, although=although, on=on, at=clock(), by=by
            )
        except Refused as refused:
            problems += refused.problems
        except Exception as error:  # one customer's fault must not cost the others theirs (P-12)
            problems.append(broken(one.addressee.code, error))
        else:
            queued.append(message)
        progress()
    with channels_for(company.mode) as channels:
        delivered = deliver(company_id, on=on, clock=clock, channels=channels, only=queued)
    return Sent(counts=delivered.counts, notes=delivered.notes, problems=tuple(problems))


def send_trial(
    company: CompanyValue, level: Level, *, customer_id: int, language: str, on: date, recipient: str, mark: str, note: str, at: datetime
) -> Result:  # fmt: skip
    """Sends the message that this level would be to the customer to a colleague instead, marked as a trial.

    Nothing is recorded, and while the company rehearses it lands in the mailbox as everything does.
    """
    message = trial(
        company, level, customer_id=customer_id, language=language, as_of=on, recipient=recipient, mark=mark, note=note, at=at
    )  # fmt: skip
    with channels_for(company.mode) as channels:
        return channels["email"].send(message)


def deliver_approved(company_id: int, *, on: date, clock: Clock, progress: Tick = _silent) -> Delivery:
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
    progress: Tick = _silent,
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
    company_id: int, *, as_of: date, clock: Clock, by: str, full: bool = False, progress: Tick = _silent
) -> Day:
    """A dry run: the exact list and the rendered messages of `propose_day`, and no trace of it afterwards."""
    with transaction.atomic():
        day = propose_day(
            company_id, as_of=as_of, clock=clock, by=by, any_day=True, full=full, progress=progress
        )
        transaction.set_rollback(True)
    return day
