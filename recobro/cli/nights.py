"""`recobro scheduler` and `recobro heartbeat`: the nights by themselves, and whether they are well."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import click

from recobro import scheduler
from recobro.cli.common import json_option, now, print_json, print_table, say
from recobro.cli.setup import again
from recobro.outbox.nights import DIED, Night
from recobro.scheduler import Heartbeat, Stopped, spoken


@click.command("scheduler")
@click.option("--once", is_flag=True, help="Run what is due now, and end.")
@json_option
def scheduler_command(once: bool, as_json: bool) -> None:
    """Run the night of each company at its time, and catch up what was missed. Ends on Ctrl-C or SIGTERM, between two messages.

    Several may run at once: each night runs once. Set the time: recobro company set --night 06:00.
    """

    def say_at(sentence: str) -> None:
        at = now()
        say(f"{at:%Y-%m-%d %H:%M:%S} UTC  {sentence}", as_json=as_json, at=at, said=sentence)
        sys.stdout.flush()

    with _stopping() as asked:
        if once:
            _once(asked, say_at)
            return
        say_at("The scheduler runs.")
        scheduler.run(clock=now, wait=asked.wait, say=say_at, again=again)
        say_at("The scheduler has ended.")


@contextmanager
def _stopping() -> Iterator[threading.Event]:
    """Set when somebody asks the process to end."""
    asked = threading.Event()
    before = {
        number: signal.signal(number, lambda *_: asked.set()) for number in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _once(asked: threading.Event, say_at: Callable[[str], None]) -> None:
    try:
        for sentence in scheduler.tick(clock=now, stop=asked.is_set):
            say_at(sentence)
    except Stopped as stopped:
        say_at(str(stopped))


@click.command("heartbeat")
@click.option(
    "--grace",
    type=click.IntRange(0, 1440),
    default=60,
    show_default=True,
    help="Minutes until a night counts as late.",
)
@json_option
def heartbeat_command(grace: int, as_json: bool) -> None:
    """How the nights are: the last, the next, what was expected and sent, and what waits for a person.

    Exit status 1 when a night is late or the last one failed; for cron and monitoring.
    """
    found = scheduler.heartbeat(at=now(), grace=timedelta(minutes=grace))
    if as_json:
        print_json(found)
    else:
        _print(found)
    sys.exit(1 if any(one.late or one.last_failure for one in found) else 0)


def _print(found: list[Heartbeat]) -> None:
    rows = [
        (one.company, one.mode, one.last.as_of if one.last else "never", f"{one.next_at:%Y-%m-%d %H:%M}",
         *_counts(one.last), one.standing.to_approve, one.standing.unknown, one.standing.to_post, "LATE" if one.late else "well")
        for one in found
    ]  # fmt: skip
    head = ("company", "mode", "last night", "next night", "expected", "sent", "printed", "failed", "unknown",
            "to approve", "to find out", "to post", "state")  # fmt: skip
    print_table(head, rows, right=(4, 5, 6, 7, 8, 9, 10, 11))
    for one in found:
        for line in _lines(one):
            click.echo(f"{one.company}: {line}")


def _counts(night: Night | None) -> tuple[object, ...]:
    if night is None:
        return ("", "", "", "", "")
    return (night.expected, night.sent, night.printed, night.failed, night.unknown)


def _lines(one: Heartbeat) -> list[str]:
    """What a person has to know beside the counts."""
    failure = one.last_failure
    lines = [one.late] if one.late else []
    if failure:
        why = failure.failure or DIED
        lines.append(
            f"The night of {failure.as_of} that began at {failure.started_at:%H:%M} UTC failed: {why}"
        )
    if one.last and (one.last.reasons or one.last.missed):
        lines.append(f"Last night: {spoken(one.last)}")
    return lines
