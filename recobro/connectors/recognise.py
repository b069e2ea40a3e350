"""The one door for files: which format is this? Decided by what is in it, never by its name."""

from __future__ import annotations

import stat
from pathlib import Path

from recobro.connectors import csv, fec, saft, sap, xlsx
from recobro.connectors.content import HEAD, is_protected_office, what_it_is
from recobro.connectors.format import Format
from recobro.kernel.problems import refuse

# The surest first. CSV has no mark of its own, so that it comes last and takes what is text.
FORMATS: tuple[Format, ...] = (xlsx.FORMAT, saft.FORMAT, sap.FORMAT, fec.FORMAT, csv.FORMAT)


def recognise(path: Path) -> Format:
    """The format of this file or folder. Raises Refused, with what was found in it, when it is none that Recobro reads."""
    head = _head(path)
    for one in FORMATS:
        if one.recognise(head, path):
            return one
    if is_protected_office(head, path):
        hint = "Open it with the password, save it without one, and import that."
        raise refuse(path.name, "The file is an office document under a password.", hint)
    known = ", ".join(one.name for one in FORMATS)
    hint = f"Recobro reads {known}. If it is a table, save it as CSV (UTF-8) and import that."
    raise refuse(path.name, f"{_found(head, path)}: that is no format that Recobro reads.", hint)


def _head(path: Path) -> bytes:
    """The first bytes; none of a folder. Refuses what cannot be opened, is neither file nor folder, or has nothing in it."""
    name = path.name or str(path)
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            next(path.iterdir(), None)
            return b""
        if not stat.S_ISREG(mode):
            raise refuse(name, f"'{path}' is not an ordinary file.", "Save the table as a file first.")
        with path.open("rb") as file:
            head = file.read(HEAD)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        hint = "Check the name and the permissions."
        raise refuse(name, f"'{path}' cannot be read: {reason}.", hint) from None
    if not head:
        raise refuse(name, "The file is empty.", "Export it again; it should have a header and rows.")
    return head


def _found(head: bytes, path: Path) -> str:
    if not head:
        names = sorted(one.name for one in path.iterdir())
        inside = (
            f"with {', '.join(names[:5])}{' ...' if len(names) > 5 else ''}"
            if names
            else "with nothing in it"
        )
        return f"'{path}' is a folder {inside}"
    return f"The file is {what_it_is(head) or 'no table'}"
