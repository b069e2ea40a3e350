"""Django's handle on this room."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """What people agreed."""

    name = "recobro.casework"
    label = "casework"
    default_auto_field = "django.db.models.BigAutoField"
