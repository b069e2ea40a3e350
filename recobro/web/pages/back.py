"""Back to a page after an act, by a new request; and to the page of an act that was refused, where its address is asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse


def back_to(name: str, *ids: int | str, query: QueryDict | None = None) -> HttpResponse:
    """To the page of this name, with the filters that it had."""
    address = reverse(name, args=ids)
    response = HttpResponseRedirect(f"{address}?{query.urlencode()}" if query else address)
    response.status_code = 303
    return response


def act_of(
    name: str, *ids: str
) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """An act is sent. Whoever only asks for its address, as by reloading what was refused, is led to the page that it belongs to."""

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def inside(request: HttpRequest, company_id: int, **names: Any) -> HttpResponseBase:
            if request.method == "POST":
                return view(request, company_id=company_id, **names)
            page = reverse(name, args=(company_id, *(names[one] for one in ids)))
            return redirect(f"{page}?{request.GET.urlencode()}" if request.GET else page)

        return inside

    return decorate
