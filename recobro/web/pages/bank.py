"""The bank: until when it is read, how much waits to be cleared, files dropped and what came of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from recobro.access.company import list_bank_accounts
from recobro.access.jobs import JobValue, find_job, forget_job, list_jobs
from recobro.access.rights import Right
from recobro.bank.listing import FileValue, find_file, list_files, to_clear
from recobro.bank.models import Statement
from recobro.bank.rules import rules_of
from recobro.bank.until import read_until
from recobro.connectors.bank.saved import list_columns
from recobro.connectors.bank.sheets import sheets_of
from recobro.connectors.sheets import Sheet
from recobro.kernel.money import is_currency
from recobro.kernel.problems import Problem, Refused, refuse
from recobro.web import kept
from recobro.web.background import start, start_all, state
from recobro.web.door import Desk, Page, page, say
from recobro.web.pages.imports import problem_table
from recobro.web.typed import Typed
from recobro.web.words import problem_in_words

SMALL = 256 * 1024  # bytes that a request can read while somebody waits
SHOWN = 200  # problems on a page; the list has all of them
FILES = 20
UNFINISHED = 10


def bank_page(right: Right = "see") -> Callable[[Page], Page]:
    """A page that salespeople do not have: the bank is of everybody's customers."""

    def decorate(view: Page) -> Page:
        @wraps(view)
        def inside(request: HttpRequest, desk: Desk, **names: Any) -> HttpResponseBase:
            if desk.salesperson is not None:
                raise Http404
            return view(request, desk, **names)

        return page(right)(inside)

    return decorate


@bank_page()
def view(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Where the bank stands, the frame to drop files on, and the files that were read."""
    if request.method == "POST":
        return _sent(request, desk)
    company_id = desk.company.id
    before = Typed(request.GET).whole("before")
    files = list_files(company_id, before=before, limit=FILES + 1)
    until = read_until(company_id)
    context = {
        "part": "bank", "until": until, "days_silent": (desk.today - until).days if until else None, "waits": to_clear(company_id),
        "rules": rules_of(company_id), "files": [(one, _agrees(one)) for one in files[:FILES]],
        "accounts": list_bank_accounts(company_id), "saved": list_columns(company_id),
        "older": files[FILES - 1].id if len(files) > FILES else None, "unfinished": _unfinished(desk),
    }  # fmt: skip
    return render(request, "bank/bank.html", context)


@bank_page()
def file(request: HttpRequest, desk: Desk, file_id: int) -> HttpResponse:
    """What a file brought: its statements, whether their balances agree, and its problems."""
    found = _file(desk, file_id)
    context = {
        "part": "bank", "file": found, "agrees": _agrees(found), "statements": [(one, _days(one)) for one in found.statements],
        "problems": [problem_in_words(one) for one in _problems(found)[:SHOWN]],
    }  # fmt: skip
    return render(request, "bank/file.html", context)


@bank_page()
def problems_of_file(request: HttpRequest, desk: Desk, file_id: int) -> HttpResponse:
    """All problems of a file, as a table."""
    found = _file(desk, file_id)
    return problem_table(_problems(found), found.name)


@bank_page("book")
def work(request: HttpRequest, desk: Desk, job_id: int) -> HttpResponse:
    """How far a file is that is being read; why it could not be read, and another try; then the page of the file."""
    job = work_of(desk, job_id)
    now = state(job, at=desk.at)
    if request.method == "POST":
        return _again(request, desk, job)
    if now == "done":
        done = job.result or {}
        return (
            redirect("bank-file", desk.company.id, done["file"])
            if done.get("file")
            else redirect("bank-clear", desk.company.id)
        )
    context = {
        "part": "bank", "job": job, "state": now, "name": job.arguments.get("file", ""), "is_kept": bool(job.arguments) and _path(job),
        "problems": [problem_in_words(one) for one in job.problems], "has_columns": now == "refused" and bool(sheets_of_work(job)),
        "accounts": list_bank_accounts(desk.company.id),
    }  # fmt: skip
    return render(request, "bank/work.html", context)


@require_POST
@bank_page("book")
def discard(request: HttpRequest, desk: Desk, job_id: int) -> HttpResponse:
    """Throws away a file that could not be read; not one that is being read."""
    job = work_of(desk, job_id)
    if state(job, at=desk.at) not in ("refused", "died"):
        raise Http404
    if job.arguments:
        kept.throw_away(job.arguments["token"], job.arguments["file"])
    forget_job(desk.company.id, job.id)
    say(request, _("The file is thrown away. Nothing was changed."))
    return redirect("bank", desk.company.id)


@require_POST
@bank_page("book")
def match(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Looks anew what everything that waits may pay."""
    few = sum(one.count for one in to_clear(desk.company.id)) <= SHOWN
    job_id = start("bank-match", desk, arguments={}, here=few)
    return redirect("bank-work", desk.company.id, job_id)


def _sent(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Files came in: each is read by itself."""
    if not desk.may("book"):
        return render(request, "refused.html", {"right": "book"}, status=403)
    sent = request.FILES.getlist("files")  # (only now the request is read)
    if getattr(request, "is_too_large", False):
        most = settings.UPLOAD_MAX_BYTES // 1024**2
        raise refuse(
            "upload", _("The file is larger than %(most)s MB.") % {"most": most}, _("Send it in parts.")
        )
    said = said_of_file(request)
    found = kept.keep(sent, at=desk.at)
    try:
        files = [(token, name) for token, folder in found for name in _each(token, folder)]
        jobs = begin_reading(desk, [{"token": token, "file": name, **said} for token, name in files])
    except Refused:
        for token, name in found:
            kept.throw_away(token, name)
        raise
    return (
        redirect("bank-work", desk.company.id, jobs[0])
        if len(jobs) == 1
        else redirect("bank", desk.company.id)
    )


def _each(token: str, name: str) -> list[str]:
    """The file, or all of a folder: files of a bank are read one by one."""
    path = kept.path_of(token, name)
    return sorted(one.name for one in path.iterdir()) if path and path.is_dir() else [name]


def said_of_file(request: HttpRequest) -> dict[str, str]:
    """What is said beside the file, for where it does not say so itself: whose account it is, and its currency."""
    typed = Typed(request.POST)
    currency = typed.text("currency").upper()
    if currency and not is_currency(currency):
        raise refuse("bank", _("'%(code)s' is no currency.") % {"code": currency}, _("Such as EUR."))
    return {"account": typed.text("account")[:50], "currency": currency}


def begin_reading(desk: Desk, each: Sequence[dict[str, Any]]) -> list[int]:
    """Reads the files, each by itself; gives the numbers of the work. Raises Refused where one is not kept any more."""
    paths = [kept.path_of(one["token"], one["file"]) for one in each]
    if None in paths:
        raise refuse("bank", _("The file is not kept any more."), _("Send it again."))
    here = sum(kept.size_of(path) for path in paths if path) <= SMALL
    return start_all("bank-read", desk, each=each, here=here)


def _again(request: HttpRequest, desk: Desk, job: JobValue) -> HttpResponse:
    """Another try, with what is said now."""
    (fresh,) = begin_reading(desk, [{**refused_work(job), **said_of_file(request)}])
    forget_job(desk.company.id, job.id)
    return redirect("bank-work", desk.company.id, fresh)


def refused_work(job: JobValue) -> dict[str, Any]:
    """What was said about a file that could not be read. Raises Http404 for other work."""
    if not job.arguments or not job.ended_at or job.is_done:
        raise Http404
    return job.arguments


def work_of(desk: Desk, job_id: int) -> JobValue:
    """The work with this number. Raises Http404 for any other."""
    job = find_job(desk.company.id, job_id)
    if job is None or job.kind not in ("bank-read", "bank-match"):
        raise Http404
    return job


def sheets_of_work(job: JobValue) -> tuple[Sheet, ...]:
    """The tables of the file with their columns; none of what is no table, and of what is not kept any more."""
    path = _path(job) if job.arguments else None
    try:
        return sheets_of(path) if path else ()
    except Refused:
        return ()


def _path(job: JobValue) -> Path | None:
    return kept.path_of(job.arguments["token"], job.arguments["file"])


def _unfinished(desk: Desk) -> list[dict[str, Any]]:
    """Files that are being read, or could not be."""
    if not desk.may("book"):
        return []
    jobs = list_jobs(desk.company.id, kind="bank-read", at_most=UNFINISHED, only_unfinished=True)
    return [{"job": job, "name": job.arguments["file"], "state": state(job, at=desk.at)} for job in jobs]


def _file(desk: Desk, file_id: int) -> FileValue:
    found = find_file(desk.company.id, file_id)
    if found is None:
        raise Http404
    return found


def _agrees(file: FileValue) -> bool | None:
    """Do all balances agree? None where the file has none to compare."""
    checked = [one.difference for one in file.statements if one.difference is not None]
    return not any(checked) if checked else None


def _days(one: Statement) -> tuple[Any, Any]:
    return one.first_on or one.opening_on, one.last_on or one.closing_on


def _problems(file: FileValue) -> tuple[Problem, ...]:
    return tuple(Problem(**one) for one in file.problems)
