"""What is to be cleared, what was matched, which files came: lists of one company, a page at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, Func, OuterRef, Q, QuerySet, Sum, Value

from recobro.bank.certainty import AUTOMATIC
from recobro.bank.models import BankFile, Match, MaybePaid, Movement, Proposal, Statement
from recobro.bank.offered import ProposalValue, customer_names, proposals_of
from recobro.kernel.problems import refuse

PAGE = 50
Place = tuple[date, int]  # the day and the number of a movement: where a page ends and the next begins


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementValue:
    """A movement, what is left of it, and its proposals, the surest first."""

    id: int
    account: str
    booked_on: date
    value_on: date | None
    amount: Decimal
    left: Decimal
    currency: str
    text: str
    reference: str
    payer_name: str
    payer_account: str
    is_return: bool
    return_reason: str
    proposals: tuple[ProposalValue, ...] = ()

    @property
    def went_out(self) -> Decimal:
        """What is left of money out, without its sign."""
        return -self.left

    @property
    def place(self) -> Place:
        """Where it stands in the list."""
        return self.booked_on, self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class ToClear:
    """How much waits, in one currency: money in, and money out."""

    currency: str
    count: int
    money_in: Decimal
    money_out: Decimal

    @property
    def went_out(self) -> Decimal:
        """Money out without its sign."""
        return -self.money_out


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchValue:
    """What was said of a movement, and whether it stands."""

    id: int
    movement_id: int
    booked_on: date
    kind: str
    customer_id: int | None
    code: str
    name: str
    amount: Decimal
    currency: str
    certainty: int | None
    is_automatic: bool
    reasons: tuple[dict[str, Any], ...]
    note: str
    by: str
    at: datetime
    undone_on: date | None
    undone_by: str
    undone_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileValue:
    """A file that was read, with its statements."""

    id: int
    name: str
    format: str
    new: int
    known: int
    problem_count: int
    problems: tuple[dict[str, Any], ...]
    at: datetime
    by: str
    statements: tuple[Statement, ...]


def movements_to_clear(
    company_id: int,
    *,
    after: Place | None = None,
    money_in: bool | None = True,
    text: str = "",
    amount: Decimal | None = None,
    certain: bool = False,
    item_id: int | None = None,
    limit: int = PAGE,
) -> list[MovementValue]:
    """The movements that no match has taken whole, the oldest first, from the place `after` on; `money_in` None: both ways.

    `text` narrows to those that say it (accents aside) in text, reference or payer, or are of this `amount`; `certain` to those whose best
    proposal may be taken without a look, `item_id` to those that may pay this item.
    """
    rows = Movement.objects.filter(company_id=company_id).exclude(amount_left=0)
    if money_in is not None:
        rows = rows.filter(amount__gt=0) if money_in else rows.filter(amount__lt=0)
    if text:
        rows = rows.annotate(
            plain_text=Func("text", function="ledger_words"),
            plain_payer=Func("payer_name", function="ledger_words"),
        )
        plain = Func(Value(text), function="ledger_words")
        says = Q(text__icontains=text) | Q(reference__icontains=text) | Q(payer_name__icontains=text)
        if any(map(str.isalnum, text)):  # (of signs alone nothing would be left, and that is in everything)
            says |= Q(plain_text__contains=plain) | Q(plain_payer__contains=plain)
        rows = rows.filter(says if amount is None else says | Q(amount_left__in=(amount, -amount)))
    if certain:
        best = Proposal.objects.filter(company_id=company_id, rank=1, certainty__gte=AUTOMATIC)
        rows = rows.filter(Exists(best.filter(movement_id=OuterRef("id"))))
    if item_id is not None:
        may_pay = MaybePaid.objects.filter(company_id=company_id, item_id=item_id)
        rows = rows.filter(id__in=may_pay.values("movement_id"))
    if after is not None:
        rows = rows.filter(booked_on__gte=after[0]).exclude(booked_on=after[0], id__lte=after[1])
    return _with_proposals(company_id, rows.order_by("booked_on", "id")[:limit])


def movement(company_id: int, movement_id: int) -> MovementValue:
    """One movement. Raises Refused where the company has none with this number."""
    found = _with_proposals(company_id, Movement.objects.filter(company_id=company_id, id=movement_id))
    if not found:
        raise refuse("movement", f"There is no movement {movement_id}.", "See the list: recobro bank list.")
    return found[0]


def to_clear(company_id: int) -> list[ToClear]:
    """How much waits to be cleared, by currency."""
    rows = Movement.objects.filter(company_id=company_id).exclude(amount_left=0)
    found = rows.values("currency").annotate(
        count=Count("id"),
        money_in=Sum("amount_left", filter=Q(amount__gt=0), default=Decimal(0)),
        money_out=Sum("amount_left", filter=Q(amount__lt=0), default=Decimal(0)),
    )
    return [ToClear(**row) for row in found.order_by("currency")]


def list_matches(
    company_id: int,
    *,
    movement_id: int | None = None,
    customer_id: int | None = None,
    before: int | None = None,
    limit: int = PAGE,
) -> list[MatchValue]:
    """What movements were said to be, the newest first; those that were taken back too."""
    rows = Match.objects.filter(company_id=company_id).select_related("movement")
    if movement_id is not None:
        rows = rows.filter(movement_id=movement_id)
    if customer_id is not None:
        rows = rows.filter(customer_id=customer_id)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return matches_of(company_id, list(rows.order_by("-id")[:limit]))


def find_match(company_id: int, match_id: int) -> MatchValue | None:
    """What was said of a movement under this number; None where the company has none."""
    found = Match.objects.filter(company_id=company_id, id=match_id).select_related("movement")
    return next(iter(matches_of(company_id, list(found))), None)


def matches_of(company_id: int, found: Sequence[Match]) -> list[MatchValue]:
    """These matches, with their customers."""
    names = customer_names(company_id, (one.customer_id for one in found))
    return [_match(one, *names.get(one.customer_id or 0, ("", ""))) for one in found]


def list_files(company_id: int, *, before: int | None = None, limit: int = PAGE) -> list[FileValue]:
    """The files that were read, the newest first."""
    rows = BankFile.objects.filter(company_id=company_id)
    rows = rows.filter(id__lt=before) if before is not None else rows
    return _files(company_id, list(rows.order_by("-id")[:limit]))


def find_file(company_id: int, file_id: int) -> FileValue | None:
    """One file that was read."""
    found = _files(company_id, list(BankFile.objects.filter(company_id=company_id, id=file_id)))
    return found[0] if found else None


def _files(company_id: int, found: Sequence[BankFile]) -> list[FileValue]:
    statements: dict[int, list[Statement]] = defaultdict(list)
    for one in Statement.objects.filter(
        company_id=company_id, file_id__in=[row.id for row in found]
    ).order_by("id"):
        statements[one.file_id].append(one)
    return [
        FileValue(
            id=one.id, name=one.name, format=one.format, new=one.movements_new, known=one.movements_known,
            problem_count=one.problem_count, problems=tuple(one.problems), at=one.at, by=one.by,
            statements=tuple(statements[one.id]),
        )
        for one in found
    ]  # fmt: skip


def _with_proposals(company_id: int, rows: QuerySet[Movement]) -> list[MovementValue]:
    found = list(rows)
    proposals = proposals_of(company_id, found)
    return [
        MovementValue(
            id=row.id, account=row.account, booked_on=row.booked_on, value_on=row.value_on, amount=row.amount,
            left=row.amount_left, currency=row.currency, text=row.text, reference=row.reference,
            payer_name=row.payer_name, payer_account=row.payer_account, is_return=row.is_return,
            return_reason=row.return_reason, proposals=proposals[row.id],
        )
        for row in found
    ]  # fmt: skip


def _match(one: Match, code: str, name: str) -> MatchValue:
    return MatchValue(
        id=one.id, movement_id=one.movement_id, booked_on=one.movement.booked_on, kind=one.kind, customer_id=one.customer_id,
        code=code, name=name, amount=one.amount, currency=one.movement.currency, certainty=one.certainty,
        is_automatic=one.is_automatic, reasons=tuple(one.reasons), note=one.note, by=one.by, at=one.recorded_at,
        undone_on=one.undone_on, undone_by=one.undone_by, undone_reason=one.undone_reason,
    )  # fmt: skip
