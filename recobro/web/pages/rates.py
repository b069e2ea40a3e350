"""Exchange rates: which ones count today, what is missing for the currencies in use, and files of them."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recobro.access.rates import DAYS_OLD_MAX, EURO, FIXED, rates_on
from recobro.connectors.rates import RateOptions, RatesTaken, take_in_rates
from recobro.connectors.table.amounts import DecimalSign
from recobro.connectors.table.dates import DateOrder
from recobro.insight.currencies import currencies_in_use
from recobro.kernel.problems import Problem, Refused, refuse
from recobro.web import kept
from recobro.web.door import Desk, page, say
from recobro.web.templatetags.say import day
from recobro.web.typed import Typed
from recobro.web.words import problem_in_words

ORDERS: tuple[DateOrder, ...] = ("dmy", "mdy", "ymd")
SIGNS: tuple[DecimalSign, ...] = (",", ".")
SHOWN = 50  # problems of a file


@page()
def view(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The rates of the day, and the currencies of whose customers one sees; whoever books reads files of them."""
    problems: tuple[Problem, ...] = ()
    is_read = True
    if request.method == "POST":
        if not desk.may("book"):
            return render(request, "refused.html", {"right": "book"}, status=403)
        try:
            problems = _read(request, desk)
        except Refused as refused:
            problems, is_read = refused.problems, False
        if not problems:
            return redirect("settings-rates", desk.company.id)
    rates = rates_on(desk.company.id, on=desk.today)
    context = {
        "part": "rates", "quotes": rates.quotes, "fixed": FIXED, "days_old_max": DAYS_OLD_MAX, "typed": request.POST,
        "used": currencies_in_use(
            desk.company.id, currency=desk.company.currency, rates=rates, salesperson=desk.salesperson
        ),
        "problems": [problem_in_words(one) for one in problems[:SHOWN]],
    }  # fmt: skip
    return render(request, "settings/rates.html", context, status=200 if is_read else 422)


def _read(request: HttpRequest, desk: Desk) -> tuple[Problem, ...]:
    """Keeps the rates of the files, and says so; gives the problems of lines that were left out."""
    sent = request.FILES.getlist("files")  # (only now the request is read)
    if getattr(request, "is_too_large", False):
        most = settings.UPLOAD_MAX_BYTES // 1024**2
        raise refuse(
            "upload", _("The file is larger than %(most)s MB.") % {"most": most}, _("Send it in parts.")
        )
    options = _options(Typed(request.POST))
    problems: tuple[Problem, ...] = ()
    found = kept.keep(sent, at=desk.at)
    try:
        for token, name in found:
            path = kept.path_of(token, name)
            assert path is not None
            taken = take_in_rates(desk.company.id, path, options, at=desk.at, by=desk.by)
            say(request, _taken(taken))
            problems += taken.problems
    finally:
        for token, name in found:
            kept.throw_away(token, name)
    return problems


def _options(typed: Typed) -> RateOptions:
    order, sign = typed.text("date_order"), typed.text("decimal")
    return RateOptions(
        base=typed.text("base").upper() or EURO, date_order=next((one for one in ORDERS if one == order), None),
        decimal=next((one for one in SIGNS if one == sign), None),
    )  # fmt: skip


def _taken(taken: RatesTaken) -> str:
    values = {
        "name": taken.name,
        "rates": taken.rates,
        "new": taken.added,
        "first": day(taken.first_on),
        "last": day(taken.last_on),
    }
    if taken.first_on == taken.last_on:
        return ngettext(
            "%(name)s: %(rates)s rate of %(last)s, %(new)s of them new.", "%(name)s: %(rates)s rates of %(last)s, %(new)s of them new.",
            taken.rates,
        ) % values  # fmt: skip
    return _("%(name)s: %(rates)s rates from %(first)s to %(last)s, %(new)s of them new.") % values
