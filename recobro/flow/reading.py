"""What comes in: files of the books, and files of the bank with what their movements pay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from recobro.access.company import CompanyValue
from recobro.bank.by_itself import confirm_certain
from recobro.bank.match import match
from recobro.bank.take_in import TakenFile
from recobro.bank.take_in import take_in as take_in_statements
from recobro.connectors.bank.format import BankOptions
from recobro.connectors.bank.recognise import recognise as bank_format_of
from recobro.connectors.bank.saved import columns_for, remember_columns
from recobro.connectors.content import file_hash
from recobro.connectors.format import Options
from recobro.connectors.history import Imported
from recobro.connectors.merge import take_in
from recobro.connectors.profiles import profile_for
from recobro.connectors.recognise import recognise
from recobro.connectors.record import FileKind
from recobro.connectors.table.amounts import DecimalSign
from recobro.connectors.table.dates import DateOrder
from recobro.connectors.table.profile import Profile, load_profile
from recobro.flow.progress import Expect, Tick, silent, unexpected
from recobro.insight.accounts import bring_up
from recobro.ledger.find import customer_terms
from recobro.ledger.known import check_known


def import_file(
    company: CompanyValue, path: Path, *, profile: Path | Profile | None = None, kind: FileKind | None = None, source: str | None = None,
    open_items: bool = False, terms: str | None = None, on: date, may_vanish: bool = False, payments_through: date | None = None,
    dry_run: bool = False, at: datetime, by: str, progress: Tick = silent, expect: Expect = unexpected,
) -> Imported:  # fmt: skip
    """Reads a file, or a folder of files, of any format that is known, and takes its records into the ledger.

    `source`, the system it comes from, is that of the format if it is not said. `terms` make a due date where the file and the customer
    have none. Without a `profile` the company's own for files with these headers is taken. Raises Refused for what cannot be read at all,
    and for a `payments_through` to come.
    """
    if payments_through:
        check_known(payments_through, today=company.today(at))
    if isinstance(profile, Path):
        profile = load_profile(profile)
    options = Options(
        profile=profile or profile_for(company.id, path) or Profile(),
        kind=kind,
        country=company.country,
        open_items=open_items,
        default_currency=company.currency,
        default_terms=terms,
        terms_of=customer_terms(company.id),
    )
    known = recognise(path)
    reading = known.read(path, options)
    imported = take_in(
        company.id, reading, source=source or known.source, on=on, may_vanish=may_vanish, payments_through=payments_through,
        at=at, by=by, dry_run=dry_run, progress=progress, expect=expect,
    )  # fmt: skip
    if not dry_run:
        bring_up(company, as_of=company.today(at))  # so that the next reader of the list need not wait for it
    return imported


@dataclass(frozen=True, slots=True, kw_only=True)
class BankMatched:
    """What looking at the movements gave: how many, with a proposal, certain, and confirmed by the rules."""

    movements: int
    proposed: int
    certain: int
    confirmed: int


def read_bank(
    company: CompanyValue, path: Path, *, account: str = "", currency: str = "", columns: Mapping[str, str] | None = None,
    date_order: DateOrder | None = None, decimal: DecimalSign | None = None, dry_run: bool = False, at: datetime, by: str,
    progress: Tick = silent,
) -> TakenFile:  # fmt: skip
    """Reads a file of a bank, of any format that is known, stores its statements, and looks what they pay (`match_bank`).

    Raises Refused for what cannot be read at all.

    `account` and `currency` (by default the company's) hold where the file does not say them. `columns` (header to field), `date_order` and
    `decimal` are for tables. What is said about columns is remembered for the next table with these headers.
    """
    known = bank_format_of(path)
    said = None if columns else columns_for(company.id, path)
    account = account or (said.account if said else "")
    options = BankOptions(
        columns=columns or (said.columns if said else {}),
        account=account,
        currency=currency or (said.currency if said else "") or company.currency,
        country=company.country,
        date_order=date_order or (said.date_order if said else None),
        decimal=decimal or (said.decimal if said else None),
    )
    taken = take_in_statements(
        company.id, known.read(path, options), name=path.name, format_name=known.name, sha256=file_hash(path), account=account,
        today=company.today(at), dry_run=dry_run, at=at, by=by, progress=progress,
    )  # fmt: skip
    if columns and not dry_run:
        remember_columns(
            company.id, columns=columns, account=account, currency=currency, date_order=date_order, decimal=decimal, at=at, by=by
        )  # fmt: skip
    if not dry_run:  # also what an earlier read has left, that did not come to its end
        match_bank(company, at=at, by=by)
    return taken


def match_bank(
    company: CompanyValue, *, full: bool = False, at: datetime, by: str, progress: Tick = silent
) -> BankMatched:
    """Proposes what movements pay that are not cleared; what is certain is confirmed, where the company's rules say so.

    Those are looked at for which something is new since the last time; all of them where a person wants that (`full`).
    """
    matched = match(company.id, full=full, at=at, by=by, progress=lambda _: progress())
    confirmed = confirm_certain(company.id, at=at)
    if confirmed:
        bring_up(company, as_of=company.today(at))
    return BankMatched(
        movements=matched.movements,
        proposed=matched.proposed,
        certain=matched.automatic,
        confirmed=len(confirmed),
    )
