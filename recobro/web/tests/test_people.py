"""People: added, given a link for a password, changed, sent away; and customers handed over."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client

from recobro.access.company import add_member
from recobro.access.members import add_person, list_members, memberships
from recobro.access.models import User
from recobro.access.portfolio import portfolio
from recobro.kernel.problems import Refused
from recobro.ledger.models import Customer
from recobro.web.tests.conftest import SignIn
from tests import cast
from tests.office import PASSWORD, Office


@pytest.fixture
def admin(sign_in: SignIn) -> Client:
    """The administrator's client."""
    return sign_in("administrator")


def at(office: Office, part: str = "people/") -> str:
    return f"/c/{office.company.id}/settings/{part}"


def member_id(office: Office, role: str) -> int:
    return next(one.id for one in list_members(office.company.id) if one.role == role)


def test_it_lets_a_new_person_choose_a_password_once(office: Office, admin: Client) -> None:
    new = {"name": "Nora New", "email": "Nora@northwind.test", "phone": "+34 2", "role": "collector"}
    admin.post(at(office), new)
    added = next(one for one in list_members(office.company.id) if one.name == "Nora New")
    page = admin.post(at(office, f"people/{added.id}/link")).content.decode()
    link = re.search(r"http://testserver(/account/password/reset/key/[^\"]+)", page)[1]  # type: ignore[index]
    assert link in str(mail.outbox[0].body)

    guest = Client()
    form = guest.get(link, follow=True)
    guest.post(form.request["PATH_INFO"], {"password1": "long-enough-77", "password2": "long-enough-77"})

    assert guest.login(username="nora@northwind.test", email="nora@northwind.test", password="long-enough-77")
    assert "password1" not in Client().get(link, follow=True).content.decode()


def test_it_gives_no_link_to_somebody_who_works_elsewhere_too(office: Office, admin: Client) -> None:
    address = {"name": "Olga Other", "email": "olga@strangers.test", "role": "administrator"}
    add_member(office.stranger.id, **address, by=cast.MARTA, at=cast.at())
    add_member(office.company.id, **{**address, "role": "viewer"}, by=cast.MARTA, at=cast.at())
    ours = next(one for one in list_members(office.company.id) if one.email == "olga@strangers.test")

    page = admin.post(at(office, f"people/{ours.id}/link"))

    assert page.status_code == 422
    assert "password/reset" not in page.content.decode()


def test_it_trusts_no_password_that_another_company_gave(office: Office) -> None:
    add_member(
        office.stranger.id,
        name="Olga Other",
        email="olga@strangers.test",
        role="viewer",
        by=cast.MARTA,
        at=cast.at(),
    )

    with pytest.raises(Refused, match="signs in here already"):
        add_person(
            office.company.id,
            name="Olga",
            email="olga@strangers.test",
            role="manager",
            by_user=office.user("administrator").id,
            by=cast.MARTA,
            at=cast.at(),
        )

    assert "olga@strangers.test" not in {one.email for one in list_members(office.company.id)}


def test_it_does_not_write_over_somebody_who_works_here(office: Office) -> None:
    with pytest.raises(Refused, match="works here already"):
        add_person(
            office.company.id,
            name="Bob",
            email="viewer@northwind.test",
            role="manager",
            by_user=office.user("administrator").id,
            by=cast.MARTA,
            at=cast.at(),
        )

    assert office.user("viewer").get_full_name() == "Vara Viewer"


def test_it_sends_somebody_away_at_once(office: Office, admin: Client, web: Client) -> None:
    admin.post(at(office, f"people/{member_id(office, 'collector')}/change"), {"role": "collector"})

    assert web.get(f"/c/{office.company.id}/").status_code == 404
    assert memberships(office.user("collector").id) == {}


def test_it_keeps_the_last_administrator(office: Office, admin: Client) -> None:
    page = admin.post(
        at(office, f"people/{member_id(office, 'administrator')}/change"),
        {"role": "viewer", "is_active": "yes"},
    )

    assert page.status_code == 422
    assert member_id(office, "administrator")


@pytest.mark.parametrize("odd", [{"email": "nobody"}, {"name": " "}, {"role": "king"}, {"name": "x" * 400}])
def test_it_adds_nobody_who_cannot_be(office: Office, admin: Client, odd: dict[str, str]) -> None:
    count = User.objects.count()
    page = admin.post(at(office), {"name": "Nora", "email": "nora@northwind.test", "role": "viewer", **odd})

    assert page.status_code == 422
    assert User.objects.count() == count


def test_it_hands_a_portfolio_over_and_back(office: Office, sign_in: SignIn) -> None:
    manager, deputy = (
        sign_in("manager"),
        next(one for one in list_members(office.company.id) if one.role == "manager"),
    )
    days = {"from_on": "2026-03-10", "until_on": "2026-03-12"}
    manager.post(
        at(office, "absences"), {"away": member_id(office, "collector"), "deputy": deputy.id, **days}
    )

    assert "cora collector" in portfolio(office.company.id, deputy, on=cast.TODAY)
    page = manager.get(at(office))
    manager.post(at(office, f"absences/{page.context['absences'][0].id}/end"))
    assert "cora collector" not in portfolio(office.company.id, deputy, on=cast.TODAY)


def test_it_gives_a_segment_to_a_collector(office: Office, sign_in: SignIn) -> None:
    ours = Customer.objects.filter(company_id=office.company.id)
    ours.filter(code__in=("C-1002", "C-1004")).update(segment="export")
    manager = sign_in("manager")
    manager.post(at(office, "portfolios/"), {"whose": "export|*", "collector": "Cora Collector"})
    assert manager.post(at(office, "portfolios/"), {"collector": "Cora Collector"}).status_code == 422

    assert set(ours.filter(collector="Cora Collector").values_list("code", flat=True)) == {"C-1002", "C-1004"}
    assert not Customer.objects.filter(company_id=office.stranger.id).exclude(collector="").exists()


def test_it_slows_down_whoever_guesses_passwords(office: Office) -> None:
    guest = Client()
    for _ in range(6):
        page = guest.post("/account/login/", {"login": "collector@northwind.test", "password": "wrong"})
    assert "Too many failed" in page.content.decode()

    page = guest.post("/account/login/", {"login": "collector@northwind.test", "password": PASSWORD})
    assert page.status_code == 200  # not even with the right one, for a while


@pytest.mark.parametrize("path", ["signup/", "email/", "password/reset/"])
def test_it_has_no_door_for_strangers(office: Office, admin: Client, path: str) -> None:
    assert admin.get(f"/account/{path}").status_code == 404
    assert Client().post(f"/account/{path}", {"email": "collector@northwind.test"}).status_code == 404


@pytest.mark.parametrize(
    "path", ["factors/", "factors/totp/activate/", "factors/webauthn/", "password/change/", "reauthenticate/"]
)
def test_it_shows_the_pages_of_the_library_in_its_own_look(office: Office, admin: Client, path: str) -> None:
    page = admin.get(f"/account/{path}", follow=True).content.decode()
    assert "recobro.css" in page
    assert "style=" not in page


def test_each_chooses_whether_he_has_a_digest_and_an_administrator_for_all(
    office: Office, web: Client, admin: Client
) -> None:
    def with_digest() -> set[str]:
        return {one.role for one in list_members(office.company.id) if one.has_digest}

    assert with_digest() == {"collector", "manager"}
    collector, manager = (
        at(office, f"people/{member_id(office, role)}/digest") for role in ("collector", "manager")
    )
    assert web.post(collector).status_code == 302
    assert web.post(manager).status_code == 403
    assert with_digest() == {"manager"}
    admin.post(at(office, f"people/{member_id(office, 'viewer')}/digest"), {"wanted": "yes"})
    assert with_digest() == {"manager", "viewer"}
    assert admin.post(at(office, "people/999999/digest")).status_code == 422
    assert "Send Cora Collector the digest" in web.get(at(office)).content.decode()
