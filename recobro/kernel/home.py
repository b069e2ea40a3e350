"""Where Recobro keeps what is not in the database: the embedded cluster, the rehearsal mailbox, the letters.

One home is one installation; several live side by side. `RECOBRO_HOME` names it, else the user's data folder.
"""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_data_path


def home() -> Path:
    """The home folder, absolute. It is not created here."""
    named = os.environ.get("RECOBRO_HOME", "").strip()
    return Path(named).expanduser().absolute() if named else user_data_path("recobro", appauthor=False)


def made(folder: Path) -> Path:
    """This home folder, made if there is none, and closed to others. Root's lets the database's user pass through."""
    folder.mkdir(
        mode=0o711 if os.name == "posix" and os.geteuid() == 0 else 0o700, parents=True, exist_ok=True
    )
    return folder


def mailbox(company: str) -> Path:
    """The folder of a company's rehearsal mailbox: one `.eml` a message."""
    return home() / "mailbox" / folder_name(company)


def letters(company: str) -> Path:
    """The folder of a company's letters: one PDF a letter and one a batch for the printer."""
    return home() / "letters" / folder_name(company)


def folder_name(name: str) -> str:
    """A name that is safe as a folder on every system: letters, digits, `-` and `_` are kept."""
    safe = "".join(char if char.isalnum() or char in "-_" else "-" for char in name.strip()).strip("-")
    return safe or "company"
