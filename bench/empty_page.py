"""The addresses of the product, and one page with nothing but the frame: the floor of all others."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from recobro.web import urls
from recobro.web.door import Desk, page


@page()
def empty(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Only the frame."""
    return render(request, "base.html")


urlpatterns = [path("c/<int:company_id>/empty/", empty, name="empty"), *urls.urlpatterns]
