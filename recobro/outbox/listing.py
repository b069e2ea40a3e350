"""The list of messages, and where each stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from recobro.evaluation.models import Reminder
from recobro.ledger.find import find_customer
from recobro.ledger.models import Customer
from recobro.outbox.models import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedMessage:
    """A message with its customer and level. `why` says why it was dropped, failed, or left with less."""

    message_id: int
    kind: str
    reminder_id: int | None
    as_of: date
    customer_code: str
    customer_name: str
    level_key: str
    channel: str
    role: str
    recipient: str
    language: str
    subject: str
    text: str
    status: str
    why: str
    batch_id: int | None
    path: str
    header_id: str


def list_messages(
    company_id: int, *, mode: str, status: str | None = None, customer: str | None = None
) -> list[ListedMessage]:
    """The messages of the mode, newest last; of one status or customer if named."""
    rows = Message.objects.filter(company_id=company_id, mode=mode)
    rows = rows.filter(status=status) if status else rows
    rows = rows.filter(customer_id=find_customer(company_id, customer).customer_id) if customer else rows
    found = list(rows.order_by("id"))
    customers = Customer.objects.in_bulk({row.customer_id for row in found})
    levels: dict[int | None, str] = dict(
        Reminder.objects.filter(id__in={row.reminder_id for row in found if row.reminder_id}).values_list(
            "id", "level_key"
        )
    )
    return [
        ListedMessage(
            message_id=row.id, kind=row.kind, reminder_id=row.reminder_id, as_of=row.as_of, customer_code=customers[row.customer_id].code,
            customer_name=customers[row.customer_id].name, level_key=levels.get(row.reminder_id, ""), channel=row.channel,
            role=row.role, recipient=row.recipient, language=row.language, subject=row.subject, text=row.text,
            status=row.status, why=row.why, batch_id=row.batch_id, path=row.path, header_id=row.header_id,
        )
        for row in found
    ]  # fmt: skip
