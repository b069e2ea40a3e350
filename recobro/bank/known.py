"""Is this movement here already? The same file twice, files that overlap, and the same day told in two formats add nothing twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F

from recobro.bank.alike import ASIDE, SAME_AT, TEXTS, Said, contradict, likeness, said
from recobro.bank.facts import MovementFact
from recobro.bank.models import Movement, Statement

Where = tuple[date, Decimal]
Row = dict[str, object]
FIELDS = (
    "id",
    "booked_on",
    "amount",
    "line",
    *TEXTS,
    *ASIDE,
    "statement__file__format",
    "statement__file__name",
)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A movement that was taken for one that is here because they are alike, and for no other reason."""

    movement: MovementFact
    line: int
    file: str
    text: str


class Known:
    """What is known of one account, asked for the movements of one statement that is being read.

    Two bookings of a day with one amount are one if their bank references are; of the others, if all of their words are; of the
    others, if half of their words are, the most alike first, and nothing contradicts. So the order of a file does not matter. Each
    known one stands for one in the file (`used`), so that equal payments in one file stay as many.
    A statement that continues another (its opening balance is the other's closing) cannot repeat it.
    """

    def __init__(self, company_id: int, statement: Statement, *, format_name: str, used: set[int]) -> None:
        self._company_id = company_id
        self._statement = statement
        self._format = format_name
        self._used = used
        self._not_in = _continued(company_id, statement)

    def new_among(self, movements: Sequence[MovementFact]) -> tuple[list[MovementFact], list[Doubt]]:
        """Those that are not here yet, in their order; and those that are taken to be here by likeness alone."""
        known = self._like(movements)
        asked: dict[Where, list[int]] = defaultdict(list)
        for place, movement in enumerate(movements):
            asked[_where(movement)].append(place)
        here: set[int] = set()
        doubts: dict[int, Doubt] = {}
        for where, places in asked.items():
            rows = {int(str(row["id"])): row for row in known[where]}
            if not rows:
                continue
            found = _pairs(
                [said(one, _fields_of(movements[one]), format_name=self._format) for one in places],
                [said(id_, _values_of(row), format_name=str(row["statement__file__format"])) for id_, row in rows.items()],
            )  # fmt: skip
            for one, id_, sure in found:
                here.add(one)
                self._used.add(id_)
                if not sure:
                    doubts[one] = _doubt(movements[one], rows[id_])
        left = [movement for place, movement in enumerate(movements) if place not in here]
        return left, [doubts[place] for place in sorted(doubts)]

    def _like(self, movements: Iterable[MovementFact]) -> dict[Where, list[Row]]:
        """What is known of the same days with the same amounts, and does not stand for another movement of the file."""
        wanted = {_where(one) for one in movements}
        rows = (
            Movement.objects.filter(
                company_id=self._company_id,
                account=self._statement.account,
                currency=self._statement.currency,
                booked_on__in={on for on, _ in wanted},
                amount__in={amount for _, amount in wanted},
            )
            .exclude(statement__file_id=self._statement.file_id)
            .exclude(statement_id__in=self._not_in)
        )
        found: dict[Where, list[Row]] = defaultdict(list)
        for row in rows.order_by("id").values(*FIELDS):
            if row["id"] not in self._used:
                found[row["booked_on"], row["amount"].normalize()].append(row)
        return found


def _pairs(asked: list[Said], known: list[Said]) -> list[tuple[int, int, bool]]:
    """Which is which, and whether that is sure: by reference, then by equal words, then by falling likeness."""
    found: list[tuple[int, int, bool]] = []
    by_reference = _equal(asked, known, lambda one: one.bank_reference or None, lambda one, other: True)
    found += [(one.place, other.place, True) for one, other in by_reference]
    for key in (lambda one: (one.words, one.payer_account), lambda one: one.words):
        by_words = _equal(asked, known, key, lambda one, other: not contradict(one, other))
        found += [(one.place, other.place, bool(one.words)) for one, other in by_words]
    found += [(one.place, other.place, False) for one, other in _alike(asked, known)]
    return found


def _equal(
    asked: list[Said], known: list[Said], key: Callable[[Said], Hashable], fits: Callable[[Said, Said], bool]
) -> list[tuple[Said, Said]]:
    """Pairs with one key that fit; they are taken out of both lists."""
    by_key: dict[Hashable, list[Said]] = defaultdict(list)
    for other in known:
        by_key[key(other)].append(other)
    found = []
    for one in asked:
        there = by_key[key(one)] if key(one) is not None else []
        same = next((each for each in there if fits(one, each)), None)
        if same is not None:
            there.remove(same)
            found.append((one, same))
    _without(asked, {id(one) for one, _ in found})
    _without(known, {id(other) for _, other in found})
    return found


def _alike(asked: list[Said], known: list[Said]) -> list[tuple[Said, Said]]:
    """The most alike first; of those, the ones with more words in common."""
    ranked = []
    for one in asked:
        for other in known:
            like = likeness(one, other)
            if like >= SAME_AT:
                ranked.append((-like, -len(one.words & other.words), one.place, other.place, one, other))
    found: list[tuple[Said, Said]] = []
    taken: set[int] = set()
    for *_, one, other in sorted(ranked, key=lambda pair: pair[:4]):
        if not {id(one), id(other)} & taken:
            taken |= {id(one), id(other)}
            found.append((one, other))
    return found


def _without(some: list[Said], gone: set[int]) -> None:
    some[:] = [one for one in some if id(one) not in gone]


def _continued(company_id: int, statement: Statement) -> list[int]:
    """The statements that this one goes on from; none where this one itself has been read before.

    Those that had ended when this one began. One that ended with what it began with says nothing by it: the account is emptied
    each day, or this is the same statement told by another format.
    """
    if statement.opening is None or statement.opening_on is None or not statement.is_final:
        return []
    ours = Statement.objects.filter(
        company_id=company_id, account=statement.account, currency=statement.currency, is_final=True
    ).exclude(id=statement.id)
    again = ours.filter(number=statement.number, opening=statement.opening, opening_on=statement.opening_on)
    if again.exists():
        return []
    before = ours.filter(closing=statement.opening, closing_on__lte=statement.opening_on)
    before = before.exclude(number=statement.number).exclude(opening=F("closing"))
    return list(before.values_list("id", flat=True))


def day_of(movement: MovementFact) -> date:
    """The day on which it was booked, or else counts."""
    on = movement.booked_on or movement.value_on
    assert on is not None, "a movement without any day is refused before"
    return on


def _where(movement: MovementFact) -> Where:
    return day_of(movement), movement.amount.normalize()


def _fields_of(movement: MovementFact) -> Callable[[str], object]:
    return lambda name: getattr(movement, name)


def _values_of(row: Row) -> Callable[[str], object]:
    return lambda name: row[name]


def _doubt(movement: MovementFact, row: Row) -> Doubt:
    text = str(row["text"] or row["payer_name"] or row["reference"])
    return Doubt(movement, line=int(str(row["line"])), file=str(row["statement__file__name"]), text=text)
