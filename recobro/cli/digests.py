"""`recobro digest`: what waits for each person today, by e-mail. The night sends it by itself."""

from __future__ import annotations

import sys
from datetime import date

import click

from recobro.cli.common import (
    as_of_option,
    company_of,
    company_option,
    day_of,
    json_option,
    now,
    plain_value,
    print_json,
    print_table,
)
from recobro.cli.day import print_digests
from recobro.digests import SentDigest, look_at_digests, send_digests


@click.command("digest")
@company_option
@as_of_option
@click.option("--dry-run", is_flag=True, help="Show who would be sent what; nothing leaves.")
@json_option
def digest_command(company_name: str | None, as_of: date | None, dry_run: bool, as_json: bool) -> None:
    """Send each person the digest of his morning: whom to contact, tasks, promises and complaints.

    To each once a day, also after the night has sent it; to nobody who has nothing to do. A company that rehearses writes it to
    the mailbox. Collectors and managers are sent one, administrators and others not, unless they or an administrator choose otherwise in
    the settings, People.
    """
    company = company_of(company_name)
    on = day_of(company, as_of)
    digests = look_at_digests(company.id, on=on) if dry_run else send_digests(company.id, on=on, clock=now)
    if as_json:
        print_json({"company": company.name, "as_of": plain_value(on), "digests": plain_value(digests)})
    elif dry_run:
        _print_looked_at(digests)
    elif not digests:
        click.echo(
            "Nobody is to be told anything now. Who is told what, and who is not: recobro digest --dry-run"
        )
    else:
        print_digests(digests)
    sys.exit(1 if any(one.outcome in ("failed", "unknown") for one in digests) else 0)


def _print_looked_at(digests: tuple[SentDigest, ...]) -> None:
    """Everybody who works here on a line, then what would be sent."""
    if not digests:
        click.echo("Nobody works here yet: recobro company member")
    rows = [(one.name, one.recipient, one.outcome or "would be sent") for one in digests]
    print_table(("name", "address", "digest"), rows)
    for one in digests:
        if one.rendered:
            click.echo(
                f"\n--- {one.name} <{one.recipient}>\nSubject: {one.rendered.subject}\n\n{one.rendered.text}"
            )
