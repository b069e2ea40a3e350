"""`recobro db`: the embedded database of this home."""

from __future__ import annotations

import json

import click

from recobro.kernel import postgres
from recobro.kernel.home import home
from recobro.kernel.problems import refuse


@click.group("db")
def db_command() -> None:
    """Start, stop or show the embedded database of RECOBRO_HOME."""


@db_command.command("start")
def start() -> None:
    """Start it (commands start it themselves when they need it)."""
    try:
        postgres.start(home())
    except postgres.DatabaseUnavailable as error:
        raise refuse("database", str(error)) from error
    click.echo(f"The database of {home()} is running.")


@db_command.command("stop")
def stop() -> None:
    """Stop it."""
    postgres.stop(home())
    click.echo(f"The database of {home()} is stopped.")


@db_command.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def status(as_json: bool) -> None:
    """Is it running, which version, where and how large?"""
    found = postgres.status(home())
    if as_json:
        click.echo(json.dumps({"home": str(home()), "running": found.running, "version": found.version,
                               "data": str(found.data), "uri": found.uri, "size": found.size}))  # fmt: skip
        return
    click.echo(f"{'Running' if found.running else 'Stopped'}: PostgreSQL {found.version}, {found.data}")
    click.echo(f"Address: {found.uri}")
