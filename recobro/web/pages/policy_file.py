"""A policy as a file: for those who write TOML rather than fill in a form. Saving makes a new version."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from recobro.evaluation.fixtures import load_checked
from recobro.kernel.problems import Problem, Refused
from recobro.policy.load import Basis, Loaded
from recobro.policy.read import export
from recobro.web.door import Desk, page, say
from recobro.web.flow_words import named
from recobro.web.pages.back import back_to
from recobro.web.pages.policy import chosen
from recobro.web.typed import Typed
from recobro.web.words import problem_in_words

LONGEST = 500_000  # characters


@page("see")
def file(request: HttpRequest, desk: Desk, key: str) -> HttpResponse:
    """The newest version as a file, to read, to download, and for managers to change."""
    if request.method == "POST":
        return _changed(request, desk, key)
    asked = Typed(request.GET)
    number = asked.whole("version")
    one = chosen(desk, key, number)
    text = export(desk.company.id, policy_key=key, version=number or one.value.newest.number)
    if "download" in request.GET:
        headers = {"Content-Disposition": f'attachment; filename="{key}.toml"'}
        return HttpResponse(text, content_type="application/toml; charset=utf-8", headers=headers)
    return show_file(request, desk, key, text, base=one.value.newest.number, first_day=desk.today)


def show_file(
    request: HttpRequest, desk: Desk, key: str, text: str, *, base: int, first_day: date | None, problems: tuple[Problem, ...] = ()
) -> HttpResponse:  # fmt: skip
    """The page, with what was refused and the text as it was typed."""
    one = chosen(desk, key)
    context = {
        "one": one, "key": key, "name": named(one.says.name), "value": one.value, "text": text, "base": base, "first_day": first_day,
        "problems": [problem_in_words(problem) for problem in problems],
    }  # fmt: skip
    return render(request, "policies/file.html", context, status=422 if problems else 200)


def _changed(request: HttpRequest, desk: Desk, key: str) -> HttpResponse:
    if not desk.may("decide"):
        return render(request, "refused.html", {"right": "decide"}, status=403)
    typed = Typed(request.POST)
    text = request.POST.get("text", "")[:LONGEST].replace("\r\n", "\n")
    base = typed.whole("base")
    if base is None:
        raise Http404
    first_day = typed.day("first_day")
    try:
        typed.check()
        loaded = save(desk, text, key=key, base=base, first_day=first_day)
    except Refused as refused:
        return show_file(
            request, desk, key, text, base=base, first_day=first_day or desk.today, problems=refused.problems
        )
    say_loaded(request, loaded)
    return back_to("policy", desk.company.id, loaded.key)


def save(desk: Desk, text: str, *, key: str, base: int, first_day: date | None) -> Loaded:
    """Loads the text as a new version, if its examples hold and nobody else changed the policy since."""
    return load_checked(
        desk.company, text=text, source=key or "policy", valid_from=first_day, based_on=Basis(key=key, version=base), at=desk.at, by=desk.by
    )  # fmt: skip


def say_loaded(request: HttpRequest, loaded: Loaded) -> None:
    """What was saved, and from when it counts."""
    if not loaded.is_new:
        say(
            request,
            _("It says what version %(number)s says: nothing was saved.") % {"number": loaded.version},
        )
    else:
        say(request, _("Version %(number)s is saved.") % {"number": loaded.version})
