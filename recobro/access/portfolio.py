"""Whose customers somebody looks after: his own, and those of the colleagues whom he stands in for while they are away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from recobro.access.changes import record_change
from recobro.access.members import MemberValue, find_member, list_members
from recobro.access.models import Deputy
from recobro.kernel.problems import refuse


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """While `away` is absent, `deputy` looks after his customers: from a day until a day, both included."""

    id: int
    away: str
    deputy: str
    from_on: date
    until_on: date
    by: str


def portfolio(company_id: int, member: MemberValue, *, on: date) -> tuple[str, ...]:
    """What customers call their collector when they are the member's on this day: his name and e-mail address, then those of
    the colleagues he stands in for, all in small letters. Who stands in for a deputy has the deputy's absent colleagues too.
    """
    people = {one.id: one for one in list_members(company_id)}
    stands_in: dict[int, list[int]] = {}
    for deputy_id, away_id in _on(company_id, on).values_list("deputy_id", "away_id"):
        stands_in.setdefault(deputy_id, []).append(away_id)
    found = [member.id]
    for one in found:
        found += [away for away in stands_in.get(one, ()) if away not in found]
    return tuple(
        said.lower() for one in found if one in people for said in (people[one].name, people[one].email)
    )


def is_away(company_id: int, member_id: int, *, on: date) -> bool:
    """Does somebody stand in for the member on this day?"""
    return _on(company_id, on).filter(away_id=member_id).exists()


def stand_in(
    company_id: int, *, away_id: int, deputy_id: int, from_on: date, until_on: date, by: str, at: datetime
) -> None:
    """The deputy looks after the customers of the other one from this day until that one. Raises Refused for what cannot be."""
    active = {one.id for one in list_members(company_id) if one.is_active}
    if deputy_id not in active or away_id not in {one.id for one in list_members(company_id)}:
        raise refuse("deputy", "The deputy does not work here.", "Choose somebody who does.")
    if away_id == deputy_id:
        raise refuse("deputy", "Nobody stands in for himself.", "Choose a colleague.")
    if until_on < from_on:
        raise refuse(
            "deputy", f"{until_on} is before {from_on}.", "Choose a last day that is not before the first."
        )
    Deputy.objects.create(
        company_id=company_id, away_id=away_id, deputy_id=deputy_id, from_on=from_on, until_on=until_on, by=by, recorded_at=at
    )  # fmt: skip
    away, deputy = (find_member(company_id, one).name for one in (away_id, deputy_id))
    record_change(
        company_id,
        kind="absence",
        subject=away,
        what="deputy",
        after=f"{deputy} ({from_on} – {until_on})",
        by=by,
        at=at,
    )


def end_stand_in(company_id: int, absence_id: int, *, by: str, at: datetime) -> None:
    """The colleague is back, or never leaves: nobody stands in for him any more."""
    absence = Deputy.objects.filter(company_id=company_id, id=absence_id).first()
    if absence is None:
        raise refuse("deputy", "There is no such absence.", "Look at the list again.")
    absence.delete()
    away, deputy = (find_member(company_id, one).name for one in (absence.away_id, absence.deputy_id))
    record_change(
        company_id, kind="absence", subject=away, what="deputy", before=f"{deputy} ({absence.from_on} – {absence.until_on})", by=by, at=at
    )  # fmt: skip


def absences(company_id: int, *, on: date) -> list[Absence]:
    """The absences that last on this day or later, the earliest first."""
    names = {one.id: one.name for one in list_members(company_id)}
    rows = Deputy.objects.filter(company_id=company_id, until_on__gte=on).order_by("from_on", "id")
    return [
        Absence(
            id=row.id, away=names[row.away_id], deputy=names[row.deputy_id], from_on=row.from_on, until_on=row.until_on, by=row.by
        )
        for row in rows
    ]  # fmt: skip


def _on(company_id: int, on: date) -> QuerySet[Deputy]:
    return Deputy.objects.filter(company_id=company_id, from_on__lte=on, until_on__gte=on)
