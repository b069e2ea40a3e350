"""The search of the frame: anything from anywhere. What is meant beyond doubt is opened at once."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from recobro.insight.search import FoundItem, search
from recobro.web.door import Desk, page
from recobro.web.typed import Typed


@page("see")
def view(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What was found, grouped; or the one thing that was meant."""
    typed = Typed(request.GET)
    text = typed.text("q")
    hits = search(desk.company.id, text=text, amount=typed.amount("q"), salesperson=desk.salesperson)
    if isinstance(hits.only, FoundItem):
        return redirect("invoice", desk.company.id, hits.only.item_id)
    if hits.only is not None:
        return redirect("customer", desk.company.id, hits.only.customer_id)
    return render(request, "search/search.html", {"q": text, "hits": hits})
