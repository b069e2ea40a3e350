"""What a SAF-T says of itself: country, period, currency, and which of its parts holds the customers' items."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from recobro.connectors.xml import nodes, root_of
from recobro.kernel.problems import refuse

OTHERS = {
    "JPK": "a Polish JPK, which has a structure of its own",
    "auditfile": "a Dutch XML Auditfile (XAF), which has a structure of its own",
    "XAF": "a Dutch XML Auditfile (XAF), which has a structure of its own",
}
COUNTRY = re.compile(r"[:_-]([A-Z]{2})(?:[_:.\-]|$)")
DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The file as a whole. `by_documents`: items are its sales documents and payments, not its ledger lines."""

    country: str
    version: str
    currency: str | None
    first_on: date | None
    last_on: date | None
    by_documents: bool


def is_saft(head: bytes) -> bool:
    """Is this a SAF-T, or one of its relatives that we refuse by name?"""
    name = root_of(head[:4096]).rpartition("}")[2]
    return name == "AuditFile" or name in OTHERS


def read_header(path: Path) -> Header:
    """Raises Refused for a relative that we cannot read, and for a file without a header."""
    with path.open("rb") as file:
        root = root_of(file.read(4096))
    namespace, _, name = root.rpartition("}")
    if name in OTHERS:
        hint = "Export the open items as CSV, or a SAF-T (AuditFile)."
        raise refuse(path.name, f"This is {OTHERS[name]}: Recobro does not read it yet.", hint)
    header = next(nodes(path, wanted=("Header",)), None)
    if header is None:
        raise refuse(path.name, "The SAF-T has no header.", "Export it again.")
    country = COUNTRY.search(namespace)
    currency = header.get("DefaultCurrencyCode", "CurrencyCode")
    first_on, last_on = _period(header.get)
    named = header.get("AuditFileCountry", "CompanyAddress/Country")
    found = country[1] if country else named if re.fullmatch("[A-Z]{2}", named) else ""
    return Header(
        country=found, version=header.get("AuditFileVersion"), currency=currency if re.fullmatch("[A-Z]{3}", currency) else None,
        first_on=first_on, last_on=last_on, by_documents=_by_documents(path, found),
    )  # fmt: skip


def _period(get: Callable[..., str]) -> tuple[date | None, date | None]:
    criteria = "SelectionCriteria/"
    first = day(get(criteria + "SelectionStartDate", "StartDate"))
    last = day(get(criteria + "SelectionEndDate", "EndDate"))
    if first is None:
        first = _month(get(criteria + "PeriodStart"), get(criteria + "PeriodStartYear"), last=False)
    if last is None:
        last = _month(get(criteria + "PeriodEnd"), get(criteria + "PeriodEndYear"), last=True)
    return first, last


def _month(number: str, year: str, *, last: bool) -> date | None:
    if not (number.isdigit() and year.isdigit() and 1 <= int(year) <= 9999):
        return None
    month = min(max(int(number), 1), 12)  # a thirteenth period is the end of the year
    return date(int(year), month, calendar.monthrange(int(year), month)[1] if last else 1)


def day(text: str) -> date | None:
    """A day, also of a time stamp; None where it is none."""
    found = DAY.match(text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def _by_documents(path: Path, country: str) -> bool:
    """Portugal keeps its documents there, and often nothing else. Elsewhere the ledger is complete, where there is one."""
    has = _parts(path)
    has_documents = bool(has & {"Invoice", "Payments"})
    return has_documents and (country == "PT" or "Transaction" not in has)


def _parts(path: Path) -> set[str]:
    """Which of these elements stand in the file: a look at the bytes, which costs little."""
    looked_for = re.compile(rb"<(?:\w+:)?(Invoice|Payments|Transaction)[\s>]")
    found: set[str] = set()
    rest = b""
    with path.open("rb") as file:
        while len(found) < 3 and (block := file.read(1 << 20)):
            found |= {one.decode() for one in looked_for.findall(rest + block)}
            rest = block[-64:]
    return found
