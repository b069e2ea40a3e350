"""Whose customers somebody looks after, while colleagues are away."""

from __future__ import annotations

import pytest

from recobro.access.company import CompanyValue, add_member
from recobro.access.members import MemberValue, list_members
from recobro.access.portfolio import absences, end_stand_in, portfolio, stand_in
from recobro.kernel.problems import Refused
from tests import cast

pytestmark = pytest.mark.django_db
TODAY, DAY = cast.TODAY, cast.DAY


@pytest.fixture
def company() -> CompanyValue:
    made = cast.creditor()
    for name in ("Ana", "Ben", "Cleo"):
        add_member(
            made.id,
            name=name,
            email=f"{name.lower()}@northwind.test",
            role="collector",
            by=cast.MARTA,
            at=cast.at(),
        )
    return made


def member(company: CompanyValue, name: str) -> MemberValue:
    return next(one for one in list_members(company.id) if one.name == name)


def away(company: CompanyValue, who: str, deputy: str, days: int = 7) -> None:
    stand_in(
        company.id, away_id=member(company, who).id, deputy_id=member(company, deputy).id, from_on=TODAY, until_on=TODAY + days * DAY,
        by="mara", at=cast.at(),
    )  # fmt: skip


def test_it_hands_a_portfolio_over_for_the_days_of_an_absence(company: CompanyValue) -> None:
    away(company, "Ana", "Ben", days=2)
    ben = member(company, "Ben")

    assert portfolio(company.id, ben, on=TODAY - DAY) == ("ben", "ben@northwind.test")
    for on in (TODAY, TODAY + 2 * DAY):
        assert portfolio(company.id, ben, on=on) == ("ben", "ben@northwind.test", "ana", "ana@northwind.test")
    assert "ana" not in portfolio(company.id, ben, on=TODAY + 3 * DAY)


def test_it_hands_on_what_a_deputy_was_handed(company: CompanyValue) -> None:
    away(company, "Ana", "Ben")
    away(company, "Ben", "Cleo")
    away(company, "Cleo", "Ana")

    assert portfolio(company.id, member(company, "Cleo"), on=TODAY)[::2] == ("cleo", "ben", "ana")


def test_it_ends_when_the_colleague_is_back(company: CompanyValue) -> None:
    away(company, "Ana", "Ben")
    (absence,) = absences(company.id, on=TODAY)

    with pytest.raises(Refused):
        end_stand_in(cast.creditor("Strangers SA").id, absence.id, by=cast.MARTA, at=cast.at())
    end_stand_in(company.id, absence.id, by=cast.MARTA, at=cast.at())

    assert absences(company.id, on=TODAY) == []


def test_it_refuses_what_cannot_be(company: CompanyValue) -> None:
    with pytest.raises(Refused, match="for himself"):
        away(company, "Ana", "Ana")
    with pytest.raises(Refused, match="is before"):
        away(company, "Ana", "Ben", days=-1)
