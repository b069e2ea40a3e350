"""Clearing on sight: what a person saw is confirmed just as he saw it, and a movement is said in parts, all of them or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from recobro.bank.confirm import LetGo, Pays, confirm, confirm_proposal, look_again
from recobro.bank.models import Movement
from recobro.kernel.problems import Problem, Refused, refuse
from recobro.ledger.allocate import lock_ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A proposal of a movement as somebody saw it (`ProposalValue.shown`)."""

    movement_id: int
    rank: int
    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a movement for one customer; `amount` None: all that is left. What `pays` leaves of it stays on account."""

    customer_id: int
    amount: Decimal | None = None
    pays: tuple[Pays, ...] = ()
    let_go: tuple[LetGo, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """The matches that were made, and why others were not."""

    matches: tuple[int, ...]
    problems: tuple[Problem, ...]


def confirm_seen(
    company_id: int, seen: Seen, *, may_let_go: Decimal | None = None, at: datetime, by: str
) -> int:
    """Confirms a proposal if it still is what was seen. Raises Refused where it is not, or does not fit any more."""
    return confirm_proposal(
        company_id, movement_id=seen.movement_id, rank=seen.rank, seen=seen.shown, may_let_go=may_let_go, at=at, by=by
    )  # fmt: skip


def confirm_all_seen(
    company_id: int, seen: Sequence[Seen], *, may_let_go: Decimal | None = None, at: datetime, by: str
) -> Confirmed:
    """The same for many, each by itself: what has changed is left out and told."""
    matches: list[int] = []
    problems: list[Problem] = []
    for one in seen:
        try:
            matches.append(confirm_seen(company_id, one, may_let_go=may_let_go, at=at, by=by))
        except Refused as refused:
            problems += refused.problems
    return Confirmed(matches=tuple(matches), problems=tuple(problems))


def confirm_parts(
    company_id: int, *, movement_id: int, parts: Sequence[Part], left: Decimal | None = None, may_let_go: Decimal | None = None,
    note: str = "", is_another: bool = False, at: datetime, by: str,
) -> tuple[int, ...]:  # fmt: skip
    """Says by hand whose payments the movement is: all parts or none. Gives the matches. Raises Refused as `confirm` does.

    `left` is what the person saw of it; where it has changed, as by the same form sent before, that is refused too.
    """
    with transaction.atomic():
        lock_ledger(company_id)
        if (
            left is not None
            and not Movement.objects.filter(company_id=company_id, id=movement_id, amount_left=left).exists()
        ):
            raise refuse(
                "movement",
                "What is left of the movement has changed since it was shown.",
                "Look at it again.",
            )
        matches = tuple(
            confirm(
                company_id, movement_id=movement_id, customer_id=one.customer_id, pays=one.pays, let_go=one.let_go, amount=one.amount,
                may_let_go=may_let_go, note=note, looks_again=False, is_another=is_another, at=at, by=by,
            )
            for one in parts
        )  # fmt: skip
    look_again(company_id, (line.item_id for one in parts for line in one.pays), at=at, by=by)
    return matches
