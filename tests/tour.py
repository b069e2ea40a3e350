"""A tour of all pages: the addresses that `urls.py` knows, with ids of a company in which something of everything happened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.test import Client
from django.urls import URLPattern

from recobro import flow
from recobro.access.models import User
from recobro.bank.confirm import confirm_proposal
from recobro.bank.models import BankFile, Movement
from recobro.casework import record
from recobro.casework.notes import write_note
from recobro.casework.tasks import add_task
from recobro.evaluation.models import Reminder, Run
from recobro.ledger.marks import mark
from recobro.ledger.models import Document
from recobro.outbox.models import Batch, Message
from recobro.web.urls import OF_COMPANY
from tests import cast
from tests.camt import Booked, camt
from tests.office import Office

# what customers read, each in his language, in a frame that runs no scripts: axe, which is one, would wait for ever
MESSAGES = ("run-email", "run-text", "policy-email")
PLACE = re.compile(r"<(?:\w+:)?(\w+)>")


def busy(office: Office) -> None:
    """Lets something of everything happen at the office: cases, notes, tasks, a night with messages, and a plan of today."""
    company, at, by = office.company, cast.at(), "Cora Collector"
    disputing, late, gone = (cast.customer(company, one) for one in (cast.DISPUTING, cast.LATE, cast.GONE))
    record.dispute(
        company.id,
        customer_id=disputing,
        item_id=cast.item(company, "INV-4"),
        from_on=cast.TODAY,
        reason="Xq.",
        at=at,
        by=by,
    )
    record.hold(
        company.id,
        customer_id=gone,
        from_on=cast.TODAY,
        until_on=cast.TODAY + 5 * cast.DAY,
        reason="Xq.",
        at=at,
        by=by,
    )
    record.promise(company.id, customer_id=gone, currency="EUR", made_on=cast.TODAY, promised_on=cast.TODAY + 2 * cast.DAY,
                   reason="Xq.", at=at, by=by)  # fmt: skip
    mark(
        company.id,
        customer_id=cast.customer(company, cast.PROMPT),
        kind="direct_debit",
        from_on=cast.TODAY,
        reason="Xq.",
        at=at,
        by=by,
    )
    write_note(company.id, customer_id=late, on=cast.TODAY, text="Xq.", at=at, by=by)
    add_task(
        company.id, customer_id=late, mode="rehearsal", kind="call", title="Xq.", due_on=cast.TODAY, at=at
    )
    cast.pays(company, cast.LATE, "INV-2", "50.50", on=cast.TODAY - cast.DAY)
    flow.night(
        company.id,
        as_of=cast.TODAY - cast.DAY,
        clock=cast.clock(cast.TODAY - cast.DAY),
        by=by,
        approve_all=True,
    )
    cast.owes(company, cast.PROMPT, "INV-6", "75.00", due_on=cast.TODAY - 9 * cast.DAY)
    cast.owes(company, cast.LATE, "INV-7", "750.00", due_on=cast.TODAY - 16 * cast.DAY)
    _bank(office)
    flow.propose_day(company.id, as_of=cast.TODAY, clock=cast.clock(), by=by)


def _bank(office: Office) -> None:
    """A statement came: one movement is cleared, one may pay an invoice, one nobody knows."""
    cast.owes(office.company, cast.LATE, "R2026-10041", "640.00")
    cast.owes(office.company, cast.LATE, "R2026-10052", "210.00")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "bank.xml"
        path.write_text(
            camt(
                Booked(amount="640.00", text="R2026-10041", name="Late GmbH", account="DE89370400440532013000"),
                Booked(amount="210.00", text="R2026-10052", name="Late GmbH"),
                Booked(amount="7.77", text="Xq.", name="Xq."), Booked(amount="-9.90", text="Xq."), wrong_by="1.00",
            )
        )  # fmt: skip
        flow.read_bank(office.company, path, at=cast.at(), by="Cora Collector")
    cleared = Movement.objects.get(company_id=office.company.id, amount="640.00")
    confirm_proposal(office.company.id, movement_id=cleared.id, at=cast.at(), by="Cora Collector")


def pages(office: Office, client: Client) -> Iterator[tuple[str, str]]:
    """The name and the address of every page that shows itself in HTML to whoever signed in."""
    ids = _ids(office)
    for pattern in OF_COMPANY:
        assert isinstance(pattern, URLPattern)
        route = str(pattern.pattern)
        if set(PLACE.findall(route)) <= set(ids):
            address = f"/c/{office.company.id}/" + PLACE.sub(lambda found: str(ids[found[1]]), route)
            response = client.get(address)
            if response.status_code == 302 and response.headers["Location"].startswith(f"{address}?"):
                address = response.headers["Location"]  # the page chose for itself what it shows
                response = client.get(address)
            if response.status_code == 200 and response.headers["Content-Type"].startswith("text/html"):
                yield str(pattern.name), address


def _ids(office: Office) -> dict[str, Any]:
    company = office.company.id
    reminder = Reminder.objects.filter(company_id=company).latest("id")
    batch = Batch.objects.filter(company_id=company).first()
    document = Document.objects.filter(company_id=company).first()
    found = {
        "customer_id": cast.customer(office.company, cast.LATE), "item_id": cast.item(office.company, "INV-1"),
        "reminder_id": reminder.id, "message_id": Message.objects.filter(reminder_id=reminder.id).first().id,  # type: ignore[union-attr]
        "run_id": Run.objects.filter(company_id=company).latest("id").id, "batch_id": batch and batch.id,
        "document_id": document and document.id, "key": "flow", "level_key": "first",
        "movement_id": Movement.objects.get(company_id=company, amount="210.00").id,
        "file_id": BankFile.objects.filter(company_id=company).latest("id").id,
        "user_id": User.objects.get(username="viewer@northwind.test").id,
    }  # fmt: skip
    return {name: value for name, value in found.items() if value is not None}
