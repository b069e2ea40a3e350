"""How much may be missing is what the company says: of a discount, of charges and differences by currency, and of an exchange."""

from __future__ import annotations

from decimal import Decimal

import pytest

from recobro.access.models import Change
from recobro.bank.match import match
from recobro.bank.models import Proposal
from recobro.bank.rules import say_rules
from recobro.bank.tests.movements import credit
from recobro.bank.tolerated import currencies_of, tolerance_of, tolerate
from recobro.kernel.problems import Refused
from recobro.ledger.tests.books import company, customer, invoice, moment, posts

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours() -> int:
    company_id = company().id
    posts(company_id, customer("LATE"), invoice("F-2026-1001", "1000"))
    return company_id


def says(company_id: int, **amounts: dict[str, Decimal | None]) -> None:
    tolerate(company_id, **amounts, at=moment(9), by="Ana")


def explained(company_id: int, amount: str) -> set[str]:
    """How what is missing of the invoice is explained, looked at as the night does it."""
    money = credit(company_id, amount=amount, text="F-2026-1001")
    match(company_id, at=moment(10), by="Ana")
    best = Proposal.objects.get(movement=money, rank=1)
    money.delete()
    return {reason["key"] for reason in best.reasons} - {"number_in_text"}


def test_what_was_not_said_is_what_is_usual(ours: int) -> None:
    usual = tolerance_of(ours)

    assert (usual.charges_of("EUR"), usual.charges_of("XOF"), usual.difference_of("EUR")) == (30, 20_000, 1)
    assert explained(ours, "985.00") == {"discount"}  # 1.5 %
    assert explained(ours, "983.00") == {"charges"}
    assert explained(ours, "999.50") == {"small_difference"}


def test_what_was_said_explains_and_nothing_else_does(ours: int) -> None:
    says(ours, charges={"EUR": Decimal(12)}, differences={"EUR": Decimal(0)})
    say_rules(ours, discount_percent=Decimal(1), at=moment(9), by="Ana")

    assert explained(ours, "985.00") == {"partial"}
    assert explained(ours, "983.00") == {"partial"}
    assert explained(ours, "988.00") == {"charges"}
    assert explained(ours, "999.50") == {"charges"}


def test_a_proposal_follows_when_it_is_said_and_taken_back(ours: int) -> None:
    money = credit(ours, amount="983.00", text="F-2026-1001")
    found = []
    for said in (None, Decimal(5), None):
        says(ours, charges={"EUR": said})
        match(ours, at=moment(10), by="Ana")
        best = Proposal.objects.get(movement=money, rank=1)
        found.append({reason["key"] for reason in best.reasons} & {"charges", "partial"})

    assert found == [{"charges"}, {"partial"}, {"charges"}]
    kept = Change.objects.filter(company_id=ours, what="charges_tolerated").order_by("id")
    assert [(one.subject, one.before, one.after, one.by) for one in kept] == [
        ("EUR", "", "5", "Ana"),
        ("EUR", "5", "", "Ana"),
    ]
    assert currencies_of(ours, own="USD") == ["USD", "EUR"]


@pytest.mark.parametrize(
    ("currency", "amount"), [("EURO", "1"), ("EUR", "-1"), ("EUR", "0.001"), ("XOF", "0.5")]
)
def test_what_nobody_can_pay_is_refused_and_nothing_is_kept(ours: int, currency: str, amount: str) -> None:
    with pytest.raises(Refused, match="bank: "):
        says(ours, differences={"EUR": Decimal(2), currency: Decimal(amount)})

    assert tolerance_of(ours).difference_of("EUR") == 1


@pytest.mark.parametrize("percent", ["-1", "20.01", "1.555"])
def test_a_percentage_is_from_0_to_20(ours: int, percent: str) -> None:
    with pytest.raises(Refused, match="percentage"):
        say_rules(ours, exchange_percent=Decimal(percent), at=moment(9), by="Ana")
