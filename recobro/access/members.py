"""Who may do what: the role of a person in a company, by the name under which he works."""

from __future__ import annotations

from recobro.access.models import Member

MANAGERS = ("manager", "administrator")


def role_of(company_id: int, name: str) -> str | None:
    """The role of the member with this name or e-mail address (case does not matter); None for nobody of ours."""
    wanted = name.strip().lower()
    for member in Member.objects.filter(company_id=company_id).select_related("user"):
        if wanted in (member.user.get_full_name().lower(), member.user.username.lower()):
            return member.role
    return None


def is_manager(company_id: int, name: str) -> bool:
    """May this person decide for the company? Everybody may while it has no members."""
    return role_of(company_id, name) in MANAGERS or not Member.objects.filter(company_id=company_id).exists()
