"""One reminder as a person looks at it before approving: its messages as they will leave, its items, and why each is in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from recobro.access.company import CompanyValue
from recobro.access.rows import rows
from recobro.evaluation.evaluate import Verdict, evaluate
from recobro.evaluation.explain import PLAIN, Tongue, apart, sentence
from recobro.evaluation.models import Approval, Reminder
from recobro.insight.day import Amounts, amounts_of
from recobro.ledger.models import Customer
from recobro.letters import content_from_json
from recobro.letters.values import Content, Enclosure, Line
from recobro.outbox.compose import reminder_fingerprints
from recobro.outbox.models import Edit, Message
from recobro.policy.read import policy_keys

SHOWN = 100  # lines of a list; the message itself has them all


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMessage:
    """A message with what became of it. `is_editable`: nobody has begun to send it."""

    id: int
    channel: str
    role: str
    recipient: str
    language: str
    subject: str
    text: str
    has_html: bool
    has_letter: bool
    status: str
    is_printed: bool
    why: str
    amounts: Amounts
    enclosures: tuple[Enclosure, ...]
    too_large: tuple[str, ...]

    @property
    def is_editable(self) -> bool:
        """Does it wait?"""
        return self.status == "waiting" and not self.is_printed


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownItem:
    """An item of the reminder. `beside`: it is listed, and not asked for; `covered`: what is deducted covers it whole. `why`: the sentences
    of the evaluation as of now."""

    item_id: int
    number: str
    due_on: date | None
    currency: str
    open_amount: Decimal
    amount: Decimal
    beside: bool
    covered: bool
    level_key: str
    told_on: date | None
    told_level_key: str
    policy: str
    scope: str
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCredit:
    """A payment or credit note that is deducted, or stands apart. `kept_as`: for which purpose it is kept."""

    item_id: int
    number: str
    kind: str
    on: date
    currency: str
    amount: Decimal
    kept_as: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent:
    """Other open items of the customer, which the reminder does not speak of: how many have this outcome, and the sentence of one."""

    outcome: str
    items: int
    numbers: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What somebody changed before it left, or that somebody approved it (`reason` empty)."""

    at: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownReminder:
    """A reminder as it stands. `fingerprint`: what is approved if it is approved now."""

    id: int
    run_id: int
    as_of: date
    customer_id: int
    code: str
    name: str
    collector: str
    level_key: str
    severity: int
    needs_person: str
    fingerprint: str
    to_approve: bool
    messages: tuple[ShownMessage, ...]
    items: tuple[ShownItem, ...]
    hidden_items: int
    credits: tuple[ShownCredit, ...]
    apart: tuple[ShownCredit, ...]
    silent: tuple[Silent, ...]
    changes: tuple[Change, ...]

    @property
    def is_waiting(self) -> bool:
        """Can something of it still be changed or taken back?"""
        return any(one.is_editable for one in self.messages)


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """The reminders that wait before and after one, and how many wait."""

    before: int | None
    following: int | None
    waiting: int


def find_reminder(
    company: CompanyValue,
    reminder_id: int,
    *,
    on: date,
    salesperson: str | None = None,
    tongue: Tongue = PLAIN,
) -> ShownReminder | None:
    """The reminder of this number, if the company has it (and the customer is the salesperson's), with reasons as of `on`.

    A `tongue` says the reasons in the language of a page.
    """
    row = Reminder.objects.filter(company_id=company.id, id=reminder_id).select_related("run").first()
    customer = Customer.objects.filter(id=row.customer_id).first() if row else None
    if row is None or customer is None:
        return None
    if salesperson is not None and customer.salesperson.lower() != salesperson.lower():
        return None
    stored = list(Message.objects.filter(company_id=company.id, reminder_id=reminder_id).order_by("id"))
    contents = [content_from_json(one.sent_content or one.content) for one in stored]
    fingerprint = reminder_fingerprints(company.id, [reminder_id])[reminder_id]
    verdicts = {
        one.item_id: one
        for one in evaluate(
            company.id, as_of=max(on, row.as_of), mode=row.mode, customers=[customer.id], except_reminders=[reminder_id]
        )
    }  # fmt: skip
    items = _lines(contents, verdicts, policy_keys(company.id), tongue)
    spoken = {one.item_id for one in items}
    messages = tuple(_shown(one, content) for one, content in zip(stored, contents, strict=True))
    approvals = list(Approval.objects.filter(reminder_id=reminder_id).order_by("id"))
    is_approved = any(one.fingerprint == fingerprint for one in approvals)
    return ShownReminder(
        id=row.id, run_id=row.run_id, as_of=row.as_of, customer_id=customer.id, code=customer.code, name=customer.name,
        collector=customer.collector, level_key=row.level_key, severity=row.severity, needs_person=row.needs_person,
        fingerprint=fingerprint, to_approve=not is_approved and any(one.is_editable for one in messages), messages=messages,
        items=items[:SHOWN], hidden_items=max(len(items) - SHOWN, 0),
        credits=_credits(contents, "credits"), apart=_credits(contents, "apart"),
        silent=_silent([one for one in verdicts.values() if one.item_id not in spoken], tongue),
        changes=_changes(company.id, reminder_id, approvals),
    )  # fmt: skip


def find_message(
    company_id: int, message_id: int, *, reminder_id: int, salesperson: str | None = None
) -> tuple[str, str, str] | None:
    """HTML, plain text and the data of the letter of a message, as it will leave or has left."""
    found = Message.objects.filter(company_id=company_id, id=message_id, reminder_id=reminder_id)
    if salesperson is not None:
        own = Customer.objects.filter(company_id=company_id, salesperson__iexact=salesperson)
        found = found.filter(customer_id__in=own.values("id"))
    return found.values_list("html", "text", "letter").first()


def neighbours(company_id: int, *, mode: str, severity: int, reminder_id: int) -> Neighbours:
    """The reminders that wait for approval around this one, in the order of the list."""
    (row,) = rows(
        "insight", "waiting_neighbours", company=company_id, mode=mode, severity=severity, id=reminder_id
    )
    return Neighbours(**row)


def _shown(one: Message, content: Content) -> ShownMessage:
    return ShownMessage(
        id=one.id, channel=one.channel, role=one.role, recipient=one.recipient, language=one.language, subject=one.subject,
        text=one.text, has_html=bool(one.html), has_letter=bool(one.letter), status=one.status,
        is_printed=one.batch_id is not None, why=one.why, amounts=amounts_of(one.asks), enclosures=content.enclosures,
        too_large=content.too_large,
    )  # fmt: skip


def _lines(
    contents: list[Content], verdicts: dict[int, Verdict], policies: dict[int, str], tongue: Tongue
) -> tuple[ShownItem, ...]:
    """What is asked for, what is deducted covers, and what is listed beside. The first message says what the others say."""
    items: list[ShownItem] = []
    for section in contents[0].sections if contents else ():
        places = ((section.demanded, ""), (section.covered, "covered"), (section.also_open, "beside"))
        items += [
            _item(line, section.currency, verdicts.get(line.item_id), policies, tongue, place=place)
            for lines, place in places
            for line in lines
        ]
    return tuple(items)


def _item(
    line: Line,
    currency: str,
    verdict: Verdict | None,
    policies: dict[int, str],
    tongue: Tongue,
    *,
    place: str,
) -> ShownItem:
    return ShownItem(
        item_id=line.item_id, number=f"{line.number} {line.instalment}".strip(), due_on=line.due_on, currency=currency,
        open_amount=line.open_amount, amount=line.amount, beside=place == "beside", covered=place == "covered",
        level_key=(verdict.level_key or "") if verdict else "", told_on=verdict.told_on if verdict else None,
        told_level_key=(verdict.told_level_key or "") if verdict else "",
        policy=policies.get(verdict.policy_id or 0, "") if verdict else "", scope=(verdict.scope or "") if verdict else "",
        why=_sentences(verdict, tongue) if verdict else (),
    )  # fmt: skip


def _sentences(verdict: Verdict, tongue: Tongue) -> tuple[str, ...]:
    blocks = (
        sentence(verdict, tongue=tongue),
        *(sentence(verdict, block=block, tongue=tongue) for block in verdict.blocks[1:]),
    )
    return (*blocks, *filter(None, [apart(verdict, tongue)]))


def _credits(contents: list[Content], which: Literal["credits", "apart"]) -> tuple[ShownCredit, ...]:
    """What is deducted, or stands apart."""
    found = [
        ShownCredit(
            item_id=one.item_id, number=one.number, kind=one.kind, on=one.on, currency=section.currency, amount=one.amount,
            kept_as=one.kept_as,
        )
        for section in (contents[0].sections if contents else ())
        for one in (section.credits if which == "credits" else section.apart)
    ]  # fmt: skip
    return tuple(found[:SHOWN])


def _silent(verdicts: list[Verdict], tongue: Tongue) -> tuple[Silent, ...]:
    """The others by outcome, with their first numbers."""
    by_outcome: dict[str, list[Verdict]] = {}
    for one in verdicts:
        by_outcome.setdefault(one.outcome, []).append(one)
    return tuple(
        Silent(outcome=outcome, items=len(found), numbers=", ".join(one.number for one in found[:5]), why=sentence(found[0], tongue=tongue))
        for outcome, found in sorted(by_outcome.items())
    )  # fmt: skip


def _changes(company_id: int, reminder_id: int, approvals: list[Approval]) -> tuple[Change, ...]:
    edits = Edit.objects.filter(company_id=company_id, message__reminder_id=reminder_id)
    edited = {(one.at, one.by, one.reason) for one in edits}
    found = [Change(at=at, by=by, reason=reason) for at, by, reason in edited]
    found += [Change(at=one.at, by=one.by, reason="") for one in approvals]
    return tuple(sorted(found, key=lambda one: one.at))
