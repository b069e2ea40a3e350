"""The policies as their pages show them: what each says today, and who is treated by which; and the versions of one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from recobro.access.rows import rows
from recobro.insight.invoices import Filters, list_invoices
from recobro.policy.ladder import Policy
from recobro.policy.models import Policy as PolicyRow
from recobro.policy.models import Version
from recobro.policy.read import parsed_version

NAMED = 10  # customers of a policy that are named in the list


@dataclass(frozen=True, slots=True, kw_only=True)
class Treated:
    """One assignment that stands, or will. `count`: how many there are of its policy and scope; not all of them are named."""

    assignment_id: int
    scope: str
    segment: str
    customer_id: int | None
    item_id: int | None
    from_on: date
    until_on: date | None
    by: str
    code: str | None
    name: str | None
    number: str | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionValue:
    """One version, without what it says."""

    id: int
    number: int
    valid_from: date
    recorded_at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyValue:
    """A policy on a day. `says` is that of the version in force, or of the first to come where none is."""

    key: str
    says: Policy
    version: VersionValue
    in_force: VersionValue | None
    versions: tuple[VersionValue, ...]  # the newest first
    treated: tuple[Treated, ...]
    more_customers: int  # that are treated by it and not named
    more_items: int

    @property
    def newest(self) -> VersionValue:
        """The version that was loaded last."""
        return self.versions[0]

    @property
    def coming(self) -> VersionValue | None:
        """The next version that is not in force yet."""
        begun = self.in_force.valid_from if self.in_force else date.min
        later = [one for one in self.versions if one.valid_from > begun and one is not self.version]
        return min(later, key=lambda one: (one.valid_from, -one.number), default=None)


def policies(
    company_id: int, *, as_of: date, salesperson: str | None = None, key: str | None = None
) -> list[PolicyValue]:
    """Every policy of the company, or that of one key: those that treat somebody first, then by key."""
    found = PolicyRow.objects.filter(company_id=company_id)
    named = dict((found if key is None else found.filter(key=key)).values_list("id", "key"))
    versions = _versions(named)
    shown = {policy: _shown(of_policy, as_of) for policy, of_policy in versions.items()}
    said = dict(Version.objects.filter(id__in=[one.id for one in shown.values()]).values_list("id", "source"))
    treated: dict[int, list[Treated]] = {policy: [] for policy in named}
    for row in rows(
        "insight", "policies_treated", company=company_id, as_of=as_of, salesperson=salesperson, named=NAMED
    ):
        policy = row.pop("policy_id")
        if policy in treated:
            treated[policy].append(Treated(**row))
    values = [
        PolicyValue(
            key=named[policy],
            says=parsed_version(shown[policy].id, said[shown[policy].id]),
            version=shown[policy],
            in_force=shown[policy] if shown[policy].valid_from <= as_of else None,
            versions=versions[policy],
            treated=tuple(treated[policy]),
            more_customers=_unnamed(treated[policy], "customer"),
            more_items=_unnamed(treated[policy], "item"),
        )
        for policy in versions
    ]
    return sorted(values, key=lambda one: (not one.treated, one.key))


def find_version(
    company_id: int, key: str, *, number: int | None = None, as_of: date
) -> tuple[VersionValue, Policy] | None:
    """A version of a policy by its number, else the one in force (or the first to come), with what it says; None for none."""
    found = Version.objects.filter(company_id=company_id, policy__key=key)
    if number is not None:
        row = found.filter(number=number).first()
    else:
        row = found.filter(valid_from__lte=as_of).order_by("-valid_from", "-number").first()
        row = row or found.order_by("valid_from", "-number").first()
    return (_value(row), parsed_version(row.id, row.source)) if row else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Debtor:
    """Somebody who owes something, to try a text on."""

    customer_id: int
    code: str
    name: str


def debtor(
    company_id: int, *, as_of: date, mode: str, named: str = "", is_late: bool = True, salesperson: str | None = None
) -> Debtor | None:  # fmt: skip
    """The first customer with this code or name who owes something, else (for no name) the one whose invoice is late, or coming."""
    late = Filters(status="overdue", salesperson=salesperson)
    coming = Filters(status="unpaid", due_from=as_of, salesperson=salesperson)
    asked = [Filters(status="unpaid", customer=named, salesperson=salesperson)] if named else [late, coming]
    for filters in asked if is_late else reversed(asked):
        found = list_invoices(company_id, filters, as_of=as_of, mode=mode).lines
        if found:
            return Debtor(customer_id=found[0].customer_id, code=found[0].code, name=found[0].name)
    return None


def _versions(policies: dict[int, str]) -> dict[int, tuple[VersionValue, ...]]:
    found: dict[int, list[VersionValue]] = {}
    listed = Version.objects.filter(policy_id__in=policies).order_by("policy_id", "-number")
    for row in listed.only("id", "policy_id", "number", "valid_from", "recorded_at", "by"):
        found.setdefault(row.policy_id, []).append(_value(row))
    return {policy: tuple(versions) for policy, versions in found.items()}


def _value(row: Version) -> VersionValue:
    return VersionValue(
        id=row.id, number=row.number, valid_from=row.valid_from, recorded_at=row.recorded_at, by=row.by
    )


def _shown(versions: tuple[VersionValue, ...], as_of: date) -> VersionValue:
    """The version in force, as the evaluation chooses it; else the first to come."""
    begun = [one for one in versions if one.valid_from <= as_of]
    if begun:
        return max(begun, key=lambda one: (one.valid_from, one.number))
    return min(versions, key=lambda one: (one.valid_from, -one.number))


def _unnamed(treated: list[Treated], scope: str) -> int:
    of_scope = [one for one in treated if one.scope == scope]
    return of_scope[0].count - len(of_scope) if of_scope else 0
