"""The day: propose, plan, approve, withdraw, deliver, night, messages, record."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
from django.db import transaction

from recobro import flow
from recobro.access.company import CompanyValue
from recobro.cli.common import (
    Day,
    as_of_option,
    by_option,
    company_of,
    company_option,
    day_of,
    ids,
    json_option,
    now,
    person,
    plain_value,
    print_json,
    print_problems,
    print_table,
    progress,
    say,
)
from recobro.cli.control import control_as_dicts, control_lines
from recobro.control import morning_control
from recobro.digests import SentDigest
from recobro.evaluation.outcomes import BY_KEY, PRECEDENCE
from recobro.kernel import home
from recobro.kernel.money import plain
from recobro.kernel.problems import refuse
from recobro.ledger.known import check_known, payments_known
from recobro.outbox.listing import list_messages
from recobro.outbox.nights import Night, spoken_days
from recobro.outbox.plan import PlannedReminder, plan, waiting_marks
from recobro.outbox.post import Printed, record_posted
from recobro.outbox.resolve import record_bounce, resolve, withdraw

NOTES = 20
dry_run_option = click.option(
    "--dry-run", is_flag=True, help="Show the exact list and the messages, and leave no trace."
)


@click.command("propose")
@company_option
@as_of_option
@dry_run_option
@click.option(
    "--full",
    is_flag=True,
    help="Evaluate every customer, also those for whom nothing can have changed since.",
)
@by_option
@json_option
def propose_command(
    company_name: str | None, as_of: date | None, dry_run: bool, full: bool, by: str | None, as_json: bool
) -> None:
    """Evaluate the day, propose its reminders and compose their messages. Nothing leaves."""
    company = company_of(company_name)
    _run_day(
        company,
        as_of,
        flow.rehearse if dry_run else flow.propose_day,
        by=by,
        as_json=as_json,
        show_texts=dry_run,
        full=full,
    )


@click.command("night")
@company_option
@as_of_option
@dry_run_option
@click.option(
    "--approve-all", is_flag=True, help="Approve what the run proposes, in your name, before it is delivered."
)
@by_option
@json_option
def night_command(company_name: str | None, as_of: date | None, dry_run: bool, approve_all: bool, by: str | None,
                  as_json: bool) -> None:  # fmt: skip
    """The whole day: propose and compose, approve what the policy may send by itself, deliver what is approved."""
    company = company_of(company_name)
    if dry_run:
        _run_day(company, as_of, flow.rehearse, by=by, as_json=as_json, show_texts=True)
    else:
        _run_day(
            company, as_of, flow.night, by=by, as_json=as_json, show_texts=False, approve_all=approve_all
        )


def _run_day(company: CompanyValue, as_of: date | None, run: Any, *, by: str | None, as_json: bool, show_texts: bool,
             **more: Any) -> None:  # fmt: skip
    control = morning_control(company)
    if not as_json:
        for line in control_lines(control):
            click.echo(line)
    with progress("Messages:", every=10) as tick:
        day: flow.Day = run(
            company.id, as_of=day_of(company, as_of), clock=now, by=person(by), progress=tick, **more
        )
    if as_json:
        control_totals = control_as_dicts(control.totals)
        print_json(
            {**day_as_dict(company, day), "control_totals": control_totals, "bank_until": control.bank_until}
        )
    else:
        print_day(company, day, show_texts=show_texts)
    unprinted = day.printed.failed if day.printed else 0
    sys.exit(
        1 if day.problems or unprinted or day.delivered.get("failed") or day.delivered.get("unknown") else 0
    )


def day_as_dict(company: CompanyValue, day: flow.Day) -> dict[str, Any]:
    """The day for `--json`."""
    return {
        "company": company.name, "mode": company.mode, "as_of": plain_value(day.proposed.as_of), "run": day.proposed.run_id,
        "outcomes": day.proposed.outcomes, "reminders": plain_value(day.plan), "messages": day.messages,
        "withdrawn": day.withdrawn, "delivered": day.delivered, "printed": plain_value(day.printed),
        "waiting_for_approval": day.waiting, "notes": list(day.notes), "problems": plain_value(day.problems),
        "expected": day.expected, "night": plain_value(day.night), "digests": plain_value(day.digests),
    }  # fmt: skip


def print_day(company: CompanyValue, day: flow.Day, *, show_texts: bool) -> None:
    """The day for people: what was decided, what is proposed, what left, and where it is."""
    click.echo(f"{company.name}, {day.proposed.as_of}, {company.mode}")
    counts = day.proposed.outcomes
    rows = [(key, counts[key], BY_KEY[key].group) for key in PRECEDENCE if key in counts]
    print_table(("outcome", "items", "group"), [*rows, ("all", sum(counts.values()), "")], right=(1,))
    click.echo()
    print_plan(day.plan, show_texts=show_texts)
    if day.withdrawn:
        click.echo(f"Withdrawn, because nobody approved it in time: {day.withdrawn} messages.")
    for status, count in sorted(day.delivered.items()):
        click.echo(f"Messages {status}: {count}")
    _print_printed(day.printed)
    if day.delivered.get("sent") and company.mode == "rehearsal":
        click.echo(f"Mailbox: {home.mailbox(company.name)}")
    if day.waiting:
        click.echo(
            f"Waiting for approval: {day.waiting} reminders. See: recobro plan. Then: recobro approve --all; recobro deliver."
        )
    print_digests(day.digests)
    _print_notes(day.notes)
    if day.night:
        _print_night(day.night)
    print_problems(day.problems)


def print_digests(digests: Sequence[SentDigest]) -> None:
    """What became of each digest that was to be sent."""
    for one in digests:
        said = f"Digest to {one.name} <{one.recipient}>: {one.outcome}"
        click.echo(said if one.outcome == "sent" else f"{said}. {one.detail}")


def _print_notes(notes: Sequence[str]) -> None:
    """A line each; of thousands (a mail server that is down) the reasons below say enough."""
    for note in notes[:NOTES]:
        click.echo(f"Note: {note}")
    if len(notes) > NOTES:
        click.echo(f"... and {len(notes) - NOTES} more notes; recobro messages and --json list them all.")


def _print_night(night: Night) -> None:
    if night.missed:
        click.echo(f"Caught up: {spoken_days(night.missed)}, on which no night ran.")
    for reason in night.reasons:
        click.echo(f"Why: {reason}")


def _print_printed(printed: Printed | None) -> None:
    if printed and printed.path:
        click.echo(f"Letters printed: {printed.letters}, batch {printed.batch_id}: {printed.path}")


def print_plan(reminders: Sequence[PlannedReminder], *, show_texts: bool) -> None:
    """A line for each reminder; with texts, every message as it will leave."""
    if not reminders:
        click.echo("Nobody is to be reminded.")
        return
    rows = [
        (one.reminder_id, one.customer_code, one.customer_name[:40], one.level_key, _invoices(one),
         " + ".join(f"{amount} {currency}" for currency, amount in one.totals),
         ", ".join(message.channel for message in one.messages), _state(one))
        for one in reminders
    ]  # fmt: skip
    print_table(
        ("no.", "customer", "name", "level", "invoices", "asks for", "by", "state"), rows, right=(0, 4, 5)
    )
    for one in reminders:
        if one.foreseen:
            click.echo(f"Reminder {one.reminder_id} to {one.customer_name} {one.foreseen}")
    if show_texts:
        for one in reminders:
            for message in one.messages:
                click.echo(
                    f"\n--- {one.customer_code}: {message.channel} to {message.recipient.replace(chr(10), ', ')}"
                )
                click.echo(f"Subject: {message.subject}\n\n{message.text}")


def _invoices(one: PlannedReminder) -> str:
    """How many it asks for, and how many it lists beside."""
    return f"{one.items} + {one.beside} listed" if one.beside else str(one.items)


def _state(one: PlannedReminder) -> str:
    statuses = sorted({message.status for message in one.messages})
    if statuses == ["waiting"]:
        return f"approved by {one.approved_by}" if one.approved_by else f"waits: {one.needs_person}"
    return ", ".join(statuses)


@click.command("plan")
@company_option
@click.option("--run", "run_id", type=int, help="The reminders of this run; those that wait by default.")
@click.option("--reminder", "reminder_id", type=int, help="One reminder, with its messages.")
@click.option("--texts", is_flag=True, help="Show the messages, too.")
@as_of_option
@json_option
def plan_command(company_name: str | None, run_id: int | None, reminder_id: int | None, texts: bool, as_of: date | None,
                 as_json: bool) -> None:  # fmt: skip
    """What is proposed and waits for approval, with the messages as they will leave.

    Each is looked at again, as if it left today (or on --as-of): what was paid, disputed or held since is marked.
    """
    company = company_of(company_name)
    found = plan(
        company.id, mode=company.mode, run_id=run_id, reminder_id=reminder_id,
        waiting_only=run_id is None and reminder_id is None, leaving_on=day_of(company, as_of),
    )  # fmt: skip
    if reminder_id is not None and not found:
        raise refuse(
            "plan", f"There is no reminder {reminder_id}.", "See all of a run: recobro plan --run NUMBER."
        )
    if as_json:
        print_json(found)
    elif found:
        print_plan(found, show_texts=texts or reminder_id is not None)
    else:
        click.echo("Nothing waits for approval. What is approved leaves with: recobro deliver")


@click.command("approve")
@click.argument("reminders", nargs=-1)
@company_option
@click.option("--all", "all_", is_flag=True, help="Everything that waits.")
@click.option("--level", help="Everything that waits at this level.")
@click.option("--yes", is_flag=True, help="Do not ask, after --all or --level.")
@by_option
@json_option
def approve_command(reminders: tuple[str, ...], company_name: str | None, all_: bool, level: str | None, yes: bool,
                    by: str | None, as_json: bool) -> None:  # fmt: skip
    """Approve reminders by their numbers, a level, or all that wait.

    With --all or --level it says first how many they are and what they ask for, and asks. What is approved then is what it counted: when
    the list has changed meanwhile, nothing is approved. Where nobody can answer (a script), give --yes.
    """
    company = company_of(company_name)
    if all_ or level:
        if reminders:
            raise click.UsageError("Give numbers, or --all, or --level.")
        chosen = _approve_waiting(company, level=level or "", yes=yes, by=person(by), as_json=as_json)
    else:
        chosen = sorted(set(ids(reminders, "reminder")))
        if not chosen:
            raise refuse(
                "approve", "Say what to approve.", "Give numbers (recobro plan), --level KEY, or --all."
            )
        flow.approve(company.id, reminders=chosen, clock=now, by=person(by))
    what = (
        f"Approved: {len(chosen)} reminders. They leave"
        if chosen
        else "Nothing waits for approval. What is approved leaves"
    )
    say(f"{what} with: recobro deliver", as_json=as_json, approved=chosen)


def _approve_waiting(company: CompanyValue, *, level: str, yes: bool, by: str, as_json: bool) -> list[int]:
    """Approves what it has counted before it asks, and nothing that came or changed since."""
    seen = waiting_marks(company.id, mode=company.mode).get(level, "")
    chosen = flow.approvable(company.id, by=by, level=level or None)
    waiting = plan(company.id, mode=company.mode, waiting_only=True, leaving_on=day_of(company, None))
    counted = _counted([one for one in waiting if one.reminder_id in chosen])
    others = sum(level in ("", one.level_key) for one in waiting) - len(chosen)
    if chosen and not yes:
        if not _can_ask():
            raise refuse(
                "approve",
                counted,
                "Look at them: recobro plan. To approve them without being asked, add --yes.",
            )
        click.confirm(f"{counted} Approve them?", abort=True, err=True)
    if chosen:
        flow.approve_waiting(company.id, level=level, seen=seen, clock=now, by=by)
    if chosen and yes and not as_json:
        click.echo(counted)
    if others and not as_json:
        click.echo(f"For somebody else to approve: {others} reminders.")
    return chosen


def _can_ask() -> bool:
    """Is there somebody at the keyboard?"""
    return sys.stdin.isatty()


def _counted(waiting: Sequence[PlannedReminder]) -> str:
    """How many they are, and what they ask for, in each currency by itself."""
    sums: dict[str, Decimal] = {}
    for one in waiting:
        for currency, amount in one.totals:
            sums[currency] = sums.get(currency, Decimal(0)) + Decimal(amount)
    asked = " + ".join(f"{plain(amount, currency)} {currency}" for currency, amount in sorted(sums.items()))
    changed = sum(bool(one.foreseen) for one in waiting)
    since = (
        f" {changed} of them would be dropped, ask for less or say something else now: recobro plan."
        if changed
        else ""
    )
    return f"{len(waiting)} reminders wait, which ask for {asked}.{since}"


@click.command("withdraw")
@click.argument("reminders", nargs=-1, required=True)
@company_option
@click.option("--reason", required=True, help="Why; it is kept with the message.")
@json_option
def withdraw_command(
    reminders: tuple[str, ...], company_name: str | None, reason: str, as_json: bool
) -> None:
    """Take reminders back that have not left; a later run may propose them again."""
    company = company_of(company_name)
    with transaction.atomic():  # all of them or none
        taken = [
            (one, withdraw(company.id, reminder_id=one, reason=reason, at=now()))
            for one in ids(reminders, "reminder")
        ]
    if as_json:
        print_json({"withdrawn": [{"reminder": one, "messages": count} for one, count in taken]})
    else:
        for one, count in taken:
            click.echo(f"Reminder {one}: {count} messages taken back.")


@click.command("deliver")
@company_option
@as_of_option
@json_option
def deliver_command(company_name: str | None, as_of: date | None, as_json: bool) -> None:
    """Send what is approved and print the letters, each looked at again before it leaves."""
    company = company_of(company_name)
    day = day_of(company, as_of)
    if company.mode == "live" and day != company.today(now()):
        raise refuse(
            "deliver", f"{company.name} is live: messages leave today, not on {day}.", "Leave --as-of out."
        )
    with progress("Messages:", every=10) as tick:
        delivery = flow.deliver_approved(company.id, on=day, clock=now, progress=tick)
    counts, printed, notes = delivery.counts, delivery.printed, delivery.notes
    if as_json:
        print_json(
            {"company": company.name, "as_of": day, "delivered": counts, "printed": printed, "notes": notes}
        )
    else:
        for status, count in sorted(counts.items()):
            click.echo(f"Messages {status}: {count}")
        _print_printed(printed)
        if not counts and not printed.letters and not printed.dropped:
            click.echo("Nothing that is approved waits to be delivered.")
        _print_notes(notes)
    sys.exit(1 if counts.get("failed") or counts.get("unknown") or printed.failed else 0)


@click.command("messages")
@company_option
@click.option("--status", help="waiting, sending, sent, failed, unknown, dropped or bounced.")
@click.option("--customer", help="Only this customer (code or name).")
@click.option(
    "--export", "folder", type=click.Path(path_type=Path), help="Write each message's text into this folder."
)
@json_option
def messages_command(company_name: str | None, status: str | None, customer: str | None, folder: Path | None,
                     as_json: bool) -> None:  # fmt: skip
    """Messages and where they stand."""
    company = company_of(company_name)
    found = list_messages(company.id, mode=company.mode, status=status, customer=customer)
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        for one in found:
            (folder / f"{one.message_id}.txt").write_text(f"{one.subject}\n\n{one.text}", encoding="utf-8")
    if as_json:
        print_json(found)
        return
    rows = [(one.message_id, one.as_of, one.customer_code, one.channel, one.recipient.split("\n")[0], one.level_key or one.kind, one.status,
             one.batch_id or "", one.why) for one in found]  # fmt: skip
    print_table(("no.", "day", "customer", "by", "to", "level", "status", "batch", "why"), rows, right=(0, 7))


happened_option = click.option(
    "--on", "--as-of", "as_of", type=Day(), help="The day on which it happened; today by default."
)


@click.group("record")
def record_command() -> None:
    """Record that letters were posted, what became of a message, or through which day payments are known."""


@record_command.command("posted")
@click.argument("batch", type=int)
@company_option
@happened_option
@click.option(
    "--taken-out", is_flag=True, help="Letters that do not hold any more were taken out of the pile."
)
@click.option("--anyway", is_flag=True, help="They are in the post, too, and count as told.")
@by_option
@json_option
def posted(batch: int, company_name: str | None, as_of: date | None, taken_out: bool, anyway: bool, by: str | None,
           as_json: bool) -> None:  # fmt: skip
    """The letters of this batch are in the post: now their customers are told.

    Each is looked at again. Letters whose customers have paid since they were printed are named, and nothing is recorded until
    you say what became of them.
    """
    if taken_out and anyway:
        raise click.UsageError("Say --taken-out or --anyway, not both.")
    company = company_of(company_name)
    count = record_posted(
        company.id, batch_id=batch, on=day_of(company, as_of), at=now(), by=person(by), anyway=anyway, taken_out=taken_out
    )  # fmt: skip
    say(f"Batch {batch}: {count} letters are posted.", as_json=as_json, batch=batch, letters=count)


@record_command.command("sent")
@click.argument("message", type=int)
@company_option
@happened_option
@by_option
@json_option
def sent(message: int, company_name: str | None, as_of: date | None, by: str | None, as_json: bool) -> None:
    """An unknown message did leave."""
    _resolve(message, company_name, as_of, by, was_sent=True, as_json=as_json)


@record_command.command("not-sent")
@click.argument("message", type=int)
@company_option
@happened_option
@by_option
@json_option
def not_sent(
    message: int, company_name: str | None, as_of: date | None, by: str | None, as_json: bool
) -> None:
    """An unknown message did not leave; the next run may propose it again."""
    _resolve(message, company_name, as_of, by, was_sent=False, as_json=as_json)


@record_command.command("bounced")
@click.argument("message", type=int)
@company_option
@happened_option
@click.option("--reason", required=True, help="What the customer's server, or the post, said.")
@by_option
@json_option
def bounced(message: int, company_name: str | None, as_of: date | None, reason: str, by: str | None,
            as_json: bool) -> None:  # fmt: skip
    """A message came back: the customer was not told, and its e-mail address is not used again."""
    company = company_of(company_name)
    record_bounce(
        company.id, message_id=message, reason=f"{reason} ({person(by)})", on=day_of(company, as_of), at=now()
    )
    say(f"Message {message} is recorded as bounced.", as_json=as_json, message=message, recorded="bounced")


@record_command.command("payments-through")
@click.argument("through_on", type=Day(), metavar="DAY")
@company_option
@by_option
@json_option
def payments_through(through_on: date, company_name: str | None, by: str | None, as_json: bool) -> None:
    """All payments through this day are in Recobro: promises until then can be judged."""
    company = company_of(company_name)
    check_known(through_on, today=company.today(now()))
    payments_known(company.id, through_on=through_on, at=now(), by=person(by))
    say(f"Payments are known through {through_on}.", as_json=as_json, payments_through=through_on)


def _resolve(
    message: int,
    company_name: str | None,
    as_of: date | None,
    by: str | None,
    *,
    was_sent: bool,
    as_json: bool,
) -> None:
    company = company_of(company_name)
    day = day_of(company, as_of)
    resolve(company.id, message_id=message, was_sent=was_sent, on=day, at=now(), by=person(by))
    outcome = "sent" if was_sent else "not sent"
    say(f"Message {message} is recorded as {outcome}.", as_json=as_json, message=message, recorded=outcome)
