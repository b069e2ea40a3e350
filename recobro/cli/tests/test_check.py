"""`recobro check`: our balances, and what the books say."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from click.testing import CliRunner, Result

from recobro.cli.reports import check_command
from recobro.ledger.models import ControlTotal, Item
from recobro.ledger.tests.books import company, invoice, posts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def books() -> None:
    posts(company().id, invoice("I-1", "100.50"), invoice("U-1", "7", currency="USD"))


def check(*arguments: str) -> Result:
    return CliRunner().invoke(check_command, arguments)


def test_it_says_that_all_is_right() -> None:
    done = check()

    assert (done.exit_code, done.output) == (0, "Every balance of Harbour equals the sum of its facts.\n")


@pytest.mark.parametrize(("given", "line", "status"), [
    ("411=100.50@2026-01-31", "Account 411 on 2026-01-31 (by hand): EUR 100.50 stated, 100.50 in Recobro, difference 0.00.", 0),
    ("411=100@2026-01-31",
     "Account 411 on 2026-01-31 (by hand): EUR 100.00 stated, 100.50 in Recobro, difference 0.50: Recobro has 0.50 more.", 1),
    ("430=7/USD@2026-01-31", "Account 430 on 2026-01-31 (by hand): USD 7.00 stated, 7.00 in Recobro, difference 0.00.", 0),
])  # fmt: skip
def test_it_compares_a_control_total_in_one_line(given: str, line: str, status: int) -> None:
    done = check("--control", given)

    assert [said for said in done.output.splitlines()[1:] if not said.startswith("  - ")] == [line]
    assert done.exit_code == status
    assert check().exit_code == status  # it is kept


def test_it_names_likely_causes_and_says_when_there_is_none() -> None:
    assert check("--control", "411=0@2026-01-31").output.splitlines()[2:] == [
        "  - I-1 of LATE Ltd, 100.50 EUR: perhaps the books do not have it. That is exactly the difference."
    ]
    assert check("--control", "411=88@2026-01-31").output.splitlines()[2:] == [
        "  - No cause was found: compare the open items of that day, customer by customer (recobro ageing --by customer)."
    ]


def test_it_prints_json() -> None:
    done = check("--control", "411=100@2026-01-31", "--json")

    (total,) = json.loads(done.output)["control_totals"]
    assert (total["account"], total["stated"], total["ours"], total["difference"]) == (
        "411",
        "100.00",
        "100.50",
        "0.50",
    )


def test_a_stored_balance_that_is_wrong_is_told() -> None:
    Item.objects.filter(number="I-1").update(amount_open=Decimal(1))

    done = check()

    assert done.exit_code == 1
    assert "I-1" in done.output


@pytest.mark.parametrize(
    "given", ["411", "411=ten@2026-01-31", "411=10@January", "411=10", "=10@2026-01-31", "411=NaN@2026-01-31"]
)
def test_what_is_no_control_total_is_refused(given: str) -> None:
    assert check("--control", given).exit_code == 2
    assert not ControlTotal.objects.exists()
