"""How people sign in: an administrator adds them, nobody signs up by himself."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from recobro.access.changes import record_failed_sign_in, record_password, record_sign_in
from recobro.web import clock


class Adapter(DefaultAccountAdapter):
    """The library's ways, with a closed door for strangers."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: HttpRequest, user: Any, **more: Any) -> HttpResponseBase:
        """Whoever is in, also past a second factor, is in the journal."""
        record_sign_in(user.pk, at=clock.now())
        response: HttpResponseBase = super().post_login(request, user, **more)
        return response

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """And so is whoever tried and was kept out."""
        record_failed_sign_in(str(credentials.get("email", "")), at=clock.now())

    def set_password(self, user: Any, password: str) -> None:
        super().set_password(user, password)
        record_password(user.pk, at=clock.now())

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """No "you have signed in": the page says so by itself."""
