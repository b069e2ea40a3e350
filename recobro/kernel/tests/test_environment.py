"""The readers of the environment: what they take, and how they refuse the rest."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from recobro.kernel.environment import kept_secret, number, text, yes_or_no
from recobro.kernel.problems import Refused

NAME = "RECOBRO_EXAMPLE"


def given(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(NAME, value)


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NAME, raising=False)


def test_it_takes_the_default_where_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (text(NAME), text(NAME, default="a")) == ("", "a")
    assert number(NAME, default=25, least=1, most=65535) == 25
    assert (yes_or_no(NAME, default=True), yes_or_no(NAME, default=False)) == (True, False)
    given(monkeypatch, "  ")
    assert text(NAME, default="a") == "a"


def test_it_takes_one_of_the_words_that_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, "tls")
    assert text(NAME, among=("none", "tls")) == "tls"
    given(monkeypatch, "ssl")
    with pytest.raises(Refused, match=r"RECOBRO_EXAMPLE: 'ssl' is not known\. Write one of: none, tls\."):
        text(NAME, among=("none", "tls"))


@pytest.mark.parametrize(("value", "read"), [("1", 1), ("65535", 65535), (" 587 ", 587)])
def test_it_takes_a_whole_number(monkeypatch: pytest.MonkeyPatch, value: str, read: int) -> None:
    given(monkeypatch, value)
    assert number(NAME, default=25, least=1, most=65535) == read


@pytest.mark.parametrize("value", ["0", "65536", "-1", "2.5", "25a", "٢٥", "²"])
def test_it_refuses_what_is_no_such_number(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    given(monkeypatch, value)
    with pytest.raises(Refused, match="is not a whole number from 1 to 65535"):
        number(NAME, default=25, least=1, most=65535)


@pytest.mark.parametrize(
    ("value", "read"), [("yes", True), ("On", True), ("1", True), ("NO", False), ("0", False)]
)
def test_it_takes_yes_or_no(monkeypatch: pytest.MonkeyPatch, value: str, read: bool) -> None:
    given(monkeypatch, value)
    assert yes_or_no(NAME, default=not read) is read


def test_it_refuses_what_is_neither_yes_nor_no(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, "maybe")
    with pytest.raises(Refused, match="'maybe' is neither yes nor no"):
        yes_or_no(NAME, default=True)


def test_it_keeps_a_secret_once_and_to_itself(home: Path) -> None:
    secret = kept_secret(NAME, home=home)
    assert len(secret) > 50
    assert kept_secret(NAME, home=home) == secret
    assert stat.S_IMODE((home / "recobro-example").stat().st_mode) == 0o600
    assert [path.name for path in home.iterdir()] == ["recobro-example"]


def test_it_prefers_the_secret_that_is_given(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, "of my own")
    assert kept_secret(NAME, home=home) == "of my own"
    assert not home.exists()


def test_it_keeps_one_secret_when_four_ask_at_once(home: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from recobro.kernel.environment import kept_secret;"
        f"print(kept_secret({NAME!r}, home=Path(sys.argv[1])))"
    )
    command = [sys.executable, "-c", code, str(home)]
    root = Path(__file__).resolve().parents[3]
    askers = [subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert len({asker.communicate(timeout=60)[0] for asker in askers}) == 1
