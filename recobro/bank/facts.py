"""What a bank says, before it has a place here: what the readers of `connectors/bank` hand to `read_statements`.

A file is a stream of these in their order: the head of a statement, its movements, its end; then the next. So a file of any length
is read with flat memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What the bank says was on the account at the end of a day (an opening balance: before the first movement). Negative: overdrawn."""

    on: date | None
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementFact:
    """The head of a statement: one account in one currency for some days.

    `account` is the IBAN, or the number as the bank writes it, without blanks; empty where the file does not say (CSV, QIF); so is
    `currency`.
    `number` is the bank's own name of the statement. `is_final` is False for what banks send during the day (CAMT.052, MT942) and for
    notices (CAMT.054): they have no balances that could be checked, and the statement of the day repeats their movements.
    """

    line: int | None = None
    account: str = ""
    currency: str = ""
    number: str = ""
    owner: str = ""
    is_final: bool = True
    opening: Balance | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementFact:
    """Money in (above zero) or out (below zero), as one transaction. A collective booking with its details is one movement per detail.

    `line` is the physical line where it begins (1-based), of XML too. `entry` counts the bookings of a statement from 1: the details
    of one collective booking share it. `booked_on` may be missing only where `value_on` stands. `currency` is empty only where the
    statement's is.

    `reference` is a structured reference of the creditor (RF, QRR, OGM, KID ...) that the file gives in a field of its own; `text` is all
    that the payer wrote, its parts joined by a blank. `bank_reference` is the bank's own name of the booking, `end_to_end` the payer's
    (without NOTPROVIDED). `payer_*` is the other side, whichever way the money went; `ultimate_name` on whose behalf it paid.
    `code` is the bank's kind of movement as it stands. `is_return`: money that had moved goes back (a reversal, a returned direct debit),
    with `return_reason`, where it is said. `charges` is what a bank kept of this movement, `original_*` what was ordered in another
    currency, both without a sign; some formats say the other currency alone. `is_pending`: announced, not booked.
    """

    line: int
    entry: int
    booked_on: date | None
    value_on: date | None = None
    amount: Decimal
    currency: str
    text: str = ""
    reference: str = ""
    end_to_end: str = ""
    mandate: str = ""
    bank_reference: str = ""
    payer_name: str = ""
    payer_account: str = ""
    payer_bank: str = ""
    ultimate_name: str = ""
    code: str = ""
    is_return: bool = False
    return_reason: str = ""
    is_pending: bool = False
    charges: Decimal | None = None
    original_amount: Decimal | None = None
    original_currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndFact:
    """The end of a statement, with what the bank says was left on the account, where it says so."""

    line: int | None = None
    closing: Balance | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionFact:
    """The bank takes back a booking of this account that it told before, by its `bank_reference`; `replaced_by`: by which it is replaced,
    a movement of the same statement. Without that it is taken away.
    """

    line: int
    bank_reference: str
    replaced_by: str = ""


BankFact = StatementFact | MovementFact | CorrectionFact | EndFact
