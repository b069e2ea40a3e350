"""The one door for files: which format is this? Decided by what is in it, never by its name."""

from __future__ import annotations

from pathlib import Path

from recobro.connectors import csv, fec, saft, sap, xlsx
from recobro.connectors.content import found_in, head_of, is_protected_office
from recobro.connectors.format import Format
from recobro.kernel.problems import refuse

# The surest first. CSV has no mark of its own, so that it comes last and takes what is text.
FORMATS: tuple[Format, ...] = (xlsx.FORMAT, saft.FORMAT, sap.FORMAT, fec.FORMAT, csv.FORMAT)


def recognise(path: Path) -> Format:
    """The format of this file or folder. Raises Refused, with what was found in it, when it is none that Recobro reads."""
    head = head_of(path)
    for one in FORMATS:
        if one.recognise(head, path):
            return one
    if is_protected_office(head, path):
        hint = "Open it with the password, save it without one, and import that."
        raise refuse(path.name, "The file is an office document under a password.", hint)
    known = ", ".join(one.name for one in FORMATS)
    hint = f"Recobro reads {known}. If it is a table, save it as CSV (UTF-8) and import that."
    raise refuse(path.name, f"{found_in(head, path)}: that is no format that Recobro reads.", hint)
