"""Is this movement here already? The same file twice, files that overlap, and the same day told in two formats add nothing twice."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from recobro.bank.facts import MovementFact
from recobro.bank.models import Movement, Statement

SAME_AT = 0.5  # of the words of the one with fewer
WORD = re.compile(r"[a-z0-9]{2,}")
Where = tuple[date, Decimal]
FIELDS = (
    "id", "booked_on", "amount", "bank_reference", "end_to_end", "reference", "text", "payer_name", "payer_account",
    "statement_id", "statement__file__format",
)  # fmt: skip


class Known:
    """What is known of one account, asked for the movements of one statement that is being read.

    Two bookings of a day with one amount are one if their bank references are, or, without, if they say the same in half of
    their words. Each known one stands for one in the file (`used`), so that equal payments in one file stay as many.
    A statement that continues another (its opening balance is the other's closing) cannot repeat it.
    """

    def __init__(self, company_id: int, statement: Statement, *, format_name: str, used: set[int]) -> None:
        self._company_id = company_id
        self._statement = statement
        self._format = format_name
        self._used = used
        self._not_in = _continued(company_id, statement)

    def new_among(self, movements: Sequence[MovementFact]) -> list[MovementFact]:
        """Those that are not here yet, in their order."""
        known = self._like(movements)
        left = []
        for movement in movements:
            same = self._same(movement, known[_where(movement)])
            if same is None:
                left.append(movement)
            else:
                self._used.add(same)
        return left

    def _like(self, movements: Iterable[MovementFact]) -> dict[Where, list[dict[str, object]]]:
        """What is known of the same days with the same amounts."""
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
        found: dict[Where, list[dict[str, object]]] = defaultdict(list)
        for row in rows.order_by("id").values(*FIELDS):
            found[row["booked_on"], row["amount"].normalize()].append(row)
        return found

    def _same(self, movement: MovementFact, known: list[dict[str, object]]) -> int | None:
        unused = [row for row in known if row["id"] not in self._used]
        by_reference = [row for row in unused if _one_reference(movement, row)]
        if by_reference:
            return int(str(by_reference[0]["id"]))
        words = _words(movement.text, movement.payer_name, movement.reference, movement.end_to_end)
        best = max(((self._likeness(movement, words, row), -i) for i, row in enumerate(unused)), default=None)
        if best is None or best[0] < SAME_AT:
            return None
        return int(str(unused[-best[1]]["id"]))

    def _likeness(self, movement: MovementFact, words: set[str], row: dict[str, object]) -> float:
        """From 0 (another one) to 1."""
        if _differ(movement.payer_account, row["payer_account"]) or _differ(
            movement.end_to_end, row["end_to_end"]
        ):
            return 0
        if row["statement__file__format"] == self._format and _differ(
            movement.bank_reference, row["bank_reference"]
        ):
            return 0
        theirs = _words(row["text"], row["payer_name"], row["reference"], row["end_to_end"])
        fewer = min(len(words), len(theirs))
        return len(words & theirs) / fewer if fewer else 1


def _continued(company_id: int, statement: Statement) -> list[int]:
    """The statements that this one goes on from; none where this one itself has been read before."""
    if statement.opening is None or not statement.is_final:
        return []
    ours = Statement.objects.filter(
        company_id=company_id, account=statement.account, currency=statement.currency, is_final=True
    ).exclude(id=statement.id)
    again = ours.filter(number=statement.number, opening=statement.opening, opening_on=statement.opening_on)
    if again.exists():
        return []
    before = ours.filter(closing=statement.opening).exclude(number=statement.number)
    return list(before.values_list("id", flat=True))


def day_of(movement: MovementFact) -> date:
    """The day on which it was booked, or else counts."""
    on = movement.booked_on or movement.value_on
    assert on is not None, "a movement without any day is refused before"
    return on


def _where(movement: MovementFact) -> Where:
    return day_of(movement), movement.amount.normalize()


def _one_reference(movement: MovementFact, row: dict[str, object]) -> bool:
    return bool(movement.bank_reference) and movement.bank_reference == row["bank_reference"]


def _differ(one: str, other: object) -> bool:
    return bool(one and other) and one != other


def _words(*texts: object) -> set[str]:
    folded = unicodedata.normalize("NFKD", " ".join(str(text) for text in texts)).lower()
    return set(WORD.findall(folded.encode("ascii", "ignore").decode()))
