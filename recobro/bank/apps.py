"""Django's handle on this room."""

from django.apps import AppConfig


class BankConfig(AppConfig):
    """Money in."""

    name = "recobro.bank"
    label = "bank"
    default_auto_field = "django.db.models.BigAutoField"
