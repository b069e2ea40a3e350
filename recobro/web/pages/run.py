"""The day's reminders: the plan by level and channel, the list to approve, proposing, delivering, and printed letters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from recobro import flow
from recobro.access.jobs import JobValue, find_job, list_jobs
from recobro.evaluation.outcomes import PRECEDENCE
from recobro.insight import day as today
from recobro.insight import runs
from recobro.kernel.problems import Refused
from recobro.outbox.plan import waiting_marks
from recobro.outbox.post import record_posted
from recobro.outbox.resolve import resolve, withdraw
from recobro.web import background
from recobro.web.control_words import control_of
from recobro.web.door import Desk, page, refusal, say
from recobro.web.foreseen import foreseen
from recobro.web.pages.back import back_to
from recobro.web.typed import Typed
from recobro.web.words import problem_in_words

TABS = ("to_approve", "ready", "sent", "dropped", "failed", "unknown", "printed", "bounced")
COUNTED = ("sent", "printed", "dropped", "failed", "unknown", "delayed")


@page("see")
def show(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The page of the day."""
    company = desk.company
    marks = waiting_marks(company.id, mode=company.mode) if desk.may("collect") else {}
    stands = today.day_of(company.id, mode=company.mode, as_of=desk.today, salesperson=desk.salesperson)
    chosen = _filters(request, stands)
    listed, more = today.day_reminders(
        company.id, mode=company.mode, as_of=desk.today, salesperson=desk.salesperson, after=_after(request),
        collectors=desk.portfolio if chosen["whose"] == "mine" else None, state=chosen["state"] or None,
        level=chosen["level"] or None, channel=chosen["channel"] or None,
    )  # fmt: skip
    found = today.runs_of_day(company.id, mode=company.mode, as_of=desk.today)
    return render(
        request,
        "run/day.html",
        {
            "stands": stands,
            "marks": marks,
            "tabs": [tab for tab in TABS if stands.states.get(tab) or tab == "to_approve"],
            "levels": sorted({one.level_key for one in stands.groups}),
            "channels": sorted({one.channel for one in stands.groups}),
            "chosen": chosen,
            "reminders": listed,
            "foreseen": foreseen(desk, [one.id for one in listed if one.can_change]),
            "next": f"{listed[-1].severity}-{listed[-1].id}" if more else "",
            "runs": found,
            **({} if desk.salesperson else _of_all(desk, found)),
            **_work(desk),
            **control_of(desk),
        },
    )  # fmt: skip


def _of_all(desk: Desk, found: tuple[today.DayRun, ...]) -> dict[str, Any]:
    """What counts everybody's customers."""
    company = desk.company
    return {
        "outcomes": _outcomes(found[0].outcomes) if found else [],
        "printouts": today.printouts(company.id, mode=company.mode),
        "unsettled": runs.count_unsettled(company.id, mode=company.mode),
    }


def _filters(request: HttpRequest, stands: today.Today) -> dict[str, str]:
    """What is chosen above the list. Without a choice: what waits to be approved, or everything where nothing does."""
    said = request.GET
    state = said.get("state")
    if state is None:
        state = "to_approve" if stands.states.get("to_approve") else ""
    return {"state": state, **{name: said.get(name, "") for name in ("level", "channel", "whose")}}


def _after(request: HttpRequest) -> tuple[int, int] | None:
    severity, _dash, number = request.GET.get("after", "").partition("-")
    return (int(severity), int(number)) if severity.isdigit() and number.isdigit() else None


def _outcomes(counts: dict[str, int]) -> list[tuple[str, int]]:
    """In the order of precedence, what is reminded first."""
    order = ("remind", *(key for key in PRECEDENCE if key != "remind"))
    return [(key, counts[key]) for key in order if counts.get(key)]


# Work that runs beside the pages


def _work(desk: Desk) -> dict[str, Any]:
    """The work that runs or has just ended, for the progress on top of the page. Its notes are on everybody's customers."""
    if desk.salesperson:
        return {"job": None, "job_state": ""}
    jobs = [
        *list_jobs(desk.company.id, kind="deliver", at_most=1),
        *list_jobs(desk.company.id, kind="propose", at_most=1),
    ]
    jobs = [one for one in jobs if desk.company.today(one.started_at) == desk.today]
    newest = max(jobs, key=lambda one: one.id, default=None)
    return _shown(desk, newest) if newest else {"job": None, "job_state": ""}


def _shown(desk: Desk, job: JobValue) -> dict[str, Any]:
    result = job.result or {}
    counts = result.get("counts", {})
    return {
        "job": job,
        "job_state": background.state(job, at=desk.at),
        "job_counts": [(status, counts[status]) for status in COUNTED if counts.get(status)],
        "job_notes": result.get("notes", []) + result.get("problems", []),
        "job_problems": [problem_in_words(one) for one in job.problems],
    }


@page("see")
def progress(request: HttpRequest, desk: Desk, *, job_id: int) -> HttpResponse:
    """How far a piece of work is. When it has ended the page is loaded again."""
    job = None if desk.salesperson else find_job(desk.company.id, job_id)
    if job is None or job.kind not in ("deliver", "propose"):
        raise Http404
    shown = _shown(desk, job)
    if not getattr(request, "htmx", False):
        return redirect("run", desk.company.id)
    response = render(request, "run/progress.html", shown)
    if shown["job_state"] != "runs":
        response["HX-Refresh"] = "true"
    return response


@require_POST
@page("collect")
def propose(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Proposes the day."""
    _begin(desk, "propose")
    return back(request, desk)


@require_POST
@page("collect")
def deliver(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Sends what is approved. Asked twice while it runs, it is done once."""
    _begin(desk, "deliver")
    return back(request, desk)


def _begin(desk: Desk, kind: str) -> None:
    newest = list_jobs(desk.company.id, kind=kind, at_most=1)
    if not newest or background.state(newest[0], at=desk.at) != "runs":
        background.start(kind, desk, arguments={"on": desk.today.isoformat()})


# Approving


@require_POST
@page("collect")
def approve(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Approves what was chosen: some reminders, a level, or all that this person may approve."""
    typed = Typed(request.POST)
    if typed.text("what") in ("all", "level"):
        count = flow.approve_waiting(
            desk.company.id, level=typed.text("level"), seen=typed.text("seen"), clock=lambda: desk.at, by=desk.by
        )  # fmt: skip
    else:
        chosen = typed.wholes("reminder")
        count = flow.approve(desk.company.id, reminders=chosen, clock=lambda: desk.at, by=desk.by)
    say(
        request,
        ngettext("%(count)s reminder approved.", "%(count)s reminders approved.", count) % {"count": count},
    )
    return back(request, desk)


@require_POST
@page("collect")
def take_back(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Takes the chosen reminders back: all of them, or none where one does not wait any more."""
    typed = Typed(request.POST)
    reason = typed.text("reason") or _("Taken back by %(name)s.") % {"name": desk.by}
    chosen = typed.wholes("reminder")
    with transaction.atomic():
        for reminder_id in chosen:
            withdraw(desk.company.id, reminder_id=reminder_id, reason=reason, at=desk.at)
    count = len(chosen)
    say(
        request,
        ngettext("%(count)s reminder taken back.", "%(count)s reminders taken back.", count)
        % {"count": count},
    )
    return back(request, desk)


# Letters, and messages that a person has to look at


@page("see")
def batch(request: HttpRequest, desk: Desk, *, batch_id: int) -> FileResponse:
    """The letters of a batch as one PDF."""
    path = None if desk.salesperson else runs.batch_path(desk.company.id, batch_id)
    if path is None or not Path(path).is_file():
        raise Http404
    return FileResponse(
        Path(path).open("rb"), content_type="application/pdf", filename=f"letters-{batch_id}.pdf"
    )


@require_POST
@page("collect")
def posted(request: HttpRequest, desk: Desk, *, batch_id: int) -> HttpResponse:
    """The letters are in the post. Where some do not hold any more, the person says what became of these."""
    became = Typed(request.POST).text("became")
    try:
        count = record_posted(
            desk.company.id, batch_id=batch_id, on=desk.today, at=desk.at, by=desk.by, anyway=became == "anyway",
            taken_out=became == "taken_out",
        )  # fmt: skip
    except Refused as refused:
        if became or not all(problem.source.startswith("letter ") for problem in refused.problems):
            raise
        shown = [problem_in_words(problem).message for problem in refused.problems]
        return render(request, "run/doubts.html", {"doubts": shown, "batch_id": batch_id}, status=422)
    say(
        request,
        ngettext("%(count)s letter is posted.", "%(count)s letters are posted.", count) % {"count": count},
    )
    return back(request, desk)


@page("see")
def unsettled(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Messages of which nobody knows, and those that failed."""
    before = Typed(request.GET).whole("before")
    found, more = runs.unsettled(
        desk.company.id, mode=desk.company.mode, salesperson=desk.salesperson, before=before
    )
    return render(request, "run/unsettled.html", {"messages_": found, "next": found[-1].id if more else ""})


@require_POST
@page("collect")
def settle(request: HttpRequest, desk: Desk, *, message_id: int) -> HttpResponse:
    """Somebody found out whether a message left."""
    became = Typed(request.POST).text("became")
    if became not in ("sent", "not_sent"):
        return refusal(request, ())
    resolve(
        desk.company.id,
        message_id=message_id,
        was_sent=became == "sent",
        on=desk.today,
        at=desk.at,
        by=desk.by,
    )
    say(request, _("Recorded."))
    return back_to("run-unsettled", desk.company.id)


def back(request: HttpRequest, desk: Desk) -> HttpResponse:
    """To the list, as it was filtered."""
    return back_to("run", desk.company.id, query=QueryDict(request.POST.get("query", "")))
