"""What became of runs: planned = sent + bounced + dropped + failed + unknown + waiting; who approved; what changed on the way."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from typing import Any

from recobro.access.company import CompanyValue
from recobro.access.rows import rows
from recobro.evaluation.evaluate import Verdict, evaluate
from recobro.evaluation.models import Reminder, Run, Step
from recobro.insight.ageing import harmless
from recobro.insight.day import Amounts, amounts_of
from recobro.outbox.models import Batch, Message

PAGE = 50
RUNS = 20
CUSTOMERS = 25  # whose items are shown on a page of an outcome
STATUSES = ("sent", "bounced", "dropped", "failed", "unknown", "waiting")
HEADS = (
    "message", "customer", "name", "level", "channel", "recipient", "language", "currency", "amount", "status", "reason",
    "approved by", "approved at", "last moved at",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Messages, and where they are now."""

    planned: int
    sent: int
    bounced: int
    dropped: int
    failed: int
    unknown: int
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLine:
    """A run and what became of it."""

    id: int
    as_of: date
    at: datetime
    by: str
    reminders: int
    outcomes: dict[str, int]
    tally: Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A level over a channel, of a run."""

    level_key: str
    severity: int
    channel: str
    tally: Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Approver:
    """Who approved how many reminders of a run, from when to when."""

    by: str
    reminders: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RunMessage:
    """A message of a run."""

    id: int
    reminder_id: int
    customer_id: int
    code: str
    name: str
    level_key: str
    channel: str
    recipient: str
    language: str
    status: str
    why: str
    amounts: Amounts
    moved_at: datetime
    needs_person: str
    approved_by: str
    approved_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsettled:
    """A message of which nobody knows whether it left, or that failed."""

    id: int
    reminder_id: int | None
    customer_id: int
    code: str
    name: str
    channel: str
    recipient: str
    subject: str
    status: str
    why: str
    moved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeItems:
    """The items of one customer with an outcome, as things stand now."""

    customer_id: int
    code: str
    name: str
    items: tuple[Verdict, ...]


def list_runs(
    company_id: int, *, mode: str, before: int | None = None, size: int = RUNS
) -> tuple[tuple[RunLine, ...], bool]:
    """A page of the runs, the newest first, and whether older ones follow."""
    found = rows("insight", "runs", company=company_id, mode=mode, run=None, before=before, size=size + 1)
    return tuple(_run(row) for row in found[:size]), len(found) > size


def find_run(company_id: int, run_id: int, *, mode: str) -> RunLine | None:
    """The run of this number, if the company has it."""
    found = rows("insight", "runs", company=company_id, mode=mode, run=run_id, before=None, size=1)
    return _run(found[0]) if found else None


def parts(company_id: int, run_id: int) -> tuple[Part, ...]:
    """The run by level and channel, the most severe first."""
    return tuple(
        Part(level_key=row["level_key"], severity=row["severity"], channel=row["channel"], tally=_tally(row))
        for row in rows("insight", "run_parts", company=company_id, run=run_id)
    )


def approvers(company_id: int, run_id: int) -> tuple[Approver, ...]:
    """Who approved, the first first."""
    return tuple(Approver(**row) for row in rows("insight", "run_approvals", company=company_id, run=run_id))


def run_messages(
    company_id: int, run_id: int, *, changed_only: bool = False, after: int | None = None,
    size: int = PAGE,
) -> tuple[tuple[RunMessage, ...], bool]:  # fmt: skip
    """A page of the messages of a run, or of those that changed between approval and sending; and whether more follow."""
    found = rows(
        "insight", "run_messages", company=company_id, run=run_id, changed_only=changed_only, after=after,
        size=size + 1,
    )  # fmt: skip
    return tuple(_message(row) for row in found[:size]), len(found) > size


def as_csv(company_id: int, run_id: int) -> Iterator[str]:
    """The messages of a run as CSV, line by line: one for each currency that a message asks for."""
    yield _line(HEADS)
    after, more = None, True
    while more:
        page, more = run_messages(company_id, run_id, after=after, size=1000)
        for one in page:
            for currency, amount in one.amounts or (("", ""),):
                yield _line((
                    one.id, one.code, one.name, one.level_key, one.channel, one.recipient.replace("\n", ", "), one.language, currency,
                    amount, one.status, one.why, one.approved_by, one.approved_at, one.moved_at,
                ))  # fmt: skip
            after = one.id


def unsettled(
    company_id: int, *, mode: str, salesperson: str | None = None, before: int | None = None, size: int = PAGE
) -> tuple[tuple[Unsettled, ...], bool]:
    """A page of the messages that a person has to look at, the newest first."""
    found = rows(
        "insight", "unsettled_messages", company=company_id, mode=mode, salesperson=salesperson, before=before, size=size + 1
    )  # fmt: skip
    return tuple(Unsettled(**row) for row in found[:size]), len(found) > size


def count_unsettled(company_id: int, *, mode: str) -> dict[str, int]:
    """How many messages are unknown, and how many failed."""
    waiting = Message.objects.filter(company_id=company_id, mode=mode)
    return {status: waiting.filter(status=status).count() for status in ("unknown", "failed")}


def is_newest_run(company_id: int, run_id: int, *, mode: str) -> bool:
    """Is it the last one? Only of that one is known which customer has which outcome."""
    newest = Run.objects.filter(company_id=company_id, mode=mode).order_by("-id").values_list("id", flat=True)
    return newest.first() == run_id


def items_of_outcome(
    company: CompanyValue, run_id: int, *, as_of: date, outcome: str, after: int | None = None
) -> tuple[tuple[OutcomeItems, ...], bool]:  # fmt: skip
    """A page of customers with the items that have this outcome, evaluated now as the run did; and whether more follow.

    The steps of the run itself are left out of account: what it proposed is not on its way for it.
    """
    found = rows(
        "insight", "customers_with_outcome", company=company.id, mode=company.mode, outcome=outcome,
        after=after, size=CUSTOMERS + 1,
    )  # fmt: skip
    page = found[:CUSTOMERS]
    customers = [row["customer_id"] for row in page]
    proposed = set(
        Step.objects.filter(
            company_id=company.id, reminder_id__in=_reminders(run_id, customers), released_at__isnull=True
        ).values_list("item_id", flat=True)
    )
    items: dict[int, list[Verdict]] = {one: [] for one in customers}
    for verdict in (
        evaluate(company.id, as_of=as_of, mode=company.mode, customers=customers) if customers else ()
    ):
        was = "remind" if verdict.item_id in proposed else verdict.outcome
        if was == outcome:
            items[verdict.customer_id].append(verdict)
    return tuple(
        OutcomeItems(customer_id=row["customer_id"], code=row["code"], name=row["name"], items=tuple(items[row["customer_id"]]))
        for row in page
    ), len(found) > CUSTOMERS  # fmt: skip


def batch_path(company_id: int, batch_id: int) -> str | None:
    """Where the file of a batch of letters is, if the company has it."""
    return (
        Batch.objects.filter(company_id=company_id, id=batch_id)
        .exclude(path="")
        .values_list("path", flat=True)
        .first()
    )


def _reminders(run_id: int, customers: list[int]) -> list[int]:
    return list(
        Reminder.objects.filter(run_id=run_id, customer_id__in=customers).values_list("id", flat=True)
    )


def _run(row: dict[str, Any]) -> RunLine:
    outcomes = json.loads(row["outcomes"]) if isinstance(row["outcomes"], str) else row["outcomes"]
    return RunLine(
        id=row["id"], as_of=row["as_of"], at=row["at"], by=row["by"], reminders=row["reminders"], outcomes=outcomes, tally=_tally(row)
    )  # fmt: skip


def _tally(row: dict[str, Any]) -> Tally:
    return Tally(**{name: row[name] for name in ("planned", *STATUSES)})


def _message(row: dict[str, Any]) -> RunMessage:
    said = {name: row[name] for name in RunMessage.__dataclass_fields__ if name in row}
    return RunMessage(**said, amounts=amounts_of(row["asks"]))


def _line(cells: tuple[Any, ...]) -> str:
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerow([_cell(one) for one in cells])
    return text.getvalue()


def _cell(value: Any) -> str:
    """A text that a spreadsheet would take for a formula is marked as a text."""
    said = "" if value is None else value.isoformat(sep=" ") if isinstance(value, datetime) else str(value)
    return harmless(said) if isinstance(value, str) else said
