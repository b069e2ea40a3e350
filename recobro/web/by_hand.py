"""The form that says by hand whose payment a movement is: customers side by side, each with open invoices and a field for each of them.

The address names the customers (`customer`, several times), an invoice that was meant (`item`), or a proposal to begin with (`proposal`).
What was typed goes along in it (`typed`, and the fields) when another customer is searched and taken: `address_with` makes it, so that
reloading, or coming back to it, loses nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.http import Http404, HttpRequest, QueryDict
from django.utils.translation import gettext as _

from recobro.bank.clear import Part
from recobro.bank.confirm import LetGo, Pays
from recobro.bank.listing import MovementValue
from recobro.insight.account import Identity, identity
from recobro.ledger.open import OpenItem, open_items
from recobro.web.door import Desk
from recobro.web.typed import Typed, written

CUSTOMERS = 4  # among whom a movement is split on one page
FIELDS = ("pays-", "other-", "gone-", "part-", "kind-")
ITEMS = 30  # of one customer; a number that is searched for brings the others


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field for an amount: what is typed into it, and why that is none."""

    name: str
    value: str
    wrong: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An open item with what is typed for it. `is_other`: its currency is not the movement's."""

    item: OpenItem
    is_other: bool
    pays: Field
    in_its_currency: Field
    gone: Field
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """A customer of the form. `more` of his items are not shown."""

    who: Identity
    rows: tuple[Row, ...]
    more: int
    part: Field


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The form; `query` names the customers in the address of the act."""

    customers: tuple[Whose, ...]
    query: str
    note: str
    is_another: bool
    may_add: bool


def by_hand(request: HttpRequest, desk: Desk, one: MovementValue) -> Form:
    """The form as the address asks for it, with what was typed already, or with the proposal that it begins with."""
    wanted = _customers(request, one)
    items = _items(desk, wanted)
    named = Typed(request.GET).wholes("item")
    values = _values(request, items, one)
    paid = (name.removeprefix("pays-") for name in values if name.startswith("pays-"))
    first = [*named, *(int(number) for number in paid if number.isdecimal())]
    found = tuple(_whose(desk, customer, items.get(customer, []), one, values, first) for customer in wanted)
    query = _query(wanted, named)
    return Form(
        customers=found, query=query.urlencode(), note=values.get("note", ""), is_another="another" in values,
        may_add=len(wanted) < CUSTOMERS,
    )  # fmt: skip


def address_with(request: HttpRequest, one: MovementValue) -> QueryDict:
    """The query of the page that shows what was typed: a search, or somebody taken (`add`, his number and perhaps an invoice's) or out."""
    posted = Typed(request.POST)
    customers, named = _customers(request, one), Typed(request.GET).wholes("item")
    taken, _sign, item = posted.text("add").partition(".")
    out = posted.whole("drop")
    customers += [int(taken)] if taken.isdecimal() and int(taken) not in customers else []
    query = _query(
        [one for one in customers if one != out], [*named, *([int(item)] if item.isdecimal() else [])]
    )
    query["typed"] = "1"
    query.update(_typed(request.POST))
    if item:
        query["fill"] = item
    if not taken and posted.text("q"):
        query["q"] = posted.text("q")
    return query


def parts_of(request: HttpRequest, desk: Desk, one: MovementValue) -> list[Part]:
    """What was typed, by customer. Raises Refused for what is no amount, and where nobody was chosen."""
    typed = Typed(request.POST)
    wanted = _customers(request, one)
    if not wanted:
        raise typed.missing(_("No customer was chosen."), _("Search for one."))
    items = _items(desk, wanted)
    parts = [
        _part(typed, customer, items.get(customer, []), one, is_only=len(wanted) == 1) for customer in wanted
    ]
    typed.check()
    return parts


def _part(typed: Typed, customer: int, items: list[OpenItem], one: MovementValue, *, is_only: bool) -> Part:
    pays = tuple(found for item in items if (found := _pays(typed, item, one)))
    gone = tuple(less for item in items if (less := _let_go(typed, item)))
    said = typed.amount(f"part-{customer}")
    amount = said if said is not None or is_only else sum((line.amount for line in pays), Decimal(0))
    if amount == 0:
        raise typed.missing(
            _("One of the customers gets nothing."), _("Take him out, or write an amount for him.")
        )
    return Part(customer_id=customer, amount=amount, pays=pays, let_go=gone)


def _pays(typed: Typed, item: OpenItem, one: MovementValue) -> Pays | None:
    amount = typed.amount(f"pays-{item.item_id}")
    if not amount:
        return None
    if item.currency == one.currency:
        return Pays(item_id=item.item_id, amount=amount if item.open > 0 else -amount)
    other = typed.amount(f"other-{item.item_id}")
    if not other:
        raise typed.missing(
            _("%(number)s is in %(currency)s: how much of it is paid?") % {"number": item.number, "currency": item.currency},
            _("Write both amounts."),
        )  # fmt: skip
    return Pays(item_id=item.item_id, amount=amount, item_amount=other)


def _let_go(typed: Typed, item: OpenItem) -> LetGo | None:
    amount, kind = typed.amount(f"gone-{item.item_id}"), typed.text(f"kind-{item.item_id}")
    if not amount:
        return None
    if not kind:
        raise typed.missing(
            _("Why is %(number)s let go of in part?") % {"number": item.number}, _("Choose a discount, charges, a difference or tax.")
        )  # fmt: skip
    return LetGo(item_id=item.item_id, amount=amount, kind=kind)


def _query(customers: list[int], named: list[int]) -> QueryDict:
    query = QueryDict(mutable=True)
    query.setlist("customer", [str(one) for one in customers])
    if named:
        query.setlist("item", [str(one) for one in dict.fromkeys(named)])
    return query


def _values(request: HttpRequest, items: Mapping[int, list[OpenItem]], one: MovementValue) -> dict[str, str]:
    """What stands in the fields: what was typed, with the invoice that was taken last; else what the page begins with."""
    if request.method == "POST":
        return _typed(request.POST)
    typed = Typed(request.GET)
    if not typed.text("typed"):
        return _begun(request, one) or _meant(typed.wholes("item"), items, one.left, one)
    values = _typed(request.GET)
    paid = sum(
        (Typed(request.GET).amount(name) or 0 for name in values if name.startswith("pays-")), Decimal(0)
    )
    fresh = [number for number in typed.wholes("fill") if f"pays-{number}" not in values]
    return values | _meant(fresh, items, one.left - paid, one)


def _customers(request: HttpRequest, one: MovementValue) -> list[int]:
    """Those of the address, or the one of the proposal that it names."""
    typed = Typed(request.GET)
    wanted = typed.wholes("customer")[:CUSTOMERS]
    rank = typed.whole("proposal")
    return wanted or [found.customer_id for found in one.proposals if found.rank == rank]


def _items(desk: Desk, customers: list[int]) -> dict[int, list[OpenItem]]:
    """What each has open, the oldest first; credits after claims."""
    found: dict[int, list[OpenItem]] = {}
    for item in open_items(desk.company.id, as_of=desk.today, customers=customers) if customers else []:
        found.setdefault(item.customer_id, []).append(item)
    for rows in found.values():
        rows.sort(key=lambda item: (item.open < 0, item.due_on or item.issued_on, item.item_id))
    return found


def _whose(
    desk: Desk, customer: int, items: list[OpenItem], one: MovementValue, values: Mapping[str, str], first: list[int]
) -> Whose:  # fmt: skip
    who = identity(desk.company.id, customer)
    if who is None:
        raise Http404
    chosen = [item for item in items if item.item_id in first]
    rest = [item for item in items if item.item_id not in first and item.currency == one.currency]
    others = [item for item in items if item.item_id not in first and item.currency != one.currency]
    shown = [*chosen, *rest, *others][: max(ITEMS, len(chosen))]
    return Whose(
        who=who, rows=tuple(_row(item, one, values) for item in shown), more=len(items) - len(shown),
        part=_field(f"part-{customer}", values),
    )  # fmt: skip


def _row(item: OpenItem, one: MovementValue, values: Mapping[str, str]) -> Row:
    number = item.item_id
    return Row(
        item=item, is_other=item.currency != one.currency, pays=_field(f"pays-{number}", values),
        in_its_currency=_field(f"other-{number}", values), gone=_field(f"gone-{number}", values), kind=values.get(f"kind-{number}", ""),
    )  # fmt: skip


def _field(name: str, values: Mapping[str, str]) -> Field:
    form = QueryDict(mutable=True)
    form[name] = values.get(name, "")
    typed = Typed(form)
    typed.amount(name)
    return Field(
        name=name,
        value=values.get(name, ""),
        wrong=" ".join(f"{one.message} {one.hint}" for one in typed.problems),
    )


def _typed(form: QueryDict) -> dict[str, str]:
    """What stands in the fields of the form."""
    return {
        name: str(value)
        for name, value in form.items()
        if name.startswith((*FIELDS, "note", "another")) and value
    }


def _begun(request: HttpRequest, one: MovementValue) -> dict[str, str]:
    """The fields as a proposal would fill them."""
    rank = Typed(request.GET).whole("proposal")
    values: dict[str, str] = {}
    for found in one.proposals:
        if found.rank == rank:
            for line in found.lines:
                values[f"pays-{line.item_id}"] = (
                    "" if line.amount is None else written(abs(line.amount), one.currency)
                )
                if line.in_its_currency is not None:
                    values[f"other-{line.item_id}"] = written(line.in_its_currency, line.currency)
            for gone in found.differences:
                values |= {
                    f"gone-{gone.item_id}": written(gone.amount, one.currency),
                    f"kind-{gone.item_id}": gone.kind,
                }
    return values


def _meant(
    named: list[int], items: Mapping[int, list[OpenItem]], left: Decimal, one: MovementValue
) -> dict[str, str]:
    """Each invoice that was meant gets what is open of it, as far as what is left goes."""
    values: dict[str, str] = {}
    claims = {item.item_id: item for some in items.values() for item in some}
    for number in named:
        item = claims.get(number)
        if item and item.currency == one.currency and item.open > 0 and left > 0:
            values[f"pays-{number}"] = written(min(item.open, left), one.currency)
            left -= min(item.open, left)
    return values
