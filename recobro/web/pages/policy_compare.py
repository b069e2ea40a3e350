"""Which customers would be treated differently: two versions of a policy, laid over everything that is open. Only when somebody asks."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from recobro.access.jobs import find_job
from recobro.insight.policies import policies
from recobro.web.background import start, state
from recobro.web.door import Desk, page
from recobro.web.flow_words import named
from recobro.web.typed import Typed
from recobro.web.words import problem_in_words

KIND = "policy-differ"


@require_POST
@page("collect")
def begin(request: HttpRequest, desk: Desk, key: str) -> HttpResponse:
    """Begins to compare."""
    typed = Typed(request.POST)
    found = policies(desk.company.id, as_of=desk.today, key=key)
    old, new = typed.whole("old"), typed.whole("new")
    if not found or not {old, new} <= {version.number for version in found[0].versions}:
        raise Http404
    arguments = {"key": key, "old": old, "new": new, "on": desk.today.isoformat()}
    return redirect("policy-comparison", desk.company.id, key, start(KIND, desk, arguments=arguments))


@page("collect")
def show(request: HttpRequest, desk: Desk, key: str, job_id: int) -> HttpResponse:
    """What came of it; while it works, the page asks again."""
    job = find_job(desk.company.id, job_id)
    found = policies(desk.company.id, as_of=desk.today, key=key)
    if job is None or job.kind != KIND or job.arguments["key"] != key or not found:
        raise Http404
    context = {
        "key": key, "name": named(found[0].says.name), "job": job, "state": state(job, at=desk.at), "result": job.result,
        "old": job.arguments["old"], "new": job.arguments["new"],
        "differences": [_shown(one) for one in (job.result or {}).get("differences", ())],
        "problems": [problem_in_words(one) for one in job.problems],
    }  # fmt: skip
    return render(request, "policies/comparison.html", context)


def _shown(one: dict[str, Any]) -> dict[str, Any]:
    return {**one, **{side: _treated(one[side]) for side in ("old", "new")}}


def _treated(side: dict[str, Any]) -> dict[str, Any]:
    return {**side, "next_on": date.fromisoformat(side["next_on"]) if side["next_on"] else None}
