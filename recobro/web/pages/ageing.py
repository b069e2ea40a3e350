"""Ageing: who owes how much for how long, today or on a past day, and the whole of it as a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from recobro.access.members import list_members
from recobro.insight.ageing import CurrencyAgeing, ageing, as_csv
from recobro.insight.ageing_book import as_xlsx
from recobro.insight.ageing_page import ageing_page
from recobro.insight.in_one_currency import sum_ageing_in
from recobro.kernel.problems import refuse
from recobro.web.door import Desk, page
from recobro.web.typed import Typed
from recobro.web.words import problem_in_words

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTH = 100  # units of a bar


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A part of a bar: its bucket, where it begins, and how wide it is, in hundredths of the whole."""

    bucket: int
    start: Decimal
    width: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """Which day, and as known when: of a past day as known at its end, unless today's knowledge is asked for."""

    as_of: date
    known_at: datetime | None
    then: bool


@page("see")
def view(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The sums of each currency (`all`: also as one in this currency), and the customers of one of them."""
    typed = Typed(request.GET)
    asked = _asked(typed, desk)
    backwards = typed.text("back") == "yes" if typed.text("back") else typed.text("column") != "code"
    found = ageing_page(
        desk.company, as_of=asked.as_of, known_at=asked.known_at, currency=typed.text("currency").upper(), column=typed.text("column"),
        backwards=backwards, after=typed.text("after"), salesperson=desk.salesperson, collector=typed.text("collector") or None,
    )  # fmt: skip
    widest = max((_owed(line.ageing) for line in found.lines), default=Decimal(0))
    into = typed.text("all").upper()
    whole = sum_ageing_in(desk.company.id, found.totals, currency=into, on=asked.as_of) if into else None
    context: dict[str, Any] = {
        "found": found,
        "whole": whole,
        "whole_bars": bars(whole.total, _owed(whole.total)) if whole and whole.total else [],
        "lines": [(line, bars(line.ageing, widest)) for line in found.lines],
        "totals": [(total, bars(total, _owed(total))) for total in found.totals],
        "asked": asked,
        "backwards": backwards,
        "after": typed.text("after"),
        "collector": typed.text("collector"),
        "collectors": [
            one.name for one in list_members(desk.company.id) if one.role in ("collector", "manager")
        ],
        "problems": [problem_in_words(problem) for problem in typed.problems],
    }
    return render(request, "ageing/ageing.html", context)


@page("see")
def file(request: HttpRequest, desk: Desk, form: str) -> HttpResponse:
    """The ageing of all customers as CSV or XLSX."""
    typed = Typed(request.GET)
    asked = _asked(typed, desk)
    typed.check()
    report = ageing(
        desk.company.id, as_of=asked.as_of, known_at=asked.known_at, by_customer=True, salesperson=desk.salesperson,
        collector=typed.text("collector") or None,
    )  # fmt: skip
    if form == "csv":
        response = HttpResponse(as_csv(report), content_type="text/csv; charset=utf-8")
    elif form == "xlsx":
        response = HttpResponse(as_xlsx(report), content_type=XLSX)
    else:
        raise refuse("ageing", "There is no such file.", "Take csv or xlsx.")
    response["Content-Disposition"] = f'attachment; filename="ageing-{asked.as_of}.{form}"'
    return response


def bars(one: CurrencyAgeing, whole: Decimal) -> list[Bar]:
    """The claims of a line as parts of a bar that is as long as they are of the whole."""
    found, start = [], Decimal(0)
    for number, bucket in enumerate(one.buckets):
        width = (bucket.amount * WIDTH / whole).quantize(Decimal("0.01")) if whole else Decimal(0)
        if width:
            found.append(Bar(bucket=min(number, 4), start=start, width=width))
        start += width
    return found


def _asked(typed: Typed, desk: Desk) -> _Asked:
    day = typed.day("day")
    as_of = min(day or desk.today, desk.today)
    then = as_of < desk.today and typed.text("known") != "now"
    return _Asked(as_of=as_of, known_at=_end_of(as_of, desk) if then else None, then=then)


def _end_of(day: date, desk: Desk) -> datetime:
    return datetime.combine(day, time.max, ZoneInfo(desk.company.time_zone))


def _owed(one: CurrencyAgeing) -> Decimal:
    return sum((bucket.amount for bucket in one.buckets), Decimal(0))
