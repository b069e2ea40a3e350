"""Files of a customer: his statement as PDF or XLSX, by e-mail in one click, and the documents that were filed."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from recobro import flow
from recobro.insight.statement import Period
from recobro.insight.statement_files import file_name, statement_content, statements
from recobro.kernel.problems import Problem, Refused
from recobro.ledger.documents import content_of_document, documents_of
from recobro.web import clock
from recobro.web.door import Desk, page, say
from recobro.web.pages.customer import show, someone
from recobro.web.pages.customer_acts import back
from recobro.web.typed import Typed

MEDIA = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
RECEIVED = timedelta(days=90)  # payments of so many days stand on a statement


@page("see")
def statement(request: HttpRequest, desk: Desk, customer_id: int, form: str) -> HttpResponse:
    """The statement of account of today, to keep."""
    someone(desk, customer_id)
    if form not in MEDIA:
        raise Http404
    (made,) = statements(desk.company.id, customers=[customer_id], period=period(desk))
    if isinstance(made, Problem):
        raise Refused(made)
    return download(statement_content(made, form), f"{file_name(made, set())}.{form}", MEDIA[form])


@require_POST
@page("collect")
def send(request: HttpRequest, desk: Desk, customer_id: int) -> HttpResponse:
    """Sends the statement by e-mail, now."""
    someone(desk, customer_id)
    typed = Typed(request.POST)
    sent = flow.send_statements(
        desk.company.id, customers=[customer_id], period=period(desk), formats=("pdf", "xlsx") if typed.text("xlsx") else ("pdf",),
        although=typed.text("although"), on=desk.today, clock=clock.now, by=desk.by,
    )  # fmt: skip
    if sent.problems:
        return show(request, desk, customer_id, typed={"statements": request.POST}, problems=sent.problems)
    say(
        request,
        _("The statement is sent.") if sent.counts.get("sent") else _("The statement waits to be sent."),
    )
    return back(desk, customer_id)


@page("see")
def document(request: HttpRequest, desk: Desk, customer_id: int, document_id: int) -> HttpResponse:
    """A document as it came, to keep: nothing of it is opened by the browser here."""
    someone(desk, customer_id)
    found = documents_of(desk.company.id, customer_id=customer_id, with_replaced=True)
    one = next((one for one in found if one.document_id == document_id), None)
    if one is None:
        raise Http404
    return download(content_of_document(desk.company.id, document_id), one.name, "application/octet-stream")


def period(desk: Desk) -> Period:
    """Which account: as of today."""
    return Period(as_of=desk.today, received_from=desk.today - RECEIVED)


def download(content: bytes, name: str, media_type: str) -> HttpResponse:
    """A file to keep."""
    return HttpResponse(
        content,
        headers={
            "Content-Type": media_type,
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=name)
            or "attachment",
            "X-Content-Type-Options": "nosniff",
        },
    )
