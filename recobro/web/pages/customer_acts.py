"""What is done in the file of a customer: each act is a resource, records who and when, and leads back to the file.

What a verb refuses is shown on the file, with the form open and what was typed still in it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from recobro.access.rights import Right
from recobro.bank.payers import forget
from recobro.casework import paper, record
from recobro.casework.dates import expect, set_next_contact
from recobro.casework.end import ENDABLE, end
from recobro.casework.listing import list_cases, list_tasks
from recobro.casework.notes import write_note
from recobro.casework.payment_plan import Equal, agree
from recobro.casework.tasks import add_task, finish_task, items_owed
from recobro.evaluation.addresses import reinstate, retire
from recobro.kernel.problems import Refused, refuse
from recobro.ledger.contacts import add_contact
from recobro.ledger.find import is_item_of
from recobro.ledger.marks import end_mark, mark
from recobro.ledger.models import EARMARKS, MARKS
from recobro.ledger.on_account import register_on_account
from recobro.ledger.register import take_back_payment
from recobro.web.door import Desk, page, say
from recobro.web.pages.customer import paid_lately, show, someone
from recobro.web.typed import Typed


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """An act with who does it, for whom, and what was typed."""

    desk: Desk
    customer_id: int
    typed: Typed

    @property
    def whom(self) -> tuple[int, int]:
        """The company and the customer."""
        return self.desk.company.id, self.customer_id

    def day(self, name: str) -> date:
        """A day that is needed."""
        found = self.typed.day(name)
        self._checked()
        if found is None:
            raise refuse(name, _("A day is missing."), _("Choose one."))
        return found

    def optional_day(self, name: str) -> date | None:
        """A day, or None."""
        found = self.typed.day(name)
        self._checked()
        return found

    def amount(self, name: str = "amount") -> Decimal | None:
        """An amount, or None for nothing."""
        found = self.typed.amount(name)
        self._checked()
        return found

    def optional_item(self) -> int | None:
        """The invoice that it is about, or None. Raises Http404 for one of somebody else."""
        found = self.typed.whole("item")
        if found is not None and not is_item_of(self.desk.company.id, self.customer_id, found):
            raise Http404
        return found

    def paper(self) -> int:
        """The paper that it is about: one of his that stands. Raises Http404 for another."""
        found = self.typed.whole("case") or 0
        if ("paper", found) not in _standing(self.desk, self.customer_id):
            raise Http404
        return found

    def paper_not_paid(self) -> int:
        """The paper that the bank did not pay: one that stands, or was paid lately. Raises Http404 for another."""
        found = self.typed.whole("case") or 0
        if any(found == one.paper_id for one in paid_lately(self.desk, self.customer_id)):
            return found
        return self.paper()

    def item(self) -> int:
        """The invoice that it is about."""
        found = self.optional_item()
        if found is None:
            raise refuse("item", _("No invoice was chosen."), _("Choose one."))
        return found

    def _checked(self) -> None:
        if self.typed.problems:
            raise Refused(self.typed.problems)


def _note(deed: Deed) -> str:
    company, customer = deed.whom
    write_note(
        company, customer_id=customer, on=deed.desk.today, text=deed.typed.text("text"), at=deed.desk.at, by=deed.desk.by
    )  # fmt: skip
    return _("It is written down.")


def _task(deed: Deed) -> str:
    company, customer = deed.whom
    title, desk = deed.typed.text("title"), deed.desk
    if not title:
        raise refuse("task", _("The task says nothing."), _("Say what is to be done."))
    add_task(
        company, customer_id=customer, mode=desk.company.mode, kind="call" if deed.typed.text("call") else "task",
        assignee=deed.typed.text("assignee"), title=title, due_on=deed.day("due_on"),
        items=items_owed(company, customer_id=customer, on=desk.today) if deed.typed.text("unless_paid") else (), at=desk.at,
    )  # fmt: skip
    return _("The task is added.")


def _hold(deed: Deed) -> str:
    company, customer = deed.whom
    record.hold(
        company, customer_id=customer, item_id=deed.optional_item(), from_on=deed.desk.today, until_on=deed.day("until"),
        reason=deed.typed.text("reason"), at=deed.desk.at, by=deed.desk.by,
    )  # fmt: skip
    return _("Reminders are on hold until that day.")


def _dispute(deed: Deed) -> str:
    company, customer = deed.whom
    record.dispute(
        company, customer_id=customer, item_id=deed.item(), amount=deed.amount(), from_on=deed.desk.today,
        until_on=deed.optional_day("until"), reason=deed.typed.text("reason"), at=deed.desk.at, by=deed.desk.by,
    )  # fmt: skip
    return _("The dispute is recorded: that part is not asked for until it is settled.")


def _promise(deed: Deed) -> str:
    company, customer = deed.whom
    item = deed.optional_item()
    record.promise(
        company, customer_id=customer, currency=deed.typed.text("currency"), items=[item] if item else None,
        amount=deed.amount(), made_on=deed.desk.today, promised_on=deed.day("on"), reason=deed.typed.text("reason"),
        at=deed.desk.at, by=deed.desk.by,
    )  # fmt: skip
    return _("The promise is recorded: reminders wait for it.")


def _complaint(deed: Deed) -> str:
    company, customer = deed.whom
    record.complain(
        company, customer_id=customer, made_on=deed.desk.today, owner=deed.typed.text("owner"), reason=deed.typed.text("reason"),
        at=deed.desk.at, by=deed.desk.by,
    )  # fmt: skip
    return _("The complaint is recorded: nothing is sent until a manager has answered.")


def _next_contact(deed: Deed) -> str:
    company, customer = deed.whom
    set_next_contact(
        company, customer_id=customer, made_on=deed.desk.today, on=deed.day("on"), reason=deed.typed.text("reason"),
        at=deed.desk.at, by=deed.desk.by,
    )  # fmt: skip
    return _("The day of the next contact is set.")


def _expected(deed: Deed) -> str:
    company, customer = deed.whom
    expect(
        company, customer_id=customer, item_id=deed.item(), made_on=deed.desk.today, on=deed.day("on"),
        reason=deed.typed.text("reason"), at=deed.desk.at, by=deed.desk.by,
    )  # fmt: skip
    return _("Payment is expected on that day: until then it is not reminded.")


def _mark(deed: Deed) -> str:
    company, customer = deed.whom
    mark(
        company, customer_id=customer, kind=deed.typed.text("kind"), from_on=deed.desk.today, until_on=deed.optional_day("until"),
        reason=deed.typed.text("reason"), at=deed.desk.at, by=deed.desk.by,
    )  # fmt: skip
    return _("The customer is marked.")


def _earmark(deed: Deed) -> str:
    company, customer = deed.whom
    kind = deed.typed.text("kind")
    if kind not in EARMARKS:
        raise refuse("payment", _("It is not said what the money is kept as."), _("Choose one."))
    mark(
        company, customer_id=customer, item_id=deed.item(), kind=kind, from_on=deed.desk.today, reason=deed.typed.text("reason"),
        at=deed.desk.at, by=deed.desk.by,
    )  # fmt: skip
    return _("It is kept: it covers no invoice before it is released.")


def _release(deed: Deed) -> str:
    company, customer = deed.whom
    kept = [
        one.case_id for one in list_cases(company, as_of=deed.desk.today, customer_id=customer)
        if one.kind in EARMARKS and one.item_id == deed.item()
    ]  # fmt: skip
    for one in kept:
        end_mark(
            company, mark_id=one, on=deed.desk.today, reason=deed.typed.text("reason"), at=deed.desk.at, by=deed.desk.by
        )  # fmt: skip
    return _("It is released: it counts as money on account.")


def _paper(deed: Deed) -> str:
    company, customer = deed.whom
    amount = deed.amount()
    if amount is None:
        raise refuse("paper", _("An amount is missing."), _("Write one, such as 1234.50."))
    item = deed.optional_item()
    paper.take_paper(
        company, customer_id=customer, kind=deed.typed.text("kind"), number=deed.typed.text("number"),
        currency=deed.typed.text("currency"), amount=amount, received_on=deed.desk.today, due_on=deed.day("due_on"),
        items=[item] if item else None, at=deed.desk.at, by=deed.desk.by,
    )  # fmt: skip
    return _("The paper is recorded: what it covers is not reminded until it is paid, or comes back.")


def _paper_deposit(deed: Deed) -> str:
    paper.deposit(deed.desk.company.id, paper_id=deed.paper(), on=deed.desk.today)
    return _("The paper is at the bank.")


def _paper_clear(deed: Deed) -> str:
    desk = deed.desk
    paper.clear(desk.company.id, paper_id=deed.paper(), on=desk.today, at=desk.at, by=desk.by)
    return _("The paper is paid, and so is what it covered.")


def _paper_unpaid(deed: Deed) -> str:
    desk = deed.desk
    said = {"reason": reason} if (reason := deed.typed.text("reason")) else {}
    paper.unpaid(
        desk.company.id, paper_id=deed.paper_not_paid(), on=desk.today, at=desk.at, by=desk.by, **said
    )
    return _("The paper is unpaid: what it covered is open again.")


def _plan(deed: Deed) -> str:
    company, customer = deed.whom
    agree(
        company, customer_id=customer, currency=deed.typed.text("currency"), amount=deed.amount(),
        instalments=Equal(
            count=deed.typed.whole("count") or 0, first_on=deed.day("first_on"),
            every="week" if deed.typed.text("every") == "week" else "month",
        ),
        made_on=deed.desk.today, reason=deed.typed.text("reason"), at=deed.desk.at, by=deed.desk.by,
    )  # fmt: skip
    return _("The payment plan is agreed: its instalments stand in place of the due dates.")


def _payment(deed: Deed) -> str:
    company, customer = deed.whom
    amount = deed.amount()
    if amount is None:
        raise refuse("payment", _("An amount is missing."), _("Write one, such as 1234.50."))
    register_on_account(
        company, customer_id=customer, amount=amount, currency=deed.typed.text("currency"), on=deed.day("on"),
        today=deed.desk.today, key=deed.typed.text("key"), reference=deed.typed.text("number"),
        at=deed.desk.at, by=deed.desk.by,
    )  # fmt: skip
    return _("The payment is on account.")


def _payment_back(deed: Deed) -> str:
    company, customer = deed.whom
    take_back_payment(
        company, customer_id=customer, payment_id=deed.typed.whole("payment") or 0, on=deed.desk.today, at=deed.desk.at, by=deed.desk.by
    )  # fmt: skip
    return _("The payment is taken back.")


def _contact(deed: Deed) -> str:
    company, customer = deed.whom
    names = ("role", "name", "email", "phone")
    add_contact(company, customer_id=customer, **{name: deed.typed.text(name) for name in names})
    return _("The contact is added.")


def _retire(deed: Deed) -> str:
    company, customer = deed.whom
    retire(
        company, customer_id=customer, address=deed.typed.text("address"), on=deed.desk.today, reason=deed.typed.text("reason"),
        by=deed.desk.by,
    )  # fmt: skip
    return _("Nothing is sent to this address any more.")


def _reinstate(deed: Deed) -> str:
    company, customer = deed.whom
    reinstate(company, customer_id=customer, address=deed.typed.text("address"))
    return _("The address is used again.")


ACTS: dict[str, tuple[Right, Callable[[Deed], str]]] = {
    "notes": ("write", _note),
    "tasks": ("write", _task),
    "contacts": ("collect", _contact),
    "retirements": ("collect", _retire),
    "reinstatements": ("collect", _reinstate),
    "payments": ("book", _payment),
    "payments-back": ("book", _payment_back),
    "papers": ("book", _paper),
    "papers-deposit": ("book", _paper_deposit),
    "papers-clear": ("book", _paper_clear),
    "papers-unpaid": ("book", _paper_unpaid),
    "earmarks": ("book", _earmark),
    "releases": ("book", _release),
    "holds": ("collect", _hold),
    "disputes": ("collect", _dispute),
    "promises": ("collect", _promise),
    "complaints": ("collect", _complaint),
    "next-contacts": ("collect", _next_contact),
    "expected-dates": ("collect", _expected),
    "plans": ("collect", _plan),
    "marks": ("decide", _mark),
}


@require_POST
@page("write")
def act(request: HttpRequest, desk: Desk, customer_id: int, kind: str) -> HttpResponse:
    """One act of `ACTS`."""
    if kind not in ACTS:
        raise Http404
    right, perform = ACTS[kind]
    if not desk.may(right):
        return not_allowed(request, right)
    someone(desk, customer_id)
    try:
        done = perform(Deed(desk=desk, customer_id=customer_id, typed=Typed(request.POST)))
    except Refused as refused:
        return show(request, desk, customer_id, typed={kind: request.POST}, problems=refused.problems)
    say(request, done)
    return back(desk, customer_id)


@require_POST
@page("write")
def end_case(request: HttpRequest, desk: Desk, customer_id: int) -> HttpResponse:
    """Ends a hold, a dispute, a promise ... of this customer; a mark is ended by who may decide."""
    someone(desk, customer_id)
    typed = Typed(request.POST)
    kind, case_id = typed.text("kind"), typed.whole("case")
    if kind not in ENDABLE or (kind, case_id) not in _standing(desk, customer_id):
        raise Http404
    right: Right = "decide" if kind == "mark" else "collect"
    if not desk.may(right):
        return not_allowed(request, right)
    try:
        end(
            desk.company.id, kind=kind, case_id=case_id or 0, on=desk.today, reason=typed.text("reason"),
            at=desk.at, by=desk.by,
        )  # fmt: skip
    except Refused as refused:
        return show(request, desk, customer_id, problems=refused.problems)
    say(request, _("It has ended."))
    return back(desk, customer_id)


@require_POST
@page("write")
def task_done(request: HttpRequest, desk: Desk, customer_id: int, task_id: int) -> HttpResponse:
    """A task of this customer is done."""
    someone(desk, customer_id)
    if task_id not in {
        one.task_id for one in list_tasks(desk.company.id, mode=desk.company.mode, customer_id=customer_id)
    }:
        raise Http404
    finish_task(desk.company.id, task_id=task_id, on=desk.today, at=desk.at, by=desk.by)
    say(request, _("The task is done."))
    return back(desk, customer_id)


def not_allowed(request: HttpRequest, right: Right) -> HttpResponse:
    """The person's role does not allow it."""
    return render(request, "refused.html", {"right": right}, status=403)


def _standing(desk: Desk, customer_id: int) -> set[tuple[str, int]]:
    """What of this customer stands, and can be ended."""
    found = list_cases(desk.company.id, as_of=desk.today, customer_id=customer_id)
    return {("mark" if one.kind in MARKS else one.kind, one.case_id) for one in found}


def back(desk: Desk, customer_id: int) -> HttpResponse:
    """To the file, by a new request."""
    response = redirect("customer", desk.company.id, customer_id)
    response.status_code = 303
    return response


@require_POST
@page("book")
def forget_payer(request: HttpRequest, desk: Desk, customer_id: int, payer_id: int) -> HttpResponse:
    """What was learnt is not so: that account or name does not pay for him."""
    someone(desk, customer_id)
    forget(desk.company.id, customer_id=customer_id, payer_id=payer_id, at=desk.at)
    say(request, _("It is forgotten."))
    return redirect("customer", desk.company.id, customer_id)
