"""All addresses of the pages. Every address of a company begins with it; what changes something is a POST to a resource."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from recobro.web.pages import entry, soon

OF_COMPANY: list[URLPattern | URLResolver] = [
    path("", soon.page, name="today"),
    path("reminders/", soon.page, name="run"),
    path("customers/", soon.page, name="customers"),
    path("invoices/", soon.page, name="invoices"),
    path("ageing/", soon.page, name="ageing"),
    path("policies/", soon.page, name="policies"),
    path("journal/", soon.page, name="journal"),
    path("files/", soon.page, name="imports"),
    path("settings/", soon.page, name="settings"),
    path("search/", soon.page, name="search"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", entry.home, name="home"),
    path("language/", entry.language, name="language"),
    path("account/", include("allauth.account.urls")),
    path("account/factors/", include("allauth.mfa.urls")),
    path("c/<int:company_id>/", include(OF_COMPANY)),
]
