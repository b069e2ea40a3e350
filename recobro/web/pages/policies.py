"""The policies: what each does, who is treated by it, and giving a policy to somebody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from recobro.insight.policies import PolicyValue, policies
from recobro.kernel.problems import Problem, Refused, refuse
from recobro.ledger.find import find_customer, has_segment
from recobro.policy.assign import assign, end_assignment
from recobro.policy.ladder import Level
from recobro.web.door import Desk, page, say
from recobro.web.flow_words import named, when
from recobro.web.pages.back import back_to
from recobro.web.typed import Typed
from recobro.web.words import problem_in_words

SCOPES = ("company", "segment", "customer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A policy in the list."""

    value: PolicyValue
    name: str
    steps: tuple[tuple[Level, str], ...]


@page("see")
def view(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The list."""
    return show(request, desk)


def show(
    request: HttpRequest, desk: Desk, *, problems: tuple[Problem, ...] = (), typed: Typed | None = None
) -> HttpResponse:
    """The page, with what was refused and the values that were typed for it."""
    found = policies(desk.company.id, as_of=desk.today, salesperson=desk.salesperson)
    context: dict[str, Any] = {
        "policies": [shown(one) for one in found],
        "segments": sorted({one.segment for policy in found for one in policy.treated if one.segment}),
        "scopes": SCOPES,
        "typed": typed.form if typed else {},
        "problems": [problem_in_words(one) for one in problems],
    }
    return render(request, "policies/list.html", context, status=422 if problems else 200)


def shown(one: PolicyValue) -> Shown:
    """The policy with its levels in words."""
    steps = tuple((level, when(level.trigger)) for level in one.says.all_levels)
    return Shown(value=one, name=named(one.says.name), steps=steps)


@require_POST
@page("decide")
def give(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Treats the company, a segment or a customer by a policy from a day on."""
    typed = Typed(request.POST)
    try:
        said = _given(desk, typed)
    except Refused as refused:
        return show(request, desk, problems=refused.problems, typed=typed)
    say(request, said)
    return back_to("policies", desk.company.id)


def _given(desk: Desk, typed: Typed) -> str:
    company = desk.company
    scope, key, from_on = typed.text("scope"), typed.text("policy"), typed.day("from_on") or desk.today
    typed.check()
    customer_id, segment, whom = None, "", company.name
    if scope == "segment":
        segment = whom = typed.text("segment")
        if not segment:
            raise typed.missing(_("A segment is missing."), _("Write it as your customers have it."))
    elif scope == "customer":
        if not typed.text("customer"):
            raise typed.missing(_("A customer is missing."), _("Write the code or the name."))
        found = find_customer(company.id, typed.text("customer"))
        customer_id, whom = found.customer_id, found.name
    elif scope != "company":
        raise refuse(
            "policy",
            _("It is not said who is treated by it."),
            _("Choose the company, a segment or a customer."),
        )
    assign(
        company.id, policy_key=key, customer_id=customer_id, segment=segment, from_on=from_on, until_on=typed.day("until_on"),
        at=desk.at, by=desk.by,
    )  # fmt: skip
    if segment and not has_segment(company.id, segment):
        return _("%(segment)s is treated by %(policy)s. No customer is in this segment yet.") % {
            "segment": segment, "policy": key,
        }  # fmt: skip
    return _("%(whom)s is treated by %(policy)s.") % {"whom": whom, "policy": key}


@require_POST
@page("decide")
def end(request: HttpRequest, desk: Desk, assignment_id: int) -> HttpResponse:
    """Ends an assignment today."""
    try:
        end_assignment(desk.company.id, assignment_id=assignment_id, on=desk.today, at=desk.at, by=desk.by)
    except Refused as refused:
        return show(request, desk, problems=refused.problems)
    say(request, _("It has ended. What is farther away counts now: the segment, or the company."))
    return back_to("policies", desk.company.id)
