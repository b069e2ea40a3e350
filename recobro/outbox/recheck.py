"""The second look at the moment of sending: is what was approved still true?

Unchanged, it goes as approved. Where items were only paid or reduced and the rest still qualifies at the same level, it goes with
what is left. Anything else drops it, with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from recobro.evaluation.evaluate import Verdict, evaluate
from recobro.evaluation.explain import sentence
from recobro.evaluation.models import Reminder, Step
from recobro.kernel.money import plain
from recobro.ledger.models import Customer, Item
from recobro.letters import content_from_json
from recobro.letters.values import Content, Section
from recobro.outbox.content import Seen, sections_of, see
from recobro.outbox.enclose import still_enclosed
from recobro.outbox.models import Message


@dataclass(frozen=True, slots=True)
class Goes:
    """It may leave: as approved (`content` None), or with less. `items` are those it still tells; `why` says what changed."""

    content: Content | None
    items: tuple[int, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Drops:
    """It must not leave, and why."""

    why: str


def recheck(message: Message, *, on: date) -> Goes | Drops:
    """Evaluates the message's reminder again for the day of sending, leaving its own steps out of account."""
    reminder = Reminder.objects.get(id=message.reminder_id)
    steps = {
        one.item_id: one for one in Step.objects.filter(reminder_id=reminder.id, released_at__isnull=True)
    }
    if not steps:
        return Drops("It was withdrawn.")
    verdicts = evaluate(
        message.company_id,
        as_of=on,
        mode=message.mode,
        customers=[message.customer_id],
        except_reminder=reminder.id,
    )
    by_item = {one.item_id: one for one in verdicts}
    left = {item: step for item, step in steps.items() if not _is_settled(by_item.get(item))}
    for item, step in left.items():
        if reason := _changed(step, by_item[item]):
            return Drops(_sentence(message, steps, f"{by_item[item].number}: {reason}."))
    if not any(step.severity == reminder.severity for step in left.values()):
        return Drops(_sentence(message, steps, _paid(steps, by_item)))
    return _compare(message, reminder, left, verdicts, on=on)


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


def _compare(
    message: Message, reminder: Reminder, left: dict[int, Step], verdicts: list[Verdict], *, on: date
) -> Goes | Drops:
    approved = content_from_json(message.content)
    seen = see(verdicts, message.company_id, customers=[message.customer_id], as_of=on)[message.customer_id]
    seen = _within(seen, approved)
    sections = sections_of(
        reminder.severity,
        {item: one.severity for item, one in left.items()},
        seen,
        Item.objects.in_bulk(seen.verdicts),
        as_of=on,
    )
    if sections == approved.sections:
        return Goes(None, tuple(left))
    if all(section.total <= 0 for section in sections):
        return Drops(_sentence(message, left, "nothing is left to ask for."))
    if grown := _grown(approved.sections, sections):
        return Drops(_sentence(message, left, grown))
    content = still_enclosed(replace(approved, sections=sections, payments_until=on))
    return Goes(
        content, tuple(left), f"Sent with less than was approved: {_difference(approved.sections, sections)}."
    )


def _within(seen: Seen, approved: Content) -> Seen:
    """What is open now, of the items that were approved: what came later is not in this message."""
    told = {line.item_id for section in approved.sections for line in (*section.demanded, *section.also_open)}
    return Seen(
        verdicts={item: one for item, one in seen.verdicts.items() if item in told}, credits=seen.credits
    )


def _grown(before: tuple[Section, ...], after: tuple[Section, ...]) -> str:
    """Why more would be asked for than was approved; empty when it is not."""
    approved = {section.currency: section.total for section in before}
    for section in after:
        if section.total > approved[section.currency]:
            amounts = [plain(one, section.currency) for one in (section.total, approved[section.currency])]
            return f"{amounts[0]} {section.currency} would be asked for, and {amounts[1]} was approved."
    return ""


def _difference(before: tuple[Section, ...], after: tuple[Section, ...]) -> str:
    now = {section.currency: section.total for section in after}
    less = [section for section in before if now.get(section.currency) != section.total]
    return ", ".join(
        f"{plain(now.get(section.currency, Decimal(0)), section.currency)} instead of "
        f"{plain(section.total, section.currency)} {section.currency}"
        for section in less
    ) or "what stood there for information has changed"  # fmt: skip


def _paid(steps: dict[int, Step], by_item: dict[int, Verdict]) -> str:
    gone: dict[str, Decimal] = {}
    for item, step in steps.items():
        open_now = Decimal(0) if _is_settled(by_item.get(item)) else by_item[item].claimable
        gone[step.currency] = gone.get(step.currency, Decimal(0)) + step.amount_claimed - open_now
    amounts = " and ".join(
        f"{plain(amount, currency)} {currency}" for currency, amount in sorted(gone.items()) if amount
    )
    return f"{amounts} came in after the plan was made."


def _sentence(message: Message, steps: dict[int, Step], reason: str) -> str:
    customer = Customer.objects.get(id=message.customer_id)
    currencies = ", ".join(sorted({step.currency for step in steps.values()}))
    return f"The {message.channel} to {customer.name} ({currencies}) was not sent: {reason}"
