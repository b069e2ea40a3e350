"""Posting facts: staged as they stream in, then merged as a set, all or nothing.

1. Facts are copied into temporary tables, in chunks, with flat memory.
2. Customers and contacts are merged; opening balances of what is known already are left out (`openings.py`); new items are
   inserted; unchanged ones are left alone.
3. Changed items keep their past and take the new content; allocations that no longer fit are undone.
4. Credits that say what they settle are allocated, and groups that the books set off (`letter.py`); stated balances are reached
   by counter-facts of the day.
5. In a list of open items, what has vanished is closed by counter-facts of the day.
6. Stored balances are brought up to the facts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from recobro.access.calendar import ensure_calendars
from recobro.kernel.problems import Problem, Refused
from recobro.kernel.sql import load
from recobro.ledger.allocate import (
    Settlement,
    insert_allocations,
    insert_undos,
    live_allocations,
    lock_ledger,
    refresh_balances,
)
from recobro.ledger.facts import ContactFact, CustomerFact, Fact, ItemFact, columns_of
from recobro.ledger.known_amounts import keep_known_amounts
from recobro.ledger.letter import set_off
from recobro.ledger.models import OWN_SOURCE, Item
from recobro.ledger.openings import leave_out_known

CHUNK = 5_000
STAGES: dict[type, tuple[str, tuple[str, ...]]] = {
    CustomerFact: ("stage_customer", tuple(one.name for one in fields(CustomerFact))),
    ContactFact: ("stage_contact", tuple(one.name for one in fields(ContactFact))),
    ItemFact: ("stage_item", (*(one.name for one in fields(ItemFact)), "content_hash")),
}
CONTENT = (
    "instalments", "number", "kind", "currency", "amount", "issued_on", "due_on", "due_derived", "delivered_on", "terms",
    "branch", "salesperson", "payment_method", "order_reference", "content_hash",
)  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Posted:
    """What posting did. `problems` have the lines of the file."""

    customers_new: int = 0
    customers_changed: int = 0
    items_new: int = 0
    items_changed: int = 0
    items_unchanged: int = 0
    allocations: int = 0
    groups: int = 0
    carried: int = 0  # opening balances of what is known already
    closed: int = 0
    adjusted: int = 0
    new_customers: list[str] = field(default_factory=list)  # their codes
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenList:
    """The facts are the complete list of what is open on a day. More than `vanish_at_most` (a share) vanishing is refused."""

    on: date
    vanish_at_most: Decimal = Decimal("0.20")
    is_complete: Callable[[], bool] = lambda: (
        True
    )  # asked after the last fact: with lines left out, absence means nothing


class TooMuchVanishes(Refused):
    """More of the open items are missing from the list than may be without asking."""

    def __init__(self, *, vanished: int, open_before: int, on: date, source: str) -> None:
        super().__init__(
            Problem(
                source=source,
                message=f"{vanished} of {open_before} open items are not in the list of {on} and would be closed.",
                hint="If the list is complete, import it again with --yes. If it is a part, import it as movements.",
            )
        )


def post(
    company_id: int,
    facts: Iterable[Fact],
    *,
    source: str,
    on: date,
    at: datetime,
    by: str,
    open_list: OpenList | None = None,
) -> Posted:
    """Posts the facts of one file in one transaction. `on` is the day of counter-facts that have none of their own.

    `source` is the system they come from; identities are unique within it. Raises TooMuchVanishes, and then nothing is written.
    """
    with transaction.atomic():
        lock_ledger(company_id)
        staged = _stage(facts)
        posted = _Merge(company_id, source=source, on=open_list.on if open_list else on, at=at, by=by).run(
            open_list
        )
        posted.items_unchanged = staged - posted.items_new - posted.items_changed - posted.carried
    return posted


def _stage(facts: Iterable[Fact]) -> int:
    """Copies the facts into the temporary tables and gives the number of items."""
    with connection.cursor() as cursor:
        for statement in load("ledger", "stage_tables").split(";"):
            if statement.strip():
                cursor.execute(statement)
        cursor.execute("TRUNCATE stage_customer, stage_contact, stage_item")
        waiting: dict[type, list[Fact]] = defaultdict(list)
        items = 0
        for fact in facts:
            waiting[type(fact)].append(fact)
            items += isinstance(fact, ItemFact)
            if len(waiting[type(fact)]) == CHUNK:
                _copy(cursor, type(fact), waiting.pop(type(fact)))
        for kind, rest in waiting.items():
            _copy(cursor, kind, rest)
        cursor.execute("ANALYZE stage_item")
    return items


def _copy(cursor: Any, kind: type, facts: list[Fact]) -> None:
    table, columns = STAGES[kind]
    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for fact in facts:
            copy.write_row(columns_of(fact))


class _Merge:
    """One merge of the staged facts; lives for one transaction."""

    def __init__(self, company_id: int, *, source: str, on: date, at: datetime, by: str) -> None:
        self.company_id, self.source, self.on, self.at, self.by = company_id, source, on, at, by
        self.posted = Posted()
        self.touched: set[int] = set()
        self.content_moved: set[int] = set()
        self.new: set[int] = set()

    def run(self, open_list: OpenList | None) -> Posted:
        self.posted.customers_changed = self._execute("update_customers")
        self.posted.new_customers = [row["code"] for row in self._rows("insert_customers")]
        self.posted.customers_new = len(self.posted.new_customers)
        if self.posted.customers_new >= CHUNK // 10:
            self._analyze("ledger_customer")
        ensure_calendars(row["country"] for row in self._rows("countries_said"))
        self._execute("insert_contacts")
        self._name_unknown_customers()
        self._leave_out_known_openings()
        keep_known_amounts(self.company_id, source=self.source)
        self._insert_items()
        self._change_items()
        self._refresh()
        self._settle()
        self._refresh()
        self._set_off()
        self._reach_stated_balances(all_items=open_list is not None)
        if open_list and open_list.is_complete():
            self._close_vanished(open_list)
        self._refresh()
        return self.posted

    def _name_unknown_customers(self) -> None:
        for row in self._rows("unknown_customers"):
            self._problem(
                row,
                f"There is no customer '{row['code']}'.",
                "Import the customer first, or correct the code.",
            )

    def _leave_out_known_openings(self) -> None:
        self.posted.carried, problems = leave_out_known(self.company_id, source=self.source)
        self.posted.problems += problems

    def _insert_items(self) -> None:
        self.new = self._ids("insert_items")
        self.posted.items_new = len(self.new)
        self.content_moved.update(self.new)
        if len(self.new) >= CHUNK // 10:
            self._analyze("ledger_item")

    def _change_items(self) -> None:
        changed = []
        for row in self._rows("changed_items"):
            if row["customer_code"] != row["code"]:
                self._problem(row, f"{row['number']} belongs to customer {row['customer_code']} already, not to {row['code']}.",
                              "Cancel it there first, or correct the customer.")  # fmt: skip
            else:
                changed.append(row)
        ids = [row["id"] for row in changed]
        if ids:
            self._execute("keep_past", items=ids)
        for row in changed:
            if (
                row["due_on"] is None and row["derived_before"]
            ):  # the file says nothing; what was derived stays
                row |= {"due_on": row["due_before"], "due_derived": True}
            self._make_room(row)
            Item.objects.filter(id=row["id"]).update(
                **{name: row[name] for name in CONTENT},
                amount_open=row["amount"],
                recorded_at=self.at,
                last_fact_on=row["issued_on"],
            )
            self._problem(
                row,
                f"{row['number']} was changed: it is posted again as the file says it now.",
                "",
                severity="warning",
            )
        self.posted.items_changed = len(ids)
        self.content_moved.update(ids)
        self.touched.update(ids)

    def _make_room(self, row: dict[str, Any]) -> None:
        """Undoes what no longer fits a changed item, on its own day, and allocates again the part of it that does.

        The oldest allocations stand. The past as it was known is kept by `known_at`; as we know it now, no day has more
        allocated than the item is worth.
        """
        before = Item.objects.values("currency", "amount").get(id=row["id"])
        is_another = before["currency"] != row["currency"] or before["amount"] * row["amount"] < 0
        room = Decimal(0) if is_another else abs(row["amount"])
        for one in reversed(live_allocations(self.company_id, row["id"])):
            side = self._side(one, row["id"])
            if side > room:
                insert_undos(self.company_id, [one.id], on=one.on, at=self.at, by=self.by)
                self.touched.update((one.debit_item_id, one.credit_item_id))
                if room and one.debit_amount == one.credit_amount:
                    self._allocate(
                        [
                            Settlement(
                                customer_id=one.customer_id,
                                debit_item_id=one.debit_item_id,
                                credit_item_id=one.credit_item_id,
                                amount=room,
                                on=one.on,
                            )
                        ]
                    )
            room = max(room - side, Decimal(0))

    @staticmethod
    def _side(allocation: Any, item_id: int) -> Decimal:
        amount: Decimal = (
            allocation.debit_amount if allocation.debit_item_id == item_id else allocation.credit_amount
        )
        return amount

    def _settle(self) -> None:
        """Allocates the staged credits to what they settle, in the order of the file."""
        left_of: dict[int, Decimal] = {}
        settlements: list[Settlement] = []
        for row in self._rows("settlements"):
            if row["debit_id"] is None or row["debit_currency"] != row["credit_currency"]:
                self._unsettled(row)
                continue
            credit_left = left_of.setdefault(row["credit_id"], row["credit_open"])
            debit_left = left_of.setdefault(row["debit_id"], row["debit_open"])
            amount = min(credit_left, debit_left)
            if amount > 0:
                left_of[row["credit_id"]] -= amount
                left_of[row["debit_id"]] -= amount
                settlements.append(
                    Settlement(
                        customer_id=row["customer_id"],
                        debit_item_id=row["debit_id"],
                        credit_item_id=row["credit_id"],
                        amount=amount,
                        on=max(row["credit_on"], row["debit_on"]),
                    )
                )
        self._allocate(settlements)
        if len(settlements) >= CHUNK // 10:
            self._analyze("ledger_allocation")
        self.posted.allocations += len(settlements)

    def _set_off(self) -> None:
        done = set_off(self.company_id, source=self.source, at=self.at, by=self.by)
        self.posted.groups, self.posted.allocations = done.groups, self.posted.allocations + done.allocations
        self.posted.problems += done.problems

    def _unsettled(self, row: dict[str, Any]) -> None:
        why = (
            f"there is no invoice '{row['settles']}' of this customer"
            if row["debit_id"] is None
            else f"invoice '{row['settles']}' is in {row['debit_currency']}, not in {row['credit_currency']}"
        )
        name = row["credit_number"] or "The payment"
        way_out = "Import the invoice, or set it against one: recobro allocate."
        self._problem(row, f"{name} stays on account: {why}.", way_out, severity="warning")

    @staticmethod
    def _analyze(table: str) -> None:
        """Tells the planner what came in: the questions that follow in this transaction would be planned for an empty table."""
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {table}")

    def _reach_stated_balances(self, *, all_items: bool) -> None:
        for row in self._rows("stated_balances", as_of=self.on, known_at=None):
            # In movements a known item is believed only to have been paid: a later export never brings a payment back.
            is_paid_since = abs(row["stated"]) < abs(row["open"])
            if all_items or row["closed_as"] or row["id"] in self.content_moved or is_paid_since:
                self.posted.adjusted += self._reach(row)

    def _close_vanished(self, open_list: OpenList) -> None:
        vanished = self._rows("vanished", as_of=open_list.on, known_at=None)
        self._ask_first(vanished, open_list)
        self.posted.closed = sum(self._reach(row) for row in vanished)

    def _ask_first(self, vanished: list[dict[str, Any]], open_list: OpenList) -> None:
        """Raises TooMuchVanishes when too large a share would, in any currency, by number of items or by amount."""
        gone: dict[str, list[Decimal]] = defaultdict(list)
        for row in vanished:
            gone[row["currency"]].append(abs(row["open"]))
        for before in self._rows("open_before", as_of=open_list.on, known_at=None):
            lost = gone.get(before["currency"], [])
            share = max(len(lost) / Decimal(before["items"]), sum(lost, Decimal(0)) / before["amount"])
            if share > open_list.vanish_at_most:
                total = sum(
                    row["items"] for row in self._rows("open_before", as_of=open_list.on, known_at=None)
                )
                raise TooMuchVanishes(
                    vanished=len(vanished), open_before=total, on=open_list.on, source=self.source
                )

    def _reach(self, row: dict[str, Any]) -> bool:
        """Brings the item to the balance the file states, by facts of the day. Not when later facts took more away since."""
        open_now: Decimal = row["open"]
        stated: Decimal = row["stated"]
        if abs(stated) > abs(row["amount"]) or stated * row["amount"] < 0:
            self._problem(
                row,
                f"{row['number']} has a balance of {stated.normalize():f}, which its amount of {row['amount'].normalize():f} "
                "does not allow.",
                "Correct the one that is wrong; the balance is not taken.",
            )
            return False
        if abs(open_now - stated) > abs(row["amount_open"]) and abs(stated) <= abs(open_now):
            self._outdated(row)
            return False
        if abs(stated) > abs(open_now) or stated * open_now < 0:
            open_now = self._reopen(row, stated)
        excess = open_now - stated
        if excess:
            self._counter(row, excess)
        return True

    def _outdated(self, row: dict[str, Any]) -> None:
        """The file is older than what we know: closing the item on that day as well would close it twice."""
        if row["amount_open"] == row["stated"]:
            return
        self._problem(row, f"{row['number']} stays as it is: facts after {self.on} have changed it since.",
                      "Import lists in the order of their days.", severity="warning")  # fmt: skip

    def _reopen(self, row: dict[str, Any], stated: Decimal) -> Decimal:
        """Undoes the newest allocations until at least the stated balance is open; our own counter-items are closed again."""
        open_now: Decimal = row["open"]
        for one in live_allocations(self.company_id, row["id"]):
            if abs(open_now) >= abs(stated):
                break
            insert_undos(self.company_id, [one.id], on=self.on, at=self.at, by=self.by)
            side = self._side(one, row["id"])
            open_now += side if row["amount"] > 0 else -side
            other = Item.objects.get(id=one.credit_item_id if row["amount"] > 0 else one.debit_item_id)
            self.touched.update((row["id"], other.id))
            if other.source == OWN_SOURCE:
                self._counter(
                    {"id": other.id, "customer_id": other.customer_id, "number": other.number, "currency": other.currency,
                     "issued_on": other.issued_on, "amount": other.amount, "closed_as": None},
                    -one.credit_amount if other.amount < 0 else one.debit_amount,
                )  # fmt: skip
        return open_now

    def _counter(self, row: dict[str, Any], excess: Decimal) -> None:
        """Posts an item of the opposite sign and sets both against each other."""
        kinds = {"paid": "payment", "cancelled": "cancellation"}
        kind = kinds.get(row["closed_as"] or "", "adjustment") if excess > 0 else "adjustment"
        never_a_claim = row["closed_as"] == "cancelled" and row["id"] in self.new
        on = row["issued_on"] if never_a_claim else max(self.on, row["issued_on"])
        counter = Item.objects.create(
            company_id=self.company_id, customer_id=row["customer_id"], source=OWN_SOURCE,
            document_key=f"{kind}:{row['id']}:{self.at.isoformat()}", number=row["number"], kind=kind,
            currency=row["currency"], amount=-excess, issued_on=on, content_hash="", recorded_at=self.at,
            amount_open=-excess, last_fact_on=on,
        )  # fmt: skip
        debit, credit = (row["id"], counter.id) if excess > 0 else (counter.id, row["id"])
        self._allocate(
            [
                Settlement(
                    customer_id=row["customer_id"],
                    debit_item_id=debit,
                    credit_item_id=credit,
                    amount=abs(excess),
                    on=on,
                )
            ]
        )

    def _allocate(self, settlements: list[Settlement]) -> None:
        insert_allocations(self.company_id, settlements, at=self.at, by=self.by)
        for one in settlements:
            self.touched.update((one.debit_item_id, one.credit_item_id))

    def _refresh(self) -> None:
        refresh_balances(self.company_id, self.touched)
        self.touched.clear()

    def _problem(self, row: dict[str, Any], message: str, hint: str, severity: Any = "error") -> None:
        self.posted.problems.append(
            Problem(source=self.source, line=row["line"], message=message, hint=hint, severity=severity)
        )

    def _execute(self, name: str, **more: Any) -> int:
        with connection.cursor() as cursor:
            cursor.execute(load("ledger", name), self._parameters(more))
            return int(cursor.rowcount)

    def _ids(self, name: str) -> set[int]:
        with connection.cursor() as cursor:
            cursor.execute(load("ledger", name), self._parameters({}))
            return {row_id for (row_id,) in cursor}

    def _rows(self, name: str, **more: Any) -> list[dict[str, Any]]:
        with connection.cursor() as cursor:
            cursor.execute(load("ledger", name), self._parameters(more))
            names = [column.name for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor]

    def _parameters(self, more: dict[str, Any]) -> dict[str, Any]:
        return {"company": self.company_id, "source": self.source, "at": self.at, **more}
