"""`recobro policy`: what we intend."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from recobro.cli.common import (
    Day,
    as_of_option,
    by_option,
    company_of,
    company_option,
    counted,
    day_of,
    json_option,
    now,
    person,
    print_json,
    print_table,
    say,
)
from recobro.evaluation.compare import Side, compare
from recobro.evaluation.fixtures import check_policy, load_checked
from recobro.evaluation.sample import sample
from recobro.kernel.problems import refuse
from recobro.ledger.find import find_customer, find_items
from recobro.policy.assign import assign
from recobro.policy.load import load_policy, ready_made
from recobro.policy.parse import parse
from recobro.policy.read import export, list_policies


@click.group("policy")
def policy_command() -> None:
    """Load, list, export and assign policies."""


@policy_command.command("load")
@click.argument("file", type=click.Path(path_type=Path))
@company_option
@click.option("--from", "valid_from", type=Day(), help="The first day of this version.")
@click.option("--no-check", is_flag=True, help="Load it although its fixtures do not hold.")
@by_option
@json_option
def load(
    file: Path,
    company_name: str | None,
    valid_from: date | None,
    no_check: bool,
    by: str | None,
    as_json: bool,
) -> None:
    """Load a policy from a TOML file, as a new version if it says something new. Its fixtures must hold."""
    company = company_of(company_name)
    text = _read(file)
    if no_check:
        loaded = load_policy(
            company.id,
            text=text,
            source=file.name,
            valid_from=valid_from,
            today=company.today(now()),
            at=now(),
            by=person(by),
        )
    else:
        loaded = load_checked(
            company, text=text, source=file.name, valid_from=valid_from, at=now(), by=person(by)
        )
    samples = _samples(text, file.name, company.today(now()), company.country)
    if as_json:
        print_json({"key": loaded.key, "version": loaded.version, "valid_from": loaded.valid_from, "is_new": loaded.is_new,
                    "sample_dates": dict(samples)})  # fmt: skip
        return
    state = "is loaded" if loaded.is_new else "was loaded already"
    click.echo(f"Version {loaded.version} of policy {loaded.key} {state}, valid from {loaded.valid_from}.")
    click.echo(f"For an invoice due today ({company.today(now())}), told on time at each level:")
    print_table(("level", "first day"), samples)


@policy_command.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@company_option
@json_option
def check(file: Path, company_name: str | None, as_json: bool) -> None:
    """Play the fixtures of a policy file; nothing is loaded. Exit status 1 when one does not hold."""
    company = company_of(company_name)
    checked = check_policy(_read(file), source=file.name, like=company, at=now())
    if as_json:
        print_json(checked)
    else:
        for problem in checked.problems:
            click.echo(str(problem), err=True)
        failed = len(checked.problems)
        ending = f"{counted(failed, 'expectation')} did not hold" if failed else "all hold"
        click.echo(f"{counted(checked.fixtures, 'fixture')}: {ending}.")
    sys.exit(1 if checked.problems else 0)


@policy_command.command("diff")
@click.argument("old")
@click.argument("new")
@company_option
@as_of_option
@json_option
def diff(old: str, new: str, company_name: str | None, as_of: date | None, as_json: bool) -> None:
    """Who would be treated differently if NEW stood where OLD stands: each a policy, POLICY@VERSION, or a file."""
    company = company_of(company_name)
    sides = [Side(name=name, text=_text_of(company.id, name)) for name in (old, new)]
    compared = compare(company, old=sides[0], new=sides[1], as_of=day_of(company, as_of), at=now())
    if as_json:
        print_json(
            {"items": compared.items, "customers": compared.customers, "differences": compared.differences}
        )
        return
    click.echo(f"{len(compared.differences)} of {counted(compared.items, 'invoice')} would be treated differently, "
               f"of {counted(compared.customers, 'customer')}.")  # fmt: skip
    if compared.differences:
        print_table(("old", "new", "invoices"), compared.counts(), right=(2,))
        click.echo()
        rows = [(one.customer, one.number, one.old, one.new) for one in compared.differences]
        print_table(("customer", "invoice", "old", "new"), rows)


def _text_of(company_id: int, name: str) -> str:
    """The text of a policy by its key, of one of its versions, or of a file."""
    key, at_sign, version = name.partition("@")
    if Path(name).is_file():
        return _read(Path(name))
    if at_sign and not version.isdecimal():
        raise refuse("policy", f"'{name}' names no version.", "Write POLICY@2 for the second version.")
    return export(company_id, policy_key=key, version=int(version) if at_sign else None)


@policy_command.command("list")
@company_option
@json_option
def list_(company_name: str | None, as_json: bool) -> None:
    """Every version of every policy, and where it is assigned."""
    listed = list_policies(company_of(company_name).id)
    if as_json:
        print_json(listed)
        return
    rows = [
        (one.key, one.version, one.valid_from, one.levels, ", ".join(one.assigned_to) or "nobody")
        for one in listed
    ]
    print_table(("policy", "version", "valid from", "levels", "assigned to"), rows, right=(1, 3))


@policy_command.command("show")
@click.argument("key")
@company_option
@click.option("--due", type=Day(), help="Show the days for an invoice due on this day; today by default.")
@json_option
def show(key: str, company_name: str | None, due: date | None, as_json: bool) -> None:
    """The levels of a policy, with the day of each for a sample due date."""
    company = company_of(company_name)
    text = export(company.id, policy_key=key)
    policy = parse(text, source=key)
    days = dict(_samples(text, key, due or company.today(now()), company.country))
    rows = [
        (level.key, str(level.trigger), days.get(level.key, ""), level.severity,
         ", ".join(map(str, level.actions)) or "nothing", level.approval)
        for level in policy.all_levels
    ]  # fmt: skip
    if as_json:
        names = ("level", "trigger", "first_day", "severity", "actions", "approval")
        print_json([dict(zip(names, row, strict=True)) for row in rows])
    else:
        print_table(("level", "trigger", "first day", "severity", "actions", "approval"), rows)


@policy_command.command("export")
@click.argument("key")
@company_option
@click.option("--version", type=int, help="The newest by default.")
@json_option
def export_(key: str, company_name: str | None, version: int | None, as_json: bool) -> None:
    """Print a policy as TOML, as it was loaded."""
    company = company_of(company_name)
    text = export(company.id, policy_key=key, version=version)
    if as_json:
        print_json({"policy": key, "toml": text})
    else:
        click.echo(text, nl=False)


@policy_command.command("ready")
@json_option
def ready_(as_json: bool) -> None:
    """The ready-made policies that ship with Recobro. A new company has all four."""
    names = {key: parse(text, source=key).name["en"] for key, text in sorted(ready_made().items())}
    if as_json:
        print_json(names)
    else:
        print_table(("policy", "name"), list(names.items()))


@policy_command.command("assign")
@click.argument("key")
@company_option
@click.option("--customer", help="Only this customer (code or name).")
@click.option("--item", "number", help="Only this invoice number.")
@click.option("--segment", default="", help="Only customers of this segment.")
@click.option("--from", "from_on", type=Day(), help="From this day on; today by default.")
@click.option("--until", "until_on", type=Day(), help="Until this day.")
@by_option
@json_option
def assign_(key: str, company_name: str | None, customer: str | None, number: str | None, segment: str,
            from_on: date | None, until_on: date | None, by: str | None, as_json: bool) -> None:  # fmt: skip
    """Treat the company, a segment, a customer or an invoice by a policy. The nearest wins: item, customer, segment, company."""
    company = company_of(company_name)
    begins_on = day_of(company, from_on)
    targets: list[tuple[int | None, int | None]] = [(None, None)]
    if number:
        targets = [(one.customer_id, one.item_id) for one in find_items(company.id, number)]
    elif customer:
        targets = [(find_customer(company.id, customer).customer_id, None)]
    for customer_id, item_id in targets:
        assign(
            company.id, policy_key=key, customer_id=customer_id, item_id=item_id, segment=segment, from_on=begins_on,
            until_on=until_on, at=now(), by=person(by),
        )  # fmt: skip
    whom = number or customer or (f"segment {segment}" if segment else company.name)
    say(
        f"{whom} is treated by policy {key} from {begins_on} on.",
        as_json=as_json,
        policy=key,
        whom=whom,
        from_on=begins_on,
    )


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise refuse(str(file), f"It cannot be read: {error}.", "Give a TOML file in UTF-8.") from error


def _samples(text: str, source: str, due_on: date, country: str) -> list[tuple[str, date]]:
    return list(sample(parse(text, source=source), due_on=due_on, country=country).days.items())
