"""One policy: its time line with the days of a sample invoice, its texts, each tried on a real customer, and its versions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST

from recobro import flow
from recobro.access.calendar import FIRST, LAST
from recobro.evaluation.sample import sample
from recobro.insight.account import identity
from recobro.insight.policies import Debtor, PolicyValue, VersionValue, debtor, policies
from recobro.kernel.problems import Problem, Refused, refuse
from recobro.ledger.paydays import parse_pay_days
from recobro.letters import pdf
from recobro.outbox.preview import Previewed, preview
from recobro.policy.differences import differences
from recobro.policy.ladder import Level, Policy
from recobro.policy.read import export, read_version
from recobro.web.door import Desk, page, say
from recobro.web.flow_words import named, time_line
from recobro.web.pages.back import back_to
from recobro.web.pages.reminder import MESSAGE_POLICY, PAPER_POLICY
from recobro.web.typed import Typed
from recobro.web.words import problem_in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A policy, and the version of it that is looked at."""

    value: PolicyValue
    version: VersionValue
    says: Policy

    @property
    def is_in_force(self) -> bool:
        """Is it the one by which customers are treated today?"""
        return self.value.in_force is not None and self.version.id == self.value.in_force.id


def chosen(desk: Desk, key: str, number: int | None = None) -> Chosen:
    """The policy of this key, in a version or in that in force. Raises Http404 for none."""
    found = policies(desk.company.id, as_of=desk.today, salesperson=desk.salesperson, key=key)
    if not found:
        raise Http404
    if number is None:
        return Chosen(value=found[0], version=found[0].version, says=found[0].says)
    version = next((one for one in found[0].versions if one.number == number), None)
    if version is None:
        raise Http404
    return Chosen(value=found[0], version=version, says=read_version(version.id))


@page("see")
def view(request: HttpRequest, desk: Desk, key: str) -> HttpResponse:
    """The time line and the texts."""
    asked = Typed(request.GET)
    one = chosen(desk, key, asked.whole("version"))
    context: dict[str, Any] = {
        "one": one, "key": key, "name": named(one.says.name), "value": one.value, "policy": one.says,
        "amounts": sorted({*one.says.floor, *one.says.ceiling}), "tab": "flow",
        "start_at": named(one.says.level(one.says.start_at).name) if one.says.start_at else "",
        **line_of(desk, one.says, asked),
    }  # fmt: skip
    return render(request, "policies/policy.html", context)


def line_of(desk: Desk, policy: Policy, asked: Typed) -> dict[str, Any]:
    """The time line of a policy for the sample invoice that is asked for: its due date, and the customer's pay days."""
    due_on = asked.day("due") or desk.today
    due_on = min(max(due_on, FIRST), LAST)
    pays = asked.text("pays")
    pay_days = parse_pay_days(pays) if pays else None
    problems = list(asked.problems)
    if pays and pay_days is None:
        problems.append(
            Problem(
                source="pays", message=f"'{pays}' names no pay days.", hint='Write for example "25", "10 and 25" or "friday".'
            )
        )  # fmt: skip
    found = sample(policy, due_on=due_on, country=desk.company.country, pay_days=pay_days)
    return {
        "line": time_line(policy, found), "due_on": due_on, "pays": pays,
        "sample_problems": [problem_in_words(one) for one in problems],
    }  # fmt: skip


@page("see")
def versions(request: HttpRequest, desk: Desk, key: str) -> HttpResponse:
    """The versions, and what two of them say differently."""
    asked = Typed(request.GET)
    one = chosen(desk, key)
    numbers = [version.number for version in one.value.versions]
    new = asked.whole("new") or numbers[0]
    old = asked.whole("old") or next((number for number in numbers if number < new), new)
    if not {old, new} <= set(numbers):
        raise Http404
    texts = [export(desk.company.id, policy_key=key, version=number) for number in (old, new)]
    context = {
        "one": one, "key": key, "name": named(one.says.name), "value": one.value, "old": old, "new": new, "tab": "versions",
        "passages": differences(*texts) if old != new else (),
    }  # fmt: skip
    return render(request, "policies/versions.html", context)


# A level as it would be said to a customer


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What is tried: a level, in a language, on a customer."""

    chosen: Chosen
    level: Level
    language: str
    customer: Debtor


@page("see")
def level(request: HttpRequest, desk: Desk, key: str, level_key: str) -> HttpResponse:
    """The messages of the level to a customer, as they would leave today."""
    return show_level(request, desk, key, level_key)


def show_level(
    request: HttpRequest, desk: Desk, key: str, level_key: str, *, problems: tuple[Problem, ...] = ()
) -> HttpResponse:
    """The page of a level. Nobody to try it on is said on the page."""
    asked = Typed(request.GET)
    one = chosen(desk, key, asked.whole("version"))
    found = _level(one, level_key)
    tried: Tried | None = None
    messages: tuple[Previewed, ...] = ()
    try:
        tried = _tried(desk, asked, one, found)
        messages = _messages(desk, tried)
    except Refused as refused:
        problems = (*problems, *refused.problems)
    context = {
        "one": one, "key": key, "name": named(one.says.name), "value": one.value, "level": found, "level_name": named(found.name),
        "tried": tried, "messages": messages, "language": tried.language if tried else _language(asked, one, desk),
        "customer": asked.text("customer") or (tried.customer.code if tried else ""),
        "languages": [language for language in one.says.languages if language in found.text],
        "query": _query(tried), "problems": [problem_in_words(problem) for problem in problems],
    }  # fmt: skip
    return render(request, "policies/level.html", context)


@csp_replace(MESSAGE_POLICY)
@xframe_options_sameorigin
@page("see")
def email(request: HttpRequest, desk: Desk, key: str, level_key: str) -> HttpResponse:
    """The e-mail as its reader would see it."""
    return HttpResponse(_message(request, desk, key, level_key, "email").rendered.html)


@csp_replace(PAPER_POLICY)
@xframe_options_sameorigin
@page("see")
def letter(request: HttpRequest, desk: Desk, key: str, level_key: str) -> HttpResponse:
    """The letter as it would be printed."""
    data = _message(request, desk, key, level_key, "letter").rendered.letter
    return HttpResponse(
        pdf(data), content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{level_key}.pdf"'}
    )  # fmt: skip


@require_POST
@page("decide")
def test(request: HttpRequest, desk: Desk, key: str, level_key: str) -> HttpResponse:
    """Sends the message to the person who asks, marked as a test."""
    asked = Typed(request.GET)
    one = chosen(desk, key, asked.whole("version"))
    try:
        tried = _tried(desk, asked, one, _level(one, level_key))
        answer = flow.send_trial(
            desk.company, tried.level, customer_id=tried.customer.customer_id, language=tried.language, on=desk.today,
            recipient=desk.member.email, mark=_("[TEST]"),
            note=_("This is a test of '%(level)s'. Only you have received it.") % {"level": named(tried.level.name)}, at=desk.at,
        )  # fmt: skip
        if answer.outcome != "sent":
            raise refuse(
                "test",
                _("It did not leave: %(why)s") % {"why": answer.detail},
                _("Look at the sender in the settings."),
            )
    except Refused as refused:
        return show_level(request, desk, key, level_key, problems=refused.problems)
    if desk.company.mode == "rehearsal":
        say(request, _("The test is in the rehearsal mailbox: while you rehearse, nothing leaves the house."))
    else:
        say(request, _("The test was sent to %(address)s.") % {"address": desk.member.email})
    return back_to("policy-level", desk.company.id, key, level_key, query=request.GET)


def _level(one: Chosen, level_key: str) -> Level:
    found = next((level for level in one.says.all_levels if level.key == level_key), None)
    if found is None:
        raise Http404
    return found


def _language(asked: Typed, one: Chosen, desk: Desk) -> str:
    said = asked.text("language")
    return said if said in one.says.languages else (
        desk.company.language if desk.company.language in one.says.languages else one.says.languages[0]
    )  # fmt: skip


def _tried(desk: Desk, asked: Typed, one: Chosen, found: Level) -> Tried:
    """On whom it is tried: the customer who is named, else the first who owes something of the kind."""
    company = desk.company
    wanted = asked.whole("of")
    if wanted is not None:
        known = identity(company.id, wanted, salesperson=desk.salesperson)
        if known is None:
            raise Http404
        customer = Debtor(customer_id=known.customer_id, code=known.code, name=known.name)
    else:
        is_late = not found.trigger.before_due
        someone = debtor(
            company.id, as_of=desk.today, mode=company.mode, named=asked.text("customer"), is_late=is_late,
            salesperson=desk.salesperson,
        )  # fmt: skip
        if someone is None:
            raise refuse(
                "preview",
                _("There is nobody who owes something to try it on."),
                _("Name a customer with an open invoice."),
            )
        customer = someone
    return Tried(chosen=one, level=found, language=_language(asked, one, desk), customer=customer)


def _messages(desk: Desk, tried: Tried) -> tuple[Previewed, ...]:
    return preview(
        desk.company,
        tried.level,
        customer_id=tried.customer.customer_id,
        language=tried.language,
        as_of=desk.today,
    )


def _message(request: HttpRequest, desk: Desk, key: str, level_key: str, channel: str) -> Previewed:
    asked = Typed(request.GET)
    one = chosen(desk, key, asked.whole("version"))
    found = _messages(desk, _tried(desk, asked, one, _level(one, level_key)))
    message = next((message for message in found if message.channel == channel), None)
    if message is None:
        raise Http404
    return message


def _query(tried: Tried | None) -> str:
    """What the frames ask for, so that they show the same."""
    if tried is None:
        return ""
    return f"?of={tried.customer.customer_id}&language={tried.language}&version={tried.chosen.version.number}"
