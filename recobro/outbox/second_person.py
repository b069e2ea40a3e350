"""Four eyes: who proposed or edited a reminder does not approve it, where the company says so.

`final`: of final notices and of what is above the ceiling, which a manager approves. `always`: of every reminder that a person approves.
What a policy sends by itself is no person's approval.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from recobro.access.company import CompanyValue
from recobro.access.members import is_manager, list_members
from recobro.evaluation.models import Reminder
from recobro.kernel.problems import Problem, Refused
from recobro.outbox.models import Edit
from recobro.policy.ladder import SEVERITIES

FINAL = SEVERITIES["final"]

Hand = tuple[str, int | None]  # the name that somebody acted under, and the member who that was


def check_second_person(company: CompanyValue, reminders: Collection[int], *, by: str) -> None:
    """Raises Refused with everything that this person may not approve."""
    if problems := objections(company, reminders, by=by):
        raise Refused(problems.values())


def objections(company: CompanyValue, reminders: Collection[int], *, by: str) -> dict[int, Problem]:
    """Why this person may not approve these reminders, by reminder; those that he may approve are left out."""
    if company.second_person == "never":
        return {}
    decides = is_manager(company.id, by)
    people = _people(company.id)
    hands = _hands(company.id, reminders)
    rows = Reminder.objects.filter(company_id=company.id, id__in=reminders).select_related("run")
    found = {}
    for row in rows.order_by("id"):
        is_serious = row.severity == FINAL or row.above_ceiling
        if is_serious and not decides:
            found[row.id] = _problem(
                row.id, f"Reminder {row.id} is a final notice or above the ceiling.", "A manager approves it."
            )
        elif (is_serious or company.second_person == "always") and _same(
            people, by, {(row.run.by, row.run.by_member_id), *hands[row.id]}
        ):
            found[row.id] = _problem(
                row.id, f"{by} proposed or edited reminder {row.id}.", "Somebody else approves it."
            )
    return found


def _hands(company_id: int, reminders: Collection[int]) -> dict[int, set[Hand]]:
    """Who edited each reminder."""
    found: dict[int, set[Hand]] = defaultdict(set)
    edits = Edit.objects.filter(company_id=company_id, message__reminder_id__in=reminders)
    for reminder_id, by, member_id in edits.values_list("message__reminder_id", "by", "by_member_id"):
        found[int(reminder_id or 0)].add((by, member_id))
    return found


def _people(company_id: int) -> dict[str, set[int]]:
    """Who may be meant by a name or an e-mail address: acts are signed with either."""
    found: dict[str, set[int]] = defaultdict(set)
    for one in list_members(company_id):
        for said in (one.name, one.email):
            found[said.strip().casefold()].add(one.id)
    return found


def _same(people: dict[str, set[int]], by: str, others: Collection[Hand]) -> bool:
    """Is he one of them? A member is himself under any name; where it is not recorded which one acted, the names are compared."""
    name = by.strip().casefold()
    mine = people.get(name, set())
    for said, member_id in others:
        theirs = said.strip().casefold()
        if (member_id in mine) if member_id else (theirs == name or mine & people.get(theirs, set())):
            return True
    return False


def _problem(reminder_id: int, message: str, hint: str) -> Problem:
    return Problem(source=f"reminder {reminder_id}", message=message, hint=hint)
