"""The rates of the days on which money came in, each day asked for once."""

from __future__ import annotations

from datetime import date

from recobro.access.rates import Rates, Way, rates_on


class DayRates:
    """Answers what one of a currency was worth in another on a day (`candidates.RateOf`)."""

    def __init__(self, company_id: int) -> None:
        self._company_id = company_id
        self._days: dict[date, Rates] = {}
        self._ways: dict[tuple[date, str, str], Way | None] = {}

    def __call__(self, on: date, currency: str, to: str) -> Way | None:
        """None where no rate leads from one to the other."""
        asked = on, currency, to
        if asked not in self._ways:
            if on not in self._days:
                self._days[on] = rates_on(self._company_id, on=on)
            self._ways[asked] = self._days[on].way(currency, to)
        return self._ways[asked]
