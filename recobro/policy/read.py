"""Reading policies back: a version as it was loaded, and the list of what there is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Min

from recobro.kernel.problems import refuse
from recobro.policy import ladder
from recobro.policy.assign import find_policy
from recobro.policy.models import Assignment, Level, Policy, Version
from recobro.policy.parse import parse


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One version in the list of policies, with the scopes to which its policy is assigned."""

    key: str
    version: int
    valid_from: date
    levels: int
    assigned_to: tuple[str, ...]


@lru_cache(maxsize=256)
def read_version(version_id: int) -> ladder.Policy:
    """The policy of a stored version, parsed. A version never changes, so it may be kept."""
    return parsed_version(version_id, Version.objects.get(id=version_id).source)


@lru_cache(maxsize=256)
def parsed_version(version_id: int, source: str) -> ladder.Policy:
    """The same for those who have read its source already."""
    return parse(source, source=f"version {version_id}")


def export(company_id: int, *, policy_key: str, version: int | None = None) -> str:
    """The TOML of a policy as it was loaded: the newest version, or the one of that number."""
    versions = find_policy(company_id, policy_key).versions.order_by("-number")
    if version is not None:
        versions = versions.filter(number=version)
    found = versions.first()
    if found is None:
        raise refuse("policy", f"Policy {policy_key} has no version {version}.", "See: recobro policy list.")
    return found.source


def list_policies(company_id: int) -> list[Listed]:
    """Every version of every policy, newest first within a policy."""
    assigned: dict[int, set[str]] = {}
    for row in Assignment.objects.filter(company_id=company_id, ended_on__isnull=True):
        assigned.setdefault(row.policy_id, set()).add(row.scope)
    versions = (
        Version.objects.filter(company_id=company_id).select_related("policy").prefetch_related("levels")
    )
    return [
        Listed(
            key=version.policy.key,
            version=version.number,
            valid_from=version.valid_from,
            levels=len(version.levels.all()),
            assigned_to=tuple(sorted(assigned.get(version.policy_id, ()))),
        )
        for version in versions.order_by("policy__key", "-number")
    ]


def policy_keys(company_id: int) -> dict[int, str]:
    """Policy id -> key."""
    return dict(Policy.objects.filter(company_id=company_id).values_list("id", "key"))


def level_keys(company_id: int) -> list[str]:
    """The keys of all levels that any policy has or had, the mildest first."""
    rows = (
        Level.objects.filter(company_id=company_id)
        .values("key")
        .annotate(least=Min("severity"), place=Min("position"))
    )
    return list(rows.order_by("least", "place", "key").values_list("key", flat=True))


def current_versions(company_id: int, *, as_of: date) -> list[int]:
    """The ids of the versions that apply on a day, one of each policy that has one by then, by the key of the policy."""
    versions = Version.objects.filter(company_id=company_id, valid_from__lte=as_of)
    newest = versions.order_by("policy__key", "-valid_from", "-number").distinct("policy__key")
    return list(newest.values_list("id", flat=True))


def level_names(company_id: int, *, as_of: date) -> dict[str, dict[str, str]]:
    """What the levels of today's policies are called: by key, in each language. Of one key in several policies, the first by key."""
    found: dict[str, dict[str, str]] = {}
    for version_id in current_versions(company_id, as_of=as_of):
        for level in read_version(version_id).all_levels:
            found.setdefault(level.key, {}).update({**level.name, **found.get(level.key, {})})
    return found
