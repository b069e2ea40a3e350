"""Some weeks of a company that nobody wrote down: invoices, payments, disputes, promises and holds in any order, and every night.

The books of the test (`books.py`) know what everybody owes. Whatever happened, these hold:

- nobody is asked for what is not owed at the moment of sending: paid, contested, promised, on hold, or expected, or covered by his money
  on account, or asked of somebody who complains;
- an item climbs one rung at a time, once a day at most, and two contacts of a customer keep their distance;
- the same night twice changes nothing;
- a run that looks only where something can have changed decides as one that looks at everybody;
- undoing an allocation restores what was open;
- a report of a past day, as known then, never changes;
- the balances that the ledger stores are the sums of its facts, and those of the books.

RECOBRO_WORLDS=500 looks at that many new courses of events; on ordinary days it is always the same two, in the whole run eight.
"""

from __future__ import annotations

import os
from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import count, pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from recobro import flow
from recobro.access.company import add_company
from recobro.casework import record
from recobro.casework.dates import expect
from recobro.casework.end import end
from recobro.evaluation.looks import differing
from recobro.evaluation.models import Run, Step, Told
from recobro.insight.ageing import ageing, as_json
from recobro.ledger.allocate import Settlement, allocate, undo, wrong_balances
from recobro.ledger.facts import ContactFact, CustomerFact, Fact, ItemFact
from recobro.ledger.find import find_customer
from recobro.ledger.models import Allocation, Item
from recobro.ledger.open import open_items
from recobro.ledger.post import post
from recobro.outbox.models import Message
from recobro.outbox.plan import plan
from recobro.policy.assign import assign
from recobro.policy.load import BEGINNING, load_policy
from tests.over_time.books import Books, Invoice

WORLDS = os.environ.get("RECOBRO_WORLDS", "")
POLICY = (Path(__file__).parent / "flow.toml").read_text(encoding="utf-8")
RUNGS = ("first", "second", "final")
MIN_GAP_DAYS = 3
FIRST_DAY = date(2026, 3, 2)
DAY = timedelta(days=1)
BY = "Ana"
CUSTOMERS = ("ALFA", "BETA")
companies = count(1)

somebody = st.sampled_from(CUSTOMERS)
amounts = st.sampled_from([Decimal("10.00"), Decimal("99.99"), Decimal("100.00")])
any_one = st.integers(0, 99)  # of those that fit, counted round


class Weeks(RuleBasedStateMachine):
    """One company from its first invoice on. Every rule is something that a user or a customer does on `today`."""

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime.combine(FIRST_DAY, time(6), tzinfo=UTC)
        self.books = Books()
        self.numbers = count(1)
        self.items: dict[int, str] = {}
        self.reports: list[tuple[date, datetime, Any]] = []
        self.seen: set[int] = set()  # of what was told

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def moment(self) -> dict[str, Any]:
        """Every act has an instant of its own, a minute after the one before."""
        self.now += timedelta(minutes=1)
        return {"at": self.now, "by": BY}

    @initialize()
    def begin(self) -> None:
        company = add_company(
            name=f"Prompt Cash {next(companies)}",
            currency="EUR",
            country="ES",
            language="en",
            time_zone="UTC",
            sending_days=(1, 2, 3, 4, 5, 6, 7),
            sends_on_holidays=True,
            at=self.now,
        )
        self.company_id = company.id
        loaded = load_policy(
            company.id, text=POLICY, source="flow.toml", today=self.today, at=self.now, by=BY
        )
        assign(company.id, policy_key=loaded.key, from_on=BEGINNING, at=self.now, by=BY)
        for code in CUSTOMERS:
            self.post(
                CustomerFact(code=code, name=code, country="ES", language="en"),
                ContactFact(code=code, email=f"ap@{code.lower()}.example"),
            )
        self.invoice(CUSTOMERS[0], Decimal("100.00"), due_in=-20)

    # what customers do

    @rule(code=somebody, amount=amounts, due_in=st.sampled_from([-40, -20, -6, -5, 0, 3, 10]))
    def invoice(self, code: str, amount: Decimal, due_in: int) -> None:
        number = f"INV-{next(self.numbers)}"
        due_on = self.today + due_in * DAY
        self.post(
            ItemFact(
                code=code,
                document_key=number,
                number=number,
                kind="invoice",
                currency="EUR",
                amount=amount,
                issued_on=min(due_on, self.today),
                due_on=due_on,
            )
        )
        self.books.invoices[number] = Invoice(number=number, customer=code, open=amount, due_on=due_on)
        self.items[self.item(number)] = number

    @rule(one=any_one, amount=amounts, days_ago=st.integers(0, 3))
    def pay(self, one: int, amount: Decimal, days_ago: int) -> None:
        invoice = self.some_invoice(one)
        number = f"PAY-{next(self.numbers)}"
        self.post(self.payment(invoice.customer, number, amount, days_ago, settles=invoice.number))
        self.books.pay(invoice.number, amount)

    @rule(code=somebody, amount=amounts)
    def pay_on_account(self, code: str, amount: Decimal) -> None:
        self.post(self.payment(code, f"PAY-{next(self.numbers)}", amount, 0, settles=None))
        self.books.on_account[code] += amount

    @precondition(lambda self: self.set_against() is not None)
    @rule()
    def allocate_and_take_it_back(self) -> None:
        """Money on account is set against an invoice, by mistake: afterwards all is as before."""
        found = self.set_against()
        assert found
        debit, credit, amount = found
        before = self.open_now()
        settlement = Settlement(
            customer_id=debit.customer_id,
            debit_item_id=debit.id,
            credit_item_id=credit.id,
            amount=amount,
            on=self.today,
        )
        allocation_id = allocate(self.company_id, settlement, **self.moment)
        assert self.open_now() != before
        undo(self.company_id, allocation_id=allocation_id, on=self.today, **self.moment)
        assert self.open_now() == before

    @precondition(lambda self: self.set_against() is not None)
    @rule()
    def allocate(self) -> None:
        found = self.set_against()
        assert found
        debit, credit, amount = found
        settlement = Settlement(
            customer_id=debit.customer_id,
            debit_item_id=debit.id,
            credit_item_id=credit.id,
            amount=amount,
            on=self.today,
        )
        allocate(self.company_id, settlement, **self.moment)
        invoice = self.books.invoices[debit.number]
        invoice.open -= amount
        self.books.on_account[invoice.customer] -= amount

    @rule(one=any_one)
    def undo(self, one: int) -> None:
        """A payment bounces: it is on account again."""
        live = Allocation.objects.filter(company_id=self.company_id, undoes__isnull=True).exclude(
            id__in=Allocation.objects.filter(company_id=self.company_id, undoes__isnull=False).values(
                "undoes_id"
            )
        )
        if found := list(live.order_by("id")):
            row = found[one % len(found)]
            undo(self.company_id, allocation_id=row.id, on=self.today, **self.moment)
            invoice = self.books.invoices[self.items[row.debit_item_id]]
            invoice.open += row.debit_amount
            self.books.on_account[invoice.customer] += row.debit_amount

    @rule(one=any_one, whole=st.booleans())
    def dispute(self, one: int, whole: bool) -> None:
        invoice = self.some_invoice(one)
        if invoice.open > 0 and not invoice.contested:
            item_id = self.item(invoice.number)
            part = None if whole else Decimal("1.00")
            record.dispute(
                self.company_id, customer_id=self.customer(invoice.customer), item_id=item_id, amount=part,
                from_on=self.today, reason="The delivery was short.", **self.moment,
            )  # fmt: skip
            invoice.contested = Decimal("Infinity") if whole else Decimal("1.00")

    @rule(code=somebody, days=st.integers(0, 6))
    def promise(self, code: str, days: int) -> None:
        owed = [one for one in self.books.invoices.values() if one.customer == code and one.open > 0]
        if not owed:
            return
        promise_id = record.promise(
            self.company_id, customer_id=self.customer(code), currency="EUR", made_on=self.today,
            promised_on=self.today + days * DAY, reason="He said so.", **self.moment,
        )  # fmt: skip
        row = record.Promise.objects.get(id=promise_id)
        for invoice in owed:
            invoice.promised[promise_id] = (invoice.open, row.waits_until)

    @rule(code=somebody, days=st.integers(0, 10))
    def hold(self, code: str, days: int) -> None:
        until_on = self.today + days * DAY
        record.hold(
            self.company_id, customer_id=self.customer(code), from_on=self.today, until_on=until_on,
            reason="Wait.", **self.moment,
        )  # fmt: skip
        self.books.held_until[code] = max(until_on, self.books.held_until.get(code, until_on))

    @rule(one=any_one, days=st.integers(0, 8))
    def expect(self, one: int, days: int) -> None:
        invoice = self.some_invoice(one)
        if invoice.open > 0:
            expected_on = self.today + days * DAY
            expect(
                self.company_id, customer_id=self.customer(invoice.customer), item_id=self.item(invoice.number),
                made_on=self.today, on=expected_on, reason="Their portal says so.", **self.moment,
            )  # fmt: skip
            invoice.expected_on = expected_on

    @rule(code=somebody)
    def complain_or_be_answered(self, code: str) -> None:
        complaint = self.books.complaints.pop(code, None)
        if complaint is None:
            self.books.complaints[code] = record.complain(
                self.company_id, customer_id=self.customer(code), made_on=self.today, owner="Ana", reason="Rude.", **self.moment,
            )  # fmt: skip
        else:
            end(
                self.company_id, kind="complaint", case_id=complaint, on=self.today, reason="We called.", **self.moment,
            )  # fmt: skip

    # what we do

    @rule(days=st.integers(1, 9))
    def nights(self, days: int) -> None:
        """The days go by, each with its night; of the last one, everything is run again."""
        for _ in range(days):
            self.now = datetime.combine(self.today + DAY, time(6), tzinfo=UTC)
            self.night()
        before = self.written()
        self.night()
        assert self.written() == before

    @rule(one=any_one, amount=amounts)
    def somebody_pays_after_approval(self, one: int, amount: Decimal) -> None:
        self.now = datetime.combine(self.today + DAY, time(6), tzinfo=UTC)
        flow.propose_day(self.company_id, as_of=self.today, clock=self.clock, by=BY)
        waiting = plan(self.company_id, mode="rehearsal", waiting_only=True)
        flow.approve(self.company_id, reminders=[one.reminder_id for one in waiting], clock=self.clock, by=BY)
        self.pay(one, amount, 0)
        flow.deliver_approved(self.company_id, on=self.today, clock=self.clock)
        self.check_what_left()

    def night(self) -> None:
        assert not differing(self.company_id, mode="rehearsal", as_of=self.today)
        flow.night(self.company_id, as_of=self.today, clock=self.clock, by=BY, approve_all=True)
        self.check_what_left()
        past = self.today - 10 * DAY
        self.reports += [(on, self.now, self.report(on, self.now)) for on in (past, self.today)]

    def clock(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    # what must hold

    def check_what_left(self) -> None:
        told = Told.objects.filter(company_id=self.company_id).exclude(id__in=self.seen).order_by("id")
        for row in told:
            number = self.items[row.item_id]
            assert not self.books.why_not(number, self.today), (
                f"{number} was asked for on {row.on}: {self.books.why_not(number, self.today)}"
            )
            self.seen.add(row.id)
        assert not Message.objects.filter(
            company_id=self.company_id, status__in=("failed", "unknown")
        ).exists()

    def check_levels(self) -> None:
        rows = Told.objects.filter(company_id=self.company_id).order_by("on", "id")
        rungs, days = defaultdict(list), defaultdict(set)
        for row in rows:
            if row.level_key in RUNGS:
                rungs[row.item_id].append((RUNGS.index(row.level_key), row.on))
                days[row.customer_id].add(row.on)
        for climbed in rungs.values():
            assert [rung for rung, _ in climbed] == list(range(len(climbed)))
            assert all(later > earlier for (_, earlier), (_, later) in pairwise(climbed))
        for contacts in days.values():
            assert all((b - a).days >= MIN_GAP_DAYS for a, b in pairwise(sorted(contacts)))

    def check_balances(self) -> None:
        assert wrong_balances(self.company_id) == []
        assert self.open_now() == {
            number: invoice.open for number, invoice in self.books.invoices.items() if invoice.open
        }

    def check_reports(self) -> None:
        for on, known_at, said in self.reports:
            assert self.report(on, known_at) == said

    def teardown(self) -> None:
        if hasattr(self, "company_id"):
            self.check_levels()
            self.check_balances()
            self.check_reports()

    # small things

    def post(self, *facts: Fact) -> None:
        posted = post(self.company_id, facts, source="test", on=self.today, **self.moment)
        assert not posted.problems, posted.problems

    def payment(
        self, code: str, number: str, amount: Decimal, days_ago: int, *, settles: str | None
    ) -> ItemFact:
        return ItemFact(
            code=code, document_key=number, number=number, kind="payment", currency="EUR", amount=-amount,
            issued_on=self.today - days_ago * DAY, settles_number=settles,
        )  # fmt: skip

    def some_invoice(self, one: int) -> Invoice:
        invoices = list(self.books.invoices.values())
        return invoices[one % len(invoices)]

    def set_against(self) -> tuple[Item, Item, Decimal] | None:
        """An invoice and money on account of one customer, and how much of it fits."""
        rows = Item.objects.filter(company_id=self.company_id).exclude(amount_open=0).order_by("id")
        for debit in rows:
            for credit in rows:
                if debit.amount > 0 > credit.amount and debit.customer_id == credit.customer_id:
                    return debit, credit, min(debit.amount_open, -credit.amount_open)
        return None

    def open_now(self) -> dict[str, Decimal]:
        return {
            item.number: item.open
            for item in open_items(self.company_id, as_of=self.today)
            if item.kind == "invoice"
        }

    def written(self) -> tuple[int, int, int]:
        """What a night may write; its run is written each time."""
        mine = {"company_id": self.company_id}
        assert Run.objects.filter(**mine).exists()
        return (
            Message.objects.filter(**mine).count(),
            Told.objects.filter(**mine).count(),
            Step.objects.filter(**mine).count(),
        )

    def report(self, on: date, known_at: datetime) -> object:
        return as_json(ageing(self.company_id, as_of=on, known_at=known_at, by_customer=True))

    def item(self, number: str) -> int:
        return Item.objects.get(company_id=self.company_id, number=number).id

    def customer(self, code: str) -> int:
        return find_customer(self.company_id, code).customer_id


@pytest.mark.django_db
@pytest.mark.parametrize("many", [2, pytest.param(int(WORLDS or 8), marks=pytest.mark.slow)])
def test_whatever_happens(home: Path, many: int) -> None:
    run_state_machine_as_test(
        Weeks,
        settings=settings(
            max_examples=many,
            stateful_step_count=16,
            derandomize=not WORLDS,
            database=None,
            deadline=None,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
