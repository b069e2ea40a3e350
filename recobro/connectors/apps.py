"""Django's handle on this room."""

from django.apps import AppConfig


class ConnectorsConfig(AppConfig):
    """Files in: the record of imports, and profiles."""

    name = "recobro.connectors"
    label = "connectors"
    default_auto_field = "django.db.models.BigAutoField"
