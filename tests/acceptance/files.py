"""Files as users have them: a header, and a row for each invoice."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

HEADER = "Customer code,Customer name,Email,Address,Postcode,City,Invoice number,Invoice date,Due date,Amount,Currency"
OPEN_HEADER = f"{HEADER},Open amount"


def row(
    number: str, amount: str = "100.00", *, code: str = "LATE", issued: str = "2026-01-05", due: str = "2026-02-04",
    currency: str = "EUR",
) -> str:  # fmt: skip
    """A row of `HEADER`. The customer has an e-mail and a postal address."""
    who = f"{code},{code.capitalize()} Ltd,ap@{code.lower()}.example,1 Main Road,EC1A 1BB,London"
    return f"{who},{number},{issued},{due},{amount},{currency}"


def csv(*rows: str, header: str = HEADER) -> bytes:
    """A file of these rows."""
    return ("\n".join([header, *rows]) + "\n").encode()


def write(path: Path, content: bytes | Iterable[bytes]) -> Path:
    """Writes the file, in parts if it comes in parts, and gives its path."""
    with path.open("wb") as file:
        file.writelines([content] if isinstance(content, bytes) else content)
    return path
