"""The one door for files of banks: which format is this? Decided by what is in it, never by its name."""

from __future__ import annotations

from recobro.connectors.bank.format import BankFormat

# The surest first; tables have no mark of their own and come last.
FORMATS: tuple[BankFormat, ...] = ()
