"""What is to be cleared, the oldest first: each movement with its best proposal, accepted or set aside by a key; and what was cleared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recobro.bank.clear import Confirmed, Seen, confirm_all_seen, confirm_seen
from recobro.bank.confirm import set_aside
from recobro.bank.listing import (
    MatchValue,
    MovementValue,
    Place,
    find_match,
    list_matches,
    movements_to_clear,
    to_clear,
)
from recobro.bank.offered import ProposalValue
from recobro.kernel.money import AMOUNT_MAX
from recobro.kernel.problems import Problem, Refused, refuse
from recobro.web.bank_words import how_sure, reason_in_words
from recobro.web.door import Desk, say
from recobro.web.pages.back import act_of, back_to
from recobro.web.pages.bank import bank_page
from recobro.web.typed import Typed
from recobro.web.words import problem_in_words

SIZE = 20
MATCHES = 50
REASONS = 4  # of a proposal in the list; the movement's page has all


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A proposal as it is shown: how sure, why, and what is said back by whoever accepts it."""

    proposal: ProposalValue
    movement_id: int
    word: str
    tone: str
    reasons: tuple[str, ...]

    @property
    def said(self) -> str:
        """What the button says back."""
        return f"{self.movement_id}.{self.proposal.rank}.{self.proposal.shown}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the list; `following` is the movement of the next one."""

    movement: MovementValue
    offers: tuple[Offer, ...]
    following: int | None

    @property
    def best(self) -> Offer | None:
        """The surest."""
        return self.offers[0] if self.offers else None


def offers_of(movement: MovementValue) -> tuple[Offer, ...]:
    """The proposals of a movement as they are shown."""
    found = []
    for one in movement.proposals:
        word, tone = how_sure(one.certainty)
        why = tuple(filter(None, (reason_in_words(why, movement.currency) for why in one.reasons)))
        found.append(Offer(proposal=one, movement_id=movement.id, word=word, tone=tone, reasons=why))
    return tuple(found)


def may_let_go(desk: Desk) -> Decimal | None:
    """How much may be written off of an invoice: who decides, without a limit; else what the rules say."""
    return AMOUNT_MAX if desk.may("decide") else None


@bank_page()
def view(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A page of the list."""
    return show(request, desk)


def show(
    request: HttpRequest, desk: Desk, *, problems: tuple[Problem, ...] = (), at: int | None = None
) -> HttpResponse:
    """The list, and on it what was refused; `at` is the movement where the keys are."""
    typed = Typed(request.GET)
    out, text = bool(typed.text("out")), typed.text("q")
    found = movements_to_clear(
        desk.company.id, after=_place(typed.text("after")), money_in=not out, text=text, amount=typed.amount("q") if text else None,
        certain=bool(typed.text("certain")), item_id=typed.whole("item"), limit=SIZE + 1,
    )  # fmt: skip
    lines = _lines(found[:SIZE])
    wanted = at or typed.whole("at")
    ids = [one.movement.id for one in lines]
    context = {
        "part": "clear", "done": _done(desk, typed), "lines": lines, "out": out, "q": text,
        "at": wanted if wanted in ids else next(iter(ids), None),
        "is_filtered": bool(set(request.GET) & {"q", "certain", "item"}),
        "certain": bool(typed.text("certain")), "next": place_of(found[SIZE - 1]) if len(found) > SIZE else None,
        "after": typed.text("after"), "waits": to_clear(desk.company.id), "shown_reasons": f":{REASONS}",
        "sure": [one.best for one in lines if one.best and one.best.proposal.is_certain and one.best.proposal.fits],
        "may_book": desk.may("book"), "problems": [problem_in_words(one) for one in problems], "query": _query(request),
    }  # fmt: skip
    if (
        request.method == "POST"
    ):  # what was refused stands at the address of an act, and the page has one of its own
        context["address"] = f"{reverse('bank-clear', args=(desk.company.id,))}?{_query(request)}"
    return render(request, "bank/clear.html", context, status=422 if problems else 200)


@bank_page("book")
@act_of("bank-clear")
def accept(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Accepts what was seen: the proposal of one movement, or of all that were shown as certain."""
    seen, at = _seen(request)
    done = None
    try:
        if len(seen) == 1:
            done = confirm_seen(desk.company.id, seen[0], may_let_go=may_let_go(desk), at=desk.at, by=desk.by)
            say(request, _("Accepted: the payment is booked."))
        else:
            _say_all(
                request,
                confirm_all_seen(desk.company.id, seen, may_let_go=may_let_go(desk), at=desk.at, by=desk.by),
            )
    except Refused as refused:
        return show(request, desk, problems=refused.problems, at=seen[0].movement_id if seen else None)
    return _back(request, desk, at, done)


@bank_page("book")
@act_of("bank-clear")
def aside(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A movement is nothing that a customer paid."""
    typed = Typed(request.POST)
    movement_id = typed.whole("movement") or 0
    try:
        done = set_aside(
            desk.company.id, movement_id=movement_id, note=typed.text("note"), at=desk.at, by=desk.by
        )
    except Refused as refused:
        return show(request, desk, problems=refused.problems, at=movement_id)
    say(request, _("The movement is set aside."))
    return _back(request, desk, typed.whole("next"), done)


@bank_page()
def matches(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What movements were said to be, the newest first."""
    typed = Typed(request.GET)
    found = list_matches(desk.company.id, before=typed.whole("before"), limit=MATCHES + 1)
    context = {
        "part": "matches", "matches": found[:MATCHES], "older": found[MATCHES - 1].id if len(found) > MATCHES else None,
    }  # fmt: skip
    return render(request, "bank/matches.html", context)


def place_of(movement: MovementValue) -> str:
    """Its place in the list, as addresses say it."""
    on, number = movement.place
    return f"{on.isoformat()}~{number}"


def _place(said: str) -> Place | None:
    on, _sign, number = said.partition("~")
    try:
        return date.fromisoformat(on), int(number)
    except ValueError:
        return None


def _done(desk: Desk, typed: Typed) -> MatchValue | None:
    """What was done just now, while it stands."""
    number = typed.whole("done")
    found = find_match(desk.company.id, number) if number and desk.may("book") else None
    return found if found and found.undone_on is None else None


def _lines(found: list[MovementValue]) -> list[Line]:
    following = [*(one.id for one in found[1:]), None]
    return [
        Line(movement=one, offers=offers_of(one), following=after)
        for one, after in zip(found, following, strict=False)
    ]


def _seen(request: HttpRequest) -> tuple[list[Seen], int | None]:
    """What the buttons said back; after one alone also which movement is next."""
    seen, following = [], None
    for said in request.POST.getlist("proposal"):
        parts = said.split(".")
        if len(parts) not in (3, 4) or not all(one.isdecimal() and len(one) < 19 for one in parts[:2]):
            raise refuse("movement", _("It is not clear which proposal is meant."), _("Look at it again."))
        seen.append(Seen(movement_id=int(parts[0]), rank=int(parts[1]), shown=parts[2]))
        following = int(parts[3]) if len(parts) == 4 and parts[3].isdecimal() else None
    if not seen:
        raise refuse("movement", _("Nothing was chosen."), _("Choose a proposal."))
    return seen, following


def _say_all(request: HttpRequest, done: Confirmed) -> None:
    if not done.matches:
        raise Refused(done.problems)
    said = ngettext("%(n)s payment is booked.", "%(n)s payments are booked.", len(done.matches)) % {
        "n": len(done.matches)
    }
    left = len(done.problems)
    more = ngettext(
        "%(n)s has changed since it was shown, and waits.", "%(n)s have changed since they were shown, and wait.", left
    ) % {"n": left}  # fmt: skip
    say(request, f"{said} {more}" if left else said)


def _query(request: HttpRequest) -> str:
    """The filters of the list, for the addresses of its acts."""
    query = request.GET.copy()
    for name in ("at", "done"):
        query.pop(name, None)
    return query.urlencode()


def _back(request: HttpRequest, desk: Desk, at: int | None, done: int | None) -> HttpResponse:
    """To the list, at what comes next, with what was done just now, so that it can be taken back there."""
    query = request.GET.copy()
    for name, value in (("at", at), ("done", done)):
        query.pop(name, None)
        if value:
            query[name] = str(value)
    return back_to("bank-clear", desk.company.id, query=query)
