"""When no address of a customer works, somebody has to find one: one open task a customer, which closes when an address works."""

from __future__ import annotations

from datetime import date, datetime

from recobro.access.company import CompanyValue
from recobro.casework.models import Task
from recobro.casework.tasks import ADDRESS, add_task
from recobro.evaluation.models import Unreachable
from recobro.evaluation.verdicts import kept_free_of, kept_items
from recobro.ledger.models import Customer

CAUSE = "no_address"
TITLES = {
    "en": "Find an address of {name}: no e-mail and no postal address works",
    "es": "Buscar una dirección de {name}: no funciona ningún correo ni dirección postal",
    "fr": "Trouver une adresse de {name} : aucun e-mail ni aucune adresse postale ne fonctionne",
}


def ask_for_addresses(company: CompanyValue, *, as_of: date, at: datetime) -> int:
    """Adds the tasks that the run being made calls for, and closes those whose customers can be written to again. Gives how many new.

    A task is about the items that wait for the address: when all are paid it closes, too.
    """
    open_tasks = Task.objects.filter(
        company_id=company.id, mode=company.mode, cause=CAUSE, done_on__isnull=True
    )
    asked = set(open_tasks.values_list("customer_id", flat=True))
    found = kept_free_of(CAUSE, customers=asked)
    open_tasks.filter(customer_id__in=found).update(done_on=as_of, done_at=at, done_by=ADDRESS)
    waiting = kept_items(outcome=CAUSE)
    customers = Customer.objects.in_bulk(waiting.keys() - asked)
    for customer_id, customer in sorted(customers.items()):
        add_task(
            company.id, customer_id=customer_id, mode=company.mode, assignee=customer.collector,
            title=TITLES[company.language].format(name=customer.name), script=_tried(company, customer_id),
            due_on=as_of, items=waiting[customer_id], cause=CAUSE, at=at,
        )  # fmt: skip
    return len(customers)


def _tried(company: CompanyValue, customer_id: int) -> str:
    rows = Unreachable.objects.filter(company_id=company.id, customer_id=customer_id).order_by("on", "id")
    return "\n".join(f"{one.on} {one.address}: {one.reason}" for one in rows)
