"""Says in a sentence why an open claim is in or out, by which policy and level, and what happens next and when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from recobro.evaluation.evaluate import Verdict
from recobro.evaluation.outcomes import BY_KEY
from recobro.kernel.money import plain

AMOUNTS = ("credit", "covered", "retained", "planned", "promised")
UNTIL = " until {day}"
APART = "credit of {credit} on account waits apart: it is not set against single invoices"
LEVEL_ON = ": {level} on {day}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """How a door says it: the words in a language, and days, amounts and levels as they are written in it."""

    say: Callable[[str], str]
    day: Callable[[date], str]
    money: Callable[[Decimal, str], str]
    level: Callable[[str], str]


PLAIN = Tongue(
    say=str, day=str, money=lambda amount, currency: f"{plain(amount, currency)} {currency}", level=str
)


def sentence(verdict: Verdict, *, block: str | None = None, tongue: Tongue = PLAIN) -> str:
    """The sentence of the outcome, or of another block of the same claim; in plain English, or as a door says it."""
    key = block or verdict.outcome
    ends_on = _ends_on(verdict, key)
    until = tongue.say(UNTIL).format(day=tongue.day(ends_on - timedelta(days=1))) if ends_on else ""
    level = tongue.level(verdict.level_key) if verdict.level_key else ""
    level_on = tongue.say(LEVEL_ON).format(level=level, day=tongue.day(ends_on)) if ends_on else ""
    return tongue.say(BY_KEY[key].sentence).format(
        until=until,
        level_on=level_on,
        free_on=tongue.day(ends_on) if ends_on else "",
        told_level=tongue.level(verdict.told_level_key) if verdict.told_level_key else "",
        told_on=tongue.day(verdict.told_on) if verdict.told_on else "",
        level=level,
        language=verdict.language,
        **{name: tongue.money(getattr(verdict, name), verdict.currency) for name in AMOUNTS},
    )


def apart(verdict: Verdict, tongue: Tongue = PLAIN) -> str:
    """That credit of the customer waits apart, in words; empty where there is none, or it covers everything."""
    if not verdict.credit_apart or verdict.credit <= 0 or verdict.netted:
        return ""
    return tongue.say(APART).format(credit=tongue.money(verdict.credit, verdict.currency))


def explain(verdict: Verdict, *, as_of: date, policy_key: str | None) -> str:
    """The whole answer for one claim: in or out and why, every other block that stands, the policy, and what is next."""
    is_in = verdict.outcome == "remind"
    head = f"{verdict.number} ({plain(verdict.open, verdict.currency)} {verdict.currency} open, {_due(verdict, as_of)})"
    verb = "is reminded" if is_in else "is not reminded"
    others = [sentence(verdict, block=block) for block in verdict.blocks[1:]]
    parts = [f"{head} {verb} on {as_of}: {sentence(verdict)}."]
    parts += [f"Also: {other}." for other in others]
    parts += [_parts(verdict)] if verdict.claimable != verdict.open or verdict.netted else []
    parts += [f"{waits[0].upper()}{waits[1:]}."] if (waits := apart(verdict)) else []
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


def _ends_on(verdict: Verdict, key: str) -> date | None:
    return dict(zip(verdict.blocks, verdict.ends_on, strict=True)).get(key)
