"""Back to a page after an act, by a new request."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse


def back_to(name: str, *ids: int | str, query: QueryDict | None = None) -> HttpResponse:
    """To the page of this name, with the filters that it had."""
    address = reverse(name, args=ids)
    response = HttpResponseRedirect(f"{address}?{query.urlencode()}" if query else address)
    response.status_code = 303
    return response
