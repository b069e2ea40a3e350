"""`recobro demo`: a company to look at, generated, imported and run for today; run again, it reminds nobody twice."""

from __future__ import annotations

import json
import secrets
import shlex
from datetime import date
from pathlib import Path

import click

from recobro import flow
from recobro.access.company import CompanyValue
from recobro.access.members import has_password, set_password
from recobro.cli.common import as_of_option, day_of, json_option, now, print_json, progress
from recobro.cli.day import day_as_dict, print_day
from recobro.cli.web import started
from recobro.connectors import demo
from recobro.connectors.rates import RateOptions, take_in_rates
from recobro.evaluation.propose import last_run
from recobro.kernel import home
from recobro.kernel.problems import refuse

BY = "demo"


@click.command("demo")
@as_of_option
@click.option(
    "--web/--no-web", "with_pages", default=True, help="Serve the pages when it is done; yes by default."
)
@json_option
def demo_command(as_of: date | None, with_pages: bool, as_json: bool) -> None:
    """Load the demo company (about 300 customers and 5,000 invoices), run its day in rehearsal, and serve the pages."""
    company = demo.demo_company(at=now())
    if company.mode == "live":
        raise refuse("demo", f"{company.name} is live; the demo only rehearses.", "Use another RECOBRO_HOME.")
    day = day_of(company, as_of)
    last = last_run(company.id, mode=company.mode)
    if last is None:
        _load(company, day)
    for night in [one for one in demo.demo_days(day) if last is None or last < one < day]:
        click.echo(f"Playing the night of {night} ...", err=True)
        flow.night(company.id, as_of=night, clock=now, by=BY, approve_all=True)
    _read_bank(company, day)
    click.echo(f"Running {day} ...", err=True)
    with progress("Messages:", every=10) as tick:
        done = flow.night(company.id, as_of=day, clock=now, by=BY, progress=tick)
    if as_json:
        print_json(day_as_dict(company, done))
        return
    print_day(company, done, show_texts=False)
    _print_places(company, done)
    _print_pages(company, with_pages=with_pages)


def _load(company: CompanyValue, day: date) -> None:
    """Writes the files of the company, imports them, and records its casework. Done again after an interruption, nothing doubles."""
    folder = home.home() / "demo-files"
    click.echo(f"Writing the files of {company.name} to {folder} ...", err=True)
    for path in demo.demo_files(day, folder):
        click.echo(f"Importing {path.name} ...", err=True)
        with progress("Lines read:", every=500) as tick:
            imported = flow.import_file(company, path, on=day, at=now(), by=BY, progress=tick)
        for problem in imported.problems:
            click.echo(str(problem), err=True)
    demo.demo_casework(company.id, as_of=day, at=now(), by=BY)


def _read_bank(company: CompanyValue, day: date) -> None:
    """The rates of today, and what came in: it waits to be cleared. Read again, nothing doubles."""
    folder = home.made(home.home() / "demo-files")
    take_in_rates(company.id, demo.demo_rates(day, folder), RateOptions(), at=now(), by=BY)
    statement = demo.demo_statement(day, folder)
    click.echo(f"Reading {statement.name} ...", err=True)
    flow.read_bank(company, statement, at=now(), by=BY)


def _print_places(company: CompanyValue, done: flow.Day) -> None:
    name = json.dumps(company.name, ensure_ascii=False)
    click.echo(f"Letters: {home.letters(company.name)}")
    click.echo(f"To go on by hand: . .venv/bin/activate; export RECOBRO_HOME={shlex.quote(str(home.home()))}")
    if done.plan:
        click.echo(f"Ask why: recobro explain {done.plan[0].customer_code} --company {name}")
    click.echo(f"The files that were imported: {_files(home.home() / 'demo-files')}")


def _print_pages(company: CompanyValue, *, with_pages: bool) -> None:
    """Where to look at it in a browser, and as whom."""
    password = _password()
    click.echo("\nPeople of the demo, all with one password:")
    for member in demo.demo_people(company.id, at=now()):
        if not has_password(member.user_id):
            set_password(member.email, password, by=BY, at=now())
        click.echo(f"  {member.email:<46} {member.role}")
    click.echo(f"Password: {password}")
    if with_pages:
        click.echo(
            f"\nOpen {started()} and sign in. Everything is in rehearsal: nothing leaves this computer."
        )
    click.echo("The database keeps running, and so do the pages: recobro web stop, recobro db stop" if with_pages
               else "The database keeps running; stop it with: recobro db stop")  # fmt: skip


def _password() -> str:
    """Made once for this home, and kept in it for its owner."""
    kept = home.made(home.home()) / "demo-password"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(
            f"{secrets.token_hex(2)}-{secrets.token_hex(2)}-{secrets.token_hex(2)}\n", encoding="ascii"
        )
    return kept.read_text(encoding="ascii").strip()


def _files(folder: Path) -> str:
    return f"{folder} ({', '.join(sorted(path.name for path in folder.iterdir()))})"
