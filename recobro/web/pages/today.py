"""Today: only the customers whom a person has to contact, and why; each on a page of its own to call, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from recobro.casework.calls import Contested, Promised, proposed_after_promise, proposed_days, record_call
from recobro.casework.dates import set_next_contact
from recobro.casework.models import CALL_OUTCOMES
from recobro.insight.morning import morning
from recobro.insight.today import Wanted, standings, wanted_and_left_alone
from recobro.kernel.problems import Problem, Refused
from recobro.web.control_words import control_of
from recobro.web.door import Desk, page, say
from recobro.web.errands import tasks_of, wanted_in_words
from recobro.web.pages.customer import someone
from recobro.web.typed import Typed
from recobro.web.words import problem_in_words

PAGE = 40
KEYS = "1234567"  # of the outcomes, in their order


@require_GET
@page()
def today(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The list, the most pressing customer first; a page begins after the place that `after` names."""
    wanted, left_alone = _parted(request, desk)
    shows_left = request.GET.get("show") == "left-alone"
    wanted = left_alone if shows_left else wanted
    first = _place_after(wanted, request.GET.get("after", ""))
    shown = wanted_in_words(desk, wanted[first : first + PAGE])
    found = standings(
        desk.company.id, [one.customer_id for one in shown], mode=desk.company.mode, today=desk.today
    )
    # (it counts the whole company)
    top = None if desk.salesperson else morning(desk.company, today=desk.today)
    return render(
        request,
        "today/list.html",
        {
            "lines": [(one, found[one.customer_id]) for one in shown], "count": len(wanted), "whose": _whose(request, desk),
            "left_alone": len(left_alone), "shows_left": shows_left,
            "after": shown[-1].customer_id if first + PAGE < len(wanted) else None,
            "morning": top,
            **(control_of(desk) if top and top.waits.books_are_stated else {}),
        },
    )  # fmt: skip


@require_GET
@page()
def contact(request: HttpRequest, desk: Desk, *, customer_id: int) -> HttpResponse:
    """One customer to call: whom, what about, what to say; and what came of it in a few keys."""
    return _contact(request, desk, customer_id)


@require_POST
@page("collect")
def calls(request: HttpRequest, desk: Desk, *, customer_id: int) -> HttpResponse:
    """Records what came of a call, then shows the next customer."""
    someone(desk, customer_id)
    typed = Typed(request.POST)
    following = _following(_wanted(request, desk), customer_id)
    outcome, promised_on = typed.text("outcome"), typed.day("promised_on")
    amount, item_id, next_on = typed.amount("amount"), typed.whole("item"), typed.day("next_on")
    promised = (
        Promised(on=promised_on, currency=typed.text("currency"), amount=amount)
        if outcome == "promised" and promised_on
        else None
    )
    contested = Contested(item_id=item_id, amount=amount) if outcome == "disputes" and item_id else None
    try:
        if typed.problems:
            raise Refused(typed.problems)
        record_call(
            desk.company.id, customer_id=customer_id, mode=desk.company.mode, on=desk.today, outcome=outcome, text=typed.text("text"),
            spoke_to=typed.text("spoke_to"), promised=promised, contested=contested, tasks=typed.wholes("task"),
            next_on=next_on or _proposed(desk, outcome, promised_on),
            at=desk.at, by=desk.by,
        )  # fmt: skip
    except Refused as refused:
        return _contact(request, desk, customer_id, problems=refused.problems, status=422)
    say(request, _("The call is recorded."))
    return _to(desk, request, following)


@require_POST
@page("collect")
def later(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Puts the customers that were chosen off to a day: they are contacted then, and not before. All of them, or none."""
    typed = Typed(request.POST)
    on, chosen = typed.day("on"), typed.wholes("customer")
    if typed.problems or on is None:
        raise Refused(
            typed.problems
            or [Problem(source="later", message=_("No day was given."), hint=_("Choose a day."))]
        )
    with transaction.atomic():
        for customer_id in chosen:
            someone(desk, customer_id)
            set_next_contact(
                desk.company.id,
                customer_id=customer_id,
                made_on=desk.today,
                on=on,
                reason=typed.text("reason"),
                at=desk.at,
                by=desk.by,
            )
    put_off = ngettext("%(count)s customer is put off.", "%(count)s customers are put off.", len(chosen))
    say(request, put_off % {"count": len(chosen)})
    following = typed.whole("next")
    return _to(desk, request, following)


def _contact(
    request: HttpRequest, desk: Desk, customer_id: int, *, problems: Sequence[Problem] = (), status: int = 200
) -> HttpResponse:
    customer = someone(desk, customer_id)
    company, today = desk.company, desk.today
    standing = standings(company.id, [customer_id], mode=company.mode, today=today)[customer_id]
    items = standing.claims
    wanted, left_alone = _parted(request, desk)
    place = _place_after(wanted, str(customer_id))
    listed = [one for one in (*wanted, *left_alone) if one.customer_id == customer_id]
    line = wanted_in_words(desk, listed)[0] if listed else None
    due = [one for one in tasks_of(desk, customer_id)[0] if one.due_on <= today]
    tasks = sorted(due, key=lambda one: one.kind != "call")  # calls first
    return render(
        request,
        "today/contact.html",
        {
            "customer": customer, "items": items, "tasks": tasks, "place": place, "count": len(wanted),
            "line": line, "following": _following(wanted, customer_id),
            "standing": standing,
            "outcomes": list(zip(CALL_OUTCOMES, KEYS, strict=True)), "proposed": proposed_days(company.country, on=today),
            "currencies": sorted({one.currency for one in items}), "typed": request.POST, "whose": _whose(request, desk),
            "problems": [problem_in_words(one) for one in problems],
        },
        status=status,
    )  # fmt: skip


def _proposed(desk: Desk, outcome: str, promised_on: date | None) -> date | None:
    if outcome == "promised" and promised_on:
        return proposed_after_promise(desk.company.country, promised_on=promised_on)
    return proposed_days(desk.company.country, on=desk.today).get(outcome)


def _whose(request: HttpRequest, desk: Desk) -> str:
    """A collector begins with his own customers, everybody else with all."""
    chosen = request.GET.get("whose", "")
    return chosen if chosen in ("mine", "all") else "mine" if desk.member.role == "collector" else "all"


def _wanted(request: HttpRequest, desk: Desk) -> list[Wanted]:
    return _parted(request, desk)[0]


def _parted(request: HttpRequest, desk: Desk) -> tuple[list[Wanted], list[Wanted]]:
    whose = desk.portfolio if _whose(request, desk) == "mine" else None
    return wanted_and_left_alone(
        desk.company.id, mode=desk.company.mode, today=desk.today, whose=whose, salesperson=desk.salesperson
    )


def _place_after(wanted: list[Wanted], after: str) -> int:
    return next((number for number, one in enumerate(wanted, 1) if str(one.customer_id) == after), 0)


def _following(wanted: list[Wanted], customer_id: int) -> int | None:
    """Who comes next on the list; after the last, whoever is left: places move when others leave the list."""
    place = _place_after(wanted, str(customer_id))
    rest = [one.customer_id for one in (*wanted[place:], *wanted[:place])]
    return next((one for one in rest if one != customer_id), None)


def _to(desk: Desk, request: HttpRequest, customer_id: int | None) -> HttpResponse:
    name, ids = (
        ("today", [desk.company.id])
        if customer_id is None
        else ("today-contact", [desk.company.id, customer_id])
    )
    return HttpResponseRedirect(f"{reverse(name, args=ids)}?whose={_whose(request, desk)}", status=303)
