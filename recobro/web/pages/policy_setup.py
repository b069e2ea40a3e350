"""The guided set-up: three questions, a ready policy on its time line, and one button that loads and assigns it."""

from __future__ import annotations

from typing import Any

from babel import Locale
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from recobro.evaluation.fixtures import load_checked
from recobro.insight.customers import choices
from recobro.kernel.problems import Refused
from recobro.policy.assign import assign
from recobro.policy.guided import KINDS, PAY_DAY_COUNTRIES, RHYTHMS, TONES, Answers, guided
from recobro.policy.parse import parse
from recobro.web.door import Desk, page, say
from recobro.web.flow_words import named
from recobro.web.pages.back import back_to
from recobro.web.pages.policy import line_of
from recobro.web.typed import Typed
from recobro.web.words import problem_in_words

NO_COUNTRIES = ("EU", "EZ", "UN", "XA", "XB", "ZZ", "QO")  # that are listed among them


@page("decide")
def setup(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The questions, and what follows from the answers."""
    typed = Typed(request.POST if request.method == "POST" else request.GET)
    answers = _answers(typed, desk)
    problems: list[Any] = []
    if request.method == "POST" and answers:
        try:
            return _accepted(request, desk, typed, answers)
        except Refused as refused:
            problems = [problem_in_words(problem) for problem in refused.problems]
    context: dict[str, Any] = {
        "kinds": KINDS, "tones": tuple(TONES), "rhythms": tuple(RHYTHMS), "countries": _countries(),
        "said": {name: typed.text(name) for name in ("kind", "tone", "rhythm")} | {"country": _country(typed, desk)},
        "answers": answers, "typed": typed.form, "problems": problems, "first_day": desk.today,
        "segments": choices(desk.company.id).segments if answers else (),
    }  # fmt: skip
    if answers:
        policy = parse(guided(answers), source=answers.key)
        context |= {
            "policy": policy, "name": named(policy.name), "by_pay_days": answers.country in PAY_DAY_COUNTRIES,
            "hidden": [(name, getattr(answers, name)) for name in ("kind", "tone", "rhythm", "country")],
            **line_of(desk, policy, typed),
        }  # fmt: skip
    return render(request, "policies/setup.html", context, status=422 if problems else 200)


def _accepted(request: HttpRequest, desk: Desk, typed: Typed, answers: Answers) -> HttpResponse:
    company = desk.company
    from_on, segment = typed.day("from_on") or desk.today, typed.text("segment")
    typed.check()
    known = choices(company.id).segments
    if segment and segment not in known:
        there_are = _("There are: %(segments)s.") % {"segments": ", ".join(known)}
        raise typed.missing(
            _("No customer has the segment '%(segment)s'.") % {"segment": segment},
            there_are if known else _("Import the customers with their segments first."),
        )
    loaded = load_checked(company, text=guided(answers), source=answers.key, at=desk.at, by=desk.by)
    assign(company.id, policy_key=loaded.key, segment=segment, from_on=from_on, at=desk.at, by=desk.by)
    whom = segment or company.name
    say(request, _("%(whom)s is treated by %(policy)s.") % {"whom": whom, "policy": loaded.key})
    return back_to("policy", company.id, loaded.key)


def _answers(typed: Typed, desk: Desk) -> Answers | None:
    """The answers; None as long as one of them is missing."""
    kind, tone, rhythm = (typed.text(name) for name in ("kind", "tone", "rhythm"))
    if kind not in KINDS or tone not in TONES or rhythm not in RHYTHMS:
        return None
    return Answers(kind=kind, tone=tone, rhythm=rhythm, country=_country(typed, desk))


def _country(typed: Typed, desk: Desk) -> str:
    said = typed.text("country").upper()
    return said if said in dict(_countries()) else desk.company.country


def _countries() -> list[tuple[str, str]]:
    """Every country by its name in the language of the page."""
    names = Locale.parse((get_language() or "en").replace("-", "_")).territories
    found = [
        (code, name)
        for code, name in names.items()
        if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES
    ]
    return sorted(found, key=lambda one: one[1])
