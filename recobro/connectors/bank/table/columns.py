"""Which column of a bank's table is what, from the names in its header; where a name may mean two things, from what stands below it.

What was said (`BankOptions.columns`: header to field, or to `ignore`) goes first: a field that was said is read from nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from recobro.connectors.table.header import (
    RANKS,
    Rank,
    Ranking,
    Row,
    Vocabulary,
    currency_in,
    fields_of,
    fold,
    listed,
)
from recobro.kernel.money import is_currency
from recobro.kernel.problems import Problem, Refused

MONEY = ("amount", "debit", "credit", "balance", "detail_amount", "charges", "original_amount")
OF_BANKS = Vocabulary(path=Path(__file__).parent / "headers.toml", money=frozenset(MONEY))
MANY = ("text", "label", "reference", "any_account")
FALLBACK = frozenset(
    "payer_account payer_name debtor_name creditor_name bank_reference end_to_end payer_bank".split()
)
RENAMED = {
    "our_account": "account",
    "other_name": "payer_name",
}  # whose own names are names of other fields too
NAMES = ("payer_name", "debtor_name", "creditor_name")
SHOWN_AS = {
    "valuta": "value_on",
    "any_account": "account",
    "label": "text",
}  # what may be two things, until the rows below decide it
# In the order in which somebody looks for them who says what a column is.
FIELDS = tuple(
    "booked_on value_on amount debit credit direction currency text payer_name payer_account payer_bank reference account balance"
    " detail_amount charges original_amount original_currency debtor_name creditor_name ultimate_name end_to_end mandate bank_reference"
    " code status return_reason".split()
)
IGNORE = "ignore"
LOST = ("e", "a", "o", "u", "n", "i", "c")  # letters with accents, which make no difference
UMLAUT = re.compile(r"([aouAOU])e")  # Empfaenger, Gebuehren
NUMBERED = re.compile(r"[\s_.-]*\d{1,2}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The columns by field. `days`: columns of dates in the order in which they are asked for the day of booking."""

    one: Mapping[str, int]
    days: tuple[int, ...]
    also: Mapping[str, tuple[int, ...]] = field(
        default_factory=dict
    )  # further columns of a field, where the first is empty
    texts: tuple[int, ...] = ()
    references: tuple[int, ...] = ()
    currencies: tuple[str, ...] = ()  # that the headers of amounts name
    unused: tuple[str, ...] = field(default=())


def ranking(said: Mapping[str, str]) -> Ranking:
    """How well a row would do as the header of a table of movements: it has names that were said, or a day and an amount; and more."""
    named, chosen_fields = {fold(header) for header in said}, set(said.values())

    def rank(cells: Sequence[str], line: int) -> Rank:
        found = {name for cell in cells for name in _fields(cell)}
        chosen = sum(1 for cell in cells if len(cell) < 80 and fold(cell) in named)
        has_day = (found | chosen_fields) & {"booked_on", "value_on", "valuta"}
        has_money = (found | chosen_fields) & {"amount", "debit", "credit"}
        known = len(found) + chosen if chosen or (has_day and has_money) else 0
        return known, len(cells) if known else 0, -line

    return rank


def find_columns(
    headers: Sequence[str], said: Mapping[str, str], sample: Sequence[Row], *, source: str, line: int
) -> Columns:
    """The columns of these headers. Raises Refused where there is no day or no amount, and where what was said is not there."""
    one, many, used = _said(headers, said, source, line)
    chosen = frozenset(said.values())
    also: dict[str, list[int]] = {}
    days: list[int] = [one["booked_on"]] if "booked_on" in one else []
    for rank in RANKS:
        for index, header in enumerate(headers):
            if index in used:
                continue
            for found in _fields_at(header, rank):
                name = RENAMED.get(found, found)
                if name in chosen:
                    continue
                if name in MANY:
                    many.setdefault(name, []).append(index)
                elif name == "booked_on":
                    days.append(index)
                elif name in one and name in FALLBACK:
                    also.setdefault(name, []).append(index)
                elif name in one:
                    continue
                else:
                    one[name] = index
                used.add(index)
                break
    if days:
        one.setdefault("booked_on", days[0])
    _decide_valuta(one, sample)
    _decide_accounts(one, many.pop("any_account", []), headers, sample)
    _prefer_two_columns(one)
    _require(one, headers, source, line)
    currencies = [
        currency_in(headers[one[name]]) for name in ("amount", "debit", "credit", "balance") if name in one
    ]
    return Columns(
        one=one,
        days=tuple(days),
        also={name: tuple(indexes) for name, indexes in also.items()},
        texts=tuple(sorted({*many.get("text", []), *many.get("label", [])}))
        or ((one["code"],) if "code" in one else ()),
        references=tuple(many.get("reference", [])),
        currencies=tuple(dict.fromkeys(code for code in currencies if code)),
        unused=tuple(name for index, name in enumerate(headers) if name.strip() and index not in used),
    )


def understood(header: str) -> str:
    """The field that a column with this header is taken for by itself; nothing where nobody knows it."""
    found = next((found for rank in RANKS for found in _fields_at(header, rank)), "")
    return RENAMED.get(found) or SHOWN_AS.get(found, found)


def _fields(header: str) -> set[str]:
    return {name for rank in RANKS for name in _fields_at(header, rank)}


def _fields_at(header: str, rank: str) -> tuple[str, ...]:
    """`Description 2` is a description, and so is `D\ufffdscription`, whose accent somebody lost."""
    if not header.strip() or len(header) > 80:
        return ()
    for letter in LOST if "\ufffd" in header else ("",):
        whole = header.replace("\ufffd", letter).replace("(UTC)", "")
        for spelled in dict.fromkeys(
            (whole, NUMBERED.sub("", whole), UMLAUT.sub(r"\1", NUMBERED.sub("", whole)))
        ):
            if found := fields_of(spelled, rank, OF_BANKS):
                return found
    return ()


def _said(
    headers: Sequence[str], said: Mapping[str, str], source: str, line: int
) -> tuple[dict[str, int], dict[str, list[int]], set[int]]:
    """The columns that were said: of one field, of several, and all of them."""
    one: dict[str, int] = {}
    many: dict[str, list[int]] = {}
    used: set[int] = set()
    problems = []
    for header, name in said.items():
        index = _place(headers, header)
        if name not in FIELDS and name != IGNORE:
            message = f"There is no field '{name}' for column '{header}'."
            hint = f"Fields are: {', '.join(sorted(FIELDS))}; {IGNORE} leaves the column out."
            problems.append(Problem(source=source, line=line, message=message, hint=hint))
        elif index is None:
            message = f"Column '{header}', named for {name}, is not in the header."
            problems.append(
                Problem(
                    source=source, line=line, message=message, hint=f"The columns are: {listed(headers)}."
                )
            )
        elif name in one:
            message = f"Columns '{headers[one[name]]}' and '{header}' are both named for {name}."
            problems.append(Problem(source=source, line=line, message=message, hint="Name one of them."))
        else:
            used.add(index)
            if name in MANY:
                many.setdefault(name, []).append(index)
            elif name != IGNORE:
                one[name] = index
    if problems:
        raise Refused(problems)
    return one, many, used


def _place(headers: Sequence[str], name: str) -> int | None:
    exact = [index for index, header in enumerate(headers) if header.strip() == name.strip()]
    alike = [index for index, header in enumerate(headers) if fold(header) == fold(name)]
    return next(iter(exact or alike), None)


def _decide_valuta(one: dict[str, int], sample: Sequence[Row]) -> None:
    """Codes of currencies below it, or days?"""
    index = one.pop("valuta", None)
    if index is None:
        return
    values = {value.strip().upper() for value in _values(sample, index)}
    one.setdefault("currency" if values and all(map(is_currency, values)) else "value_on", index)


def _decide_accounts(
    one: dict[str, int], found: list[int], headers: Sequence[str], sample: Sequence[Row]
) -> None:
    """`IBAN` is the other side's where it stands behind a name, changes from row to row or is missing in some; else it is ours."""
    names = [one[name] for name in NAMES if name in one]
    for index in sorted(found, key=lambda index: ("iban" not in headers[index].casefold(), index)):
        values = set(_values(sample, index))
        near = any(0 < index - name <= 2 for name in names)
        changes = bool(names) and (len(values) > 1 or any(not cells[index].strip() for _, cells in sample))
        own = "account" if not (names and (near or changes)) else "payer_account"
        one.setdefault(own, index)


def _values(sample: Iterable[Row], index: int) -> list[str]:
    return [cells[index] for _, cells in sample if index < len(cells) and cells[index].strip()]


def _prefer_two_columns(one: dict[str, int]) -> None:
    """Beside a column of debits and one of credits, a third amount is that of the order."""
    if "debit" in one and "credit" in one and "amount" in one:
        one.setdefault("original_amount", one.pop("amount"))
        one.pop("amount", None)


def _require(one: Mapping[str, int], headers: Sequence[str], source: str, line: int) -> None:
    missing = []
    if not one.keys() & {"booked_on", "value_on"}:
        missing.append("The table has no column of a date (booked_on).")
    if not one.keys() & {"amount", "debit", "credit"}:
        missing.append("The table has no column of an amount (amount, or debit and credit).")
    hint = f"Say which column it is. The columns are: {listed(headers)}."
    if missing:
        raise Refused([Problem(source=source, line=line, message=one, hint=hint) for one in missing])
