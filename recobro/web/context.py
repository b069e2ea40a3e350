"""What the frame of every page shows: the company, the person and his rights, the menu."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from recobro.access.rights import OF_ROLE


def frame(request: HttpRequest) -> dict[str, Any]:
    """The desk of the page, what its person may do, and where in the menu it stands."""
    match = request.resolver_match
    name = match.view_name if match else ""
    desk = getattr(request, "desk", None)
    return {"desk": desk, "here": name.partition("-")[0], "rights": OF_ROLE[desk.member.role] if desk else ()}
