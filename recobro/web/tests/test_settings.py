"""Settings: the company, its accounts, a sender that was tried out, the mailbox of a rehearsal, going live."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from recobro import flow
from recobro.access.company import list_bank_accounts, read_company
from recobro.web.tests.conftest import SignIn
from tests import cast
from tests.office import Office
from tests.smtp import SmtpServer


@pytest.fixture
def admin(sign_in: SignIn) -> Client:
    """The administrator's client."""
    return sign_in("administrator")


def at(office: Office, part: str = "") -> str:
    return f"/c/{office.company.id}/settings/{part}"


def said(**changes: Any) -> dict[str, Any]:
    """What the form of the company sends."""
    return {
        "address": "Calle Mayor 7\n28013 Madrid", "phone": "+34 1", "language": "es", "time_zone": "Europe/Madrid", "night_at": "05:30",
        "ageing_days": "30, 60", "sending_days": ["1", "3"], "person_gap_days": "2", "second_person": "final", "netting": "apart",
        "first_day": "2026-01-01",
        **changes,
    }  # fmt: skip


def test_it_changes_the_company(office: Office, admin: Client) -> None:
    admin.post(at(office), said())

    company = read_company(office.company.id)
    assert company.address == ("Calle Mayor 7", "28013 Madrid")
    assert (company.language, f"{company.night_at:%H:%M}", company.ageing_days) == ("es", "05:30", (30, 60))
    assert (company.sending_days, company.person_gap_days, company.second_person) == ((1, 3), 2, "final")
    assert company.netting == "apart"


@pytest.mark.parametrize(
    "odd",
    [{"time_zone": "Mars/Olympus"}, {"ageing_days": "60, 30"}, {"sending_days": []}, {"night_at": "25:00"}, {"language": "xx"},
     {"person_gap_days": "9999"}, {"second_person": "perhaps"}, {"netting": "guess"}, {"first_day": "soon"}],
)  # fmt: skip
def test_it_keeps_what_was_typed_when_it_cannot_be(
    office: Office, admin: Client, odd: dict[str, Any]
) -> None:
    page = admin.post(at(office), said(phone="+34 777", **odd))

    assert page.status_code == 422
    assert "+34 777" in page.content.decode()
    assert read_company(office.company.id) == office.company


def test_it_adds_an_account_and_takes_it_away(office: Office, admin: Client) -> None:
    assert admin.post(at(office, "bank/"), {"iban": "ES00 1234"}).status_code == 422
    admin.post(at(office, "bank/"), {"iban": "ES91 2100 0418 4502 0005 1332", "currency": "eur"})

    (account,) = list_bank_accounts(office.company.id)
    assert (account.iban, account.holder, account.currency) == (
        "ES9121000418450200051332",
        "Northwind SL",
        "EUR",
    )
    admin.post(at(office, f"bank/{account.id}/remove"))
    assert list_bank_accounts(office.company.id) == []


def test_it_tries_a_sender_out_before_it_saves_it(
    office: Office, admin: Client, smtp_server: SmtpServer, settings: Settings
) -> None:
    settings.SMTP_HOST, settings.SMTP_PORT = smtp_server.host, smtp_server.port
    smtp_server.refused_recipients = {"administrator@northwind.test"}
    page = admin.post(at(office, "sender/"), {"sender": "New <new@northwind.test>"})
    assert "no such mailbox" in page.content.decode()
    assert read_company(office.company.id).sender == "cobros@northwind.test"

    smtp_server.refused_recipients = set()
    page = admin.post(at(office, "sender/"), {"sender": "New <new@northwind.test>"}, follow=True)

    assert "250" in page.content.decode()
    assert read_company(office.company.id).sender == "New <new@northwind.test>"
    (message,) = smtp_server.messages_to("administrator@northwind.test")
    assert message["From"] == "New <new@northwind.test>"


def test_it_saves_an_untried_sender_only_when_asked_to(
    office: Office, admin: Client, settings: Settings
) -> None:
    settings.SMTP_PORT = 1
    assert admin.post(at(office, "sender/"), {"sender": "new@northwind.test"}).status_code == 422
    assert admin.post(at(office, "sender/"), {"sender": "nobody", "untested": "yes"}).status_code == 422
    admin.post(at(office, "sender/"), {"sender": "new@northwind.test", "untested": "yes"})

    assert read_company(office.company.id).sender == "new@northwind.test"


def test_it_shows_the_mailbox_of_the_rehearsal_in_a_frame_where_nothing_runs(
    office: Office, web: Client
) -> None:
    flow.night(office.company.id, as_of=cast.TODAY, clock=cast.clock(), by="Mara", approve_all=True)
    listed = web.get(at(office, "mailbox/"))
    (first, *_others) = listed.context["mails"]

    page = web.get(at(office, f"mailbox/{first.name}/")).content.decode()
    frame = web.get(at(office, f"mailbox/{first.name}/html"))

    assert first.subject in page
    assert "<table" in frame.content.decode()
    assert "sandbox" in frame.headers["Content-Security-Policy"]
    assert "script-src 'none'" in frame.headers["Content-Security-Policy"]
    assert frame.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert web.get(at(office, "mailbox/nothing.eml/")).status_code == 404


def test_it_goes_live_only_when_a_manager_types_the_name(office: Office, sign_in: SignIn) -> None:
    assert sign_in("collector").post(at(office, "live/"), {"typed": "Northwind SL"}).status_code == 403
    manager = sign_in("manager")
    assert "No bank account" in manager.get(at(office, "live/")).content.decode()
    assert manager.post(at(office, "live/"), {"typed": "yes"}).status_code == 422
    assert read_company(office.company.id).mode == "rehearsal"

    manager.post(at(office, "live/"), {"typed": " northwind  SL"})

    assert (read_company(office.company.id).mode, read_company(office.company.id).live_since) == (
        "live",
        cast.TODAY,
    )


@pytest.mark.parametrize("part", ["", "bank/", "sender/", "people/"])
def test_it_lets_only_administrators_change(office: Office, sign_in: SignIn, part: str) -> None:
    manager = sign_in("manager")
    assert manager.get(at(office, part)).status_code == 200
    assert manager.post(at(office, part), said()).status_code == 403
