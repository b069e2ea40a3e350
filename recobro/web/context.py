"""What the frame of every page shows: the company, the person, the menu."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """The desk of the page, and where in the menu it stands."""
    match = request.resolver_match
    name = match.view_name if match else ""
    return {"desk": getattr(request, "desk", None), "here": name.partition("-")[0]}
