"""Says in a sentence why an open claim is in or out, by which policy and level, and what happens next and when."""

from __future__ import annotations

from datetime import date, timedelta

from recobro.evaluation.evaluate import Verdict
from recobro.evaluation.outcomes import BY_KEY
from recobro.kernel.money import plain

AMOUNTS = ("credit", "covered", "retained", "planned", "promised")


def sentence(verdict: Verdict, *, block: str | None = None) -> str:
    """The sentence of the outcome, or of another block of the same claim."""
    key = block or verdict.outcome
    amounts = {
        name: f"{plain(getattr(verdict, name), verdict.currency)} {verdict.currency}" for name in AMOUNTS
    }
    return BY_KEY[key].sentence.format(
        until=_until(verdict, key),
        level_on=_level_on(verdict, key),
        free_on=_ends_on(verdict, key),
        told_level=verdict.told_level_key,
        told_on=verdict.told_on,
        level=verdict.level_key,
        language=verdict.language,
        **amounts,
    )


def explain(verdict: Verdict, *, as_of: date, policy_key: str | None) -> str:
    """The whole answer for one claim: in or out and why, every other block that stands, the policy, and what is next."""
    is_in = verdict.outcome == "remind"
    head = f"{verdict.number} ({plain(verdict.open, verdict.currency)} {verdict.currency} open, {_due(verdict, as_of)})"
    verb = "is reminded" if is_in else "is not reminded"
    others = [sentence(verdict, block=block) for block in verdict.blocks[1:]]
    parts = [f"{head} {verb} on {as_of}: {sentence(verdict)}."]
    parts += [f"Also: {other}." for other in others]
    parts += [_parts(verdict)] if verdict.claimable != verdict.open or verdict.netted else []
    parts += [f"Policy {policy_key}, chosen by {verdict.scope}."] if policy_key else []
    parts += [_next(verdict)]
    return " ".join(part for part in parts if part)


def _due(verdict: Verdict, as_of: date) -> str:
    if verdict.due_on is None:
        return "no due date"
    days = (as_of - verdict.due_on).days
    late = f"{days} days late" if days > 1 else "1 day late" if days == 1 else "not late"
    pays = f", pays on {verdict.pays_on}" if verdict.pays_on else ""
    return f"due {verdict.due_on}, {late}{pays}"


def _parts(verdict: Verdict) -> str:
    taken = {
        "disputed": verdict.disputed,
        "covered by paper": verdict.covered,
        "kept back": verdict.retained,
        "in a payment plan": verdict.planned,
        "promised": verdict.promised,
        "covered by credit": verdict.netted,
    }
    named = [f"{plain(amount, verdict.currency)} {name}" for name, amount in taken.items() if amount]
    asked = plain(verdict.claimable - verdict.netted, verdict.currency)
    return f"Of it {', '.join(named)}; {asked} {verdict.currency} can be asked for."


def _next(verdict: Verdict) -> str:
    way_out = BY_KEY[verdict.outcome].way_out
    if verdict.outcome == "remind":
        return f"The reminder goes out at level {verdict.level_key}."
    if verdict.next_on is None:
        return f"Nothing happens next by itself. {way_out}".strip()
    level = f" (level {verdict.level_key})" if verdict.level_key else ""
    return f"Next on {verdict.next_on}{level}. {way_out}".strip()


def _until(verdict: Verdict, key: str) -> str:
    ends_on = _ends_on(verdict, key)
    return f" until {ends_on - timedelta(days=1)}" if ends_on else ""


def _level_on(verdict: Verdict, key: str) -> str:
    ends_on = _ends_on(verdict, key)
    return f": {verdict.level_key} on {ends_on}" if ends_on else ""


def _ends_on(verdict: Verdict, key: str) -> date | None:
    return dict(zip(verdict.blocks, verdict.ends_on, strict=True)).get(key)
