"""Who works where: the role of a person in a company, by his user or by the name under which he works."""

from __future__ import annotations

from dataclasses import dataclass

from recobro.access.models import Member, User
from recobro.kernel.problems import refuse

MANAGERS = ("manager", "administrator")


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberValue:
    """A person at a company, as the other rooms see him. `name` is what acts are signed with."""

    id: int
    user_id: int
    name: str
    email: str
    phone: str
    role: str
    is_active: bool


def role_of(company_id: int, name: str) -> str | None:
    """The role of the member with this name or e-mail address (case does not matter); None for nobody of ours."""
    wanted = name.strip().lower()
    for member in list_members(company_id):
        if member.is_active and wanted in (member.name.lower(), member.email.lower()):
            return member.role
    return None


def is_manager(company_id: int, name: str) -> bool:
    """May this person decide for the company? Everybody may while it has no members."""
    return role_of(company_id, name) in MANAGERS or not Member.objects.filter(company_id=company_id).exists()


def list_members(company_id: int) -> list[MemberValue]:
    """Everybody who works for the company, by name."""
    rows = Member.objects.filter(company_id=company_id).select_related("user")
    return sorted((_value(row) for row in rows), key=lambda one: one.name.lower())


def memberships(user_id: int) -> dict[int, MemberValue]:
    """Where the user works: his place in each company, by the company's id."""
    rows = Member.objects.filter(user_id=user_id, is_active=True).select_related("user")
    return {row.company_id: _value(row) for row in rows}


def set_password(email: str, password: str) -> None:
    """Lets the person with this address sign in with this password. Raises Refused for nobody of ours."""
    user = User.objects.filter(username=email.strip().lower()).first()
    if user is None:
        raise refuse(
            "member", f"Nobody has the e-mail address '{email}'.", "Add the person: recobro company member."
        )
    user.set_password(password)
    user.save(update_fields=["password"])


def _value(row: Member) -> MemberValue:
    user = row.user
    return MemberValue(
        id=row.id, user_id=user.id, name=user.get_full_name() or user.username, email=user.email or user.username,
        phone=user.phone, role=row.role, is_active=row.is_active and user.is_active,
    )  # fmt: skip
