"""`recobro db`: the embedded database of this home; backup and restore of whichever database is used."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from recobro.cli.setup import URL, known_migrations, ready
from recobro.kernel import postgres
from recobro.kernel.environment import text
from recobro.kernel.home import home
from recobro.kernel.problems import refuse

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group("db")
def db_command() -> None:
    """Start, stop or show the embedded database of RECOBRO_HOME; back up and restore the database."""


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except postgres.DatabaseUnavailable as error:
        raise refuse("database", str(error)) from error


def _say(state: str, as_json: bool) -> None:
    sentence = f"The database of {home()} is {state}."
    click.echo(json.dumps({"home": str(home()), "state": state}) if as_json else sentence)


@db_command.command("start")
@json_option
def start(as_json: bool) -> None:
    """Start it (commands start it themselves when they need it)."""
    with _told():
        postgres.start(home())
    _say("running", as_json)


@db_command.command("stop")
@json_option
def stop(as_json: bool) -> None:
    """Stop it."""
    with _told():
        postgres.stop(home())
    _say("stopped", as_json)


@db_command.command("status")
@json_option
def status(as_json: bool) -> None:
    """Is it running, which version, where and how large?"""
    with _told():
        found = postgres.status(home())
    if as_json:
        click.echo(json.dumps({"home": str(home()), "running": found.running, "version": found.version,
                               "data": str(found.data), "uri": found.uri, "size": found.size}))  # fmt: skip
        return
    click.echo(f"{'Running' if found.running else 'Stopped'}: PostgreSQL {found.version}, {found.data}")
    if found.running:
        click.echo(f"Address: {found.uri}")


@db_command.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@json_option
def backup(file: Path, as_json: bool) -> None:
    """Write everything that is in the database into a new FILE, as it is at one moment; others may go on working."""
    about = postgres.backup(_address(), file, at=datetime.now(UTC))
    size = file.stat().st_size
    if as_json:
        click.echo(json.dumps({"file": str(file), "bytes": size, "sha256": about.sha256}))
        return
    click.echo(f"{file}: {size:,} bytes, checksum {about.sha256[:16]}.")
    click.echo(f"Letters and mailbox are files: copy {home()} without its folder postgres, too.")


@db_command.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@json_option
def restore(file: Path, as_json: bool) -> None:
    """Fill an empty database from a backup FILE, all or nothing, and bring it up to date with this version."""
    postgres.look(file, known=known_migrations())  # before a new home gets a database for nothing
    about = postgres.restore(_address(), file, known=known_migrations())
    ready()
    live = _live_companies()
    if as_json:
        click.echo(json.dumps({"file": str(file), "made_at": about.made_at, "live": live}))
        return
    click.echo(f"Restored: the database as it was at {about.made_at}.")
    if live:
        click.echo(
            f"Live: {', '.join(live)}. What was sent after that moment is not known here, and may be sent again:"
            " import what came in since and look with --dry-run, before the next night runs.",
            err=True,
        )


def _address() -> str:
    with _told():
        return text(URL) or postgres.start(home())


def _live_companies() -> list[str]:
    from recobro.access.company import list_companies  # there are models only now

    return [company.name for company in list_companies() if company.mode == "live"]
