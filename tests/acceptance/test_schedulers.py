"""P-1: three schedulers at the same second on the same company. Every message exists once, in the rows and outside."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.command import Recobro
from tests.acceptance.files import csv, row, write
from tests.smtp import SmtpServer

SCHEDULERS = 3
CUSTOMERS = 24
WITHOUT_EMAIL = 4  # they get letters


def _import(recobro: Recobro, folder: Path, *, due_on: str, issued_on: str) -> None:
    rows = [
        row(f"I-{number}", "100.00", code=f"C{number:02}", issued=issued_on, due=due_on)
        for number in range(CUSTOMERS)
    ]
    for number in range(WITHOUT_EMAIL):
        rows[number] = rows[number].replace(f"ap@c{number:02}.example", "")
    recobro("import", write(folder / "invoices.csv", csv(*rows)), "--source", "schedulers")


def _nights(recobro: Recobro, *words: str) -> None:
    """Three nights, started at the same second, run to their end."""
    processes = [recobro.start("night", "--approve-all", *words) for _ in range(SCHEDULERS)]
    outcomes = [(process.communicate(timeout=300)[1], process.returncode) for process in processes]
    assert outcomes == [("", 0)] * SCHEDULERS


def _check_once(recobro: Recobro, *, letters: str) -> None:
    customers = CUSTOMERS + 2  # those of the company Harbour
    sent = recobro.rows("SELECT customer_id, channel, count(*) FROM outbox_message GROUP BY 1, 2")
    statuses = recobro.rows("SELECT channel, status, count(*) FROM outbox_message GROUP BY 1, 2")
    attempts = recobro.rows("SELECT count(*) FROM outbox_attempt a JOIN outbox_message m ON m.id = a.message_id"
                            " WHERE m.channel <> 'letter' GROUP BY a.message_id HAVING count(*) > 1")  # fmt: skip
    tasks = recobro.rows("SELECT customer_id, count(*) FROM casework_task GROUP BY 1")

    assert Counter((channel, count) for _, channel, count in sent) == {
        ("email", 1): customers - WITHOUT_EMAIL, ("letter", 1): WITHOUT_EMAIL, ("task", 1): customers
    }  # fmt: skip
    assert sorted(statuses) == [
        ("email", "sent", customers - WITHOUT_EMAIL), ("letter", letters, WITHOUT_EMAIL), ("task", "sent", customers)
    ]  # fmt: skip
    assert attempts == []
    assert [count for _, count in tasks] == [1] * customers
    assert recobro.rows("SELECT count(*) FROM outbox_batch") == [(1,)]


@pytest.mark.slow
def test_it_writes_every_message_once_in_rehearsal(harbour: Recobro, tmp_path: Path) -> None:
    _import(harbour, tmp_path, issued_on="2026-01-05", due_on="2026-02-04")

    _nights(harbour, "--as-of", "2026-02-11")

    _check_once(harbour, letters="sent")
    mails = [name for name in harbour.files() if name.endswith(".eml")]
    assert len(mails) == len({name.rpartition("-")[2] for name in mails}) == CUSTOMERS + 2 - WITHOUT_EMAIL
    assert len([name for name in harbour.files() if "/letter-" in name]) == WITHOUT_EMAIL


@pytest.fixture
def live(harbour: Recobro, smtp_server: SmtpServer) -> Recobro:
    harbour("company", "live", "--yes")
    settings = {"RECOBRO_SMTP_HOST": smtp_server.host, "RECOBRO_SMTP_PORT": str(smtp_server.port)}
    return Recobro(home=harbour.home, database=harbour.database, more=settings)


@pytest.mark.slow
def test_it_sends_every_message_once_live(live: Recobro, smtp_server: SmtpServer, tmp_path: Path) -> None:
    today = datetime.now(UTC).date()
    _import(live, tmp_path, issued_on=str(today - timedelta(days=40)), due_on=str(today - timedelta(days=10)))

    _nights(live)

    _check_once(live, letters="waiting")  # until somebody says that they are in the post
    got: Any = Counter(recipient for one in smtp_server.received for recipient in one.recipients)
    assert set(got.values()) == {1}
    assert len(got) == CUSTOMERS + 2 - WITHOUT_EMAIL
    assert len({one.message["Message-ID"] for one in smtp_server.received}) == len(smtp_server.received)
    assert harbour_files(live) == []  # nothing lands in the rehearsal mailbox


def harbour_files(recobro: Recobro) -> list[str]:
    return [name for name in recobro.files() if name.startswith("mailbox")]


@pytest.mark.slow
def test_it_sends_nothing_more_on_the_same_day(live: Recobro, smtp_server: SmtpServer) -> None:
    live("night")
    received = len(smtp_server.received)

    _nights(live)

    assert received == len(smtp_server.received) == 2
