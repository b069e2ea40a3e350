"""What happens in a story, as facts of the ledger and records of the casework: one function for each kind of event."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import singledispatch
from typing import Any, Protocol

from recobro import flow
from recobro.access.company import change_company, read_company
from recobro.access.rates import Quote, record_rates
from recobro.bank import confirm as bank
from recobro.bank.facts import BankFact, EndFact, MovementFact, StatementFact
from recobro.bank.models import Match, Movement
from recobro.bank.take_in import take_in
from recobro.bank.taking_back import confirm_return
from recobro.casework import paper, record
from recobro.casework.dates import expect, set_next_contact
from recobro.casework.end import end
from recobro.casework.models import Complaint, Dispute, Paper
from recobro.casework.payment_plan import Equal, agree
from recobro.ledger.customers import set_pay_days
from recobro.ledger.facts import Fact, ItemFact
from recobro.ledger.find import Found, find_customer, find_items
from recobro.ledger.known import payments_known
from recobro.ledger.marks import mark
from recobro.ledger.models import Item, Mark
from recobro.ledger.paydays import parse_pay_days
from recobro.outbox.plan import plan
from tests.stories.events import (
    Agrees,
    Answers,
    Approves,
    BankBrings,
    BankTakesBack,
    Complains,
    Confirms,
    ConfirmsByHand,
    ContactedNext,
    CreditApart,
    CreditNote,
    Disputes,
    Event,
    Expected,
    FirstDay,
    Gives,
    Held,
    Kept,
    Known,
    Owes,
    PaperEnds,
    Pays,
    PaysOn,
    Promises,
    Settled,
    Story,
    Worth,
)


class Stage(Protocol):
    """Where it happens, and when."""

    company_id: int
    story: Story
    now: datetime
    documents: Iterator[int]

    @property
    def today(self) -> date: ...

    def clock(self) -> datetime: ...

    def post(self, facts: Iterable[Fact]) -> None: ...


@singledispatch
def happen(event: Event, stage: Stage) -> None:
    """Makes it happen today."""
    raise NotImplementedError(event)


@happen.register
def _(event: FirstDay, stage: Stage) -> None:
    change_company(stage.company_id, first_day=stage.today, by="story", at=stage.now)


@happen.register
def _(event: CreditApart, stage: Stage) -> None:
    change_company(stage.company_id, netting="apart", by="story", at=stage.now)


@happen.register
def _(event: Kept, stage: Stage) -> None:
    who = find_customer(stage.company_id, event.customer).customer_id
    paid = Item.objects.filter(company_id=stage.company_id, customer_id=who, kind="payment").latest("id")
    if event.kind:
        mark(stage.company_id, customer_id=who, item_id=paid.id, kind=event.kind, from_on=stage.today,
             reason="As agreed.", **_by(stage))  # fmt: skip
    else:
        kept = Mark.objects.get(company_id=stage.company_id, item_id=paid.id)
        end(stage.company_id, kind="mark", case_id=kept.id, on=stage.today, **_by(stage))


@happen.register
def _(event: PaysOn, stage: Stage) -> None:
    pay_days = parse_pay_days(event.days)
    assert pay_days is not None, event.days
    customer = find_customer(stage.company_id, event.customer)
    set_pay_days(stage.company_id, customer_id=customer.customer_id, pay_days=pay_days)


@happen.register
def _(event: Owes, stage: Stage) -> None:
    parts = len(event.due_on)
    stage.post(
        ItemFact(
            code=event.customer, document_key=event.number, instalment=number, instalments=parts, number=event.number,
            kind="invoice", currency=_currency(stage), amount=event.amount / parts, issued_on=event.issued_on or stage.today,
            due_on=due_on,
        )
        for number, due_on in enumerate(event.due_on, start=1)
    )  # fmt: skip


@happen.register
def _(event: Pays, stage: Stage) -> None:
    number = f"PAY-{next(stage.documents)}"
    stage.post(
        [
            ItemFact(
                code=event.customer, document_key=number, number=number, kind="payment", currency=_currency(stage),
                amount=-event.amount, issued_on=stage.today, settles_number=event.number,
            )
        ]
    )  # fmt: skip


@happen.register
def _(event: CreditNote, stage: Stage) -> None:
    note = ItemFact(
        code=event.customer, document_key=event.number, number=event.number, kind="credit_note", currency=_currency(stage),
        amount=-event.amount, issued_on=stage.today,
    )  # fmt: skip
    stage.post([note])


@happen.register
def _(event: Worth, stage: Stage) -> None:
    quote = Quote(base=event.base, currency=event.currency, rate=event.rate, on=stage.today)
    record_rates(stage.company_id, [quote], source="story", **_by(stage))


@happen.register
def _(event: BankBrings, stage: Stage) -> None:
    _read(stage, event.amount, event.currency, payer_name=event.payer, text=event.text)


@happen.register
def _(event: BankTakesBack, stage: Stage) -> None:
    _read(stage, -event.amount, None, is_return=True, return_reason=event.reason)
    paid = Match.objects.filter(
        company_id=stage.company_id, kind="payment", amount=event.amount, undone_at__isnull=True
    )
    confirm_return(
        stage.company_id, movement_id=_movement(stage), match_id=paid.latest("id").id, **_by(stage)
    )


@happen.register
def _(event: Confirms, stage: Stage) -> None:
    bank.confirm_proposal(stage.company_id, movement_id=_movement(stage), at=stage.now, by=event.name)


@happen.register
def _(event: ConfirmsByHand, stage: Stage) -> None:
    movement = Movement.objects.get(id=_movement(stage))
    unpaid = Item.objects.filter(company_id=stage.company_id, number=event.number, amount_open__gt=0)
    oldest = unpaid.earliest("due_on")
    part = bank.Pays(item_id=oldest.id, amount=movement.amount, item_amount=event.amount)
    bank.confirm(
        stage.company_id, movement_id=movement.id, customer_id=oldest.customer_id, pays=[part], at=stage.now, by=event.name
    )  # fmt: skip


def _read(stage: Stage, amount: Decimal, currency: str | None, **said: Any) -> None:
    """A statement of today with one movement."""
    currency = currency or _currency(stage)
    movement = MovementFact(line=1, entry=1, booked_on=stage.today, amount=amount, currency=currency, **said)
    facts: list[BankFact] = [
        StatementFact(account="ES9121000418450200051332", currency=currency),
        movement,
        EndFact(),
    ]
    take_in(
        stage.company_id,
        facts,
        name="bank.xml",
        format_name="CAMT",
        sha256="",
        today=stage.today,
        **_by(stage),
    )
    flow.match_bank(read_company(stage.company_id), **_by(stage))


def _movement(stage: Stage) -> int:
    return Movement.objects.filter(company_id=stage.company_id).latest("id").id


@happen.register
def _(event: Known, stage: Stage) -> None:
    payments_known(stage.company_id, through_on=event.through_on, **_by(stage))


@happen.register
def _(event: Disputes, stage: Stage) -> None:
    item = _item(stage, event.number)
    record.dispute(
        stage.company_id, customer_id=item.customer_id, item_id=item.item_id, amount=event.amount, from_on=stage.today,
        reason="The delivery was short.", **_by(stage),
    )  # fmt: skip


@happen.register
def _(event: Settled, stage: Stage) -> None:
    item = _item(stage, event.number)
    dispute = Dispute.objects.get(company_id=stage.company_id, item_id=item.item_id, ended_on__isnull=True)
    end(stage.company_id, kind="dispute", case_id=dispute.id, on=stage.today, **_by(stage))


@happen.register
def _(event: Promises, stage: Stage) -> None:
    record.promise(
        stage.company_id, customer_id=_customer(stage, event.customer), currency=_currency(stage), amount=event.amount,
        made_on=stage.today, promised_on=event.by, reason="He said so on the telephone.", **_by(stage),
    )  # fmt: skip


@happen.register
def _(event: Held, stage: Stage) -> None:
    record.hold(
        stage.company_id, customer_id=_customer(stage, event.customer), from_on=stage.today, until_on=event.until_on,
        reason="We wait for their new system.", **_by(stage),
    )  # fmt: skip


@happen.register
def _(event: Complains, stage: Stage) -> None:
    record.complain(
        stage.company_id, customer_id=_customer(stage, event.customer), made_on=stage.today, owner="Ana", reason="Rude.", **_by(stage)
    )  # fmt: skip


@happen.register
def _(event: Answers, stage: Stage) -> None:
    complaint = Complaint.objects.get(
        company_id=stage.company_id, customer_id=_customer(stage, event.customer), ended_on__isnull=True
    )
    end(
        stage.company_id, kind="complaint", case_id=complaint.id, on=stage.today, reason="We are sorry.", at=stage.now,
        by=event.name,
    )  # fmt: skip


@happen.register
def _(event: ContactedNext, stage: Stage) -> None:
    set_next_contact(
        stage.company_id, customer_id=_customer(stage, event.customer), made_on=stage.today, on=event.on, **_by(stage)
    )  # fmt: skip


@happen.register
def _(event: Expected, stage: Stage) -> None:
    item = _item(stage, event.number)
    expect(
        stage.company_id, customer_id=item.customer_id, item_id=item.item_id, made_on=stage.today, on=event.on, **_by(stage)
    )  # fmt: skip


@happen.register
def _(event: Gives, stage: Stage) -> None:
    item = _item(stage, event.number)
    paper.take_paper(
        stage.company_id, customer_id=item.customer_id, kind=event.kind, number=event.number, currency=_currency(stage),
        amount=event.amount, received_on=stage.today, due_on=event.due_on, items=[item.item_id], **_by(stage),
    )  # fmt: skip


@happen.register
def _(event: PaperEnds, stage: Stage) -> None:
    row = Paper.objects.filter(company_id=stage.company_id, number=event.number).earliest("id")
    ways: dict[str, Any] = {"paid": paper.clear, "unpaid": paper.unpaid, "given back": paper.give_back}
    ways[event.how](stage.company_id, paper_id=row.id, on=stage.today, **_by(stage))


@happen.register
def _(event: Agrees, stage: Stage) -> None:
    agree(
        stage.company_id, customer_id=_customer(stage, event.customer), currency=_currency(stage), amount=event.amount,
        items=[_item(stage, event.number).item_id] if event.number else None,
        instalments=Equal(count=event.count, first_on=event.first_on), made_on=stage.today, **_by(stage),
    )  # fmt: skip


@happen.register
def _(event: Approves, stage: Stage) -> None:
    waiting = plan(stage.company_id, mode="rehearsal", waiting_only=True)
    flow.approve(
        stage.company_id,
        reminders=[one.reminder_id for one in waiting],
        clock=stage.clock,
        by=event.name,
    )


def _by(stage: Stage) -> dict[str, Any]:
    return {"at": stage.now, "by": "Ana"}


def _customer(stage: Stage, code: str) -> int:
    return find_customer(stage.company_id, code).customer_id


def _item(stage: Stage, number: str) -> Found:
    return find_items(stage.company_id, number)[0]


def _currency(stage: Stage) -> str:
    return stage.story.company.currency
