"""The editor: a policy as a form. Levels are added and moved on the page; saving makes a new version, or says what is wrong, and where."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from recobro.insight.policies import policies
from recobro.kernel.placeholders import PLACEHOLDERS
from recobro.kernel.problems import Problem, Refused
from recobro.policy.ladder import APPROVALS, ATTACHING, LANGUAGES, OLD_ITEMS, SEVERITIES
from recobro.policy.load import ready_made
from recobro.policy.parse import parse
from recobro.policy.read import export
from recobro.policy.write import written
from recobro.web.door import Desk, page
from recobro.web.flow_words import named
from recobro.web.pages.back import back_to
from recobro.web.pages.policy import chosen, line_of
from recobro.web.pages.policy_file import save, say_loaded
from recobro.web.policy_form import (
    ACTIONS,
    SPARE_CURRENCIES,
    TRIGGERS,
    Form,
    form_of,
    level_fields,
    problems_elsewhere,
    rearranged,
    typed_form,
    values_of,
)
from recobro.web.typed import Typed
from recobro.web.words import problem_in_words

BEGIN_WITH = "two-step"


@dataclass(frozen=True, slots=True, kw_only=True)
class Editing:
    """What is edited: a policy's newest version (`base`), or something to begin a new one with. `source` are the values of its file."""

    source: dict[str, Any]
    key: str = ""
    base: int = 0
    start: str = ""

    def text(self, form: Form) -> str:
        """The policy file that the form describes, with the examples of the source."""
        return written(values_of(form, fixtures=self.source.get("fixture", ())))


@page("decide")
def edit(request: HttpRequest, desk: Desk, key: str) -> HttpResponse:
    """The newest version in the form. What was typed is based on the version that the form was opened with."""
    one = chosen(desk, key)
    base = (
        Typed(request.POST).whole("base") if request.method == "POST" else None
    ) or one.value.newest.number
    if base not in [version.number for version in one.value.versions]:
        raise Http404
    source = tomllib.loads(export(desk.company.id, policy_key=key, version=base))
    return _edited(request, desk, Editing(source=source, key=key, base=base))


@page("decide")
def own(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A new policy that begins as one of the ready-made ones, or as one of the company's own."""
    start = request.GET.get("from", BEGIN_WITH)
    ready = ready_made()
    if start not in ready and not policies(desk.company.id, as_of=desk.today, key=start):
        raise Http404
    text = ready[start] if start in ready else export(desk.company.id, policy_key=start)
    return _edited(request, desk, Editing(source=tomllib.loads(text), start=start))


def _edited(request: HttpRequest, desk: Desk, editing: Editing) -> HttpResponse:
    """The form as it is opened, changed, looked at, refused or saved."""
    if request.method != "POST":
        form = form_of(editing.source)
        form.said["key"] = [editing.key]
        return _show(request, desk, editing, form, first_day=desk.today)
    form = typed_form(request.POST)
    if editing.key:
        form.said["key"] = [editing.key]
    typed = Typed(request.POST)
    first_day = typed.day("first_day")
    problems = tuple(typed.problems)
    act = form.one("do")
    try:
        if act == "save":
            typed.check()
            loaded = save(desk, editing.text(form), key=editing.key, base=editing.base, first_day=first_day)
            say_loaded(request, loaded)
            return back_to("policy", desk.company.id, loaded.key)
        if not rearranged(form, act):
            parse(editing.text(form), source="policy")
    except Refused as refused:
        problems = refused.problems
    status = 422 if act == "save" else 200
    return _show(
        request, desk, editing, form, first_day=first_day or desk.today, problems=problems, status=status
    )


def _show(
    request: HttpRequest, desk: Desk, editing: Editing, form: Form, *, first_day: date, problems: tuple[Problem, ...] = (),
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    key, source = editing.key, editing.source
    told = [level["key"] for level in source.get("level", ())] if key else []
    levels = level_fields(form, told=told, problems=problems)
    context: dict[str, Any] = {
        "key": key, "name": named(source["name"]) if key else "", "base": editing.base, "start": editing.start, "first_day": first_day,
        "starts": [] if key else _starts(desk), "languages": LANGUAGES, "spoken": form.languages,
        "names": [(language, form.one(f"name-{language}")) for language in form.languages],
        "said": {name: values[-1] for name, values in form.said.items() if values},
        "amounts": _amounts(form), "order": form.one("order"), "fixtures": len(source.get("fixture", ())),
        "levels": [replace(one, problems=tuple(map(problem_in_words, one.problems))) for one in levels],
        "problems": [problem_in_words(one) for one in problems_elsewhere(form, problems)],
        "wrong_levels": sum(bool(one.problems) for one in levels),
        "severities": tuple(SEVERITIES), "approvals": APPROVALS, "attachings": ATTACHING, "actions": ACTIONS, "triggers": tuple(TRIGGERS),
        "old_items": OLD_ITEMS, "placeholders": PLACEHOLDERS, **_line(desk, form, request),
    }  # fmt: skip
    return render(request, "policies/edit.html", context, status=status)


def _amounts(form: Form) -> list[tuple[int, str, str, str]]:
    """The lines of floors and ceilings, and some empty ones."""
    numbers = [number for number in form.currencies if form.one(f"currency-{number}")]
    spare = max(numbers, default=-1) + 1
    return [
        (number, form.one(f"currency-{number}"), form.one(f"floor-{number}"), form.one(f"ceiling-{number}"))
        for number in (*numbers, *range(spare, spare + SPARE_CURRENCIES))
    ]


def _line(desk: Desk, form: Form, request: HttpRequest) -> dict[str, Any]:
    """The time line of what the form says, as soon as it says a policy."""
    try:
        policy = parse(written(values_of(form)), source="policy")
    except Refused:
        return {}
    return {"policy": policy, **line_of(desk, policy, Typed(request.GET))}


def _starts(desk: Desk) -> list[tuple[str, str]]:
    """What a new policy may begin as."""
    ready = {key: named(parse(text, source=key).name) for key, text in sorted(ready_made().items())}
    ours = {one.key: named(one.says.name) for one in policies(desk.company.id, as_of=desk.today)}
    return list((ready | ours).items())
