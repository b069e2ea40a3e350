"""What a line on a customer's account is, told by the other accounts of its entry, else by its journal."""

from __future__ import annotations

from collections.abc import Collection

from recobro.connectors.fec.survey import CASH, Nature
from recobro.connectors.record import Kind

REVENUE = ("70", "71", "72", "74", "4457", "775", "487", "418")
WAIVED = ("654", "6714", "416", "491")
DISCOUNT = ("665",)


def kind_of(*, is_claim: bool, others: Collection[str], journal: Nature) -> Kind:
    """`others`: the accounts of the entry beside the customers' own. An entry of an opening journal is an opening balance."""
    if journal == "opening":
        return "opening_balance" if is_claim else "adjustment"
    if _any(others, REVENUE) and _any(others, CASH):
        return "invoice" if is_claim else "payment"  # a cash sale, entered with its receipt
    nature = _nature_of(others) or (journal if not others else "other")
    if nature == "sales":
        return "invoice" if is_claim else "credit_note"
    if nature == "cash":
        return "return" if is_claim else "payment"
    if is_claim or not others:
        return "adjustment"
    if _any(others, DISCOUNT):
        return "discount"
    return "write_off" if _any(others, WAIVED) else "adjustment"


def _nature_of(others: Collection[str]) -> Nature | None:
    if _any(others, REVENUE):
        return "sales"
    return "cash" if _any(others, (*CASH, "413", "511")) else None


def _any(accounts: Collection[str], prefixes: tuple[str, ...]) -> bool:
    return any(account.startswith(prefixes) for account in accounts)
