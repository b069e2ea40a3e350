"""All addresses of the pages. Every address of a company begins with it; what changes something is a POST to a resource."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from recobro.web.pages import (
    customer,
    customer_acts,
    customer_files,
    entry,
    imports,
    invoices,
    reminder,
    run,
    runs,
    soon,
)

OF_COMPANY: list[URLPattern | URLResolver] = [
    path("", soon.page, name="today"),
    path("reminders/", run.show, name="run"),
    path("reminders/proposals/", run.propose, name="run-proposals"),
    path("reminders/approvals/", run.approve, name="run-approvals"),
    path("reminders/withdrawals/", run.take_back, name="run-withdrawals"),
    path("reminders/deliveries/", run.deliver, name="run-deliveries"),
    path("reminders/work/<int:job_id>/", run.progress, name="run-work"),
    path("reminders/letters/<int:batch_id>.pdf", run.batch, name="run-batch"),
    path("reminders/letters/<int:batch_id>/postings/", run.posted, name="run-postings"),
    path("reminders/unsettled/", run.unsettled, name="run-unsettled"),
    path("reminders/unsettled/<int:message_id>/", run.settle, name="run-settlements"),
    path("reminders/runs/", runs.listed, name="run-reports"),
    path("reminders/runs/<int:run_id>/", runs.show, name="run-report"),
    path("reminders/runs/<int:run_id>.csv", runs.export, name="run-export"),
    path("reminders/runs/<int:run_id>/<slug:key>/", runs.outcome, name="run-outcome"),
    path("reminders/<int:reminder_id>/", reminder.show, name="run-reminder"),
    path("reminders/<int:reminder_id>/approvals/", reminder.approve, name="run-approve"),
    path("reminders/<int:reminder_id>/withdrawals/", reminder.take_back, name="run-withdraw"),
    path("reminders/<int:reminder_id>/postponements/", reminder.later, name="run-postpone"),
    path("reminders/<int:reminder_id>/removals/", reminder.without, name="run-remove"),
    path("reminders/<int:reminder_id>/messages/<int:message_id>/words/", reminder.words, name="run-words"),
    path("reminders/<int:reminder_id>/messages/<int:message_id>/email/", reminder.email, name="run-email"),
    path("reminders/<int:reminder_id>/messages/<int:message_id>/text/", reminder.text, name="run-text"),
    path(
        "reminders/<int:reminder_id>/messages/<int:message_id>/letter.pdf", reminder.letter, name="run-letter"
    ),
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
