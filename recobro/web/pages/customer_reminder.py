"""Reminding one customer now: exactly what would be sent, what stands against it, and a button that says what it will do."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from recobro import flow
from recobro.evaluation.overrule import OVERRULABLE, overrulable
from recobro.insight.account import Identity
from recobro.kernel.problems import Problem, Refused
from recobro.web import clock
from recobro.web.door import Desk, page, say
from recobro.web.pages.customer import reasons, someone
from recobro.web.pages.customer_acts import back
from recobro.web.typed import Typed
from recobro.web.words import problem_in_words

CHANNELS = ("email", "letter")
SHOWN = 50  # claims of each side


@page("collect")
def view(request: HttpRequest, desk: Desk, customer_id: int) -> HttpResponse:
    """GET shows it; POST sends it, or puts it among the reminders that wait (`later`), where its words can be edited."""
    who = someone(desk, customer_id)
    typed = Typed(request.POST if request.method == "POST" else request.GET)
    how = flow.ByHand(
        channel=next((one for one in CHANNELS if one == typed.text("channel")), ""),
        overrules=tuple(one for one in OVERRULABLE if one in typed.form.getlist("overrule")),
        although=typed.text("although"),
    )
    if request.method != "POST":
        return _show(request, desk, who, how)
    try:
        return _do(request, desk, customer_id, how, typed)
    except Refused as refused:
        return _show(request, desk, who, how, problems=refused.problems)


def _do(request: HttpRequest, desk: Desk, customer_id: int, how: flow.ByHand, typed: Typed) -> HttpResponse:
    if typed.text("later"):
        manual = flow.propose_by_hand(
            desk.company.id, customer_id=customer_id, how=how, on=desk.today, clock=clock.now, by=desk.by
        )
        return redirect("run-reminder", desk.company.id, manual.reminders[0].reminder_id)
    delivered = flow.remind_now(
        desk.company.id, customer_id=customer_id, how=how, seen=typed.text("seen"), on=desk.today, clock=clock.now, by=desk.by
    )  # fmt: skip
    say(
        request,
        _("The reminder is sent.")
        if delivered.counts.get("sent")
        else _("It is approved, and leaves as soon as it may."),
    )
    return back(desk, customer_id)


def _show(
    request: HttpRequest,
    desk: Desk,
    who: Identity,
    how: flow.ByHand,
    *,
    problems: tuple[Problem, ...] = (),
) -> HttpResponse:
    manual: flow.Manual | None = None
    try:
        manual = flow.preview_reminder(
            desk.company.id, customer_id=who.customer_id, how=how, on=desk.today, clock=clock.now, by=desk.by
        )
    except Refused as refused:
        problems = problems or refused.problems
    asked = [one for one in manual.verdicts if one.outcome == "remind"] if manual else []
    out = [one for one in manual.verdicts if one.outcome != "remind"] if manual else []
    free = Counter(block for one in out if overrulable(one, as_of=desk.today) for block in one.blocks)
    free.update(dict.fromkeys(how.overrules, 0))
    context = {
        "who": who,
        "how": how,
        "reminders": manual.reminders if manual else (),
        "seen": manual.seen if manual else "",
        "asked": asked[:SHOWN],
        "count": len(asked),
        "totals": [
            (
                currency,
                sum((one.claimable - one.netted for one in asked if one.currency == currency), Decimal(0)),
            )
            for currency in sorted({one.currency for one in asked})
        ],
        "out": [(one, reasons(one)) for one in out[:SHOWN]],
        "overrulable": [
            block for block in OVERRULABLE if block in free and (block != "complaint" or desk.may("decide"))
        ],
        "channels": CHANNELS,
        "recipients": [one for each in (manual.reminders if manual else ()) for one in each.messages],
        "problems": [problem_in_words(one) for one in problems],
    }
    return render(
        request,
        "customer/reminder.html",
        context,
        status=422 if problems and request.method == "POST" else 200,
    )
