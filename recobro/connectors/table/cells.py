"""Readers of cells that are neither amounts nor dates: texts, words of a small list, languages, countries, addresses.

A reader takes the text of a cell and gives its value, None for an empty one, or a `Fault`. It is made once for a column;
what was read once is remembered, because most columns say the same few things a million times.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from babel import Locale
from babel.core import get_global

from recobro.connectors.fit import LIMITS
from recobro.connectors.table.amounts import currency_of
from recobro.connectors.table.dates import folded
from recobro.connectors.table.fault import Fault, shown
from recobro.ledger.paydays import parse_pay_days

Reader = Callable[[str], object]
TEXT_MAX, KEY_MAX, REMEMBERED_MAX = (
    500,
    120,
    20_000,
)  # characters, where the ledger does not say less (`fit.py`)
EMAIL_MAX = LIMITS["contact_email"]
KEYS = frozenset({"customer_code", "number", "document_key", "applies_to"})
LANGUAGES = ("en", "es", "fr", "de", "it", "pt")
PROTECTED = re.compile(r'="(.*)"')  # ="00123" is how people keep Excel from eating zeros
DAMAGED = re.compile("[ÃÂ][\x80-\xbf]|ï¿½|â€|\ufffd")  # UTF-8 that somebody read as cp1252
EMAIL = re.compile(r"[^@\s;,<>]+@[^@\s;,<>]+\.[^@\s;,<>]+")
INSTALMENT = re.compile(r"(\d{1,3})(?:\s*(?:/|de|of|sur|von|di|-)\s*(\d{1,3}))?", re.IGNORECASE | re.ASCII)


def reader_of(field: str, *, default_currency: str | None) -> Reader:
    """The reader of a field's column."""
    if field in ("kind", "customer_kind", "contact_role"):
        return remembered(lambda text: _choice(field, text, unknown_is_error=field == "kind"))
    if field in ("status", "payment_status"):
        return remembered(lambda text: _choice("status", text, unknown_is_error=False))
    if field in ("payment_method", "customer_payment_method"):
        return remembered(lambda text: _payment_method(field, text))
    if field == "customer_pay_days":
        return remembered(_pay_days)
    if field == "disputed":
        return remembered(_yes_no)
    if field == "currency":
        return remembered(lambda text: currency_of(text, default_currency=default_currency))
    if field in ("customer_language", "contact_language"):
        return remembered(_language)
    if field == "customer_country":
        return remembered(_country)
    if field == "instalment":
        return remembered(_instalment)
    if field == "instalments":
        return remembered(_count)
    if field == "contact_email":
        return _email
    return key_reader(field) if field in KEYS else text_reader(field)


def remembered(read: Reader) -> Reader:
    """The reader with a memory of what it read."""
    known: dict[str, object] = {}

    def reader(text: str) -> object:
        try:
            return known[text]
        except KeyError:
            if len(known) >= REMEMBERED_MAX:
                known.clear()
            stripped = text.strip()
            value = known[text] = read(stripped) if stripped else None
            return value

    return reader


def mapped(read: Reader, values: Mapping[str, str]) -> Reader:
    """The reader behind a profile's [values]: what is in the map is read as what it stands for."""

    def reader(text: str) -> object:
        return read(values.get(" ".join(folded(text).split()), text))

    return reader


def text_reader(field: str) -> Reader:
    """The reader of a text: without blanks around it, and cut where the ledger cannot hold all of it, which is told."""
    limit = LIMITS.get(field, TEXT_MAX)

    def read(text: str) -> object:
        if len(text) <= limit and text.isascii():
            return text.strip() or None
        text = text.strip()
        if len(text) > limit:
            what = f"{shown(text)} has {len(text):,} characters, and only the first {limit} are taken"
            return Fault(what, "Shorten it.", "warning", text[:limit].rstrip())
        if DAMAGED.search(text):
            hint = "The letters were lost before: save the file as UTF-8, or correct them in the program it comes from."
            return Fault("some texts have damaged letters", hint, "warning", text, once=True)
        return text or None

    return read


def key_reader(field: str) -> Reader:
    """The reader of a code or number: short, undamaged, and without the `="..."` that protects zeros in Excel.

    One that is too long is never cut: two could become one.
    """
    limit = min(LIMITS[field], KEY_MAX)

    def read(text: str) -> object:
        text = text.strip()
        if len(text) <= limit and text.isascii() and text[:1] != "=":
            return text or None
        if found := PROTECTED.fullmatch(text):
            text = found[1].strip()
        if len(text) > limit:
            hint = f"At most {limit} are possible: shorten it."
            return Fault(f"{shown(text)} has {len(text):,} characters", hint)
        if "\ufffd" in text:
            hint = "Save the file as UTF-8 and import it again."
            return Fault(f"{shown(text)} has letters that cannot be read", hint)
        return text or None

    return read


def _choice(words: str, text: str, *, unknown_is_error: bool) -> object:
    found = _words(words).get(_plain(text))
    if found:
        return found
    choices = ", ".join(dict.fromkeys(_words(words).values()))
    hint = f"Map it in the profile, [values.{words}], to one of: {choices}."
    if unknown_is_error:
        return Fault(f"{shown(text)} is not known", hint)
    return Fault(f"{shown(text)} is not known", hint, "warning", once=True)


def _payment_method(field: str, text: str) -> object:
    """Only a direct debit has consequences (it is never reminded); other methods stay as the file writes them."""
    plain = _plain(text)
    words = _words("payment_method")
    if plain in words or any(f" {name} " in f" {plain} " for name in words if " " in name):
        return "direct_debit"
    return text_reader(field)(text)


def _pay_days(text: str) -> object:
    hint = 'Write for example "25", "10 and 25", "friday" or "review monday / pay friday".'
    return parse_pay_days(text) or Fault(
        f"{shown(text)} names no days on which to pay", hint, "warning", once=True
    )


def _yes_no(text: str) -> object:
    found = _words("yes_no").get(_plain(text))
    if found:
        return found == "yes"
    return Fault(
        f"{shown(text)} is neither yes nor no", 'Map it in the profile: [values.disputed] "..." = "yes".'
    )


@cache
def _words(table: str) -> dict[str, str]:
    words = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))[table]
    known = {_plain(value.replace("_", " ")): value for value in words}
    return known | {_plain(name): value for value, names in words.items() for name in names}


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", folded(text[:200])))


def _language(text: str) -> object:
    code = re.split(r"[-_]", text)[0].lower()
    found = code if code in Locale("en").languages and len(code) == 2 else _language_names().get(folded(text))
    return found or Fault(
        f"{shown(text)} is no language", "Write en, es, fr or another two-letter code.", "warning", once=True
    )


@cache
def _language_names() -> dict[str, str]:
    names: dict[str, str] = {}
    for language in LANGUAGES:
        names |= {folded(name): code for code, name in Locale(language).languages.items() if len(code) == 2}
    for language in LANGUAGES:
        names[folded(Locale(language).languages[language])] = language
    return names


def _country(text: str) -> object:
    code = text.upper()
    if len(code) == 2 and code.isalpha() and code in Locale("en").territories:
        return code
    aliases = get_global("territory_aliases").get(code, ()) if len(code) == 3 else ()
    found = next(iter(aliases)) if len(aliases) == 1 else _country_names().get(folded(text).strip(" ."))
    return found or Fault(
        f"{shown(text)} is no country",
        "Write the two-letter code, such as ES, FR or MX.",
        "warning",
        once=True,
    )


@cache
def _country_names() -> dict[str, str]:
    names = {
        "uk": "GB",
        "england": "GB",
        "great britain": "GB",
        "usa": "US",
        "eeuu": "US",
        "ee.uu": "US",
        "u.s.a": "US",
    }
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2:
                names.setdefault(folded(name), code)
    return names


def _instalment(text: str) -> object:
    found = INSTALMENT.fullmatch(text)
    if not found:
        return Fault(f"{shown(text)} is no number of an instalment", "Write 1, 2, 3 or 1/3.")
    number, total = int(found[1]), int(found[2]) if found[2] else None
    if number < 1 or (total is not None and total < number):
        return Fault(f"{shown(text)} is not possible", "Instalments count from 1 to their total.")
    return number, total


def _count(text: str) -> object:
    if text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= 999 and len(text) <= 3:
        return int(text)
    return Fault(f"{shown(text)} is no number of instalments", "Write a whole number, such as 3.")


def _email(text: str) -> object:
    text = text.strip()
    if not text or (EMAIL.fullmatch(text) and len(text) <= EMAIL_MAX):
        return text or None
    first = EMAIL.search(text[:TEXT_MAX])
    if first is None or len(first[0]) > EMAIL_MAX:
        return Fault(
            f"{shown(text)} is no e-mail address",
            "Correct it; the row goes in without an address.",
            "warning",
        )
    hint = f"Only {first[0]} is taken. Give the others in a file of contacts."
    return Fault(f"{shown(text)} is more than one plain address", hint, "warning", first[0])
