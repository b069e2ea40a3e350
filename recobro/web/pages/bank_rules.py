"""What the company wants of its bank: by itself or by hand, how much may be let go, when nobody is reminded."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from recobro.bank.rules import rules_of, say_rules
from recobro.bank.tolerated import USUAL, currencies_of, said_of, tolerate
from recobro.kernel.problems import Problem, Refused
from recobro.web.door import Desk, say
from recobro.web.pages.bank import bank_page
from recobro.web.typed import Typed, written
from recobro.web.words import problem_in_words

PERCENTS = ("discount_percent", "exchange_percent")


@bank_page()
def view(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The rules; whoever decides changes them."""
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        if not desk.may("decide"):
            return render(request, "refused.html", {"right": "decide"}, status=403)
        try:
            _say(desk, Typed(request.POST))
        except Refused as refused:
            problems = tuple(problem_in_words(one) for one in refused.problems)
        else:
            say(request, _("The rules are changed."))
            return redirect("settings-rules", desk.company.id)
    context = {
        "part": "rules", "may_decide": desk.may("decide"), "problems": problems, "values": request.POST if problems else _values(desk),
        "tolerated": _tolerated(request, desk),
    }  # fmt: skip
    return render(request, "settings/rules.html", context, status=422 if problems else 200)


def _say(desk: Desk, typed: Typed) -> None:
    """All of the form or nothing."""
    shown = currencies_of(desk.company.id, own=desk.company.currency)
    charges = {one: typed.amount(f"charges-{one}") for one in shown}
    differences = {one: typed.amount(f"difference-{one}") for one in shown}
    with transaction.atomic():
        say_rules(desk.company.id, **_said(typed), at=desk.at, by=desk.by)
        tolerate(desk.company.id, charges=charges, differences=differences, at=desk.at, by=desk.by)


def _said(typed: Typed) -> dict[str, Any]:
    limit, unclear, differs = (
        typed.amount(one) for one in ("write_off_limit", "unclear_above", "differs_above")
    )
    percents = {name: typed.amount(name) for name in PERCENTS}
    days = typed.text("stale_after_days")
    typed.check()
    if days and typed.whole("stale_after_days") is None:
        raise typed.missing(
            _("'%(said)s' is no number of days.") % {"said": days},
            _("Write a number from 1 to 365, or nothing."),
        )
    return {
        "automatic": bool(typed.text("automatic")), "holds_maybe_paid": bool(typed.text("holds_maybe_paid")),
        "write_off_limit": limit or 0, "unclear_above": unclear, "differs_above": differs,
        "stale_after_days": typed.whole("stale_after_days"),
        **{name: percent or 0 for name, percent in percents.items()},
    }  # fmt: skip


def _values(desk: Desk) -> dict[str, Any]:
    rules, currency = rules_of(desk.company.id), desk.company.currency
    return {
        "automatic": rules.automatic, "holds_maybe_paid": rules.holds_maybe_paid,
        "write_off_limit": written(rules.write_off_limit, currency),
        "stale_after_days": rules.stale_after_days or "",
        **{
            name: written(above, currency) if above is not None else ""
            for name, above in (("unclear_above", rules.unclear_above), ("differs_above", rules.differs_above))
        },
        **{name: written(getattr(rules, name), currency) for name in PERCENTS},
    }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What may be missing in a currency, as it is written: what was said, and what is usual where nothing was."""

    currency: str
    charges: str
    difference: str
    usual_charges: str
    usual_difference: str


def _tolerated(request: HttpRequest, desk: Desk) -> list[Row]:
    said = {one.currency: one for one in said_of(desk.company.id)}
    rows = []
    for currency in currencies_of(desk.company.id, own=desk.company.currency):
        one, post = said.get(currency), request.POST
        charges, difference = (one.charges, one.difference) if one else (None, None)
        rows.append(
            Row(
                currency=currency, charges=post.get(f"charges-{currency}", _written(charges, currency)),
                difference=post.get(f"difference-{currency}", _written(difference, currency)),
                usual_charges=written(USUAL.charges_of(currency), currency),
                usual_difference=written(USUAL.difference_of(currency), currency),
            )
        )  # fmt: skip
    return rows


def _written(amount: Decimal | None, currency: str) -> str:
    return "" if amount is None else written(amount, currency)
