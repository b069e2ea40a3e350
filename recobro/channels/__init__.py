"""The roads by which a message leaves, one folder each, all alike: to add one, copy a folder and name it in `channels_for`.

Owns no table. A channel takes one message that may leave now (`outbox/channel.py`), sends it once, and says what became of it:
it never decides whether to send, never tries again on another day, and never raises for what the other side does.

Letters have no channel: they are printed together and posted by a person (`outbox/post.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

from recobro.channels.email import Mailbox, Smtp
from recobro.channels.task import Tasks
from recobro.outbox.channel import Channels

EMAIL: dict[str, type[Mailbox | Smtp]] = {"rehearsal": Mailbox, "live": Smtp}


@contextmanager
def channels_for(mode: str) -> Iterator[Channels]:
    """The channels of a mode, for one delivery; what they opened is closed when the block ends.

    In rehearsal e-mails land in the mailbox on disk and no connection is opened. SMS and WhatsApp do not exist yet: they
    become a task that says so.
    """
    tasks = Tasks()
    with closing(EMAIL[mode]()) as email:
        yield {"email": email, "task": tasks, "call": tasks, "sms": tasks, "whatsapp": tasks}


__all__ = ["channels_for"]
