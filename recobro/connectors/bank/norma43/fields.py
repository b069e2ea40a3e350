"""What stands in the columns of a record of Norma 43: accounts, balances, amounts."""

from __future__ import annotations

from decimal import Decimal

from stdnum.es import ccc

from recobro.bank.facts import Balance
from recobro.connectors.bank.records import Record, amount, day, iban_of, told
from recobro.connectors.table.fault import Fault, shown
from recobro.kernel.problems import Problem

# The numbers of ISO 4217. Babel does not have them, and these few never change.
CURRENCIES = {
    "978": "EUR", "840": "USD", "826": "GBP", "756": "CHF", "392": "JPY", "124": "CAD", "036": "AUD", "752": "SEK", "578": "NOK",
    "208": "DKK", "985": "PLN", "203": "CZK", "348": "HUF", "946": "RON", "975": "BGN", "949": "TRY", "504": "MAD", "484": "MXN",
    "170": "COP", "604": "PEN", "152": "CLP", "032": "ARS", "986": "BRL", "858": "UYU", "156": "CNY", "344": "HKD", "702": "SGD",
    "356": "INR", "554": "NZD", "710": "ZAR", "376": "ILS", "784": "AED", "682": "SAR", "012": "DZD", "788": "TND", "818": "EGP",
    "410": "KRW", "764": "THB", "643": "RUB", "980": "UAH", "952": "XOF", "950": "XAF", "724": "ESP",
}  # fmt: skip
SIGNS = {"1": -1, "2": 1}


def account_of(record: Record) -> str:
    """The IBAN, which follows from bank, branch and number of a Spanish account."""
    bank, number = record.part(3, 10), record.part(11, 20)
    if len(bank) + len(number) != 18 or not (bank + number).isdecimal():
        return bank + number
    return iban_of("ES", f"{bank}{ccc.calc_check_digits(f'{bank}00{number}')}{number}")


def balance_of(
    record: Record, *, sign: int, first: int, on: tuple[int, int] | Record, currency: str
) -> Balance | Fault:
    """A balance, its day in columns of its own; the new balance is that of the last day that record 11 names."""
    money = money_of(record, sign, first)
    when = day(on.part(27, 32), "ymd") if isinstance(on, Record) else day(record.part(*on), "ymd")
    if isinstance(money, Fault):
        return money
    return Balance(on=None if isinstance(when, Fault) else when, amount=money, currency=currency)


def money_of(record: Record, sign: int, first: int) -> Decimal | Fault:
    found = amount(record.part(first, first + 13), 2)
    if isinstance(found, Fault):
        return found
    said = record.part(sign, sign)
    if said not in SIGNS:
        return Fault(
            f"the sign {shown(said)} is neither 1 (debit) nor 2 (credit)", "Ask the bank for the file again."
        )
    return found * SIGNS[said]


def original_of(record: Record | None, source: str) -> tuple[Decimal | None, str, Problem | None]:
    """The amount and the currency in which it was ordered."""
    if record is None:
        return None, "", None
    currency, money = CURRENCIES.get(record.part(5, 7)), amount(record.part(8, 21), 2)
    if currency is None or isinstance(money, Fault):
        problem = told(
            source,
            record,
            "The amount in the other currency cannot be read.",
            "The movement is read without it.",
            "warning",
        )
        return None, "", problem
    return money, currency, None
