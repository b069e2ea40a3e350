"""`recobro bank rules`: what the company wants of its bank."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import click
from django.db import transaction

from recobro.bank.rules import rules_of, say_rules
from recobro.bank.tolerated import Amounts, tolerance_of, tolerate
from recobro.cli.common import (
    Amount,
    by_option,
    company_of,
    company_option,
    json_option,
    now,
    person,
    print_json,
)
from recobro.kernel.problems import refuse

USUAL = "usual"


@click.command("rules")
@company_option
@click.option(
    "--automatic/--by-hand",
    "automatic",
    default=None,
    help="Confirm by itself what is certain; by hand by default.",
)
@click.option("--write-off-limit", type=Amount(), help="What may be let go of an invoice without a manager.")
@click.option(
    "--stale-after", type=int, help="After so many days without a statement nobody is reminded; 0: always."
)
@click.option(
    "--unclear-above",
    type=Amount(),
    help="With more than this to be cleared nobody is reminded; 0: never that.",
)
@click.option(
    "--differs-above",
    type=Amount(),
    help="With a larger difference to what the books state nobody is reminded; 0: never that.",
)
@click.option(
    "--hold-maybe-paid/--remind-maybe-paid",
    "holds",
    default=None,
    help="Who may have paid is not reminded; so by default.",
)
@click.option(
    "--discount",
    type=Amount(),
    help="The highest discount that is looked for, in per cent, where the terms of an invoice name none.",
)
@click.option(
    "--exchange",
    type=Amount(),
    help="By how many per cent the rate of a payer's bank may differ from that of the day.",
)
@click.option(
    "--charges",
    multiple=True,
    metavar="CURRENCY=AMOUNT",
    help=f"What a bank may have kept of a payment, though nobody says so; {USUAL} for the amount: as by default. May be repeated.",
)
@click.option(
    "--small-difference",
    "differences",
    multiple=True,
    metavar="CURRENCY=AMOUNT",
    help=f"What may be missing, or too much, without a reason; {USUAL}: as by default. May be repeated.",
)
@by_option
@json_option
def rules_command(
    company_name: str | None, automatic: bool | None, write_off_limit: Decimal | None, stale_after: int | None,
    unclear_above: Decimal | None, differs_above: Decimal | None, holds: bool | None, discount: Decimal | None,
    exchange: Decimal | None, charges: tuple[str, ...], differences: tuple[str, ...], by: str | None, as_json: bool,
) -> None:  # fmt: skip
    """What the company wants of its bank; without an option: show it."""
    company = company_of(company_name)
    said: dict[str, object] = {
        "automatic": automatic,
        "holds_maybe_paid": holds,
        "write_off_limit": write_off_limit,
        "discount_percent": discount,
        "exchange_percent": exchange,
    }
    changed = {name: value for name, value in said.items() if value is not None}
    if stale_after is not None:
        changed["stale_after_days"] = stale_after or None
    if unclear_above is not None:
        changed["unclear_above"] = unclear_above or None
    if differs_above is not None:
        changed["differs_above"] = differs_above or None
    kept, let_go = _amounts(charges, "--charges"), _amounts(differences, "--small-difference")
    with transaction.atomic():
        if changed:
            say_rules(company.id, at=now(), by=person(by), **changed)
        tolerate(company.id, charges=kept, differences=let_go, at=now(), by=person(by))
    _show(company.id, as_json=as_json)


def _amounts(said: tuple[str, ...], option: str) -> Amounts:
    found: dict[str, Decimal | None] = {}
    for one in said:
        currency, sign, amount = one.partition("=")
        if not sign:
            raise refuse("bank", f"'{one}' cannot be understood.", f"Write {option} CURRENCY=AMOUNT.")
        found[currency.upper()] = None if amount == USUAL else Amount().convert(amount, None, None)
    return found


def _show(company_id: int, *, as_json: bool) -> None:
    rules, tolerance = rules_of(company_id), tolerance_of(company_id)
    shown = {"automatic": rules.automatic, "write_off_limit": rules.write_off_limit, "stale_after_days": rules.stale_after_days,
             "unclear_above": rules.unclear_above, "differs_above": rules.differs_above, "holds_maybe_paid": rules.holds_maybe_paid,
             "discount_percent": rules.discount_percent, "exchange_percent": rules.exchange_percent}  # fmt: skip
    charges = {**tolerance.charges, "otherwise": tolerance.charges_otherwise}
    differences = {**tolerance.difference, "otherwise": tolerance.difference_otherwise}
    if as_json:
        print_json({**shown, "charges": charges, "small_difference": differences})
        return
    for key, value in shown.items():
        said = f"{value.normalize():f}" if isinstance(value, Decimal) else value
        click.echo(f"{key.replace('_', ' ')}: {'never' if said is None else said}")
    click.echo(f"charges: {_by_currency(charges)}")
    click.echo(f"small difference: {_by_currency(differences)}")


def _by_currency(amounts: Mapping[str, Decimal]) -> str:
    return ", ".join(f"{currency} {amount.normalize():f}" for currency, amount in amounts.items())
