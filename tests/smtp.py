"""A real SMTP server on loopback that keeps what it is given, and can be told to misbehave."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One message that the server took, or read and then lost. `content` is what came over the line."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage
    content: bytes


@dataclass(slots=True)
class SmtpServer:
    """Where it listens, what came in, and what it does wrong from now on.

    `received` holds what was answered with 250; `lost` what was read to the end and never answered. `refused_recipients` are
    answered with 550, those in `answers_to_recipients` with their own words; `answer_to_data` stands instead of the 250 at the
    end. Of the switches each works on every connection while it is on: `refuses_connections` answers 554 instead of a
    greeting, `drops_before_data` hangs up on the DATA command, `drops_after_data` hangs up when it has read the message,
    `stalls_after_data` reads it, sets `stalled` and says nothing. `hang_up` closes the lines that are open now. In the `journal`
    stand recipient and Message-ID of whatever was taken, before it is answered: a server that is killed leaves its truth there.
    """

    host: str
    port: int = 0
    journal: Path | None = None
    received: list[Received] = field(default_factory=list)
    lost: list[Received] = field(default_factory=list)
    connections: int = 0
    refused_recipients: set[str] = field(default_factory=set)
    answers_to_recipients: dict[str, str] = field(default_factory=dict)
    answer_to_data: str = ""
    refuses_connections: bool = False
    drops_before_data: bool = False
    drops_after_data: bool = False
    stalls_after_data: bool = False
    stalled: threading.Event = field(default_factory=threading.Event)
    lines: set[_Connection] = field(default_factory=set)
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)

    def messages_to(self, address: str) -> list[EmailMessage]:
        """What this address received."""
        return [received.message for received in self.received if address in received.recipients]

    def hang_up(self, saying: str = "") -> None:
        """Close every line that is open now, as servers do with idle ones; with a last word, if there is one."""

        async def close() -> None:
            for line in list(self.lines):
                line.transport.write(f"{saying}\r\n".encode() if saying else b"")
                line.transport.close()

        asyncio.run_coroutine_threadsafe(close(), self.loop).result(timeout=10)


@contextmanager
def serving(host: str = "127.0.0.1", *, port: int = 0, journal: Path | None = None) -> Iterator[SmtpServer]:
    """Run a server on this port or a free one, in a thread of its own, until the block ends."""
    server = SmtpServer(host, port, journal)
    thread = threading.Thread(target=server.loop.run_forever, name="smtp", daemon=True)
    thread.start()
    try:
        listening = asyncio.run_coroutine_threadsafe(_listen(server), server.loop).result(timeout=10)
        yield server
        asyncio.run_coroutine_threadsafe(_stop(listening), server.loop).result(timeout=10)
    finally:
        server.loop.call_soon_threadsafe(server.loop.stop)
        thread.join(timeout=10)
        server.loop.close()


async def _listen(server: SmtpServer) -> asyncio.Server:
    def connection() -> asyncio.Protocol:
        server.connections += 1
        if server.refuses_connections:
            return _Refusal()
        return _Connection(
            server, _Handler(server), hostname="mail.test", loop=server.loop, enable_SMTPUTF8=True
        )

    listening = await server.loop.create_server(connection, server.host, server.port)
    server.port = listening.sockets[0].getsockname()[1]
    return listening


async def _stop(listening: asyncio.Server) -> None:
    listening.close()
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


class _Refusal(asyncio.Protocol):
    """Says no and hangs up."""

    def connection_made(self, transport: Any) -> None:
        transport.write(b"554 mail.test takes no mail\r\n")
        transport.close()


class _Connection(SMTP):
    """One client's line."""

    def __init__(self, server: SmtpServer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._server = server

    def connection_made(self, transport: Any) -> None:
        self._server.lines.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._server.lines.discard(self)
        super().connection_lost(error)

    async def smtp_DATA(self, arg: str | None) -> None:
        if self._server.drops_before_data:
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


class _Handler:
    """What aiosmtpd asks at each step."""

    def __init__(self, server: SmtpServer) -> None:
        self._server = server

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self._server.refused_recipients:
            return "550 no such mailbox"
        if address in self._server.answers_to_recipients:
            return self._server.answers_to_recipients[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        received = _read(envelope)
        if self._server.drops_after_data:
            self._server.lost.append(received)
            server.transport.abort()
            return "451 nobody hears this"
        if self._server.stalls_after_data:
            self._server.lost.append(received)
            self._server.stalled.set()
            await asyncio.Event().wait()
        if self._server.answer_to_data:
            return self._server.answer_to_data
        if self._server.journal:
            _write_down(received, self._server.journal)
        self._server.received.append(received)
        return "250 OK"


def _write_down(received: Received, journal: Path) -> None:
    line = f"{received.recipients[0]} {received.message['Message-ID']}\n"
    with journal.open("ab", buffering=0) as file:
        file.write(line.encode())


def _read(envelope: Envelope) -> Received:
    content = envelope.content
    assert isinstance(content, bytes)
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return Received(
        sender=envelope.mail_from or "",
        recipients=tuple(envelope.rcpt_tos),
        message=message,
        content=content,
    )
