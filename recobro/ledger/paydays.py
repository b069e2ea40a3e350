"""On which days a customer pays: "25", "10 and 25", "friday", "revisión lunes / pago viernes", as people write it.

Many customers pay on fixed days only: days of the month, or a day of the week, and some look through their invoices on
another day of the week first. The words are English, Spanish or French; what is not understood is not guessed at.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

LAST_DAY = 31  # of the month, however long it is
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEKDAY_WORDS = {
    word: number
    for number, words in enumerate(
        (
            "monday mondays mon lunes lun lundi lundis",
            "tuesday tuesdays tue tues martes mar mardi mardis",
            "wednesday wednesdays wed miercoles mie mercredi mercredis mer",
            "thursday thursdays thu thur thurs jueves jue jeudi jeudis jeu",
            "friday fridays fri viernes vie vendredi vendredis ven",
            "saturday saturdays sat sabado sabados sab samedi samedis sam",
            "sunday sundays sun domingo domingos dom dimanche dimanches dim",
        ),
        start=1,
    )
    for word in words.split()
}
PAY = frozenset(
    "pay pays payment payments paid pago pagos paga pagan pagamos paiement paiements paie payer reglement regle".split()
)
REVIEW = frozenset(
    "review reviews reviewed revision revisiones revisa revise revue verification controle control validation".split()
)
LAST = frozenset("last ultimo dernier fin end eom".split())
FILLERS = frozenset(
    "and y e et on the of each every day days date th st nd rd month monthly week weekly el la los las de del cada todos dia dias"
    " mes a semana le les du des chaque tous jour jours mois semaine er o en por a au then luego puis".split()
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PayDays:
    """Days of the month (31: the last) or of the week (Monday is 1) on which he pays, and those on which he reviews invoices."""

    month_days: tuple[int, ...] = ()
    weekdays: tuple[int, ...] = ()
    review_weekdays: tuple[int, ...] = ()

    def __str__(self) -> str:
        """As `parse_pay_days` reads it back."""
        days = ["last" if day == LAST_DAY else str(day) for day in self.month_days]
        days += [WEEKDAYS[day - 1] for day in self.weekdays]
        reviews = [WEEKDAYS[day - 1] for day in self.review_weekdays]
        parts = [f"review {', '.join(reviews)}"] if reviews else []
        parts += [f"pay {', '.join(days)}"] if days else []
        return " / ".join(parts)

    @property
    def staged(self) -> str:
        """As it travels through the temporary table: `10,25|5|1`."""
        return "|".join(
            ",".join(map(str, days)) for days in (self.month_days, self.weekdays, self.review_weekdays)
        )


def parse_pay_days(text: str) -> PayDays | None:
    """The days that the text names, in order; None when a word of it is not understood, or it names none."""
    month_days: set[int] = set()
    weekdays: dict[bool, set[int]] = {True: set(), False: set()}
    is_review = False
    for word in _words(text):
        if word in REVIEW or word in PAY:
            is_review = word in REVIEW
        elif word in WEEKDAY_WORDS:
            weekdays[is_review].add(WEEKDAY_WORDS[word])
        elif word in LAST and not is_review:
            month_days.add(LAST_DAY)
        elif word.isdecimal() and 1 <= int(word) <= LAST_DAY and not is_review:
            month_days.add(int(word))
        elif word not in FILLERS:
            return None
    found = PayDays(
        month_days=tuple(sorted(month_days)), weekdays=tuple(sorted(weekdays[False])), review_weekdays=tuple(sorted(weekdays[True]))
    )  # fmt: skip
    is_mixed = month_days and weekdays[False]  # "the last Friday", which is neither
    return found if str(found) and not is_mixed else None


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return re.findall(r"[0-9]+|[a-z]+", plain)
