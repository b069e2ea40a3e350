"""Who signed in, and who changed a setting: when, what, from which value to which. Kept for the journal, and never changed.

No secret is in here: of a password it is said that it was chosen, of a link that it was given.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from recobro.access.fit import limited
from recobro.access.models import Change, Member

FAILED_AT_MOST = timedelta(minutes=10)  # one failed try of a person is kept in so much time


def record_change(
    company_id: int, *, kind: str, subject: str = "", what: str = "", before: object = "", after: object = "", many: int = 1,
    by: str, at: datetime,
) -> None:  # fmt: skip
    """Keeps that a setting was changed: of the `subject` (a person, an account), `what` of it, `before` and `after`."""
    Change.objects.create(
        company_id=company_id, kind=kind, subject=subject[:300], what=what, before=_said(before)[:1000], after=_said(after)[:1000],
        many=many, by=limited("change", "by", by, 200), at=at,
    )  # fmt: skip


def record_changes(
    company_id: int,
    *,
    kind: str,
    subject: str = "",
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    by: str,
    at: datetime,
) -> None:
    """Keeps each of these values that is another one now."""
    for what, value in after.items():
        if _said(before.get(what)) != _said(value):
            record_change(
                company_id, kind=kind, subject=subject, what=what, before=before.get(what), after=value, by=by, at=at
            )  # fmt: skip


def record_sign_in(user_id: int, *, at: datetime) -> None:
    """The person signed in: every company that he works for keeps it."""
    _of_person(user_id, kind="signed in", at=at)


def record_failed_sign_in(email: str, *, at: datetime) -> None:
    """Somebody tried to sign in as this person and could not; kept once in ten minutes. Of an address that nobody has, nothing is kept."""
    users = Member.objects.filter(user__username=email.strip().lower(), is_active=True).values_list(
        "user_id", flat=True
    )
    for user_id in set(users):
        _of_person(user_id, kind="kept out", by="", at=at, at_most_every=FAILED_AT_MOST)


def record_password(user_id: int, *, at: datetime, by: str | None = None) -> None:
    """The person has a new password: chosen by himself, or set for him."""
    _of_person(user_id, kind="password", at=at, by=by)


def _of_person(
    user_id: int, *, kind: str, at: datetime, by: str | None = None, at_most_every: timedelta | None = None
) -> None:
    for member in Member.objects.filter(user_id=user_id, is_active=True).select_related("user"):
        name = member.user.get_full_name() or member.user.username
        theirs = Change.objects.filter(company_id=member.company_id, kind=kind, subject=name)
        if at_most_every is None or not theirs.filter(at__gt=at - at_most_every).exists():
            record_change(member.company_id, kind=kind, subject=name, by=name if by is None else by, at=at)


def _said(value: object) -> str:
    """A value as it is kept: yes and no, lists with commas, times without seconds, numbers without zeros at their end."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return value.isoformat() if isinstance(value, date) else str(value)
