"""Tax that the customer withheld from a payment: he owes the certificate, not the money. Somebody is asked to ask for it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from recobro.access.company import read_company
from recobro.casework.end import end
from recobro.casework.models import Retained, Task
from recobro.casework.record import retain
from recobro.casework.tasks import add_task, finish_task
from recobro.kernel.money import plain
from recobro.ledger.find import collector_of
from recobro.ledger.models import Item

REASON = "Tax withheld from the payment: ask for the certificate."
TITLES = {
    "en": "Ask for the certificate of the tax withheld: {amount} {currency} of {number}",
    "es": "Pedir el certificado de la retención: {amount} {currency} de {number}",
    "fr": "Demander l’attestation de la retenue à la source : {amount} {currency} sur {number}",
}


def keep_back(
    company_id: int, *, customer_id: int, item_id: int, amount: Decimal, reason: str, on: date, at: datetime, by: str
) -> dict[str, Any]:  # fmt: skip
    """That part of the invoice is not asked for, and the collector asks for the certificate. Gives by what it is taken back.

    The task closes itself when the books have set the tax against the invoice.
    """
    case = retain(
        company_id, customer_id=customer_id, item_id=item_id, kind="tax", amount=amount, from_on=on, reason=reason or REASON,
        at=at, by=by,
    )  # fmt: skip
    company, item = read_company(company_id), Item.objects.get(company_id=company_id, id=item_id)
    title = TITLES[company.language].format(
        amount=plain(amount, item.currency), currency=item.currency, number=item.number
    )
    task = add_task(
        company_id, customer_id=customer_id, mode=company.mode, assignee=collector_of(company_id, customer_id=customer_id),
        title=title, due_on=on, items=[item_id], at=at,
    )  # fmt: skip
    return {"retained": case, "task": task}


def ask_again(
    company_id: int, posted: dict[str, Any], *, on: date, reason: str, at: datetime, by: str
) -> None:
    """It was not so: the part is asked for again, and nobody has to ask for a certificate."""
    if Retained.objects.filter(company_id=company_id, id=posted["retained"], ended_on__isnull=True).exists():
        end(
            company_id, kind="retained", case_id=posted["retained"], on=on, reason=reason or "Taken back.", at=at, by=by
        )  # fmt: skip
    task = posted.get("task")
    if task and Task.objects.filter(company_id=company_id, id=task, done_on__isnull=True).exists():
        finish_task(company_id, task_id=task, on=on, at=at, by=by)
