"""Reads settings from the environment: three small readers, which refuse odd values aloud, and a keeper of a secret."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Collection
from pathlib import Path

from recobro.kernel.home import made
from recobro.kernel.problems import refuse

YES = ("yes", "true", "on", "1")
NO = ("no", "false", "off", "0")


def text(name: str, *, default: str = "", among: Collection[str] = ()) -> str:
    """The words in a variable; those of `among` only, if that is given. Unset and empty are the same."""
    value = os.environ.get(name, "").strip() or default
    if among and value not in among:
        raise refuse(name, f"'{value}' is not known.", f"Write one of: {', '.join(among)}.")
    return value


def number(name: str, *, default: int, least: int, most: int) -> int:
    """The whole number in a variable."""
    value = text(name, default=str(default))
    if not (value.isascii() and value.isdigit()) or not least <= int(value) <= most:
        raise refuse(name, f"'{value}' is not a whole number from {least} to {most}.", f"Such as {default}.")
    return int(value)


def yes_or_no(name: str, *, default: bool) -> bool:
    """The answer in a variable."""
    value = text(name, default=YES[0] if default else NO[0]).lower()
    if value not in YES + NO:
        raise refuse(name, f"'{value}' is neither yes nor no.", "Write yes or no.")
    return value in YES


def kept_secret(name: str, *, home: Path) -> str:
    """The secret in a variable; else one that is made once and kept in the home, readable by its owner only."""
    if given := text(name):
        return given
    kept = home / name.lower().replace("_", "-")
    if not kept.exists():
        _keep(secrets.token_urlsafe(50), kept)
    return kept.read_text(encoding="utf-8").strip()


def _keep(secret: str, kept: Path) -> None:
    """Write it aside and link it into place: of several at once, one is first, and nobody reads half a secret."""
    handle, aside = tempfile.mkstemp(prefix=".secret-", dir=made(kept.parent))  # mode 0600
    try:
        os.write(handle, f"{secret}\n".encode())
        os.fsync(handle)
        os.link(aside, kept)
    except FileExistsError:
        pass
    finally:
        os.close(handle)
        os.unlink(aside)
