"""The report of runs: what was planned and what became of it, who approved, what changed on the way; and the nights."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from recobro import scheduler
from recobro.evaluation.outcomes import BY_KEY, PRECEDENCE
from recobro.insight import runs
from recobro.outbox.nights import nights
from recobro.web.door import Desk, page
from recobro.web.typed import Typed

NIGHTS = 10


@page("see")
def listed(request: HttpRequest, desk: Desk) -> HttpResponse:
    """All runs, the newest first, and the last nights."""
    _for_the_whole_company(desk)
    before = Typed(request.GET).whole("before")
    found, more = runs.list_runs(desk.company.id, mode=desk.company.mode, before=before)
    return render(
        request,
        "run/runs.html",
        {
            "runs": found,
            "next": found[-1].id if more else "",
            "heart": scheduler.heartbeat_of(desk.company, at=desk.at),
            "nights": nights(desk.company, at_most=NIGHTS),
        },
    )


@page("see")
def show(request: HttpRequest, desk: Desk, *, run_id: int) -> HttpResponse:
    """One run, for a controller to sign."""
    run = _found(desk, run_id)
    after = Typed(request.GET).whole("after")
    changed, more = runs.run_messages(desk.company.id, run_id, changed_only=True, after=after)
    return render(
        request,
        "run/run.html",
        {
            "run": run,
            "statuses": runs.STATUSES,
            "parts": runs.parts(desk.company.id, run_id),
            "approvers": runs.approvers(desk.company.id, run_id),
            "outcomes": [(key, run.outcomes[key]) for key in PRECEDENCE if run.outcomes.get(key)],
            "items": sum(run.outcomes.values()),
            "is_newest": runs.is_newest_run(desk.company.id, run_id, mode=desk.company.mode),
            "changed": changed,
            "next": changed[-1].id if more else "",
        },
    )


@page("see")
def export(request: HttpRequest, desk: Desk, *, run_id: int) -> StreamingHttpResponse:
    """The messages of a run as CSV."""
    run = _found(desk, run_id)
    lines = runs.as_csv(desk.company.id, run_id)
    name = f'attachment; filename="run-{run_id}-{run.as_of}.csv"'
    return StreamingHttpResponse(
        lines, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": name}
    )


@page("see")
def outcome(request: HttpRequest, desk: Desk, *, run_id: int, key: str) -> HttpResponse:
    """The items that have an outcome, by customer."""
    run = _found(desk, run_id)
    if key not in BY_KEY or not runs.is_newest_run(desk.company.id, run_id, mode=desk.company.mode):
        raise Http404
    after = Typed(request.GET).whole("after")
    found, more = runs.items_of_outcome(desk.company, run_id, as_of=run.as_of, outcome=key, after=after)
    shown = {
        "run": run,
        "key": key,
        "group": BY_KEY[key].group,
        "customers": found,
        "next": found[-1].customer_id if more else "",
    }
    return render(request, "run/outcome.html", shown)


def _for_the_whole_company(desk: Desk) -> None:
    """Reports count everybody's customers."""
    if desk.salesperson is not None:
        raise Http404


def _found(desk: Desk, run_id: int) -> runs.RunLine:
    _for_the_whole_company(desk)
    run = runs.find_run(desk.company.id, run_id, mode=desk.company.mode)
    if run is None:
        raise Http404
    return run
