"""Taking back what a movement was said to be, and saying that its money went back. Both are counter-facts: what was paid is open again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from recobro.access.fit import limited
from recobro.bank.anew import concerning
from recobro.bank.came_back import ask_to_call, do_not_call
from recobro.bank.confirm import counts_on, leave, movement_of
from recobro.bank.match import match as find_proposals
from recobro.bank.models import Match, MaybePaid, Movement
from recobro.bank.payers import unlearn
from recobro.bank.stands_again import stands_again
from recobro.bank.withheld import ask_again
from recobro.casework.paper_at_bank import not_paid_after_all
from recobro.kernel.money import plain
from recobro.kernel.problems import refuse
from recobro.ledger.allocate import lock_ledger, undo
from recobro.ledger.models import OWN_SOURCE, Allocation, Item
from recobro.ledger.receive import take_back


def confirm_return(
    company_id: int, *, movement_id: int, match_id: int, at: datetime, by: str, is_automatic: bool = False
) -> int:
    """Money that had come goes back: what that match paid is open again from the day of the return on. Gives the new match.

    The customer's collector is asked to call him, and the policy speaks of it, also where it was to be collected by direct debit.

    A return that costs more than it brought (the bank's fee) leaves the fee to be set aside.
    """
    with transaction.atomic():
        lock_ledger(company_id)
        movement = movement_of(company_id, movement_id)
        paid = _live(company_id, match_id)
        if paid.kind == "payment" and not paid.payment_key:
            raise refuse("match", "The books have booked this payment since.", "Import what became of it.")
        if movement.amount >= 0 or paid.kind != "payment":
            raise refuse(
                "movement",
                "A return is money out, for a payment that came in.",
                "Choose the payment that goes back.",
            )
        if -movement.amount_left < paid.amount or movement.currency != paid.movement.currency:
            raise refuse(
                "movement",
                f"{plain(movement.amount_left, movement.currency)} {movement.currency} is less than what had come, "
                f"{plain(paid.amount, paid.movement.currency)} {paid.movement.currency}.",
                "Choose the payment that goes back.",
            )  # fmt: skip
        match = Match.objects.create(
            company_id=company_id, movement=movement, kind="return", customer_id=paid.customer_id, amount=-paid.amount,
            is_automatic=is_automatic, payment_key=paid.payment_key, note=movement.return_reason[:500], by=by[:200], recorded_at=at,
        )  # fmt: skip
        ask_to_call(company_id, paid, match, movement, at=at)
        reason = movement.return_reason or "The bank took the money back."
        _reverse(
            paid,
            on=max(movement.booked_on, counts_on(paid.movement)),
            reason=reason[:500],
            at=at,
            by=by,
            went_back=True,
        )
        MaybePaid.objects.filter(company_id=company_id, movement=paid.movement).delete()
        leave(movement, movement.amount_left + paid.amount)
    _look_again(match, at=at, by=by)  # after the locks are gone
    return match.id


def undo_match(company_id: int, *, match_id: int, on: date, reason: str = "", at: datetime, by: str) -> None:
    """Takes a match back: what it paid is open again, and the movement waits, with what it may pay.

    A return that is taken back was one of another payment: the money out waits again, and the payment that it took back stands again.
    Raises Refused for a payment that the books have booked since: it is theirs.
    """
    waiting: list[int] = []
    with transaction.atomic():
        lock_ledger(company_id)
        match = _live(company_id, match_id)
        movement = movement_of(company_id, match.movement_id, may_be_clear=True)
        if match.kind == "payment":
            if not match.payment_key:
                raise refuse("match", "The books have booked this payment since.", "Take it back there.")
            if any("recorded" in posted for posted in match.posted):  # by a person: his payment stays
                _say_undone(match, on=on, reason=reason, at=at, by=by)
            else:
                _reverse(match, on=on, reason=reason, at=at, by=by)
                _unlearn(match, movement, at=at)
            waiting.append(movement.id)
        elif match.kind == "return":
            _say_undone(match, on=on, reason=reason, at=at, by=by)
            _came_after_all(match, on=on, at=at, by=by)
        else:
            _say_undone(match, on=on, reason=reason, at=at, by=by)
            waiting += [movement.id] if movement.amount > 0 else []
        Movement.objects.filter(id=movement.id).update(amount_left=movement.amount_left + match.amount)
    _look_again(match, waiting, at=at, by=by)


def _look_again(match: Match, waiting: Sequence[int] = (), *, at: datetime, by: str) -> None:
    """Looks at these movements, and at all that may pay what is open again of the customer, or could until now."""
    others = concerning(match.company_id, match.customer_id) if match.customer_id is not None else []
    if chosen := {*waiting, *others}:
        find_proposals(match.company_id, only=chosen, at=at, by=by)


def _came_after_all(match: Match, *, on: date, at: datetime, by: str) -> None:
    """The payment that this return had taken back stands again."""
    do_not_call(match, on=on, at=at, by=by)
    same = Match.objects.filter(company_id=match.company_id, kind="payment", payment_key=match.payment_key)
    paid = same.latest("id")  # (what was recorded by hand may have been said, and taken back, before)
    movement = movement_of(match.company_id, paid.movement_id, may_be_clear=True)
    Movement.objects.filter(id=movement.id).update(amount_left=movement.amount_left + paid.amount)
    stands_again(paid, on=on, at=at, by=by)


def _unlearn(match: Match, movement: Movement, *, at: datetime) -> None:
    """Who paid was learnt from this match; unless another one that a person made says the same, it was wrong."""
    said = Match.objects.filter(
        company_id=match.company_id, customer_id=match.customer_id, kind="payment", undone_at__isnull=True, is_automatic=False
    ).exclude(id=match.id)  # fmt: skip
    same = (
        {"movement__payer_account": movement.payer_account}
        if movement.payer_account
        else {"movement__payer_name": movement.payer_name}
    )
    if match.customer_id is not None and not said.filter(**same).exists():
        unlearn(match.company_id, movement, customer_id=match.customer_id, at=at)


def _live(company_id: int, match_id: int) -> Match:
    match = (
        Match.objects.select_for_update(of=("self",))
        .select_related("movement")
        .filter(company_id=company_id, id=match_id, undone_at__isnull=True)
        .first()
    )
    if match is None:
        raise refuse(
            "match", f"There is no match {match_id} that stands.", "See the list: recobro bank matches."
        )
    return match


def _reverse(match: Match, *, on: date, reason: str, at: datetime, by: str, went_back: bool = False) -> None:
    """Takes back what a payment posted, newest first."""
    for posted in reversed(match.posted):
        if "retained" in posted:
            ask_again(match.company_id, posted, on=on, reason=reason, at=at, by=by)
        elif "allocation" in posted:
            undone = Allocation.objects.filter(company_id=match.company_id, undoes_id=posted["allocation"])
            if not undone.exists():
                undo(match.company_id, allocation_id=posted["allocation"], on=on, at=at, by=by)
        elif "key" in posted:
            take_back(match.company_id, key=posted["key"], on=on, at=at, by=by)
    take_back(match.company_id, key=match.payment_key, on=on, at=at, by=by)
    payment = Item.objects.get(company_id=match.company_id, source=OWN_SOURCE, document_key=match.payment_key)
    not_paid_after_all(
        match.company_id, payment_id=payment.id, on=on, went_back=went_back, reason=reason, at=at, by=by
    )
    _say_undone(match, on=on, reason=reason, at=at, by=by)


def _say_undone(match: Match, *, on: date, reason: str, at: datetime, by: str) -> None:
    match.undone_on, match.undone_at, match.undone_by = on, at, by[:200]
    match.undone_reason = limited("match", "reason", reason, 500)
    match.save()
