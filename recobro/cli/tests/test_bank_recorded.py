"""`recobro bank recorded`, and `confirm --another`: money that was recorded by hand before the bank brought it."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from recobro.bank.models import Match
from recobro.bank.tests.statements import bank_says
from recobro.casework.paper import clear, take_paper
from recobro.cli.bank import bank_command
from recobro.kernel.problems import Refused
from recobro.ledger.tests.books import company, day, invoice, item, moment, posts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(bank_command, arguments)


def test_a_movement_is_said_to_be_what_was_recorded_or_other_money() -> None:
    ours = company().id
    posts(ours, invoice("I-1", "100"))
    paper = take_paper(
        ours, customer_id=item(ours, "I-1").customer_id, kind="cheque", number="CH-7", currency="EUR", amount=item(ours, "I-1").amount,
        received_on=day(2), due_on=day(2), at=moment(2), by="Ana",
    )  # fmt: skip
    clear(ours, paper_id=paper, on=day(6), at=moment(3), by="Ana")
    first, second = bank_says(ours, "100", "one", on=8), bank_says(ours, "100", "two", on=9)

    refused = run("confirm", f"{first}", "--customer", "LATE").exception
    assert isinstance(refused, Refused)
    assert f"recobro bank recorded {first}" in str(refused)
    assert "is the payment CH-7" in run("recorded", f"{first}", "--by", "Ana").output
    gone = run("recorded", f"{second}").exception
    assert isinstance(gone, Refused)
    assert "No payment of this amount was recorded by hand" in str(gone)
    assert run("confirm", f"{second}", "--customer", "LATE", "--another").exit_code == 0

    assert list(Match.objects.order_by("id").values_list("movement_id", flat=True)) == [first, second]
