"""Who works where: the role of a person in a company, by his user or by the name under which he works."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import is_password_usable
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from recobro.access.changes import record_change, record_changes, record_password
from recobro.access.company import CompanyValue, value_of
from recobro.access.fit import fit
from recobro.access.models import ROLES, Member, User
from recobro.kernel.problems import refuse

MANAGERS = ("manager", "administrator")
DIGESTED = ("collector", "manager")  # who has a digest in the morning unless he said no


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberValue:
    """A person at a company, as the other rooms see him. `name` is what acts are signed with.

    `language` is that of his pages, empty for none of his own; `has_digest`: is he sent one in the morning?
    """

    id: int
    user_id: int
    name: str
    email: str
    phone: str
    role: str
    is_active: bool
    language: str = ""
    has_digest: bool = False


def role_of(company_id: int, name: str) -> str | None:
    """The role of the member with this name or e-mail address (case does not matter); None for nobody of ours."""
    wanted = name.strip().lower()
    for member in list_members(company_id):
        if member.is_active and wanted in (member.name.lower(), member.email.lower()):
            return member.role
    return None


def member_called(company_id: int, said: str) -> int | None:
    """The member with this name or e-mail address (case does not matter), also one who left; None for nobody, or for several."""
    wanted = said.strip().casefold()
    found = [
        one.id for one in list_members(company_id) if wanted in (one.name.casefold(), one.email.casefold())
    ]
    return found[0] if len(found) == 1 else None


def is_manager(company_id: int, name: str) -> bool:
    """May this person decide for the company? Everybody may while it has no members."""
    return role_of(company_id, name) in MANAGERS or not Member.objects.filter(company_id=company_id).exists()


def list_members(company_id: int) -> list[MemberValue]:
    """Everybody who works for the company, by name."""
    rows = Member.objects.filter(company_id=company_id).select_related("user")
    return sorted((_value(row) for row in rows), key=lambda one: one.name.lower())


def memberships(user_id: int) -> dict[int, MemberValue]:
    """Where the user works: his place in each company, by the company's id."""
    return {company.id: member for company, member in places_of(user_id)}


def places_of(user_id: int) -> list[tuple[CompanyValue, MemberValue]]:
    """The companies for which the user works, by name, and his place in each."""
    rows = Member.objects.filter(user_id=user_id, is_active=True).select_related("user", "company")
    return [(value_of(row.company), _value(row)) for row in rows.order_by("company__name")]


def add_person(
    company_id: int, *, name: str, email: str, phone: str = "", role: str, by_user: int, by: str, at: datetime
) -> MemberValue:  # fmt: skip
    """Somebody works for the company from now on, or again.

    Raises Refused for what cannot be, and for somebody who signs in already for a company that whoever adds him does not administer: the
    password that opens that company is not ours to trust. Whoever looks after the installation adds him (`add_member`).
    """
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise refuse("member", f"'{email}' is no e-mail address.", "People sign in with it.") from None
    if not name.strip():
        raise refuse("member", "The person has no name.", "It is printed below letters.")
    _check_role(role)
    first, _, last = name.strip().partition(" ")
    said = fit("member", User, email=address, first_name=first, last_name=last, phone=phone.strip())
    with transaction.atomic():
        user, is_new = User.objects.get_or_create(
            username=fit("member", User, username=address)["username"], defaults=said
        )
        if is_new:
            user.set_unusable_password()
            user.save(update_fields=["password"])
        elif Member.objects.filter(company_id=company_id, user=user, is_active=True).exists():
            raise refuse("member", f"'{email}' works here already.", "Change the person in the list.")
        elif looks_after(by_user, user.id, company_id=company_id):
            User.objects.filter(id=user.id).update(**said)
        else:
            raise refuse(
                "member",
                f"'{email}' signs in here already, for a company that you do not administer.",
                "Whoever looks after this installation adds the person.",
            )
        member, _ = Member.objects.update_or_create(
            company_id=company_id, user=user, defaults={"role": role, "is_active": True}
        )
        record_change(company_id, kind="person", subject=name.strip(), what="role", after=role, by=by, at=at)
    return find_member(company_id, member.id)


def change_member(
    company_id: int, member_id: int, *, role: str, is_active: bool, by: str, at: datetime
) -> MemberValue:
    """The member has this role from now on, or works here no more. Refused when nobody would be left who looks after people."""
    _check_role(role)
    with transaction.atomic():
        members = list(Member.objects.select_for_update().filter(company_id=company_id).order_by("id"))
        member = next((one for one in members if one.id == member_id), None)
        if member is None:
            raise refuse("member", "There is no such person.", "Look at the list again.")
        others = [
            one for one in members if one is not member and one.is_active and one.role == "administrator"
        ]
        if member.role == "administrator" and not others and not (is_active and role == "administrator"):
            raise refuse(
                "member", "This is the last administrator.", "Make somebody else an administrator first."
            )
        before = {"role": member.role, "is_active": member.is_active}
        member.role, member.is_active = role, is_active
        member.save(update_fields=["role", "is_active"])
        record_changes(
            company_id, kind="person", subject=find_member(company_id, member_id).name, before=before,
            after={"role": role, "is_active": is_active}, by=by, at=at,
        )  # fmt: skip
    return find_member(company_id, member_id)


def choose_digest(company_id: int, member_id: int, *, wanted: bool, by: str, at: datetime) -> MemberValue:
    """The member is sent the digest of the morning from now on, or is no more."""
    before = find_member(company_id, member_id)
    Member.objects.filter(company_id=company_id, id=member_id).update(digest=wanted)
    record_changes(
        company_id, kind="person", subject=before.name, before={"digest": before.has_digest}, after={"digest": wanted}, by=by, at=at,
    )  # fmt: skip
    return find_member(company_id, member_id)


def find_member(company_id: int, member_id: int) -> MemberValue:
    """The member of this number. Raises Refused for nobody of ours."""
    row = Member.objects.filter(company_id=company_id, id=member_id).select_related("user").first()
    if row is None:
        raise refuse("member", "There is no such person.", "Look at the list again.")
    return _value(row)


def looks_after(administrator: int, user_id: int, *, company_id: int) -> bool:
    """May this administrator of the company change the person himself: his name, his password? Only where he is an administrator
    of every company that the person works for; else one company could open the doors of another."""
    theirs = set(Member.objects.filter(user_id=user_id).values_list("company_id", flat=True))
    ours = Member.objects.filter(user_id=administrator, role="administrator", is_active=True)
    return theirs <= {company_id, *ours.values_list("company_id", flat=True)}


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise refuse("member", f"There is no role '{role}'.", f"Roles: {', '.join(ROLES)}.")


def set_password(email: str, password: str, *, by: str, at: datetime) -> None:
    """Lets the person with this address sign in with this password. Raises Refused for nobody of ours."""
    user = User.objects.filter(username=email.strip().lower()).first()
    if user is None:
        raise refuse(
            "member", f"Nobody has the e-mail address '{email}'.", "Add the person: recobro company member."
        )
    user.set_password(password)
    user.save(update_fields=["password"])
    record_password(user.id, by=by, at=at)


def has_password(user_id: int) -> bool:
    """Can the person sign in with a password?"""
    password = User.objects.values_list("password", flat=True).get(id=user_id)
    return bool(password) and is_password_usable(password)


def _value(row: Member) -> MemberValue:
    user = row.user
    return MemberValue(
        id=row.id, user_id=user.id, name=user.get_full_name() or user.username, email=user.email or user.username,
        phone=user.phone, role=row.role, is_active=row.is_active and user.is_active, language=user.language,
        has_digest=row.role in DIGESTED if row.digest is None else row.digest,
    )  # fmt: skip
