"""A file that states only what is left of an item says nothing about the amount that it had.

The staged item then takes the amount that we know, so that a part payment is not a change of the invoice: it becomes a
counter-fact of its day, and every earlier day stays as it was.
"""

from __future__ import annotations

from dataclasses import fields

from django.db import connection

from recobro.kernel.sql import load
from recobro.ledger.facts import ItemFact


def keep_known_amounts(company_id: int, *, source: str) -> None:
    """Corrects the staged items. What is left of an item may be more than we thought it was worth: then it is a change."""
    names = [one.name for one in fields(ItemFact)]
    with connection.cursor() as cursor:
        cursor.execute(load("ledger", "known_amounts"), {"company": company_id, "source": source})
        columns = [column.name for column in cursor.description]
        rows = [dict(zip(columns, row, strict=True)) for row in cursor]
        corrected = []
        for row in rows:
            fact = ItemFact(**{name: row[name] for name in names} | {"amount": row["amount_known"]})
            corrected.append((fact.amount, fact.content_hash, fact.document_key, fact.instalment))
        cursor.executemany(
            "UPDATE stage_item SET amount = %s, content_hash = %s WHERE document_key = %s AND instalment = %s",
            corrected,
        )
