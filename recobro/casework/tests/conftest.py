"""The calendar is written once for all tests of this room: a new company would write sixty years of days again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from recobro.access.calendar import ensure_calendar


@pytest.fixture(scope="package", autouse=True)
def spanish_calendar(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        ensure_calendar("ES")
        yield
        transaction.set_rollback(True)
