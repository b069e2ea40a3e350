"""The cast of the tests: one creditor, and customers who behave as customers do. Plain functions with fixed values.

*Prompt Ltd* pays on time, *Late GmbH* is always in the second reminder, *Disputing BV* argues, *Gone SA* does not answer,
*Group plc* has three subsidiaries. The day is a Tuesday, and a claim that is called late fell due ten days before it.

Everything is set up by the product's own verbs, so a world here is a world that a user could have.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from recobro.access.company import CompanyValue, add_company
from recobro.evaluation.approve import approve
from recobro.evaluation.propose import propose
from recobro.ledger.facts import ContactFact, CustomerFact, Fact, ItemFact
from recobro.ledger.models import Customer, Item
from recobro.ledger.post import post
from recobro.outbox.compose import compose, reminder_fingerprints
from recobro.policy.assign import assign
from recobro.policy.load import BEGINNING, load_policy

TODAY = date(2026, 3, 10)
DAY = timedelta(days=1)
MARTA = "marta"


@dataclass(frozen=True, slots=True, kw_only=True)
class Debtor:
    """A customer of the cast. Without an e-mail he gets letters, without an address e-mails."""

    code: str
    name: str
    country: str
    language: str
    email: str = ""
    contact: str = ""
    address: str = ""
    postcode: str = ""
    city: str = ""

    def facts(self) -> list[Fact]:
        """As an import would bring him."""
        customer = CustomerFact(
            code=self.code,
            name=self.name,
            country=self.country,
            language=self.language,
            address_1=self.address,
            postcode=self.postcode,
            city=self.city,
        )
        contact = ContactFact(code=self.code, role="reminders", name=self.contact, email=self.email)
        return [customer, contact] if self.email else [customer]


PROMPT = Debtor(
    code="C-1001", name="Prompt Ltd", country="GB", language="en", email="accounts@prompt.test", contact="Ann Prompt",
    address="1 High Street", postcode="EC1A 1BB", city="London",
)  # fmt: skip
LATE = Debtor(
    code="C-1002", name="Late GmbH", country="DE", language="en", email="buchhaltung@late.test", contact="Jürgen Spät",
    address="Hafenstraße 12", postcode="20457", city="Hamburg",
)  # fmt: skip
DISPUTING = Debtor(
    code="C-1003", name="Disputing BV", country="NL", language="en", email="crediteuren@disputing.test", contact="Joost",
    address="Keizersgracht 1", postcode="1015 CJ", city="Amsterdam",
)  # fmt: skip
GONE = Debtor(
    code="C-1004", name="Gone SA", country="ES", language="es", email="pagos@gone.test", contact="Íñigo Núñez",
    address="Calle Mayor 7", postcode="28013", city="Madrid",
)  # fmt: skip
GROUP = Debtor(
    code="C-2000", name="Group plc", country="GB", language="en", email="ap@group.test",
    address="2 Market Square", postcode="M1 1AA", city="Manchester",
)  # fmt: skip
SUBSIDIARIES = tuple(
    replace(
        GROUP,
        code=f"C-200{number}",
        name=f"Group {place} plc",
        email=f"ap@{place.lower()}.group.test",
        city=place,
    )
    for number, place in enumerate(("Leeds", "York", "Bath"), start=1)
)


def at(on: date = TODAY, hour: int = 9) -> datetime:
    """An instant of that day."""
    return datetime.combine(on, time(hour), tzinfo=UTC)


def clock(on: date = TODAY) -> Callable[[], datetime]:
    """A clock that stands still."""
    return lambda: at(on)


def creditor(name: str = "Northwind SL", **details: Any) -> CompanyValue:
    """The company that is owed, in rehearsal, with an address to write from."""
    values: dict[str, Any] = {
        "sender": "cobros@northwind.test",
        "email": "office@northwind.test",
        "phone": "+34 910 555 000",
    }
    return add_company(
        name=name, currency="EUR", country="ES", language="en", at=at(TODAY - 90 * DAY), **{**values, **details}
    )  # fmt: skip


def level(
    key: str, trigger: str, *actions: str, severity: str = "reminder", approval: str = "automatic"
) -> str:
    """One level of a policy, as TOML, with a text in English and one in Spanish."""
    return f"""
[[level]]
key = "{key}"
name = {{ en = "{key}", es = "{key}" }}
trigger = "{trigger}"
severity = "{severity}"
actions = [{", ".join(f'"{action}"' for action in actions)}]
approval = "{approval}"
[level.text.en]
subject = "{key}: {{total}} overdue"
before = "We have not yet received your payment."
after = "Please pay {{total}} by {{pay_by}}."
task = "Call {{customer}} about {{total}}"
[level.text.es]
subject = "{key}: {{total}} vencidos"
before = "Todavía no hemos recibido su pago."
after = "Le rogamos que pague {{total}} antes del {{pay_by}}."
task = "Llamar a {{customer}} por {{total}}"
"""


def policy(*levels: str, key: str = "flow", settings: str = "") -> str:
    """A policy of these levels, as TOML. `settings` stands before the levels."""
    return f"""
key = "{key}"
name = {{ en = "{key}", es = "{key}" }}
languages = ["en", "es"]
catch_up = "climb"
min_gap_days = 3
days_after_invoice = 5
{settings}
{"".join(levels)}"""


BY_EMAIL = policy(level("first", "D+7", "email"), level("second", "D+14", "email"))


def treats(company: CompanyValue, text: str = BY_EMAIL) -> None:
    """The company treats all its customers by this policy."""
    day = TODAY - 60 * DAY
    loaded = load_policy(company.id, text=text, source="policy.toml", today=day, at=at(day), by=MARTA)
    assign(company.id, policy_key=loaded.key, from_on=BEGINNING, at=at(day), by=MARTA)


def owes(
    company: CompanyValue, debtor: Debtor, number: str, amount: str, *, due_on: date = TODAY - 10 * DAY,
    currency: str = "EUR", on: date = TODAY - 10 * DAY,
) -> int:  # fmt: skip
    """The debtor owes an invoice, issued thirty days before it falls due and imported `on`. Gives the item's id."""
    invoice = ItemFact(
        code=debtor.code, document_key=number, number=number, kind="invoice", currency=currency,
        amount=Decimal(amount), issued_on=due_on - 30 * DAY, due_on=due_on,
    )  # fmt: skip
    _post(company, [*debtor.facts(), invoice], on=on)
    return item(company, number)


def pays(company: CompanyValue, debtor: Debtor, number: str, amount: str, *, on: date = TODAY) -> None:
    """A payment that says which invoice it settles; `number` empty: money on account."""
    payment = ItemFact(
        code=debtor.code, document_key=f"payment of {number} on {on}", number=f"PAY-{number}", kind="payment",
        currency="EUR", amount=-Decimal(amount), issued_on=on, settles_number=number or None,
    )  # fmt: skip
    _post(company, [payment], on=on)


def credit_note(
    company: CompanyValue,
    debtor: Debtor,
    number: str,
    amount: str,
    *,
    settles: str | None = None,
    on: date = TODAY,
) -> None:
    """A credit note, set against an invoice or left on account."""
    note = ItemFact(
        code=debtor.code, document_key=number, number=number, kind="credit_note", currency="EUR", amount=-Decimal(amount),
        issued_on=on, settles_number=settles,
    )  # fmt: skip
    _post(company, [note], on=on)


def item(company: CompanyValue, number: str) -> int:
    """The id of an item by its printed number."""
    return Item.objects.get(company_id=company.id, number=number, source="erp").id


def customer(company: CompanyValue, debtor: Debtor) -> int:
    """The id of a debtor at this company."""
    return Customer.objects.get(company_id=company.id, code=debtor.code).id


def plans(company: CompanyValue, *, on: date = TODAY) -> list[int]:
    """Proposes and composes the day; what the policy may send by itself is approved. Gives the reminders, in their order."""
    with transaction.atomic():
        proposed = propose(company.id, as_of=on, at=at(on), by=MARTA)
        composed = compose(company.id, reminders=proposed.reminders, at=at(on))
    assert composed.problems == ()
    return list(proposed.reminders)


def approves(company: CompanyValue, reminders: Sequence[int], *, on: date = TODAY) -> None:
    """Marta approves these reminders as they stand."""
    approve(company.id, reminder_fingerprints(company.id, reminders), at=at(on), by=MARTA)


def _post(company: CompanyValue, facts: list[Fact], *, on: date) -> None:
    posted = post(company.id, facts, source="erp", on=on, at=at(on, 8), by="import")
    assert [problem for problem in posted.problems if problem.severity == "error"] == []
