"""How values are said on a page: money, days, counts, in the language of the page. All templates know these words."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton
from babel.numbers import format_compact_decimal, format_decimal, format_percent
from django import template
from django.template.context import RequestContext
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from recobro.access.rights import Right
from recobro.kernel.money import in_six_digits, minor_units, quantize
from recobro.web.levels import level_name
from recobro.web.people import person_name
from recobro.web.words import in_words

register = template.Library()


def _locale() -> Locale:
    return Locale.parse((get_language() or "en").replace("-", "_"), sep="_")


@register.filter
def amount(value: Decimal | None, currency: str) -> str:
    """An amount without its currency, with the currency's decimals: 1,234.50."""
    if value is None:
        return ""
    digits = minor_units(currency)
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return format_decimal(quantize(value, currency), format=pattern, locale=_locale())


@register.simple_tag
def money(value: Decimal | None, currency: str) -> SafeString | str:
    """An amount with its currency, as one word that does not break."""
    if value is None:
        return ""
    return format_html(
        '<span class="money">{}&nbsp;<small>{}</small></span>', amount(value, currency), currency
    )


@register.filter
def day(value: date | None) -> str:
    """A day, short: 21 Nov 2026."""
    return format_date(value, format="medium", locale=_locale()) if value else ""


@register.filter
def short_day(value: date | None) -> str:
    """A day without its year: 21 Nov."""
    return format_skeleton("MMMd", value, locale=_locale()) if value else ""


@register.filter
def weekday(value: date | None) -> str:
    """A day with its weekday, whole: Saturday, 21 November 2026."""
    return format_date(value, format="full", locale=_locale()) if value else ""


@register.simple_tag(takes_context=True)
def moment(context: RequestContext, value: datetime | None) -> str:
    """An instant by the company's clock."""
    if value is None:
        return ""
    desk = context.get("desk")
    zone = ZoneInfo(desk.company.time_zone) if desk else None
    return format_datetime(value, format="medium", tzinfo=zone, locale=_locale())


@register.filter
def number(value: int | Decimal | None) -> str:
    """A count: 1,234."""
    return "" if value is None else format_decimal(value, locale=_locale())


@register.filter
def rate(value: Decimal) -> str:
    """An exchange rate: 0.919456."""
    return format_decimal(Decimal(in_six_digits(value)), format="#,##0.###############", locale=_locale())


@register.filter
def compact(value: Decimal | None) -> str:
    """A large amount, rounded: 1.2M."""
    return "" if value is None else format_compact_decimal(value, locale=_locale(), fraction_digits=1)


@register.filter
def percent(value: Decimal | float | None) -> str:
    """A share of one: 12 %."""
    return "" if value is None else format_percent(value, locale=_locale())


@register.filter
def days_late(due_on: date | None, today: date) -> str:
    """How late: 12 days late, due in 3 days, due today."""
    if due_on is None:
        return gettext("no due date")
    late = (today - due_on).days
    if late == 0:
        return gettext("due today")
    if late > 0:
        return ngettext("%(days)s day late", "%(days)s days late", late) % {"days": late}
    return ngettext("due in %(days)s day", "due in %(days)s days", -late) % {"days": -late}


@register.filter
def said(sentence: str) -> str:
    """A sentence or a word of the rooms, in the language of the page."""
    return in_words(str(sentence))


@register.filter
def words(key: str) -> str:
    """A key such as `first-reminder` or `on_hold` as words, in the language of the page where it is known."""
    plain = str(key).replace("-", " ").replace("_", " ").strip()
    found = gettext(plain[:1].upper() + plain[1:]) if plain else ""
    return found


@register.filter
def level(key: str) -> str:
    """The name of a level, as its policy calls it in the language of the page; else its key as words."""
    return level_name(str(key)) or words(key)


@register.filter
def person(said: str | None) -> str:
    """A person by name, also where a file named him by his e-mail address."""
    return person_name(said or "")


@register.filter
def get(values: dict[Any, Any], key: Any) -> Any:
    """The value of a key."""
    return values.get(key)


@register.simple_tag(takes_context=True)
def with_query(context: RequestContext, **changes: Any) -> str:
    """The query of this page with some of its values changed; None or nothing takes one away."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        query.pop(key, None)
        if value not in (None, ""):
            query[key] = str(value)
    return f"?{urlencode(list(query.items()))}" if query else "?"


@register.filter
def each_word(keys: str) -> str:
    """Several keys as words: `email sent`."""
    return " ".join(words(key) for key in str(keys).split())


@register.filter
def may(desk: Any, right: Right) -> bool:
    """Has whoever sits at the desk this right?"""
    return bool(desk.may(right))
