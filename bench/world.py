"""The world of DESIGN section 8, made by the server itself: N open items of N/20 customers, in random order of arrival.

Every twentieth customer has casework. There are three policies of five levels, for the company, a segment and some customers.
Each claim was told at the levels that its age had reached, up to three, each in a run of its day. Everything is drawn from the
number of the row, so that two runs have the same world.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, models, transaction

from bench.server import drop_database, use_database
from recobro.access.company import add_company
from recobro.policy.assign import assign
from recobro.policy.load import load_policy

TODAY = date(2026, 5, 4)
AT = datetime(2026, 5, 4, 6, tzinfo=UTC)
ITEMS_PER_CUSTOMER = 20
OLDEST_DUE, NEWEST_DUE = TODAY - timedelta(days=100), TODAY + timedelta(days=25)
TOLD = (("first", 2, 7), ("second", 2, 14), ("formal", 3, 21))  # level, severity, days late
TEXT = 'subject = "{{company}}: {{total}}"\nbefore = "Please pay."\nafter = "Thank you."\ntask = "Call {{customer}}."'
LEVEL = '\n[[level]]\nkey = "{}"\nname = {{ en = "{}" }}\ntrigger = "{}"\nseverity = "{}"\nactions = ["{}"]\napproval = "automatic"\n'
LEVELS = (
    ("soon", "D-3", "courtesy", "email"),
    ("first", "D+7", "reminder", "email"),
    ("second", "D+14", "reminder", "email"),
    ("formal", "D+21", "formal", "letter"),
    ("final", "D+30", "final", "letter"),
)


def use_world(items: int) -> int:
    """Connects to the world of so many items, made if it is not there, and gives its company."""
    if not use_database(f"world_{items}"):
        try:
            _make(items)
        except BaseException:
            drop_database(f"world_{items}")
            raise
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM access_company")
        return int(cursor.fetchone()[0])


def policy_text(key: str, *, catch_up: str) -> str:
    """A policy of five levels, as a user would write it."""
    head = f'key = "{key}"\nname = {{ en = "{key}" }}\nlanguages = ["en"]\ncatch_up = "{catch_up}"\nmin_gap_days = 3\n'
    head += 'days_after_invoice = 5\nfinal_after_days = 9\n[floor]\nEUR = "5.00"\n'
    text = f"[level.text.en]\n{TEXT.format()}\n"
    return head + "".join(
        LEVEL.format(key, key, when, severity, action) + text for key, when, severity, action in LEVELS
    )


def _make(items: int) -> None:
    with transaction.atomic():
        company = add_company(
            name="Bench", currency="EUR", country="ES", language="en", time_zone="UTC", at=AT
        )
        make_policies(company.id)
        fill(company.id, items)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # as the server does by itself after a while


def fill(company_id: int, items: int) -> None:
    """Gives the company so many open items of customers, with casework and history. For one transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # the links are right by making
        cursor.execute("SET LOCAL work_mem = '256MB'")
    _customers(company_id, items // ITEMS_PER_CUSTOMER)
    _items(company_id, items)
    _casework(company_id)
    _history(company_id)


def make_policies(company_id: int) -> None:
    common: dict[str, Any] = {"today": TODAY, "at": AT, "by": "bench"}
    for key, catch_up in (("standard", "climb"), ("large", "jump"), ("firm", "climb")):
        load_policy(company_id, text=policy_text(key, catch_up=catch_up), source=key, **common)
    assign(company_id, policy_key="standard", from_on=date(2020, 1, 1), at=AT, by="bench")
    assign(company_id, policy_key="large", segment="large", from_on=date(2020, 1, 1), at=AT, by="bench")


def _customers(company_id: int, count: int) -> None:
    from recobro.ledger.models import Contact, Customer
    from recobro.policy.models import Assignment

    numbers = f"generate_series(1, {count}) n"
    insert(Customer, numbers, company_id=company_id, code="'C' || n", name="'Customer ' || n",
           country="'ES'", segment="CASE WHEN n % 5 = 0 THEN 'large' ELSE '' END",
           address_1="'Main Road ' || n", city="'Madrid'")  # fmt: skip
    insert(
        Contact, "ledger_customer n", company_id=company_id, customer_id="id", email="code || '@late.example'"
    )
    insert(Assignment, "ledger_customer n, policy_policy p WHERE n.id % 50 = 1 AND p.key = 'firm'", company_id=company_id,
           policy_id="p.id", customer_id="n.id", scope="'customer'", from_on="date '2021-01-01'")  # fmt: skip


def _items(company_id: int, count: int) -> None:
    """Every 400th is a payment on account. They arrive in random order, as in the life of a company."""
    from recobro.ledger.models import Item

    rows = f"""(SELECT n, n % 400 = 0 AS is_payment, 1 + n % {max(count // ITEMS_PER_CUSTOMER, 1)} AS nth,
                       date '{NEWEST_DUE}' - abs(hashint4(n)) % {(NEWEST_DUE - OLDEST_DUE).days + 1} AS due,
                       10 + abs(hashint4(n + 1)) % 500000 / 100.0 AS amount
                  FROM generate_series(1, {count}) n ORDER BY hashint4(n)) n
               JOIN ledger_customer c ON c.code = 'C' || nth"""
    sign = "CASE WHEN is_payment THEN -amount ELSE amount END"
    insert(Item, f"{rows} ORDER BY hashint4(n)", company_id=company_id, customer_id="c.id", source="'bench'", document_key="'INV-' || n",
           number="'INV-' || n", kind="CASE WHEN is_payment THEN 'payment' ELSE 'invoice' END", amount=sign, amount_open=sign,
           currency="CASE WHEN nth % 10 = 0 AND n % 3 = 0 THEN 'USD' ELSE 'EUR' END", issued_on="due - 30",
           due_on="CASE WHEN NOT is_payment THEN due END", last_fact_on="due - 30", content_hash="repeat(md5(n::text), 2)")  # fmt: skip


def _casework(company_id: int) -> None:
    """One customer in twenty: holds, disputes, promises and marks, some of them over."""
    from recobro.casework.models import Dispute, Hold, Promise, PromiseLine
    from recobro.ledger.models import Mark

    his: dict[str, Any] = {"company_id": company_id, "customer_id": "customer_id", "reason": "'bench'"}
    some = "(SELECT DISTINCT ON (customer_id) * FROM ledger_item WHERE amount > 0 AND customer_id % 100 = {} ORDER BY customer_id, id) i"
    insert(Hold, some.format(20), **his, from_on=f"date '{TODAY}' - 10", until_on=f"date '{TODAY}' + 20")
    insert(Dispute, some.format(40), **his, item_id="id", from_on=f"date '{TODAY}' - 10")
    insert(Promise, some.format(60), **his, made_on=f"date '{TODAY}' - 5", promised_on=f"date '{TODAY}' + 5",
           waits_until=f"date '{TODAY}' + 8", currency="currency")  # fmt: skip
    insert(PromiseLine, f"casework_promise p JOIN {some.format(60)} USING (customer_id)", company_id=company_id,
           customer_id="p.customer_id", promise_id="p.id", item_id="i.id", amount="i.amount")  # fmt: skip
    insert(
        Mark,
        some.format(80),
        **his,
        kind="'never_remind'",
        from_on=f"date '{TODAY}' - 10",
        until_on=f"date '{TODAY}' + 300",
    )
    insert(Hold, some.format(0), **his, from_on=f"date '{TODAY}' - 40", until_on=f"date '{TODAY}' - 20")


def _history(company_id: int) -> None:
    """A run a day, with a reminder per customer for what had reached a level that day; all of it told."""
    from recobro.evaluation.models import Reminder, Run, Step, Told

    levels = ", ".join(f"('{key}', {severity}, {days})" for key, severity, days in TOLD)
    reached = f"""(SELECT i.customer_id, i.id AS item_id, i.currency, i.amount_open, key, severity, i.due_on + days AS day
                     FROM ledger_item i CROSS JOIN (VALUES {levels}) AS level (key, severity, days)
                    WHERE i.due_on + days < '{TODAY}') r"""
    common: dict[str, Any] = {"company_id": company_id, "mode": "'rehearsal'"}
    insert(Run, f"generate_series(date '{OLDEST_DUE}', date '{TODAY}' - 1, interval '1 day') AS day ORDER BY day", **common,
           as_of="day::date", outcomes="'{}'::jsonb")  # fmt: skip
    insert(Reminder, f"(SELECT customer_id, day, max(severity) AS severity FROM {reached} GROUP BY 1, 2) r "
           "JOIN evaluation_run run ON run.as_of = r.day JOIN policy_level l ON l.key = 'first' "
           "AND l.version_id = (SELECT min(id) FROM policy_version) "
           "ORDER BY day, customer_id", **common, customer_id="r.customer_id", run_id="run.id", as_of="day", is_outward="true",
           version_id="l.version_id", level_id="l.id", level_key="l.key", severity="r.severity")  # fmt: skip
    told = f"""{reached} JOIN evaluation_reminder m ON m.customer_id = r.customer_id AND m.as_of = r.day
               JOIN policy_level l ON l.version_id = m.version_id AND l.key = r.key ORDER BY day, r.customer_id"""
    one: dict[str, Any] = {**common, "customer_id": "r.customer_id", "reminder_id": "m.id", "item_id": "r.item_id",
                           "level_key": "r.key", "severity": "r.severity"}  # fmt: skip
    insert(
        Step,
        told,
        **one,
        level_id="l.id",
        currency="r.currency",
        amount_open="r.amount_open",
        amount_claimed="r.amount_open",
    )
    insert(Told, told, **one, on="day", channel="'email'", is_contact="true")


def insert(model: type[models.Model], rows: str, /, **columns: object) -> None:
    """INSERT ... SELECT of SQL expressions; what is not said is the model's default."""
    blanks = {str(one.column): _blank(one) for one in model._meta.concrete_fields if not one.primary_key}
    values: dict[str, object] = {**blanks, **columns}
    names = ", ".join(f'"{name}"' for name in values)
    statement = f"INSERT INTO {model._meta.db_table} ({names}) SELECT {', '.join(map(str, values.values()))} FROM {rows}"
    with connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.execute(f"ANALYZE {model._meta.db_table}")  # what follows is planned for what is there


def _blank(column: models.Field[Any, Any]) -> str:
    """The default of a column, as SQL."""
    default = column.get_default()
    if isinstance(column, models.DateTimeField) and not column.null:
        return f"timestamptz '{AT.isoformat()}'"
    if default is None:
        return "NULL"
    if isinstance(default, list):
        return f"'{{{','.join(map(str, default))}}}'"
    return str(default) if isinstance(default, int | float | Decimal) else f"'{default}'"
