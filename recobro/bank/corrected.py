"""What the bank takes back of what it told before is set aside; what somebody has cleared already is told, and he decides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from recobro.bank.confirm import set_aside
from recobro.bank.facts import CorrectionFact
from recobro.bank.models import Match, Movement
from recobro.kernel.problems import Problem


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction, and the account that it is of."""

    account: str
    fact: CorrectionFact


def put_aside_corrected(
    company_id: int, corrected: Sequence[Corrected], *, source: str, at: datetime, by: str
) -> Iterator[Problem]:
    """After everything of the file is stored. A booking that is replaced by one that says no more (same day and amount) stays."""
    for one in corrected:
        rows = Movement.objects.filter(company_id=company_id, account=one.account)
        if one.fact.replaced_by and not rows.filter(bank_reference=one.fact.replaced_by).exists():
            continue
        found = list(rows.filter(bank_reference=one.fact.bank_reference).order_by("id"))
        if not found and not one.fact.replaced_by:
            message = f"The bank deletes the booking {one.fact.bank_reference}, which was never read."
            yield Problem(
                source=source,
                line=one.fact.line,
                message=message,
                hint="Nothing is to be done.",
                severity="note",
            )
        for movement in found:
            if movement.amount_left == movement.amount:
                set_aside(company_id, movement_id=movement.id, note=_note(one.fact), at=at, by=by)
            elif _is_payment(movement):
                yield Problem(
                    source=source, line=one.fact.line, severity="warning",
                    message=f"The bank takes back the booking {one.fact.bank_reference}: movement {movement.id}, which is cleared.",
                    hint="Take its match back, and set the movement aside.",
                )  # fmt: skip


def _is_payment(movement: Movement) -> bool:
    said = Match.objects.filter(company_id=movement.company_id, movement=movement, undone_at__isnull=True)
    return said.exclude(kind="aside").exists()


def _note(fact: CorrectionFact) -> str:
    return f"The bank replaced it by {fact.replaced_by}." if fact.replaced_by else "The bank deleted it."
