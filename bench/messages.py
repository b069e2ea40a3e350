"""Reminders with a PDF of 50 KB: the delivery of what is approved, against bare smtplib on one connection with messages as heavy.

Each customer has one invoice that is late, with its PDF. A delivery looks at the facts again, commits that a message is being sent,
sends it and records what the customer was told; the server drops what it takes. A message leaves once, so it is measured once.
"""

from __future__ import annotations

import random
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import date, timedelta
from email.message import EmailMessage

from django.conf import settings

from bench.measure import Line, compared
from bench.server import drop_database, use_database
from bench.world import AT, TODAY, insert, policy_text
from recobro.access.company import add_company, change_company, go_live
from recobro.channels.email import Smtp
from recobro.flow import propose_day
from recobro.ledger.documents import file_document
from recobro.ledger.models import Contact, Customer, Item
from recobro.outbox.deliver import deliver
from recobro.policy.assign import assign
from recobro.policy.load import load_policy

COUNT = 500
WEIGHT = 50_000
DATABASE = "messages"


def lines(items: int) -> Iterator[Line]:
    """The delivery as a night makes it, against the library that it stands on."""
    if use_database(DATABASE):
        drop_database(DATABASE)
        use_database(DATABASE)
    company = _company()
    propose_day(company, as_of=TODAY, clock=lambda: AT, by="bench")
    bare = [_bare_message(n) for n in range(COUNT)]
    with _server() as port:
        settings.SMTP_PORT = port
        yield compared(
            f"{COUNT} reminders with a PDF of 50 KB by SMTP",
            lambda: _delivered(company),
            floor=lambda: _bare(bare, port),
            target="at most 1.5 x",
            times=1,
        )
    drop_database(DATABASE)


def _delivered(company: int) -> None:
    with closing(Smtp()) as email:
        done = deliver(company, on=TODAY, clock=lambda: AT, channels={"email": email})
    if done.counts != {"sent": COUNT}:
        raise RuntimeError(f"Not all messages were sent: {done.counts} {done.notes[:3]}.")


def _bare(messages: list[EmailMessage], port: int) -> None:
    """Made, too: from the text and the file to the bytes."""
    with smtplib.SMTP("127.0.0.1", port) as client:
        for one in messages:
            client.send_message(one)


def _bare_message(n: int) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = (
        "bench@bench.example",
        f"c{n}@late.example",
        f"Reminder {n}",
    )
    message.set_content("Please pay.\n" * 50)
    message.add_attachment(_pdf(n), maintype="application", subtype="pdf", filename=f"INV-{n}.pdf")
    return message


def _pdf(n: int) -> bytes:
    return b"%PDF-1.7\n" + random.Random(n).randbytes(WEIGHT)


def _company() -> int:
    """A live company whose customers each have one invoice that is late by ten days, with a PDF that goes with the reminder."""
    company = add_company(
        name="Bench", currency="EUR", country="ES", language="en", time_zone="UTC", at=AT
    ).id
    change_company(company, sender="bench@bench.example", by="bench", at=AT)
    go_live(company, on=TODAY, by="bench", at=AT)
    text = policy_text("standard", catch_up="climb").replace(
        'actions = ["email"]', 'actions = ["email"]\nattach = "always"'
    )
    load_policy(company, text=text, source="bench", today=TODAY, at=AT, by="bench")
    assign(company, policy_key="standard", from_on=date(2020, 1, 1), at=AT, by="bench")
    insert(
        Customer,
        f"generate_series(1, {COUNT}) n",
        company_id=company,
        code="'C' || n",
        name="'Customer ' || n",
        country="'ES'",
    )
    insert(
        Contact, "ledger_customer n", company_id=company, customer_id="id", email="code || '@late.example'"
    )
    due = TODAY - timedelta(days=10)
    insert(
        Item, "ledger_customer c", company_id=company, customer_id="c.id", source="'bench'", document_key="c.code", number="c.code",
        kind="'invoice'", amount="100", amount_open="100", currency="'EUR'", issued_on=f"date '{due}' - 30", due_on=f"date '{due}'",
        last_fact_on=f"date '{due}' - 30", content_hash="c.code",
    )  # fmt: skip
    for item in Item.objects.order_by("id"):
        file_document(
            company,
            items=[item.id],
            name=f"{item.number}.pdf",
            media_type="application/pdf",
            content=_pdf(item.id),
            at=AT,
            by="bench",
        )
    return company


@contextmanager
def _server() -> Iterator[int]:
    """A server of its own process, so that both sides have a processor."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = int(found.getsockname()[1])
    command = [
        sys.executable,
        "-m",
        "aiosmtpd",
        "-n",
        "-l",
        f"127.0.0.1:{port}",
        "-c",
        "aiosmtpd.handlers.Sink",
    ]
    with subprocess.Popen(command) as server:
        try:
            _wait(port)
            yield port
        finally:
            server.terminate()


def _wait(port: int) -> None:
    for _ in range(200):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.05)
    raise RuntimeError("The SMTP server did not start.")
