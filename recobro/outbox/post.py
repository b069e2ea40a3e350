"""Letters: printed together as one file, and told when a person marks the batch as posted.

Both look at the facts again. Between printing and posting a letter may turn wrong on the desk: its customer pays. Then the batch
is not recorded before a person said what became of such letters: taken out of the pile, or posted anyway.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import connection, transaction

from recobro.access.company import CompanyValue, read_company
from recobro.kernel import home
from recobro.kernel.problems import Problem, Refused, refuse
from recobro.letters import batch as bind
from recobro.letters import content_from_json, pdf
from recobro.outbox.deliver import (
    AT_ONCE,
    as_it_leaves,
    delayed,
    deliverable,
    drop,
    outgoing_of,
    settle_sent,
    still_approved,
    together,
    told_items,
)
from recobro.outbox.models import Attempt, Batch, Message
from recobro.outbox.moves import move
from recobro.outbox.recheck import Drops, Goes, recheck

Looked = tuple[Message, Goes | Drops]
BY_REHEARSAL = "rehearsal"
SECOND = "Another letter to this customer is printed; this one waits until that is recorded as posted."


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A batch for the printer: `path` is its one PDF; None, with no batch, when there was nothing to print."""

    batch_id: int | None
    path: Path | None
    letters: int
    dropped: int
    failed: int
    delayed: int
    notes: tuple[str, ...]


def print_letters(
    company_id: int, *, on: date, clock: Callable[[], datetime], progress: Callable[[], None] = lambda: None
) -> Printed:
    """Prints every approved letter that is not in a batch yet: one PDF each, and one for the printer.

    Each is looked at again before it is printed, and on a day on which the company sends nothing none is. Of one customer one
    letter at a time is printed: another one waits until that is posted, and is then looked at again. In rehearsal a printed batch
    counts as posted; live it waits for `record_posted`.
    """
    company = read_company(company_id)
    letters = home.letters(company.name)
    folder = letters / on.isoformat()
    notes: list[str] = []
    printed: list[tuple[int, Path]] = []
    dropped = failed = 0
    with transaction.atomic():
        _lock(company_id)
        _sweep(company_id, letters)
        waiting = deliverable(company_id, mode=company.mode, channel="letter")
        leaving, delay = delayed(company, waiting, on=on)
        leaving, second = _one_each(company, leaving)
        notes += [note for note in (delay, second) if note]
        for message_id, look in _looks(company_id, leaving, on=on):
            try:
                with transaction.atomic():
                    path, note = _print_one(company, look(), folder, on=on, at=clock())
            except Exception as error:  # one letter's fault must not cost the others theirs (P-12)
                path, failed = None, failed + 1
                note = f"Letter {message_id} could not be printed: {type(error).__name__}: {error}"
            else:
                dropped += path is None
            printed += [(message_id, path)] if path else []
            notes += [note] if note else []
            progress()
        batch = _bind(company_id, company.mode, printed, folder, on=on, at=clock())
    if batch:
        _publish(_aside(company_id, batch), Path(batch.path))
    if batch and company.mode == "rehearsal":
        record_posted(company_id, batch_id=batch.id, on=on, at=clock(), by=BY_REHEARSAL, anyway=True)
    return Printed(
        batch_id=batch.id if batch else None, path=Path(batch.path) if batch else None, letters=len(printed),
        dropped=dropped, failed=failed, delayed=len(waiting) - len(leaving), notes=tuple(notes),
    )  # fmt: skip


def record_posted(
    company_id: int,
    *,
    batch_id: int,
    on: date,
    at: datetime,
    by: str,
    anyway: bool = False,
    taken_out: bool = False,
) -> int:
    """The letters of the batch are in the post: now their customers are told. Gives how many. Twice is refused.

    Each is looked at again. When one does not hold any more, nothing is recorded and Refused names it, unless the person says what
    became of such letters: `anyway`, they are in the post, too; `taken_out`, they are not, and are dropped with the reason.
    """
    told = 0
    with transaction.atomic():
        _mark_posted(company_id, batch_id, on=on, by=by)
        letters = Message.objects.filter(company_id=company_id, batch_id=batch_id, status="waiting")
        doubts = {} if anyway else _doubts(list(letters.order_by("id")), on=on)
        if doubts and not taken_out:
            raise Refused(doubts.values())
        for message in letters.order_by("id"):
            if message.id in doubts:
                drop(message, "waiting", doubts[message.id].message, at=at)
            else:
                told += _posted(message, on=on, at=at, by=by)
    return told


def _mark_posted(company_id: int, batch_id: int, *, on: date, by: str) -> None:
    batches = Batch.objects.filter(company_id=company_id, id=batch_id)
    printed_for = batches.values_list("as_of", flat=True).first()
    if printed_for and on < printed_for:
        raise refuse(
            "batch", f"Batch {batch_id} was printed for {printed_for}; {on} lies before.", "Check the day."
        )
    if not batches.filter(posted_on__isnull=True).update(posted_on=on, posted_by=by):
        rehearsed = batches.filter(posted_by=BY_REHEARSAL).exists()
        raise refuse(
            "batch",
            f"There is no batch {batch_id} that waits to be posted.",
            "It was printed in rehearsal, where it counts as posted at once."
            if rehearsed
            else "See: recobro messages.",
        )


def _doubts(letters: Sequence[Message], *, on: date) -> dict[int, Problem]:
    """The letters that would not be printed today as they were, each with the reason and the way out."""
    decisions = {
        one: decision
        for group in together([letter.id for letter in letters])
        for one, decision in recheck(group, on=on).items()
    }
    reasons = {letter.id: _doubt(letter, decisions[letter.id]) for letter in letters}
    hint = "Take it out of the pile and say --taken-out; if it is in the post already, --anyway."
    return {
        letter: Problem(source=f"letter {letter}", message=reason, hint=hint)
        for letter, reason in reasons.items()
        if reason
    }


def _doubt(letter: Message, decision: Goes | Drops) -> str:
    """Why this printed letter does not hold any more; empty when it asks for what it would ask for today."""
    if isinstance(decision, Drops):
        return decision.why
    now = decision.content or content_from_json(letter.content)
    totals = [
        {section.currency: section.total for section in content.sections}
        for content in (content_from_json(letter.sent_content), now)
    ]
    return "" if totals[0] == totals[1] else decision.why or "It asks for less than is open again."


def _posted(message: Message, *, on: date, at: datetime, by: str) -> bool:
    """The letter is in the post; False when somebody withdrew it meanwhile."""
    if not (move(message.id, "waiting", "sending", at=at) and move(message.id, "sending", "sent", at=at)):
        return False
    Attempt.objects.create(
        company_id=message.company_id, customer_id=message.customer_id, message=message, worker=0, started_at=at,
        ended_at=at, outcome="sent", detail=f"Posted in batch {message.batch_id} by {by}.",
    )  # fmt: skip
    settle_sent(message, told_items(message), is_contact=True, on=on, at=at)
    return True


def _lock(company_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('outbox.print'), %s)", [company_id])


def _one_each(company: CompanyValue, letters: list[int]) -> tuple[list[int], str]:
    """The letters without a second one to the same customer, and a note on those: nobody gets two on one day.

    The gap between two contacts counts from what was told, and a printed letter has told nobody yet.
    """
    busy = set(
        Message.objects.filter(
            company_id=company.id,
            mode=company.mode,
            channel="letter",
            status="waiting",
            batch_id__isnull=False,
        ).values_list("customer_id", flat=True)
    )
    first: list[int] = []
    customers = dict(Message.objects.filter(id__in=letters).values_list("id", "customer_id"))
    for letter in letters:
        if customers[letter] not in busy:
            busy.add(customers[letter])
            first.append(letter)
    later = Message.objects.filter(id__in=set(letters) - set(first))
    later.update(why=SECOND)
    return first, f"{len(customers) - len(first)} letters not printed yet: {SECOND}" if len(first) < len(
        customers
    ) else ""


def _looks(
    company_id: int, letters: Sequence[int], *, on: date
) -> Iterator[tuple[int, Callable[[], Looked | None]]]:
    """Each letter with what gives the look at it. Some are looked at together; where one of them cannot be, each is by itself."""
    for start in range(0, len(letters), AT_ONCE):
        some = letters[start : start + AT_ONCE]
        try:
            with transaction.atomic():
                found = _looked_at(company_id, some, on=on)
        except Exception:
            yield from ((one, lambda one=one: _looked_at(company_id, [one], on=on).get(one)) for one in some)
        else:
            yield from ((one, lambda one=one, found=found: found.get(one)) for one in some)


def _looked_at(company_id: int, letters: Sequence[int], *, on: date) -> dict[int, Looked]:
    """Those of the letters that still wait to be printed and are approved, each with what is decided of it. They are locked."""
    rows = Message.objects.select_for_update().filter(id__in=letters, status="waiting", batch_id__isnull=True)
    messages = still_approved(company_id, list(rows.order_by("id")))
    decisions = recheck(messages, on=on) if messages else {}
    return {one.id: (one, decisions[one.id]) for one in messages}


def _print_one(
    company: CompanyValue, looked: Looked | None, folder: Path, *, on: date, at: datetime
) -> tuple[Path | None, str]:
    """The letter's PDF, and what changed since it was approved; no PDF when it must not leave."""
    if looked is None:  # withdrawn or edited meanwhile
        return None, ""
    message, decision = looked
    if isinstance(decision, Drops):
        drop(message, "waiting", decision.why, at=at)
        return None, decision.why
    outgoing = outgoing_of(company, message, decision, on=on, at=at)
    Message.objects.filter(id=message.id).update(**as_it_leaves(message))
    path = folder / f"letter-{message.id}.pdf"
    folder.mkdir(parents=True, exist_ok=True)
    sheets = [pdf(outgoing.letter), *(one.content for one in outgoing.attached)]
    path.write_bytes(bind(sheets) if outgoing.attached else sheets[0])
    return path, decision.why


def _bind(
    company_id: int, mode: str, printed: list[tuple[int, Path]], folder: Path, *, on: date, at: datetime
) -> Batch | None:
    if not printed:
        return None
    batch = Batch.objects.create(company_id=company_id, mode=mode, as_of=on, path="", printed_at=at)
    batch.path = str(folder / f"batch-{batch.id}.pdf")
    bind((path.read_bytes() for _, path in printed), _aside(company_id, batch))
    _record(batch, printed)
    return batch


def _record(batch: Batch, printed: list[tuple[int, Path]]) -> None:
    Batch.objects.filter(id=batch.id).update(path=batch.path)
    for message_id, path in printed:
        Message.objects.filter(id=message_id).update(batch_id=batch.id, path=str(path))


def _aside(company_id: int, batch: Batch) -> Path:
    """Where the file of a batch is written: who is killed before the batch is recorded leaves nothing that could be posted."""
    return Path(batch.path).parent / f".batch-{batch.id}-of-{company_id}.part"


def _publish(aside: Path, path: Path) -> None:
    """The batch is recorded, so its file gets its name."""
    with suppress(FileNotFoundError):  # another print has just done it
        aside.replace(path)


def _sweep(company_id: int, letters: Path) -> None:
    """What somebody who was killed has left: a file whose batch is recorded gets its name, another one goes."""
    for aside in letters.glob(f"*/.batch-*-of-{company_id}.part"):
        number = int(aside.name.split("-")[1])
        batch = Batch.objects.filter(company_id=company_id, id=number).first()
        if batch is None:
            aside.unlink(missing_ok=True)
        else:
            _publish(aside, Path(batch.path))
