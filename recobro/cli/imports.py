"""`recobro import`: a file into the ledger."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from recobro import flow
from recobro.cli.common import (
    Day,
    by_option,
    company_of,
    company_option,
    counted,
    json_option,
    now,
    person,
    plain_value,
    print_json,
    print_problems,
    progress,
)
from recobro.connectors.history import Imported
from recobro.connectors.record import FILE_KINDS
from recobro.ledger.post import TooMuchVanishes


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@company_option
@click.option(
    "--profile", type=click.Path(path_type=Path), help="A TOML file that says how to read this kind of file."
)
@click.option(
    "--kind",
    type=click.Choice(FILE_KINDS),
    help="What the file holds, if it cannot be seen from its headers.",
)
@click.option(
    "--source",
    default=None,
    help="The system it comes from; numbers are unique within it. By default csv for tables (CSV, Excel), else the name of the format.",
)
@click.option(
    "--open-items",
    is_flag=True,
    help="The file is the complete list of what is open on --as-of: what is missing is closed.",
)
@click.option(
    "--terms",
    help="Terms, such as '30 days', for what has neither a due date nor terms of its own or of its customer.",
)
@click.option(
    "--as-of", type=Day(), help="The day on which the list, or a balance in it, is right; today by default."
)
@click.option(
    "--yes", is_flag=True, help="Close what is missing from the list of open items, however much it is."
)
@click.option(
    "--payments-through",
    type=Day(),
    help="With it all payments through this day are known: promises can be judged.",
)
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@by_option
@json_option
def import_command(file: Path, company_name: str | None, profile: Path | None, kind: Any, source: str | None, open_items: bool,
                   terms: str | None, as_of: date | None, yes: bool, payments_through: date | None, dry_run: bool, by: str | None,
                   as_json: bool) -> None:  # fmt: skip
    """Import customers, contacts, invoices, credit notes and payments from a file, or from a folder of files.

    What it is, is seen from what is in it: CSV, Excel, a French FEC, SAF-T, an extract of SAP (JSON lines).

    Exit status: 0 clean, 1 imported with problems, 2 refused.
    """
    company = company_of(company_name)

    def run(may_vanish: bool) -> Imported:
        with progress("Lines read:", every=500) as tick:
            return flow.import_file(
                company, file, profile=profile, kind=kind, source=source, open_items=open_items, terms=terms,
                on=as_of or company.today(now()), may_vanish=may_vanish, payments_through=payments_through, dry_run=dry_run,
                at=now(), by=person(by), progress=tick, expect=tick.expect,
            )  # fmt: skip

    try:
        imported = run(yes)
    except TooMuchVanishes as asks:
        if not sys.stdin.isatty():
            raise
        click.echo(str(asks), err=True)
        click.confirm("Close them?", abort=True)
        imported = run(True)
    _print(imported, dry_run=dry_run, as_json=as_json)
    sys.exit(imported.exit_status)


def _print(imported: Imported, *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        counts = {
            key: value
            for key, value in plain_value(imported.posted).items()
            if key not in ("problems", "new_customers")
        }
        disputes = {"disputes": imported.disputes, "disputes_ended": imported.disputes_ended}
        print_json({"read_as": imported.what, "records": imported.records, **counts, **disputes, "told": imported.told,
                    "dry_run": dry_run,
                    "problems": imported.problems})  # fmt: skip
        return
    print_problems(imported.problems)
    posted = imported.posted
    done, lines = "Would import" if dry_run else "Imported", counted(imported.records, "line")
    click.echo(f"{done} {lines} from {imported.what}: {_counts(imported)}.")
    if posted.closed:
        click.echo(f"Closed because they are not in the list any more: {posted.closed}.")


def _counts(imported: Imported) -> str:
    return ", ".join(counted(count, name) for name, count in imported.counts.items()) or "nothing new"
