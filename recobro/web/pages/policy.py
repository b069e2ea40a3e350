"""One policy: its time line with the days of a sample invoice, its texts, each tried on a real customer, and its versions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST

from recobro import flow
from recobro.access.calendar import FIRST, LAST
from recobro.evaluation.sample import sample
from recobro.insight.account import identity
from recobro.insight.policies import PolicyValue, VersionValue, debtor, find_version, policies
from recobro.kernel.problems import Problem, Refused, refuse
from recobro.ledger.paydays import parse_pay_days
from recobro.letters import pdf
from recobro.outbox.preview import Preview, Previewed, preview
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
    """What is tried: a level of a version, in a language."""

    version: VersionValue
    says: Policy
    level: Level
    language: str

    def query(self, customer_id: int) -> QueryDict:
        """What names all of it in an address, with the customer on whom it is tried."""
        named = QueryDict(mutable=True)
        named.update({"of": str(customer_id), "language": self.language, "version": str(self.version.number)})
        return named


@page("see")
def level(request: HttpRequest, desk: Desk, key: str, level_key: str) -> HttpResponse:
    """The messages of the level to a customer, as they would leave today. Without a customer: to the first who owes something."""
    asked = Typed(request.GET)
    tried = _tried(desk, asked, key, level_key)
    if asked.whole("of") is not None:
        return show_level(request, desk, key, tried)
    someone = debtor(
        desk.company.id, as_of=desk.today, mode=desk.company.mode, named=asked.text("customer"),
        is_late=not tried.level.trigger.before_due, salesperson=desk.salesperson,
    )  # fmt: skip
    if someone is None:
        nobody = Problem(
            source="preview",
            message=_("There is nobody who owes something to try it on."),
            hint=_("Name a customer with an open invoice."),
        )
        return show_level(request, desk, key, tried, problems=(nobody,))
    return back_to("policy-level", desk.company.id, key, level_key, query=tried.query(someone.customer_id))


def show_level(
    request: HttpRequest, desk: Desk, key: str, tried: Tried, *, problems: tuple[Problem, ...] = ()
) -> HttpResponse:
    """The page of a level, with what was refused."""
    asked = Typed(request.GET)
    found: Preview | None = None
    customer_id = asked.whole("of")
    if customer_id is not None:
        try:
            found = _preview(desk, tried, customer_id)
        except Refused as refused:
            problems = (*problems, *refused.problems)
    context = {
        "key": key, "name": named(tried.says.name), "version": tried.version, "level": tried.level, "level_name": named(tried.level.name),
        "found": found, "language": tried.language, "customer": found.code if found else asked.text("customer"),
        "languages": [language for language in tried.says.languages if language in tried.level.text],
        "query": f"?{tried.query(customer_id).urlencode()}" if customer_id is not None else "",
        "problems": [problem_in_words(problem) for problem in problems],
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
    name = f'inline; filename="{level_key}.pdf"'
    return HttpResponse(pdf(data), content_type="application/pdf", headers={"Content-Disposition": name})


@require_POST
@page("decide")
def test(request: HttpRequest, desk: Desk, key: str, level_key: str) -> HttpResponse:
    """Sends the message to the person who asks, marked as a test."""
    asked = Typed(request.GET)
    tried = _tried(desk, asked, key, level_key)
    customer_id = asked.whole("of")
    if customer_id is None or identity(desk.company.id, customer_id, salesperson=desk.salesperson) is None:
        raise Http404
    note = _("This is a test of '%(level)s'. Only you have received it.") % {"level": named(tried.level.name)}
    try:
        answer = flow.send_trial(
            desk.company, tried.level, customer_id=customer_id, language=tried.language, on=desk.today, recipient=desk.member.email,
            mark=_("[TEST]"), note=note, at=desk.at,
        )  # fmt: skip
        if answer.outcome != "sent":
            raise refuse(
                "test", _("It did not leave: %(why)s") % {"why": answer.detail}, _("Look at the sender in the settings."),
            )  # fmt: skip
    except Refused as refused:
        return show_level(request, desk, key, tried, problems=refused.problems)
    if desk.company.mode == "rehearsal":
        say(request, _("The test is in the rehearsal mailbox: while you rehearse, nothing leaves the house."))
    else:
        say(request, _("The test was sent to %(address)s.") % {"address": desk.member.email})
    return back_to("policy-level", desk.company.id, key, level_key, query=request.GET)


def _tried(desk: Desk, asked: Typed, key: str, level_key: str) -> Tried:
    """What is asked for. Raises Http404 for a policy, a version or a level that is none."""
    found = find_version(desk.company.id, key, number=asked.whole("version"), as_of=desk.today)
    if found is None:
        raise Http404
    version, says = found
    level = next((one for one in says.all_levels if one.key == level_key), None)
    if level is None:
        raise Http404
    spoken = [language for language in says.languages if language in level.text] or list(says.languages)
    wanted = [asked.text("language"), desk.company.language, spoken[0]]
    language = next(language for language in wanted if language in spoken)
    return Tried(version=version, says=says, level=level, language=language)


def _preview(desk: Desk, tried: Tried, customer_id: int) -> Preview:
    """The messages. Raises Http404 for a customer whom this person may not see."""
    try:
        found = preview(
            desk.company, tried.level, customer_id=customer_id, language=tried.language, as_of=desk.today
        )
    except Refused:
        if identity(desk.company.id, customer_id, salesperson=desk.salesperson) is None:
            raise Http404 from None
        raise
    if desk.salesperson is not None and found.salesperson != desk.salesperson:
        raise Http404
    return found


def _message(request: HttpRequest, desk: Desk, key: str, level_key: str, channel: str) -> Previewed:
    asked = Typed(request.GET)
    customer_id = asked.whole("of")
    if customer_id is None:
        raise Http404
    message = _preview(desk, _tried(desk, asked, key, level_key), customer_id).message(channel)
    if message is None:
        raise Http404
    return message
