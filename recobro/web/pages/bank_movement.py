"""One movement: what the bank said, what it may pay, what it was said to be; and clearing it by hand, in parts, or taking that back."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from recobro.bank.clear import confirm_parts
from recobro.bank.confirm import DIFFERENCES, set_aside
from recobro.bank.confirm_recorded import confirm_recorded
from recobro.bank.going_back import payments_going_back
from recobro.bank.listing import MovementValue, list_matches, movement
from recobro.bank.recorded import recorded_by_hand
from recobro.bank.said import what_the_bank_said
from recobro.bank.taking_back import confirm_return, undo_match
from recobro.insight.search import search
from recobro.kernel.money import minor_units
from recobro.kernel.problems import Problem, Refused
from recobro.web.by_hand import address_with, by_hand, parts_of
from recobro.web.door import Desk, say
from recobro.web.pages.back import act_of, back_to
from recobro.web.pages.bank import bank_page
from recobro.web.pages.bank_clear import may_let_go, offers_of, place_of
from recobro.web.typed import Typed
from recobro.web.words import problem_in_words

FOUND = 8  # customers, and invoices, that a search shows


@bank_page()
def view(request: HttpRequest, desk: Desk, movement_id: int) -> HttpResponse:
    """Everything about the movement."""
    return show(request, desk, movement_id)


def show(
    request: HttpRequest,
    desk: Desk,
    movement_id: int,
    *,
    problems: tuple[Problem, ...] = (),
    status: int = 200,
) -> HttpResponse:
    """The page, and on it what was refused, with what was typed."""
    one = _movement(desk, movement_id)
    text = Typed(request.GET).text("q")
    is_open_in = desk.may("book") and one.left > 0
    context = {
        "part": "clear", "one": one, "said": what_the_bank_said(desk.company.id, movement_id), "offers": offers_of(one),
        "matches": list_matches(desk.company.id, movement_id=movement_id), "place": place_of(one), "may_book": desk.may("book"),
        "is_open_in": is_open_in, "q": text, "kinds": DIFFERENCES,
        "hits": search(desk.company.id, text=text, amount=Typed(request.GET).amount("q"), most=FOUND) if is_open_in and text else None,
        "recorded": recorded_by_hand(desk.company.id, one.id) if is_open_in else [],
        "hand": by_hand(request, desk, one) if is_open_in else None,
        "going_back": payments_going_back(desk.company.id, movement_id=one.id)
        if desk.may("book") and one.left < 0 else [],
        "problems": [problem_in_words(problem) for problem in problems], "digits": minor_units(one.currency),
    }  # fmt: skip
    if (
        request.method == "POST"
    ):  # what was refused stands at the address of an act, and the page has one of its own
        context["address"] = _address(request, desk, one)
    return render(request, "bank/movement.html", context, status=status)


def _address(request: HttpRequest, desk: Desk, one: MovementValue) -> str:
    page = reverse("bank-movement", args=(desk.company.id, one.id))
    return f"{page}?{address_with(request, one).urlencode()}" if "left" in request.POST else page


def _by_hand(request: HttpRequest, desk: Desk, one: MovementValue) -> str:
    parts = parts_of(request, desk, one)
    confirm_parts(
        desk.company.id, movement_id=one.id, parts=parts, left=_seen(request), may_let_go=may_let_go(desk),
        note=Typed(request.POST).text("note"), is_another=bool(Typed(request.POST).text("another")), at=desk.at, by=desk.by,
    )  # fmt: skip
    return _("The payment is booked.")


def _seen(request: HttpRequest) -> Decimal | None:
    """What was left of the movement on the page that the person saw."""
    try:
        return Decimal(request.POST["left"])
    except (KeyError, InvalidOperation):
        return None


def _aside(request: HttpRequest, desk: Desk, one: MovementValue) -> str:
    set_aside(
        desk.company.id, movement_id=one.id, note=Typed(request.POST).text("note"), at=desk.at, by=desk.by
    )
    return _("The movement is set aside.")


def _recorded(request: HttpRequest, desk: Desk, one: MovementValue) -> str:
    chosen = Typed(request.POST).whole("payment") or 0
    confirm_recorded(desk.company.id, movement_id=one.id, payment_id=chosen, at=desk.at, by=desk.by)
    return _("It is the payment that was recorded by hand: it counts once.")


def _returned(request: HttpRequest, desk: Desk, one: MovementValue) -> str:
    chosen = Typed(request.POST).whole("match") or 0
    confirm_return(desk.company.id, movement_id=one.id, match_id=chosen, at=desk.at, by=desk.by)
    return _("The payment went back: what it paid is open again.")


ACTS: dict[str, Callable[[HttpRequest, Desk, MovementValue], str]] = {
    "payments": _by_hand,
    "asides": _aside,
    "recorded": _recorded,
    "returns": _returned,
}


@bank_page("book")
@act_of("bank-movement", "movement_id")
def act(request: HttpRequest, desk: Desk, movement_id: int, kind: str) -> HttpResponse:
    """One act of `ACTS`; then what comes next in the list, or the movement again while some of it is left.

    A choice is none: somebody is searched, taken or left out, and what is typed stays.
    """
    one = _movement(desk, movement_id)
    if kind == "choices" or (kind == "payments" and _is_search(request)):
        return _chosen(request, desk, one)
    if kind not in ACTS:
        raise Http404
    try:
        done = ACTS[kind](request, desk, one)
    except Refused as refused:
        return show(request, desk, movement_id, problems=refused.problems, status=422)
    say(request, done)
    if movement(desk.company.id, movement_id).left:
        return back_to("bank-movement", desk.company.id, movement_id)
    query = request.GET.copy()
    query.clear()
    query["after"] = place_of(one)
    if one.amount < 0:
        query["out"] = "1"
    return back_to("bank-clear", desk.company.id, query=query)


def _is_search(request: HttpRequest) -> bool:
    """Was Enter pressed in the field of the search, and not the button that books?"""
    return bool(Typed(request.POST).text("q")) and "book" not in request.POST


def _chosen(request: HttpRequest, desk: Desk, one: MovementValue) -> HttpResponse:
    query = address_with(request, one)
    response = back_to("bank-movement", desk.company.id, one.id, query=query)
    if "q" not in query:  # (where an address names a place, browsers do not go to the first hit)
        response["Location"] += "#by-hand"
    return response


@bank_page("book")
@act_of("bank-movement", "movement_id")
def undo(request: HttpRequest, desk: Desk, movement_id: int, match_id: int) -> HttpResponse:
    """Takes back what the movement was said to be."""
    _movement(desk, movement_id)
    kinds = {one.id: one.kind for one in list_matches(desk.company.id, movement_id=movement_id)}
    if match_id not in kinds:
        raise Http404
    reason = Typed(request.POST).text("reason")
    try:
        if not reason:
            raise Typed.missing(_("A reason is missing."), _("Say why it is taken back."))
        undo_match(desk.company.id, match_id=match_id, on=desk.today, reason=reason, at=desk.at, by=desk.by)
    except Refused as refused:
        return show(request, desk, movement_id, problems=refused.problems, status=422)
    if kinds[match_id] == "payment":
        say(request, _("It is taken back: what it paid is open again, and the movement waits."))
    elif kinds[match_id] == "return":
        say(request, _("It is taken back: the payment stands again, and the return waits."))
    else:
        say(request, _("It is taken back: the movement waits again."))
    if Typed(request.POST).text("list"):
        query = request.GET.copy()
        query["at"] = str(movement_id)
        return back_to("bank-clear", desk.company.id, query=query)
    return back_to("bank-movement", desk.company.id, movement_id)


def _movement(desk: Desk, movement_id: int) -> MovementValue:
    try:
        return movement(desk.company.id, movement_id)
    except Refused:
        raise Http404 from None
