"""What the people of the demo company agreed with its customers, and which policy treats whom.

To be called once, when the files of the day are imported. A second call changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from recobro.casework.record import dispute, hold, promise
from recobro.connectors.demo.customers import CONSUMERS, GROUP, PUBLIC, code_of
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


def demo_days(as_of: date) -> list[date]:
    """The days whose nights are to be played before that of `as_of`.

    A policy climbs one level a night. With these the day shows every level, and customers who heard from us two days ago.
    """
    return [as_of - timedelta(days=days) for days in NIGHTS_DAYS_AGO]


def demo_casework(company_id: int, *, as_of: date, at: datetime, by: str) -> None:
    """Loads the ready-made policies, assigns them, and records marks, disputes, promises and holds."""
    with transaction.atomic():
        if not Assignment.objects.filter(company_id=company_id).exists():
            story = _Story(company_id=company_id, as_of=as_of, at=at, by=by)
            _assign_policies(story)
            _mark(story)
            _agree(story)


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

    def oldest(self, customer_id: int, *, on: date) -> OpenItem:
        """The claim of the customer that was due first, of those open on the day."""
        claims = [
            item for item in open_items(self.company_id, as_of=on, customers=[customer_id]) if item.open > 0
        ]
        return min(claims, key=lambda item: (item.due_on or date.max, item.item_id))


def _assign_policies(story: _Story) -> None:
    for key, text in sorted({**ready_made(), "group": NO_REMINDERS}.items()):
        load_policy(story.company_id, text=text, source=key, today=story.as_of, at=story.at, by=story.by)
    to = _assigner(story)
    to("collection")
    to("weekly", segment="Hostelería")
    to("credit-control", segment=PUBLIC)
    to("two-step", segment=CONSUMERS)
    to("group", segment=GROUP)
    key_account = story.customer("key account")
    to("credit-control", customer_id=key_account)
    to("two-step", customer_id=key_account, item_id=story.oldest(key_account, on=story.as_of).item_id)


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
        story.company_id, customer_id=debtor, item_id=story.oldest(debtor, on=story.as_of).item_id, kind="time_barred",
        from_on=story.ago(120), reason="More than five years without a claim in writing.", at=story.at, by=story.by,
    )  # fmt: skip


def _agree(story: _Story) -> None:
    """Disputes, promises and holds, with who, why, how much and until when."""
    reasons = ("Two of four pallets arrived broken.", "Says that the goods were never ordered.")
    for customer_id, reason in zip(story.customers("disputing"), reasons, strict=True):
        item = story.oldest(customer_id, on=story.as_of)
        dispute(
            story.company_id,
            customer_id=customer_id,
            item_id=item.item_id,
            from_on=story.ago(9),
            reason=reason,
            at=story.at,
            by=story.by,
        )
    customer_id = story.customer("disputing a part")
    item = story.oldest(customer_id, on=story.as_of)
    dispute(
        story.company_id, customer_id=customer_id, item_id=item.item_id, amount=(item.open / 4).quantize(item.open),
        from_on=story.ago(12), reason="The freight was not agreed.", at=story.at, by=story.by,
    )  # fmt: skip
    for customer_id, days in zip(story.customers("promising"), (6, 12), strict=True):
        promise(
            story.company_id, customer_id=customer_id, currency="EUR", made_on=story.ago(4),
            promised_on=story.as_of + timedelta(days=days), reason="Promised on the phone, all that is open.", at=story.at, by=story.by,
        )  # fmt: skip
    hold(
        story.company_id, customer_id=story.customer("on hold"), from_on=story.ago(5), until_on=story.as_of + timedelta(days=10),
        reason="Their accounts department is moving house.", at=story.at, by=story.by,
    )  # fmt: skip
    customer_id = story.customer("item on hold")
    item = story.oldest(customer_id, on=story.as_of)
    hold(
        story.company_id, customer_id=customer_id, item_id=item.item_id, from_on=story.ago(5),
        until_on=story.as_of + timedelta(days=7), reason="They wait for a copy of the delivery note.", at=story.at, by=story.by,
    )  # fmt: skip
