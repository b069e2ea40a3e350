"""Django's handle on this room."""

from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    """What follows."""

    name = "recobro.evaluation"
    label = "evaluation"
    default_auto_field = "django.db.models.BigAutoField"
