"""Who may enter."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.office import Office


def test_it_sends_strangers_to_the_entrance(office: Office) -> None:
    response = Client().get(f"/c/{office.company.id}/")

    assert response.status_code == 302
    assert response["Location"].startswith("/account/login/")


def test_it_hides_companies_where_one_does_not_work(office: Office, web: Client) -> None:
    assert web.get(f"/c/{office.company.id}/").status_code == 200
    assert web.get(f"/c/{office.stranger.id}/").status_code == 404


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_it_remembers_the_language_of_the_user(office: Office, web: Client, language: str) -> None:
    web.post("/language/", {"language": language, "next": "/"})

    assert web.get(f"/c/{office.company.id}/").headers["Content-Language"] == language
    assert office.user().language == language


def test_it_lets_no_page_run_scripts_of_its_own(web: Client) -> None:
    policy = web.get("/", follow=True).headers["Content-Security-Policy"]

    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
