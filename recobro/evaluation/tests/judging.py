"""Compares the statement with the model, field by field, and writes down the world of what differs."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date

from django.db import connection, transaction

from recobro.access.calendar import ensure_calendars
from recobro.evaluation.evaluate import Verdict, evaluate
from recobro.evaluation.tests import model
from recobro.evaluation.tests.load import load
from recobro.evaluation.tests.world import World, describe
from recobro.policy.models import Policy, Version

SAME_NAMES = (
    "open",
    "disputed",
    "covered",
    "retained",
    "planned",
    "promised",
    "claimable",
    "credit",
    "credit_apart",
    "netted",
    "claimable_total",
    "scope",
    "level_key",
    "position",
    "severity",
    "is_outward",
    "is_reached",
    "told_on",
    "language",
    "pays_on",
    "outcome",
    "next_on",
)

BATCH = 200

Differences = dict[int, list[str]]


@contextmanager
def loaded(*worlds: World, counted: bool = True) -> Iterator[Judge]:
    """The worlds in the database for a while; `counted`: the planner knows how much there is."""
    with transaction.atomic():
        ensure_calendars(world.country for world in worlds)
        ensure_calendars(
            customer.country for world in worlds for customer in world.customers if customer.country
        )
        with connection.cursor() as cursor:
            cursor.execute(
                "SET LOCAL session_replication_role = replica"
            )  # leaves out the checks of the links
            load(*worlds)
            cursor.execute("SET LOCAL session_replication_role = origin")
            if counted:
                cursor.execute("ANALYZE")
        yield Judge()
        transaction.set_rollback(True)


class Judge:
    """Asks the product and compares; knows the names of the policies that were loaded."""

    def __init__(self) -> None:
        self.policies = dict(Policy.objects.values_list("id", "key"))
        self.versions = dict(Version.objects.values_list("id", "number"))

    def judge(
        self,
        world: World,
        *,
        as_of: date,
        mode: str,
        customers: Collection[int] | None = None,
        except_reminder: int | None = None,
    ) -> str:
        """Nothing, or what the product and the model do not agree about."""
        asked = {
            "as_of": as_of,
            "mode": mode,
            "except_reminders": () if except_reminder is None else (except_reminder,),
        }
        got = [
            row
            for some in _in_batches(customers)
            for row in evaluate(world.company, customers=some, **asked)  # type: ignore[arg-type]
        ]
        expected = model.evaluate(
            world, as_of=as_of, mode=mode, customers=customers, except_reminder=except_reminder
        )
        differences = self.differences(expected, got)
        return _report(world, differences, as_of=as_of, mode=mode) if differences else ""

    def differences(self, expected: dict[int, model.Verdict], got: list[Verdict]) -> Differences:
        """What is not the same, as sentences, by item."""
        by_item = {row.item_id: row for row in got}
        assert len(by_item) == len(got), "an item has two rows"
        compared = {
            item: self._compare(expected.get(item), by_item.get(item))
            for item in sorted(expected.keys() | by_item.keys())
        }
        return {item: sentences for item, sentences in compared.items() if sentences}

    def _compare(self, expected: model.Verdict | None, got: Verdict | None) -> list[str]:
        if expected is None or got is None:
            return ["expected no row" if expected is None else "got no row"]
        pairs = [(name, getattr(expected, name), getattr(got, name)) for name in SAME_NAMES]
        pairs += [
            ("policy", expected.policy, self.policies.get(got.policy_id)),
            ("version", expected.version, self.versions.get(got.version_id)),
            ("contact", expected.contact, got.contact_id),
            ("blocks", [block.outcome for block in expected.blocks], list(got.blocks)),
            ("ends_on", [block.free_on for block in expected.blocks], list(got.ends_on)),
        ]
        sentences = [
            f"{name}: expected {ours}, got {theirs}" for name, ours, theirs in pairs if ours != theirs
        ]
        if got.told_level_key not in (expected.told_level_keys or {None}):
            sentences.append(f"told: expected {set(expected.told_level_keys)}, got {got.told_level_key}")
        return sentences


def _in_batches(customers: Collection[int] | None) -> list[list[int] | None]:
    """As the product asks for some customers: a few at a time, for which the statement is prepared."""
    if customers is None:
        return [None]
    return [sorted(customers)[n : n + BATCH] for n in range(0, len(customers), BATCH)]


def _report(world: World, differences: Differences, *, as_of: date, mode: str) -> str:
    """The first few differences, each with the whole world of its customer."""
    owners = {item.id: customer for customer in world.customers for item in customer.items}
    lines = [f"{len(differences)} items differ on {as_of:%a %Y-%m-%d} in mode {mode}. The first of them:"]
    for item, sentences in list(differences.items())[:3]:
        lines += ["", f"item {item}", *(f"    {sentence}" for sentence in sentences)]
        lines += [describe(world, owners[item])]
    return "\n".join(lines)
