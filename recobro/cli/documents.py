"""`recobro document`: files that belong to invoices, so that they can be sent with them."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from recobro.cli.common import (
    by_option,
    company_of,
    company_option,
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
from recobro.connectors.documents import add_documents
from recobro.kernel.problems import refuse
from recobro.ledger.documents import content_of_document, documents_of
from recobro.ledger.find import customer_names, find_customer, find_items, numbers_of


@click.group("document")
def document_command() -> None:
    """Files that belong to invoices: PDF and e-invoices."""


@document_command.command("add")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FOLDER|FILE...")
@company_option
@click.option("--customer", help="Code or name: only invoices of this customer.")
@click.option("--item", "number", help="The invoice of a single file whose name does not say it.")
@by_option
@json_option
def add_command(paths: tuple[Path, ...], company_name: str | None, customer: str | None, number: str | None, by: str | None,
                as_json: bool) -> None:  # fmt: skip
    """Add PDF and XML files to the invoices that they are about, found by the number of the document.

    An e-invoice says its number itself, also one inside a PDF; of other files the name counts. A file that fits nothing, or more
    than one invoice, is listed and left out. Exit status: 0 all added, 1 some left out, 2 refused.
    """
    company = company_of(company_name)
    customer_id = find_customer(company.id, customer).customer_id if customer else None
    with progress("Files:") as tick:
        added = add_documents(
            company.id,
            paths=paths,
            customer_id=customer_id,
            number=number,
            at=now(),
            by=person(by),
            progress=tick,
        )
    if as_json:
        print_json(plain_value(added))
    else:
        print_problems(added.problems)
        known = f", {added.unchanged} known already" if added.unchanged else ""
        click.echo(f"Documents: {added.new} new, {added.replaced} in place of an older version{known}.")
    sys.exit(1 if added.problems else 0)


@document_command.command("list")
@company_option
@click.option("--customer", help="Code or name.")
@click.option("--item", "number", help="Invoice number; NUMBER/2 for an instalment.")
@click.option("--replaced", is_flag=True, help="The older versions, too.")
@json_option
def list_command(
    company_name: str | None, customer: str | None, number: str | None, replaced: bool, as_json: bool
) -> None:
    """List the documents of a customer, of an invoice, or all."""
    company = company_of(company_name)
    customer_id = find_customer(company.id, customer).customer_id if customer else None
    items = [one.item_id for one in find_items(company.id, number)] if number else None
    found = documents_of(company.id, items=items, customer_id=customer_id, with_replaced=replaced)
    names, numbers = customer_names(company.id), numbers_of(item for one in found for item in one.items)
    rows = [
        {
            "document": one.document_id, "customer": names[one.customer_id][0],
            "items": ", ".join(dict.fromkeys(numbers[item] for item in one.items)), "name": one.name,
            "media_type": one.media_type, "size": one.size, "since": one.recorded_at.date().isoformat(), "by": one.by,
            "is_current": one.is_current,
        }
        for one in found
    ]  # fmt: skip
    if as_json:
        print_json(rows)
    elif not rows:
        click.echo("There are no documents. Add some: recobro document add FOLDER.")
    else:
        heads = ("document", "customer", "items", "name", "size", "since", "by")
        cells = [[row[head] for head in heads] + ["" if row["is_current"] else "replaced"] for row in rows]
        print_table((*heads, ""), cells, right=(0, 4))


@document_command.command("save")
@click.argument("document_id", type=int, metavar="DOCUMENT")
@company_option
@click.option(
    "--out", type=click.Path(path_type=Path), help="The file or folder; its own name here by default."
)
@json_option
def save_command(document_id: int, company_name: str | None, out: Path | None, as_json: bool) -> None:
    """Write a document to a file, as it came."""
    company = company_of(company_name)
    found = documents_of(company.id, with_replaced=True)
    name = next((one.name for one in found if one.document_id == document_id), None)
    if name is None:
        raise refuse(
            "document", f"There is no document {document_id}.", "See the list: recobro document list."
        )
    path = out / name if out and out.is_dir() else out or Path(name)
    path.write_bytes(content_of_document(company.id, document_id))
    say(f"Written: {path}", as_json=as_json, document=document_id, path=path)
