"""What a channel is: it takes one message that may leave now, and says what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol

from recobro.access.company import CompanyValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A file that leaves with a message."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message about to leave, with everything a channel needs. `items`: what the reminder of a task is about."""

    message_id: int
    company: CompanyValue
    customer_id: int
    mode: str
    channel: str
    role: str
    recipient: str
    language: str
    subject: str
    text: str
    html: str
    letter: str
    header_id: str
    assignee: str
    items: tuple[int, ...] = ()
    attached: tuple[Attached, ...] = ()
    on: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Result:
    """`sent`; `failed` (it did not leave, a later try may work); `refused` (this address will not take it); `unknown` (it may
    have left: never sent again by itself). `detail` is what the other side said."""

    outcome: Literal["sent", "failed", "refused", "unknown"]
    detail: str = ""


class Channel(Protocol):
    """One road. `is_contact`: does the customer hear from us? Runs after the message is committed as *sending*.

    `is_down`: the other side does not answer, so this delivery leaves the rest of the messages as they are.
    """

    is_contact: bool

    @property
    def is_down(self) -> bool: ...

    def send(self, message: Outgoing) -> Result:
        """Sends it now. Never raises for what the other side does."""
        ...


Channels = Mapping[str, Channel]


def hand_over(channel: Channel, outgoing: Outgoing) -> Result:
    """What became of it, also where the channel breaks."""
    try:
        return channel.send(outgoing)
    except Exception as error:  # a fault of ours after sending began: never guess, never stop the rest (P-12)
        return Result("unknown", f"{type(error).__name__}: {error}")
