"""Which of a statement's balances is the one before its first movement, and which the one after its last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from recobro.bank.facts import Balance
from recobro.connectors.bank.camt.details import money
from recobro.connectors.bank.values import currency, iso_day
from recobro.connectors.xml import Node

# Booked balances only. ITBD ends a page and begins the next one, where a statement is cut into pages.
OPENING, CLOSING = ("OPBD", "PRCD"), ("CLBD",)
PAGE = "ITBD"
Coded = tuple[str, Balance]


def balance_of(node: Node) -> Coded | None:
    """Its kind and its value; None for the kinds that are not booked. Raises Unreadable."""
    code = node.get("Tp/CdOrPrtry/Cd", "Tp/CdOrPrtry/Prtry", "Tp/Cd").upper()
    if code not in (*OPENING, *CLOSING, PAGE):
        return None
    place = node.find("Amt") or Node("Amt", node.line)
    value, in_currency = money(place)
    on = node.get("Dt/Dt", "Dt/DtTm", "Dt")
    if node.get("CdtDbtInd") == "DBIT":
        value = -value
    return code, Balance(on=iso_day(on) if on else None, amount=value, currency=currency(in_currency))


def opening(found: Sequence[Coded], in_currency: str) -> Balance | None:
    """Where the bank began; a later page begins where the one before it ended."""
    for code in OPENING:
        if one := _of(found, code, in_currency):
            return min(one, key=_day)
    pages = _of(found, PAGE, in_currency)
    return pages[0] if len(pages) > 1 or (pages and _of(found, "CLBD", in_currency)) else None


def closing(found: Sequence[Coded], in_currency: str) -> Balance | None:
    """Where the bank ended, of the last day."""
    for code in (*CLOSING, PAGE):
        if one := _of(found, code, in_currency):
            return max(reversed(one), key=_day)
    return None


def _of(found: Sequence[Coded], code: str, in_currency: str) -> list[Balance]:
    """Those of the kind: in the currency of the account, where there are any."""
    of_kind = [balance for one, balance in found if one == code]
    return [balance for balance in of_kind if balance.currency == in_currency] or of_kind


def _day(balance: Balance) -> date:
    return balance.on or date.min
