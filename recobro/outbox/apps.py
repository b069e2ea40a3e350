"""Django's handle on this room."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """That it was said once."""

    name = "recobro.outbox"
    label = "outbox"
    default_auto_field = "django.db.models.BigAutoField"
