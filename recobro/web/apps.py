"""The pages as Django's app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "recobro.web"
    label = "web"
