"""What the settings make of the environment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from recobro.kernel.problems import Refused
from recobro.settings import database

ROOT = Path(__file__).resolve().parents[1]


def test_it_reads_the_address_of_a_server() -> None:
    found = database("postgresql://ana:p%40ss@db.test:5433/credit?sslmode=require")
    assert {key: found[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")} == {
        "NAME": "credit",
        "USER": "ana",
        "PASSWORD": "p@ss",
        "HOST": "db.test",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


def test_it_reads_the_folder_of_a_socket() -> None:
    found = database("postgresql://postgres@/postgres?host=/var/run/a%20b&port=5432")
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("/var/run/a b", "5432", "postgres")


@pytest.mark.parametrize(
    "url",
    ["credit", "mysql://ana@db.test/credit", "postgresql://ana:hush@db.test", "postgresql://ana:hush%zz@db.test/x",
     "postgresql://ana:hush@db.test/x?colour=red"],
)  # fmt: skip
def test_it_refuses_what_is_no_address_and_repeats_no_password(url: str) -> None:
    with pytest.raises(Refused) as refused:
        database(url)
    assert "RECOBRO_DATABASE_URL" in str(refused.value)
    assert "hush" not in str(refused.value)


def settings(question: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Ask a fresh process, as settings are read once."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("RECOBRO_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-c", f"from recobro import settings; print({question})"],
        cwd=ROOT,
        env={**kept, "RECOBRO_HOME": str(home), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_starts_and_writes_nothing(home: Path) -> None:
    asked = settings("settings.DATABASES['default']['HOST'], settings.SMTP_PORT, settings.SMTP_TLS", home)
    assert asked.stdout == f"{home}/postgres 25 none\n"
    assert not home.exists()


def test_it_makes_the_secret_key_when_it_is_asked_for(home: Path) -> None:
    asked = settings("settings.SECRET_KEY", home)
    assert asked.stdout.strip() == (home / "recobro-secret-key").read_text().strip()


@pytest.mark.parametrize(
    ("name", "value"),
    [("RECOBRO_SMTP_PORT", "smtp"), ("RECOBRO_SMTP_TLS", "ssl"), ("RECOBRO_DEBUG", "perhaps")],
)
def test_it_refuses_odd_values_aloud(home: Path, name: str, value: str) -> None:
    asked = settings("1", home, **{name: value})
    assert asked.returncode != 0
    assert f"{name}: '{value}' is " in asked.stderr


SAFE = "settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.SECURE_HSTS_SECONDS > 0, settings.SECURE_PROXY_SSL_HEADER"


def test_it_sends_cookies_by_https_only_behind_a_proxy(home: Path) -> None:
    behind = settings(SAFE, home, RECOBRO_WEB_PROXY="yes", RECOBRO_WEB_HOSTS="credit.test, other.test")
    assert behind.stdout == "True True True ('HTTP_X_FORWARDED_PROTO', 'https')\n"
    assert settings(SAFE, home).stdout == "False False False None\n"
    hosts = settings(
        "settings.ALLOWED_HOSTS[3:], settings.CSRF_TRUSTED_ORIGINS", home, RECOBRO_WEB_HOSTS="credit.test"
    )
    assert hosts.stdout == "['credit.test'] ['https://credit.test']\n"
