"""The file of a customer: his account, why each item is in or out, what was said and done, and everything that can be done for him."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_hex
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from recobro.access.rights import RIGHTS
from recobro.bank.payers import payers_of
from recobro.casework.listing import ListedCase, ListedPaper, list_cases, list_papers, papers_paid_since
from recobro.casework.models import PAPERS
from recobro.evaluation.evaluate import Verdict
from recobro.evaluation.explain import Tongue, apart, sentence
from recobro.insight import account
from recobro.insight.customer_file import timeline
from recobro.insight.in_one_currency import Sum, sum_in
from recobro.kernel.problems import Problem
from recobro.ledger.contacts import ROLES
from recobro.ledger.documents import documents_of
from recobro.ledger.models import EARMARKS, MARKS
from recobro.policy.read import read_version
from recobro.web.door import Desk, page
from recobro.web.errands import tasks_of
from recobro.web.templatetags.say import amount, day, level, said
from recobro.web.words import problem_in_words

TALK = ("message", "told", "call", "call done", "note")
MONEY = ("payment", "credit_note", "write_off", "discount", "cancellation", "adjustment", "transfer")
KINDS: dict[str, tuple[str, ...]] = {
    "talk": TALK,
    "agreed": tuple(
        begins + kind
        for begins in ("", "end of ")
        for kind in ("hold", "dispute", "promise", "complaint", "next-contact", "expected-date", "paper", "retained",
                     "payment-plan", "mark")
    ),
    "notes": ("note",),
    "tasks": ("task", "task done", "call", "call done"),
    "money": MONEY,
}  # fmt: skip
IN_MORE = (
    "payments",
    "complaints",
    "next-contacts",
    "expected-dates",
    "plans",
    "contacts",
    "marks",
    "papers",
)
MARKS_OF_CUSTOMER = tuple(kind for kind in MARKS if kind not in EARMARKS)
REASONED = 1000  # open items up to which the reasons of a page are worked out without being asked for
MAY_COME_BACK = 60  # days after a paper was paid
ON_PAGE = 12  # entries of the timeline beside the account


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the account, and what is said about it."""

    item: account.AccountLine
    reasons: tuple[str, ...]

    @property
    def verdict(self) -> Verdict | None:
        """What the policy says about it."""
        return self.item.verdict

    @property
    def waits_for_money(self) -> bool:
        """Does money that is not cleared keep the reminder back?"""
        return waits_for_money(self.verdict)


def tongue() -> Tongue:
    """How reasons are said on a page."""
    return Tongue(
        say=said, day=day, money=lambda value, currency: f"{amount(value, currency)} {currency}", level=level
    )


def reasons(verdict: Verdict | None) -> tuple[str, ...]:
    """Why a claim is in or out: the sentence of the outcome first, then of every other block; and credit that waits apart."""
    if verdict is None:
        return ()
    ours = tongue()
    blocks = tuple(sentence(verdict, block=block, tongue=ours) for block in verdict.blocks or (None,))
    return (*blocks, *filter(None, [apart(verdict, ours)]))


def waits_for_money(verdict: Verdict | None) -> bool:
    """Does money that may have paid it, and is not cleared, keep its reminder back?"""
    return verdict is not None and "maybe_paid" in (verdict.outcome, *verdict.blocks)


def someone(desk: Desk, customer_id: int) -> account.Identity:
    """The customer, as far as this person may see him. Raises Http404 otherwise."""
    found = account.identity(desk.company.id, customer_id, salesperson=desk.salesperson)
    if found is None:
        raise Http404
    return found


@page("see")
def view(request: HttpRequest, desk: Desk, customer_id: int) -> HttpResponse:
    """The account, what stands, and the latest of what happened."""
    return show(request, desk, customer_id)


def show(
    request: HttpRequest,
    desk: Desk,
    customer_id: int,
    *,
    typed: Mapping[str, Any] | None = None,
    problems: tuple[Problem, ...] = (),
) -> HttpResponse:
    """The page, and on it what was refused (`typed`: the values by the act that they were typed for)."""
    who = someone(desk, customer_id)
    company_id = desk.company.id
    wanted = request.GET.get("show", "all")
    shown = next((one for one in account.SHOWN if one == wanted), account.SHOWN[0])
    figures = account.figures(desk.company, customer_id, as_of=desk.today)
    with_reasons = sum(one.items for one in figures) <= REASONED or "why" in request.GET
    page_of = account.lines(
        desk.company, customer_id, as_of=desk.today, show=shown, after=request.GET.get("after", ""),
        with_verdicts=with_reasons,
    )  # fmt: skip
    entries, older = timeline(company_id, customer_id=customer_id, mode=desk.company.mode, size=ON_PAGE)
    standing = list_cases(company_id, as_of=desk.today, customer_id=customer_id)
    tasks, said_entries = tasks_of(desk, customer_id, entries)
    found = {
        "who": who,
        "figures": figures,
        "together": _together(desk, figures),
        "behaviour": account.behaviour(company_id, customer_id, as_of=desk.today),
        "lines": [Line(item=one, reasons=reasons(one.verdict)) for one in page_of.lines],
        "with_reasons": with_reasons,
        "after": page_of.after,
        "show": shown,
        "standing": standing,
        "tasks": tasks,
        "people": account.people(company_id, customer_id),
        "entries": said_entries,
        "older": older,
        "marks": MARKS,
        "marks_of_customer": MARKS_OF_CUSTOMER,
        "papers": PAPERS,
        "his_papers": _papers(desk, customer_id) if any(one.kind == "paper" for one in standing) else {},
        "paid_papers": paid_lately(desk, customer_id),
        "typed": typed or {},
        "problems": [problem_in_words(one) for one in problems],
        "policies": _policies(page_of.lines),
        "rights": {right: desk.may(right) for right in RIGHTS},
        "roles": ROLES,
        "more_open": any(kind in IN_MORE for kind in typed or {}),
        "today_iso": desk.today.isoformat(),
        "form_key": token_hex(16),  # names the form of a payment, so that it books once
        "tab": "account",
    }
    return render(request, "customer/customer.html", found, status=422 if problems else 200)


def paid_lately(desk: Desk, customer_id: int) -> list[ListedPaper]:
    """The papers of his that may still come back."""
    since = desk.today - timedelta(days=MAY_COME_BACK)
    return papers_paid_since(desk.company.id, customer_id=customer_id, day=since)


def _papers(desk: Desk, customer_id: int) -> dict[int, ListedPaper]:
    """The papers that stand: what they are, and where."""
    found = list_papers(desk.company.id, as_of=desk.today, customer_id=customer_id)
    return {one.paper_id: one for one in found}


def _together(desk: Desk, figures: Sequence[account.Figures]) -> Sum | None:
    """What he owes in all, in the company's currency, where he owes in several."""
    if len(figures) < 2:
        return None
    owed = {one.currency: one.owed for one in figures}
    return sum_in(desk.company.id, owed, currency=desk.company.currency, on=desk.today)


def _policies(lines: Sequence[account.AccountLine]) -> list[tuple[str, str]]:
    """Which policies treat these lines, and by which assignment each was chosen."""
    found = {
        (one.verdict.version_id, one.verdict.scope) for one in lines if one.verdict and one.verdict.version_id
    }
    return sorted((read_version(version).key, scope or "") for version, scope in found if version)


@page("see")
def payments(request: HttpRequest, desk: Desk, customer_id: int) -> HttpResponse:
    """What came in, and what it was set against."""
    who = someone(desk, customer_id)
    found, before = account.credit_lines(desk.company.id, customer_id, before=request.GET.get("before", ""))
    context = {
        "who": who,
        "credits": found,
        "before": before,
        "tab": "payments",
        "may_book": desk.may("book"),
        "kept": _kept(desk, customer_id),
        "earmarks": EARMARKS,
        "payers": payers_of(desk.company.id, customer_id) if desk.salesperson is None else [],
    }
    return render(request, "customer/payments.html", context)


def _kept(desk: Desk, customer_id: int) -> dict[int | None, ListedCase]:
    """The credits that are kept for a purpose, and as what."""
    standing = list_cases(desk.company.id, as_of=desk.today, customer_id=customer_id)
    return {one.item_id: one for one in standing if one.kind in EARMARKS}


@page("see")
def history(request: HttpRequest, desk: Desk, customer_id: int) -> HttpResponse:
    """Everything that was said and done, in pages."""
    who = someone(desk, customer_id)
    chosen = request.GET.get("kind", "")
    found, older = timeline(
        desk.company.id, customer_id=customer_id, mode=desk.company.mode, kinds=KINDS.get(chosen, ()),
        before=request.GET.get("before", ""), size=50,
    )  # fmt: skip
    context = {
        "who": who,
        "entries": tasks_of(desk, customer_id, found)[1],
        "older": older,
        "kind": chosen,
        "tab": "history",
    }
    return render(request, "customer/history.html", context)


@page("see")
def documents(request: HttpRequest, desk: Desk, customer_id: int) -> HttpResponse:
    """The documents that were filed with his invoices."""
    who = someone(desk, customer_id)
    found = documents_of(desk.company.id, customer_id=customer_id)
    return render(request, "customer/documents.html", {"who": who, "documents": found, "tab": "documents"})
