"""Letters: printed together as one file, and told when a person marks the batch as posted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import connection, transaction

from recobro.access.company import read_company
from recobro.kernel import home
from recobro.kernel.problems import refuse
from recobro.letters import batch as bind
from recobro.letters import pdf
from recobro.outbox.deliver import deliverable, drop, outgoing_of, settle_sent, told_items
from recobro.outbox.models import Attempt, Batch, Message
from recobro.outbox.moves import move
from recobro.outbox.recheck import Drops, recheck

BY_REHEARSAL = "rehearsal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A batch for the printer: `path` is its one PDF; None, with no batch, when there was nothing to print."""

    batch_id: int | None
    path: Path | None
    letters: int
    dropped: int
    failed: int
    notes: tuple[str, ...]


def print_letters(
    company_id: int, *, on: date, clock: Callable[[], datetime], progress: Callable[[], None] = lambda: None
) -> Printed:
    """Prints every approved letter that is not in a batch yet: one PDF each, and one for the printer.

    Each is looked at again before it is printed. In rehearsal a printed batch counts as posted; live it waits for `record_posted`.
    """
    company = read_company(company_id)
    folder = home.letters(company.name) / on.isoformat()
    notes: list[str] = []
    printed: list[tuple[int, Path]] = []
    dropped = failed = 0
    with transaction.atomic():
        _lock(company_id)
        for message_id in deliverable(company_id, mode=company.mode, channel="letter"):
            try:
                with transaction.atomic():
                    path, note = _print_one(company_id, message_id, folder, on=on, at=clock())
            except Exception as error:  # one letter's fault must not cost the others theirs (P-12)
                path, failed = None, failed + 1
                note = f"Letter {message_id} could not be printed: {type(error).__name__}: {error}"
            else:
                dropped += path is None
            printed += [(message_id, path)] if path else []
            notes += [note] if note else []
            progress()
        batch = _bind(company_id, company.mode, printed, folder, on=on, at=clock())
    if batch and company.mode == "rehearsal":
        record_posted(company_id, batch_id=batch.id, on=on, at=clock(), by=BY_REHEARSAL)
    return Printed(
        batch_id=batch.id if batch else None, path=Path(batch.path) if batch else None, letters=len(printed),
        dropped=dropped, failed=failed, notes=tuple(notes),
    )  # fmt: skip


def record_posted(company_id: int, *, batch_id: int, on: date, at: datetime, by: str) -> int:
    """The letters of the batch are in the post: now their customers are told. Gives how many. Twice is refused."""
    with transaction.atomic():
        printed_for = (
            Batch.objects.filter(company_id=company_id, id=batch_id).values_list("as_of", flat=True).first()
        )
        if printed_for and on < printed_for:
            raise refuse(
                "batch",
                f"Batch {batch_id} was printed for {printed_for}; {on} lies before.",
                "Check the day.",
            )
        posted = Batch.objects.filter(company_id=company_id, id=batch_id, posted_on__isnull=True).update(
            posted_on=on, posted_by=by
        )
        if not posted:
            raise refuse(
                "batch", f"There is no batch {batch_id} that waits to be posted.", "See: recobro messages."
            )
        told = 0
        for message in Message.objects.filter(
            company_id=company_id, batch_id=batch_id, status="waiting"
        ).order_by("id"):
            if move(message.id, "waiting", "sending", at=at) and move(message.id, "sending", "sent", at=at):
                Attempt.objects.create(
                    company_id=company_id, customer_id=message.customer_id, message=message, worker=0, started_at=at,
                    ended_at=at, outcome="sent", detail=f"Posted in batch {batch_id} by {by}.",
                )  # fmt: skip
                settle_sent(message, told_items(message), is_contact=True, on=on, at=at)
                told += 1
    return told


def _lock(company_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('outbox.print'), %s)", [company_id])


def _print_one(
    company_id: int, message_id: int, folder: Path, *, on: date, at: datetime
) -> tuple[Path | None, str]:
    """The letter's PDF, and what changed since it was approved; no PDF when it must not leave."""
    rows = Message.objects.select_for_update().filter(id=message_id, status="waiting", batch_id__isnull=True)
    message = rows.first()
    if message is None:  # withdrawn meanwhile
        return None, ""
    decision = recheck(message, on=on)
    if isinstance(decision, Drops):
        drop(message, "waiting", decision.why, at=at)
        return None, decision.why
    outgoing = outgoing_of(read_company(company_id), message, decision, on=on, at=at)
    path = folder / f"letter-{message_id}.pdf"
    folder.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pdf(outgoing.letter))
    return path, decision.why


def _bind(
    company_id: int, mode: str, printed: list[tuple[int, Path]], folder: Path, *, on: date, at: datetime
) -> Batch | None:
    if not printed:
        return None
    batch = Batch.objects.create(company_id=company_id, mode=mode, as_of=on, path="", printed_at=at)
    batch.path = str(folder / f"batch-{batch.id}.pdf")
    bind((path.read_bytes() for _, path in printed), Path(batch.path))
    Batch.objects.filter(id=batch.id).update(path=batch.path)
    for message_id, path in printed:
        Message.objects.filter(id=message_id).update(batch_id=batch.id, path=str(path))
    return batch
