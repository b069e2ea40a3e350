"""The number of a rate."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from recobro.access.rates import DECIMALS
from recobro.connectors.table.amounts import DecimalSign, Figure, amount_reader
from recobro.connectors.table.fault import Fault, shown

RATE_MAX = Decimal(10) ** 12  # with 15 decimals no more can be told exactly: 28 digits are calculated with


def rate_of(text: str, sign: DecimalSign | None, currency: str) -> Decimal | Fault | None:
    """The rate of the currency, None for none (empty, N/A), or what is wrong with it.

    `sign`: the decimal sign that the file was seen to have.
    """
    found = amount_reader(sign, strict=False, default_currency=None)(text)
    if isinstance(found, Fault):
        return Fault(f"rate {shown(text)} of {currency} cannot be read", "Write it as 1.0876.")
    if isinstance(found, Figure):
        if found.thousands is not None:
            return Fault(
                f"rate {shown(text)} of {currency} may be {found.thousands} or {found.amount}",
                "Say which sign is the decimal one: --decimal . or ,",
            )
        if found.currency is not None:
            return Fault(f"rate {shown(text)} of {currency} has a currency in it", "Write the number alone.")
        found = found.amount
    if found is None:
        return None
    if found >= RATE_MAX:
        return Fault(f"rate {shown(text)} of {currency} is too large", "Correct it.")
    rate = found.quantize(Decimal(1).scaleb(-DECIMALS), rounding=ROUND_HALF_UP).normalize()
    return rate if rate > 0 else Fault(f"rate {shown(text)} of {currency} is not above zero", "Correct it.")
