"""`recobro evaluate` and `recobro explain`: what the policy says, and why."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from recobro.access.company import CompanyValue
from recobro.bank.gate import shut_because
from recobro.cli.common import (
    as_of_option,
    company_of,
    company_option,
    day_of,
    json_option,
    plain_value,
    print_json,
    print_table,
)
from recobro.evaluation.by_policy import by_policy, thresholds
from recobro.evaluation.evaluate import Verdict, evaluate
from recobro.evaluation.explain import explain, sentence
from recobro.evaluation.outcomes import BY_KEY, PRECEDENCE
from recobro.evaluation.propose import count_outcomes
from recobro.kernel.money import plain
from recobro.kernel.problems import Refused, refuse
from recobro.ledger.find import customer_names, find_customer, find_items
from recobro.policy.read import policy_keys, read_version


@click.command("evaluate")
@company_option
@as_of_option
@click.option("--outcome", type=click.Choice(PRECEDENCE), help="Only items with this outcome.")
@click.option("--customer", help="Only this customer (code or name).")
@json_option
def evaluate_command(company_name: str | None, as_of: date | None, outcome: str | None, customer: str | None,
                     as_json: bool) -> None:  # fmt: skip
    """Every open item with its one outcome; the counts, and with --outcome or --customer the items."""
    company = company_of(company_name)
    day = day_of(company, as_of)
    chosen = [find_customer(company.id, customer).customer_id] if customer else None
    verdicts = evaluate(company.id, as_of=day, mode=company.mode, customers=chosen)
    shown = [one for one in verdicts if outcome in (None, one.outcome)]
    names = customer_names(company.id)
    if as_json:
        print_json({"company": company.name, "as_of": day, "outcomes": count_outcomes(verdicts),
                    "items": [_as_dict(one, names) for one in shown]})  # fmt: skip
        return
    _print_counts(verdicts)
    if outcome or customer:
        click.echo()
        rows = [(names[one.customer_id][0], one.number, one.due_on or "none", one.currency, plain(one.claimable, one.currency),
                 one.level_key or "", one.outcome, one.next_on or "") for one in shown]  # fmt: skip
        print_table(
            ("customer", "item", "due", "", "claimable", "level", "outcome", "next"), rows, right=(4,)
        )


def _print_counts(verdicts: list[Verdict]) -> None:
    counts = count_outcomes(verdicts)
    rows = [(key, counts[key], BY_KEY[key].group) for key in PRECEDENCE if key in counts]
    print_table(("outcome", "items", "group"), [*rows, ("all", len(verdicts), "")], right=(1,))


def _as_dict(verdict: Verdict, names: dict[int, tuple[str, str]]) -> dict[str, Any]:
    code, name = names[verdict.customer_id]
    found: dict[str, Any] = {
        "customer": code,
        "customer_name": name,
        "why": sentence(verdict),
        **plain_value(verdict),
    }
    return found


@click.command("explain")
@click.argument("name", metavar="ITEM|CUSTOMER")
@company_option
@as_of_option
@json_option
def explain_command(name: str, company_name: str | None, as_of: date | None, as_json: bool) -> None:
    """Why an invoice, or each open invoice of a customer, is in or out, by which policy and level, and what is next.

    Below an invoice stands which setting of its policy gives which date; below both the floor and the ceiling that apply.
    """
    company = company_of(company_name)
    day = day_of(company, as_of)
    customer_id, items = _find(company, name)
    verdicts = evaluate(company.id, as_of=day, mode=company.mode, customers=[customer_id])
    found = [one for one in verdicts if items is None or one.item_id in items]
    keys = policy_keys(company.id)
    sentences = [explain(one, as_of=day, policy_key=keys.get(one.policy_id or 0)) for one in found]
    if as_json:
        names = customer_names(company.id)
        gate = [shut.message for shut in shut_because(company.id, as_of=day, currency=company.currency)]
        print_json({"company": company.name, "as_of": day, "gate": gate, "items": [
            {"explanation": text, "by_policy": _by_policy(one), "policy": keys.get(one.policy_id or 0), **_as_dict(one, names)}
            for text, one in zip(sentences, found, strict=True)]})  # fmt: skip
        return
    for shut in shut_because(company.id, as_of=day, currency=company.currency):
        click.echo(f"{shut.message} {shut.hint}")
    for text in sentences or [f"{name}: nothing is open on {day}, so there is nothing to remind."]:
        click.echo(text)
    lines = [line for one in found for line in (_thresholds(one) if items is None else _by_policy(one))]
    for line in dict.fromkeys(lines):
        click.echo(f"  {line}")


def _by_policy(verdict: Verdict) -> tuple[str, ...]:
    return by_policy(verdict, read_version(verdict.version_id)) if verdict.version_id else ()


def _thresholds(verdict: Verdict) -> tuple[str, ...]:
    return thresholds(verdict, read_version(verdict.version_id)) if verdict.version_id else ()


def _find(company: CompanyValue, name: str) -> tuple[int, set[int] | None]:
    """The customer, and the items if an item was named."""
    try:
        found = find_items(company.id, name)
    except Refused:
        try:
            return find_customer(company.id, name).customer_id, None
        except Refused:
            raise refuse(
                "explain",
                f"There is no item and no customer '{name}'.",
                "Use an invoice number or a customer's code.",
            ) from None
    customers = {one.customer_id for one in found}
    if len(customers) > 1:
        raise refuse(
            "explain", f"'{name}' is an invoice of {len(customers)} customers.", "Name the customer instead."
        )
    return found[0].customer_id, {one.item_id for one in found}
