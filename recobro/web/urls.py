"""All addresses of the pages. Every address of a company begins with it; what changes something is a POST to a resource."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from recobro.web.pages import customer, customer_acts, customer_files, entry, imports, invoices, soon

OF_COMPANY: list[URLPattern | URLResolver] = [
    path("", soon.page, name="today"),
    path("reminders/", soon.page, name="run"),
    path("customers/", soon.page, name="customers"),
    path("customers/<int:customer_id>/", customer.view, name="customer"),
    path("customers/<int:customer_id>/payments/", customer.payments, name="customer-payments"),
    path("customers/<int:customer_id>/history/", customer.history, name="customer-history"),
    path("customers/<int:customer_id>/documents/", customer.documents, name="customer-documents"),
    path(
        "customers/<int:customer_id>/documents/<int:document_id>/",
        customer_files.document,
        name="customer-document",
    ),
    path(
        "customers/<int:customer_id>/statement.<str:form>",
        customer_files.statement,
        name="customer-statement",
    ),
    path("customers/<int:customer_id>/statements", customer_files.send, name="customer-statements"),
    path("customers/<int:customer_id>/reminder/", soon.page, name="customer-reminder"),
    path("customers/<int:customer_id>/cases/end", customer_acts.end_case, name="customer-case-end"),
    path(
        "customers/<int:customer_id>/tasks/<int:task_id>/done",
        customer_acts.task_done,
        name="customer-task-done",
    ),
    path("customers/<int:customer_id>/<slug:kind>", customer_acts.act, name="customer-act"),
    path("invoices/", invoices.view, name="invoices"),
    path("invoices/<str:kind>", invoices.act, name="invoices-act"),
    path("invoices/<int:item_id>/", soon.page, name="invoice"),
    path("ageing/", soon.page, name="ageing"),
    path("policies/", soon.page, name="policies"),
    path("journal/", soon.page, name="journal"),
    path("files/", imports.files, name="imports"),
    path("files/<int:job_id>/", imports.file, name="imports-file"),
    path("files/<int:job_id>/import", imports.take_in, name="imports-take"),
    path("files/<int:job_id>/discard", imports.discard, name="imports-discard"),
    path("files/<int:job_id>/columns", imports.columns, name="imports-columns"),
    path("files/<int:job_id>/problems.csv", imports.problems_of_file, name="imports-problems"),
    path("files/past/<int:import_id>/", imports.past, name="imports-past"),
    path("files/past/<int:import_id>/problems.csv", imports.problems_of_past, name="imports-past-problems"),
    path("files/payments-known", imports.known, name="imports-known"),
    path("files/profiles/forget", imports.forget, name="imports-forget"),
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
