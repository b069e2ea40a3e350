"""The second look at the moment of sending: is what was approved still true?

Unchanged, it goes as approved. Where items were only paid or reduced and the rest still qualifies at the same level, it goes with
what is left. Anything else drops it, with the reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import attrgetter

from recobro.access.company import read_company
from recobro.evaluation.evaluate import Verdict, evaluate
from recobro.evaluation.explain import sentence
from recobro.evaluation.models import Reminder, Step
from recobro.evaluation.overrule import overruled
from recobro.kernel.money import plain
from recobro.ledger.known import known_through
from recobro.ledger.models import Contact, Customer, Item
from recobro.letters import content_from_json
from recobro.letters.values import Content, Section
from recobro.outbox.content import included_until, lost_addresses, sections_of, window
from recobro.outbox.enclose import still_enclosed
from recobro.outbox.models import Message
from recobro.outbox.seen import Seen, see


@dataclass(frozen=True, slots=True)
class Goes:
    """It may leave: as approved (`content` None), or otherwise. `items` are those it still tells; `why` says what changed.

    `less`: each currency in which it asks for less, with what it asks for now and what was approved. Without any it asks for the same and
    tells other things beside it; `aside` is the credit that it did not name before and now says is not deducted, with its currency.
    """

    content: Content | None
    items: tuple[int, ...]
    why: str = ""
    less: tuple[tuple[str, Decimal, Decimal], ...] = ()
    aside: tuple[tuple[str, Decimal, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Drops:
    """It must not leave, and why: `why` is the note of the message, `reason` what alone it says of the cause.

    Where one of its claims must not be asked for any more, `verdict` is that claim's.
    """

    why: str
    reason: str = ""
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What stands now of the customers of some messages, read once for all of them."""

    reminders: Mapping[int, Reminder]
    steps: Mapping[int, Mapping[int, Step]]  # of each reminder, by item
    seen: Mapping[int, Seen]  # of each customer
    items: Mapping[int, Item]
    customers: Mapping[int, Customer]
    contacts: Mapping[int, Contact]  # to whom is written now
    lost_addresses: frozenset[tuple[int, str]]
    home_country: str
    known: dict[str, date]


def recheck(messages: Collection[Message], *, on: date) -> dict[int, Goes | Drops]:
    """Evaluates the messages again for the day of sending, each without the steps of its own reminder; by message id.

    The messages of one customer must belong to one reminder: of two, each would be looked at as if the other were not there.
    """
    facts = _facts(messages, on=on)
    return {message.id: _look(message, facts, on=on) for message in messages}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten:
    """What the messages of a reminder say as things stand: the content of each, and the verdicts of the items whose steps it keeps."""

    contents: Mapping[int, Content]
    kept: Mapping[int, Verdict]


def rewrite(messages: Collection[Message], *, on: date) -> Rewritten | None:
    """The messages of one reminder with what is still to be said of their items; None when nothing of its severity is left.

    For people who take something out: unlike the second look it may ask for more (credit that is contested), as it is approved anew.
    """
    facts = _facts(messages, on=on)
    ((reminder_id, steps),) = facts.steps.items() or [(0, {})]
    seen = facts.seen[next(iter(messages)).customer_id]
    left = {
        item: step
        for item, step in steps.items()
        if (now := seen.verdicts.get(item)) and now.outcome == "remind" and now.level_id == step.level_id
    }
    if not any(step.severity == facts.reminders[reminder_id].severity for step in left.values()):
        return None
    until = included_until(facts.known, seen, facts.items, as_of=on)
    contents = {
        one.id: replace(approved, sections=_sections(one, approved, facts, left, on=on), payments_until=until)
        for one in messages
        for approved in [content_from_json(one.content)]
    }
    if all(section.total <= 0 for content in contents.values() for section in content.sections):
        return None
    return Rewritten(
        contents={one: still_enclosed(content) for one, content in contents.items()},
        kept={item: seen.verdicts[item] for item in left},
    )


def _facts(messages: Collection[Message], *, on: date) -> Facts:
    company_id, mode = next((one.company_id, one.mode) for one in messages)
    customers = {one.customer_id: one.reminder for one in messages}
    if any(customers[one.customer_id] != one.reminder for one in messages):
        raise ValueError("Two reminders of one customer cannot be looked at together.")
    reminders = Reminder.objects.in_bulk(customers.values())
    steps: dict[int, dict[int, Step]] = defaultdict(dict)
    for step in Step.objects.filter(reminder_id__in=reminders, released_at__isnull=True):
        steps[step.reminder_id][step.item_id] = step
    verdicts = evaluate(
        company_id, as_of=on, mode=mode, customers=list(customers), except_reminders=list(reminders)
    )
    verdicts = _overruled(verdicts, reminders.values(), on=on)
    return Facts(
        reminders=reminders,
        steps=steps,
        seen=see(verdicts, company_id, customers=list(customers), as_of=on),
        items=Item.objects.in_bulk([one.item_id for one in verdicts]),
        customers=Customer.objects.in_bulk(customers),
        contacts=Contact.objects.in_bulk({one.contact_id for one in verdicts if one.contact_id}),
        lost_addresses=lost_addresses(company_id, customers, as_of=on),
        home_country=read_company(company_id).country,
        known=known_through(company_id),
    )


def _overruled(verdicts: list[Verdict], reminders: Iterable[Reminder], *, on: date) -> list[Verdict]:
    """What a person overruled when he reminded by hand does not count now either; whatever came since does."""
    blocks = {one.customer_id: one.overrules for one in reminders if one.overrules}
    if not blocks:
        return verdicts
    return [
        verdict
        for customer, some in groupby(verdicts, key=attrgetter("customer_id"))
        for verdict in overruled(some, blocks.get(customer, ()), as_of=on)
    ]


def _look(message: Message, facts: Facts, *, on: date) -> Goes | Drops:
    reminder, customer = facts.reminders[message.reminder], facts.customers[message.customer_id]
    steps = facts.steps.get(reminder.id, {})
    if not steps:
        return Drops("It was withdrawn.")
    seen = facts.seen[message.customer_id]
    left = {item: step for item, step in steps.items() if not _is_settled(seen.verdicts.get(item))}
    for item, step in left.items():
        if reason := _changed(step, seen.verdicts[item]):
            verdict = seen.verdicts[item]
            blocked = verdict if verdict.outcome != "remind" else None
            return _drops(message, customer, steps, f"{verdict.number}: {reason}.", blocked)
    if not any(step.severity == reminder.severity for step in left.values()):
        return _drops(message, customer, steps, _paid(steps, seen.verdicts))
    if reason := _moved(message, facts, [seen.verdicts[item] for item in left]):
        return _drops(message, customer, steps, reason)
    return _compare(message, facts, left, on=on)


def _is_settled(verdict: Verdict | None) -> bool:
    return verdict is None or verdict.outcome == "in_credit"


def _changed(step: Step, verdict: Verdict) -> str:
    """Why this item keeps the message from leaving; empty when it does not."""
    if verdict.outcome != "remind":
        return sentence(verdict)
    if verdict.level_id != step.level_id:
        return (
            f"it now stands at level {verdict.level_key} of its policy, not at {step.level_key} as approved"
        )
    if verdict.claimable > step.amount_claimed:
        return (
            f"{plain(verdict.claimable, verdict.currency)} {verdict.currency} is open now, more than the "
            f"{plain(step.amount_claimed, step.currency)} {step.currency} that was approved"
        )
    return ""


def _moved(message: Message, facts: Facts, verdicts: Iterable[Verdict]) -> str:
    """Why it would not go to this address any more: it was corrected, or stopped working; empty when it would."""
    if message.channel == "email":
        chosen = {facts.contacts[one.contact_id].email.lower() for one in verdicts if one.contact_id}
    elif message.channel == "letter":
        customer = facts.customers[message.customer_id]
        chosen = {window(customer, facts.home_country, facts.lost_addresses).lower()}
    else:
        return ""
    if message.recipient.lower() in chosen:
        return ""
    return f"{', '.join(message.recipient.splitlines())} is not the address any more to which he is written."


def _compare(message: Message, facts: Facts, left: dict[int, Step], *, on: date) -> Goes | Drops:
    approved = content_from_json(message.content)
    sections = _sections(message, approved, facts, left, on=on)
    if sections == approved.sections:
        return Goes(None, tuple(left))
    customer = facts.customers[message.customer_id]
    if all(section.total <= 0 for section in sections):
        return _drops(message, customer, left, "Nothing is left to ask for.")
    if grown := _grown(approved.sections, sections):
        return _drops(message, customer, left, grown)
    until = included_until(facts.known, facts.seen[message.customer_id], facts.items, as_of=on)
    content = still_enclosed(replace(approved, sections=sections, payments_until=until))
    if less := _less(approved.sections, sections):
        return Goes(content, tuple(left), f"Sent with less than was approved: {less_of(less)}.", less)
    aside = _aside(approved.sections, sections)
    return Goes(content, tuple(left), _otherwise(aside), aside=aside)


def _sections(
    message: Message, approved: Content, facts: Facts, left: Mapping[int, Step], *, on: date
) -> tuple[Section, ...]:
    """What there is to say now of the items that were approved."""
    return sections_of(
        facts.reminders[message.reminder].severity,
        {item: one.severity for item, one in left.items()},
        _within(facts.seen[message.customer_id], approved),
        facts.items,
        as_of=on,
    )


def _within(seen: Seen, approved: Content) -> Seen:
    """What is open now, of the items that were approved: what came later is not in this message."""
    told = {
        line.item_id
        for section in approved.sections
        for line in (*section.demanded, *section.also_open, *section.covered)
    }
    return replace(seen, verdicts={item: one for item, one in seen.verdicts.items() if item in told})


def _grown(before: tuple[Section, ...], after: tuple[Section, ...]) -> str:
    """Why more would be asked for than was approved; empty when it is not."""
    approved = {section.currency: section.total for section in before}
    for section in after:
        if section.total > approved[section.currency]:
            amounts = [plain(one, section.currency) for one in (section.total, approved[section.currency])]
            return f"{amounts[0]} {section.currency} would be asked for, and {amounts[1]} was approved."
    return ""


def _less(
    before: tuple[Section, ...], after: tuple[Section, ...]
) -> tuple[tuple[str, Decimal, Decimal], ...]:
    """Each currency in which the sum is another one: what is asked for now, and what was approved."""
    now = {section.currency: section.total for section in after}
    asked = ((one.currency, now.get(one.currency, Decimal(0)), one.total) for one in before)
    return tuple(one for one in asked if one[1] != one[2])


def less_of(less: Iterable[tuple[str, Decimal, Decimal]]) -> str:
    """What is asked for instead of what was approved."""
    return ", ".join(
        f"{plain(now, currency)} instead of {plain(before, currency)} {currency}"
        for currency, now, before in less
    )


def _aside(before: tuple[Section, ...], after: tuple[Section, ...]) -> tuple[tuple[str, Decimal, str], ...]:
    """The credit that is not deducted, and was not told so: its number, amount and currency."""
    told = {(one.item_id, one.amount) for section in before for one in section.apart}
    return tuple(
        (one.number, one.amount, section.currency)
        for section in after
        for one in section.apart
        if (one.item_id, one.amount) not in told
    )


def _otherwise(aside: tuple[tuple[str, Decimal, str], ...]) -> str:
    """That it asks for what was approved, and what else it tells."""
    if not aside:
        return "Sent with other information than was approved, asking for the same."
    return f"Sent with other information than was approved, asking for the same; not deducted: {aside_of(aside)}."


def aside_of(aside: Iterable[tuple[str, Decimal, str]]) -> str:
    """Credit that is not deducted, by number."""
    return ", ".join(f"{number} {plain(amount, currency)} {currency}" for number, amount, currency in aside)


def _paid(steps: Mapping[int, Step], by_item: Mapping[int, Verdict]) -> str:
    gone: dict[str, Decimal] = {}
    for item, step in steps.items():
        open_now = Decimal(0) if _is_settled(by_item.get(item)) else by_item[item].claimable
        gone[step.currency] = gone.get(step.currency, Decimal(0)) + step.amount_claimed - open_now
    amounts = " and ".join(
        f"{plain(amount, currency)} {currency}" for currency, amount in sorted(gone.items()) if amount
    )
    return f"{amounts} came in after the plan was made."


def _drops(
    message: Message,
    customer: Customer,
    steps: Mapping[int, Step],
    reason: str,
    verdict: Verdict | None = None,
) -> Drops:
    currencies = ", ".join(sorted({step.currency for step in steps.values()}))
    why = f"The {message.channel} to {customer.name} ({currencies}) was not sent: {reason.removesuffix('.')}."
    return Drops(why, reason, verdict)
