"""Loading a policy: a new version when it says something new, valid from a day on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files

from django.db import transaction

from recobro.access.models import Company
from recobro.kernel.problems import refuse
from recobro.policy import ladder
from recobro.policy.models import Level, Policy, Threshold, Version
from recobro.policy.parse import parse

BEGINNING = date(1990, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What loading did. `is_new` is False when the newest version says exactly this already."""

    key: str
    version: int
    valid_from: date
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What a person had before him when he changed a policy: its key, and its newest version (0: there was no such policy)."""

    key: str
    version: int


def load_policy(
    company_id: int,
    *,
    text: str,
    source: str,
    valid_from: date | None = None,
    based_on: Basis | None = None,
    today: date,
    at: datetime,
    by: str,
) -> Loaded:
    """Stores the policy that the TOML describes as the next version of its key.

    The first version is valid from the beginning while the company rehearses, later ones from `today` unless `valid_from`
    names another day. In a live company no version begins before today: what was decided stays explained. Raises Refused,
    also where somebody else has loaded a version since the one that this is `based_on`.
    """
    parsed = parse(text, source=source)
    fingerprint = hashlib.sha256(text.encode()).hexdigest()
    with transaction.atomic():
        company = Company.objects.select_for_update().get(id=company_id)
        policy, _ = Policy.objects.get_or_create(company=company, key=parsed.key)
        newest = policy.versions.order_by("-number").first()
        if based_on:
            _check_basis(based_on, source, parsed.key, newest)
        if newest and newest.fingerprint == fingerprint and valid_from in (None, newest.valid_from):
            return Loaded(key=policy.key, version=newest.number, valid_from=newest.valid_from, is_new=False)
        begins_on = valid_from or (BEGINNING if newest is None and company.mode == "rehearsal" else today)
        _check_beginning(company, source, begins_on, today)
        version = _store(
            policy, parsed, text, fingerprint, newest.number + 1 if newest else 1, begins_on, at, by
        )
    return Loaded(key=policy.key, version=version.number, valid_from=begins_on, is_new=True)


def try_version(
    company_id: int, *, policy_key: str, text: str, source: str, valid_from: date, at: datetime, by: str
) -> int:
    """The text as a version of the policy of this key (new if need be) from a day on, for a trial that the caller rolls back.

    Gives the id of the policy. It asks neither whether the text is new nor whether the company is live.
    """
    parsed = parse(text, source=source)
    policy, _ = Policy.objects.get_or_create(company_id=company_id, key=policy_key)
    newest = policy.versions.order_by("-number").first()
    _store(policy, parsed, text, "", newest.number + 1 if newest else 1, valid_from, at, by)
    return policy.id


def ready_made() -> dict[str, str]:
    """The policies that ship with the product: key -> TOML."""
    folder = files("recobro.policy") / "ready"
    found = [entry for entry in folder.iterdir() if entry.name.endswith(".toml")]
    return {entry.name.removesuffix(".toml"): entry.read_text(encoding="utf-8") for entry in found}


def _check_basis(basis: Basis, source: str, key: str, newest: Version | None) -> None:
    if basis.version and key != basis.key:
        raise refuse(
            source,
            f"The key '{key}' is not '{basis.key}': it would be another policy.",
            f"Write {basis.key}; begin a new policy for another key.",
        )
    if newest and not basis.version:
        raise refuse(source, f"There is a policy '{key}' already.", "Choose another key, or change that one.")
    if newest and newest.number != basis.version:
        raise refuse(
            source,
            f"Version {newest.number} of '{key}' was loaded by {newest.by} in the meantime.",
            "Look at it first, then make your change to it.",
        )


def _check_beginning(company: Company, source: str, begins_on: date, today: date) -> None:
    if company.mode == "live" and begins_on < today:
        raise refuse(
            source,
            f"A version cannot begin on {begins_on}: {company.name} is live, and past decisions stay explained.",
            f"Begin it today ({today}) or later.",
        )


def _positions(policy: ladder.Policy) -> Iterator[tuple[int, ladder.Level]]:
    """The levels in order from 1; the opening level stands below them, at 0."""
    return enumerate(policy.all_levels, start=0 if policy.opening else 1)


def _store(
    policy: Policy,
    parsed: ladder.Policy,
    text: str,
    fingerprint: str,
    number: int,
    begins_on: date,
    at: datetime,
    by: str,
) -> Version:
    version = Version.objects.create(
        company_id=policy.company_id,
        policy=policy,
        number=number,
        valid_from=begins_on,
        source=text,
        fingerprint=fingerprint,
        recorded_at=at,
        by=by,
        jumps=parsed.catch_up == "jump",
        does_nothing=parsed.does_nothing,
        min_gap_days=parsed.min_gap_days,
        grace_banking_days=parsed.grace_banking_days,
        days_after_invoice=parsed.days_after_invoice,
        final_after_days=parsed.final_after_days,
        follow_pay_days=parsed.follow_pay_days,
        start_at=parsed.start_at,
        old_items=parsed.first_day.old_items,
        amnesty_days=parsed.first_day.amnesty_days,
        opening_gap_days=parsed.first_day.opening_gap_days,
        languages=list(parsed.languages),
    )
    Level.objects.bulk_create(
        Level(
            company_id=policy.company_id,
            version=version,
            position=position,
            key=level.key,
            severity=level.rank,
            trigger_kind=level.trigger.kind,
            trigger_days=level.trigger.days,
            before_due=level.trigger.before_due,
            is_empty=level.is_empty,
            is_outward=level.is_outward,
            attach=level.attach,
        )
        for position, level in _positions(parsed)
    )
    Threshold.objects.bulk_create(
        Threshold(
            company_id=policy.company_id,
            version=version,
            currency=currency,
            floor=parsed.floor.get(currency),
            ceiling=parsed.ceiling.get(currency),
        )
        for currency in sorted({*parsed.floor, *parsed.ceiling})
    )
    return version
