"""What the digest of the morning tells a person: his page Today as it is on that day, and what is overdue in the team.

Whom to contact is the very list of the page (`insight/today.py`): of the person's portfolio, with those he stands in for. Tasks and broken
promises are those that brought the customers there. A manager is told of everybody's complaints and overdue tasks, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.conf import settings

from recobro.access.company import CompanyValue
from recobro.access.members import MANAGERS, MemberValue
from recobro.access.portfolio import portfolio
from recobro.access.rights import sees_own_customers_only
from recobro.access.rows import rows
from recobro.casework.promises import PromiseOutcome, promise_outcomes
from recobro.insight.today import REMEMBERED, Standing, Wanted, standings, wanted_today
from recobro.letters.digest import SHOWN, Amount, Contact, Digest, Errand, Grievance, Word
from recobro.outbox.content import creditor_of
from recobro.outbox.errands import errands


def digest_of(company: CompanyValue, member: MemberValue, *, on: date) -> Digest:
    """What this person is told on this day; it `is_empty` when nothing waits for him."""
    sees_own = sees_own_customers_only(member.role)
    whose = None if sees_own else portfolio(company.id, member, on=on)
    salesperson = member.name if sees_own else None
    scope: dict[str, object] = {
        "company": company.id,
        "whose": None if whose is None else list(whose),
        "salesperson": salesperson,
    }
    wanted = wanted_today(company.id, mode=company.mode, today=on, whose=whose, salesperson=salesperson)
    decides = member.role in MANAGERS
    language = member.language or company.language
    kept = [one.customer_id for one in wanted if one.kept_by]
    tasks, task_count = _tasks(
        company,
        on,
        late=False,
        customers=[one.customer_id for one in wanted if one.tasks],
        kept=kept,
        language=language,
    )
    team, team_count = _tasks(company, on, late=True, language=language) if decides else ((), 0)
    broken = _broken(company, wanted, on)
    due = _due(company, scope, on)
    complaints = rows(
        "insight", "digest_complaints", today=on, **(scope | {"whose": None} if decides else scope)
    )
    return Digest(
        recipient=member.email, reader=member.name, language=language, on=on, creditor=creditor_of(company),
        contacts=_contacts(company, wanted[:SHOWN], on, language), contact_count=len(wanted),
        tasks=tasks, task_count=task_count, team=team, team_count=team_count,
        broken=_words(company, broken), broken_count=len(broken), due=_words(company, due), due_count=len(due),
        complaints=tuple(
            Grievance(
                name=one["name"], link=link(company, f"customers/{one['customer_id']}/"), made_on=one["made_on"], reason=one["reason"],
            )
            for one in complaints[:SHOWN]
        ),
        complaint_count=len(complaints),
        today_link=link(company, "" if sees_own else "?whose=mine"), settings_link=link(company, "settings/people/"),
    )  # fmt: skip


def link(company: CompanyValue, path: str) -> str:
    """The address of a page; empty where nobody said under which the pages are reached."""
    return f"{settings.WEB_ADDRESS}/c/{company.id}/{path}" if settings.WEB_ADDRESS else ""


def _contacts(
    company: CompanyValue, wanted: Sequence[Wanted], on: date, language: str
) -> tuple[Contact, ...]:
    found: dict[int, Standing] = standings(
        company.id, [one.customer_id for one in wanted], mode=company.mode, today=on
    )
    titles = _titles(company, [one.task_id for one in wanted if one.task_id and one.is_of_rule], language)
    return tuple(
        Contact(
            name=one.name, code=one.code, link=link(company, f"today/{one.customer_id}/"), phone=found[one.customer_id].phone,
            overdue=tuple(Amount(amount=late, currency=currency) for currency, late in found[one.customer_id].overdue.items()),
            oldest_due_on=one.oldest_due_on, broken=one.broken, tasks=one.tasks,
            title=titles.get(one.task_id or 0, one.title), chosen_on=one.chosen_on, chosen_reason=one.chosen_reason,
            is_kept=bool(one.kept_by), kept_until=one.kept_until,
        )
        for one in wanted
    )  # fmt: skip


def _tasks(
    company: CompanyValue,
    on: date,
    *,
    late: bool,
    customers: Sequence[int] | None = None,
    kept: Sequence[int] = (),
    language: str,
) -> tuple[tuple[Errand, ...], int]:
    """Tasks that are due, or overdue where only these count: the oldest ones, and how many there are."""
    found = rows(
        "insight", "digest_tasks", company=company.id, mode=company.mode, today=on, late=late, most=SHOWN, kept=list(kept),
        customers=None if customers is None else list(customers),
    )  # fmt: skip
    titles = _titles(company, [one["id"] for one in found], language)
    shown = tuple(
        Errand(
            title=titles[one["id"]], name=one["name"], link=link(company, f"customers/{one['customer_id']}/"), due_on=one["due_on"],
            who=one["who"],
        )
        for one in found
    )  # fmt: skip
    return shown, found[0]["of_all"] if found else 0


def _titles(company: CompanyValue, tasks: Sequence[int], language: str) -> dict[int, str]:
    """What these tasks are called in the language, as far as they can be said in it."""
    found = errands(company.id, mode=company.mode, language=language, tasks=tasks) if tasks else []
    return {one.task_id: one.title for one in found}


def _broken(company: CompanyValue, wanted: Sequence[Wanted], on: date) -> list[PromiseOutcome]:
    """The promises that brought customers onto the list: of each his newest ones, since those before were called about."""
    times = {one.customer_id: one.broken for one in wanted if one.broken and not one.kept_by}
    if not times:
        return []
    outcomes = promise_outcomes(company.id, as_of=on, customers=list(times), since=on - REMEMBERED)
    found = []
    for one in sorted(outcomes, key=lambda one: one.waits_until, reverse=True):
        if one.outcome in ("broken", "partly kept") and times[one.customer_id]:
            times[one.customer_id] -= 1
            found.append(one)
    return found


def _due(company: CompanyValue, scope: dict[str, object], on: date) -> list[PromiseOutcome]:
    """Promises for this very day that are not kept yet."""
    outcomes = promise_outcomes(company.id, as_of=on, since=on)
    due = [one for one in outcomes if one.promised_on == on and one.outcome == "open"]
    if not due:
        return []
    theirs = {
        row["id"]
        for row in rows("insight", "digest_customers", ids=[one.customer_id for one in due], **scope)
    }
    return [one for one in due if one.customer_id in theirs]


def _words(company: CompanyValue, promises: Sequence[PromiseOutcome]) -> tuple[Word, ...]:
    shown = promises[:SHOWN]
    everybody = {"company": company.id, "whose": None, "salesperson": None}
    found = rows("insight", "digest_customers", ids=[one.customer_id for one in shown], **everybody)
    names = {row["id"]: row["name"] for row in found}
    return tuple(
        Word(
            name=names[one.customer_id], link=link(company, f"customers/{one.customer_id}/"), promised_on=one.promised_on,
            promised=Amount(amount=one.amount, currency=one.currency), paid=one.paid,
        )
        for one in shown
    )  # fmt: skip
