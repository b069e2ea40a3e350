"""Companies: added whole or not at all, changed where nothing depends on it, taken live once."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from recobro.access.company import (
    CompanyValue,
    add_bank_account,
    add_company,
    add_member,
    change_company,
    find_company,
    go_live,
    list_companies,
    only_company,
    read_company,
)
from recobro.access.models import BankAccount, Company, Member, User
from recobro.kernel.problems import Refused

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def harbour(**changed: str) -> CompanyValue:
    values = {"name": "Harbour", "currency": "EUR", "country": "ES", "language": "es", **changed}
    return add_company(**values, at=NOON)  # type: ignore[arg-type]


def test_a_new_company_rehearses() -> None:
    company = harbour()

    assert (company.mode, company.live_since, company.ageing_days) == ("rehearsal", None, (30, 60, 90))
    assert read_company(company.id) == find_company("HARBOUR") == only_company() == company


@pytest.mark.parametrize(
    ("country", "zone"),
    [
        ("ES", "Europe/Madrid"),
        ("US", "America/New_York"),
        ("MX", "America/Mexico_City"),
        ("FR", "Europe/Paris"),
    ],
)
def test_it_takes_the_time_zone_of_its_country(country: str, zone: str) -> None:
    assert harbour(country=country).time_zone == zone


def test_today_is_the_day_at_the_company() -> None:
    late_evening = datetime(2026, 1, 1, 23, 30, tzinfo=UTC)

    assert harbour().today(late_evening) == date(2026, 1, 2)  # it is past midnight in Madrid
    assert harbour(name="Quay", country="US").today(late_evening) == date(2026, 1, 1)


def test_it_names_everything_that_is_wrong_at_once() -> None:
    with pytest.raises(Refused) as refused:
        harbour(name=" ", currency="EURO", country="E", language="de", time_zone="Madrid")

    assert [problem.message for problem in refused.value.problems] == [
        "The company has no name.",
        "'EURO' is no currency.",
        "'E' is no country.",
        "Language 'de' is not spoken here.",
        "'Madrid' is no time zone.",
    ]
    assert not Company.objects.exists()


def test_a_name_is_taken_once_whatever_its_case() -> None:
    harbour()

    with pytest.raises(Refused, match="There is a company 'HARBOUR' already"):
        harbour(name="HARBOUR")


def test_two_companies_never_share_a_folder() -> None:
    harbour(name="Acme S.L")

    with pytest.raises(Refused, match="would lie in the folder of 'Acme"):
        harbour(name="ACME S-L")


def test_it_changes_what_is_printed_and_nothing_else() -> None:
    company = harbour()

    changed = change_company(
        company.id, phone="+34 910 000 000", address=("Calle Mayor 7", "28013 Madrid"), by="Ana", at=NOON
    )

    assert (changed.phone, changed.address) == ("+34 910 000 000", ("Calle Mayor 7", "28013 Madrid"))
    with pytest.raises(Refused, match="A company has no 'currency'"):
        change_company(company.id, currency="USD", by="Ana", at=NOON)
    assert read_company(company.id) == changed


def test_going_live_is_done_once_and_says_by_whom() -> None:
    company = harbour()

    live = go_live(company.id, on=date(2026, 2, 1), by="Ana", at=NOON)

    assert (live.mode, live.live_since, Company.objects.get().live_by) == ("live", date(2026, 2, 1), "Ana")
    with pytest.raises(Refused, match="Harbour has been live since 2026-02-01"):
        go_live(company.id, on=date(2026, 2, 2), by="Ben", at=NOON)
    assert Company.objects.get().live_by == "Ana"


def test_it_says_which_companies_there_are() -> None:
    with pytest.raises(Refused, match="There is no company yet"):
        only_company()
    harbour()
    harbour(name="Quay")

    assert [one.name for one in list_companies()] == ["Harbour", "Quay"]
    with pytest.raises(Refused, match=r"There is no company 'Pier'\. Companies: Harbour, Quay"):
        find_company("Pier")
    with pytest.raises(Refused, match="There is more than one company"):
        only_company()


def test_a_bank_account_is_checked_and_kept_once() -> None:
    company = harbour()

    for _ in range(2):
        add_bank_account(
            company.id, holder="Harbour", iban="es91 2100 0418 4502 0005 1332", by="Ana", at=NOON
        )

    assert [row.iban for row in BankAccount.objects.all()] == ["ES9121000418450200051332"]
    with pytest.raises(Refused, match="is not a valid IBAN"):
        add_bank_account(
            company.id, holder="Harbour", iban="ES91 2100 0418 4502 0005 1333", by="Ana", at=NOON
        )


def test_a_member_has_one_role() -> None:
    company = harbour()

    add_member(
        company.id, name="Ana Ruiz García", email="Ana@harbour.example", role="collector", by="Ana", at=NOON
    )
    add_member(
        company.id,
        name="Ana Ruiz García",
        email="ana@harbour.example",
        phone="123",
        role="manager",
        by="Ana",
        at=NOON,
    )

    [row], [user] = Member.objects.all(), User.objects.all()
    assert (row.role, user.get_full_name(), user.phone) == ("manager", "Ana Ruiz García", "123")
    with pytest.raises(Refused, match="There is no role 'boss'"):
        add_member(company.id, name="Ben", email="ben@harbour.example", role="boss", by="Ana", at=NOON)


def test_the_first_day_is_chosen_in_rehearsal_and_stays_once_it_is_live() -> None:
    company = harbour()

    assert change_company(company.id, first_day=date(2026, 2, 15), by="Ana", at=NOON).first_day == date(
        2026, 2, 15
    )
    assert go_live(company.id, on=date(2026, 2, 1), by="Ana", at=NOON).first_day == date(2026, 2, 1)
    with pytest.raises(Refused, match="the day on which it went live"):
        change_company(company.id, first_day=date(2026, 3, 1), by="Ana", at=NOON)
