"""The office of the web tests: the cast's creditor with its people, debtors in every state, and a day proposed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.contrib.auth.hashers import make_password

from recobro.access.company import CompanyValue, add_member
from recobro.access.models import ROLES, User
from tests import cast

PASSWORD = "correct-horse-9"
EMAIL = "{role}@northwind.test"


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The company of the tests, and another one where nobody of it works."""

    company: CompanyValue
    stranger: CompanyValue

    def user(self, role: str = "collector") -> User:
        """The person with this role: Cora Collector, Mara Manager, ..."""
        return User.objects.get(username=EMAIL.format(role=role))


def people(company: CompanyValue) -> None:
    """One person for each role, each with the same password."""
    for role in ROLES:
        name = f"{role[0].upper()}{'ora' if role == 'collector' else 'ara'} {role.capitalize()}"
        add_member(
            company.id,
            name=name,
            email=EMAIL.format(role=role),
            phone="+34 910 555 001",
            role=role,
            by=cast.MARTA,
            at=cast.at(),
        )
        user = User.objects.get(username=EMAIL.format(role=role))
        user.password = _hashed()
        user.save()


@cache
def _hashed() -> str:
    """Hashing a password is slow by design; once is enough."""
    return make_password(PASSWORD)


def office() -> Office:
    """Northwind SL on TODAY: two late customers, one who is not, one who argues; what is due is not proposed yet."""
    company = cast.creditor(contact_name="Cora Collector", contact_phone="+34 910 555 001")
    people(company)
    levels = (
        cast.level("first", "D+7", "email"),
        cast.level("second", "D+14", "email", "task:collector", severity="formal", approval="person"),
    )
    cast.treats(company, cast.policy(*levels))
    cast.owes(company, cast.LATE, "INV-1", "1200.00")
    cast.owes(company, cast.LATE, "INV-2", "350.50", due_on=cast.TODAY - 20 * cast.DAY)
    cast.owes(company, cast.GONE, "INV-3", "80.00", due_on=cast.TODAY - 40 * cast.DAY)
    cast.owes(company, cast.DISPUTING, "INV-4", "990.00", currency="USD")
    cast.owes(company, cast.PROMPT, "INV-5", "60.00", due_on=cast.TODAY + 10 * cast.DAY)
    stranger = cast.creditor("Strangers SA")
    cast.treats(stranger)
    cast.owes(stranger, cast.LATE, "STR-1", "77.00")
    return Office(company=company, stranger=stranger)
