"""Back to a page after an act, by a new request; and to the page of an act that was refused, where its address is asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from recobro.web.door import Desk


def back_to(name: str, *ids: int | str, query: QueryDict | None = None) -> HttpResponse:
    """To the page of this name, with the filters that it had."""
    address = reverse(name, args=ids)
    response = HttpResponseRedirect(f"{address}?{query.urlencode()}" if query else address)
    response.status_code = 303
    return response


def act_of(name: str, *ids: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """An act is sent. Whoever only asks for its address, as by reloading what was refused, is led to the page that it belongs to.

    It stands behind the door (`page`), so that strangers learn nothing.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def inside(request: HttpRequest, desk: Desk, **names: Any) -> HttpResponse:
            if request.method == "POST":
                return view(request, desk, **names)
            page = reverse(name, args=(desk.company.id, *(names[one] for one in ids)))
            return redirect(f"{page}?{request.GET.urlencode()}" if request.GET else page)

        return inside

    return decorate
