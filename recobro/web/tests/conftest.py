"""What tests of pages may ask for: the office, and a client that signed in there. The clock of the pages stands on the cast's day."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from recobro.web import clock
from tests import cast
from tests.office import Office
from tests.office import office as make_office

SignIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", cast.clock())


@pytest.fixture(autouse=True)
def _works_here(settings: Settings) -> None:
    settings.WORKS_BESIDE = False  # another process would not see what a test has not committed


@pytest.fixture
def office(db: None, home: Path) -> Office:
    """Northwind SL with its people and debtors."""
    return make_office()


@pytest.fixture
def sign_in(office: Office) -> SignIn:
    """A client in which the person with this role has signed in."""

    def signed_in(role: str) -> Client:
        client = Client()
        client.force_login(office.user(role), backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return signed_in


@pytest.fixture
def web(sign_in: SignIn) -> Client:
    """The collector's client."""
    return sign_in("collector")
