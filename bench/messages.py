"""Messages of 50 KB to a local SMTP server that drops them, against bare smtplib on one connection with the same bytes.

Documents are not attached yet, so the weight is in the text.
"""

from __future__ import annotations

import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

from django.conf import settings

from bench.measure import Line, compared
from bench.world import AT, TODAY, use_world
from recobro.access.company import read_company
from recobro.channels.email import Smtp
from recobro.channels.email.message import Envelope, envelope_of
from recobro.outbox.channel import Outgoing

COUNT = 500
WEIGHT = 50_000


def lines(items: int) -> Iterator[Line]:
    """The channel as it is used for a delivery, against the library that it stands on."""
    messages = [_message(n, company=use_world(1000)) for n in range(COUNT)]
    envelopes = [envelope_of(one) for one in messages]
    bare = [one for one in envelopes if isinstance(one, Envelope)]
    with _server() as port:
        settings.SMTP_PORT = port
        yield compared(
            f"{COUNT} messages of 50 KB by SMTP",
            lambda: _sent(messages),
            floor=lambda: _bare(bare, port),
            target="at most 1.5 x",
        )


def _sent(messages: list[Outgoing]) -> None:
    channel = Smtp()
    outcomes = {channel.send(one).outcome for one in messages}
    channel.close()
    if outcomes != {"sent"}:
        raise RuntimeError(f"The server did not take the messages: {outcomes}.")


def _bare(envelopes: list[Envelope], port: int) -> None:
    with smtplib.SMTP("127.0.0.1", port) as client:
        for one in envelopes:
            client.sendmail(one.sender, one.recipient, one.content)


def _message(n: int, *, company: int) -> Outgoing:
    value = replace(read_company(company), sender="bench@bench.example")
    return Outgoing(
        message_id=n, company=value, customer_id=1, mode="live", channel="email", role="", recipient=f"c{n}@late.example",
        language="en", subject=f"Reminder {n}", text="Please pay.\n" * (WEIGHT // 12), html="", letter="",
        header_id=f"<{n}@bench.example>", assignee="", on=TODAY, at=AT,
    )  # fmt: skip


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
