"""The journal: everything that anybody did, by person, kind, customer and day, and as a file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render

from recobro.access.members import list_members
from recobro.casework.tasks import BY_THEMSELVES
from recobro.connectors.history import imports_before
from recobro.insight.journal import TOPICS, Asked, Entry, Place, Source, journal, journal_csv
from recobro.ledger.find import customers_of_salesperson, customers_spelled
from recobro.web.door import Desk, page
from recobro.web.typed import Typed
from recobro.web.words import problem_in_words

FIELDS = ("topic", "by", "customer", "day")


@page("see")
def view(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """A page of the journal."""
    typed = Typed(request.GET)
    asked = _asked(typed, desk)
    found = journal(
        desk.company,
        asked=asked,
        after=typed.text("after"),
        others=(_imports(desk),),
    )
    context = {
        "found": found,
        "topics": [topic for topic in TOPICS if topic != "signing in" or asked.sign_ins],
        "by_themselves": BY_THEMSELVES,
        "people": [one.name for one in list_members(desk.company.id)],
        "chosen": {name: typed.text(name) for name in (*FIELDS, "after")},
        "is_filtered": any(typed.text(name) for name in FIELDS),
        "keyed": ("role", "mode", "second_person", "language", "netting"),  # whose values are words of ours
        "problems": [problem_in_words(problem) for problem in typed.problems],
    }
    return render(request, "journal/journal.html", context)


@page("see")
def file(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """All that the filters find as CSV, sent while it is read."""
    typed = Typed(request.GET)
    asked = _asked(typed, desk)
    typed.check()
    lines = journal_csv(desk.company, asked=asked, others=(_imports(desk),))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="journal-{desk.today}.csv"'
    return response


def _asked(typed: Typed, desk: Desk) -> Asked:
    """What the address asks for. Sales are told of their own customers, and of nothing that concerns no customer.

    Who signs in when is for those who decide.
    """
    topic, day = typed.text("topic"), typed.day("day")
    zone = ZoneInfo(desk.company.time_zone)
    return Asked(
        topic=topic if topic in TOPICS else "", by=typed.text("by"), sign_ins=desk.may("decide"), customers=_customers(typed, desk),
        since=datetime.combine(day, time.min, zone) if day else None,
        until=datetime.combine(day + timedelta(days=1), time.min, zone) - timedelta(microseconds=1) if day else None,
    )  # fmt: skip


def _customers(typed: Typed, desk: Desk) -> list[int] | None:
    said, own = typed.text("customer"), None
    if desk.salesperson is not None:
        own = customers_of_salesperson(desk.company.id, desk.salesperson)
    if not said:
        return own
    found = customers_spelled(desk.company.id, said)
    return found if own is None else [one for one in found if one in set(own)]


def _imports(desk: Desk) -> Source:
    """What files brought."""

    def entries(asked: Asked, place: Place | None, size: int) -> Iterable[Entry]:
        if asked.customers is not None or asked.topic not in ("", "imports"):
            return []
        until = place[0] if place else asked.until
        found = imports_before(desk.company.id, at=until, since=asked.since, by=asked.by, at_most=size)
        return [
            entry
            for entry in (
                Entry(
                    at=one.at, id=one.id, kind="import", topic="imports", until_on=one.on, detail=one.source, text=one.file, by=one.by,
                    many=one.records,
                )
                for one in found
            )
            if place is None or entry.place < place
        ]  # fmt: skip

    return entries
