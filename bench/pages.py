"""Each list page against an empty page: the same person, the same frame, the same run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from bench.measure import Line, compared
from bench.world import AT, use_world

PAGES = {
    "invoices": "invoices/",
    "invoices, overdue, largest first": "invoices/?status=overdue&order=open&back=yes",
    "invoices, all, the last by number": "invoices/?status=all&order=number&back=yes",
    "invoices of a number": "invoices/?number=INV-123",
    "invoices told at a level": "invoices/?level=formal",
    "invoices, somewhere in the middle": "invoices/?after=2026-04-01~500",
    "ageing by customer": "ageing/",
    "journal": "journal/",
    "journal of a customer": "journal/?customer=C7",
    "customers": "customers/",
    "reminders": "reminders/",
    "search": "search/?q=Customer%201",
}
ANYBODY = "bench@recobro.test"


def lines(items: int) -> Iterator[Line]:
    """One line for each page."""
    company = use_world(items)
    get = _reader(company)
    for name, address in PAGES.items():
        yield compared(f"page: {name}", partial(get, address), floor=partial(get, "empty/"), target="shown")


def _reader(company: int) -> Callable[[str], object]:
    """Reads a page as a manager of the company who signed in, on the day of the world."""
    from django.conf import settings
    from django.test import Client

    from recobro.access.company import add_member
    from recobro.access.members import list_members
    from recobro.access.models import User
    from recobro.web import clock

    settings.ROOT_URLCONF = "bench.empty_page"
    settings.ALLOWED_HOSTS = ["*"]
    clock.now = lambda: AT
    if not list_members(company):
        add_member(company, name="Bench", email=ANYBODY, phone="", role="manager", by="bench", at=AT)
    client = Client()
    client.force_login(
        User.objects.get(username=ANYBODY), backend="allauth.account.auth_backends.AuthenticationBackend"
    )

    def get(address: str) -> Any:
        response = client.get(f"/c/{company}/{address}")
        if response.status_code != 200:
            raise SystemExit(f"The page {address} answers {response.status_code}.")
        return response.content

    return get
