"""Django's handle on this room."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Companies, users, members."""

    name = "recobro.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"
