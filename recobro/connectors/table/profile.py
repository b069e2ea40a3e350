"""A profile: what a person says about a kind of file, in TOML, so that nothing has to be guessed.

    about = "open items as our ERP exports them"
    ignore = ["Column that is not needed"]
    [file]                     kind, delimiter, encoding, decimal, date_order, header_row, open_items,
                               negative_is_credit_note
    [columns]                  number = "Header in the file"
    [defaults]                 currency = "USD", contact_email = "{customer_code}@example.invalid"
    [values.kind]              "RV" = "invoice"
    [key]                      columns = ["number"]     canonical names or headers

A key that nobody knows is refused, with the list of those that are.
"""

from __future__ import annotations

import codecs
import string
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from recobro.connectors.record import FIELDS, FILE_KINDS, FileKind
from recobro.connectors.table.amounts import DecimalSign
from recobro.connectors.table.dates import DateOrder, folded
from recobro.kernel.problems import Problem, Refused, refuse

TABLES = ("about", "ignore", "file", "columns", "defaults", "values", "key")
NOT_OF_FILES = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "utf-7"})
FILE_KEYS: dict[str, tuple[type, tuple[object, ...] | None]] = {
    "kind": (str, FILE_KINDS),
    "delimiter": (str, (",", ";", "\t", "|", "tab")),
    "encoding": (str, None),
    "decimal": (str, (".", ",")),
    "date_order": (str, ("dmy", "mdy", "ymd")),
    "header_row": (int, None),
    "open_items": (bool, None),
    "negative_is_credit_note": (bool, None),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What was said about a file. What was not said is None and is found out from the file."""

    name: str = ""
    kind: FileKind | None = None
    delimiter: str | None = None
    encoding: str | None = None
    decimal: DecimalSign | None = None
    date_order: DateOrder | None = None
    header_row: int | None = None
    open_items: bool = False
    negative_is_credit_note: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def ignores(self, header: str) -> bool:
        """Was this column named as not needed?"""
        plain = " ".join(folded(header).split())
        return any(" ".join(folded(name).split()) == plain for name in self.ignore)


def load_profile(path: Path) -> Profile:
    """The profile in this file. Raises Refused with everything that is wrong with it."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise refuse(
            path.name, f"Profile {path} cannot be read: {error.strerror}.", "Check the name."
        ) from None
    except UnicodeDecodeError:
        raise refuse(path.name, "The profile is not UTF-8 text.", "Save it as UTF-8.") from None
    return parse_profile(text, source=path.name)


def parse_profile(text: str, *, source: str) -> Profile:
    """The profile in this text."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise refuse(
            source, f"The profile is not valid TOML: {error}.", "Correct the line it names."
        ) from None
    check = _Check(source)
    check.keys("the profile", tables, TABLES)
    file = check.file(check.table(tables, "file"))
    columns = check.texts("columns", check.table(tables, "columns"), FIELDS)
    defaults = check.texts("defaults", check.table(tables, "defaults"), FIELDS)
    check.templates(defaults)
    values = check.value_maps(check.table(tables, "values"))
    key = check.table(tables, "key")
    check.keys("[key]", key, ("columns",))
    profile_key = check.names("[key] columns", key.get("columns", []))
    ignore = check.names("ignore", tables.get("ignore", []))
    if check.problems:
        raise Refused(check.problems)
    return Profile(
        name=source, columns=columns, defaults=defaults, values=values, key=profile_key, ignore=ignore, **file
    )


class _Check:
    """Reads the parts of a profile and collects what is wrong, so that one reading tells everything."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.problems: list[Problem] = []

    def wrong(self, message: str, hint: str) -> None:
        self.problems.append(Problem(source=self.source, message=message, hint=hint))

    def keys(self, where: str, table: Mapping[str, object], allowed: Sequence[str] | frozenset[str]) -> None:
        for name in table:
            if name not in allowed:
                self.wrong(f"Unknown key '{name}' in {where}.", f"Allowed are: {', '.join(sorted(allowed))}.")

    def table(self, tables: Mapping[str, Any], name: str) -> dict[str, Any]:
        found = tables.get(name, {})
        if isinstance(found, dict):
            return found
        self.wrong(f"'{name}' is not a table.", f"Write [{name}] on a line of its own, and its keys below.")
        return {}

    def file(self, table: Mapping[str, object]) -> dict[str, Any]:
        self.keys("[file]", table, tuple(FILE_KEYS))
        settings: dict[str, Any] = {}
        for name, value in table.items():
            if name not in FILE_KEYS:
                continue
            kind, allowed = FILE_KEYS[name]
            if type(value) is not kind or (allowed is not None and value not in allowed):
                choice = " or ".join(repr(option) for option in allowed or ()) or {
                    str: "a text",
                    int: "a number",
                }.get(kind, "true or false")
                self.wrong(f"[file] {name} = {value!r} is not possible.", f"Write {choice}.")
                continue
            settings[name] = "\t" if value == "tab" else value
        self._encoding(settings)
        if settings.get("header_row", 1) < 1:
            self.wrong(
                f"[file] header_row = {settings['header_row']} is not possible.", "The first row is 1."
            )
        return settings

    def _encoding(self, settings: Mapping[str, object]) -> None:
        if "encoding" in settings and not is_encoding(cast(str, settings["encoding"])):
            self.wrong(
                f"[file] encoding = {settings['encoding']!r} is not known.",
                "Write utf-8, utf-16, cp1252, latin-1, cp850 or another name of a text encoding.",
            )

    def texts(self, where: str, table: Mapping[str, object], allowed: frozenset[str]) -> dict[str, str]:
        self.keys(f"[{where}]", table, allowed)
        texts = {}
        for name, value in table.items():
            if isinstance(value, bool) or not isinstance(value, str | int):
                self.wrong(f"[{where}] {name} = {value!r} is not a text.", 'Write it between quotes: "...".')
            elif name in allowed:
                texts[name] = str(value)
        return texts

    def templates(self, defaults: Mapping[str, str]) -> None:
        for name, text in defaults.items():
            try:
                words = [word for _, word, _, _ in string.Formatter().parse(text) if word is not None]
            except ValueError:
                self.wrong(
                    f"[defaults] {name} = '{text}' has a brace without its pair.", "Write {customer_code}."
                )
                continue
            for word in words:
                if word not in FIELDS or word == name:
                    self.wrong(
                        f"[defaults] {name} = '{text}' names '{{{word}}}', which is not another field.",
                        f"Fields are: {', '.join(sorted(FIELDS))}.",
                    )

    def value_maps(self, table: Mapping[str, object]) -> dict[str, dict[str, str]]:
        self.keys("[values]", table, FIELDS)
        maps = {}
        for name, values in table.items():
            if not isinstance(values, dict):
                self.wrong(
                    f"[values] {name} is not a table.",
                    f'Write [values.{name}] and below it "Yes" = "..." lines.',
                )
                continue
            maps[name] = {
                " ".join(folded(str(said)).split()): str(meant).lower()
                if isinstance(meant, bool)
                else str(meant)
                for said, meant in values.items()
            }
        return maps

    def names(self, where: str, value: object) -> tuple[str, ...]:
        if isinstance(value, list) and all(isinstance(name, str) for name in value):
            return tuple(value)
        self.wrong(f"{where} is not a list of names.", 'Write ["first", "second"].')
        return ()


def is_encoding(name: str) -> bool:
    """Is it the name of a text encoding that a file may have?"""
    try:
        found = codecs.lookup(name)
        "a".encode(name)  # refuses the codecs that turn bytes into bytes
    except (LookupError, ValueError, UnicodeError):
        return False
    return found.incrementaldecoder is not None and found.name not in NOT_OF_FILES
