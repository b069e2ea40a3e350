"""Nothing of another company is reached, whatever number is put into an address: every address is tried, for reading and for acting."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models
from django.test import Client
from django.urls import URLPattern

from recobro import flow
from recobro.web.urls import OF_COMPANY
from tests import cast
from tests.office import Office
from tests.office import office as make_office

BELOW = "recobro."


@pytest.fixture
def office(db: None, home: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Two companies, in each of which a day was run."""
    from recobro.web import clock

    monkeypatch.setattr(clock, "now", cast.clock())
    apart()
    made = make_office()
    flow.night(made.stranger.id, as_of=cast.TODAY, clock=cast.clock(), by="Xavier", approve_all=True)
    return made


def names(pattern: URLPattern) -> dict[str, str]:
    """The places of an address with their converters."""
    return {
        name: type(converter).__name__
        for name, converter in getattr(pattern.pattern, "converters", {}).items()
    }


def patterns() -> list[URLPattern]:
    found = [one for one in OF_COMPANY if isinstance(one, URLPattern)]
    assert len(found) == len(OF_COMPANY), "Addresses of a company stand in one list."
    return [one for one in found if not one.callback.__module__.endswith(".soon")]


def tables() -> Iterator[type[models.Model]]:
    """All tables of a company."""
    for model in apps.get_models():
        if model.__module__.startswith(BELOW) and any(
            field.name == "company" for field in model._meta.fields
        ):
            yield model


def fingerprint() -> dict[str, str]:
    """What all companies have, table by table."""
    found = {}
    with connection.cursor() as cursor:
        for model in tables():
            name = model._meta.db_table
            cursor.execute(
                f"SELECT md5(coalesce(string_agg(t::text, chr(10) ORDER BY t.id), '')) FROM \"{name}\" t"
            )
            found[name] = cursor.fetchone()[0]
    return found


def apart() -> None:
    """From now on no two rows have the same number, in whatever tables: a stranger's number is never one of ours."""
    with connection.cursor() as cursor:
        for place, model in enumerate(tables(), start=1):
            cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [model._meta.db_table])
            cursor.execute(f"ALTER SEQUENCE {cursor.fetchone()[0]} RESTART WITH {place * 1_000_000}")


def strange_ids(office: Office) -> list[int]:
    """The number of a row of each table of the other company, and one that nobody has."""
    rows = (
        model._default_manager.filter(company_id=office.stranger.id).order_by("id").first()
        for model in tables()
    )
    return [*(row.pk for row in rows if row), 999_999_999]


def address(pattern: URLPattern, number: int) -> str:
    """The address with this number in each of its places; names get one of the other company's policies."""
    path = str(pattern.pattern)
    for name, converter in names(pattern).items():
        said = str(number) if converter == "IntConverter" else "strangers-own"
        kind = {"IntConverter": "int", "StringConverter": "str", "SlugConverter": "slug"}[converter]
        path = path.replace(f"<{kind}:{name}>", said)
    assert "<" not in path, (
        f"{path}: an address with another kind of place; say in this test what a stranger would put there"
    )
    return path


def test_it_reaches_nothing_of_another_company_by_any_address(office: Office) -> None:
    """As the administrator of one company: in the other company's addresses, and with its numbers in one's own."""
    client = Client(raise_request_exception=False)
    client.force_login(
        office.user("administrator"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    before = fingerprint()
    numbers = strange_ids(office)
    wrong = []
    for pattern in patterns():
        tried = [(office.stranger.id, address(pattern, 1))]
        if names(pattern):
            tried += [(office.company.id, address(pattern, one)) for one in numbers]
        for company_id, path in tried:
            for method in (client.get, client.post):
                # whoever asks for the address of an act may be led to its page, which then answers
                answer = method(f"/c/{company_id}/{path}", follow=method == client.get)
                # 405: there is nothing to read there; 400 and 422: refused before anything was looked up, and nothing was shown
                allowed = (404,) if company_id == office.stranger.id else (404, 405, 400, 422)
                told = any(
                    word in answer.content.decode(errors="replace") for word in ("Strangers SA", "STR-1")
                )
                if answer.status_code not in (*allowed, 405) or told:
                    wrong.append(
                        f"{method.__name__} {company_id} {path}: {answer.status_code}{' TOLD' if told else ''}"
                    )
    assert wrong == []
    assert fingerprint() == before


def test_it_tells_strangers_nothing_at_all(office: Office) -> None:
    guest = Client()
    for pattern in patterns():
        for method in (guest.get, guest.post):
            answer = method(f"/c/{office.company.id}/{address(pattern, 1)}")
            assert answer.status_code in (302, 405), pattern
            if answer.status_code == 302:
                assert answer["Location"].startswith("/account/login/")


def test_it_takes_no_act_from_another_site(office: Office) -> None:
    """Every act needs the token of the page."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(
        office.user("administrator"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    before = fingerprint()
    for pattern in patterns():
        assert client.post(f"/c/{office.company.id}/{address(pattern, 1)}").status_code == 403, pattern
    assert client.post("/language/", {"language": "fr"}).status_code == 403
    assert fingerprint() == before
