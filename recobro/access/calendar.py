"""Banking days: Monday to Friday without the public holidays of a country, written once and never changed."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import cache

from django.db import connection, transaction

from recobro.access.models import BankingDay

FIRST = date(1990, 1, 1)
LAST = date(2050, 12, 31)
SATURDAY = 6


def ensure_calendar(country: str) -> None:
    """Writes the calendar of the country if it is not there. Countries without a list of holidays have weekends only."""
    with transaction.atomic():
        if BankingDay.objects.filter(country=country).exists():
            return
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtext('access.calendar'), hashtext(%s))", [country]
            )
            if BankingDay.objects.filter(country=country).exists():
                return  # another process wrote it while we waited
            with cursor.copy('COPY access_bankingday (country, "on", is_open, ordinal) FROM STDIN') as copy:
                for day in _days(country):
                    copy.write_row(day)


def ensure_calendars(countries: Iterable[str]) -> None:
    """The same for several, asked once for all; in the order of their names, so that two imports do not wait for each other."""
    wanted = set(countries)
    known = BankingDay.objects.filter(country__in=wanted, on=FIRST).values_list("country", flat=True)
    for country in sorted(wanted - set(known)):
        ensure_calendar(country)


def add_banking_days(country: str, *, on: date, days: int) -> date:
    """The `days`-th banking day after `on`."""
    return banking_days_after(country, on=on, days=days)[-1]


def banking_days_after(country: str, *, on: date, days: int) -> list[date]:
    """The first `days` banking days after `on`, in order."""
    found = _open_days(country, on, days)
    if len(found) < days:
        ensure_calendar(country)
        found = _open_days(country, on, days)
    return found if len(found) == days else [on + timedelta(days=number + 1) for number in range(days)]


def _open_days(country: str, on: date, days: int) -> list[date]:
    until_on = on + timedelta(days=days * 3 + 30)
    rows = BankingDay.objects.filter(country=country, is_open=True, on__gt=on, on__lte=until_on)
    return list(rows.order_by("on").values_list("on", flat=True)[:days])


def calendar_of(country: str, *, first: date, last: date) -> Callable[[date], bool]:
    """Is a day a banking day of the country? Read at once from one day to another; outside of them Monday to Friday are."""
    ensure_calendar(country)
    found = BankingDay.objects.filter(country=country, on__gte=first, on__lte=last)
    known = dict(found.values_list("on", "is_open"))
    return lambda day: known.get(day, day.weekday() < 5)


def is_banking_day(country: str, on: date) -> bool:
    """Are banks of the country open on this day?"""
    ensure_calendar(country)
    stored = BankingDay.objects.filter(country=country, on=on).values_list("is_open", flat=True).first()
    return on.weekday() < 5 if stored is None else stored


def is_holiday(country: str, on: date) -> bool:
    """Is it a public holiday of the country? Of a weekday the stored calendar says it."""
    if on.isoweekday() < SATURDAY:
        return not is_banking_day(country, on)
    return on in _holidays(country)


def holidays_unknown(country: str, year: int) -> str:
    """What is not known of the public holidays of the country in this year and the next, as a sentence; empty when all are."""
    import holidays

    for asked in (year, year + 1):
        try:
            with warnings.catch_warnings(record=True) as gaps:
                warnings.simplefilter("always")
                listed = holidays.country_holidays(country, years=asked)
        except NotImplementedError:
            return f"The public holidays of {country} are not known: Monday to Friday are banking days there."
        if gaps or not listed:
            return f"The public holidays of {country} in {asked} are not all known; those that are missing count as banking days."
    return ""


def _days(country: str) -> Iterator[tuple[str, date, bool, int]]:
    closed = _holidays(country)
    ordinal = 0
    for offset in range((LAST - FIRST).days + 1):
        on = FIRST + timedelta(days=offset)
        is_open = on.weekday() < 5 and on not in closed
        ordinal += is_open
        yield country, on, is_open, ordinal


@cache
def _holidays(country: str) -> frozenset[date]:
    import holidays  # here: it takes a third of a second, and is needed once per country

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that feasts of the moon are not known for all of these years
            listed = holidays.country_holidays(country, years=range(FIRST.year, LAST.year + 1))
    except NotImplementedError:
        return frozenset()
    return frozenset(listed)
