"""Django's handle on this room."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """What the facts come to, kept where a page could not count it each time."""

    name = "recobro.insight"
    label = "insight"
    default_auto_field = "django.db.models.BigAutoField"
