"""Who may enter a page: somebody who signed in, works for the company of the address, and has the right that the page asks for.

A page is a function of a request and a `Desk`. Whoever does not work for the company is told that there is no such page, and so is
whoever asks for something of another company: nobody learns what exists elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from recobro.access.company import CompanyValue
from recobro.access.members import MemberValue, places_of
from recobro.access.portfolio import portfolio
from recobro.access.rights import Right, may, sees_own_customers_only
from recobro.kernel.problems import Problem, Refused
from recobro.web import clock
from recobro.web.levels import speak_of
from recobro.web.people import speak_of_people
from recobro.web.words import problem_in_words

Page = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where a page works: for which company, who sits there, and when."""

    company: CompanyValue
    member: MemberValue
    companies: tuple[CompanyValue, ...]
    at: datetime

    @property
    def today(self) -> date:
        """The calendar day at the company."""
        return self.company.today(self.at)

    @property
    def by(self) -> str:
        """What acts are signed with."""
        return self.member.name

    @property
    def salesperson(self) -> str | None:
        """Whose customers are shown, where only one's own are; None: everybody's."""
        return self.member.name if sees_own_customers_only(self.member.role) else None

    @property
    def portfolio(self) -> tuple[str, ...]:
        """What a customer's collector is called, in small letters, when the customer is this person's today: see `access.portfolio`."""
        return portfolio(self.company.id, self.member, on=self.today)

    def may(self, right: Right) -> bool:
        """Has the person this right?"""
        return may(self.member.role, right)


def page(right: Right = "see") -> Callable[[Page], Page]:
    """Lets in who has the right. What a verb refuses is shown as a page, or as a message beside the form that asked."""

    def decorate(view: Page) -> Page:
        @login_required
        @wraps(view)
        def entered(request: HttpRequest, company_id: int, **names: Any) -> HttpResponseBase:
            desk = desk_of(request, company_id)
            request.desk = desk  # type: ignore[attr-defined]
            speak_of(company_id, today=desk.today)
            speak_of_people(company_id)
            if not desk.may(right):
                return render(request, "refused.html", {"right": right}, status=403)
            try:
                return view(request, desk, **names)
            except Refused as refused:
                return refusal(request, refused.problems)

        return entered

    return decorate


def desk_of(request: HttpRequest, company_id: int) -> Desk:
    """The desk of the signed-in user at this company. Raises Http404 for whoever does not work there."""
    places = places_of(int(request.user.pk or 0))
    here = next((place for place in places if place[0].id == company_id), None)
    if here is None:
        raise Http404
    company, member = here
    return Desk(company=company, member=member, companies=tuple(one for one, _ in places), at=clock.now())


def refusal(request: HttpRequest, problems: tuple[Problem, ...]) -> HttpResponse:
    """Says what was refused, and the way out: in the frame of the page, or for htmx as a message."""
    shown = [problem_in_words(problem) for problem in problems]
    if getattr(request, "htmx", False):
        response = render(request, "parts/problems.html", {"problems": shown}, status=422)
        response["HX-Retarget"] = "#problems"
        response["HX-Reswap"] = "innerHTML"
        return response
    return render(request, "refused.html", {"problems": shown}, status=422)


def say(request: HttpRequest, sentence: str) -> None:
    """A sentence on top of the next page: what was done."""
    messages.success(request, sentence)
