"""Rehearsal: what would have been sent lies in a folder, and nothing ever touches the network."""

from __future__ import annotations

import socket
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any, NoReturn

import pytest

from recobro.channels import channels_for
from recobro.channels.email import Mailbox
from recobro.channels.email.tests.letters import company, outgoing
from recobro.kernel.home import mailbox

FOLDER = "Señores-de-Northwind--S-L"


def files(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "mailbox" / FOLDER).iterdir())


def test_it_writes_one_file_a_message(home: Path) -> None:
    result = Mailbox().send(outgoing(mode="rehearsal"))
    path = mailbox("Señores de Northwind, S.L.") / "2026-03-10-00000007-buchhaltung@late.test.eml"
    assert (result.outcome, result.detail) == ("sent", str(path))
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert mail["To"] == "buchhaltung@late.test"
    assert files(home) == [path.name]


def test_it_overwrites_the_same_message(home: Path) -> None:
    box = Mailbox()
    box.send(outgoing(mode="rehearsal", subject="before"))
    box.send(outgoing(mode="rehearsal", subject="after"))
    (name,) = files(home)
    assert b"Subject: after" in (home / "mailbox" / FOLDER / name).read_bytes()


def test_its_files_sort_by_day_and_message(home: Path) -> None:
    box = Mailbox()
    for number, on in ((12, date(2026, 3, 11)), (9, date(2026, 3, 11)), (100, date(2026, 3, 10))):
        box.send(outgoing(mode="rehearsal", message_id=number, on=on))
    assert [name[:19] for name in files(home)] == [
        "2026-03-10-00000100",
        "2026-03-11-00000009",
        "2026-03-11-00000012",
    ]


def test_it_makes_file_names_safe(home: Path) -> None:
    result = Mailbox().send(outgoing("o'hara/x@late.test", mode="rehearsal"))
    assert result.outcome == "sent"
    assert files(home) == ["2026-03-10-00000007-o-hara-x@late.test.eml"]


def test_it_leaves_nothing_half_written(home: Path) -> None:
    box = Mailbox()
    box.send(outgoing(mode="rehearsal"))
    (home / "mailbox" / FOLDER / "2026-03-10-00000008-buchhaltung@late.test.eml").mkdir()
    result = box.send(outgoing(mode="rehearsal", message_id=8))
    assert result.outcome == "failed"
    assert "could not be written" in result.detail
    assert [name for name in files(home) if name.startswith(".")] == []


def test_it_opens_no_connection(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> NoReturn:
        raise AssertionError("a rehearsal opened a socket")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    with channels_for("rehearsal") as channels:
        assert (
            channels["email"].send(outgoing(mode="rehearsal", company=company(mode="rehearsal"))).outcome
            == "sent"
        )
