"""Files in: drop a file, look at what it would change, say what its columns are if need be, and import it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from io import StringIO
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from recobro.access.jobs import JobValue, find_job, forget_job, list_jobs
from recobro.connectors.history import find_import, list_imports, sources
from recobro.connectors.profiles import (
    forget_profile,
    list_profiles,
    profile_text,
    save_profile,
    sheets_of,
)
from recobro.connectors.record import FIELDS, FILE_KINDS
from recobro.connectors.sheets import Sheet
from recobro.insight.ageing import harmless
from recobro.kernel.money import is_currency
from recobro.kernel.problems import Problem, Refused, refuse
from recobro.ledger.known import known_through, payments_known
from recobro.web import kept
from recobro.web.background import start, start_all, state
from recobro.web.door import Desk, page, say
from recobro.web.jobs.imports import Choices
from recobro.web.words import problem_in_words

SMALL = 256 * 1024  # bytes that a request can read while somebody waits
SHOWN = 200  # problems on a page; the list has all of them
LOOKS = 20
COUNTED = {
    "new item": gettext_lazy("New invoices, credits and payments"),
    "changed item": gettext_lazy("Changed"),
    "unchanged item": gettext_lazy("Unchanged"),
    "new customer": gettext_lazy("New customers"),
    "changed customer": gettext_lazy("Changed customers"),
    "lettered group": gettext_lazy("Groups set off in the books"),
    "allocation": gettext_lazy("Payments set against invoices"),
    "adjusted balance": gettext_lazy("Balances adjusted"),
    "new dispute": gettext_lazy("New disputes"),
    "ended dispute": gettext_lazy("Disputes ended"),
    "level told elsewhere": gettext_lazy("Levels told by another system"),
}
NOT_USED = "-"


@page()
def files(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The frame to drop files on, what is being looked at, and what was imported."""
    if request.method == "POST":
        return _sent(request, desk)
    before = request.GET.get("before", "")
    hidden = desk.salesperson is not None  # files are of everybody's customers
    past = [] if hidden else list_imports(desk.company.id, before=int(before) if before.isdecimal() else None)
    context = {
        "looks": _looks(desk) if desk.may("book") else [], "past": past,
        "older": past[-1].id if len(past) == 30 else None, "known": [] if hidden else sorted(known_through(desk.company.id).items()),
        "sources": [] if hidden else sources(desk.company.id), "profiles": list_profiles(desk.company.id),
        "choices": Choices(on=desk.today),
    }  # fmt: skip
    return render(request, "files/list.html", context)


@page("book")
def file(request: HttpRequest, desk: Desk, job_id: int) -> HttpResponse:
    """One file: what it would change, or how far its import is, or what it did. Looked at again with other choices."""
    job = _job(desk, job_id)
    if request.method == "POST":
        fresh = _look(desk, job.arguments["token"], job.arguments["file"], _choices(request, desk))
        forget_job(desk.company.id, job.id)
        return redirect("imports-file", desk.company.id, fresh)
    now = state(job, at=desk.at)
    context = {
        "job": job, "state": now, "name": _name(job), "choices": Choices.of(job.arguments["choices"]), "result": job.result,
        "problems": [problem_in_words(one) for one in _problems(job)[:SHOWN]], "counts": _counts(job.result or {}),
        "has_columns": job.kind == "look" and now != "runs" and bool(_sheets(job)), "is_kept": _path(job) is not None,
        "sources": sources(desk.company.id),
    }  # fmt: skip
    return render(request, "files/file.html", context)


@require_POST
@page("book")
def take_in(request: HttpRequest, desk: Desk, job_id: int) -> HttpResponse:
    """Imports the file that was looked at, with the same choices."""
    job = _job(desk, job_id)
    path = _path(job)
    if path is None or job.kind != "look" or not job.is_done:
        raise refuse("import", _("There is nothing to import any more."), _("Send the file again."))
    vanishing = bool((job.result or {}).get("vanishing"))
    if vanishing and not request.POST.get("may_vanish"):
        raise refuse(
            "import", _("So much would be closed that somebody has to agree to it."), _("Tick the box, or import the file as movements.")
        )  # fmt: skip
    arguments = {**job.arguments, "choices": {**job.arguments["choices"], "may_vanish": vanishing}}
    if not forget_job(desk.company.id, job.id):  # a second click: the first one imports it
        return redirect("imports", desk.company.id)
    started = start("import", desk, arguments=arguments, here=kept.size_of(path) <= SMALL)
    return redirect("imports-file", desk.company.id, started)


@require_POST
@page("book")
def discard(request: HttpRequest, desk: Desk, job_id: int) -> HttpResponse:
    """Throws the file away."""
    job = _job(desk, job_id)
    kept.throw_away(job.arguments["token"], job.arguments["file"])
    forget_job(desk.company.id, job.id)
    say(request, _("The file is thrown away. Nothing was changed."))
    return redirect("imports", desk.company.id)


@page("book")
def columns(request: HttpRequest, desk: Desk, job_id: int) -> HttpResponse:
    """What each column of the file is. What is said is kept as a profile, for the next file with these headers too."""
    job = _job(desk, job_id)
    sheets = _sheets(job)
    if not sheets:
        raise Http404
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        try:
            return _mapped(request, desk, job, sheets)
        except Refused as refused:
            problems = tuple(problem_in_words(one) for one in refused.problems)
    context = {
        "job": job, "name": _name(job), "sheets": [_form(number, sheet, request) for number, sheet in enumerate(sheets)],
        "fields": sorted(FIELDS), "kinds": FILE_KINDS, "problems": problems, "typed": request.POST,
    }  # fmt: skip
    return render(request, "files/columns.html", context, status=422 if problems else 200)


@page("book")
def past(request: HttpRequest, desk: Desk, import_id: int) -> HttpResponse:
    """One import of the record."""
    found = find_import(desk.company.id, import_id)
    if found is None:
        raise Http404
    counts = _counts({"counts": found.counts, "closed": found.closed})
    shown = [problem_in_words(one) for one in found.problems[:SHOWN]]
    return render(
        request,
        "files/past.html",
        {"one": found, "counts": counts, "problems": shown, "remarks": len(found.problems)},
    )


@page("book")
def problems_of_file(request: HttpRequest, desk: Desk, job_id: int) -> HttpResponse:
    """All problems of a file, as a table."""
    job = _job(desk, job_id)
    return problem_table(_problems(job), _name(job))


@page("book")
def problems_of_past(request: HttpRequest, desk: Desk, import_id: int) -> HttpResponse:
    """All problems of an import, as a table."""
    found = find_import(desk.company.id, import_id)
    if found is None:
        raise Http404
    return problem_table(found.problems, found.file)


@require_POST
@page("book")
def known(request: HttpRequest, desk: Desk) -> HttpResponse:
    """All payments through a day are in the ledger, of one source or of all."""
    through = _day(request, "through_on")
    if through is None or through > desk.today:
        raise refuse(
            "payments", _("Payments can be known until today."), _("Choose a day that is not in the future.")
        )
    source = request.POST.get("source", "").strip()
    if source and source not in sources(desk.company.id):
        raise refuse("payments", _("Nothing was imported from '%(source)s'.") % {"source": source})
    payments_known(desk.company.id, through_on=through, source=source, at=desk.at, by=desk.by)
    say(request, _("It is recorded until when payments are known."))
    return redirect("imports", desk.company.id)


@require_POST
@page("book")
def forget(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A profile is not used any more."""
    forget_profile(desk.company.id, request.POST.get("name", ""))
    say(request, _("The profile is forgotten."))
    return redirect("imports", desk.company.id)


def _sent(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Files came in: each is looked at."""
    if not desk.may("book"):
        return render(request, "refused.html", {"right": "book"}, status=403)
    sent = request.FILES.getlist("files")  # (only now the request is read)
    if getattr(request, "is_too_large", False):
        most = settings.UPLOAD_MAX_BYTES // 1024**2
        raise refuse(
            "upload", _("The file is larger than %(most)s MB.") % {"most": most}, _("Send it in parts.")
        )
    choices = _choices(request, desk)
    found = kept.keep(sent, at=desk.at)
    try:
        jobs = _look_at(desk, found, choices)
    except Refused:
        for token, name in found:
            kept.throw_away(token, name)
        raise
    return (
        redirect("imports-file", desk.company.id, jobs[0])
        if len(jobs) == 1
        else redirect("imports", desk.company.id)
    )


def _look(desk: Desk, token: str, name: str, choices: Choices) -> int:
    (job_id,) = _look_at(desk, [(token, name)], choices)
    return job_id


def _look_at(desk: Desk, found: Sequence[tuple[str, str]], choices: Choices) -> list[int]:
    paths = [kept.path_of(token, name) for token, name in found]
    if None in paths:
        raise refuse("import", _("The file is not kept any more."), _("Send it again."))
    each = [{"token": token, "file": name, "choices": choices.as_json()} for token, name in found]
    return start_all("look", desk, each=each, here=sum(kept.size_of(path) for path in paths if path) <= SMALL)


def _looks(desk: Desk) -> list[dict[str, Any]]:
    """The files that wait for somebody to import them or to throw them away, and imports that run."""
    jobs = [
        *(job for job in list_jobs(desk.company.id, kind="import", at_most=5) if not job.is_done),
        *(job for job in list_jobs(desk.company.id, kind="look", at_most=LOOKS) if _path(job)),
    ]
    return [{"job": job, "name": _name(job), "state": state(job, at=desk.at)} for job in jobs]


def _mapped(request: HttpRequest, desk: Desk, job: JobValue, sheets: tuple[Sheet, ...]) -> HttpResponse:
    chosen = request.POST.get("sheet", "0")
    sheet = sheets[int(chosen) if chosen.isdecimal() and int(chosen) < len(sheets) else 0]
    said = {
        column.header: request.POST.get(f"column-{chosen}-{index}", "")
        for index, column in enumerate(sheet.columns)
    }
    mapped: dict[str, str] = {}
    for header, field in said.items():
        if field in ("", NOT_USED):
            continue
        if field not in FIELDS:
            raise Http404
        if field in mapped:
            raise refuse(
                "columns", _("Two columns are the same: '%(one)s' and '%(other)s'.") % {"one": mapped[field], "other": header},
                _("Choose one of them."),
            )  # fmt: skip
        mapped[field] = header
    currency = request.POST.get("currency", "").strip().upper()
    if currency and not is_currency(currency):
        raise refuse("columns", _("'%(code)s' is no currency.") % {"code": currency}, _("Such as EUR."))
    text = profile_text(
        columns=mapped, ignore=[header for header, field in said.items() if field == NOT_USED and header.strip()],
        file={"delimiter": sheet.delimiter} | {key: request.POST.get(key, "") for key in ("kind", "decimal", "date_order")},
        defaults={"currency": currency},
    )  # fmt: skip
    save_profile(
        desk.company.id,
        name=request.POST.get("name", ""),
        headers=sheet.headers,
        text=text,
        at=desk.at,
        by=desk.by,
    )
    fresh = _look(desk, job.arguments["token"], job.arguments["file"], Choices.of(job.arguments["choices"]))
    forget_job(desk.company.id, job.id)
    say(request, _("Files with these headers are read so from now on."))
    return redirect("imports-file", desk.company.id, fresh)


def _form(number: int, sheet: Sheet, request: HttpRequest) -> dict[str, Any]:
    """A table for the form: its columns with what was chosen for them, if something was."""
    columns = [
        {
            "column": column, "name": f"column-{number}-{index}", "can_be_named": True,
            "chosen": request.POST.get(f"column-{number}-{index}", ""),
        }
        for index, column in enumerate(sheet.columns)
    ]  # fmt: skip
    return {"number": number, "part": sheet.part, "line": sheet.line, "columns": columns}


def _choices(request: HttpRequest, desk: Desk) -> Choices:
    on = _day(request, "on") or desk.today
    if on > desk.today:
        raise refuse(
            "import", _("A list cannot be of a day in the future."), _("Choose today, or a day before.")
        )
    return Choices(
        on=on, open_items=request.POST.get("mode") == "open_items", terms=request.POST.get("terms", "").strip()[:50],
        source=request.POST.get("source", "").strip()[:50], payments_through=_day(request, "payments_through"),
    )  # fmt: skip


def _day(request: HttpRequest, name: str) -> date | None:
    said = request.POST.get(name, "").strip()
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        raise refuse(
            name, _("'%(said)s' is no day.") % {"said": said}, _("Write it like 2026-11-22.")
        ) from None


def _job(desk: Desk, job_id: int) -> JobValue:
    job = find_job(desk.company.id, job_id)
    if job is None or job.kind not in ("look", "import"):
        raise Http404
    return job


def _path(job: JobValue) -> Any:
    return kept.path_of(job.arguments["token"], job.arguments["file"])


def _name(job: JobValue) -> str:
    """The file's name; of a folder how many files it has."""
    if job.arguments["file"]:
        return str(job.arguments["file"])
    path = _path(job)
    names = sorted(one.name for one in path.iterdir()) if path else []
    return ", ".join(names[:3]) + (" ..." if len(names) > 3 else "") if names else _("Several files")


def _sheets(job: JobValue) -> tuple[Sheet, ...]:
    path = _path(job)
    try:
        return sheets_of(path) if path else ()
    except Refused:
        return ()


def _problems(job: JobValue) -> tuple[Problem, ...]:
    return job.problems or tuple(Problem(**one) for one in (job.result or {}).get("problems", ()))


def _counts(result: dict[str, Any]) -> list[tuple[str, int]]:
    counted = [(str(COUNTED[name]), count) for name, count in result.get("counts", {}).items()]
    return counted + (
        [(_("Closed: not in the list any more"), result["closed"])] if result.get("closed") else []
    )


def problem_table(problems: tuple[Problem, ...], name: str) -> HttpResponse:
    """As CSV, where no cell can be taken for a formula."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow([_("File"), _("Line"), _("Weight"), _("Problem"), _("Way out")])
    for problem in map(problem_in_words, problems):
        cells = (problem.source, problem.line or "", problem.severity, problem.message, problem.hint)
        writer.writerow([harmless(str(cell)) for cell in cells])
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="problems-{kept.safe_name(name)}.csv"'.encode(
        "ascii", "replace"
    ).decode()
    return response
