"""The way in: to the user's company, and the language of the pages."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from recobro.access.members import memberships
from recobro.access.models import LANGUAGES, User
from recobro.web.language import COOKIE

YEAR = 365 * 24 * 3600


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """To today's page of the user's company; of several, the first by name."""
    places = memberships(int(request.user.pk or 0))
    return redirect("today", min(places)) if places else render(request, "nowhere.html", status=403)


def closed(request: HttpRequest) -> HttpResponse:
    """What the library offers and this house does not: an administrator adds people, changes addresses and gives links for passwords."""
    raise Http404


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """The pages speak this language from now on, for this user and on this device."""
    chosen = request.POST.get("language", "")
    response = HttpResponseRedirect(_back(request))
    if chosen in LANGUAGES:
        response.set_cookie(
            COOKIE, chosen, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure()
        )
        if request.user.is_authenticated:
            User.objects.filter(pk=request.user.pk).update(language=chosen)
    return response


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else "/"
