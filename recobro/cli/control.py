"""The control total in words of the command line: a line for each currency, and under it the likely causes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from recobro.cli.common import plain_value
from recobro.control import MorningControl
from recobro.insight.control import Control
from recobro.insight.control_causes import SENTENCES, WEIGHTS, Cause
from recobro.kernel.money import plain


def control_lines(morning: MorningControl) -> Iterator[str]:
    """What the books say, what we say, and until when the bank was read; nothing where nobody states anything and no bank is read."""
    for one in morning.totals:
        yield total_line(one)
        yield from cause_lines(one)
    if morning.bank_until:
        yield f"The bank was read until {morning.bank_until}."


def total_line(one: Control) -> str:
    """One stated balance beside ours."""
    total = one.total
    stated, ours, difference = (
        plain(amount, total.currency) for amount in (total.stated, total.ours, total.difference)
    )
    return (
        f"Account {total.account} on {total.on} ({total.source or 'by hand'}): {total.currency} {stated} stated, {ours} in Recobro"
        f"{_of(one)}, difference {difference}{_way(one)}."
    )


def _way(one: Control) -> str:
    """Which of both has more."""
    total = one.total
    if not total.difference:
        return ""
    more = plain(abs(total.difference), total.currency)
    return f": {'Recobro has' if total.difference > 0 else 'the books have'} {more} more"


def cause_lines(one: Control) -> Iterator[str]:
    """Why they may differ; that nothing was found is said, too."""
    for cause in one.causes:
        yield f"  - {_said(cause, one.total.currency)} {WEIGHTS[cause.weight]}"
    if one.total.difference and not one.causes:
        yield "  - No cause was found: compare the open items of that day, customer by customer (recobro ageing --by customer)."


def control_as_dicts(totals: Iterable[Control]) -> list[dict[str, Any]]:
    """For `--json`."""
    return [
        {
            **plain_value(one.total),
            "difference": plain_value(one.total.difference),
            "causes": plain_value(one.causes),
        }
        for one in totals
    ]


def _said(cause: Cause, currency: str) -> str:
    amounts = {
        name: f"{plain(amount, currency)} {currency}"
        for name, amount in (("amount", cause.amount), ("other", cause.other))
        if amount is not None
    }
    name = cause.name or "somebody"
    return SENTENCES[cause.kind].format(
        number=cause.number, name=name, day=cause.on, count=cause.count, **amounts
    )


def _of(one: Control) -> str:
    """Whose items are counted, where it is not plain."""
    total = one.total
    is_plain = total.of in ((), (total.source,)) or (len(total.of) == 1 and not total.source)
    return "" if is_plain else f" ({' + '.join(total.of)})"
