"""E-mail by SMTP. One connection serves a whole delivery, and the phase of every failure is known.

1. Connect, greet, encrypt, log in: whatever goes wrong here, the message *failed*.
2. MAIL, RCPT and the DATA command: still nothing has left, so it *failed*; a recipient who does not exist is *refused*. When a
   connection kept from the message before turns out to be closed, this is done again on a new one, once.
3. The data: an answer that accepts it is *sent*, one that rejects it *failed* (what is written is not the address's fault). No
   answer is *unknown*: the server may have taken it.
"""

from __future__ import annotations

import re
import smtplib
import ssl

from django.conf import settings
from django.core.mail import DNS_NAME

from recobro.channels.email.message import Envelope, envelope_of
from recobro.outbox.channel import Outgoing, Result

NO_SUCH_RECIPIENT = (550, 551, 553, 554)
# We may not write to it (relaying, a block list): that says nothing about the address.
NOT_ALLOWED = re.compile(r"\b5\.7\.\d")
CLOSING = 421
# Failures in a row after which this delivery stops trying, lest each message wait for the time-out.
CONNECTING_AT_MOST = 3
# Times the time-out: servers look for viruses before they answer, and no answer leaves us not knowing.
SLOWER_AFTER_DATA = 10


class Smtp:
    """E-mail of a live company. Used for one delivery, by one thread; `close()` says goodbye to the server."""

    is_contact = True

    def __init__(self) -> None:
        self._client: smtplib.SMTP | None = None
        self._not_reached = 0

    def send(self, message: Outgoing) -> Result:
        """Hands the message to the server, at most once."""
        if message.mode != "live":
            return Result("failed", "A message of a rehearsal never leaves by SMTP.")
        envelope = envelope_of(message)
        if isinstance(envelope, Result):
            return envelope
        return self._hand_over(envelope, again=self._client is not None)

    @property
    def is_down(self) -> bool:
        """Was the server not reached several times in a row?"""
        return self._not_reached >= CONNECTING_AT_MOST

    def close(self) -> None:
        """Ends the connection, if there is one."""
        client, self._client = self._client, None
        if client is not None:
            try:
                client.quit()
            except OSError:
                client.close()

    def _hand_over(self, envelope: Envelope, *, again: bool) -> Result:
        """The three phases. `again`: the connection is kept from before, so a closed one is no news about this message."""
        try:
            client = self._connected()
        except (OSError, ValueError) as error:  # SMTPException is an OSError; odd passwords are ValueErrors
            return Result("failed", _said(error))
        try:
            refusal = _announce(client, envelope)
        except OSError as error:
            self._drop()
            return self._hand_over(envelope, again=False) if again else Result("failed", _said(error))
        if refusal is not None:
            self._reset()
            return refusal
        return self._data(client, envelope)

    def _data(self, client: smtplib.SMTP, envelope: Envelope) -> Result:
        try:
            _wait(client, SLOWER_AFTER_DATA * settings.SMTP_TIMEOUT_SECONDS)
            client.send(_dotted(envelope.content))
            code, reply = client.getreply()
            _wait(client, settings.SMTP_TIMEOUT_SECONDS)
        except OSError as error:
            self._drop()
            return Result("unknown", f"There was no answer after the data: {_said(error)}")
        answer = f"{code} {_text(reply)}"
        if 200 <= code < 300:
            return Result("sent", answer)
        if 400 <= code < 600:
            return Result("failed", f"The server did not take the message: {answer}")
        self._drop()
        return Result("unknown", f"The answer after the data is no SMTP: {answer}")

    def _connected(self) -> smtplib.SMTP:
        """The connection of this delivery; raises OSError or ValueError."""
        if self._client is not None:
            return self._client
        if self.is_down:
            raise ConnectionError(
                f"{_server()} was not reached {CONNECTING_AT_MOST} times; not tried again now."
            )
        try:
            self._client = _connect()
        except (OSError, ValueError):
            self._not_reached += 1
            raise
        self._not_reached = 0
        return self._client

    def _reset(self) -> None:
        """Takes back what was announced, so that the next message begins afresh."""
        try:
            if self._client is not None and self._client.rset()[0] != 250:
                self._drop()
        except OSError:
            self._drop()

    def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()


def _connect() -> smtplib.SMTP:
    """A connection that is greeted, encrypted and logged in as the settings say."""
    client = _greeted()
    try:
        client.ehlo_or_helo_if_needed()
        if settings.SMTP_TLS == "starttls":
            client.starttls(context=ssl.create_default_context())
        if settings.SMTP_USER:
            client.login(settings.SMTP_USER, settings.SMTP_PASSWORD)
    except BaseException:
        client.close()
        raise
    return client


def _greeted() -> smtplib.SMTP:
    host, port, timeout = settings.SMTP_HOST, settings.SMTP_PORT, settings.SMTP_TIMEOUT_SECONDS
    own_name = str(DNS_NAME)
    if settings.SMTP_TLS != "tls":
        return smtplib.SMTP(host, port, local_hostname=own_name, timeout=timeout)
    context = ssl.create_default_context()
    return smtplib.SMTP_SSL(host, port, local_hostname=own_name, timeout=timeout, context=context)


def _announce(client: smtplib.SMTP, envelope: Envelope) -> Result | None:
    """Says who writes to whom, and that the data follow; None when they may. Raises OSError when the line is dead."""
    code, answer = _heard(client.mail(envelope.sender))
    if code != 250:
        return Result("failed", f"The server does not take messages from {envelope.sender}: {answer}")
    code, answer = _heard(client.rcpt(envelope.recipient))
    if code not in (250, 251):
        is_gone = code in NO_SUCH_RECIPIENT and not NOT_ALLOWED.search(answer)
        return Result("refused" if is_gone else "failed", f"{envelope.recipient}: {answer}")
    code, answer = _heard(client.docmd("DATA"))
    return None if code == 354 else Result("failed", f"The server wants no data: {answer}")


def _heard(reply: tuple[int, bytes]) -> tuple[int, str]:
    code, words = reply
    answer = f"{code} {_text(words)}"
    if code == CLOSING:
        raise smtplib.SMTPServerDisconnected(answer)
    return code, answer


def _dotted(content: bytes) -> bytes:
    """The data as they go over the line: a dot at the beginning of a line is doubled, a dot alone ends them."""
    last = b"" if content.endswith(b"\r\n") else b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", content) + last + b".\r\n"


def _wait(client: smtplib.SMTP, seconds: float) -> None:
    """How long the server may be silent from now on."""
    if client.sock is not None:
        client.sock.settimeout(seconds)


def _server() -> str:
    return f"The SMTP server {settings.SMTP_HOST}:{settings.SMTP_PORT}"


def _said(error: Exception) -> str:
    """What went wrong, with the server named: this is what a person reads who has to do something about it."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{_server()} said: {error.smtp_code} {_text(error.smtp_error)}"
    return f"{_server()}: {error}" if not str(error).startswith(_server()) else str(error)


def _text(words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return " ".join(text.split())
