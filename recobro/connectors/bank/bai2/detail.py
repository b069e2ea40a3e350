"""A transaction, record 16, and the amounts of an account, record 03: with their type codes and funds types."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from recobro.connectors.bank.bai2.records import Record
from recobro.connectors.bank.values import Unreadable, day, plain, reference, tight
from recobro.connectors.table.dates import full_year
from recobro.connectors.table.fault import shown
from recobro.kernel.money import AMOUNT_MAX

# Amounts have no point: the decimals are those of ISO 4217, which for some currencies are not those that people write (CLDR).
ISO_DECIMALS = {
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
    **dict.fromkeys("CLF UYW".split(), 4),
}  # fmt: skip
WHOLE = re.compile(r"[+-]?\d{1,18}", re.ASCII)
DAY = re.compile(r"(\d{2}|\d{4})(\d{2})(\d{2})", re.ASCII)
KEYED = re.compile(r"(?:^|\s)([A-Z]{2,4}\d?):\s*(.*?)(?=\s[A-Z]{2,4}\d?:|$)")
RETURNS = frozenset({"252", "255", "257", "258", "261", "552", "555", "557", "558", "561"})
NON_MONETARY = "890"


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """What a record 16 says. `amount` has its sign."""

    code: str
    amount: Decimal
    value_on: date | None
    bank_reference: str
    customer_reference: str
    text: str
    payer_name: str
    payer_account: str
    payer_bank: str

    @property
    def is_return(self) -> bool:
        return self.code in RETURNS


def detail(record: Record, in_currency: str) -> Detail:
    """Reads a record 16. Raises Unreadable."""
    fields = record.lines[0].rstrip().removesuffix("/").split(",")
    rest = record.lines[1:]
    while len(fields) < 3 and rest:  # broken before its text
        fields, rest = [*fields, *rest[0].rstrip().removesuffix("/").split(",")], rest[1:]
    code = fields[0].strip()
    sign = sign_of(code)
    value = whole_amount(fields[1] if len(fields) > 1 else "", in_currency)
    funds, left = _funds(fields[2:])
    bank_reference, customer_reference, *texts = [*left, "", ""]
    text = plain(" ".join([",".join(texts).rstrip(","), *(one.rstrip().removesuffix("/") for one in rest)]))
    said = dict(found for line in rest for found in KEYED.findall(line))
    side = "D" if sign > 0 else "C"  # debtor or creditor
    name = said.get("DBNM" if sign > 0 else "CRNM") or said.get("BO1", "")
    return Detail(
        payer_name=plain(name), payer_account=tight(said.get(f"{side}ACT") or said.get("BO", "")),
        payer_bank=tight(said.get(f"{side}BIC") or said.get(f"{side}ABA", "")), code=code, amount=value * sign,
        value_on=funds, bank_reference=reference(bank_reference), customer_reference=reference(customer_reference), text=text,
    )  # fmt: skip


def sign_of(code: str) -> int:
    """Money in or out, by the type code. Raises Unreadable for the codes that move nothing."""
    if not (code.isascii() and code.isdecimal() and len(code) == 3):
        raise Unreadable(f"the type code {shown(code)} cannot be read")
    number = int(code)
    if 100 <= number <= 399 or 720 <= number <= 759 or 920 <= number <= 959:
        return 1
    if 400 <= number <= 699 or 760 <= number <= 799 or 960 <= number <= 999:
        return -1
    raise Unreadable(f"the type code {code} stands for no movement")


def summaries(fields: list[str]) -> Iterator[tuple[str, str]]:
    """Type code and amount of each balance or sum of a record 03, behind account and currency."""
    left = fields
    while left:
        code, *left = left
        if not code:
            continue
        text, _, *left = [*left, "", ""]
        yield code, text
        _, left = _funds(left, quietly=True)


def _funds(fields: list[str], *, quietly: bool = False) -> tuple[date | None, list[str]]:
    """The day from which the money counts, where it is said, and the fields behind."""
    if not fields:
        return None, []
    kind, *left = fields
    kind = kind.strip().upper()
    if kind == "S":
        return None, left[3:]
    if kind == "D":
        parts = left[0].strip() if left else ""
        return None, left[1 + 2 * int(parts) :] if parts.isascii() and parts.isdecimal() and len(
            parts
        ) < 4 else left[1:]
    if kind == "V":
        text = left[0].strip() if left else ""
        return (None if quietly or not text else bai_day(text)), left[2:]
    return None, left


def bai_day(text: str) -> date:
    """`240131`, some write `20240131`. Raises Unreadable."""
    found = DAY.fullmatch(text.strip())
    if not found:
        raise Unreadable(f"date {shown(text)} cannot be read")
    return day(full_year(found[1]), int(found[2]), int(found[3]), text)


def whole_amount(text: str, in_currency: str) -> Decimal:
    """`123450` is 1234.50 EUR and 123450 JPY. Raises Unreadable."""
    flat = text.strip()
    if not flat:
        raise Unreadable("the amount is missing")
    if not WHOLE.fullmatch(flat):
        raise Unreadable(
            f"amount {shown(text)} cannot be read", "BAI2 writes amounts without a decimal sign."
        )
    value = Decimal(flat).scaleb(-ISO_DECIMALS.get(in_currency, 2))
    if abs(value) >= AMOUNT_MAX:
        raise Unreadable(f"amount {shown(text)} is too large")
    return value
