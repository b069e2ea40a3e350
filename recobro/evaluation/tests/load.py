"""Writes worlds into the real tables, with one COPY a table: some hundred thousand rows in a few seconds.

Columns that a world does not know get the default of their model, so that a new column with a default needs
nothing here. Call it inside a transaction that is rolled back. The database numbers rows in their order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import chain

from django.db import connection, models

from recobro.access.models import Company
from recobro.bank import models as bank
from recobro.casework import models as casework
from recobro.evaluation import models as evaluation
from recobro.evaluation.tests.world import Allocation, Assignment, Customer, Version, World
from recobro.ledger import models as ledger
from recobro.policy import models as policy

AT = datetime(2025, 1, 1, 12, tzinfo=UTC)  # no rule looks at the clock, so one moment does for everything
TRIGGER_KINDS = {"D": "days", "E": "eom", "B": "banking", "a": "after", "f": "opening"}

Row = dict[str, object]
Rows = Iterable[Row]


def load(*worlds: World) -> None:
    """Write the worlds. The calendars of their countries are the product's own (`ensure_calendar`)."""
    for world in worlds:
        _copy(Company, [_company(world)])
        _load_policies(world)
        _copy(ledger.Customer, (_customer(world, customer) for customer in world.customers))
        _copy(evaluation.Run, _runs(world))
        for model, rows in CUSTOMERS_ROWS:
            _copy(model, chain.from_iterable(rows(world, customer) for customer in world.customers))


def _copy(model: type[models.Model], rows: Rows) -> None:
    """COPY the rows; what a row does not say is the model's default, what it says must be a column."""
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return
    blank = {column.column: _blank(column) for column in model._meta.concrete_fields}
    if "id" not in first:
        del blank["id"]
    columns = ", ".join(f'"{column}"' for column in blank)
    statement = f"COPY {model._meta.db_table} ({columns}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in chain([first], rows):
            copy.write_row(list((blank | row).values()))


def _blank(column: models.Field) -> object:
    if isinstance(column, models.DateTimeField) and not column.null:
        return AT
    return column.get_default()


# the company and its policies


def _company(world: World) -> Row:
    return {
        "id": world.company,
        "name": world.name,
        "currency": world.currency,
        "country": world.country,
        "language": world.language,
        "time_zone": "UTC",
        "first_day": world.first_day,
        "netting": world.netting,
    }


def _load_policies(world: World) -> None:
    """Policies are numbered within their company, versions within their policy, in hundreds."""
    keys = {"company_id": world.company}
    policies = {found.key: world.company * 100 + n for n, found in enumerate(world.policies)}
    versions = [
        (policies[found.key] * 100 + n, policies[found.key], version)
        for found in world.policies
        for n, version in enumerate(found.versions)
    ]
    _copy(policy.Policy, [keys | {"id": number, "key": key} for key, number in policies.items()])
    _copy(
        policy.Version,
        [keys | {"id": number, "policy_id": of} | _version(version) for number, of, version in versions],
    )
    _copy(policy.Level, [keys | row for number, _, version in versions for row in _levels(number, version)])
    _copy(
        policy.Threshold, [keys | row for number, _, version in versions for row in _floors(number, version)]
    )
    _copy(policy.Assignment, [_assignment(world, row) for row in world.assignments])


def _version(version: Version) -> Row:
    return {
        "number": version.number,
        "valid_from": version.valid_from,
        "jumps": version.catch_up == "jump",
        "does_nothing": version.does_nothing,
        "min_gap_days": version.min_gap_days,
        "grace_banking_days": version.grace_banking_days,
        "days_after_invoice": version.days_after_invoice,
        "final_after_days": version.final_after_days,
        "follow_pay_days": version.follow_pay_days,
        "start_at": version.start_at,
        "old_items": version.old_items,
        "amnesty_days": version.amnesty_days,
        "opening_gap_days": version.opening_gap_days,
        "languages": list(version.languages),
    }


def _levels(version_id: int, version: Version) -> Iterator[Row]:
    opening = [(0, version.opening)] if version.opening else []
    for position, level in [*opening, *enumerate(version.levels, start=1)]:
        days = re.search(r"[+-]?\d+", level.trigger)
        yield {
            "id": version_id * 100 + position,
            "version_id": version_id,
            "position": position,
            "key": level.key,
            "severity": level.severity,
            "trigger_kind": _trigger_kind(level.trigger),
            "trigger_days": int(days[0]) if days else 0,
            "before_due": level.trigger.startswith(("D-", "BD-")),
            "is_empty": not level.actions,
            "is_outward": "email" in level.actions or "letter" in level.actions,
            "attach": level.attach,
        }


def _trigger_kind(trigger: str) -> str:
    return "after_banking" if trigger.endswith(" BD") else TRIGGER_KINDS[trigger[0]]


def _floors(version_id: int, version: Version) -> Iterator[Row]:
    for currency, floor in version.floor.items():
        yield {"version_id": version_id, "currency": currency, "floor": floor}


def _assignment(world: World, row: Assignment) -> Row:
    policies = {found.key: world.company * 100 + n for n, found in enumerate(world.policies)}
    return {
        "company_id": world.company,
        "policy_id": policies[row.policy],
        "scope": "item"
        if row.item
        else "customer"
        if row.customer
        else "segment"
        if row.segment
        else "company",
        "customer_id": row.customer,
        "item_id": row.item,
        "segment": row.segment,
        "from_on": row.from_on,
        "until_on": row.until_on,
        "ended_on": row.ended_on,
    }


# the customer and what is his


def _customer(world: World, customer: Customer) -> Row:
    return {
        "id": customer.id,
        "company_id": world.company,
        "code": customer.code,
        "name": customer.name or customer.code,
        "segment": customer.segment,
        "language": customer.language,
        "payment_method": customer.payment_method,
        "country": customer.country,
        "pay_month_days": list(customer.pay_month_days),
        "pay_weekdays": list(customer.pay_weekdays),
        "review_weekdays": list(customer.review_weekdays),
        "address_1": customer.address_1,
        "city": customer.city,
    }


def _keys(world: World, customer: Customer) -> Row:
    return {"company_id": world.company, "customer_id": customer.id}


def _contacts(world: World, customer: Customer) -> Iterator[Row]:
    for n, row in enumerate(customer.contacts):
        yield _keys(world, customer) | {
            "id": row.id,
            "role": row.role,
            "name": f"Contact {n}",
            "email": row.email,
            "language": row.language,
        }


def _items(world: World, customer: Customer) -> Iterator[Row]:
    for row in customer.items:
        facts = [found for found in customer.allocations if row.id in (found.debit, found.credit)]
        yield _keys(world, customer) | {
            "id": row.id,
            "source": _source(customer),
            "document_key": str(row.id),
            "number": f"INV-{row.id}",
            "kind": row.kind,
            "currency": row.currency,
            "amount": row.amount,
            "issued_on": row.issued_on,
            "due_on": row.due_on,
            "delivered_on": row.delivered_on,
            "payment_method": row.payment_method,
            "amount_open": _amount_open(row.amount, facts),
            "last_fact_on": max([row.issued_on, *chain.from_iterable(_days(found) for found in facts)]),
        }


def _source(customer: Customer) -> str:
    """What is known of payments is known of a source: each customer has one of his own."""
    return f"books of {customer.id}"


def _known(world: World, customer: Customer) -> Iterator[Row]:
    if customer.known_through is not None:
        yield {
            "company_id": world.company,
            "source": _source(customer),
            "through_on": customer.known_through,
        }


def _documents(world: World, customer: Customer) -> Iterator[Row]:
    for row in customer.items:
        if row.has_document:
            yield _keys(world, customer) | {
                "item_id": row.id,
                "document_id": row.id,
                "media_type": "application/pdf",
            }


def _amount_open(amount: Decimal, facts: Iterable[Allocation]) -> Decimal:
    set_off = sum((fact.amount for fact in facts if fact.undone_on is None), Decimal(0))
    return amount - set_off if amount > 0 else amount + set_off


def _days(fact: Allocation) -> list[date]:
    return [fact.on] if fact.undone_on is None else [fact.on, fact.undone_on]


def _allocations(world: World, customer: Customer) -> Iterator[Row]:
    for n, row in enumerate(customer.allocations):
        fact = {
            "id": customer.id * 100 + 2 * n,
            "debit_item_id": row.debit,
            "debit_amount": row.amount,
            "credit_item_id": row.credit,
            "credit_amount": row.amount,
            "on": row.on,
        }
        yield _keys(world, customer) | fact
        if row.undone_on is not None:
            undo = {"debit_amount": -row.amount, "credit_amount": -row.amount, "on": row.undone_on}
            links = {"id": customer.id * 100 + 2 * n + 1, "undoes_id": customer.id * 100 + 2 * n}
            yield _keys(world, customer) | fact | undo | links


def _assignments(world: World, customer: Customer) -> Iterator[Row]:
    for row in customer.assignments:
        yield _assignment(world, row)


def _marks(world: World, customer: Customer) -> Iterator[Row]:
    for row in customer.marks:
        yield _keys(world, customer) | {
            "item_id": row.item,
            "kind": row.kind,
            "from_on": row.from_on,
            "until_on": row.until_on,
            "ended_on": row.ended_on,
        }


def _holds(world: World, customer: Customer) -> Iterator[Row]:
    for row in customer.holds:
        yield _keys(world, customer) | {
            "item_id": row.item,
            "from_on": row.from_on,
            "until_on": row.until_on,
            "ended_on": row.ended_on,
        }


def _disputes(world: World, customer: Customer) -> Iterator[Row]:
    for row in customer.disputes:
        yield _keys(world, customer) | {
            "item_id": row.item,
            "amount": row.amount,
            "from_on": row.from_on,
            "until_on": row.until_on,
            "ended_on": row.ended_on,
        }


def _promises(world: World, customer: Customer) -> Iterator[Row]:
    currencies = {item.id: item.currency for item in customer.items}
    for n, row in enumerate(customer.promises):
        yield _keys(world, customer) | {
            "id": customer.id * 100 + n,
            "made_on": row.made_on,
            "promised_on": row.promised_on,
            "waits_until": row.waits_until,
            "ended_on": row.ended_on,
            "currency": currencies[row.lines[0][0]],
        }


def _promise_lines(world: World, customer: Customer) -> Iterator[Row]:
    for n, row in enumerate(customer.promises):
        for item, amount in row.lines:
            line = {"promise_id": customer.id * 100 + n, "item_id": item, "amount": amount}
            yield _keys(world, customer) | line


def _complaints(world: World, customer: Customer) -> Iterator[Row]:
    for row in customer.complaints:
        yield _keys(world, customer) | {"made_on": row.made_on, "ended_on": row.ended_on}


def _papers(world: World, customer: Customer) -> Iterator[Row]:
    for n, row in enumerate(customer.papers):
        yield _keys(world, customer) | {
            "id": customer.id * 100 + n,
            "kind": "cheque",
            "currency": world.currency,
            "amount": sum(amount for _, amount in row.lines),
            "received_on": row.received_on,
            "due_on": row.received_on,
            "ended_on": row.ended_on,
            "outcome": row.outcome if row.ended_on else "",
        }


def _paper_lines(world: World, customer: Customer) -> Iterator[Row]:
    for n, row in enumerate(customer.papers):
        for item, amount in row.lines:
            line = {"paper_id": customer.id * 100 + n, "item_id": item, "amount": amount}
            yield _keys(world, customer) | line


def _retained(world: World, customer: Customer) -> Iterator[Row]:
    for row in customer.retained:
        yield _keys(world, customer) | {
            "item_id": row.item,
            "kind": "guarantee",
            "amount": row.amount,
            "from_on": row.from_on,
            "until_on": row.until_on,
            "ended_on": row.ended_on,
        }


def _plans(world: World, customer: Customer) -> Iterator[Row]:
    currencies = {item.id: item.currency for item in customer.items}
    for n, row in enumerate(customer.plans):
        plan = {"id": customer.id * 100 + n, "made_on": row.made_on, "ended_on": row.ended_on}
        yield _keys(world, customer) | plan | {"currency": currencies[row.lines[0][0]]}


def _plan_lines(world: World, customer: Customer) -> Iterator[Row]:
    for n, row in enumerate(customer.plans):
        for item, amount, open_then in row.lines:
            line = {
                "plan_id": customer.id * 100 + n,
                "item_id": item,
                "amount": amount,
                "open_then": open_then,
            }
            yield _keys(world, customer) | line


def _plan_instalments(world: World, customer: Customer) -> Iterator[Row]:
    for n, row in enumerate(customer.plans):
        for number, (waits_until, amount) in enumerate(row.instalments, start=1):
            yield _keys(world, customer) | {
                "plan_id": customer.id * 100 + n,
                "number": number,
                "due_on": waits_until,
                "waits_until": waits_until,
                "amount": amount,
            }


def _next_contacts(world: World, customer: Customer) -> Iterator[Row]:
    for row in customer.next_contacts:
        yield _keys(world, customer) | {"made_on": row.made_on, "on": row.on, "ended_on": row.ended_on}


def _expected(world: World, customer: Customer) -> Iterator[Row]:
    for row in customer.expected:
        days = {"made_on": row.made_on, "on": row.on, "ended_on": row.ended_on}
        yield _keys(world, customer) | days | {"item_id": row.item}


def _returned(world: World, customer: Customer) -> Iterator[Row]:
    for n, row in enumerate(customer.returned):
        yield _keys(world, customer) | {
            "item_id": row.item,
            "on": row.on,
            "movement_id": customer.id * 100 + n,
        }


def _maybe_paid(world: World, customer: Customer) -> Iterator[Row]:
    for n, row in enumerate(customer.maybe_paid):
        movement = customer.id * 100 + n  # one that is not there: the links are not checked here
        yield _keys(world, customer) | {"item_id": row.item, "since": row.since, "movement_id": movement}


def _reminders_of(customer: Customer) -> dict[int, Row]:
    """The reminders of steps, with what the rules ask of them, and those that only told something."""
    told = {row.reminder: {"as_of": AT.date(), "is_outward": True} for row in customer.told if row.reminder}
    steps = {row.reminder: {"as_of": row.on, "is_outward": row.is_outward} for row in customer.steps}
    return dict(sorted((told | steps).items()))


def _runs(world: World) -> Iterator[Row]:
    """The nth reminder of every customer belongs to the nth run; the rules look only at the reminder's id."""
    for n in range(max((len(_reminders_of(customer)) for customer in world.customers), default=0)):
        yield {
            "id": world.company * 100 + n,
            "company_id": world.company,
            "mode": "live",
            "as_of": AT.date(),
            "outcomes": "{}",
        }


def _reminders(world: World, customer: Customer) -> Iterator[Row]:
    some_level = world.company * 100 * 100 * 100 + 1
    for n, (reminder, row) in enumerate(_reminders_of(customer).items()):
        yield (
            _keys(world, customer)
            | row
            | {
                "id": reminder,
                "run_id": world.company * 100 + n,
                "mode": "live",
                "version_id": world.company * 100 * 100,
                "level_id": some_level,
                "level_key": "some",
                "severity": 2,
            }
        )


def _steps(world: World, customer: Customer) -> Iterator[Row]:
    amounts = {item.id: (item.currency, item.amount) for item in customer.items}
    for row in customer.steps:
        currency, amount = amounts[row.item]
        yield _keys(world, customer) | {
            "reminder_id": row.reminder,
            "item_id": row.item,
            "mode": row.mode,
            "level_id": world.company * 100 * 100 * 100 + 1,
            "level_key": row.level_key,
            "severity": row.severity,
            "currency": currency,
            "amount_open": amount,
            "amount_claimed": amount,
            "released_at": AT if row.released else None,
        }


def _told(world: World, customer: Customer) -> Iterator[Row]:
    for n, row in enumerate(customer.told):
        yield _keys(world, customer) | {
            "item_id": row.item,
            "mode": row.mode,
            "level_key": row.level_key,
            "severity": row.severity,
            "on": row.on,
            "channel": f"road {n}",  # a level may have been told by several
            "is_contact": row.is_contact,
            "reminder_id": row.reminder,
            "undone_on": row.undone_on,
        }


def _unreachable(world: World, customer: Customer) -> Iterator[Row]:
    for row in customer.unreachable:
        yield _keys(world, customer) | {"channel": row.channel, "address": row.address, "on": row.on}


CUSTOMERS_ROWS: tuple[tuple[type[models.Model], Callable[[World, Customer], Iterator[Row]]], ...] = (
    (ledger.Contact, _contacts),
    (ledger.Item, _items),
    (ledger.ItemDocument, _documents),
    (ledger.PaymentsKnown, _known),
    (ledger.Allocation, _allocations),
    (ledger.Mark, _marks),
    (casework.Hold, _holds),
    (casework.Dispute, _disputes),
    (casework.Promise, _promises),
    (casework.PromiseLine, _promise_lines),
    (casework.Complaint, _complaints),
    (casework.Paper, _papers),
    (casework.PaperLine, _paper_lines),
    (casework.Retained, _retained),
    (casework.Plan, _plans),
    (casework.PlanLine, _plan_lines),
    (casework.PlanInstalment, _plan_instalments),
    (casework.NextContact, _next_contacts),
    (casework.ExpectedDate, _expected),
    (bank.MaybePaid, _maybe_paid),
    (bank.Returned, _returned),
    (policy.Assignment, _assignments),
    (evaluation.Reminder, _reminders),
    (evaluation.Step, _steps),
    (evaluation.Told, _told),
    (evaluation.Unreachable, _unreachable),
)
