"""Saying what a movement is. The ledger gets a payment of our own, set against what it pays. (Taking that back: `taking_back.py`.)

A movement may be said in parts, each to another customer. What was let go of an invoice beside the payment (a discount in time, charges
that a bank kept, a small difference) is an item of its own; tax that was withheld is kept back, not let go.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from recobro.access.fit import limited
from recobro.access.rows import rows
from recobro.bank.certainty import AUTOMATIC
from recobro.bank.limits import check_limits
from recobro.bank.match import match as find_proposals
from recobro.bank.models import Match, MaybePaid, Movement, Proposal
from recobro.bank.payers import learn
from recobro.bank.recorded import check_not_recorded
from recobro.bank.shown import shown
from recobro.bank.withheld import keep_back
from recobro.bank.worth import check_worth
from recobro.casework.paper_at_bank import paid_by_bank
from recobro.kernel.money import is_too_fine, plain
from recobro.kernel.problems import refuse
from recobro.ledger.allocate import Settlement, allocate, lock_ledger
from recobro.ledger.marks import not_released
from recobro.ledger.models import Customer, Item
from recobro.ledger.receive import let_go, receive

DIFFERENCES = ("discount", "charges", "small_difference", "tax")
Posted = dict[
    str, Any
]  # by what it is taken back: the key of an item, an allocation, or the case of what is kept back


@dataclass(frozen=True, slots=True, kw_only=True)
class Pays:
    """A part of the movement pays an item. `item_amount` is what that is in the item's currency, where it is another.

    Below zero: a credit of the customer is used up with it, so that more is paid than came in.
    """

    item_id: int
    amount: Decimal
    item_amount: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LetGo:
    """What is let go of an item beside the payment, in its currency; `kind` is one of DIFFERENCES (tax is kept back, not let go)."""

    item_id: int
    amount: Decimal
    kind: str
    reason: str = ""


def confirm(
    company_id: int, *, movement_id: int, customer_id: int, pays: Sequence[Pays] = (), let_go: Sequence[LetGo] = (),
    amount: Decimal | None = None, certainty: int | None = None, reasons: Sequence[object] = (), is_automatic: bool = False,
    may_let_go: Decimal | None = None, note: str = "", looks_again: bool = True, is_another: bool = False,
    at: datetime, by: str,
) -> int:  # fmt: skip
    """The movement, or `amount` of it, is a payment of this customer; what `pays` leaves of it stays on account. Gives the match.

    `may_let_go` is how much may be written off of one item (None: what the company's rules say). Whoever confirms within a transaction
    of his own does not let it look again, but does so afterwards (`look_again`). `is_another`: it is another payment than one that was
    recorded by hand, though it looks alike. Raises Refused for what is more than is left or open,
    and for a movement that is no money in.
    """
    with transaction.atomic():
        lock_ledger(company_id)
        movement = movement_of(company_id, movement_id)
        part = movement.amount_left if amount is None else amount
        _check(movement, part, pays)
        if not is_another:
            check_not_recorded(movement, customer_id, part)
        day = counts_on(movement)
        _check_let_go(company_id, customer_id, let_go)
        check_limits(company_id, let_go, may_let_go=may_let_go, on=day)
        check_worth(company_id, movement, pays, may_let_go or Decimal(0))
        if not Customer.objects.filter(company_id=company_id, id=customer_id).exists():
            raise refuse("movement", f"There is no customer {customer_id}.", "Choose one of this company.")
        match = Match.objects.create(
            company_id=company_id, movement=movement, kind="payment", customer_id=customer_id, amount=part, certainty=certainty,
            is_automatic=is_automatic, reasons=list(reasons), note=limited("movement", "note", note, 500), by=by[:200],
            recorded_at=at,
        )  # fmt: skip
        match.payment_key = f"bank:{match.id}"
        payment_id = receive(
            company_id, customer_id=customer_id, key=match.payment_key, number=_number(movement), currency=movement.currency,
            amount=part, on=day, pays=(), at=at, by=by,
        )  # fmt: skip
        posted: list[Posted] = []
        for credit, line in _with_credits(payment_id, pays):
            allocation = _set_against(company_id, customer_id, credit, line, on=day, at=at, by=by)
            if credit != payment_id:
                posted.append({"allocation": allocation})
        match.posted = posted + [
            _let_go(company_id, customer_id, match, n, one, on=day, at=at, by=by)
            for n, one in enumerate(let_go)
        ]
        match.save()
        paid_by_bank(
            company_id, customer_id=customer_id, payment_id=payment_id, currency=movement.currency, amount=part,
            items=[one.item_id for one in pays], on=day, at=at, by=by,
        )  # fmt: skip
        leave(movement, movement.amount_left - part)
        if not is_automatic:
            learn(company_id, movement, customer_id=customer_id, at=at, by=by)
    if looks_again and not is_automatic:  # after the locks are gone: looking locks movements in another order
        look_again(company_id, (one.item_id for one in pays), at=at, by=by)
    return match.id


def look_again(company_id: int, items: Iterable[int], *, at: datetime, by: str) -> None:
    """Looks at the other movements anew for which these items are proposed, after one has paid them; also where nobody is held back."""
    others = [
        row["movement_id"] for row in rows("bank", "match_naming", company=company_id, items=list(set(items)))
    ]
    if others:
        find_proposals(company_id, only=others, at=at, by=by)


def confirm_proposal(
    company_id: int, *, movement_id: int, rank: int = 1, seen: str = "", is_automatic: bool = False, is_another: bool = False,
    may_let_go: Decimal | None = None, at: datetime, by: str,
) -> int:  # fmt: skip
    """Confirms what `match` proposed. Raises Refused where the items have changed since, so that it does not fit any more.

    `seen` is what a person was shown of it (`ProposalValue.shown`): another proposal than that is refused.
    """
    found_movement = Movement.objects.filter(company_id=company_id, id=movement_id).first()
    movement = _to_clear(found_movement, movement_id)
    found = Proposal.objects.filter(company_id=company_id, movement_id=movement_id, rank=rank).first()
    is_other = seen and (found is None or shown(found, left=movement.amount_left) != seen)
    is_unsure = (
        is_automatic and found is not None and found.certainty < AUTOMATIC
    )  # another match has looked anew
    if is_other or is_unsure:
        raise refuse(
            "movement", f"What is proposed for movement {movement_id} has changed since it was shown.", "Look at it again."
        )  # fmt: skip
    if found is None:
        raise refuse(
            "movement", f"Nothing is proposed for movement {movement_id} with number {rank}.", "Choose the invoices by hand."
        )  # fmt: skip
    if any(one["amount"] is None for one in found.lines):
        raise refuse(
            "movement", "No rate of that day says what it pays.", "Read the rates, or say both amounts by hand."
        )  # fmt: skip
    _check_not_kept(company_id, found)
    return confirm(
        company_id, movement_id=movement_id, customer_id=found.customer_id, amount=movement.amount_left,
        certainty=found.certainty, reasons=found.reasons, pays=[_pays(one) for one in found.lines],
        let_go=[LetGo(item_id=one["item"], amount=Decimal(one["amount"]), kind=one["kind"]) for one in found.differences],
        is_automatic=is_automatic, is_another=is_another, may_let_go=may_let_go, at=at, by=by,
    )  # fmt: skip


def _check_not_kept(company_id: int, found: Proposal) -> None:
    """A credit may have been earmarked since it was proposed: then it pays nothing."""
    if kept := not_released(company_id, [one["item"] for one in found.lines]):
        raise refuse(
            "movement", f"{', '.join(kept)} is kept for a purpose since this was proposed.",
            "Look at it again, or release it first.",
        )  # fmt: skip


def _pays(line: dict[str, Any]) -> Pays:
    theirs = line.get("item_amount")
    return Pays(
        item_id=line["item"], amount=Decimal(line["amount"]), item_amount=None if theirs is None else Decimal(theirs)
    )  # fmt: skip


def set_aside(
    company_id: int, *, movement_id: int, note: str, amount: Decimal | None = None, at: datetime, by: str
) -> int:
    """The movement, or `amount` of it, is nothing that a customer paid. Needs a note that says what it is. Gives the match."""
    if not note.strip():
        raise refuse("movement", "Setting a movement aside needs a reason.", "Say what it is.")
    with transaction.atomic():
        movement = movement_of(company_id, movement_id)
        part = movement.amount_left if amount is None else amount
        _fits(movement, part)
        match = Match.objects.create(
            company_id=company_id, movement=movement, kind="aside", amount=part, note=limited("movement", "note", note, 500),
            by=by[:200], recorded_at=at,
        )  # fmt: skip
        leave(movement, movement.amount_left - part)
    return match.id


def movement_of(company_id: int, movement_id: int, *, may_be_clear: bool = False) -> Movement:
    """The movement, locked. Raises Refused where there is none, or nothing is left of it."""
    movement = Movement.objects.select_for_update().filter(company_id=company_id, id=movement_id).first()
    return _to_clear(movement, movement_id, may_be_clear=may_be_clear)


def _to_clear(movement: Movement | None, movement_id: int, *, may_be_clear: bool = False) -> Movement:
    if movement is None:
        raise refuse("movement", f"There is no movement {movement_id}.", "See the list: recobro bank list.")
    if movement.amount_left == 0 and not may_be_clear:
        raise refuse(
            "movement",
            f"Movement {movement_id} is cleared already.",
            "Take the match back first: recobro bank undo.",
        )
    return movement


def _check(movement: Movement, part: Decimal, pays: Sequence[Pays]) -> None:
    if movement.amount <= 0:
        raise refuse("movement", "This is money out.", "Say which payment goes back, or set it aside.")
    _fits(movement, part)
    spent = sum((one.amount for one in pays), Decimal(0))
    if any(one.amount < 0 for one in pays) and any(one.item_amount is not None for one in pays):
        raise refuse(
            "movement",
            "Credits are used up in one currency only.",
            "Leave the credit out, and set it against by itself.",
        )
    if not 0 <= spent <= part:
        raise refuse(
            "movement",
            f"{plain(spent, movement.currency)} {movement.currency} is more than what came, "
            f"{plain(part, movement.currency)} {movement.currency}.",
            "Take less for one of the invoices.",
        )  # fmt: skip


def _check_let_go(company_id: int, customer_id: int, gone: Sequence[LetGo]) -> None:
    """What is let go is of this customer's items, and above zero. (how much it may be: `limits.py`)"""
    ids = {one.item_id for one in gone}
    his = set(
        Item.objects.filter(company_id=company_id, customer_id=customer_id, id__in=ids).values_list("id", flat=True)
    )  # fmt: skip
    for one in gone:
        if one.kind not in DIFFERENCES:
            raise refuse(
                "movement", f"There is no difference '{one.kind}'.", f"Kinds: {', '.join(DIFFERENCES)}."
            )
        if one.item_id not in his:
            raise refuse(
                "movement", "What is let go has to be an invoice of the same customer.", "Choose one of his."
            )
        if one.amount <= 0:
            raise refuse(
                "movement", f"{one.amount.normalize():f} cannot be let go.", "Give an amount above zero."
            )


def _fits(movement: Movement, part: Decimal) -> None:
    same_way = part * movement.amount > 0
    if not same_way or abs(part) > abs(movement.amount_left):
        raise refuse(
            "movement",
            f"{part.normalize():f} {movement.currency} is not a part of what is left, "
            f"{plain(movement.amount_left, movement.currency)} {movement.currency}.",
            "Give what is left, or less.",
        )  # fmt: skip
    if part != movement.amount_left and is_too_fine(part, movement.currency):
        raise refuse(
            "movement", f"{part.normalize():f} is no amount in {movement.currency}.", "Give it with the decimals of the currency."
        )  # fmt: skip


def _with_credits(payment_id: int, pays: Sequence[Pays]) -> Iterator[tuple[int, Pays]]:
    """Which credit pays what: first those that are used up, then the payment, claim by claim in their order."""
    unused = [(one.item_id, -one.amount) for one in pays if one.amount < 0]
    for line in pays:
        left = line.amount
        while left > 0 and unused:
            credit, has = unused.pop(0)
            taken = min(left, has)
            yield credit, replace(line, amount=taken)
            left -= taken
            if has > taken:
                unused.insert(0, (credit, has - taken))
        if left > 0:
            yield payment_id, replace(line, amount=left)


def _set_against(
    company_id: int, customer_id: int, credit_id: int, line: Pays, *, on: date, at: datetime, by: str
) -> int:
    items = Item.objects.filter(company_id=company_id, id__in=(line.item_id, credit_id))
    first_day = max([on, *items.values_list("last_fact_on", flat=True)])
    amount = line.amount if line.item_amount is None else line.item_amount
    settlement = Settlement(
        customer_id=customer_id, debit_item_id=line.item_id, credit_item_id=credit_id, amount=amount,
        credit_amount=None if line.item_amount is None else line.amount, on=first_day,
    )  # fmt: skip
    return allocate(company_id, settlement, at=at, by=by)


def _let_go(
    company_id: int, customer_id: int, match: Match, n: int, one: LetGo, *, on: date, at: datetime, by: str
) -> Posted:
    """Posts a difference."""
    if one.kind == "tax":
        return keep_back(
            company_id, customer_id=customer_id, item_id=one.item_id, amount=one.amount, reason=one.reason, on=on, at=at, by=by
        )  # fmt: skip
    key = f"{match.payment_key}:{n}"
    kind = "discount" if one.kind == "discount" else "write_off"
    let_go(company_id, item_id=one.item_id, kind=kind, key=key, amount=one.amount, on=on, at=at, by=by)
    return {"key": key}


def leave(movement: Movement, left: Decimal) -> None:
    """Writes what is left. A cleared movement proposes nothing and makes nobody wait."""
    Movement.objects.filter(id=movement.id).update(amount_left=left)
    if left == 0:
        Proposal.objects.filter(company_id=movement.company_id, movement=movement).delete()
        MaybePaid.objects.filter(company_id=movement.company_id, movement=movement).delete()


def counts_on(movement: Movement) -> date:
    """When the money counts: its value date, but not after it was booked."""
    return min(movement.value_on or movement.booked_on, movement.booked_on)


def _number(movement: Movement) -> str:
    return (movement.bank_reference or f"{movement.booked_on:%Y%m%d}-{movement.line}")[:100]
