"""Why a movement may pay what is proposed, and how sure that is, as sentences and words in the language of the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recobro.bank.certainty import AUTOMATIC, MAYBE_PAID
from recobro.web.templatetags.say import amount, day
from recobro.web.templatetags.say import rate as rate_in_words

VERY_LIKELY = 80
SHOWN = 5  # numbers in one sentence


def how_sure(certainty: int) -> tuple[str, str]:
    """A calm word for it, and the tone in which it is shown."""
    if certainty >= AUTOMATIC:
        return _("Certain"), "good"
    if certainty >= VERY_LIKELY:
        return _("Very likely"), "accent"
    if certainty >= MAYBE_PAID:
        return _("Likely"), "warn"
    return _("Perhaps"), ""


def reason_in_words(reason: Mapping[str, Any], currency: str) -> str:
    """One reason of a proposal (`bank.certainty.REASONS`) as a sentence."""
    say = SENTENCES.get(str(reason.get("key", "")))
    return say(reason.get("value"), currency) if say else ""


def _text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value[:SHOWN]) + ("…" if len(value) > SHOWN else "")
    return str(value)


def _money(value: Any, currency: str) -> str:
    try:
        return f"{amount(Decimal(str(value)), currency)} {currency}"
    except InvalidOperation:
        return f"{value} {currency}"


def _reference(value: Any, currency: str) -> str:
    return _("The payment reference says %(value)s.") % {"value": _text(value)}


def _number_in_text(value: Any, currency: str) -> str:
    return _("The payer wrote %(value)s.") % {"value": _text(value)}


def _number_in_part(value: Any, currency: str) -> str:
    return _("The payer wrote a part of %(value)s.") % {"value": _text(value)}


def _payer_account(value: Any, currency: str) -> str:
    return _("The account %(value)s is known to be this customer's.") % {"value": _text(value)}


def _payer_name(value: Any, currency: str) -> str:
    name, alike = value if isinstance(value, list | tuple) and len(value) == 2 else (value, 0)
    if alike == 100:
        return _("The payer is called %(name)s, as this customer.") % {"name": name}
    return _("The payer is called %(name)s: that is %(alike)s %% like this customer.") % {
        "name": name,
        "alike": alike,
    }


def _customer_code(value: Any, currency: str) -> str:
    return _("The payer wrote the customer number %(value)s.") % {"value": _text(value)}


def _amount_is_one(value: Any, currency: str) -> str:
    return _("The amount is just what is open of %(value)s.") % {"value": _text(value)}


def _amount_is_sum(value: Any, currency: str) -> str:
    many = int(value)
    return ngettext(
        "The amount is just that of %(count)s invoice.",
        "The amount is just that of %(count)s invoices together.",
        many,
    ) % {"count": many}


def _amount_is_all_due(value: Any, currency: str) -> str:
    many = int(value)
    return ngettext(
        "The amount is just what is due: %(count)s invoice.",
        "The amount is just what is due: %(count)s invoices, from the oldest on.",
        many,
    ) % {"count": many}


def _credit_note(value: Any, currency: str) -> str:
    return _("The credit %(value)s was taken off.") % {"value": _text(value)}


def _discount(value: Any, currency: str) -> str:
    taken, percent = value if isinstance(value, list | tuple) and len(value) == 2 else (value, "")
    return _("%(amount)s was taken off for paying early (%(percent)s %%).") % {
        "amount": _money(taken, currency), "percent": percent
    }  # fmt: skip


def _discount_late(value: Any, currency: str) -> str:
    taken, percent = value if isinstance(value, list | tuple) and len(value) == 2 else (value, "")
    return _("%(amount)s was taken off for paying early (%(percent)s %%), but too late: it stays open.") % {
        "amount": _money(taken, currency), "percent": percent
    }  # fmt: skip


def _charges(value: Any, currency: str) -> str:
    return _("A bank kept %(amount)s as its charges.") % {"amount": _money(value, currency)}


def _small_difference(value: Any, currency: str) -> str:
    return _("Only %(amount)s is missing.") % {"amount": _money(value, currency)}


def _partial(value: Any, currency: str) -> str:
    return _("It is a part: %(amount)s stays open.") % {"amount": _money(value, currency)}


def _on_account(value: Any, currency: str) -> str:
    return _("%(amount)s is left, and stays on account.") % {"amount": _money(value, currency)}


def _open_invoices(value: Any, currency: str) -> str:
    many, total = value
    return ngettext(
        "But %(count)s invoice is open, of %(amount)s, that the amount does not fit.",
        "But %(count)s invoices are open, of %(amount)s together, that the amount does not fit.",
        int(many),
    ) % {"count": many, "amount": _money(total, currency)}  # fmt: skip


def _oldest_first(value: Any, currency: str) -> str:
    many = int(value)
    return ngettext(
        "Nothing says which invoice is meant: it would pay the oldest.",
        "Nothing says which invoices are meant: it would pay the %(count)s oldest.",
        many,
    ) % {"count": many}


def _several_ways(value: Any, currency: str) -> str:
    many = int(value)
    return ngettext(
        "But something else would explain the amount as well.",
        "But %(count)s other ways would explain the amount as well.",
        many,
    ) % {"count": many}


def _other_payer(value: Any, currency: str) -> str:
    return _("But the account is known to be another customer's.")


def _other_number(value: Any, currency: str) -> str:
    if not value:
        return _("But the payer wrote a number that is not among these.")
    return _("But the payer also wrote %(value)s.") % {"value": _text(value)}


def _exchange(value: Any, currency: str) -> str:
    theirs, their_currency, worth, rate, on = value
    return _("%(amount)s was worth %(worth)s at the rate of %(day)s (%(rate)s).") % {
        "amount": _money(theirs, their_currency), "worth": _money(worth, currency), "rate": rate_in_words(Decimal(rate)),
        "day": day(date.fromisoformat(on)),
    }  # fmt: skip


def _exchange_difference(value: Any, currency: str) -> str:
    off = Decimal(str(value))
    said = {"amount": _money(abs(off), currency)}
    if off < 0:
        return _("%(amount)s less came in: the difference of the exchange.") % said
    return _("%(amount)s more came in: the difference of the exchange.") % said


def _ordered(value: Any, currency: str) -> str:
    return _("The bank says that %(amount)s was ordered.") % {"amount": _money(*value)}


def _partial_in(value: Any, currency: str) -> str:
    return _partial(*value)


def _no_rate(value: Any, currency: str) -> str:
    theirs, ours, on = value
    return _("No rate from %(theirs)s to %(ours)s is known for %(day)s: say both amounts by hand, or read the rates.") % {
        "theirs": theirs, "ours": ours, "day": day(date.fromisoformat(on)),
    }  # fmt: skip


def _claimed_twice(value: Any, currency: str) -> str:
    return _("But another movement may pay the same invoice.")


SENTENCES: dict[str, Callable[[Any, str], str]] = {
    "reference": _reference,
    "number_in_text": _number_in_text,
    "number_in_part": _number_in_part,
    "payer_account": _payer_account,
    "payer_name": _payer_name,
    "customer_code": _customer_code,
    "amount_is_one": _amount_is_one,
    "amount_is_sum": _amount_is_sum,
    "amount_is_all_due": _amount_is_all_due,
    "credit_note": _credit_note,
    "discount": _discount,
    "discount_late": _discount_late,
    "charges": _charges,
    "small_difference": _small_difference,
    "partial": _partial,
    "on_account": _on_account,
    "open_invoices": _open_invoices,
    "oldest_first": _oldest_first,
    "several_ways": _several_ways,
    "other_payer": _other_payer,
    "other_number": _other_number,
    "exchange": _exchange,
    "exchange_difference": _exchange_difference,
    "ordered": _ordered,
    "partial_in": _partial_in,
    "no_rate": _no_rate,
    "claimed_twice": _claimed_twice,
}
