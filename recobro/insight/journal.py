"""The journal: everything that anybody did, the newest first, page by page or as one long file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from heapq import merge
from itertools import islice

from recobro.access.company import CompanyValue
from recobro.access.rows import rows
from recobro.insight.ageing import harmless
from recobro.kernel.money import plain

PAGE = 50
AT_ONCE = 1_000  # entries of a file that are read together
COLUMNS = (
    "at",
    "by",
    "what",
    "customer code",
    "customer name",
    "item",
    "amount",
    "currency",
    "day",
    "detail",
    "text",
    "many",
    "before",
    "after",
)
TOPICS = (
    "imports",
    "money",
    "agreed",
    "notes",
    "calls",
    "tasks",
    "approvals",
    "messages",
    "documents",
    "runs",
    "policies",
    "settings",
    "signing in",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One act; of a setting the value `before` and `after`. `by` is empty for what happened by itself.

    `many`: how many things it was done to at once; then it shows one of them.
    """

    at: datetime
    id: int
    kind: str
    topic: str
    customer_id: int | None = None
    code: str = ""
    name: str = ""
    item_id: int | None = None
    number: str = ""
    amount: Decimal | None = None
    currency: str = ""
    until_on: date | None = None
    detail: str = ""
    text: str = ""
    by: str = ""
    many: int = 1
    before: str = ""
    after: str = ""

    @property
    def place(self) -> tuple[datetime, int, str]:
        """Where it stands in the order."""
        return self.at, self.id, self.kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked for: a topic, a person, some customers, the time from `since` to `until`; None and "" for all.

    `sign_ins`: also who signed in, which is not everybody's business.
    """

    topic: str = ""
    by: str = ""
    customers: Sequence[int] | None = None
    since: datetime | None = None
    until: datetime | None = None
    sign_ins: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page, and the place of its last entry, empty on the last page."""

    entries: tuple[Entry, ...]
    next: str


Place = tuple[datetime, int, str]
Source = Callable[
    [Asked, Place | None, int], Iterable[Entry]
]  # entries after a place, the newest first, at most so many


def journal(company: CompanyValue, *, asked: Asked, after: str = "", others: Sequence[Source] = ()) -> Page:
    """A page behind a place. `others` are asked too: what rooms beside this one have to tell."""
    found = _read(company, asked, _place(after), others, PAGE + 1)
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Page(
        entries=tuple(found[:PAGE]), next=f"{last.at.isoformat()}~{last.id}~{last.kind}" if last else ""
    )


def journal_csv(company: CompanyValue, *, asked: Asked, others: Sequence[Source] = ()) -> Iterator[str]:
    """The whole journal as CSV, line by line, so that a long one needs little memory."""
    yield _csv(COLUMNS)
    place: Place | None = None
    while True:
        found = _read(company, asked, place, others, AT_ONCE)
        yield from (_csv(_cells(one)) for one in found)
        if len(found) < AT_ONCE:
            return
        place = found[-1].place


def _read(
    company: CompanyValue, asked: Asked, place: Place | None, others: Sequence[Source], size: int
) -> list[Entry]:
    mine = _rows(company, asked, place, size)
    parts = (mine, *(other(asked, place, size) for other in others))
    return list(islice(merge(*parts, key=lambda entry: entry.place, reverse=True), size))


def _rows(company: CompanyValue, asked: Asked, place: Place | None, size: int) -> list[Entry]:
    end: datetime | str = asked.until or "infinity"
    at, number, kind = place or (end, 0, "")
    found = rows(
        "insight", "journal", company=company.id, mode=company.mode, topic=asked.topic,
        by=asked.by, sign_ins=asked.sign_ins, since=asked.since or "-infinity",
        customers=None if asked.customers is None else list(asked.customers), at=at, id=number, kind=kind, size=size,
    )  # fmt: skip
    return [Entry(**row) for row in found]


def _place(after: str) -> Place | None:
    """A place that is none is the beginning."""
    at, _, rest = after.partition("~")
    number, _, kind = rest.partition("~")
    try:
        return datetime.fromisoformat(at).astimezone(UTC), int(number), kind
    except ValueError:
        return None


def _cells(one: Entry) -> tuple[object, ...]:
    amount = (
        "" if one.amount is None else plain(one.amount, one.currency) if one.currency else f"{one.amount:f}"
    )
    texts = (harmless(text) for text in (one.code, one.name, one.number))
    return (
        one.at.astimezone(UTC).isoformat(), harmless(one.by), one.kind, *texts, amount, one.currency, one.until_on or "",
        harmless(one.detail), harmless(one.text), one.many, harmless(one.before), harmless(one.after),
    )  # fmt: skip


def _csv(cells: Iterable[object]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()
