"""On which days letters and e-mails leave: the weekdays that a company chose, without public holidays unless it says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from recobro.access.calendar import is_holiday
from recobro.access.company import CompanyValue

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing is sent on a day: until the next sending day, and why, as a sentence."""

    until_on: date
    why: str


def pause(company: CompanyValue, on: date) -> Pause | None:
    """Why nothing is sent on this day, and until when; None on a sending day."""
    reason = _closed(company, on)
    if not reason:
        return None
    until_on = next_sending_day(company, on)
    return Pause(until_on, f"{reason} It waits for {_named(until_on)}.")


def next_sending_day(company: CompanyValue, on: date) -> date:
    """The first sending day that is not before `on`."""
    while _closed(company, on):
        on += timedelta(days=1)
    return on


def _closed(company: CompanyValue, on: date) -> str:
    if on.isoweekday() not in company.sending_days:
        return f"{company.name} sends nothing on a {WEEKDAYS[on.weekday()]}."
    if not company.sends_on_holidays and is_holiday(company.country, on):
        return f"{on} is a public holiday ({company.country})."
    return ""


def _named(on: date) -> str:
    return f"{WEEKDAYS[on.weekday()]}, {on}"
