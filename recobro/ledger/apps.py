"""Django's handle on this room."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The facts: customers, items, allocations."""

    name = "recobro.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"
