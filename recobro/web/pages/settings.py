"""Settings: the company and its letterhead, bank accounts, the sender, and going live."""

from __future__ import annotations

from datetime import time
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from recobro.access import company as access
from recobro.access.models import LANGUAGES, SECOND_PERSON
from recobro.access.ready import missing
from recobro.access.sending import WEEKDAYS
from recobro.channels.email.trial import check_sender, try_sender
from recobro.kernel.environment import text as from_environment
from recobro.kernel.money import is_currency
from recobro.kernel.problems import Problem, Refused, refuse
from recobro.web.door import Desk, page, say
from recobro.web.typed import Typed
from recobro.web.vocabulary import COMPANY as PRINTED
from recobro.web.words import problem_in_words

CHOSEN = ("language", "time_zone", "person_gap_days", "second_person", "netting", "sends_on_holidays")


@page()
def company(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What is printed on letters, and when they are sent."""
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        if not desk.may("administer"):
            return _forbidden(request)
        try:
            access.change_company(desk.company.id, **_said(request, desk), by=desk.by, at=desk.at)
        except Refused as refused:
            problems = _in_words(refused)
        else:
            say(request, _("The company is changed."))
            return redirect("settings", desk.company.id)
    context = {
        "part": "company", "problems": problems, "values": request.POST if problems else _values(desk.company), "printed": PRINTED,
        "languages": LANGUAGES, "zones": sorted(available_timezones()), "second_person": SECOND_PERSON,
        "weekdays": [(number, name, number in _days(request, desk, bool(problems))) for number, name in enumerate(WEEKDAYS, start=1)],
    }  # fmt: skip
    return render(request, "settings/company.html", context, status=422 if problems else 200)


@page()
def bank(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The accounts that letters ask to pay to."""
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        if not desk.may("administer"):
            return _forbidden(request)
        try:
            _add_account(desk, Typed(request.POST))
        except Refused as refused:
            problems = _in_words(refused)
        else:
            say(request, _("The account is printed from now on."))
            return redirect("settings-bank", desk.company.id)
    accounts = access.list_bank_accounts(desk.company.id)
    context = {"part": "bank", "accounts": accounts, "problems": problems, "values": request.POST}
    return render(request, "settings/bank.html", context, status=422 if problems else 200)


@require_POST
@page("administer")
def remove_account(request: HttpRequest, desk: Desk, account_id: int) -> HttpResponse:
    """The account is printed no more."""
    access.remove_bank_account(desk.company.id, account_id, by=desk.by, at=desk.at)
    say(request, _("The account is printed no more."))
    return redirect("settings-bank", desk.company.id)


@page()
def sender(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Who e-mails are from: tried out by a message to oneself before it is saved."""
    context: dict[str, Any] = {
        "part": "sender",
        "values": {"sender": desk.company.sender, "reply_to": desk.company.reply_to},
    }
    status = 200
    if request.method == "POST":
        if not desk.may("administer"):
            return _forbidden(request)
        typed = Typed(request.POST)
        said = {"sender": typed.text("sender"), "reply_to": typed.text("reply_to")}
        context["values"] = said
        try:
            tried = None if typed.text("untested") else _try(desk, **said)
            if tried is None or tried.outcome == "sent":
                check_sender(said["sender"])
                access.change_company(desk.company.id, **said, by=desk.by, at=desk.at)
                answer = tried.detail if tried else _("it was not tried out")
                say(request, _("The sender is saved. The server said: %(answer)s") % {"answer": answer})
                return redirect("settings-sender", desk.company.id)
            context["answer"] = tried.detail
        except Refused as refused:
            context["problems"] = _in_words(refused)
        status = 422
    context["server"] = {
        "RECOBRO_SMTP_HOST": f"{settings.SMTP_HOST}" + ("" if from_environment("RECOBRO_SMTP_HOST") else f" ({_('not set')})"),
        "RECOBRO_SMTP_PORT": settings.SMTP_PORT, "RECOBRO_SMTP_TLS": settings.SMTP_TLS,
        "RECOBRO_SMTP_USER": settings.SMTP_USER or _("none"),
        "RECOBRO_SMTP_PASSWORD": _("set") if settings.SMTP_PASSWORD else _("none"),
    }  # fmt: skip
    return render(request, "settings/sender.html", context, status=status)


@page("decide")
def live(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What is missing, and going live: from then on messages reach customers."""
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        if " ".join(request.POST.get("typed", "").split()).casefold() == desk.company.name.casefold():
            access.go_live(desk.company.id, on=desk.today, by=desk.by, at=desk.at)
            say(
                request,
                _("%(company)s is live. From now on messages go to customers.")
                % {"company": desk.company.name},
            )
            return redirect("settings-live", desk.company.id)
        problems = (
            Problem(source="live", message=_("That is not the name of the company."), hint=_("Type it as it stands there.")),
        )  # fmt: skip
    open_points = [problem_in_words(one) for one in missing(desk.company)]
    context = {"part": "live", "missing": open_points, "problems": problems}
    return render(request, "settings/live.html", context, status=422 if problems else 200)


def _said(request: HttpRequest, desk: Desk) -> dict[str, Any]:
    """The company as the form says it. Raises Refused for what is none."""
    typed = Typed(request.POST)
    lines = tuple(line.strip() for line in request.POST.get("address", "").splitlines() if line.strip())
    said: dict[str, Any] = {
        **{name: typed.text(name) for name in PRINTED}, "address": lines, "language": typed.text("language"),
        "time_zone": typed.text("time_zone"), "ageing_days": _buckets(typed.text("ageing_days")), "night_at": _time(typed.text("night_at")),
        "sending_days": tuple(sorted({day for day in typed.wholes("sending_days") if day <= 7})),
        "sends_on_holidays": bool(typed.text("sends_on_holidays")), "person_gap_days": _gap(typed),
        "second_person": typed.text("second_person"), "netting": typed.text("netting"),
    }  # fmt: skip
    if desk.company.mode == "rehearsal":
        said["first_day"] = typed.day("first_day")
    if typed.problems:
        raise Refused(typed.problems)
    return said


def _values(value: access.CompanyValue) -> dict[str, Any]:
    """The company as the form shows it."""
    return {
        **{name: getattr(value, name) for name in (*PRINTED, *CHOSEN)},
        "address": "\n".join(value.address), "ageing_days": ", ".join(map(str, value.ageing_days)), "night_at": f"{value.night_at:%H:%M}",
        "first_day": value.first_day.isoformat() if value.first_day else "",
    }  # fmt: skip


def _days(request: HttpRequest, desk: Desk, is_shown_again: bool) -> tuple[int, ...]:
    return tuple(Typed(request.POST).wholes("sending_days")) if is_shown_again else desk.company.sending_days


def _buckets(said: str) -> tuple[int, ...]:
    parts = [part.strip() for part in said.split(",") if part.strip()]
    return tuple(int(part) if part.isascii() and part.isdigit() and len(part) < 6 else 0 for part in parts)


def _time(said: str) -> time:
    try:
        return time.fromisoformat(said)
    except ValueError:
        raise refuse(
            "company", _("'%(said)s' is no time of the day.") % {"said": said}, _("Write it like 06:00.")
        ) from None


def _gap(typed: Typed) -> int:
    said = typed.text("person_gap_days") or "0"
    if not (said.isascii() and said.isdigit() and int(said[:4]) <= 365):
        raise refuse(
            "company",
            _("'%(said)s' is no number of days.") % {"said": said},
            _("Write a number from 0 to 365."),
        )
    return int(said)


def _add_account(desk: Desk, typed: Typed) -> None:
    currency = typed.text("currency").upper()
    if not typed.text("iban"):
        raise refuse("bank account", _("The account has no number."), _("Write its IBAN."))
    if currency and not is_currency(currency):
        raise refuse("bank account", _("'%(code)s' is no currency.") % {"code": currency}, _("Such as EUR."))
    access.add_bank_account(
        desk.company.id, holder=typed.text("holder") or desk.company.name, iban=typed.text("iban"), bic=typed.text("bic"),
        bank=typed.text("bank"), currency=currency, by=desk.by, at=desk.at
    )  # fmt: skip


def _try(desk: Desk, *, sender: str, reply_to: str) -> Any:
    return try_sender(
        desk.company, sender=sender, reply_to=reply_to, recipient=desk.member.email, at=desk.at,
        subject=_("Recobro: a message to try the sender out"),
        text=_("If you read this, customers can be written to from this address. Answer it to see where answers arrive."),
    )  # fmt: skip


def _in_words(refused: Refused) -> tuple[Problem, ...]:
    return tuple(problem_in_words(one) for one in refused.problems)


def _forbidden(request: HttpRequest) -> HttpResponse:
    return render(request, "refused.html", {"right": "administer"}, status=403)
