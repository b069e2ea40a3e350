"""A message to send, with fixed values, for the tests of this folder."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from email.message import Message
from typing import Any

from recobro.access.company import CompanyValue
from recobro.outbox.channel import Outgoing

NORTHWIND = CompanyValue(
    id=1, name="Señores de Northwind, S.L.", currency="EUR", country="ES", language="es", time_zone="Europe/Madrid", mode="live",
    live_since=date(2026, 1, 1), address=("Calle Mayor 7",), tax_id="", phone="", email="office@northwind.test", website="",
    sender="cobros@northwind.test", reply_to="respuestas@northwind.test", contact_name="", contact_phone="", contact_email="",
    ageing_days=(30, 60, 90),
)  # fmt: skip
LATE = "buchhaltung@late.test"
TEXT = "Buenos días:\n\nQuedan 1.240,00 € pendientes, señor Núñez.\n.\n..Firma\n"
HTML = "<p>Quedan <b>1.240,00 €</b> pendientes, señor Núñez.</p>\n" + "<p>" + "x" * 2_000 + "</p>\n"


def company(**changes: Any) -> CompanyValue:
    return replace(NORTHWIND, **changes)


def outgoing(recipient: str = LATE, *, message_id: int = 7, **changes: Any) -> Outgoing:
    """A live message; `company=` and the others change it."""
    values: dict[str, Any] = {
        "message_id": message_id, "company": NORTHWIND, "customer_id": 3, "mode": "live", "channel": "email", "role": "",
        "recipient": recipient, "language": "es", "subject": "Recordatorio: 1.240,00 € vencidos", "text": TEXT, "html": HTML,
        "letter": "", "header_id": f"<{message_id:032x}@northwind.test>", "assignee": "", "on": date(2026, 3, 10),
        "at": datetime(2026, 3, 10, 8, 30, tzinfo=UTC),
    }  # fmt: skip
    return Outgoing(**{**values, **changes})


def said(part: Message) -> str:
    """What a part of a received message says, with the line ends that it had before it went over the line."""
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode(part.get_content_charset() or "ascii").replace("\r\n", "\n")
