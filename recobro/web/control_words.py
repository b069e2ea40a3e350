"""The control total on a page: each likely cause as a sentence in the language of the page, with the page where it can be looked at."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from recobro.control import morning_control
from recobro.insight.control import Control
from recobro.insight.control_causes import EXACTLY, SENTENCES, TOGETHER, WEIGHTS, Cause
from recobro.ledger.control import Compared
from recobro.web.door import Desk
from recobro.web.templatetags.say import amount, day, number


@dataclass(frozen=True, slots=True)
class ShownCause:
    """A likely cause in words, and where it leads ("": nowhere)."""

    said: str
    weight: str
    url: str


@dataclass(frozen=True, slots=True)
class ShownTotal:
    """A stated balance beside ours, with the causes that explain all of the difference, and others."""

    total: Compared
    exact: tuple[ShownCause, ...]
    others: tuple[ShownCause, ...]

    @property
    def more(self) -> Decimal:
        """How much more the larger of both is."""
        return abs(self.total.difference)


def control_of(desk: Desk) -> dict[str, Any]:
    """What a page shows of it; nothing to a salesperson: it counts the whole company."""
    if desk.salesperson:
        return {}
    found = morning_control(desk.company, only_stated=True)
    return {
        "control": [_beside(desk, one) for one in found.totals],
        "bank_until": found.bank_until,
    }


def _beside(desk: Desk, one: Control) -> ShownTotal:
    causes = [(cause.weight in (EXACTLY, TOGETHER), _shown(desk, one.total, cause)) for cause in one.causes]
    return ShownTotal(
        total=one.total,
        exact=tuple(shown for is_all, shown in causes if is_all),
        others=tuple(shown for is_all, shown in causes if not is_all),
    )


def _shown(desk: Desk, total: Compared, cause: Cause) -> ShownCause:
    amounts = {
        name: f"{amount(value, total.currency)} {total.currency}"
        for name, value in (("amount", cause.amount), ("other", cause.other))
        if value is not None
    }
    said = _(SENTENCES[cause.kind]).format(
        number=cause.number,
        name=cause.name or _("somebody"),
        day=day(cause.on),
        count=number(cause.count),
        **amounts,
    )
    return ShownCause(said, _(WEIGHTS[cause.weight]), _place(desk, cause))


def _place(desk: Desk, cause: Cause) -> str:
    """The page of the very thing, else the list where such things stand."""
    things = {
        "invoice": cause.item_id, "bank-movement": cause.movement_id, "customer": cause.customer_id, "imports-past": cause.import_id,
        "bank-file": cause.file_id,
    }  # fmt: skip
    for page, found in things.items():
        if found:
            return reverse(page, args=[desk.company.id, found])
    lists = {
        "uncleared": "bank-clear",
        "movements": "bank-clear",
        "unbooked": "bank-matches",
        "unbooked_since": "bank-matches",
        "since": "imports",
    }
    return reverse(lists[cause.kind], args=[desk.company.id]) if cause.kind in lists else ""
