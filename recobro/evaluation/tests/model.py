"""The reference model of evaluation, in plain Python: what the statement must say about every item.

The product never imports it. It is written to be obviously right and to be read beside the specification:
loops, `max` and `min`, one function per sentence, no indexes, nothing shared. Where it and the statement
differ, one of them is wrong.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise

import holidays

from recobro.evaluation.tests.world import (
    COURTESY,
    FINAL,
    Assignment,
    Complaint,
    Contact,
    Customer,
    Dispute,
    ExpectedDate,
    Hold,
    Item,
    Level,
    Mark,
    NextContact,
    Paper,
    Plan,
    Promise,
    Retained,
    Step,
    Told,
    Version,
    World,
)

DAY = timedelta(days=1)
NOTHING = Decimal(0)
EARMARKS = ("advance", "deposit", "guarantee")
OUTWARD = {"email", "letter"}  # sms and whatsapp do not exist yet and become tasks of ours

PRECEDENCE = (
    "insolvency",
    "factor",
    "lawyer",
    "never_remind",
    "time_barred",
    "no_due_date",
    "no_policy",
    "policy_does_nothing",
    "complaint",
    "disputed",
    "in_plan",
    "covered",
    "direct_debit",
    "retained",
    "promised",
    "item_hold",
    "customer_hold",
    "next_contact",
    "expected",
    "maybe_paid",
    "in_credit",
    "not_reached",
    "told_waiting",
    "all_done",
    "before_amnesty",
    "empty_level",
    "below_floor",
    "on_its_way",
    "no_address",
    "no_text",
    "no_document",
    "too_soon",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One reason why nothing happens, and the day from which it no longer holds by itself."""

    outcome: str
    free_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What evaluation says about one item. The first of `blocks` names the outcome; without any: remind."""

    outcome: str
    blocks: tuple[Block, ...]
    next_on: date | None
    open: Decimal
    disputed: Decimal
    covered: Decimal
    retained: Decimal
    planned: Decimal
    promised: Decimal
    claimable: Decimal
    credit: Decimal
    credit_apart: bool
    netted: Decimal
    claimable_total: Decimal
    scope: str | None
    policy: str | None
    version: int | None
    pays_on: date | None
    told_on: date | None
    told_level_keys: frozenset[str]  # one, or several of the same rank and day
    level_key: str | None  # the target, reached or not
    position: int | None
    severity: int | None
    is_outward: bool | None
    is_reached: bool
    contact: int | None
    language: str


def evaluate(
    world: World,
    *,
    as_of: date,
    mode: str,
    customers: Container[int] | None = None,
    except_reminder: int | None = None,
) -> dict[int, Verdict]:
    """The verdict on every open claim of the company (of some `customers`), by item id."""
    verdicts: dict[int, Verdict] = {}
    for customer in world.customers:
        if customers is None or customer.id in customers:
            verdicts |= _Day(
                world, customer, as_of=as_of, mode=mode, except_reminder=except_reminder
            ).verdicts()
    return verdicts


@dataclass(slots=True, kw_only=True)
class _Instalment:
    """An instalment of a plan, while it is being paid."""

    plan: Plan
    waits_until: date
    currency: str
    unpaid: Decimal
    on_account: Decimal = NOTHING


@dataclass(slots=True, kw_only=True)
class _Money:
    """Money on account, while plans take of it."""

    came_on: date
    left: Decimal
    currency: str


class _Day:
    """One customer on one control date."""

    def __init__(
        self, world: World, customer: Customer, *, as_of: date, mode: str, except_reminder: int | None
    ) -> None:
        self.world = world
        self.customer = customer
        self.as_of = as_of
        is_ours = any(_is_of(row, except_reminder) for row in (*customer.steps, *customer.told))
        self.steps = [
            step
            for step in customer.steps
            if step.mode == mode
            and step.on <= as_of
            and not _is_of(step, except_reminder)
            # of two that wait for one customer the older one goes first: it does not see the newer
            and not (is_ours and except_reminder is not None and step.reminder > except_reminder)
        ]
        self.told = [
            told
            for told in customer.told
            if told.mode == mode
            and told.on <= as_of
            and (told.undone_on is None or as_of < told.undone_on)
            and not _is_of(told, except_reminder)
        ]
        self.contact = self.chosen_contact()
        self.instalments = self.paid_instalments()

    def verdicts(self) -> dict[int, Verdict]:
        items = [
            _ItemOnDay(self, item)
            for item in self.customer.items
            if item.amount > 0 and self.open_amount(item) > 0
        ]
        for item in items:
            item.find_own_blocks()
        for item in items:
            item.find_blocks_of_the_sum(self.claimed_now(items, item.item.currency))
        return {item.item.id: item.verdict() for item in items}

    # the money

    def open_amount(self, item: Item) -> Decimal:
        """What is open of an item on the day, with its sign."""
        if item.issued_on > self.as_of:
            return NOTHING
        sign = 1 if item.amount > 0 else -1
        return item.amount - sign * sum(
            (
                row.amount
                for row in self.customer.allocations
                if item.id in (row.debit, row.credit)
                and row.on <= self.as_of
                and (row.undone_on is None or self.as_of < row.undone_on)
            ),
            NOTHING,
        )

    def credit(self, currency: str) -> Decimal:
        """Money of the customer not yet set against anything, as a positive number; less what keeps payment plans."""
        on_account = (
            self.on_account(item)
            for item in self.customer.items
            if item.amount < 0 and item.currency == currency
        )
        return sum(on_account, NOTHING) - self.needed(currency)

    def on_account(self, item: Item) -> Decimal:
        """What is open of a credit, as a positive number, less what the customer contests of it; nothing while it is kept for a purpose."""
        if self.is_earmarked(item):
            return NOTHING
        amount = -self.open_amount(item)
        disputes = [
            amount if row.amount is None else row.amount
            for row in self.customer.disputes
            if row.item == item.id and _is_active(row, self.as_of)
        ]
        return max(amount - sum(disputes, NOTHING), NOTHING)

    def is_earmarked(self, item: Item) -> bool:
        """Is it an advance, a deposit or a guarantee that is not released?"""
        return any(
            row.kind in EARMARKS and row.item == item.id and _is_active(row, self.as_of)
            for row in self.customer.marks
        )

    def claimed_now(self, items: Iterable[_ItemOnDay], currency: str) -> list[_ItemOnDay]:
        """The items that nothing forbids, late or reached, oldest first: credit covers them in this order."""
        counting = [item for item in items if item.counts and item.item.currency == currency]
        return sorted(counting, key=lambda item: (item.item.due_on or date.max, item.item.id))

    # payment plans

    def is_kept(self, plan: Plan) -> bool:
        """Until it is ended, or an instalment is known not to be paid that waits no more."""
        breaks_on = self.breaks_on(plan)
        is_broken = breaks_on is not None and breaks_on <= self.as_of
        return _is_going_on(plan.made_on, plan, self.as_of) and not is_broken

    def breaks_on(self, plan: Plan) -> date | None:
        """The day after the waiting for the first instalment that is not paid; nobody can say so before payments are known."""
        days = [one.waits_until for one in self.instalments if one.plan is plan and one.unpaid > 0]
        first, known = min(days, default=None), self.customer.known_through
        if first is None or (known is not None and known < first < self.as_of):
            return None
        return first + DAY

    def needed(self, currency: str) -> Decimal:
        """The money on account without which plans would not be kept: it covers nothing else."""
        return sum(
            (
                one.on_account
                for one in self.instalments
                if one.currency == currency and one.waits_until < self.as_of and self.is_kept(one.plan)
            ),
            NOTHING,
        )

    def paid_of(self, line: tuple[int, Decimal, Decimal]) -> Decimal:
        """What was set against the item since the plan was made belongs to the plan's part of it first."""
        item, amount, open_then = line
        open_now = next(self.open_amount(row) for row in self.customer.items if row.id == item)
        return min(amount, max(open_then - open_now, NOTHING))

    def paid_instalments(self) -> list[_Instalment]:
        """The instalments of all plans made by the day, with what is paid of each: by allocations, then by money on account."""
        rows = [
            one
            for plan in self.customer.plans
            if plan.made_on <= self.as_of
            for one in self.allocated_instalments(plan)
        ]
        money = [
            _Money(came_on=item.issued_on, left=self.on_account(item), currency=item.currency)
            for item in sorted(self.customer.items, key=lambda item: (item.issued_on, item.id))
            if item.amount < 0
        ]
        for one in sorted(rows, key=lambda one: (one.waits_until, one.plan.made_on)):
            for coin in money:
                fits = coin.currency == one.currency and coin.came_on >= one.plan.made_on
                if fits and _is_going_on(one.plan.made_on, one.plan, self.as_of):
                    taken = min(one.unpaid, coin.left)
                    one.unpaid -= taken
                    one.on_account += taken
                    coin.left -= taken
        return rows

    def allocated_instalments(self, plan: Plan) -> Iterable[_Instalment]:
        currency = next(item.currency for item in self.customer.items if item.id == plan.lines[0][0])
        paid = sum((self.paid_of(line) for line in plan.lines), NOTHING)
        for waits_until, amount in sorted(plan.instalments, key=lambda one: one[0]):
            taken = min(paid, amount)
            paid -= taken
            yield _Instalment(plan=plan, waits_until=waits_until, currency=currency, unpaid=amount - taken)

    # the person

    def chosen_contact(self) -> Contact | None:
        usable = [
            contact for contact in self.customer.contacts if contact.email and self.reaches(contact.email)
        ]
        for role in ("reminders", "billing", "escalation"):
            of_role = [contact for contact in usable if contact.role == role]
            if of_role:
                return max(of_role, key=lambda contact: contact.id)  # the newest
        return None

    def reaches(self, address: str) -> bool:
        return not any(
            row.channel == "email" and row.address.lower() == address.lower() and row.on <= self.as_of
            for row in self.customer.unreachable
        )

    @property
    def language(self) -> str:
        own = self.contact.language if self.contact else ""
        return own or self.customer.language or self.world.language

    def last_contact(self, severity: int) -> date | None:
        """The last day on which the customer heard from us; a courtesy counts only for courtesies."""
        days = [on for on, told in self.contacts_made() if severity == COURTESY or told > COURTESY]
        return max(days, default=None)

    def contacts_made(self) -> list[tuple[date, int]]:
        """The days on which the customer heard from us, or will by what is in our hands since; and how severely."""
        told = [(row.on, row.severity) for row in self.told if row.is_contact]
        in_hand = [(row.on, row.severity) for row in self.steps if row.is_outward and self.is_in_hand(row)]
        return told + in_hand

    def is_in_hand(self, step: Step) -> bool:
        return not step.released and not any(
            row.item == step.item and row.level_key == step.level_key for row in self.told
        )

    def next_contact(self) -> date | None:
        """The day that a person chose for the next contact, until there was one."""
        rows = [row for row in self.customer.next_contacts if _is_going_on(row.made_on, row, self.as_of)]
        if not rows or any(on >= rows[-1].on for on, _ in self.contacts_made()):
            return None
        return rows[-1].on

    # the policy

    def assignment_of(self, item: Item) -> tuple[str, Assignment] | None:
        """The closest scope wins, and its assignment."""
        rows = [
            row
            for row in (*self.world.assignments, *self.customer.assignments)
            if _is_active(row, self.as_of)
        ]
        scopes = {
            "item": [row for row in rows if row.item == item.id],
            "customer": [row for row in rows if row.item is None and row.customer == self.customer.id],
            "segment": [row for row in rows if row.segment and row.segment == self.customer.segment],
            "company": [row for row in rows if row.item is None and row.customer is None and not row.segment],
        }
        return next(((scope, _winner(found)) for scope, found in scopes.items() if found), None)

    def version_of(self, key: str) -> Version | None:
        versions = [
            version
            for policy in self.world.policies
            if policy.key == key
            for version in policy.versions
            if version.valid_from <= self.as_of
        ]
        return max(versions, key=lambda version: (version.valid_from, version.number), default=None)


class _ItemOnDay:
    """One open claim on one control date."""

    def __init__(self, day: _Day, item: Item) -> None:
        self.day, self.item, self.as_of = day, item, day.as_of
        self.blocks: dict[str, date | None] = {}
        self.disputes = [row for row in day.customer.disputes if row.item == item.id]
        self.promises = [
            (row, amount) for row in day.customer.promises for claim, amount in row.lines if claim == item.id
        ]
        self.papers = [
            (row, amount) for row in day.customer.papers for claim, amount in row.lines if claim == item.id
        ]
        self.plans = [
            (row, line[1] - day.paid_of(line))
            for row in day.customer.plans
            if row.made_on <= day.as_of
            for line in row.lines
            if line[0] == item.id
        ]
        self.retentions = [row for row in day.customer.retained if row.item == item.id]
        self.holds = [row for row in day.customer.holds if row.item == item.id]
        self.open = day.open_amount(item)
        self.claimable = self.open
        self.taken_whole_by: str | None = None
        self.disputed = self.take(
            "disputed", [self.open if row.amount is None else row.amount for row in self.disputes_now()]
        )
        self.covered = self.take("covered", [amount for _, amount in self.papers_now()])
        self.retained = self.take("retained", [row.amount for row in self.retentions_now()])
        self.planned = self.take("in_plan", [amount for _, amount in self.plans_now()])
        self.promised = self.take("promised", [amount for _, amount in self.promises_now()])
        self.scope, self.policy, self.version = self.chosen_policy()
        self.pays_on = self.pay_day()
        self.counts_from = self.pays_on or item.due_on
        self.told = [row for row in day.told if row.item == item.id]
        self.ladder = _Ladder(
            self.version,
            item,
            self.told,
            as_of=self.as_of,
            counts_from=self.counts_from,
            first_day=day.world.first_day,
            country=day.customer.country or day.world.country,
            paused_until=self.ends_of_pauses(),
            hastened_on=self.hastened_on(),
        )
        self.climbs = item.due_on is not None and self.version is not None and not self.version.does_nothing
        self.target = self.ladder.target() if self.climbs else None
        self.target_on = self.ladder.on(self.target) if self.target else None
        self.is_reached = self.target_on is not None and self.target_on <= self.as_of
        self.is_overdue = self.counts_from is not None and self.counts_from < self.as_of

    def pay_day(self) -> date | None:
        """Where the policy asks for it: the first day from the due date on when the customer pays."""
        customer, item = self.day.customer, self.item
        follows = self.version is not None and self.version.follow_pay_days
        has_days = customer.pay_month_days or customer.pay_weekdays or customer.review_weekdays
        if not follows or not has_days or item.due_on is None:
            return None
        arrived = reviewed = item.delivered_on or item.issued_on
        while customer.review_weekdays and reviewed.isoweekday() not in customer.review_weekdays:
            reviewed += DAY
        day = item.due_on + (reviewed - arrived)
        while (customer.pay_month_days or customer.pay_weekdays) and not _pays(customer, day):
            day += DAY
        return day

    def chosen_policy(self) -> tuple[str | None, str | None, Version | None]:
        found = self.day.assignment_of(self.item)
        if found is None:
            return None, None, None
        scope, assignment = found
        version = self.day.version_of(assignment.policy)
        return scope, assignment.policy if version else None, version

    def take(self, outcome: str, amounts: Sequence[Decimal]) -> Decimal:
        """Takes these amounts out of what can be claimed, at most what is left of it; who takes the last of it names the outcome."""
        taken = min(self.claimable, sum(amounts, NOTHING))
        self.claimable -= taken
        if self.claimable == 0 and self.taken_whole_by is None:
            self.taken_whole_by = outcome
        return taken

    def disputes_now(self) -> list[Dispute]:
        return [row for row in self.disputes if _is_active(row, self.as_of)]

    def papers_now(self) -> list[tuple[Paper, Decimal]]:
        return [
            (row, amount) for row, amount in self.papers if _is_going_on(row.received_on, row, self.as_of)
        ]

    def retentions_now(self) -> list[Retained]:
        return [row for row in self.retentions if _is_active(row, self.as_of)]

    def plans_now(self) -> list[tuple[Plan, Decimal]]:
        return [(row, unpaid) for row, unpaid in self.plans if self.day.is_kept(row) and unpaid > 0]

    def promises_now(self) -> list[tuple[Promise, Decimal]]:
        return [(row, amount) for row, amount in self.promises if _is_waiting(row, self.as_of)]

    def ends_of_pauses(self) -> list[date]:
        """The days on which what kept the item out of reminders ended, or will."""
        of_customer = [row for row in self.day.customer.holds if row.item is None]
        ends = [
            _end(row.until_on, row.ended_on)
            for row in (*of_customer, *self.holds, *self.disputes, *self.retentions)
        ]
        ends += [_end(promise.waits_until, promise.ended_on) for promise, _ in self.promises]
        ends += [row.ended_on for row in self.day.customer.complaints]
        ends += [row.on for row in self.day.customer.returned if row.item == self.item.id]
        ends += [paper.ended_on for paper, _ in self.papers if paper.outcome != "cleared"]
        ends += [_earliest((self.day.breaks_on(plan), plan.ended_on)) for plan, _ in self.plans]
        return [end for end in ends if end is not None]

    def expected(self) -> date | None:
        """The day on which payment is expected, until the customer was told about the item since."""
        rows = [
            row
            for row in self.day.customer.expected
            if row.item == self.item.id and _is_going_on(row.made_on, row, self.as_of)
        ]
        if not rows or any(row.is_contact and row.on >= rows[-1].on for row in self.told):
            return None
        return rows[-1].on

    def hastened_on(self) -> date | None:
        """From which day on the item does not wait for its policy: chosen by a person, or the money did not come."""
        if self.item.due_on is None:
            return None
        chosen, expected = self.day.next_contact(), self.expected()
        days = []
        if chosen is not None and self.item.due_on < chosen:
            days.append(chosen)
        if expected is not None:
            days.append(max(expected + DAY, self.item.due_on + DAY))
        return _earliest(days)

    # what stands against the item by itself

    def find_own_blocks(self) -> None:
        self.find_marks()
        self.find_what_cannot()
        self.find_casework()
        self.counts = not self.blocks and (self.is_overdue or self.is_reached)
        if self.climbs:
            self.find_progress()
        if self.is_reached:
            self.find_what_is_unresolved()
        if any(step.item == self.item.id and self.day.is_in_hand(step) for step in self.day.steps):
            self.blocks["on_its_way"] = None

    def find_marks(self) -> None:
        marks = [
            row
            for row in self.day.customer.marks
            if row.item in (None, self.item.id) and _is_active(row, self.as_of)
        ]
        by_outcome = {
            "insolvency": [
                row for row in marks if row.kind == "insolvency" and self.item.issued_on < row.from_on
            ],
            "factor": [row for row in marks if row.kind == "factor"],
            "lawyer": [row for row in marks if row.kind in ("lawyer", "agency")],
            "never_remind": [row for row in marks if row.kind == "never_remind"],
            "time_barred": [row for row in marks if row.kind == "time_barred"],
            "direct_debit": [row for row in marks if row.kind == "direct_debit"],
        }
        for outcome, found in by_outcome.items():
            if found:
                self.blocks[outcome] = _latest_free(found)
        if (self.item.payment_method or self.day.customer.payment_method) == "direct_debit":
            self.blocks["direct_debit"] = None
        if any(row.item == self.item.id and row.on <= self.as_of for row in self.day.customer.returned):
            self.blocks.pop("direct_debit", None)

    def find_what_cannot(self) -> None:
        if self.item.due_on is None:
            self.blocks["no_due_date"] = None
        if self.version is None:
            self.blocks["no_policy"] = None
        elif self.version.does_nothing:
            self.blocks["policy_does_nothing"] = None

    def find_casework(self) -> None:
        if any(_is_going_on(row.made_on, row, self.as_of) for row in self.day.customer.complaints):
            self.blocks["complaint"] = None
        free_on = {
            "disputed": [_free_on(row.until_on) for row in self.disputes_now()],
            "covered": [None],
            "retained": [_free_on(row.until_on) for row in self.retentions_now()],
            "in_plan": [self.day.breaks_on(plan) for plan, _ in self.plans_now()],
            "promised": [row.waits_until + DAY for row, _ in self.promises_now()],
        }
        if self.taken_whole_by is not None:
            self.blocks[self.taken_whole_by] = _earliest(free_on[self.taken_whole_by])
        of_item = [row for row in self.holds if _is_active(row, self.as_of)]
        of_customer = [
            row for row in self.day.customer.holds if row.item is None and _is_active(row, self.as_of)
        ]
        if of_item:
            self.blocks["item_hold"] = _latest_free(of_item)
        if of_customer:
            self.blocks["customer_hold"] = _latest_free(of_customer)
        chosen, expected = self.day.next_contact(), self.expected()
        if self.climbs and chosen is not None and self.as_of < chosen:
            self.blocks["next_contact"] = chosen
        if expected is not None and self.as_of <= expected:
            self.blocks["expected"] = expected + DAY
        if any(row.item == self.item.id and row.since <= self.as_of for row in self.day.customer.maybe_paid):
            self.blocks["maybe_paid"] = None

    def find_progress(self) -> None:
        amnesty_over_on = self.amnesty_over_on()
        if amnesty_over_on is not None and self.as_of < amnesty_over_on:
            self.blocks["before_amnesty"] = amnesty_over_on
        if self.target is None:
            self.blocks["all_done"] = None
        elif not self.is_reached:
            self.blocks["told_waiting" if self.told else "not_reached"] = self.target_on
        elif not self.target.actions:
            self.blocks["empty_level"] = self.as_of

    def amnesty_over_on(self) -> date | None:
        """Until when the policy leaves alone what was overdue on the first day."""
        first_day, version = self.day.world.first_day, self.version
        if not self.ladder.is_old or first_day is None or version is None or version.old_items != "amnesty":
            return None
        return first_day + version.amnesty_days * DAY

    def find_what_is_unresolved(self) -> None:
        assert self.target is not None
        assert self.version is not None
        customer = self.day.customer
        if OUTWARD & set(self.target.actions):
            if self.day.contact is None and not (customer.address_1 and customer.city):
                self.blocks["no_address"] = None
            gap_over_on = self.gap_over_on()
            if gap_over_on is not None and gap_over_on > self.as_of:
                self.blocks["too_soon"] = gap_over_on
        if self.target.actions and self.day.language not in self.version.languages:
            self.blocks["no_text"] = None
        if self.target.attach == "always" and not self.item.has_document:
            self.blocks["no_document"] = None

    def gap_over_on(self) -> date | None:
        """When the customer may hear from us again at the severity of the target."""
        if self.target is None or self.version is None or not OUTWARD & set(self.target.actions):
            return None
        last = self.day.last_contact(self.target.severity)
        if last is None:
            return None
        return _earliest((last + self.version.min_gap_days * DAY, self.day.next_contact()))

    # what stands against it because of the customer's sum in the currency

    def find_blocks_of_the_sum(self, claimed: list[_ItemOnDay]) -> None:
        self.credit = self.day.credit(self.item.currency)
        self.claimable_total = sum((item.claimable for item in claimed), NOTHING)
        self.credit_apart = self.day.world.netting == "apart"
        self.netted = NOTHING
        if not self.counts:
            return
        older = sum((item.claimable for item in claimed[: claimed.index(self)]), NOTHING)
        if self.credit_apart:  # all or nothing
            is_net_creditor = self.credit > 0 and self.credit >= self.claimable_total
            self.netted = self.claimable if is_net_creditor else NOTHING
            if is_net_creditor:
                self.blocks["in_credit"] = None
        else:
            self.netted = min(self.claimable, max(self.credit - older, NOTHING))
            if self.credit > 0 and older + self.claimable <= self.credit:
                self.blocks["in_credit"] = None
        if self.is_reached and self.target is not None and self.target.actions:
            assert self.version is not None
            if self.claimable_total - self.credit < self.version.floor.get(self.item.currency, NOTHING):
                self.blocks["below_floor"] = None

    # the verdict

    def verdict(self) -> Verdict:
        blocks = [
            Block(outcome=outcome, free_on=self.blocks[outcome])
            for outcome in PRECEDENCE
            if outcome in self.blocks
        ]
        return Verdict(
            outcome=blocks[0].outcome if blocks else "remind",
            blocks=tuple(blocks),
            next_on=self.next_on(blocks),
            open=self.open,
            disputed=self.disputed,
            covered=self.covered,
            retained=self.retained,
            planned=self.planned,
            promised=self.promised,
            claimable=self.claimable,
            credit=self.credit,
            credit_apart=self.credit_apart,
            netted=self.netted,
            claimable_total=self.claimable_total,
            scope=self.scope,
            policy=self.policy,
            version=self.version.number if self.version else None,
            pays_on=self.pays_on,
            told_on=self.ladder.told_on,
            told_level_keys=self.ladder.told_level_keys,
            level_key=self.target.key if self.target else None,
            position=self.position(),
            severity=self.target.severity if self.target else None,
            is_outward=bool(OUTWARD & set(self.target.actions)) if self.target else None,
            is_reached=self.is_reached,
            contact=self.day.contact.id if self.day.contact else None,
            language=self.day.language,
        )

    def position(self) -> int | None:
        if self.version is None or self.target is None:
            return None
        return 0 if self.target == self.version.opening else self.version.levels.index(self.target) + 1

    def next_on(self, blocks: Sequence[Block]) -> date | None:
        """The latest of all standing blocks; a level before the due date expires and the first rung comes."""
        if not blocks or blocks[0].outcome == "empty_level":
            return self.as_of
        others = [block.free_on for block in blocks if block.outcome not in ("not_reached", "told_waiting")]
        gap_over_on = self.gap_over_on()
        if gap_over_on is not None and not self.is_reached:
            others.append(gap_over_on)  # a level that is not reached yet waits for the gap, too
        waiting = [block.free_on for block in blocks if block.outcome in ("not_reached", "told_waiting")]
        days = others + waiting
        if None not in others and self.expires_before(_latest_day(others)):
            rungs = self.ladder.rungs_left()
            days = others + ([self.ladder.on(rungs[0])] if rungs else [])
        return None if None in days else _latest_day(days)

    def expires_before(self, free_on: date | None) -> bool:
        """Is the target a level before the due date, which has passed when the other blocks have gone?"""
        is_before_due = self.target is not None and _is_before_due(self.target)
        return (
            is_before_due
            and free_on is not None
            and self.counts_from is not None
            and free_on >= self.counts_from
        )


class _Ladder:
    """Where an item stands on its policy's levels, and which one is next."""

    def __init__(
        self,
        version: Version | None,
        item: Item,
        told: Sequence[Told],
        *,
        as_of: date,
        counts_from: date | None,
        first_day: date | None,
        country: str,
        paused_until: Sequence[date],
        hastened_on: date | None,
    ) -> None:
        self.version = version or Version(valid_from=date.min)
        self.item, self.as_of, self.country = item, as_of, country
        self.due_on = counts_from or date.max  # without a due date nobody asks for a date
        self.paused_until, self.hastened_on = paused_until, hastened_on
        self.levels = self.version.levels
        self.first_day = first_day
        self.is_old = item.due_on is not None and first_day is not None and item.due_on < first_day
        self.was_told = bool(told)
        positions = [self.position_of(row) for row in told]
        self.position = max(positions, default=0)
        last = [row for row, position in zip(told, positions, strict=True) if position == self.position]
        self.told_on = max((row.on for row in last), default=None)
        self.was_opened = bool(last) and self.is_opening(sorted(last, key=lambda row: row.on)[-1])
        self.told_level_keys = frozenset(row.level_key for row in last if row.on == self.told_on)

    def position_of(self, told: Told) -> int:
        """By the level's key, else the highest level of at most that severity, else none."""
        if self.is_opening(told):
            return 0
        for position, level in enumerate(self.levels, start=1):
            if level.key == told.level_key:
                return position
        return max(
            (
                position
                for position, level in enumerate(self.levels, start=1)
                if level.severity <= told.severity
            ),
            default=0,
        )

    def is_opening(self, told: Told) -> bool:
        return self.version.opening is not None and told.level_key == self.version.opening.key

    def left(self) -> list[Level]:
        return list(self.levels[self.position :])

    def rungs_left(self) -> list[Level]:
        return [level for level in self.left() if not _is_before_due(level)]

    def target(self) -> Level | None:
        if self.is_old and self.version.old_items == "opening" and not self.was_told:
            return self.version.opening
        if self.as_of < self.due_on:
            possible = [
                level
                for level in self.left()
                if _is_before_due(level) and self.before_due_on(level) < self.due_on
            ]
            reached = [level for level in possible if self.is_reached(level)]
            if reached:
                return reached[-1]
            return (possible or self.rungs_left() or [None])[0]
        return self.jumped() if self.jumps() else self.started() or self.climbed()

    def started(self) -> Level | None:
        """What was never told begins at the level that the policy names, if that is reached."""
        if self.was_told:
            return None
        start = next((level for level in self.levels if level.key == self.version.start_at), None)
        by_policy_on = self.rung_on(start) if start else None  # a day chosen by hand does not lift it there
        return start if by_policy_on is not None and by_policy_on <= self.as_of else None

    def jumps(self) -> bool:
        """A jump policy climbs what has been paused since it was last told, or since it was issued if it never was."""
        since = self.told_on or self.item.issued_on
        paused = [end for end in self.paused_until if since < end <= self.as_of]
        return self.version.catch_up == "jump" and not paused

    def climbed(self) -> Level | None:
        rungs = self.rungs_left()
        for here, after in pairwise(rungs):
            if here.actions or not self.is_reached(after):
                return here
        return rungs[-1] if rungs else None

    def jumped(self) -> Level | None:
        rungs = self.rungs_left()
        reached = [level for level in rungs if self.is_reached(level)]
        return (reached[-1:] or rungs[:1] or [None])[0]

    def is_reached(self, level: Level) -> bool:
        on = self.on(level)
        return on is not None and on <= self.as_of

    # dates

    def on(self, level: Level) -> date | None:
        if level == self.version.opening:
            return self.opening_on()
        if _is_before_due(level):
            return self.before_due_on(level)
        return _earliest([self.rung_on(level), *self.hastened(level)])

    def hastened(self, level: Level) -> list[date]:
        """A day chosen by hand brings the next rung forward, past those that are empty; never a final one."""
        is_next = level == self.rungs_left()[0] or not self.jumps()
        if self.hastened_on is None or level.severity == FINAL or not is_next:
            return []
        return [max([self.hastened_on, *self.again()])]

    def opening_on(self) -> date:
        assert self.first_day is not None
        return max(self.first_day, self.due_on, self.floor(), self.grace_floor())

    def before_due_on(self, level: Level) -> date:
        return max([self.from_due(level), self.floor(), *self.again()])

    def rung_on(self, level: Level) -> date | None:
        days = [self.base(level), self.due_on, self.floor(), self.grace_floor(), *self.again()]
        if self.was_opened and self.told_on:
            days.append(self.told_on + self.version.opening_gap_days * DAY)
        if level.severity == FINAL:
            days.append(self.final_floor(level))
        return None if None in days else _latest_day(days)

    def base(self, level: Level) -> date | None:
        if level.trigger.startswith("after"):
            before = [rung for rung in self.levels[: self.levels.index(level)] if not _is_before_due(rung)]
            just_told = before and self.levels.index(before[-1]) + 1 == self.position
            if not just_told or not self.told_on:
                return None
            if level.trigger.endswith("BD"):
                return nth_banking_day(self.told_on, _days(level), self.country)
            return self.told_on + _days(level) * DAY
        return self.from_due(level)

    def from_due(self, level: Level) -> date:
        if level.trigger.startswith("BD"):
            return nth_banking_day(self.due_on, _days(level), self.country)
        day = self.due_on + _days(level) * DAY
        if level.trigger.startswith("EOM"):
            return day.replace(day=calendar.monthrange(day.year, day.month)[1])
        return day

    def floor(self) -> date:
        return (self.item.delivered_on or self.item.issued_on) + self.version.days_after_invoice * DAY

    def grace_floor(self) -> date:
        if self.version.grace_banking_days == 0:
            return date.min
        return nth_banking_day(self.due_on, self.version.grace_banking_days, self.country) + DAY

    def final_floor(self, level: Level) -> date | None:
        """A final level needs the one before it (that does something) told, some days ago."""
        before = [
            position
            for position, rung in enumerate(self.levels[: self.levels.index(level)], start=1)
            if rung.actions and not _is_before_due(rung)
        ]
        if self.told_on is None or self.position < max(before):
            return None
        return self.told_on + self.version.final_after_days * DAY

    def again(self) -> list[date]:
        """One level per control date."""
        return [] if self.told_on is None else [self.told_on + DAY]


def _pays(customer: Customer, day: date) -> bool:
    last = calendar.monthrange(day.year, day.month)[1]
    return day.isoweekday() in customer.pay_weekdays or any(
        day.day == min(wanted, last) for wanted in customer.pay_month_days
    )


@cache
def nth_banking_day(after: date, n: int, country: str) -> date:
    """The n-th day after `after` on which banks are open: Monday to Friday without public holidays.

    Below zero it is counted backwards; the zeroth is the day itself, or the next one on which banks are open.
    """
    day = after
    if n == 0:
        return day if _is_open(day, country) else nth_banking_day(day, 1, country)
    towards = 1 if n > 0 else -1
    while n != 0:
        day += towards * DAY
        if _is_open(day, country):
            n -= towards
    return day


def _is_open(day: date, country: str) -> bool:
    return day.weekday() < 5 and day not in _holidays(country)


@cache
def _holidays(country: str) -> Container[date]:
    return holidays.country_holidays(country) if country in holidays.list_supported_countries() else ()


@cache
def _days(level: Level) -> int:
    """The number in a trigger: -3 of D-3, 30 of EOM(D+30), 10 of after 10."""
    found = re.search(r"[+-]?\d+", level.trigger)
    assert found, level.trigger
    return int(found[0])


def _is_before_due(level: Level) -> bool:
    return level.trigger.startswith(("D-", "BD-")) and _days(level) < 0


def _is_of(row: Told | Step, reminder: int | None) -> bool:
    return reminder is not None and row.reminder == reminder


def _is_active(row: Assignment | Mark | Hold | Dispute | Retained, on: date) -> bool:
    has_begun = row.from_on <= on
    is_over = row.until_on is not None and row.until_on < on
    is_ended = row.ended_on is not None and row.ended_on <= on
    return has_begun and not is_over and not is_ended


def _is_waiting(promise: Promise, on: date) -> bool:
    return _is_going_on(promise.made_on, promise, on) and on <= promise.waits_until


def _is_going_on(
    from_on: date, row: Promise | Complaint | Paper | Plan | NextContact | ExpectedDate, on: date
) -> bool:
    """It has begun and was not ended."""
    return from_on <= on and (row.ended_on is None or on < row.ended_on)


def _free_on(until_on: date | None) -> date | None:
    return None if until_on is None else until_on + DAY


def _end(until_on: date | None, ended_on: date | None) -> date | None:
    """The day on which a record stopped to hold, whichever way."""
    return _earliest((_free_on(until_on), ended_on))


def _earliest(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day is not None), default=None)


def _latest_free(rows: Sequence[Mark | Hold]) -> date | None:
    """The latest free day; a record without an end wins."""
    days = [_free_on(row.until_on) for row in rows]
    return None if None in days else _latest_day(days)


def _latest_day(days: Iterable[date | None]) -> date | None:
    return max((day for day in days if day is not None), default=None)


def _winner(rows: Sequence[Assignment]) -> Assignment:
    """The latest assignment of a scope; of several the last, which has the highest id."""
    latest = max(row.from_on for row in rows)
    return [row for row in rows if row.from_on == latest][-1]
