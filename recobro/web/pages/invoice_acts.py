"""What is done about one invoice: each act is a resource, records who and when, and leads back to the invoice.

What a verb refuses is shown on the invoice, with the form open and what was typed still in it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from recobro.access.rights import Right
from recobro.casework.dates import expect
from recobro.casework.end import end
from recobro.casework.record import dispute, hold, retain
from recobro.connectors.documents.add import add_to_items
from recobro.insight.invoice import Facts, InvoiceFile, invoice_facts, invoice_file
from recobro.kernel.problems import Refused
from recobro.ledger.allocate import Settlement, allocate, undo
from recobro.ledger.register import StaysOnAccount, register_payment, take_back_payment
from recobro.web.door import Desk, page, say
from recobro.web.pages.back import back_to
from recobro.web.pages.invoice import ENDED_HERE, show, some_invoice
from recobro.web.templatetags.say import amount
from recobro.web.typed import Typed


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """An act with who does it, on which invoice, and what was typed."""

    desk: Desk
    facts: Facts
    typed: Typed
    upload: UploadedFile | None

    @property
    def file(self) -> InvoiceFile:
        """The invoice with what was set against it and what stands on it."""
        found = invoice_file(
            self.desk.company.id, self.facts.item_id, mode=self.desk.company.mode, as_of=self.desk.today
        )
        if found is None:
            raise Http404
        return found


def _payment(deed: Deed) -> str:
    desk, typed = deed.desk, deed.typed
    done = register_payment(
        desk.company.id, item_id=deed.facts.item_id, amount=typed.needed_amount("amount"), currency=typed.text("currency"),
        on=typed.needed_day("on"), today=desk.today, key=typed.text("key"), reference=typed.text("reference"),
        may_exceed=bool(typed.text("may_exceed")), at=desk.at, by=desk.by,
    )  # fmt: skip
    values = {
        name: f"{amount(getattr(done, name), done.currency)} {done.currency}"
        for name in ("paid", "on_account")
    }
    if not done.is_new:
        return _("This payment was booked already; it is not booked twice.")
    if done.on_account:
        return _("%(paid)s is paid, and %(on_account)s stays on account.") % values
    return _("%(paid)s is paid.") % values


def _allocation(deed: Deed) -> str:
    desk, facts = deed.desk, deed.facts
    credit = next((one for one in deed.file.credits if one.item_id == deed.typed.whole("credit")), None)
    if credit is None:
        raise deed.typed.missing(_("Nothing of this credit is left."), _("Choose another one."))
    part = deed.typed.amount("amount")
    deed.typed.check()
    settlement = Settlement(
        customer_id=facts.customer_id, debit_item_id=facts.item_id, credit_item_id=credit.item_id,
        amount=min(credit.left, facts.open) if part is None else part,
        on=max(desk.today, facts.issued_on, credit.issued_on),
    )  # fmt: skip
    allocate(desk.company.id, settlement, at=desk.at, by=desk.by)
    return _("The credit is set against this invoice.")


def _undo(deed: Deed) -> str:
    desk = deed.desk
    chosen = deed.typed.whole("allocation")
    if chosen not in {one.allocation_id for one in deed.file.allocations}:
        raise Http404
    undo(desk.company.id, allocation_id=chosen or 0, on=desk.today, at=desk.at, by=desk.by)
    return _("It is no longer set against this invoice; the money is on account.")


def _take_back(deed: Deed) -> str:
    desk = deed.desk
    chosen = deed.typed.whole("payment")
    if chosen not in {one.item_id for one in deed.file.allocations if one.is_registered}:
        raise Http404
    take_back_payment(
        desk.company.id, customer_id=deed.file.facts.customer_id, payment_id=chosen or 0, on=desk.today, at=desk.at, by=desk.by
    )  # fmt: skip
    return _("The payment is taken back.")


def _dispute(deed: Deed) -> str:
    desk, typed = deed.desk, deed.typed
    part, until = typed.amount("amount"), typed.day("until")
    typed.check()
    dispute(
        desk.company.id, customer_id=deed.facts.customer_id, item_id=deed.facts.item_id, amount=part, from_on=desk.today,
        until_on=until, reason=typed.text("reason"), at=desk.at, by=desk.by,
    )  # fmt: skip
    return _("The dispute is recorded: that part is not asked for until it is settled.")


def _expect(deed: Deed) -> str:
    desk, typed = deed.desk, deed.typed
    expect(
        desk.company.id, customer_id=deed.facts.customer_id, item_id=deed.facts.item_id, made_on=desk.today,
        on=typed.needed_day("on"), reason=typed.text("reason"), at=desk.at, by=desk.by,
    )  # fmt: skip
    return _("Payment is expected on that day: until then it is not reminded.")


def _hold(deed: Deed) -> str:
    desk, typed = deed.desk, deed.typed
    hold(
        desk.company.id, customer_id=deed.facts.customer_id, item_id=deed.facts.item_id, from_on=desk.today,
        until_on=typed.needed_day("until"), reason=typed.text("reason"), at=desk.at, by=desk.by,
    )  # fmt: skip
    return _("Reminders are on hold until that day.")


def _retain(deed: Deed) -> str:
    desk, typed = deed.desk, deed.typed
    until = typed.day("until")
    retain(
        desk.company.id, customer_id=deed.facts.customer_id, item_id=deed.facts.item_id, kind=typed.text("kind"),
        amount=typed.needed_amount("amount"), from_on=desk.today, until_on=until, reason=typed.text("reason"), at=desk.at, by=desk.by,
    )  # fmt: skip
    return _("It is kept back: that part is not asked for.")


def _end(deed: Deed) -> str:
    desk, typed = deed.desk, deed.typed
    kind, case_id = typed.text("kind"), typed.whole("case")
    standing = {(one.kind, one.case_id) for one in deed.file.cases if one.item_id == deed.facts.item_id}
    if kind not in ENDED_HERE or (kind, case_id) not in standing:
        raise Http404
    end(
        desk.company.id, kind=kind, case_id=case_id or 0, on=desk.today, reason=typed.text("reason"), at=desk.at, by=desk.by
    )  # fmt: skip
    return _("It has ended.")


def _document(deed: Deed) -> str:
    desk = deed.desk
    if deed.upload is None:
        raise deed.typed.missing(_("No file was chosen."), _("Choose a PDF or an XML file."))
    items = [one.item_id for one in invoice_facts(desk.company.id, deed.facts.item_id, as_of=desk.today)]
    with TemporaryDirectory(prefix="recobro-") as folder:
        path = Path(folder) / (Path(deed.upload.name or "").name[-200:] or "document")
        with path.open("wb") as copy:
            for chunk in deed.upload.chunks():
                copy.write(chunk)
        add_to_items(desk.company.id, path=path, items=items, at=desk.at, by=desk.by)
    return _("The document is filed with the invoice.")


ACTS: dict[str, tuple[Right, Callable[[Deed], str]]] = {
    "payments": ("book", _payment),
    "payments-back": ("book", _take_back),
    "allocations": ("book", _allocation),
    "allocations-undo": ("book", _undo),
    "documents": ("book", _document),
    "disputes": ("collect", _dispute),
    "expected-dates": ("collect", _expect),
    "holds": ("collect", _hold),
    "retained": ("collect", _retain),
    "cases-end": ("collect", _end),
}


@require_POST
@page("write")
def act(request: HttpRequest, desk: Desk, item_id: int, kind: str) -> HttpResponse:
    """One act of `ACTS`."""
    if kind not in ACTS:
        raise Http404
    right, perform = ACTS[kind]
    if not desk.may(right):
        return render(request, "refused.html", {"right": right}, status=403)
    facts = some_invoice(desk, item_id)
    upload = request.FILES.get("file")
    deed = Deed(
        desk=desk,
        facts=facts,
        typed=Typed(request.POST),
        upload=upload if isinstance(upload, UploadedFile) else None,
    )
    try:
        done = perform(deed)
    except Refused as refused:
        return show(
            request, desk, item_id, problems=refused.problems, typed={kind: request.POST},
            exceeds=isinstance(refused, StaysOnAccount),
        )  # fmt: skip
    say(request, done)
    return back_to("invoice", desk.company.id, item_id)
