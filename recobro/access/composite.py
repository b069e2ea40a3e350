"""Composite foreign keys, so that the database itself refuses a link across companies.

Django declares single-column foreign keys only. Every table keeps `company_id` (and `customer_id` below the customer), has a
unique key over them, and a migration adds the links with `belongs`.
"""

from __future__ import annotations

from django.db.migrations.operations import RunSQL

TO_COMPANY = ("company_id",)
TO_CUSTOMER = ("company_id", "customer_id")


def belongs(table: str, column: str, target: str, *, within: tuple[str, ...] = TO_COMPANY) -> RunSQL:
    """A foreign key (`within`..., `column`) -> `target` (`within`..., id), checked when the transaction ends."""
    name = f"{table}_{column}_within"
    columns = ", ".join((*within, column))
    target_columns = ", ".join((*within, "id"))
    return RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({columns}) "
        f"REFERENCES {target} ({target_columns}) DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )
