"""`recobro`: the list of commands, and what happens to problems. A command's module is loaded when it is called."""

from __future__ import annotations

import importlib
import sys

import click
from django.db import DataError

from recobro.cli.setup import ready
from recobro.kernel.problems import Refused

EXIT_REFUSED = 2
COMMANDS: dict[str, tuple[str, str]] = {
    "company": ("company", "Add a company, change its letterhead, take it live."),
    "import": ("imports", "Import customers, contacts, invoices, credit notes and payments."),
    "bank": ("bank", "Statements of the bank, and what each movement pays."),
    "document": ("documents", "Files that belong to invoices: PDF and e-invoices."),
    "policy": ("policies", "Load, list, export and assign policies."),
    "evaluate": ("evaluation", "What the policy says about every open item today."),
    "explain": ("evaluation", "Why an item or a customer is in or out, and what is next."),
    "propose": ("day", "Propose and compose the day's reminders."),
    "plan": ("day", "Show what is proposed, with the messages."),
    "approve": ("day", "Approve proposed reminders."),
    "withdraw": ("day", "Take a proposed reminder back."),
    "deliver": ("day", "Send what is approved, print the letters."),
    "night": ("day", "The whole day: propose, compose, deliver."),
    "scheduler": ("nights", "Run the night of each company at its time, for ever."),
    "heartbeat": ("nights", "Last night, next night, what was sent and what waits; status 1 when late."),
    "digest": ("digests", "Send each person the digest of his morning."),
    "messages": ("day", "List messages and where they stand."),
    "record": ("day", "Record what left, what came back, and which payments are known."),
    "allocate": ("allocation", "Set credit on account against an invoice."),
    "undo": ("allocation", "Undo an allocation."),
    "hold": ("agreed", "No reminders until a day."),
    "dispute": ("agreed", "The customer contests an item."),
    "promise": ("agreed", "The customer promised to pay."),
    "complaint": ("agreed", "The customer complains: nothing is sent until a manager answers."),
    "retain": ("agreed", "The customer rightly keeps back a part: tax, or a guarantee."),
    "next": ("agreed", "Set the day of the next contact by hand."),
    "expect": ("agreed", "Payment of an invoice is expected on a day."),
    "mark": ("agreed", "Never remind, direct debit, insolvency, lawyer, agency, factor."),
    "paper": ("paper", "Cheques, pagarés, LCR: in, at the bank, paid or not."),
    "payment-plan": ("payment_plans", "Agree on instalments, see how plans stand."),
    "end": ("cases", "End a case of any kind."),
    "cases": ("cases", "List what people agreed."),
    "promises": ("cases", "What became of promises."),
    "asleep": ("cases", "The money asleep, and who looks after it."),
    "tasks": ("tasks", "List tasks, mark one as done."),
    "task": ("tasks", "Plan a task, also unless it is paid by then."),
    "note": ("tasks", "Write something down about a customer."),
    "customer": ("customers", "A customer's file: everything that happened."),
    "ageing": ("reports", "Aged receivables as of any day."),
    "rates": ("rates", "Exchange rates: read a file, show which ones count."),
    "check": ("reports", "Check the balances, also against your books."),
    "statement": ("statements", "Statement of account of one customer or many, as PDF or spreadsheet."),
    "web": ("web", "The pages in a browser: start, stop, status."),
    "db": ("db", "Start, stop or show the embedded database."),
    "demo": ("demo", "Load the demo company and run its day."),
}
WITHOUT_DATABASE = ("db",)


def load_command(name: str) -> click.Command:
    """The command of this name, from its module."""
    module = importlib.import_module(f"recobro.cli.{COMMANDS[name][0]}")
    command: click.Command = getattr(module, f"{name.replace('-', '_')}_command")
    return command


class Commands(click.Group):
    """Finds a command by name and loads its module only then."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        if cmd_name not in WITHOUT_DATABASE:
            ready()
        return load_command(cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in COMMANDS.items()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="recobro")
def recobro() -> None:
    """Recobro: credit control and collections.

    Exit status: 0 done, 1 done with problems, 2 refused (nothing was written). The data stands in RECOBRO_HOME.
    """


def main() -> None:
    """The console script. Problems are printed, one a line, and never a traceback for what a user did."""
    try:
        recobro.main(standalone_mode=False)
    except Refused as refused:
        for problem in refused.problems:
            click.echo(f"Refused: {problem}", err=True)
        sys.exit(EXIT_REFUSED)
    except DataError as error:  # (verbs name the text and its limit; this is for what none of them looked at)
        click.echo(f"Refused: the database cannot hold this: {' '.join(str(error).split())}.", err=True)
        sys.exit(EXIT_REFUSED)
    except click.ClickException as error:
        error.show()
        sys.exit(EXIT_REFUSED)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped. Nothing half-written.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
