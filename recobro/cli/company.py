"""`recobro company`: adding a company, its letterhead, its people, and going live."""

from __future__ import annotations

from typing import Any

import click

from recobro.access import company as access
from recobro.access.calendar import holidays_unknown
from recobro.access.members import set_password
from recobro.access.ready import missing
from recobro.cli.common import (
    Day,
    TimeOfDay,
    Weekdays,
    bucket_days,
    by_option,
    company_of,
    company_option,
    json_option,
    now,
    person,
    print_json,
    print_table,
    say,
)
from recobro.policy.assign import assign
from recobro.policy.load import BEGINNING, load_policy, ready_made

SETTINGS = {
    "tax_id": "Printed at the foot of letters.",
    "phone": "The company's, printed at the foot of letters.",
    "email": "The company's, printed at the foot of letters; e-mails are sent from it unless there is a --sender.",
    "website": "Printed at the foot of letters.",
    "sender": "Who e-mails are from: an address, or 'Credit control <credit@example.com>'.",
    "reply_to": "Where answers to e-mails go, if not to the sender.",
    "contact_name": "Who signs where the customer has no collector.",
    "contact_phone": "The direct line of that person.",
    "contact_email": "The address of that person.",
}


@click.group("company")
def company_command() -> None:
    """Add a company, change its letterhead, take it live."""


def _settings(command: Any) -> Any:
    for name, about in reversed(SETTINGS.items()):
        command = click.option(f"--{name.replace('_', '-')}", default=None, help=about)(command)
    return click.option("--address", multiple=True, help="A line of the address; repeat it.")(command)


@company_command.command("add")
@click.argument("name")
@click.option("--currency", required=True, help="ISO 4217, such as EUR.")
@click.option("--country", required=True, help="ISO 3166, such as ES.")
@click.option(
    "--language", required=True, help="en, es or fr: of letters to customers who have none of their own."
)
@click.option("--time-zone", default="", help="Such as Europe/Madrid; the country's by default.")
@click.option(
    "--policy", default="collection", help="The ready-made policy that it begins with.", show_default=True
)
@_settings
@by_option
@json_option
def add(name: str, currency: str, country: str, language: str, time_zone: str, policy: str, by: str | None, as_json: bool,
        **settings: Any) -> None:  # fmt: skip
    """Add a company, in rehearsal, with the four ready-made policies loaded and one of them in force."""
    from django.db import transaction

    with transaction.atomic():
        company = access.add_company(
            name=name, currency=currency.upper(), country=country.upper(), language=language.lower(), time_zone=time_zone,
            at=now(), **_given(settings),
        )  # fmt: skip
        for key, text in sorted(ready_made().items()):
            load_policy(
                company.id, text=text, source=key, today=company.today(now()), at=now(), by=person(by)
            )
        assign(company.id, policy_key=policy, from_on=BEGINNING, at=now(), by=person(by))
    if as_json:
        print_json(company)
        return
    click.echo(
        f"{company.name} is added, in rehearsal: messages land in the mailbox of this home, not at customers."
    )
    if gap := holidays_unknown(company.country, company.today(now()).year):
        click.echo(f"Note: {gap}")
    click.echo(f"Policy in force: {policy}. Next: recobro import FILE --company '{company.name}'")


@company_command.command("set")
@company_option
@_settings
@click.option("--ageing", default=None, help="Ageing buckets, such as 30,60,90.")
@click.option("--language", default=None, help="en, es or fr.")
@click.option("--time-zone", default=None, help="Such as Europe/Madrid: it says when today begins.")
@click.option(
    "--first-day", type=Day(), help="In rehearsal: what fell due before it is old. Going live sets it."
)
@click.option(
    "--night",
    "night_at",
    type=TimeOfDay(),
    help="When the scheduler runs the night, by the company's clock; 06:00.",
)
@click.option("--sending-days", type=Weekdays(), help="Weekdays on which letters and e-mails leave; mon-fri.")
@click.option(
    "--holidays/--no-holidays",
    "sends_on_holidays",
    default=None,
    help="Do they leave on public holidays? No by default.",
)
@click.option(
    "--person-gap",
    "person_gap_days",
    type=click.IntRange(0, 365),
    help="Days between two e-mails to an address that several customers share; 0, as many as there are.",
)
@click.option(
    "--second-person",
    type=click.Choice(access.SECOND_PERSON),
    help="Who proposed or edited a reminder does not approve it: never (anybody may), final (final notices and amounts above"
    " the ceiling; a manager approves them), or always.",
)
@click.option(
    "--netting",
    type=click.Choice(access.NETTING),
    help="What becomes of credit notes and cash on account: oldest_first (set against the oldest invoices) or apart (shown apart, until"
    " somebody says what they pay).",
)
@by_option
@json_option
def set_(
    company_name: str | None, ageing: str | None, by: str | None, as_json: bool, **settings: Any
) -> None:
    """Change what is printed on letters, how they are sent and when, and when the night runs."""
    details = _given(settings)
    if ageing:
        details["ageing_days"] = bucket_days(ageing, option="--ageing")
    company = access.change_company(company_of(company_name).id, **details, by=person(by), at=now())
    if as_json:
        print_json(company)
    else:
        click.echo(f"{company.name} is changed.")


@company_command.command("bank")
@company_option
@click.option("--iban", required=True, help="Checked; another account number is taken as it is.")
@click.option("--holder", default="", help="The company by default.")
@click.option("--bic", default="", help="Printed if given.")
@click.option("--bank", default="", help="The name of the bank.")
@click.option("--currency", default="", help="Only for payments in this currency.")
@by_option
@json_option
def bank(
    company_name: str | None,
    iban: str,
    holder: str,
    bic: str,
    bank: str,
    currency: str,
    by: str | None,
    as_json: bool,
) -> None:
    """Add a bank account to print on letters."""
    company = company_of(company_name)
    access.add_bank_account(
        company.id,
        holder=holder or company.name,
        iban=iban,
        bic=bic,
        bank=bank,
        currency=currency.upper(),
        by=person(by),
        at=now(),
    )
    say(f"{iban} is printed on the letters of {company.name}.", as_json=as_json, iban=iban)


@company_command.command("member")
@company_option
@click.option("--name", required=True, help="As it is printed below letters.")
@click.option("--email", required=True, help="It also tells one person from another.")
@click.option("--phone", default="", help="The direct line.")
@click.option(
    "--role",
    default="collector",
    show_default=True,
    help="viewer, accountant, sales, collector, manager or administrator.",
)
@by_option
@json_option
def member(
    company_name: str | None, name: str, email: str, phone: str, role: str, by: str | None, as_json: bool
) -> None:
    """Add a person: the collector of a customer signs his letters."""
    company = company_of(company_name)
    access.add_member(company.id, name=name, email=email, phone=phone, role=role, by=person(by), at=now())
    say(f"{name} works for {company.name} as {role}.", as_json=as_json, name=name, role=role)


@company_command.command("password")
@click.argument("email")
@click.option(
    "--password", prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for if not given."
)
@by_option
def password_(email: str, password: str, by: str | None) -> None:
    """Let a member sign in to the pages with this password."""
    set_password(email, password, by=person(by), at=now())
    click.echo(f"{email} can sign in. The pages: recobro web start")


@company_command.command("list")
@json_option
def list_(as_json: bool) -> None:
    """All companies."""
    companies = access.list_companies()
    if as_json:
        print_json(companies)
        return
    print_table(
        ("company", "currency", "country", "language", "mode"),
        [(one.name, one.currency, one.country, one.language, one.mode) for one in companies],
    )


@company_command.command("live")
@company_option
@click.option("--yes", is_flag=True, help="Do not ask.")
@by_option
@json_option
def live(company_name: str | None, yes: bool, by: str | None, as_json: bool) -> None:
    """Go live: from now on messages go to customers. What was told in rehearsal no longer counts."""
    company = company_of(company_name)
    if not yes:
        click.confirm(f"From now on the messages of {company.name} go to its customers. Go live?", abort=True)
    company = access.go_live(company.id, on=company.today(now()), by=person(by), at=now())
    for one in missing(company):
        click.echo(f"Warning: {one.message} {one.hint}".rstrip(), err=True)
    look = f"Look before you send: recobro night --company '{company.name}' --dry-run"
    say(f"{company.name} is live. {look}", as_json=as_json, company=company)


def _given(settings: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in settings.items() if value not in (None, ())}
