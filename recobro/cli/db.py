"""`recobro db`: the embedded database of this home."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import click

from recobro.kernel import postgres
from recobro.kernel.home import home
from recobro.kernel.problems import refuse

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group("db")
def db_command() -> None:
    """Start, stop or show the embedded database of RECOBRO_HOME."""


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
