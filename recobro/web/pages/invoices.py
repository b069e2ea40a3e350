"""The list of invoices: filters, an order, pages, and what can be done to several at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from recobro.casework.several import dispute_several, expect_several, hold_several
from recobro.insight.invoices import (
    MOST,
    ORDERS,
    STATUSES,
    Filters,
    Status,
    list_invoices,
    order_of,
)
from recobro.kernel.problems import Problem, Refused
from recobro.policy.read import level_keys
from recobro.web.door import Desk, page, say
from recobro.web.pages.back import back_to
from recobro.web.typed import Typed
from recobro.web.words import problem_in_words

FIELDS = ("number", "customer", "currency", "level", "due_from", "due_until", "issued_from", "issued_until")


@page("see")
def view(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The invoices that answer the filters, a page of them."""
    return show(request, desk)


def show(
    request: HttpRequest, desk: Desk, *, problems: tuple[Problem, ...] = (), typed: Typed | None = None
) -> HttpResponse:
    """The page, with what was refused and the values that were typed for it."""
    asked = Typed(request.GET)
    filters = read_filters(asked, desk)
    said = (*problems, *asked.problems)
    context: dict[str, Any] = {
        "filters": filters,
        "found": list_invoices(desk.company.id, filters, as_of=desk.today, mode=desk.company.mode),
        "statuses": STATUSES,
        "orders": ORDERS[filters.status],
        "order": order_of(filters),
        "levels": level_keys(desk.company.id),
        "most": MOST,
        "is_filtered": any(request.GET.get(name) for name in FIELDS),
        "may_collect": desk.may("collect"),
        "may_book": desk.may("book"),
        "problems": [problem_in_words(problem) for problem in said],
        "typed": typed,
    }
    return render(request, "invoices/list.html", context, status=422 if problems else 200)


def read_filters(asked: Typed, desk: Desk) -> Filters:
    """The filters of the address. Who looks for a number looks among all invoices, paid ones too."""
    number = asked.text("number")
    wanted = asked.text("status")
    usual: Status = "all" if number else "unpaid"
    status = next((one for one in STATUSES if one == wanted), usual)
    return Filters(
        status=status, number=number, customer=asked.text("customer"), customer_id=asked.whole("of"), currency=asked.text("currency"),
        level=asked.text("level"), due_from=asked.day("due_from"), due_until=asked.day("due_until"),
        issued_from=asked.day("issued_from"), issued_until=asked.day("issued_until"), salesperson=desk.salesperson,
        order=asked.text("order") or "due", backwards=asked.text("back") == "yes", after=asked.text("after"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chosen:
    """The lines that were chosen, and what was typed for them."""

    desk: Desk
    items: list[int]
    typed: Typed


def _expect(chosen: _Chosen) -> str:
    desk = chosen.desk
    done = expect_several(
        desk.company.id, items=chosen.items, made_on=desk.today, on=chosen.typed.needed_day("on"), reason=chosen.typed.text("reason"),
        at=desk.at, by=desk.by,
    )  # fmt: skip
    return ngettext(
        "Payment of %(count)s invoice is expected on that day.", "Payment of %(count)s invoices is expected on that day.", done
    ) % {"count": done}  # fmt: skip


def _dispute(chosen: _Chosen) -> str:
    desk = chosen.desk
    done = dispute_several(
        desk.company.id, items=chosen.items, from_on=desk.today, reason=chosen.typed.text("reason"), at=desk.at, by=desk.by
    )  # fmt: skip
    return ngettext("%(count)s invoice is disputed.", "%(count)s invoices are disputed.", done) % {
        "count": done
    }


def _hold(chosen: _Chosen) -> str:
    desk = chosen.desk
    done = hold_several(
        desk.company.id, items=chosen.items, from_on=desk.today, until_on=chosen.typed.needed_day("on"),
        reason=chosen.typed.text("reason"), at=desk.at, by=desk.by,
    )  # fmt: skip
    return ngettext("%(count)s invoice is on hold.", "%(count)s invoices are on hold.", done) % {
        "count": done
    }


ACTS = {"expected-dates": _expect, "disputes": _dispute, "holds": _hold}


@require_POST
@page("collect")
def act(request: HttpRequest, desk: Desk, kind: str) -> HttpResponse:
    """One act of `ACTS` on all lines that were chosen; all of them or none."""
    if kind not in ACTS:
        raise Http404
    typed = Typed(request.POST)
    try:
        items = typed.wholes("item")
        if not items:
            raise typed.missing(_("No invoice was chosen."), _("Choose some lines first."))
        done = ACTS[kind](_Chosen(desk=desk, items=items, typed=typed))
    except Refused as refused:
        return show(request, desk, problems=refused.problems, typed=typed)
    say(request, done)
    return back_to("invoices", desk.company.id, query=request.GET)
