"""What the columns of a bank's table are, said once: the file is read so, and so is the next one with these headers."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from recobro.access.company import list_bank_accounts
from recobro.access.jobs import JobValue, find_job, forget_job
from recobro.connectors.bank.saved import forget_columns
from recobro.connectors.bank.table.columns import FIELDS, IGNORE, MANY
from recobro.connectors.sheets import Sheet
from recobro.kernel.problems import Problem, Refused, refuse
from recobro.web.background import state
from recobro.web.door import Desk, say
from recobro.web.pages.bank import (
    bank_page,
    begin_reading,
    refused_work,
    said_of_file,
    sheets_of_work,
    work_of,
)
from recobro.web.pages.imports import NOT_USED
from recobro.web.words import problem_in_words

ORDERS, SIGNS = ("dmy", "mdy", "ymd"), (",", ".")


@bank_page("book")
def view(request: HttpRequest, desk: Desk, job_id: int) -> HttpResponse:
    """The columns of a table that could not be read, with the first values below them."""
    job = work_of(desk, job_id)
    arguments, sheets = refused_work(job), sheets_of_work(job)
    if not sheets:
        raise Http404
    problems: tuple[Problem, ...] = job.problems if arguments.get("columns") else ()
    if request.method == "POST":
        try:
            return _said(request, desk, job, sheets)
        except Refused as refused:
            problems = refused.problems
    context = {
        "part": "bank", "job": job, "name": arguments["file"], "fields": FIELDS,
        "sheets": [_form(number, sheet, request, job) for number, sheet in enumerate(sheets)],
        "accounts": list_bank_accounts(desk.company.id), "typed": request.POST or arguments,
        "problems": [problem_in_words(one) for one in problems],
    }  # fmt: skip
    return render(request, "bank/columns.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@bank_page("book")
def forget(request: HttpRequest, desk: Desk, saved_id: int) -> HttpResponse:
    """Tables with these headers are read without it from now on."""
    forget_columns(desk.company.id, saved_id)
    say(request, _("What was said about these columns is forgotten."))
    return redirect("bank", desk.company.id)


def _said(request: HttpRequest, desk: Desk, job: JobValue, sheets: tuple[Sheet, ...]) -> HttpResponse:
    chosen = request.POST.get("sheet", "0")
    number = int(chosen) if chosen.isdecimal() and int(chosen) < len(sheets) else 0
    said = {
        **job.arguments, **said_of_file(request), "columns": _columns(request, number, sheets[number]),
        "date_order": _one_of(ORDERS, request.POST.get("date_order")), "decimal": _one_of(SIGNS, request.POST.get("decimal")),
    }  # fmt: skip
    (fresh,) = begin_reading(desk, [said])
    forget_job(desk.company.id, job.id)
    done = find_job(desk.company.id, fresh)
    if done and state(done, at=desk.at) == "refused":
        return redirect("bank-columns", desk.company.id, fresh)
    return redirect("bank-work", desk.company.id, fresh)


def _columns(request: HttpRequest, number: int, sheet: Sheet) -> dict[str, str]:
    """Which header is which field. Raises Refused where two are one that a movement has once."""
    said: dict[str, str] = {}
    for index, column in enumerate(sheet.columns):
        field = request.POST.get(f"column-{number}-{index}", "")
        if not field or not _can_be_named(sheet, index):
            continue
        if field == NOT_USED:
            field = IGNORE
        elif field not in FIELDS:
            raise Http404
        other = next((header for header, same in said.items() if same == field), None)
        if other is not None and field not in (*MANY, IGNORE):
            raise refuse(
                "columns", _("Two columns are the same: '%(one)s' and '%(other)s'.") % {"one": other, "other": column.header},
                _("Choose one of them."),
            )  # fmt: skip
        said[column.header] = field
    return said


def _can_be_named(sheet: Sheet, index: int) -> bool:
    """Not a column without a name, nor the second one of a name."""
    return bool(sheet.headers[index]) and sheet.headers.index(sheet.headers[index]) == index


def _form(number: int, sheet: Sheet, request: HttpRequest, job: JobValue) -> dict[str, Any]:
    """A table for the form: its columns with what was chosen for them, now or before it could not be read."""
    before = {header: NOT_USED if field == IGNORE else field for header, field in (job.arguments.get("columns") or {}).items()}  # fmt: skip
    columns = [
        {
            "column": column, "name": f"column-{number}-{index}", "can_be_named": _can_be_named(sheet, index),
            "chosen": request.POST.get(f"column-{number}-{index}", before.get(column.header, "")),
        }
        for index, column in enumerate(sheet.columns)
    ]  # fmt: skip
    return {"number": number, "part": sheet.part, "line": sheet.line, "columns": columns}


def _one_of(known: tuple[str, ...], said: str | None) -> str:
    return said if said in known else ""
