"""Plays a story against the product: what happened goes into the ledger and the casework, and every day has its night.

`play` gives what the product did otherwise than the story says, as sentences; none: the story is true.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import count
from pathlib import Path

from recobro import flow
from recobro.access.company import add_company
from recobro.casework.payment_plan import plan_statuses
from recobro.casework.promises import promise_outcomes
from recobro.evaluation.evaluate import evaluate
from recobro.ledger.facts import ContactFact, CustomerFact, Fact
from recobro.ledger.find import find_customer, find_items
from recobro.ledger.open import open_items
from recobro.ledger.post import post
from recobro.outbox.models import Message
from recobro.outbox.plan import PlannedMessage, PlannedReminder, plan
from recobro.policy.assign import assign
from recobro.policy.load import load_policy, ready_made
from tests.stories.events import Became, Customer, Event, IsOpen, NoNight, Sent, Stands, Story
from tests.stories.happen import happen

BY = "Ana"
WORDS = {"email": "e-mail", "letter": "letter", "sms": "SMS"}


def play(story: Story, folder: Path) -> list[str]:
    """The differences between the story and what the product does, day by day. Policies that it names lie in `folder`."""
    return _Stage(story, folder).play()


class _Stage:
    def __init__(self, story: Story, folder: Path) -> None:
        self.story = story
        self.now = datetime.combine(story.first, time(6), tzinfo=UTC)
        self.documents: Iterator[int] = count(1)
        self.said: set[int] = set()  # messages that have left
        self.differences: list[str] = []
        told = story.company
        company = add_company(
            name=told.name,
            currency=told.currency,
            country=told.country,
            language=told.language,
            time_zone="UTC",
            sending_days=(1, 2, 3, 4, 5) if told.on_working_days else (1, 2, 3, 4, 5, 6, 7),
            sends_on_holidays=not told.on_working_days,
            at=self.now,
        )
        self.company_id = company.id
        self.load_policy(folder)
        self.post(fact for customer in story.customers for fact in _facts_of(customer))

    def load_policy(self, folder: Path) -> None:
        name = self.story.company.policy
        text = (folder / name).read_text(encoding="utf-8") if name.endswith(".toml") else ready_made()[name]
        head, first_table, tables = text.partition("\n[")
        text = "\n".join([head, *self.story.settings]) + first_table + tables
        loaded = load_policy(self.company_id, text=text, source=name, today=self.today, at=self.now, by=BY)
        assign(self.company_id, policy_key=loaded.key, from_on=self.today, at=self.now, by=BY)

    @property
    def today(self) -> date:
        return self.now.date()

    def play(self) -> list[str]:
        for on, events in self.story.days.items():
            self.now = datetime.combine(on, time(6), tzinfo=UTC)
            self.play_day(events)
        return self.differences

    def play_day(self, events: Sequence[Event]) -> None:
        """Facts in the order of the story, then the night; a day that is proposed and delivered by hand has none."""
        by_hand = {event.when for event in events if isinstance(event, Sent)} - {"night"}
        checked: set[str] = set()
        for event in events:
            if isinstance(event, Sent):
                if event.when in by_hand and event.when not in checked:
                    checked.add(event.when)
                    self.compare(events, event.when, getattr(self, event.when)())
            elif not isinstance(event, Stands | Became | IsOpen | NoNight):
                happen(event, self)
        if not by_hand and NoNight() not in events:
            self.compare(events, "night", self.night())
        for event in events:
            if isinstance(event, Stands):
                self.check_standing(event)
            elif isinstance(event, Became):
                self.check_agreement(event)
            elif isinstance(event, IsOpen):
                self.check_open(event)

    # what the product does

    def night(self) -> list[Sent]:
        flow.night(
            self.company_id, as_of=self.today, clock=self.clock, by=BY, approve_all=self.story.approve_all
        )
        return self.left("night")

    def proposed(self) -> list[Sent]:
        day = flow.propose_day(self.company_id, as_of=self.today, clock=self.clock, by=BY)
        return [
            _sent("proposed", reminder, message) for reminder in day.plan for message in reminder.messages
        ]

    def delivered(self) -> list[Sent]:
        flow.deliver_approved(self.company_id, on=self.today, clock=self.clock)
        return self.left("delivered")

    def left(self, when: str) -> list[Sent]:
        """The messages that have left since the last time."""
        rows = Message.objects.filter(company_id=self.company_id, status="sent").exclude(id__in=self.said)
        new = dict(rows.values_list("id", "reminder_id"))
        self.said |= new.keys()
        reminders = [
            reminder
            for reminder_id in sorted(set(new.values()))
            for reminder in plan(self.company_id, mode="rehearsal", reminder_id=reminder_id)
        ]
        return [
            _sent(when, reminder, message)
            for reminder in reminders
            for message in reminder.messages
            if message.message_id in new
        ]

    def clock(self) -> datetime:
        return self.now

    def post(self, facts: Iterable[Fact]) -> None:
        posted = post(self.company_id, facts, source="story", on=self.today, at=self.now, by=BY)
        assert not posted.problems, posted.problems

    # what the story says

    def compare(self, events: Sequence[Event], when: str, done: list[Sent]) -> None:
        told = [event for event in events if isinstance(event, Sent) and event.when == when and event.channel]
        for said in told:
            match = next((one for one in done if _is(said, one)), None)
            if match is None:
                self.differences.append(f"{self.today} {when}: the story says {said}; it did not happen.")
            else:
                done.remove(match)
        self.differences += [
            f"{self.today} {when}: the story does not say {one}; it happened." for one in done
        ]

    def check_standing(self, said: Stands) -> None:
        item = find_items(self.company_id, said.number)[0]
        verdicts = evaluate(self.company_id, as_of=self.today, mode="rehearsal", customers=[item.customer_id])
        found = next(one for one in verdicts if one.item_id == item.item_id)
        if (found.outcome, found.next_on) != (said.outcome, said.next_on):
            self.differences.append(
                f"{self.today}: the story says that {said.number} stands at {said.outcome}, next on {said.next_on}; "
                f"it stands at {found.outcome}, next on {found.next_on}."
            )

    def check_open(self, said: IsOpen) -> None:
        found = {one.item_id for one in find_items(self.company_id, said.number)}
        left = sum(one.open for one in open_items(self.company_id, as_of=self.today) if one.item_id in found)
        if left != said.amount:
            self.differences.append(
                f"{self.today}: the story says that {said.number} has {said.amount} open; it has {left}."
            )

    def check_agreement(self, said: Became) -> None:
        """Of the last promise, or the last payment plan, of the customer."""
        customer_id = find_customer(self.company_id, said.customer).customer_id
        if said.what == "promise":
            found: str = promise_outcomes(self.company_id, as_of=self.today, customers=[customer_id])[
                0
            ].outcome
        else:
            one = plan_statuses(self.company_id, as_of=self.today, customer_id=customer_id)[0]
            found = f"broken at instalment {one.broken_at}" if one.status == "broken" else one.status
        if found != said.how:
            self.differences.append(
                f"{self.today}: the story says that the {said.what} of {said.customer} is {said.how}; it is {found}."
            )


def _facts_of(customer: Customer) -> list[Fact]:
    return [
        CustomerFact(
            code=customer.code,
            name=customer.name,
            country="DE",
            language="en",
            address_1=customer.address,
            postcode=customer.postcode,
            city=customer.city,
        ),
        *([ContactFact(code=customer.code, role="billing", email=customer.email)] if customer.email else []),
    ]


def _sent(when: str, reminder: PlannedReminder, message: PlannedMessage) -> Sent:
    errands = {"task": f"task for {message.role}", "call": f"call by {message.role}"}
    (amount,) = [Decimal(total) for _, total in reminder.totals]  # stories have one currency
    return Sent(
        when=when,
        channel=errands.get(message.channel) or WORDS[message.channel],
        level=reminder.level_key,
        customer=reminder.customer_code,
        amount=amount,
    )


def _is(said: Sent, done: Sent) -> bool:
    """A story need not name the amount."""
    same = (said.channel, said.level, said.customer) == (done.channel, done.level, done.customer)
    return same and said.amount in (None, done.amount)
