"""What was typed into a form, as values: amounts and days as people of the page's language write them. What is wrong is a Problem."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from babel.numbers import format_decimal, get_decimal_symbol, get_group_symbol
from django.http import QueryDict
from django.utils.translation import get_language, gettext

from recobro.kernel.money import is_currency, minor_units, quantize
from recobro.kernel.problems import Problem, Refused, refuse


def written(amount: Decimal, currency: str) -> str:
    """An amount as it stands in a field to be typed over: with the signs of the page's language, and read back as the same."""
    digits = minor_units(currency)
    return format_decimal(
        quantize(amount, currency), format="0" + ("." + "0" * digits if digits else ""), locale=_locale()
    )


def _readings(said: str) -> list[Decimal]:
    """The amounts that this can be: with points and commas the last sign is the decimal one, and the others part thousands."""
    found = []
    for thousands, decimal in (",.", ".,"):
        groups = rf"(?:[0-9]{{1,3}}(?:\{thousands}[0-9]{{3}})+|[0-9]{{1,15}})"
        if re.fullmatch(rf"-?{groups}(?:\{decimal}[0-9]{{1,6}})?", said, re.ASCII):
            found.append(Decimal(said.replace(thousands, "").replace(decimal, ".")))
    return sorted(set(found), reverse=True)


def _as_written_here(said: str, readings: list[Decimal], currency: str) -> list[Decimal]:
    """Of two readings (1.234) the one that is meant: 0.234 begins no thousand; and what parts thousands in this language does so here.

    Where the currency has three decimals, the signs of the language say it.
    """
    whole, part = readings
    sign = "," if "," in said else "."
    if abs(part) < 1:
        return [part]
    if sign == get_group_symbol(_locale()):
        return [whole]
    if is_currency(currency) and minor_units(currency) > 2 and sign == get_decimal_symbol(_locale()):
        return [part]
    return readings


def _locale() -> str:
    return (get_language() or "en").replace("-", "_")


class Typed:
    """The values of a form. After reading them, `problems` says which of them are none."""

    def __init__(self, form: QueryDict) -> None:
        self.form = form
        self.problems: list[Problem] = []

    def text(self, name: str) -> str:
        """The text, without blanks around it."""
        return str(self.form.get(name, "")).replace("\x00", "").strip()  # no text of PostgreSQL holds it

    def day(self, name: str) -> date | None:
        """A day as browsers send it (2026-11-22); None for nothing."""
        said = self.text(name)
        try:
            return date.fromisoformat(said) if said else None
        except ValueError:
            self._odd(
                said, gettext("'%(said)s' is no day.") % {"said": said}, gettext("Write it like 2026-11-22.")
            )
            return None

    def needed_day(self, name: str) -> date:
        """A day. Raises Refused for none."""
        found = self.day(name)
        self.check()
        if found is None:
            raise self.missing(gettext("A day is missing."), gettext("Choose one."))
        return found

    def needed_amount(self, name: str) -> Decimal:
        """An amount. Raises Refused for none."""
        found = self.amount(name)
        self.check()
        if found is None:
            raise self.missing(gettext("An amount is missing."), gettext("Write one, such as 1234.50."))
        return found

    def check(self) -> None:
        """Raises Refused where something that was read is no value."""
        if self.problems:
            raise Refused(self.problems)

    @staticmethod
    def missing(message: str, hint: str) -> Refused:
        """What to raise where something was left out."""
        return refuse("form", message, hint)

    def amount(self, name: str) -> Decimal | None:
        """An amount as people write it in any language: 1234.50, 1.234,50, 1,234.50; None for nothing, and for what can be two amounts."""
        said = re.sub(r"[\s'’]", "", self.text(name))
        if not said:
            return None
        readings = _readings(said)
        if len(readings) == 2:
            readings = _as_written_here(said, readings, self.text("currency"))
        if len(readings) == 1:
            return readings[0]
        if readings:
            one, other = (f"{reading:f}" for reading in readings)
            self._odd(
                said,
                gettext("'%(said)s' can be %(one)s or %(other)s.")
                % {"said": said, "one": one, "other": other},
                gettext("Write it without a sign for thousands and with two decimals, such as 1234.50."),
            )
        else:
            self._odd(
                said, gettext("'%(said)s' is no amount.") % {"said": said}, gettext("Write it like 1234.50.")
            )
        return None

    def whole(self, name: str) -> int | None:
        """A whole number above zero, as in an address; None for anything else."""
        said = self.text(name)
        return int(said) if said.isascii() and said.isdigit() and len(said) < 19 else None

    def wholes(self, name: str) -> list[int]:
        """The numbers of all fields of this name: the lines that were chosen."""
        said = dict.fromkeys(self.form.getlist(name))
        return [int(one) for one in said if one.isascii() and one.isdigit() and len(one) < 19]

    def _odd(self, said: str, message: str, hint: str) -> None:
        self.problems.append(Problem(source=said, message=message, hint=hint))
