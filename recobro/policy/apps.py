"""Django's handle on this room."""

from django.apps import AppConfig


class PolicyConfig(AppConfig):
    """What we intend."""

    name = "recobro.policy"
    label = "policy"
    default_auto_field = "django.db.models.BigAutoField"
