"""What the tests of this room share: the calendar, and the mail server of a live company."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings
from pytest_django.plugin import DjangoDbBlocker

from recobro.access.calendar import ensure_calendar
from recobro.access.models import BankingDay
from tests.smtp import SmtpServer


@pytest.fixture(scope="module", autouse=True)
def spanish_calendar(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Written once for a file of tests: a new company would write sixty years of days again."""
    with django_db_blocker.unblock():
        ensure_calendar("ES")
    yield
    with django_db_blocker.unblock():
        BankingDay.objects.filter(country="ES").delete()


@pytest.fixture
def server(smtp_server: SmtpServer, settings: Settings) -> SmtpServer:
    """The server, with the settings pointing at it."""
    settings.SMTP_HOST, settings.SMTP_PORT = smtp_server.host, smtp_server.port
    return smtp_server
