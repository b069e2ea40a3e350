"""One reminder: its messages exactly as they will leave, why, and what a person may do with it before."""

from __future__ import annotations

from datetime import timedelta

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST

from recobro import flow
from recobro.insight.reminder import Neighbours, ShownReminder, find_message, find_reminder, neighbours
from recobro.kernel.placeholders import PLACEHOLDERS
from recobro.kernel.problems import Refused
from recobro.letters import pdf
from recobro.outbox.edit import Words, edit_words, postpone, take_out, words_of
from recobro.outbox.resolve import withdraw
from recobro.outbox.second_person import objections
from recobro.web.door import Desk, page, say
from recobro.web.foreseen import foreseen
from recobro.web.pages.back import back_to
from recobro.web.pages.customer import tongue
from recobro.web.typed import Typed
from recobro.web.words import problem_in_words

LATER = 7  # days, where nobody says how many
# An e-mail of ours: its own styles, nothing loaded from anywhere, no script; shown in a frame of ours only.
MESSAGE_POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'none'"],
    "connect-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["data:"],
    "frame-ancestors": ["'self'"],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
    "sandbox": "",
}
PAPER_POLICY = {"frame-ancestors": ["'self'"]}


@page("see")
def show(request: HttpRequest, desk: Desk, *, reminder_id: int) -> HttpResponse:
    """The reminder with its messages, items and reasons."""
    found = _found(desk, reminder_id)
    near = None if desk.salesperson else _near(desk, found)
    stops = objections(desk.company, [reminder_id], by=desk.by) if found.to_approve else {}
    return render(
        request,
        "run/reminder.html",
        {
            "one": found,
            "near": near,
            "foreseen": foreseen(desk, [reminder_id]).get(reminder_id, "") if found.is_waiting else "",
            "stop": problem_in_words(stops[reminder_id]) if stops else None,
            "later_on": desk.today + timedelta(days=LATER),
            "tomorrow": desk.today + timedelta(days=1),
        },
    )


@csp_replace(MESSAGE_POLICY)
@xframe_options_sameorigin
@page("see")
def email(request: HttpRequest, desk: Desk, *, reminder_id: int, message_id: int) -> HttpResponse:
    """The e-mail as its reader sees it."""
    return HttpResponse(_message(desk, reminder_id, message_id)[0])


@xframe_options_sameorigin
@page("see")
def text(request: HttpRequest, desk: Desk, *, reminder_id: int, message_id: int) -> HttpResponse:
    """The plain text."""
    return HttpResponse(_message(desk, reminder_id, message_id)[1], content_type="text/plain; charset=utf-8")


@csp_replace(PAPER_POLICY)
@xframe_options_sameorigin
@page("see")
def letter(request: HttpRequest, desk: Desk, *, reminder_id: int, message_id: int) -> HttpResponse:
    """The letter as it is printed."""
    data = _message(desk, reminder_id, message_id)[2]
    if not data:
        raise Http404
    name = f'inline; filename="letter-{message_id}.pdf"'
    return HttpResponse(pdf(data), content_type="application/pdf", headers={"Content-Disposition": name})


@require_POST
@page("collect")
def approve(request: HttpRequest, desk: Desk, *, reminder_id: int) -> HttpResponse:
    """Approves what the person has seen, and goes on to the next one."""
    found = _found(desk, reminder_id)
    seen = Typed(request.POST).text("fingerprint") or found.fingerprint
    flow.approve(
        desk.company.id, reminders=[reminder_id], seen={reminder_id: seen}, clock=lambda: desk.at, by=desk.by
    )
    say(request, _("The reminder to %(name)s is approved.") % {"name": found.name})
    return _next(desk, found)


@require_POST
@page("collect")
def take_back(request: HttpRequest, desk: Desk, *, reminder_id: int) -> HttpResponse:
    """Withdraws it; a later run may propose it again."""
    found = _found(desk, reminder_id)
    reason = Typed(request.POST).text("reason") or _("Taken back by %(name)s.") % {"name": desk.by}
    withdraw(desk.company.id, reminder_id=reminder_id, reason=reason, at=desk.at)
    say(request, _("The reminder to %(name)s is taken back.") % {"name": found.name})
    return _next(desk, found)


@require_POST
@page("collect")
def later(request: HttpRequest, desk: Desk, *, reminder_id: int) -> HttpResponse:
    """Puts it off to a day."""
    found = _found(desk, reminder_id)
    typed = Typed(request.POST)
    to = typed.day("on")
    if typed.problems:
        raise Refused(typed.problems)
    postpone(
        desk.company.id, reminder_id=reminder_id, to=to or desk.today + timedelta(days=LATER), reason=typed.text("reason"),
        on=desk.today, at=desk.at, by=desk.by,
    )  # fmt: skip
    say(request, _("%(name)s is contacted later.") % {"name": found.name})
    return _next(desk, found)


@require_POST
@page("collect")
def without(request: HttpRequest, desk: Desk, *, reminder_id: int) -> HttpResponse:
    """Takes an invoice or a payment out: for this time, or as disputed."""
    found = _found(desk, reminder_id)
    typed = Typed(request.POST)
    item = typed.whole("item") or 0
    left = take_out(
        desk.company.id, reminder_id=reminder_id, item_id=item, is_disputed=typed.text("how") == "dispute",
        reason=typed.text("reason") or _("Not this time."), on=desk.today, at=desk.at, by=desk.by,
    )  # fmt: skip
    if left:
        say(request, _("Taken out. The reminder waits to be approved as it stands now."))
        return _to(desk, reminder_id)
    say(request, _("Taken out. Nothing is left to ask for, so the reminder is taken back."))
    return _next(desk, found)


@page("collect")
def words(request: HttpRequest, desk: Desk, *, reminder_id: int, message_id: int) -> HttpResponse:
    """The form for the words of one message. Amounts stay those of the items."""
    found = _found(desk, reminder_id)
    message = next((one for one in found.messages if one.id == message_id), None)
    if message is None:
        raise Http404
    typed = Typed(request.POST)
    said = words_of(desk.company.id, message_id=message_id)
    problems = []
    if request.method == "POST":
        asked = request.POST
        said = Words(
            **{
                name: asked.get(name, getattr(said, name)).replace("\r\n", "\n")
                for name in ("subject", "before", "after", "task")
            }
        )
        try:
            if edit_words(desk.company.id, message_id=message_id, words=said, at=desk.at, by=desk.by):
                say(request, _("The words are changed. The reminder waits to be approved as it stands now."))
            return _to(desk, reminder_id)
        except Refused as refused:
            problems = [problem_in_words(problem) for problem in refused.problems]
    shown = {
        "one": found,
        "message_": message,
        "words": said,
        "problems": problems,
        "placeholders": PLACEHOLDERS,
        "typed": typed,
    }
    return render(request, "run/words.html", shown, status=422 if problems else 200)


def _found(desk: Desk, reminder_id: int) -> ShownReminder:
    found = find_reminder(
        desk.company, reminder_id, on=desk.today, salesperson=desk.salesperson, tongue=tongue()
    )
    if found is None:
        raise Http404
    return found


def _message(desk: Desk, reminder_id: int, message_id: int) -> tuple[str, str, str]:
    found = find_message(desk.company.id, message_id, reminder_id=reminder_id, salesperson=desk.salesperson)
    if found is None:
        raise Http404
    return found


def _near(desk: Desk, one: ShownReminder) -> Neighbours:
    return neighbours(desk.company.id, mode=desk.company.mode, severity=one.severity, reminder_id=one.id)


def _next(desk: Desk, done: ShownReminder) -> HttpResponse:
    """To the next one that waits, else to the list."""
    near = _near(desk, done)
    following = near.following or near.before
    return _to(desk, following) if following else back_to("run", desk.company.id)


def _to(desk: Desk, reminder_id: int) -> HttpResponse:
    return back_to("run-reminder", desk.company.id, reminder_id)
