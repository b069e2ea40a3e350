"""The rehearsal mailbox: one `.eml` a message in the home, where a mail program opens it. No connection is ever opened.

`read.py` beside it shows what lies in there.
"""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

from recobro.channels.email.message import envelope_of
from recobro.kernel import home
from recobro.outbox.channel import Outgoing, Result


class Mailbox:
    """E-mail while a company rehearses."""

    is_contact = True
    is_down = False

    def send(self, message: Outgoing) -> Result:
        """Writes the message, whole or not at all. The same message overwrites its own file."""
        envelope = envelope_of(message)
        if isinstance(envelope, Result):
            return envelope
        path = home.mailbox(message.company.name) / file_name(message)
        try:
            _write(path, envelope.content)
        except OSError as error:
            return Result("failed", f"{path} could not be written: {error.strerror or error}.")
        return Result("sent", str(path))

    def close(self) -> None:
        """Nothing was opened."""


def file_name(message: Outgoing) -> str:
    """By day, then by message: sorts as it was sent, and never changes for a message."""
    recipient = re.sub(r"[^A-Za-z0-9@._+-]+", "-", message.recipient)[:100]
    return f"{message.on}-{message.message_id:08}-{recipient}.eml"


def _write(path: Path, content: bytes) -> None:
    home.made(home.home())
    for folder in (path.parent.parent, path.parent):
        folder.mkdir(mode=0o700, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.replace(unfinished, path)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise
