"""`recobro statement`: the account of a customer, or of many, as PDF or spreadsheet."""

from __future__ import annotations

import sys
from calendar import monthrange
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from recobro import flow
from recobro.access.company import CompanyValue
from recobro.access.models import LANGUAGES
from recobro.cli.common import (
    Day,
    as_of_option,
    by_option,
    company_of,
    company_option,
    day_of,
    json_option,
    now,
    person,
    print_json,
    print_problems,
    progress,
)
from recobro.insight.statement import Period
from recobro.insight.statement_files import choose, file_name, statements, write_statement, write_statements
from recobro.kernel.money import plain
from recobro.kernel.problems import Problem, refuse
from recobro.letters.statement.values import Statement

MONTHS = 3  # of receipts, unless --period-from says otherwise


class Moment(click.ParamType[datetime]):
    """A day, meaning its end, or an instant as 2026-11-21T18:30."""

    name = "DAY[THH:MM]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"'{value}' is no moment. Write it as 2026-11-21 or 2026-11-21T18:30.", param, ctx)
        return found if len(value) > len("2026-11-21") else datetime.combine(found.date(), time.max)


@click.command("statement")
@click.argument("customers", nargs=-1, metavar="[CUSTOMER]...")
@company_option
@click.option("--all-open", is_flag=True, help="All customers with something open.")
@click.option("--overdue", is_flag=True, help="All customers with something overdue.")
@click.option("--segment", default="", help="Only customers of this segment.")
@click.option("--collector", default="", help="Only customers of this collector.")
@as_of_option
@click.option(
    "--known-at", type=Moment(), help="As our books stood at this moment; as they stand now by default."
)
@click.option(
    "--period-from", type=Day(), help="Receipts from this day on; those of three months by default."
)
@click.option(
    "--format",
    "formats",
    type=click.Choice(["pdf", "xlsx"]),
    multiple=True,
    help="PDF by default; may be given twice.",
)
@click.option("--language", type=click.Choice(LANGUAGES), help="The customer's own by default.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="The file of one customer, or the folder of many."
)
@click.option(
    "--bound",
    type=click.Path(path_type=Path, dir_okay=False),
    help="All PDFs in this one file, too, for the printer.",
)
@click.option(
    "--send", is_flag=True, help="Send each by e-mail to the customer instead; you approve it by that."
)
@click.option(
    "--although",
    default="",
    metavar="REASON",
    help="Send it although a mark or a complaint stands against it.",
)
@by_option
@json_option
def statement_command(customers: tuple[str, ...], company_name: str | None, all_open: bool, overdue: bool, segment: str,
                      collector: str, as_of: date | None, known_at: datetime | None, period_from: date | None,
                      formats: tuple[str, ...], language: str | None, out: Path | None, bound: Path | None,
                      send: bool, although: str, by: str | None, as_json: bool) -> None:  # fmt: skip
    """Statement of account: what a customer owes, what he paid, what is about to fall due.

    One customer gives one file, several or --all-open, --overdue, --segment, --collector a folder with a file each.
    Exit status: 0 done, 1 a customer's statement could not be made, 2 refused.
    """
    company = company_of(company_name)
    if not (customers or all_open or overdue or segment or collector):
        raise refuse(
            "statement", "Say whose statement.", "Name customers, or give --all-open, --overdue or --segment."
        )
    period = _period(company, as_of, known_at, period_from)
    chosen = choose(
        company.id, period=period, codes=customers, overdue=overdue, segment=segment, collector=collector
    )
    if send:
        _send(company, chosen, period, formats, language, although, by, as_json=as_json)
        return
    made = statements(company.id, customers=chosen, period=period, language=language)
    if len(chosen) == 1 and not bound and (out is None or not out.is_dir()):
        _one(next(made), formats, out, as_json=as_json)
        return
    with progress("Statements:") as tick:
        written = write_statements(
            made, folder=out or Path(f"statements-{period.as_of}"), formats=formats or ("pdf",), bound=bound, progress=tick
        )  # fmt: skip
    print_problems(() if as_json else written.problems)
    if as_json:
        print_json(written)
    else:
        where = f" in {written.files[0].parent}" if written.files else ""
        click.echo(
            f"Statements of {len(chosen) - len(written.problems)} customers: {len(written.files)} files{where}."
        )
        if written.bound:
            click.echo(f"For the printer: {written.bound}")
    sys.exit(1 if written.problems else 0)


def _send(
    company: CompanyValue, chosen: list[int], period: Period, formats: tuple[str, ...], language: str | None, although: str,
    by: str | None, *, as_json: bool,
) -> None:  # fmt: skip
    """Sends them through the outbox, as reminders are sent; in rehearsal they land in the mailbox."""
    with progress("Statements:") as tick:
        sent = flow.send_statements(
            company.id, customers=chosen, period=period, formats=formats or ("pdf",), language=language, although=although,
            on=company.today(now()), clock=now, by=person(by), progress=tick,
        )  # fmt: skip
    if as_json:
        print_json(sent)
    else:
        print_problems(sent.problems)
        for note in sent.notes:
            click.echo(note, err=True)
        counts = ", ".join(f"{count} {status}" for status, count in sorted(sent.counts.items()))
        in_mailbox = company.mode == "rehearsal" and "sent" in sent.counts
        where = " They are in the mailbox of the rehearsal." if in_mailbox else ""
        click.echo(f"Statements: {counts or 'none sent'}.{where}")
    sys.exit(1 if sent.problems or set(sent.counts) - {"sent", "delayed"} else 0)


def _period(
    company: CompanyValue, as_of: date | None, known_at: datetime | None, period_from: date | None
) -> Period:
    day = day_of(company, as_of)
    received_from = period_from or _months_before(day, MONTHS)
    if received_from > day:
        raise refuse(
            "--period-from", f"{received_from} lies after {day}, the day of the statement.", "Check the days."
        )
    if known_at and known_at.tzinfo is None:
        known_at = known_at.replace(tzinfo=ZoneInfo(company.time_zone))
    return Period(as_of=day, received_from=received_from, known_at=known_at)


def _months_before(day: date, months: int) -> date:
    """The same day some months before, or the last one that month has."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _one(made: Statement | Problem, formats: tuple[str, ...], out: Path | None, *, as_json: bool) -> None:
    if isinstance(made, Problem):
        print_problems([made])
        sys.exit(1)
    base = out or Path(f"{file_name(made, set())}.pdf")
    paths = [base.with_suffix(f".{form}") for form in formats] or [base]
    for path in paths:
        write_statement(made, path)
    if as_json:
        print_json(
            {"customer": made.addressee.code, "files": paths, "as_of": made.as_of, "accounts": _sums(made)}
        )
        return
    for one in _sums(made):
        click.echo(
            f"{made.addressee.customer}: {one['balance']} {one['currency']}, of which {one['overdue']} overdue"
            + (f" and {one['on_account']} on account" if one["on_account"][0] == "-" else "")
            + "."
        )
    for path in paths:
        click.echo(f"Written: {path}")


def _sums(made: Statement) -> list[dict[str, str]]:
    found = []
    for section in made.sections:
        overdue = sum((line.open_amount for line in made.overdue(section)), Decimal(0))
        amounts = {"overdue": overdue, "on_account": section.credited, "balance": section.balance}
        named = {name: plain(amount + 0, section.currency) for name, amount in amounts.items()}
        found.append({"currency": section.currency, **named})
    return found
