"""The communication of a CODA movement: free text, or one of the structures that Febelfin numbers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from recobro.connectors.bank.records import amount
from recobro.connectors.table.fault import Fault
from recobro.kernel.money import is_currency

# Structures of cards, commissions and bills: numbers of terminals and batches that no payer wrote.
OF_NOBODY = frozenset({"106", "108", "111", "113", "114", "115", "121", "122", "123", "124", "125", "126"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Communication:
    """What a communication says."""

    text: str = ""
    reference: str = ""
    mandate: str = ""
    original_amount: Decimal | None = None
    original_currency: str = ""
    is_return: bool = False
    return_reason: str = ""


def communication(is_structured: bool, raw: str) -> Communication:
    """What these characters say. A structured communication begins with the number of its structure."""
    if not is_structured:
        return Communication(text=" ".join(raw.split()))
    kind, rest = raw[:3], raw[3:]
    if kind == "100":
        return Communication(reference="".join(rest.split()))
    if kind in ("101", "102"):
        return Communication(reference=ogm(rest[:12]), text="" if ogm(rest[:12]) else " ".join(rest.split()))
    if kind == "105":
        return _original(rest)
    if kind == "107":
        return Communication(text=" ".join(rest[18:48].split()), mandate=rest[:12].strip())
    if kind == "127":
        return _direct_debit(rest)
    return Communication(text="" if kind in OF_NOBODY else " ".join(rest.split()))


def ogm(digits: str) -> str:
    """The structured communication of Belgium as people write it, +++090/9337/55493+++; nothing where there are no twelve digits."""
    if len(digits) != 12 or not (digits.isascii() and digits.isdecimal()) or not digits.strip("0"):
        return ""
    return f"+++{digits[:3]}/{digits[3:7]}/{digits[7:]}+++"


def _original(rest: str) -> Communication:
    """105: the amount in the currency in which it was ordered."""
    money, currency = amount(rest[15:30].strip(), 3), rest[42:45]
    if isinstance(money, Fault) or not money or not is_currency(currency):
        return Communication(reference=ogm(rest[45:57]))
    return Communication(
        original_amount=money.quantize(Decimal("0.01")),
        original_currency=currency,
        reference=ogm(rest[45:57]),
    )


def _direct_debit(rest: str) -> Communication:
    """127: a SEPA direct debit, with the reason where it came back."""
    unpaid = rest[8:9].strip("0 ")
    returned = rest[141:142].strip("0 ")
    return Communication(
        text=" ".join(rest[79:141].split()),
        mandate=rest[44:79].strip(),
        is_return=bool(unpaid or returned),
        return_reason=rest[142:146].strip() or unpaid,
    )
