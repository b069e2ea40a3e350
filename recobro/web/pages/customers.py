"""The list of customers: what each owes, what he was told last and what comes next; and what is done for several at once."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from recobro import flow
from recobro.access.rights import RIGHTS
from recobro.casework.record import hold
from recobro.insight.customers import ORDERS, Filters, choices, list_customers
from recobro.insight.search import search
from recobro.kernel.problems import Problem, Refused, refuse
from recobro.ledger.customers import change_customer
from recobro.web import clock
from recobro.web.door import Desk, page, say
from recobro.web.pages.customer import someone
from recobro.web.pages.customer_files import period
from recobro.web.typed import Typed
from recobro.web.words import problem_in_words

MOST_FOUND = 200  # customers whom a text may mean
MOST_AT_ONCE = 100  # customers for whom something is done at once


@page("see")
def view(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A page of the list."""
    return show(request, desk)


def show(request: HttpRequest, desk: Desk, *, problems: tuple[Problem, ...] = ()) -> HttpResponse:
    """The list, and on it what was refused."""
    filters, text = _filters(request, desk)
    found = list_customers(desk.company, filters, as_of=desk.today)
    context = {
        "found": found,
        "filters": filters,
        "text": text,
        "is_filtered": bool(set(request.GET) - {"order", "after"}),
        "choices": choices(desk.company.id, salesperson=desk.salesperson),
        "orders": ORDERS,
        "rights": {right: desk.may(right) for right in RIGHTS},
        "problems": [problem_in_words(one) for one in problems],
    }
    return render(request, "customers/customers.html", context, status=422 if problems else 200)


def _filters(request: HttpRequest, desk: Desk) -> tuple[Filters, str]:
    typed = Typed(request.GET)
    text, wanted = typed.text("text"), typed.text("order")
    meant = (
        search(desk.company.id, text=text, salesperson=desk.salesperson, most=MOST_FOUND) if text else None
    )
    filters = Filters(
        order=next((one for one in ORDERS if one == wanted), "name" if text else "overdue"),
        overdue=bool(typed.text("overdue")), held=bool(typed.text("held")), waiting=bool(typed.text("waiting")),
        currency=typed.text("currency"), level=typed.text("level"), collector=typed.text("collector"),
        segment=typed.text("segment"), salesperson=desk.salesperson,
        customers=None if meant is None else tuple(one.customer_id for one in meant.customers), after=typed.text("after"),
    )  # fmt: skip
    return filters, text


Act = Callable[[Desk, list[int], Typed], str]


def _assign(desk: Desk, customers: list[int], typed: Typed) -> str:
    for customer in customers:
        change_customer(desk.company.id, customer_id=customer, collector=typed.text("collector"))
    return ngettext(
        "%(n)s customer has a new collector.", "%(n)s customers have a new collector.", len(customers)
    ) % {"n": len(customers)}


def _hold(desk: Desk, customers: list[int], typed: Typed) -> str:
    until = typed.day("until")
    if typed.problems:
        raise Refused(typed.problems)
    if until is None:
        raise refuse("until", _("A day is missing."), _("Choose one."))
    for customer in customers:
        hold(
            desk.company.id, customer_id=customer, from_on=desk.today, until_on=until, reason=typed.text("reason"), at=desk.at,
            by=desk.by,
        )  # fmt: skip
    return ngettext("%(n)s customer is on hold.", "%(n)s customers are on hold.", len(customers)) % {
        "n": len(customers)
    }


def _follow_up(desk: Desk, customers: list[int], typed: Typed) -> str:
    approved = flow.process_follow_up(desk.company.id, customers=customers, clock=clock.now, by=desk.by)
    if not approved:
        return _("Nothing that you may approve waits for these customers.")
    return ngettext(
        "%(n)s reminder is approved, and leaves with the next delivery.",
        "%(n)s reminders are approved, and leave with the next delivery.", approved,
    ) % {"n": approved}  # fmt: skip


def _statements(desk: Desk, customers: list[int], typed: Typed) -> str:
    sent = flow.send_statements(
        desk.company.id, customers=customers, period=period(desk), on=desk.today, clock=clock.now, by=desk.by
    )
    if sent.problems and not sent.counts:
        raise Refused(sent.problems)
    done = sum(sent.counts.values())
    said = ngettext("%(n)s statement is on its way.", "%(n)s statements are on their way.", done) % {
        "n": done
    }
    left = len(sent.problems)
    more = ngettext("%(n)s customer was left out: %(why)s", "%(n)s customers were left out: %(why)s", left) % {
        "n": left, "why": "; ".join(f"{one.source}: {problem_in_words(one).message}" for one in sent.problems)
    }  # fmt: skip
    return f"{said} {more}" if left else said


ACTS: dict[str, Act] = {
    "collectors": _assign,
    "holds": _hold,
    "follow-ups": _follow_up,
    "statements": _statements,
}


@require_POST
@page("collect")
def act(request: HttpRequest, desk: Desk, kind: str) -> HttpResponse:
    """One act for all customers that were chosen, or for none."""
    if kind not in ACTS:
        raise Http404
    typed = Typed(request.POST)
    chosen = typed.wholes("customer")
    try:
        if not 0 < len(chosen) <= MOST_AT_ONCE:
            raise refuse(
                "customers",
                _("No customer was chosen, or more than a hundred."),
                _("Choose some of the list."),
            )
        for customer in chosen:
            someone(desk, customer)
        done = _all_or_none(desk, ACTS[kind], chosen, typed)
    except Refused as refused:
        return show(request, desk, problems=refused.problems)
    say(request, done)
    response = redirect(f"{reverse('customers', args=[desk.company.id])}?{request.GET.urlencode()}")
    response.status_code = 303
    return response


def _all_or_none(desk: Desk, perform: Act, chosen: list[int], typed: Typed) -> str:
    if perform is _statements:  # each leaves by itself
        return perform(desk, chosen, typed)
    with transaction.atomic():
        return perform(desk, chosen, typed)
