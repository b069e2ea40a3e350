"""Users and roles: who works here and what he may do, links for a first password, and who stands in for whom."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from recobro.access.changes import record_change
from recobro.access.members import (
    MemberValue,
    add_person,
    change_member,
    choose_digest,
    find_member,
    list_members,
    looks_after,
)
from recobro.access.models import ROLES, User
from recobro.access.portfolio import absences, end_stand_in, stand_in
from recobro.kernel.problems import Problem, Refused, refuse
from recobro.ledger.customers import assign_collector, collectors
from recobro.web.door import Desk, page, say
from recobro.web.typed import Typed
from recobro.web.words import problem_in_words


@page()
def people(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Who works here; an administrator adds people."""
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        if not desk.may("administer"):
            return render(request, "refused.html", {"right": "administer"}, status=403)
        typed = Typed(request.POST)
        try:
            member = add_person(
                desk.company.id, name=typed.text("name"), email=typed.text("email"), phone=typed.text("phone"), role=typed.text("role"),
                by_user=desk.member.user_id, by=desk.by, at=desk.at
            )  # fmt: skip
        except Refused as refused:
            problems = tuple(problem_in_words(one) for one in refused.problems)
        else:
            say(
                request,
                _("%(name)s works here now. A link for the first password is below the name.")
                % {"name": member.name},
            )
            return redirect("settings-people", desk.company.id)
    context = {
        "part": "people", "members": list_members(desk.company.id), "roles": ROLES, "problems": problems, "values": request.POST,
        "absences": absences(desk.company.id, on=desk.today),
    }  # fmt: skip
    return render(request, "settings/people.html", context, status=422 if problems else 200)


@require_POST
@page("administer")
def change(request: HttpRequest, desk: Desk, member_id: int) -> HttpResponse:
    """Another role, or none any more."""
    typed = Typed(request.POST)
    member = change_member(
        desk.company.id,
        member_id,
        role=typed.text("role"),
        is_active=bool(typed.text("is_active")),
        by=desk.by,
        at=desk.at,
    )
    say(request, _("%(name)s is changed.") % {"name": member.name})
    return redirect("settings-people", desk.company.id)


@require_POST
@page()
def digest(request: HttpRequest, desk: Desk, member_id: int) -> HttpResponse:
    """A person has the digest of the morning, or none any more: each chooses for himself, and an administrator for all."""
    if member_id != desk.member.id and not desk.may("administer"):
        return render(request, "refused.html", {"right": "administer"}, status=403)
    member = choose_digest(
        desk.company.id, member_id, wanted=bool(Typed(request.POST).text("wanted")), by=desk.by, at=desk.at
    )
    sentence = (
        _("%(name)s is sent the digest of the morning.")
        if member.has_digest
        else _("%(name)s is sent no digest of the morning.")
    )
    say(request, sentence % {"name": member.name})
    return redirect("settings-people", desk.company.id)


@require_POST
@never_cache
@page("administer")
def link(request: HttpRequest, desk: Desk, member_id: int) -> HttpResponse:
    """A link with which the person chooses a password, once: shown to be handed over, and sent where a mail server takes it."""
    member = find_member(desk.company.id, member_id)
    if not member.is_active or not looks_after(
        desk.member.user_id, member.user_id, company_id=desk.company.id
    ):
        raise refuse(
            "member", _("%(name)s works for companies that you do not administer, or works here no more.") % {"name": member.name},
            _("Somebody who administers them all gives the link."),
        )  # fmt: skip
    user = User.objects.get(id=member.user_id)
    token = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    uid, _dash, key = token.partition("-")
    address = request.build_absolute_uri(reverse("account_reset_password_from_key", args=[uid, key]))
    answer = _send(desk, member, address, user.language or desk.company.language)
    record_change(desk.company.id, kind="password link", subject=member.name, by=desk.by, at=desk.at)
    context = {"part": "people", "member": member, "link": address, "answer": answer}
    return render(request, "settings/link.html", context)


@require_POST
@page("decide")
def absence(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Somebody stands in for a colleague."""
    typed = Typed(request.POST)
    from_on, until_on = typed.day("from_on"), typed.day("until_on")
    if typed.problems or from_on is None or until_on is None:
        day_is_missing = refuse("deputy", _("A day is missing."), _("Choose the first and the last day."))
        raise Refused(typed.problems) if typed.problems else day_is_missing
    stand_in(
        desk.company.id, away_id=typed.whole("away") or 0, deputy_id=typed.whole("deputy") or 0, from_on=from_on, until_on=until_on,
        by=desk.by, at=desk.at,
    )  # fmt: skip
    say(request, _("The portfolio is handed over for these days."))
    return redirect("settings-people", desk.company.id)


@require_POST
@page("decide")
def end_absence(request: HttpRequest, desk: Desk, absence_id: int) -> HttpResponse:
    """The colleague is back."""
    end_stand_in(desk.company.id, absence_id, by=desk.by, at=desk.at)
    say(request, _("The portfolio is handed back."))
    return redirect("settings-people", desk.company.id)


@page("decide")
def portfolios(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Who looks after which segments; and giving customers to a collector, a segment or a whole portfolio at once."""
    if request.method == "POST":
        typed = Typed(request.POST)
        segment, _bar, collector = str(request.POST.get("whose", "*|*")).partition("|")
        given = assign_collector(
            desk.company.id, collector=typed.text("collector"), segment=segment if segment != "*" else None,
            from_collector=collector if collector != "*" else None, by=desk.by, at=desk.at
        )  # fmt: skip
        say(
            request,
            ngettext("%(count)s customer has another collector.", "%(count)s customers have another collector.", given) % {"count": given},
        )  # fmt: skip
        return redirect("settings-portfolios", desk.company.id)
    held = sorted(collectors(desk.company.id))
    context = {
        "part": "portfolios", "held": held, "segments_held": sorted({segment for _who, segment, _n in held}),
        "collectors_held": sorted({collector for collector, _segment, _n in held}),
        "members": [one for one in list_members(desk.company.id) if one.is_active],
    }  # fmt: skip
    return render(request, "settings/portfolios.html", context)


def _send(desk: Desk, member: MemberValue, address: str, language: str) -> str:
    """Sends the link to the person; gives why it did not leave, or nothing."""
    with override(language):
        subject = _("Your way into Recobro")
        text = _("%(by)s of %(company)s lets you in. Choose a password here; the link works once, for three days:\n\n%(link)s\n") % {
            "by": desk.by, "company": desk.company.name, "link": address,
        }  # fmt: skip
    sender = desk.company.sender or desk.company.email
    if not sender:
        return _("The company has no sender.")
    try:
        EmailMessage(subject=subject, body=text, from_email=sender, to=[member.email]).send()
    except (OSError, ValueError) as error:
        return str(error) or type(error).__name__
    return ""
