"""The rehearsal mailbox: what would have been sent, as the customer would have seen it."""

from __future__ import annotations

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin

from recobro.channels.email.read import Mail, list_mail, read_mail
from recobro.web.door import Desk, page

PAGE = 50
FRAMED = {
    "default-src": ["'none'"], "script-src": ["'none'"], "connect-src": ["'none'"], "form-action": ["'none'"], "frame-src": ["'none'"],
    "img-src": ["data:"], "style-src": ["'unsafe-inline'"], "frame-ancestors": ["'self'"], "sandbox": [""],
}  # fmt: skip


@page("collect")
def mailbox(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The newest messages."""
    found = list_mail(desk.company.name, before=request.GET.get("before", ""), at_most=PAGE)
    context = {"part": "mailbox", "mails": found, "older": found[-1].name if len(found) == PAGE else ""}
    return render(request, "settings/mailbox.html", context)


@page("collect")
def mail(request: HttpRequest, desk: Desk, name: str) -> HttpResponse:
    """One message."""
    return render(request, "settings/mail.html", {"part": "mailbox", "mail": _mail(desk, name)})


@xframe_options_sameorigin
@csp_replace(FRAMED)
@page("collect")
def html(request: HttpRequest, desk: Desk, name: str) -> HttpResponse:
    """The message as a mail program shows it, in a frame where nothing runs and nothing is fetched."""
    return HttpResponse(_mail(desk, name).html)


@csp_replace(FRAMED)
@page("collect")
def enclosed(request: HttpRequest, desk: Desk, name: str, number: int) -> HttpResponse:
    """A file that came with the message, to be saved."""
    found = next((one for one in _mail(desk, name).enclosed if one.number == number), None)
    if found is None:
        raise Http404
    response = HttpResponse(found.content, content_type="application/octet-stream")
    safe = "".join(
        char if char.isascii() and (char.isalnum() or char in "._-") else "-" for char in found.name
    )
    response["Content-Disposition"] = f'attachment; filename="{safe}"'
    return response


def _mail(desk: Desk, name: str) -> Mail:
    found = read_mail(desk.company.name, name)
    if found is None:
        raise Http404
    return found
