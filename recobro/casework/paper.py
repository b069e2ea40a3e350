"""Payment paper: it covers items without paying them, until the bank has paid it, or has not.

1. `take_paper`: received. Its items are covered from that day on.
2. `deposit`: at the bank.
3. `clear`: the bank has paid. Either we post the payment, and the paper ends in the same transaction; or an import will bring it
   (`booked`), and the paper covers until `settle_booked` sees the payment: neither counted twice nor reminded in between.
   Money that comes over the bank ends it by itself (`paper_at_bank`).
4. `unpaid`: the bank has not paid, or has taken the money back. The items are open again, at their old level.
5. `give_back`: returned to the customer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from recobro.access.company import read_company
from recobro.access.fit import fit, insert
from recobro.access.rows import rows
from recobro.casework.cover import cover, one_at_a_time, owed
from recobro.casework.models import PAPERS, Paper, PaperLine
from recobro.casework.tasks import add_task
from recobro.kernel.money import plain
from recobro.kernel.problems import Refused, refuse
from recobro.ledger.find import collector_of
from recobro.ledger.receive import receive, take_back

TITLES = {
    "en": "A paper was not paid: {paper}, {amount} {currency}",
    "es": "Un efecto ha sido devuelto: {paper}, {amount} {currency}",
    "fr": "Un effet est revenu impayé : {paper}, {amount} {currency}",
}


def take_paper(
    company_id: int, *, customer_id: int, kind: str, number: str = "", currency: str, amount: Decimal, received_on: date,
    due_on: date, items: Iterable[int] | None = None, parts: Mapping[int, Decimal] | None = None, owner: str = "",
    reason: str = "", at: datetime, by: str,
) -> int:  # fmt: skip
    """A paper came in. It covers what is open of the items (all by default, oldest due first), or the `parts` that are given.

    What the amount has over stays on account when the paper is paid.
    """
    if kind not in PAPERS:
        raise refuse("paper", f"There is no paper '{kind}'.", f"Kinds: {', '.join(PAPERS)}.")
    if amount <= 0:
        raise refuse("paper", f"{amount} is no amount of a paper.", "Give an amount above zero.")
    with transaction.atomic():
        one_at_a_time(customer_id)
        found = owed(company_id, customer_id, kind="paper", currency=currency, items=items, on=received_on)
        taken = _covered(company_id, customer_id)
        lines = cover(found, amount, taken=taken, parts=parts or {}, kind="paper")
        row = insert(
            "paper", Paper,
            company_id=company_id, customer_id=customer_id, kind=kind, number=number, currency=currency, amount=amount,
            received_on=received_on, due_on=due_on, owner=owner, reason=reason, by=by, recorded_at=at,
        )  # fmt: skip
        PaperLine.objects.bulk_create(
            PaperLine(company_id=company_id, customer_id=customer_id, paper=row, item_id=item_id, amount=part)
            for item_id, part in lines
        )
    return int(row.id)


def deposit(company_id: int, *, paper_id: int, on: date) -> None:
    """The paper is at the bank."""
    moved = Paper.objects.filter(
        company_id=company_id, id=paper_id, ended_on__isnull=True, deposited_on__isnull=True
    ).update(deposited_on=on)
    if not moved:
        raise _no_open(paper_id, "that is not deposited yet")


def clear(company_id: int, *, paper_id: int, on: date, booked: bool = False, at: datetime, by: str) -> None:
    """The bank has paid. Posts the payment and sets it against what the paper covered; with `booked` an import brings it."""
    with transaction.atomic():
        paper = _open_paper(company_id, paper_id)
        if paper.cleared_on is not None:
            raise refuse("paper", f"Paper {paper_id} has cleared on {paper.cleared_on} already.")
        if on < paper.received_on:
            raise refuse(
                "paper", f"Paper {paper_id} came in on {paper.received_on}, after {on}.", "Give a later --on."
            )
        if booked:
            Paper.objects.filter(id=paper_id).update(cleared_on=on, cleared_by=by)
            settle_booked(company_id, at=at)
            return
        lines = paper.lines.order_by("id").values_list("item_id", "amount")
        payment = receive(company_id, customer_id=paper.customer_id, key=_key(paper_id), number=paper.number or f"{paper.kind} {paper_id}",
                currency=paper.currency, amount=paper.amount, on=on, pays=lines, at=at, by=by)  # fmt: skip
        Paper.objects.filter(id=paper_id).update(cleared_on=on, cleared_by=by, payment_item_id=payment)
        finish(paper, "cleared", on=on, at=at, by=by)


def settle_booked(company_id: int, *, at: datetime) -> int:
    """Ends the papers whose payment an import has brought since the bank paid them, each on the day on which it counts.

    Called after every import and before every run. Gives how many.
    """
    with transaction.atomic():
        paid = {row["id"]: row for row in rows("casework", "paid_papers", company=company_id)}
        waiting = Paper.objects.filter(company_id=company_id, id__in=paid, ended_on__isnull=True)
        ended = list(waiting.select_for_update().order_by("id"))  # not one that somebody ends in this moment
        for paper in ended:
            came = paid[paper.id]
            Paper.objects.filter(id=paper.id).update(payment_item_id=came["item_id"])
            finish(paper, "cleared", on=came["ended_on"], at=at, by="import", reason="The payment came in.")
    return len(ended)


def unpaid(
    company_id: int,
    *,
    paper_id: int,
    on: date,
    reason: str = "The bank did not pay it.",
    at: datetime,
    by: str,
) -> None:
    """The bank did not pay, or took the money back: the items are open again. What the bank charges us is not theirs.

    A paper that had cleared stays as it was; its coming back is a record of its own, which covers nothing. The customer's collector is
    asked to call him; the call closes itself when what the paper covered is paid.
    """
    with transaction.atomic():
        paper = Paper.objects.select_for_update().filter(company_id=company_id, id=paper_id).first()
        if paper is None or paper.outcome != "cleared":
            paper = _open_paper(company_id, paper_id)
            finish(paper, "unpaid", on=on, reason=reason, at=at, by=by)
        else:
            take_back(company_id, key=_key(paper_id), on=on, at=at, by=by)
            finish(
                come_back(paper, on=on, reason=reason, at=at, by=by),
                "unpaid",
                on=on,
                reason=reason,
                at=at,
                by=by,
            )
        _ask_to_call(paper, on=on, reason=reason, at=at)


def give_back(company_id: int, *, paper_id: int, on: date, reason: str = "", at: datetime, by: str) -> None:
    """The paper went back to the customer: it covers nothing any more."""
    with transaction.atomic():
        paper = _open_paper(company_id, paper_id)
        if paper.cleared_on is not None:
            raise refuse(
                "paper", f"The bank paid paper {paper_id} on {paper.cleared_on}.", "If it came back: unpaid."
            )
        finish(paper, "returned", on=on, reason=reason, at=at, by=by)


def _ask_to_call(paper: Paper, *, on: date, reason: str, at: datetime) -> None:
    company = read_company(paper.company_id)
    title = TITLES[company.language].format(
        paper=paper.number or paper.kind, amount=plain(paper.amount, paper.currency), currency=paper.currency
    )
    add_task(
        company.id, customer_id=paper.customer_id, mode=company.mode, kind="call",
        assignee=collector_of(company.id, customer_id=paper.customer_id), title=title, script=reason, due_on=on,
        items=paper.lines.order_by("item_id").values_list("item_id", flat=True), at=at,
    )  # fmt: skip


def _covered(company_id: int, customer_id: int) -> dict[int, Decimal]:
    """What other papers cover of each item."""
    taken: dict[int, Decimal] = defaultdict(Decimal)
    lines = PaperLine.objects.filter(
        company_id=company_id, customer_id=customer_id, paper__ended_on__isnull=True
    )
    for item_id, amount in lines.values_list("item_id", "amount"):
        taken[item_id] += amount
    return taken


def _open_paper(company_id: int, paper_id: int) -> Paper:
    """The paper, locked. Raises Refused when it has ended or is not of this company."""
    rows = Paper.objects.select_for_update().filter(company_id=company_id, id=paper_id, ended_on__isnull=True)
    paper = rows.first()
    if paper is None:
        raise _no_open(paper_id)
    return paper


def _no_open(paper_id: int, more: str = "") -> Refused:
    sentence = " ".join(("There is no open paper", str(paper_id), more)).rstrip()
    return refuse("paper", f"{sentence}.", "See the list: recobro paper list.")


def come_back(paper: Paper, *, on: date, reason: str, at: datetime, by: str) -> Paper:
    """A second record of a paper that had ended: it covers again, from `on` on, until it is ended."""
    lines = list(paper.lines.all())
    back = Paper.objects.create(
        company_id=paper.company_id, customer_id=paper.customer_id, kind=paper.kind, number=paper.number,
        currency=paper.currency, amount=paper.amount, received_on=on, due_on=paper.due_on, owner=paper.owner, reason=reason,
        by=by, recorded_at=at,
    )  # fmt: skip
    PaperLine.objects.bulk_create(
        PaperLine(
            company_id=line.company_id,
            customer_id=line.customer_id,
            paper=back,
            item_id=line.item_id,
            amount=line.amount,
        )
        for line in lines
    )
    return back


def finish(paper: Paper, outcome: str, *, on: date, reason: str = "", at: datetime, by: str) -> None:
    """The paper ends on a day, in one of the ways of `PAPER_OUTCOMES`."""
    said = fit("paper", Paper, ended_by=by, ended_reason=reason)
    Paper.objects.filter(id=paper.id).update(ended_on=on, ended_at=at, outcome=outcome, **said)


def _key(paper_id: int) -> str:
    return f"paper:{paper_id}"
