"""The one door for files of banks: which format is this? Decided by what is in it, never by its name."""

from __future__ import annotations

from pathlib import Path

from recobro.connectors.bank import (
    bai2,
    camt,
    cfonb120,
    coda,
    mt940,
    norma43,
    ofx,
    qif,
    table,
)
from recobro.connectors.bank.format import BankFormat
from recobro.connectors.content import found_in, head_of, is_protected_office
from recobro.kernel.problems import refuse

# The surest first; tables have no mark of their own and come last.
FORMATS: tuple[BankFormat, ...] = (
    camt.FORMAT,
    mt940.FORMAT,
    ofx.FORMAT,
    bai2.FORMAT,
    qif.FORMAT,
    coda.FORMAT,
    cfonb120.FORMAT,
    norma43.FORMAT,
    table.FORMAT,
)


def recognise(path: Path) -> BankFormat:
    """The format of this file. Raises Refused, with what was found in it, when it is none that Recobro reads."""
    head = head_of(path)
    for one in FORMATS:
        if head and one.recognise(head, path):
            return one
    if is_protected_office(head, path):
        hint = "Open it with the password, save it without one, and read that."
        raise refuse(path.name, "The file is an office document under a password.", hint)
    known = ", ".join(one.name for one in FORMATS)
    hint = f"Recobro reads {known}. Ask the bank for one of them; what is packed must be unpacked first."
    raise refuse(path.name, f"{found_in(head, path)}: that is no bank statement that Recobro reads.", hint)
