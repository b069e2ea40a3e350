"""IBM's file of 2,466 invoices: imported, aged, and replayed night by night through the whole of 2013.

What is expected is computed from the file itself, by `simulation.py` and by the dates in the rows, never by the product.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from itertools import pairwise
from pathlib import Path

import pytest
from django.db import connection, transaction
from pytest_django.plugin import DjangoDbBlocker

from recobro import flow
from recobro.access.company import CompanyValue, add_company
from recobro.casework.listing import list_tasks
from recobro.kernel.home import mailbox
from recobro.outbox.listing import ListedMessage, list_messages
from recobro.policy.assign import assign
from recobro.policy.load import BEGINNING, load_policy, ready_made
from tests.acceptance.command import ROOT, Recobro
from tests.acceptance.simulation import DAY, LEVELS, MIN_GAP_DAYS, Invoice, Said, counts, simulate

pytestmark = [pytest.mark.corpus, pytest.mark.slow]

FILE = "ar-ledger/ibm_ar_late_payment_histories.csv"
PROFILE = ROOT / "docs" / "examples" / "ibm-late-payments.toml"
EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)
FIRST, LAST = date(2013, 1, 1), date(2013, 12, 31)


@pytest.fixture(scope="module")
def file(shared_data: Path) -> Path:
    return shared_data / FILE


@pytest.fixture(scope="module")
def invoices(file: Path) -> list[Invoice]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return [_invoice(row) for row in csv.DictReader(lines)]


def _invoice(row: dict[str, str]) -> Invoice:
    def day(column: str) -> date:
        month, day_of_month, year = map(int, row[column].split("/"))
        return date(year, month, day_of_month)

    return Invoice(
        number=row["invoiceNumber"],
        customer=row["customerID"],
        issued_on=day("InvoiceDate"),
        due_on=day("DueDate"),
        amount=Decimal(row["InvoiceAmount"]),
        disputed=row["Disputed"] == "Yes",
        paid_on=day("SettledDate"),
    )


# The import and the ageing, by the commands of the issue.


@pytest.fixture(scope="module")
def replay(file: Path, own_recobro: Recobro) -> Recobro:
    """A home of its own into which the file was imported."""
    own_recobro("company", "add", "Replay", "--currency", "USD", "--country", "US", "--language", "en")
    imported = own_recobro("import", file, "--company", "Replay", "--profile", PROFILE, "--json").json()
    assert (imported["records"], imported["items_new"]) == (2466, 2 * 2466)  # each with its payment
    assert imported["problems"] == []
    return own_recobro


def test_it_imports_every_invoice_of_the_file(replay: Recobro) -> None:
    [invoices_] = replay.rows(
        "SELECT count(*), sum(amount) FROM ledger_item WHERE kind = 'invoice' AND currency = 'USD'"
    )
    [disputes] = replay.rows("SELECT count(*) FROM casework_dispute")
    [addresses] = replay.rows(
        "SELECT count(DISTINCT email) FROM ledger_contact WHERE email LIKE '%@example.invalid'"
    )

    assert invoices_ == (2466, Decimal("147703.18"))
    assert disputes == (561,)
    assert addresses == (100,)


@pytest.mark.parametrize(
    ("as_of", "total", "items", "current", "late"),
    [
        ("2012-12-31", "5725.06", 99, (86, "4936.32"), (13, "788.74")),
        ("2013-06-30", "5119.85", 84, (72, "4284.29"), (12, "835.56")),
    ],
)
def test_it_ages_a_past_day_exactly(
    replay: Recobro, as_of: str, total: str, items: int, current: tuple[int, str], late: tuple[int, str]
) -> None:
    """P-53: what was paid later is open again on a past day."""
    filled = {"current": current, "1-30": late}
    expected = {
        "company": "Replay",
        "as_of": as_of,
        "currencies": [
            {
                "currency": "USD",
                "total": total,
                "items": items,
                "buckets": [
                    {
                        "name": name,
                        "items": filled.get(name, (0, ""))[0],
                        "amount": filled.get(name, (0, "0.00"))[1],
                    }
                    for name in ("current", "1-30", "31-60", "61-90", "91+")
                ],
                "on_account": "0.00",
            }
        ],
    }

    done = replay("ageing", "--company", "Replay", "--as-of", as_of, "--json")

    assert done.stdout == json.dumps(expected) + "\n"  # the order of the keys, too


def test_it_changes_nothing_when_the_file_is_imported_again(replay: Recobro, file: Path) -> None:
    before = replay.contents()
    before.pop("connectors_import")  # that it was imported again is written down

    done = replay("import", file, "--company", "Replay", "--profile", PROFILE, "--json")

    assert {name: rows for name, rows in replay.contents().items() if name in before} == before
    assert {key: done.json()[key] for key in ("items_new", "items_changed", "allocations", "disputes", "problems")} == {
        "items_new": 0, "items_changed": 0, "allocations": 0, "disputes": 0, "problems": []
    }  # fmt: skip
    assert done.json()["items_unchanged"] == 2 * 2466


# Every night of 2013, in rehearsal, under the collection flow.


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """An e-mail of the mailbox: which invoices it names, and at which level it was sent."""

    on: date
    customer: str
    numbers: frozenset[str]
    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """What the product did in 2013."""

    said: list[Said]
    mails: list[Mail]
    listed: list[ListedMessage]
    tasks: int


@pytest.fixture(scope="module")
def year(
    file: Path,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Year:
    """The year is played once, in a transaction that is taken back; the tests look at what was said."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setenv("RECOBRO_HOME", str(tmp_path_factory.mktemp("year")))
        block = transaction.atomic()
        block._from_testcase = (
            True  # as in Django's own test cases: `durable` blocks inside count as outermost
        )
        with block:
            played = _play(file)
            transaction.set_rollback(True)
        connection.close()
    return played


def _play(file: Path) -> Year:
    company = _company()
    flow.import_file(company, file, profile=PROFILE, on=FIRST, at=_nine(FIRST), by="acceptance")
    on = FIRST
    while on <= LAST:
        day = flow.night(
            company.id, as_of=on, clock=lambda on=on: _nine(on), by="acceptance", approve_all=True
        )  # type: ignore[misc]
        assert (day.problems, day.notes, day.waiting) == ((), (), 0)
        on += DAY
    listed = list_messages(company.id, mode="rehearsal")
    tasks = list_tasks(company.id, mode="rehearsal", with_done=True)
    return Year(said=_told(company), mails=list(_mails(company, listed)), listed=listed, tasks=len(tasks))


def _company() -> CompanyValue:
    company = add_company(name="Replay", currency="USD", country="US", language="en", at=_nine(FIRST),
                          sending_days=EVERY_DAY, sends_on_holidays=True)  # fmt: skip
    load_policy(
        company.id,
        text=ready_made()["collection"],
        source="collection",
        today=FIRST,
        at=_nine(FIRST),
        by="acceptance",
    )
    assign(company.id, policy_key="collection", from_on=BEGINNING, at=_nine(FIRST), by="acceptance")
    return company


def _nine(on: date) -> datetime:
    return datetime.combine(on, time(9), tzinfo=UTC)


def _told(company: CompanyValue) -> list[Said]:
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT DISTINCT t."on", c.code, i.number, t.level_key FROM evaluation_told t'
            " JOIN ledger_item i ON i.id = t.item_id JOIN ledger_customer c ON c.id = t.customer_id"
            " WHERE t.company_id = %s AND t.undone_on IS NULL",
            [company.id],
        )
        return [Said(on=on, customer=code, number=number, level=level) for on, code, number, level in cursor]


def _mails(company: CompanyValue, listed: list[ListedMessage]) -> Iterator[Mail]:
    levels = {one.header_id: one.level_key for one in listed if one.channel == "email"}
    for path in sorted(mailbox(company.name).glob("*.eml")):
        message = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
        assert isinstance(message, EmailMessage)
        body = message.get_body(("plain",))
        assert body is not None
        yield Mail(
            on=message["Date"].datetime.date(),
            customer=message["To"].addresses[0].username.upper(),
            numbers=frozenset(re.findall(r"(?<!\d)\d{10}(?!\d)", body.get_content())),
            level=levels[message["Message-ID"]],
        )


@pytest.mark.django_db
def test_it_reminds_per_level_what_an_independent_count_says(year: Year, invoices: list[Invoice]) -> None:
    expected = simulate(invoices, first=FIRST, last=LAST)

    assert Counter(year.said) == Counter(expected)
    reached = counts(expected)
    assert all(reached[level] > 0 for level in LEVELS[:5])  # D-3, D+0, D+7, D+14, D+21
    assert counts(year.said) == reached


@pytest.mark.django_db
def test_it_never_speaks_of_a_paid_or_disputed_invoice(year: Year, invoices: list[Invoice]) -> None:
    """P-2: neither in a mail, nor in a task, nor in what it notes as told."""
    by_number = {one.number: one for one in invoices}
    spoken = [(one.on, number) for one in year.mails for number in one.numbers]
    spoken += [(one.on, one.number) for one in year.said]
    spoken += [
        (one.as_of, number) for one in year.listed for number in re.findall(r"(?<!\d)\d{10}(?!\d)", one.text)
    ]

    wrong = [
        (on, number)
        for on, number in spoken
        if by_number[number].disputed or not by_number[number].is_open(on)
    ]

    assert wrong == []
    assert len(year.mails) > 300
    assert all(one.numbers for one in year.mails)


@pytest.mark.django_db
def test_it_contacts_nobody_twice_within_the_gap(year: Year) -> None:
    """P-17. A courtesy never delays a message about something overdue (DESIGN, section 4, outcome 7): that pair alone may be closer.

    Customers have one address each, so the customer is the person.
    """
    by_customer: dict[str, list[Mail]] = defaultdict(list)
    for mail in sorted(year.mails, key=lambda one: one.on):
        by_customer[mail.customer].append(mail)

    too_close = [
        (earlier, later)
        for mails in by_customer.values()
        for earlier, later in pairwise(mails)
        if (later.on - earlier.on).days < MIN_GAP_DAYS
        and not (earlier.level == "due-soon" and later.level != "due-soon" and later.on > earlier.on)
    ]

    assert too_close == []


@pytest.mark.django_db
def test_it_writes_one_mail_for_everything_that_is_reached(year: Year, invoices: list[Invoice]) -> None:
    """P-9: one mail a customer and night, at the highest level, and it names everything that was told."""
    told: dict[tuple[date, str], set[Said]] = defaultdict(set)
    for one in simulate(invoices, first=FIRST, last=LAST):
        if one.level not in ("due", "escalation"):
            told[one.on, one.customer].add(one)
    expected = {
        key: (max(said, key=lambda one: LEVELS.index(one.level)).level, {one.number for one in said})
        for key, said in told.items()
    }
    mailed = {(one.on, one.customer): one for one in year.mails}

    assert len(mailed) == len(year.mails)  # no second one on a day
    assert {key: mail.level for key, mail in mailed.items()} == {
        key: level for key, (level, _) in expected.items()
    }
    assert all(expected[key][1] <= mail.numbers for key, mail in mailed.items())


@pytest.mark.django_db
def test_it_gives_the_collectors_a_task_for_each_level_that_has_one(year: Year) -> None:
    levels = Counter(mail.level for mail in year.mails)
    expected = levels["first-reminder"] + levels["second-reminder"] + levels["formal-letter"]

    assert year.tasks == expected + counts(year.said)["escalation"]


def test_the_count_is_made_without_the_product() -> None:
    text = (Path(__file__).parent / "simulation.py").read_text(encoding="utf-8")

    assert not re.search(r"(import|from)\s+recobro", text)
