"""`recobro bank`: statements in, what is to be cleared, what each movement pays."""

from __future__ import annotations

import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import click

from recobro import flow
from recobro.bank.confirm import DIFFERENCES, LetGo, Pays, confirm, confirm_proposal, set_aside
from recobro.bank.confirm_recorded import confirm_recorded
from recobro.bank.listing import (
    PAGE,
    MovementValue,
    list_files,
    list_matches,
    movement,
    movements_to_clear,
    to_clear,
)
from recobro.bank.offered import PaidItem
from recobro.bank.recorded import recorded_by_hand
from recobro.bank.take_in import TakenFile, TakenStatement
from recobro.bank.taking_back import confirm_return, undo_match
from recobro.bank.until import read_until
from recobro.cli.bank_rules import rules_command
from recobro.cli.common import (
    Amount,
    as_of_option,
    by_option,
    company_of,
    company_option,
    counted,
    day_of,
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
from recobro.connectors.table.amounts import DecimalSign
from recobro.connectors.table.dates import DateOrder
from recobro.kernel.money import plain
from recobro.kernel.problems import Refused, refuse
from recobro.ledger.find import find_customer, find_items


@click.group("bank")
def bank_command() -> None:
    """Statements of the bank, and what each movement pays."""


@bank_command.command("read")
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True)
@company_option
@click.option(
    "--account", default="", help="Whose movements they are (IBAN or number), where the file does not say."
)
@click.option("--currency", default="", help="Their currency, where the file does not say.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="HEADER=FIELD",
    help="What a column of a table is; may be repeated.",
)
@click.option(
    "--date-order", type=click.Choice(["dmy", "mdy", "ymd"]), help="How the dates of a table are to be read."
)
@click.option("--decimal", type=click.Choice([",", "."]), help="The decimal sign of a table.")
@click.option("--dry-run", is_flag=True, help="Show what is in them, and store nothing.")
@by_option
@json_option
def read_command(files: tuple[Path, ...], company_name: str | None, account: str, currency: str, columns: tuple[str, ...],
                 date_order: DateOrder | None, decimal: DecimalSign | None, dry_run: bool, by: str | None,
                 as_json: bool) -> None:  # fmt: skip
    """Read statements of a bank: CAMT, MT940, OFX, QIF, BAI2, CODA, CFONB, Norma 43, CSV, Excel.

    What it is, is seen from what is in it. What was read before is not added again.

    Exit status: 0 read, 1 read but for some lines, 2 refused. With several files the worst counts.
    """
    company = company_of(company_name)
    mapping = dict(_pair(one, "--column", "HEADER=FIELD") for one in columns)
    done: list[TakenFile] = []
    refused: list[Refused] = []
    for path in files:
        try:
            with progress("Movements read:", every=1000) as tick:
                taken = flow.read_bank(
                    company, path, account=account, currency=currency, columns=mapping, date_order=date_order, decimal=decimal,
                    dry_run=dry_run, at=now(), by=person(by), progress=tick,
                )  # fmt: skip
        except Refused as error:
            print_problems(error.problems)
            refused.append(error)
            continue
        done.append(taken)
        if not as_json:
            print_problems(taken.problems)
            _print_taken(taken, dry_run=dry_run)
    if as_json:
        print_json([{**plain_value(one), "problems": one.problems} for one in done])
    sys.exit(2 if refused else max((one.exit_status for one in done), default=0))


def _print_taken(taken: TakenFile, *, dry_run: bool) -> None:
    statements, movements = taken.statements, sum(one.movements for one in taken.statements)
    sums = ", ".join(
        f"{plain(total, currency)} {currency}" for currency, total in sorted(_totals(statements).items())
    )
    new = f"{taken.new} new" + (" (not stored)" if dry_run else "")
    click.echo(
        f"{taken.name}: {taken.format}, {counted(len(statements), 'statement')}, {counted(movements, 'movement')}, {new}, "
        f"sum {sums or '0'}, {_balances(statements)}."
    )


def _totals(statements: list[TakenStatement]) -> dict[str, Decimal]:
    totals: dict[str, Decimal] = {}
    for one in statements:
        totals[one.currency] = totals.get(one.currency, Decimal(0)) + one.total
    return totals


def _balances(statements: list[TakenStatement]) -> str:
    checked = [one for one in statements if one.difference is not None]
    wrong = [one for one in checked if one.difference]
    if wrong:
        return f"balances differ in {counted(len(wrong), 'statement')}"
    return "balances agree" if len(checked) == len(statements) and checked else (
        f"balances agree where there are some ({len(checked)} of {len(statements)})" if checked else "no balances to check"
    )  # fmt: skip


@bank_command.command("files")
@company_option
@json_option
def files_command(company_name: str | None, as_json: bool) -> None:
    """The files that were read, the newest first, and until when the bank is known."""
    company = company_of(company_name)
    files = list_files(company.id)
    if as_json:
        print_json([{"file": one.name, "format": one.format, "new": one.new, "known": one.known, "problems": one.problem_count,
                     "at": one.at, "by": one.by, "statements": len(one.statements)} for one in files])  # fmt: skip
        return
    rows = [(f"{one.at:%Y-%m-%d %H:%M}", one.name, one.format, len(one.statements), one.new, one.known, one.problem_count, one.by)
            for one in files]  # fmt: skip
    print_table(
        ("at", "file", "format", "statements", "new", "known", "problems", "by"), rows, right=(3, 4, 5, 6)
    )
    until = read_until(company.id)
    click.echo(f"Read until {until}." if until else "No statement was read yet.")


@bank_command.command("list")
@company_option
@click.option("--out", "money_out", is_flag=True, help="Money out instead of money in.")
@click.option("--text", default="", help="Only what says this.")
@click.option(
    "--limit", default=PAGE, show_default=True, type=click.IntRange(1, 10_000), help="At most so many."
)
@json_option
def list_command(company_name: str | None, money_out: bool, text: str, limit: int, as_json: bool) -> None:
    """What is still to be cleared, the oldest first, with the surest proposal."""
    company = company_of(company_name)
    found = movements_to_clear(company.id, money_in=not money_out, text=text, limit=limit)
    if as_json:
        print_json(found)
        return
    print_table(
        ("no.", "day", "amount", "", "payer", "text", "sure", "proposal"),
        [_row(one) for one in found],
        right=(0, 2, 6),
    )
    for one in to_clear(company.id):
        click.echo(
            f"To clear: {counted(one.count, 'movement')}, {plain(one.money_in, one.currency)} {one.currency} in, "
            f"{plain(-one.money_out, one.currency)} {one.currency} out."
        )


def _row(one: MovementValue) -> tuple[object, ...]:
    best = one.proposals[0] if one.proposals else None
    numbers = ", ".join(line.number for line in best.lines) if best else ""
    return (
        one.id, one.booked_on, plain(one.left, one.currency), one.currency, one.payer_name[:24], one.text[:40],
        best.certainty if best else "", f"{best.code} {numbers or 'on account'}"[:60] if best else "",
    )  # fmt: skip


@bank_command.command("show")
@click.argument("number", type=int)
@company_option
@json_option
def show_command(number: int, company_name: str | None, as_json: bool) -> None:
    """One movement, everything that is proposed for it, and what was said of it."""
    company = company_of(company_name)
    one, matches = movement(company.id, number), list_matches(company.id, movement_id=number)
    if as_json:
        print_json({"movement": one, "matches": matches})
        return
    click.echo(
        f"{one.booked_on}  {plain(one.amount, one.currency)} {one.currency}  {one.payer_name} {one.payer_account}".rstrip()
    )
    click.echo(f"{one.text} {one.reference}".strip())
    click.echo(f"Left: {plain(one.left, one.currency)} {one.currency}")
    for found in one.proposals:
        reasons = ", ".join(_reason(why, one.currency) for why in found.reasons)
        click.echo(f"{found.rank}. {found.certainty} %  {found.code} {found.name}: {reasons}")
        for line in found.lines:
            click.echo(f"     {_paid(line, one.currency)}")
        for gone in found.differences:
            click.echo(
                f"     {gone.number}: {plain(gone.amount, one.currency)} {gone.kind.replace('_', ' ')}"
            )
        if found.rest and not found.needs_amounts:
            click.echo(f"     on account: {plain(found.rest, one.currency)}")
    for said in matches:
        taken_back = f", taken back on {said.undone_on} by {said.undone_by}" if said.undone_on else ""
        click.echo(
            f"Match {said.id}: {said.kind} {said.code} {plain(said.amount, said.currency)} by {said.by}{taken_back}"
        )


def _paid(line: PaidItem, currency: str) -> str:
    """What would be paid of an item: in the currency of the movement and, where that is another, in its own."""
    which = f" ({line.instalment} of {line.instalments}, due {line.due_on})" if line.instalments > 1 else ""
    theirs = f" for {plain(line.of_open, line.currency)} {line.currency}" if line.in_its_currency else ""
    paid = "" if line.amount is None else f"{plain(line.amount, currency)} {currency}{theirs} of "
    barred = ", time-barred" if line.is_time_barred else ""
    return f"{line.number}{which}: {paid}{plain(line.open, line.currency)} {line.currency} open{barred}"


def _reason(why: dict[str, object], currency: str) -> str:
    value = why.get("value")
    if why["key"] == "exchange" and isinstance(value, list):
        theirs, their_currency, worth, rate, on = value
        return f"{theirs} {their_currency} worth {worth} {currency} at {rate} of {on}"
    values = value if isinstance(value, list) else [] if value is True else [value]
    return " ".join([str(why["key"]).replace("_", " "), *map(str, values)])


@bank_command.command("match")
@company_option
@by_option
@json_option
def match_command(company_name: str | None, by: str | None, as_json: bool) -> None:
    """Propose anew what each movement pays; what is certain is confirmed, where the rules say so.

    Reading a file and the night do this by themselves for what is new and what has changed.
    """
    company = company_of(company_name)
    with progress("Batches of 1,000 looked at:", every=1) as tick:
        done = flow.match_bank(company, full=True, at=now(), by=person(by), progress=tick)
    if as_json:
        print_json(done)
        return
    click.echo(
        f"Looked at {counted(done.movements, 'movement')}: a proposal for {done.proposed}, certain {done.certain}, "
        f"confirmed by the rules {done.confirmed}."
    )


@bank_command.command("confirm")
@click.argument("number", type=int)
@company_option
@click.option(
    "--proposal", type=int, help="Which of its proposals; the first, where that is no guess (below 60)."
)
@click.option("--customer", help="Decide by hand: whose payment it is (code or name).")
@click.option(
    "--pays",
    multiple=True,
    metavar="INVOICE=AMOUNT[/OF-INVOICE]",
    help="By hand: what it pays; may be repeated. The rest stays on account. Of an invoice in another currency both amounts: "
    "INV-1=108.70/100.",
)
@click.option(
    "--let-go",
    "gone",
    multiple=True,
    metavar="INVOICE=AMOUNT:KIND",
    help=f"By hand: what is let go ({', '.join(DIFFERENCES)}).",
)
@click.option("--amount", type=Amount(), help="By hand: only this part of the movement.")
@click.option(
    "--another",
    "is_another",
    is_flag=True,
    help="It is other money than a payment that was recorded by hand and looks alike.",
)
@by_option
@json_option
def confirm_command(number: int, company_name: str | None, proposal: int | None, customer: str | None, pays: tuple[str, ...],
                    gone: tuple[str, ...],
                    amount: Decimal | None, is_another: bool, by: str | None, as_json: bool) -> None:  # fmt: skip
    """Say that the movement with this number is what is proposed, or what you say."""
    company = company_of(company_name)
    if customer is None:
        if pays or gone or amount is not None:
            raise refuse("bank", "By hand it has to be said whose payment it is.", "Add --customer.")
        rank = _no_guess(company.id, number) if proposal is None else proposal
        match = confirm_proposal(
            company.id, movement_id=number, rank=rank, is_another=is_another, at=now(), by=person(by)
        )  # fmt: skip
    else:
        whose = find_customer(company.id, customer).customer_id
        match = confirm(
            company.id, movement_id=number, customer_id=whose, amount=amount,
            pays=[_pays(company.id, whose, one) for one in pays], let_go=[_let_go(company.id, whose, one) for one in gone],
            is_another=is_another, at=now(), by=person(by),
        )  # fmt: skip
    left = movement(company.id, number)
    rest = f" {plain(left.left, left.currency)} {left.currency} of it is left." if left.left else ""
    say(
        f"Match {match}: movement {number} is confirmed.{rest}",
        as_json=as_json,
        match=match,
        movement=number,
        left=left.left,
    )


def _no_guess(company_id: int, number: int) -> int:
    """The first proposal; refused where it is rather a guess, which a person has to name."""
    best = next(iter(movement(company_id, number).proposals), None)
    if best is not None and best.is_unsure:
        raise refuse(
            "bank", f"What is proposed for movement {number} is rather a guess: {best.certainty} of 100.",
            f"Look at it (recobro bank show {number}), and name it: --proposal 1.",
        )  # fmt: skip
    return 1


def _pays(company_id: int, customer_id: int, text: str) -> Pays:
    invoice, said = _pair(text, "--pays", "INVOICE=AMOUNT or INVOICE=AMOUNT/OF-INVOICE")
    amount, sign, theirs = said.partition("/")
    return Pays(
        item_id=_item(company_id, customer_id, invoice), amount=_amount(amount), item_amount=_amount(theirs) if sign else None
    )  # fmt: skip


def _let_go(company_id: int, customer_id: int, text: str) -> LetGo:
    invoice, rest = _pair(text, "--let-go", "INVOICE=AMOUNT:KIND")
    amount, _, kind = rest.partition(":")
    return LetGo(item_id=_item(company_id, customer_id, invoice), amount=_amount(amount), kind=kind)


def _item(company_id: int, customer_id: int, invoice: str) -> int:
    found = [one for one in find_items(company_id, invoice) if one.customer_id == customer_id]
    if not found:
        raise refuse("bank", f"The customer has no invoice '{invoice}'.", "See: recobro customer.")
    return found[0].item_id


def _amount(text: str) -> Decimal:
    return Amount().convert(text, None, None)


def _pair(text: str, option: str, shape: str) -> tuple[str, str]:
    key, sign, value = text.rpartition("=")
    if not (sign and key and value):
        raise refuse("bank", f"'{text}' cannot be understood.", f"Write {option} {shape}.")
    return key, value


@bank_command.command("recorded")
@click.argument("number", type=int)
@company_option
@click.option("--customer", help="Whose payment it is (code or name), where several have one.")
@by_option
@json_option
def recorded_command(
    number: int, company_name: str | None, customer: str | None, by: str | None, as_json: bool
) -> None:
    """Say that the movement is the payment of a cheque or a bill that was recorded by hand before."""
    company = company_of(company_name)
    movement(company.id, number)  # refused where there is none
    found = recorded_by_hand(company.id, number)
    if customer is not None:
        whose = find_customer(company.id, customer).customer_id
        found = [one for one in found if one.customer_id == whose]
    if not found:
        raise refuse(
            "bank", f"No payment of this amount was recorded by hand about the day of movement {number}.",
            "Confirm it: recobro bank confirm.",
        )  # fmt: skip
    if len({one.customer_id for one in found}) > 1:
        raise refuse(
            "bank", f"It may be that of {' or '.join(one.code for one in found)}.", "Say whose it is: --customer."
        )  # fmt: skip
    match = confirm_recorded(
        company.id, movement_id=number, payment_id=found[0].payment_id, at=now(), by=person(by)
    )
    say(f"Match {match}: movement {number} is the payment {found[0].number}.", as_json=as_json, match=match)


@bank_command.command("returned")
@click.argument("number", type=int)
@click.argument("match", type=int)
@company_option
@by_option
@json_option
def returned_command(
    number: int, match: int, company_name: str | None, by: str | None, as_json: bool
) -> None:
    """Money out that takes a payment back: what that MATCH paid is open again."""
    company = company_of(company_name)
    done = confirm_return(company.id, movement_id=number, match_id=match, at=now(), by=person(by))
    say(f"Match {done}: what match {match} paid is open again.", as_json=as_json, match=done)


@bank_command.command("aside")
@click.argument("number", type=int)
@company_option
@click.option("--reason", required=True, help="What it is.")
@by_option
@json_option
def aside_command(number: int, company_name: str | None, reason: str, by: str | None, as_json: bool) -> None:
    """Say that the movement is nothing that a customer paid."""
    company = company_of(company_name)
    match = set_aside(company.id, movement_id=number, note=reason, at=now(), by=person(by))
    say(f"Match {match}: movement {number} is set aside.", as_json=as_json, match=match)


@bank_command.command("matches")
@company_option
@click.option("--customer", help="Only this customer (code or name).")
@json_option
def matches_command(company_name: str | None, customer: str | None, as_json: bool) -> None:
    """What movements were said to be, the newest first."""
    company = company_of(company_name)
    chosen = find_customer(company.id, customer).customer_id if customer else None
    found = list_matches(company.id, customer_id=chosen)
    if as_json:
        print_json(found)
        return
    rows = [(one.id, one.movement_id, one.booked_on, one.kind, one.code, plain(one.amount, one.currency), one.currency,
             one.certainty or "", one.by, one.undone_on or "") for one in found]  # fmt: skip
    print_table(
        ("no.", "movement", "day", "is", "customer", "amount", "", "sure", "by", "taken back"),
        rows,
        right=(0, 1, 5, 7),
    )


@bank_command.command("undo")
@click.argument("match", type=int)
@company_option
@as_of_option
@click.option("--reason", default="", help="Why.")
@by_option
@json_option
def undo_command(
    match: int, company_name: str | None, as_of: date | None, reason: str, by: str | None, as_json: bool
) -> None:
    """Take a match back: what it paid is open again, and the movement waits."""
    company = company_of(company_name)
    undo_match(company.id, match_id=match, on=day_of(company, as_of), reason=reason, at=now(), by=person(by))
    say(f"Match {match} is taken back.", as_json=as_json, match=match)


bank_command.add_command(rules_command)
