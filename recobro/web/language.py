"""Which language a page speaks: the one the user chose, else the browser's, else English."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from recobro.access.models import LANGUAGES

COOKIE = "language"  # for the page where nobody has signed in yet


class LanguageMiddleware:
    """Speaks the user's language; before signing in that of the cookie, else the first one the browser names that we speak."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = _language(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def _language(request: HttpRequest) -> str:
    for chosen in (getattr(request.user, "language", ""), request.COOKIES.get(COOKIE, "")):
        if chosen in LANGUAGES:
            return chosen
    return translation.get_language_from_request(request)
