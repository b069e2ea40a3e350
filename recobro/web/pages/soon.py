"""A page that is not built yet."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from recobro.web.door import Desk
from recobro.web.door import page as door


@door()
def page(request: HttpRequest, desk: Desk, **ids: int) -> HttpResponse:
    """Only the frame."""
    return render(request, "base.html")
