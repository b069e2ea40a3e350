"""The ladder as a whole: can it be climbed? Each check refuses at the level that stands wrong, and names the other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from recobro.policy.ladder import OPENING, SEVERITIES, Action, Level, Policy
from recobro.policy.table import Table, either
from recobro.policy.trigger import Trigger, earliest_after

# Stand-ins for what could not be read: no trigger and no action that can be written is like them.
UNREAD_TRIGGER = Trigger(kind="after", days=-1)
UNREAD_ACTION = Action(channel="")

Step = tuple[Table, Level]  # a level and its place in the file, which names it in a problem


def check_level_count(top: Table, policy: Policy) -> None:
    has_levels = bool(top.values.get("level"))
    if policy.does_nothing and has_levels:
        hint = "Take the levels out, or write does_nothing = false."
        top.refuse(f"does_nothing = true, and levels ({len(policy.levels)}).", hint)
    elif not policy.does_nothing and not has_levels:
        hint = "Write at least one [[level]], or does_nothing = true for customers who are never reminded."
        top.refuse("no level.", hint)


def check_beginning(top: Table, policy: Policy) -> None:
    """Where an item begins that was never told: at a level, or with the opening letter."""
    _check_start(top, policy)
    is_asked_for, opening = policy.first_day.old_items == "opening", policy.opening
    if is_asked_for and opening is None:
        top.refuse(
            'old_items = "opening", and no [opening].',
            "Write [opening] with its severity, actions and texts.",
        )
    elif opening is not None and not is_asked_for:
        top.refuse(
            '[opening] without old_items = "opening".',
            'Write old_items = "opening" under [first_day], or take it out.',
        )
    if opening is not None and SEVERITIES.get(opening.severity, 0) > SEVERITIES["reminder"]:
        hint = 'Write severity = "courtesy" or "reminder": it is the first that the customer hears from here.'
        top.refuse(f"the opening level has severity '{opening.severity}'.", hint)
    if opening is not None and opening.is_empty:
        top.refuse("the opening level does nothing.", 'Write actions = ["letter"], or old_items = "apply".')
    if OPENING in [level.key for level in policy.levels]:
        top.refuse(
            f"a level has the key '{OPENING}', which is that of the opening letter.", "Give it another key."
        )


def _check_start(top: Table, policy: Policy) -> None:
    if not policy.start_at:
        return
    level = next((level for level in policy.levels if level.key == policy.start_at), None)
    if level is None:
        known = either([level.key for level in policy.levels]) if policy.levels else "none"
        top.refuse(f"start_at = '{policy.start_at}' is no level.", f"The levels are {known}.")
        return
    faults = {
        "comes before the due date": level.trigger.before_due,
        "counts from the level before": not level.trigger.is_dated,
        "is final": level.severity == "final",
        "does nothing": level.is_empty,
    }
    for fault in [fault for fault, stands in faults.items() if stands and level.trigger != UNREAD_TRIGGER]:
        hint = "Begin at a level that counts from the due date, says something and is not final."
        top.refuse(f"start_at = '{policy.start_at}' {fault}.", hint)


def check_ladder(steps: Sequence[Step]) -> None:
    _check_keys_differ(steps)
    _check_before_due_comes_first(steps)
    _check_dates_ascend(steps)
    _check_severities_ascend(steps)
    _check_after_has_a_rung_before(steps)
    _check_final_has_a_rung_before(steps)


def _check_keys_differ(steps: Sequence[Step]) -> None:
    keys = [level.key for _, level in steps]
    for at, (table, level) in enumerate(steps):
        if level.key and level.key in keys[:at]:
            message = f"key '{level.key}' stands at levels {keys.index(level.key) + 1} and {at + 1}."
            table.refuse(message, "Give each level a key of its own.")


def _check_before_due_comes_first(steps: Sequence[Step]) -> None:
    rung: Level | None = None
    for table, level in steps:
        if not level.trigger.before_due and level.trigger != UNREAD_TRIGGER:
            rung = rung or level
        elif level.trigger.before_due and rung is not None:
            message = f"trigger '{level.trigger}' is before the due date, yet comes after level '{rung.key}'."
            table.refuse(message, "Put the levels before the due date first.")


def _check_dates_ascend(steps: Sequence[Step]) -> None:
    dated = [step for step in steps if step[1].trigger.is_dated]
    for (_, level), (table, following) in pairwise(dated):
        first, then = level.trigger, following.trigger
        is_misplaced = then.before_due and not first.before_due  # has its own problem
        if not is_misplaced and then.can_precede(first):
            message = f"trigger '{then}' can come before '{first}' of level '{level.key}'."
            hint = f"Write {earliest_after(first, then)} or later, or change the order."
            table.refuse(message, hint)


def _check_severities_ascend(steps: Sequence[Step]) -> None:
    known = [step for step in steps if step[1].severity in SEVERITIES]
    for (_, level), (table, following) in pairwise(known):
        if following.rank < level.rank:
            message = f"severity '{following.severity}' is below '{level.severity}' of level '{level.key}'."
            allowed = [each for each, rank in SEVERITIES.items() if rank >= level.rank]
            table.refuse(message, f"Write severity = {either(allowed)}, or change the order.")


def _check_after_has_a_rung_before(steps: Sequence[Step]) -> None:
    for table, first in [step for step in steps if not step[1].trigger.before_due][:1]:
        if not first.trigger.is_dated and first.trigger != UNREAD_TRIGGER:
            message = f"trigger '{first.trigger}' has no level from the due date on to count from."
            instead = "D" if first.trigger.kind == "after" else "BD"
            table.refuse(message, f"Write {instead}+{first.trigger.days}, which counts from the due date.")


def _check_final_has_a_rung_before(steps: Sequence[Step]) -> None:
    has_been_warned = False
    for table, level in steps:
        if level.severity == "final" and not has_been_warned:
            message = "severity 'final' without a level before it that says something after the due date."
            table.refuse(message, "Put a reminder or a formal level with an action before it.")
        has_been_warned = has_been_warned or not (level.is_empty or level.trigger.before_due)
