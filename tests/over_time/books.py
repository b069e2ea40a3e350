"""The books of the test: what everybody owes, kept in plain Python beside the product, and never asked of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

NOTHING = Decimal(0)


@dataclass(slots=True, kw_only=True)
class Invoice:
    """What is open of it, and the parts that the customer contests or has promised (of `contested` and `promised`: until when)."""

    number: str
    customer: str
    open: Decimal
    due_on: date
    contested: Decimal = NOTHING
    expected_on: date = date.min
    promised: dict[int, tuple[Decimal, date]] = field(default_factory=dict)

    def asked(self, on: date) -> Decimal:
        """What may be asked for on a day."""
        promised = sum((part for part, until_on in self.promised.values() if on <= until_on), NOTHING)
        return max(self.open - self.contested - promised, NOTHING)


@dataclass(slots=True)
class Books:
    """Invoices by number, money on account by customer, until when a customer is on hold, and who complains."""

    invoices: dict[str, Invoice] = field(default_factory=dict)
    on_account: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    held_until: dict[str, date] = field(default_factory=dict)
    complaints: dict[str, int] = field(default_factory=dict)

    def pay(self, number: str, amount: Decimal) -> Decimal:
        """A payment of an invoice; what exceeds it stays on account. Gives what was set against the invoice."""
        invoice = self.invoices[number]
        set_against = min(invoice.open, amount)
        invoice.open -= set_against
        self.on_account[invoice.customer] += amount - set_against
        return set_against

    def owes(self, customer: str) -> Decimal:
        """What he owes when his money on account is counted; below zero we owe him."""
        owed = sum((one.open for one in self.invoices.values() if one.customer == customer), NOTHING)
        return owed - self.on_account[customer]

    def why_not(self, number: str, on: date) -> str:
        """Why this invoice must not be asked for on a day; empty when it may."""
        invoice = self.invoices[number]
        if invoice.open <= 0:
            return "it is paid"
        if self.owes(invoice.customer) <= 0:
            return "the customer owes nothing"
        if invoice.asked(on) <= 0:
            return "it is contested or promised whole"
        if self.held_until.get(invoice.customer, date.min) >= on:
            return "the customer is on hold"
        if invoice.customer in self.complaints:
            return "the customer complains"
        if invoice.expected_on >= on:
            return "its payment is expected"
        return ""
