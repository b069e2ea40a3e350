"""What a table is, found out before its first record: columns, kind, decimal signs, date order.

What was said (an option, else the profile) is taken; the rest is found in the file; what the file leaves open, the
company's country decides where it can; what then is still open refuses the file, with the way out.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from recobro.connectors.format import Options
from recobro.connectors.record import FileKind
from recobro.connectors.table import header
from recobro.connectors.table.amounts import MONEY, DecimalSign, sign_of_country, signs_of_column
from recobro.connectors.table.dates import DATES, DateOrder, DateVotes, order_of_country
from recobro.connectors.table.fault import shown
from recobro.connectors.table.header import Columns, Heading, Row, Table, fold, listed
from recobro.connectors.table.profile import Profile
from recobro.kernel.problems import Problem, Refused

SAMPLE = 5_000
CUSTOMER = frozenset(
    "customer_code customer_name customer_kind customer_language customer_country address_1 address_2 postcode city region"
    " tax_id segment collector customer_payment_method customer_terms customer_pay_days".split()
)
CONTACT = frozenset("contact_name contact_email contact_phone contact_role contact_language".split())
OF_KIND: dict[FileKind, frozenset[str]] = {
    "customers": CUSTOMER | CONTACT | {"salesperson", "branch"},
    "contacts": CONTACT | {"customer_code", "customer_name", "customer_language"},
    "payments": CUSTOMER
    | CONTACT
    | frozenset(
        "number document_key applies_to issued_on amount currency payment_method payment_reference branch salesperson status"
        " order_reference".split()
    ),
}
Lines = Literal["sum", "repeat"]
LINE_WORDS = frozenset(
    map(
        fold,
        "quantity,qty,unit amount,unit price,line amount,line total,quantité,qté,prix unitaire,montant ligne,cantidad,precio unitario,"
        "importe línea,menge,einzelpreis,quantità,prezzo unitario".split(","),
    )
)
JOURNAL = (
    ("soll", "haben"), ("sollkonto", "habenkonto"), ("debe", "haber"), ("débit", "crédit"), ("debit account", "credit account"),
    ("compte débit", "compte crédit"), ("cuenta debe", "cuenta haber"), ("dare", "avere"), ("debit", "credit"),
)  # fmt: skip
NAMES = {
    "customer_code": "Customer no., Código cliente, Code client",
    "amount": "Amount, Importe, Montant TTC",
    "number": "Invoice no., Nº factura, N° facture",
    "issued_on": "Invoice date, Fecha de factura, Date de facture, Payment date",
    "contact_email": "E-mail, Correo, Courriel",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Everything that reading the rows needs to know."""

    table: Table
    header_line: int
    headers: tuple[str, ...]
    kind: FileKind
    columns: Mapping[str, int]
    currencies: Mapping[str, str]  # of an amount's column, by its header
    key: tuple[int, ...]
    signs: Mapping[str, DecimalSign | None]
    signs_were_said: bool
    date_order: DateOrder | None
    lines: Lines | None  # the rows are lines of documents
    notes: tuple[Problem, ...]


def lay_out(heading: Heading, options: Options) -> Layout:
    """Finds out everything about the table. Raises Refused where it cannot be read as what it should be."""
    table, line, headers = heading.table, heading.line, heading.headers
    found = header.match(headers, options.profile, source=table.source, line=line)
    if found.problems:
        raise Refused(found.problems)
    sample, rest = _sample(table)
    _refuse_journal(found, headers, table.source, line)
    kind = _kind(found, options, headers, table.source, line)
    found = _settled(found, kind, headers, sample)
    _require(found, kind, options, headers, table.source, line)
    said = options.decimal or options.profile.decimal
    return Layout(
        table=table,
        header_line=line,
        headers=headers,
        kind=kind,
        columns=found.by_field,
        currencies=found.currencies,
        key=_key(found, options.profile, headers, table.source, line),
        signs={name: said or sign for name, sign in _signs(found, sample, options).items()},
        signs_were_said=said is not None,
        date_order=_date_order(found, sample, rest, options, headers, table.source),
        lines=_lines(found, kind, headers),
        notes=(
            *heading.notes,
            *_by_country(found, sample, options, headers, table.source),
            *_unused(found, table.source, line),
        ),
    )


def _sample(table: Table) -> tuple[list[Row], Iterator[Row]]:
    """The first rows, and the rest, to be looked at only if need be. Refuses a table without any row."""
    entries = (entry for entry in table.rows() if isinstance(entry, Problem) or any(map(str.strip, entry[1])))
    first = list(itertools.islice(entries, SAMPLE))
    if not first:
        raise Refused(
            Problem(
                source=table.source,
                message="The file has a header and no rows.",
                hint="Export it again. An open list that is really empty is not taken: it would close everything.",
            )
        )
    good = (entry for entry in entries if isinstance(entry, tuple))
    return [entry for entry in first if isinstance(entry, tuple)], good


def _kind(found: Columns, options: Options, headers: tuple[str, ...], source: str, line: int) -> FileKind:
    """What the rows are, by the columns there are."""
    said = options.kind or options.profile.kind
    if said:
        return said
    has = found.by_field.keys() | options.profile.defaults.keys()
    if has & {"amount", "line_amount", "open_amount", "paid_amount"}:
        if "kind" in has:
            return "mixed"
        claims = has & {"due_on", "terms", "open_amount"} or {"issued_on", "number"} <= has
        if has & {"paid_on", "payment_number", "paid_amount"} and not claims:
            return "payments"
        return (
            "payments"
            if {"payment_number", "issued_on"} <= has and not has & {"due_on", "terms"}
            else "invoices"
        )
    if has & {"contact_name", "contact_email", "contact_phone"} and not has & (
        CUSTOMER - {"customer_code", "customer_name"}
    ):
        return "contacts" if "customer_name" not in has or "contact_role" in has else "customers"
    if has & {"customer", "customer_code", "customer_name"} and not has & {"due_on", "issued_on"}:
        return "customers"
    missing = Columns(by_field=found.by_field)
    raise Refused(_missing(missing, "amount", "a list of invoices", headers, source, line))


def _settled(found: Columns, kind: FileKind, headers: tuple[str, ...], sample: list[Row]) -> Columns:
    """The columns with those settled that mean different things in different files."""
    fields = dict(found.by_field)
    unused = list(found.unused)

    def move(old: str, new: str) -> None:
        if old in fields and old not in found.chosen and new not in found.chosen:
            if new in fields:
                unused.append((headers[fields[new]], f"{new} is read from '{headers[fields[old]]}'"))
            fields[new] = fields.pop(old)

    if "customer" in fields:
        move("customer", _customer_is(fields, sample))
    if not fields.keys() & {"customer_code", "customer_name"}:
        move("contact_name", "customer_name")
    if kind not in ("customers", "contacts"):
        move("line_amount", "amount")
        own = "customer_code" in fields and "customer_code" not in found.chosen
        if own and "customer_code" in header.fields_of(headers[fields["customer_code"]], "perhaps"):
            unused.append(
                (headers[fields.pop("customer_code")], "it may be of the document, not of the customer")
            )
    if kind == "payments":
        if (
            "applies_to" not in fields
            and "number" in fields
            and "number" in header.fields_of(headers[fields["number"]], "sure")
        ):
            move("number", "applies_to")
        move("paid_on", "issued_on")
        move("paid_amount", "amount")
    if kind in ("payments", "mixed") and "number" not in fields:
        move("payment_number", "number")
    if kind in ("customers", "contacts"):
        for old, new in (("kind", "customer_kind"), ("number", "customer_code"), ("terms", "customer_terms")):
            if new not in fields:
                move(old, new)
        if "customer_payment_method" not in fields:
            move("payment_method", "customer_payment_method")
    for name in [*fields]:
        if name == "payment_number" or (
            kind in OF_KIND and name not in OF_KIND[kind] and name not in found.chosen
        ):
            unused.append((headers[fields.pop(name)], f"it is not needed for {kind}"))
    return replace(found, by_field=fields, unused=tuple(unused))


def _is_surely(name: str, field: str) -> bool:
    return any(field in header.fields_of(name, rank) for rank in ("sure", "likely"))


def _lines(found: Columns, kind: FileKind, headers: tuple[str, ...]) -> Lines | None:
    """Does each row have a line of a document? Its amount is then the line's, or that of the whole document, repeated."""
    if kind in ("customers", "contacts") or not {"number", "amount"} <= found.by_field.keys():
        return None
    if "line_amount" in header.fields_of(headers[found.by_field["amount"]], "sure"):
        return "sum"
    return "repeat" if any(fold(name) in LINE_WORDS for name in headers) else None


def _refuse_journal(found: Columns, headers: tuple[str, ...], source: str, line: int) -> None:
    """Entries from one account to another are not documents of customers, however much their columns look so."""
    names = {fold(name): name for name in headers}
    has = found.by_field
    for debit, credit in JOURNAL:
        pair = [names.get(fold(name)) for name in (debit, credit)]
        surely = [name for name in ("customer_code", "customer", "customer_name") if name in has]
        if not all(pair) or any(_is_surely(headers[has[name]], name) for name in surely):
            continue
        if "amount" in has and headers[has["amount"]] not in pair:
            raise Refused(
                Problem(
                    source=source,
                    line=line,
                    message=f"The file is a journal: its rows go from account '{pair[0]}' to '{pair[1]}' and name no customer.",
                    hint="Export the list of invoices, or of open items of customers, instead.",
                )
            )


def _customer_is(fields: Mapping[str, int], sample: list[Row]) -> str:
    """Is a column called just "Customer" the code or the name? The name if there is a code already; else its values say."""
    if "customer_code" in fields:
        return "customer_name"
    if "customer_name" in fields:
        return "customer_code"
    values = [cells[fields["customer"]].strip() for _, cells in sample]
    codes = [
        value for value in values if len(value) <= 20 and " " not in value and any(map(str.isdigit, value))
    ]
    return (
        "customer_code"
        if codes and len(codes) * 10 >= len([value for value in values if value]) * 9
        else "customer_name"
    )


def _require(
    found: Columns, kind: FileKind, options: Options, headers: tuple[str, ...], source: str, line: int
) -> None:
    """Refuses a file that lacks a whole column it cannot do without."""
    has = found.by_field.keys() | options.profile.defaults.keys()
    problems = []
    what = {"mixed": "a list of invoices and payments"}.get(kind, f"a list of {kind.replace('_', ' ')}")
    if not has & {"customer_code", "customer_name"}:
        problems.append(_missing(found, "customer_code", what, headers, source, line))
    if kind == "contacts" and not has & {"contact_name", "contact_email", "contact_phone"}:
        problems.append(_missing(found, "contact_email", what, headers, source, line))
    if kind not in ("customers", "contacts"):
        if not has & {"amount", "open_amount"}:
            problems.append(_missing(found, "amount", what, headers, source, line))
        if not has & ({"issued_on", "paid_on"} if kind == "mixed" else {"issued_on"}):
            problems.append(_missing(found, "issued_on", what, headers, source, line))
        if kind != "payments" and "number" not in has:
            problems.append(_missing(found, "number", what, headers, source, line))
    if problems:
        raise Refused(problems)


def _missing(
    found: Columns, name: str, what: str, headers: tuple[str, ...], source: str, line: int
) -> Problem:
    words = {"customer_code": "the customer", "contact_email": "the e-mail address", "issued_on": "the date"}
    return Problem(
        source=source,
        line=line,
        message=f"{what.capitalize()} needs a column for {words.get(name, 'the ' + name)}. Seen: {listed(headers)}.",
        hint=f'Name it as one of {NAMES[name]}, or say [columns] {name} = "..." in a profile.',
    )


def _signs(found: Columns, sample: list[Row], options: Options) -> dict[str, DecimalSign | None]:
    """The decimal sign of each column with money: by its own values, else by the other columns', else by the country."""
    columns = {name: found.by_field[name] for name in MONEY if name in found.by_field}
    evidence = {
        name: signs_of_column(cells[index] for _, cells in sample if cells[index].__class__ is str)
        for name, index in columns.items()
    }
    together = frozenset(sign for proved, _ in evidence.values() for sign in proved)
    country = sign_of_country(options.country) if options.country else None
    signs: dict[str, DecimalSign | None] = {}
    for name, (proved, _) in evidence.items():
        if proved:
            signs[name] = next(iter(proved)) if len(proved) == 1 else None
        else:
            signs[name] = next(iter(together)) if len(together) == 1 else None if together else country
    return signs


def _date_order(
    found: Columns,
    sample: list[Row],
    rest: Iterator[Row],
    options: Options,
    headers: tuple[str, ...],
    source: str,
) -> DateOrder | None:
    """Which of day and month comes first, unless it was said."""
    said = options.date_order or options.profile.date_order
    columns = sorted({found.by_field[name] for name in DATES if name in found.by_field})
    usual = order_of_country(options.country) if options.country else None
    return said or date_order(columns, sample, rest, headers=headers, usual=usual, source=source)


def date_order(
    columns: Sequence[int],
    sample: list[Row],
    rest: Iterator[Row],
    *,
    headers: tuple[str, ...],
    usual: DateOrder | None,
    source: str,
) -> DateOrder | None:
    """Which of day and month comes first in these columns. Reads on behind the sample while nothing has decided it; what no date shows is
    as `usual`, and refused where nothing is. A file that has both is refused as well."""
    votes = DateVotes()
    for line, cells in sample:
        for index in columns:
            votes.add(cells[index], headers[index], line)
    while not votes.decided and (block := list(itertools.islice(rest, SAMPLE))):
        for line, cells in block:
            for index in columns:
                votes.add(cells[index], headers[index], line)
    order = votes.order()
    if order == "mixed":
        raise Refused(_mixed_dates(votes, source))
    if order is None and votes.open_example:
        if usual is None:
            raise Refused(_open_dates(votes.open_example, source))
        return usual
    return order


def _by_country(
    found: Columns, sample: list[Row], options: Options, headers: tuple[str, ...], source: str
) -> list[Problem]:
    """What no value of the file shows and the company's country decided: told, because it may be wrong."""
    sign = sign_of_country(options.country) if options.country else None
    order = order_of_country(options.country) if options.country else None
    notes = []
    if sign and not (options.decimal or options.profile.decimal):
        columns = [found.by_field[name] for name in MONEY if name in found.by_field]
        texts = [
            (line, cells[index])
            for line, cells in sample
            for index in columns
            if cells[index].__class__ is str
        ]
        proved, is_open = signs_of_column(text for _, text in texts)
        if is_open and not proved:
            line, text = next(one for one in texts if signs_of_column([one[1]])[1])
            as_what = (
                "thousands" if (sign == "," and "." in text) or (sign == "." and "," in text) else "decimals"
            )
            notes.append((line, f"amounts such as {shown(text)} were read with {as_what}", "decimal"))
    if order and not (options.date_order or options.profile.date_order):
        votes = DateVotes()
        for line, cells in sample:
            for index in {found.by_field[name] for name in DATES if name in found.by_field}:
                votes.add(cells[index], headers[index], line)
        if votes.open_example and votes.order() is None:
            text, _, line = votes.open_example
            first = "the day" if order == "dmy" else "the month"
            notes.append((line, f"dates such as {shown(text)} were read with {first} first", "date_order"))
    return [
        Problem(
            source=source,
            line=line,
            message=f"No value of the file shows which is meant: {what}, as is usual in {options.country}.",
            hint=f"If that is wrong, say {key} under [file] in a profile.",
            severity="note",
        )
        for line, what, key in notes
    ]


def _open_dates(example: tuple[str, str, int], source: str) -> Problem:
    value, column, line = example
    return Problem(
        source=source,
        line=line,
        message=f"Date {shown(value)} in column '{column}' may be day/month or month/day, and no date of the file shows which.",
        hint='Say which: date_order = "dmy" or "mdy" under [file] in a profile, or the option for it.',
    )


def _mixed_dates(votes: DateVotes, source: str) -> Problem:
    day, month = votes.day_example, votes.month_example
    assert day is not None  # both were seen, else the order would not be mixed
    assert month is not None
    return Problem(
        source=source,
        line=max(day[2], month[2]),
        message=f"Date {shown(day[0])} (column '{day[1]}', line {day[2]}) has the day first, {shown(month[0])} "
        f"(column '{month[1]}', line {month[2]}) the month.",
        hint="Export all dates in one form, best 2024-01-31, or say date_order in a profile: what does not fit is then listed.",
    )


def _key(
    found: Columns, profile: Profile, headers: tuple[str, ...], source: str, line: int
) -> tuple[int, ...]:
    """The columns of the identity that the profile names."""
    places = {fold(name): index for index, name in enumerate(headers)}
    key, problems = [], []
    for name in profile.key:
        index = found.by_field.get(name, places.get(fold(name)))
        if index is not None:
            key.append(index)
            continue
        problems.append(
            Problem(
                source=source,
                line=line,
                message=f"Column '{name}', which the profile names under [key], is not in the header.",
                hint=f"The columns are: {listed(headers)}.",
            )
        )
    if problems:
        raise Refused(problems)
    return tuple(key)


def _unused(found: Columns, source: str, line: int) -> list[Problem]:
    return [
        Problem(
            source=source,
            line=line,
            message=f"Column '{name}' is not used" + (f": {why}." if why else "."),
            hint=f'Name it under [columns] in a profile, or put it into ignore = ["{name}"].',
            severity="note",  # most exports have more columns than anybody needs: told, and no fault
        )
        for name, why in found.unused
    ]
