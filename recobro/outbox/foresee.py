"""What would become of a reminder if it left now: the second look at the moment of sending, taken before, by the same rules.

It writes nothing. Whoever approves sees by it what came in since the reminder was proposed; delivery looks again all the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from recobro.evaluation.evaluate import Verdict
from recobro.evaluation.models import Reminder
from recobro.outbox.models import Message
from recobro.outbox.recheck import Drops, Goes, aside_of, less_of, recheck


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """It would be dropped, with the `reason` (and the `verdict` of the claim that must not be asked for); else it would ask for `less`.

    `less`: each currency, with what it would ask for and what stands in it. Without any it would ask for the same and say something else
    beside it; `aside` is the credit that it would name as not deducted.
    """

    reason: str = ""
    verdict: Verdict | None = None
    less: tuple[tuple[str, Decimal, Decimal], ...] = ()
    aside: tuple[tuple[str, Decimal, str], ...] = ()

    def __str__(self) -> str:
        if self.reason:
            return f"would be dropped now: {self.reason}"
        if self.less:
            return f"would ask for less now: {less_of(self.less)}"
        credit = f"; not deducted: {aside_of(self.aside)}" if self.aside else ""
        return f"would say something else now, asking for the same{credit}"


def foresee(company_id: int, reminders: Collection[int], *, on: date) -> dict[int, Foreseen]:
    """Those of the reminders that would not leave as they stand, if they left on this day (or their own, where that is later).

    Only what waits is looked at. Of several messages the one that would be dropped speaks for the reminder.
    """
    days = dict(Reminder.objects.filter(company_id=company_id, id__in=reminders).values_list("id", "as_of"))
    waiting = Message.objects.filter(
        company_id=company_id, reminder_id__in=days, status__in=("waiting", "failed")
    ).order_by("id")
    found: dict[int, Foreseen] = {}
    for day, messages in _by_day(waiting, days, on):
        decisions = recheck(messages, on=day)
        for message in messages:
            seen = _foreseen(decisions[message.id])
            if seen and (seen.reason or message.reminder not in found):
                found[message.reminder] = seen
    return found


def _by_day(
    messages: Iterable[Message], days: dict[int, date], on: date
) -> Iterator[tuple[date, list[Message]]]:
    """Messages that can be looked at together: of one day, and of each customer those of one reminder."""
    rounds: dict[tuple[date, int], list[Message]] = defaultdict(list)
    nth: dict[int, list[int]] = defaultdict(list)  # of each customer, his reminders in their order
    for message in messages:
        his = nth[message.customer_id]
        if message.reminder not in his:
            his.append(message.reminder)
        rounds[max(on, days[message.reminder]), his.index(message.reminder)].append(message)
    for (day, _), together in rounds.items():
        yield day, together


def _foreseen(decision: Goes | Drops) -> Foreseen | None:
    if isinstance(decision, Drops):
        return Foreseen(reason=decision.reason, verdict=decision.verdict)
    return Foreseen(less=decision.less, aside=decision.aside) if decision.content is not None else None
