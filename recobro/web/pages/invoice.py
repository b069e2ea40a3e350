"""One invoice: what it is, what came in for it, who was told, why it is in or out today; and what can be done about it."""

from __future__ import annotations

from collections.abc import Mapping
from secrets import token_hex
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from recobro.access.rights import RIGHTS
from recobro.bank.may_pay import Unclear, money_for
from recobro.casework.models import RETENTIONS
from recobro.evaluation.by_policy import by_policy
from recobro.evaluation.evaluate import Verdict
from recobro.evaluation.outcomes import BY_KEY
from recobro.insight.invoice import Facts, InvoiceFile, invoice_facts, invoice_file
from recobro.kernel.problems import Problem
from recobro.policy.read import policy_keys, read_version
from recobro.web.door import Desk, page
from recobro.web.pages.customer import reasons, waits_for_money
from recobro.web.typed import written
from recobro.web.words import problem_in_words

ENDED_HERE = (
    "hold",
    "dispute",
    "expected-date",
    "retained",
)  # what stands on the invoice alone is ended on its page
PARTS = ("disputed", "covered", "retained", "planned", "promised", "netted")


def some_invoice(desk: Desk, item_id: int) -> Facts:
    """The item, as far as this person may see it. Raises Http404 otherwise."""
    found = invoice_facts(desk.company.id, item_id, as_of=desk.today, salesperson=desk.salesperson)
    for one in found:
        if one.item_id == item_id:
            return one
    raise Http404


@page("see")
def view(request: HttpRequest, desk: Desk, item_id: int) -> HttpResponse:
    """Everything about the invoice."""
    return show(request, desk, item_id)


def show(
    request: HttpRequest, desk: Desk, item_id: int, *, problems: tuple[Problem, ...] = (), typed: Mapping[str, Any] | None = None,
    exceeds: bool = False,
) -> HttpResponse:  # fmt: skip
    """The page, and on it what was refused (`typed`: the values by the act that they were typed for).

    `exceeds`: a payment was typed that is more than is open, and it is asked whether the rest shall stay on account.
    """
    found = invoice_file(
        desk.company.id, item_id, mode=desk.company.mode, as_of=desk.today, salesperson=desk.salesperson
    )
    if found is None:
        raise Http404
    context = {
        "found": found,
        "facts": found.facts,
        "parts": _parts(found),
        "unclear": _unclear(desk, found),
        "reasons": reasons(found.verdict),
        "way_out": BY_KEY[found.verdict.outcome].way_out if found.verdict else "",
        "policy": policy_keys(desk.company.id).get(found.verdict.policy_id or 0, "") if found.verdict else "",
        "by_policy": _by_policy(found.verdict),
        "rights": {right: desk.may(right) for right in RIGHTS},
        "retentions": RETENTIONS,
        "typed": typed or {},
        "exceeds": exceeds,
        "opened": request.GET.get("act", ""),
        "form_key": token_hex(16),  # names the form, so that it books once
        "open_text": written(found.facts.open, found.facts.currency),
        "ended_here": ENDED_HERE,
        "today_iso": desk.today.isoformat(),
        "problems": [problem_in_words(problem) for problem in problems],
    }
    return render(request, "invoices/invoice.html", context, status=422 if problems else 200)


def _unclear(desk: Desk, found: InvoiceFile) -> list[Unclear]:
    """The money that keeps its reminder back; the bank is not for salespeople."""
    if desk.salesperson is not None or not waits_for_money(found.verdict):
        return []
    return money_for(desk.company.id, [found.facts.item_id]).get(found.facts.item_id, [])


def _by_policy(verdict: Verdict | None) -> tuple[str, ...]:
    """Which setting of the policy gives which date, and its floor and ceiling."""
    return by_policy(verdict, read_version(verdict.version_id)) if verdict and verdict.version_id else ()


def _parts(found: InvoiceFile) -> list[tuple[str, Any]]:
    """What takes something out of what can be asked for, with how much."""
    verdict = found.verdict
    return [(name, getattr(verdict, name)) for name in PARTS if getattr(verdict, name)] if verdict else []
