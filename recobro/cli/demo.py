"""`recobro demo`: a company to look at, generated, imported and run for today; run again, it reminds nobody twice."""

from __future__ import annotations

import json
import shlex
from datetime import date
from pathlib import Path

import click

from recobro import flow
from recobro.access.company import CompanyValue
from recobro.cli.common import as_of_option, day_of, json_option, now, print_json, progress
from recobro.cli.day import day_as_dict, print_day
from recobro.connectors import demo
from recobro.evaluation.propose import last_run
from recobro.kernel import home
from recobro.kernel.problems import refuse

BY = "demo"


@click.command("demo")
@as_of_option
@json_option
def demo_command(as_of: date | None, as_json: bool) -> None:
    """Load the demo company (about 300 customers and 5,000 invoices) and run its day, in rehearsal."""
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
    click.echo(f"Running {day} ...", err=True)
    with progress("Messages:", every=10) as tick:
        done = flow.night(company.id, as_of=day, clock=now, by=BY, approve_all=True, progress=tick)
    if as_json:
        print_json(day_as_dict(company, done))
        return
    print_day(company, done, show_texts=False)
    _print_places(company, done)


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


def _print_places(company: CompanyValue, done: flow.Day) -> None:
    name = json.dumps(company.name, ensure_ascii=False)
    click.echo(f"Letters: {home.letters(company.name)}")
    click.echo(f"To go on by hand: . .venv/bin/activate; export RECOBRO_HOME={shlex.quote(str(home.home()))}")
    if done.plan:
        click.echo(f"Ask why: recobro explain {done.plan[0].customer_code} --company {name}")
    click.echo(f"The files that were imported: {_files(home.home() / 'demo-files')}")
    click.echo("The database keeps running; stop it with: recobro db stop")


def _files(folder: Path) -> str:
    return f"{folder} ({', '.join(sorted(path.name for path in folder.glob('*.csv')))})"
