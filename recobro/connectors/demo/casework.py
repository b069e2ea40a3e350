"""What the people of the demo company agreed with its customers, and which policy treats whom.

To be called once, when the files of the day are imported. A second call changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from recobro.casework.dates import expect, set_next_contact
from recobro.casework.paper import deposit, take_paper
from recobro.casework.payment_plan import Equal, agree
from recobro.casework.record import complain, dispute, hold, promise, retain
from recobro.connectors.demo.customers import CONSUMERS, GROUP, PUBLIC, code_of
from recobro.kernel.money import quantize
from recobro.kernel.problems import refuse
from recobro.ledger.marks import mark
from recobro.ledger.models import Customer
from recobro.ledger.open import OpenItem, open_items
from recobro.policy.assign import assign
from recobro.policy.load import load_policy, ready_made
from recobro.policy.models import Assignment

NIGHTS_DAYS_AGO = (24, 17, 10, 5, 2)
NO_REMINDERS = """
key = "group"
name = { en = "Companies of our group", es = "Empresas del grupo", fr = "Sociétés du groupe" }
languages = ["en", "es", "fr"]
does_nothing = true
"""
WITH_COPY = """
key = "with-copy"
name = { es = "Con copia de la factura" }
languages = ["es"]

[[level]]
key = "copy"
name = { es = "Copia de la factura" }
trigger = "D+7"
severity = "reminder"
actions = ["email"]
approval = "automatic"
attach = "always"

[level.text.es]
subject = "Copia de las facturas pendientes: {total}"
before = "Adjuntamos de nuevo una copia de las facturas que siguen pendientes, como nos pidieron."
after = "Les rogamos que las tramiten cuanto antes."
"""


def demo_days(as_of: date) -> list[date]:
    """The days whose nights are to be played before that of `as_of`.

    A policy climbs one level a night. With these the day shows every level, and customers who heard from us two days ago.
    """
    return [as_of - timedelta(days=days) for days in NIGHTS_DAYS_AGO]


def demo_casework(company_id: int, *, as_of: date, at: datetime, by: str) -> None:
    """Loads the ready-made policies, assigns them, and records what the people agreed, customer by customer."""
    with transaction.atomic():
        if not Assignment.objects.filter(company_id=company_id).exists():
            story = _Story(company_id=company_id, as_of=as_of, at=at, by=by)
            _assign_policies(story)
            _mark(story)
            _contest(story)
            _agree(story)
            _wait(story)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Story:
    company_id: int
    as_of: date
    at: datetime
    by: str

    def ago(self, days: int) -> date:
        return self.as_of - timedelta(days=days)

    def customers(self, role: str) -> list[int]:
        """The customers of this role, by code."""
        codes = code_of(role)
        found = dict(
            Customer.objects.filter(company_id=self.company_id, code__in=codes).values_list("code", "id")
        )
        if len(found) != len(codes):
            raise refuse(
                "demo",
                f"The customers {', '.join(codes)} are not there.",
                "Import the files of the demo first.",
            )
        return [found[code] for code in codes]

    def customer(self, role: str) -> int:
        (one,) = self.customers(role)
        return one

    def claims(self, customer_id: int) -> list[OpenItem]:
        """What the customer owes on the day."""
        items = open_items(self.company_id, as_of=self.as_of, customers=[customer_id])
        return [item for item in items if item.open > 0]

    def oldest(self, customer_id: int) -> OpenItem:
        """The claim of the customer that was due first, of those open on the day."""
        return min(self.claims(customer_id), key=lambda item: (item.due_on or date.max, item.item_id))


def _assign_policies(story: _Story) -> None:
    for key, text in sorted({**ready_made(), "group": NO_REMINDERS, "with-copy": WITH_COPY}.items()):
        load_policy(story.company_id, text=text, source=key, today=story.as_of, at=story.at, by=story.by)
    to = _assigner(story)
    to("collection")
    to("weekly", segment="Hostelería")
    to("credit-control", segment=PUBLIC)
    to("two-step", segment=CONSUMERS)
    to("group", segment=GROUP)
    to("with-copy", customer_id=story.customer("wants copies"))
    key_account = story.customer("key account")
    to("credit-control", customer_id=key_account)
    to("two-step", customer_id=key_account, item_id=story.oldest(key_account).item_id)


def _assigner(story: _Story) -> Callable[..., None]:
    def to(
        policy_key: str, *, segment: str = "", customer_id: int | None = None, item_id: int | None = None
    ) -> None:
        assign(
            story.company_id, policy_key=policy_key, segment=segment, customer_id=customer_id, item_id=item_id,
            from_on=story.ago(400), at=story.at, by=story.by,
        )  # fmt: skip

    return to


def _mark(story: _Story) -> None:
    """Customers who are in other hands, or in nobody's any more."""
    marks = (
        (
            "insolvent",
            "insolvency",
            35,
            "Proceedings opened by the commercial court; claims to be filed with the administrator.",
        ),
        ("with a lawyer", "lawyer", 20, "Handed over after three reminders without an answer."),
        ("with an agency", "agency", 15, "Handed over to the agency with all papers."),
        ("factored", "factor", 300, "All invoices are assigned under the factoring contract."),
        ("never reminded", "never_remind", 300, "The managing directors settle this account between them."),
        (
            "direct debit agreed",
            "direct_debit",
            30,
            "Mandate signed; the next collection takes what is open.",
        ),
    )
    for role, kind, days_ago, reason in marks:
        mark(
            story.company_id, customer_id=story.customer(role), kind=kind, from_on=story.ago(days_ago), reason=reason,
            at=story.at, by=story.by,
        )  # fmt: skip
    debtor = story.customer("old debt")
    mark(
        story.company_id, customer_id=debtor, item_id=story.oldest(debtor).item_id, kind="time_barred",
        from_on=story.ago(120), reason="More than five years without a claim in writing.", at=story.at, by=story.by,
    )  # fmt: skip


def _contest(story: _Story) -> None:
    """Disputes of a whole invoice and of a part, a complaint, and a guarantee that is rightly kept back."""
    reasons = ("Two of four pallets arrived broken.", "Says that the goods were never ordered.")
    for customer_id, reason in zip(story.customers("disputing"), reasons, strict=True):
        dispute(
            story.company_id, customer_id=customer_id, item_id=story.oldest(customer_id).item_id, from_on=story.ago(9),
            reason=reason, at=story.at, by=story.by,
        )  # fmt: skip
    customer_id = story.customer("disputing a part")
    item = story.oldest(customer_id)
    dispute(
        story.company_id, customer_id=customer_id, item_id=item.item_id, amount=quantize(item.open / 4, item.currency),
        from_on=story.ago(12), reason="The freight was not agreed.", at=story.at, by=story.by,
    )  # fmt: skip
    complain(
        story.company_id, customer_id=story.customer("complaining"), made_on=story.ago(3),
        reason="Was reminded of an invoice that he says he paid at the counter.", at=story.at, by=story.by,
    )  # fmt: skip
    customer_id = story.customer("keeping a guarantee")
    for item in story.claims(customer_id):
        if item.open < item.amount:
            retain(
                story.company_id, customer_id=customer_id, item_id=item.item_id, kind="guarantee", amount=item.open,
                from_on=item.issued_on, until_on=item.issued_on + timedelta(days=365),
                reason="Five per cent until the installation is accepted.", at=story.at, by=story.by,
            )  # fmt: skip


def _agree(story: _Story) -> None:
    """Promises, a payment plan, and a note of hand that covers an invoice until the bank has paid it."""
    for customer_id, days in zip(story.customers("promising"), (6, 12), strict=True):
        promise(
            story.company_id, customer_id=customer_id, currency="EUR", made_on=story.ago(4),
            promised_on=story.as_of + timedelta(days=days), reason="Promised on the phone, all that is open.", at=story.at, by=story.by,
        )  # fmt: skip
    agree(
        story.company_id, customer_id=story.customer("in a plan"), currency="EUR", made_on=story.ago(6),
        instalments=Equal(count=6, first_on=story.as_of + timedelta(days=9)),
        reason="Six months, agreed with the owner in a visit.", at=story.at, by=story.by,
    )  # fmt: skip
    customer_id = story.customer("paying by note")
    item = story.oldest(customer_id)
    paper_id = take_paper(
        story.company_id, customer_id=customer_id, kind="pagare", number="4471902", currency=item.currency, amount=item.open,
        received_on=story.ago(8), due_on=story.as_of + timedelta(days=20), items=[item.item_id], at=story.at, by=story.by,
    )  # fmt: skip
    deposit(story.company_id, paper_id=paper_id, on=story.ago(7))


def _wait(story: _Story) -> None:
    """Holds, and the days that a person set."""
    hold(
        story.company_id, customer_id=story.customer("on hold"), from_on=story.ago(5), until_on=story.as_of + timedelta(days=10),
        reason="Their accounts department is moving house.", at=story.at, by=story.by,
    )  # fmt: skip
    customer_id = story.customer("item on hold")
    hold(
        story.company_id, customer_id=customer_id, item_id=story.oldest(customer_id).item_id, from_on=story.ago(5),
        until_on=story.as_of + timedelta(days=7), reason="They wait for a copy of the delivery note.", at=story.at, by=story.by,
    )  # fmt: skip
    set_next_contact(
        story.company_id, customer_id=story.customer("to be called"), made_on=story.ago(2),
        on=story.as_of + timedelta(days=8), reason="Asked to be called after their stocktaking.", at=story.at, by=story.by,
    )  # fmt: skip
    customer_id = story.customer("expected to pay")
    expect(
        story.company_id, customer_id=customer_id, item_id=story.oldest(customer_id).item_id, made_on=story.ago(2),
        on=story.as_of + timedelta(days=5), reason="Their bank confirmed the transfer.", at=story.at, by=story.by,
    )  # fmt: skip
