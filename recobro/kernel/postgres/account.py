"""Who runs the server, and how a program is run as that user.

PostgreSQL refuses to run as root. For root it runs as another user that exists already: `postgres`, else `nobody`.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if os.name == "posix":
    import pwd

STAND_INS = ("postgres", "nobody")


class DatabaseUnavailable(Exception):
    """The embedded database cannot serve. The message is a sentence for people, with the way out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A system user."""

    uid: int
    gid: int

    @property
    def is_another(self) -> bool:
        """Must we hand over to this user? Only root can."""
        return os.geteuid() == 0 and self.uid != 0

    @property
    def name(self) -> str:
        with contextlib.suppress(KeyError):
            return pwd.getpwuid(self.uid).pw_name
        return f"number {self.uid}"


def account_for_new() -> Account:
    """Who runs a cluster that does not exist yet: ourselves, or the user that root hands over to."""
    if os.geteuid() != 0:
        return Account(uid=os.geteuid(), gid=os.getegid())
    for name in STAND_INS:
        with contextlib.suppress(KeyError):
            found = pwd.getpwnam(name)
            return Account(uid=found.pw_uid, gid=found.pw_gid)
    raise DatabaseUnavailable(
        "PostgreSQL does not run as root, and there is neither a user postgres nor a user nobody to run it as."
        " Run Recobro as an ordinary user, or set RECOBRO_DATABASE_URL."
    )


def account_of(data: Path) -> Account:
    """Who runs an existing cluster: the owner of its folder. Refuses one that is not ours to run."""
    try:
        found = data.stat()
    except PermissionError as error:
        raise closed(data) from error
    owner = Account(uid=found.st_uid, gid=found.st_gid)
    if os.geteuid() not in (0, owner.uid):
        raise DatabaseUnavailable(
            f"The database in {data} belongs to the user {owner.name}."
            " Run Recobro as that user or as root, or choose another home by RECOBRO_HOME."
        )
    if owner.uid == 0:
        raise DatabaseUnavailable(
            f"The database in {data} belongs to root, and PostgreSQL does not run as root."
            f" Give it to another user: chown -R {STAND_INS[-1]} '{data}'"
        )
    return owner


def run(
    command: list[str], account: Account, *, within: Path = Path("/")
) -> subprocess.CompletedProcess[str]:
    """Run as this user, with nothing of our environment: PG* variables would steer the server.

    PGDATA names the folder that it runs `within`.

    What the program says goes to a file: a server that it starts keeps it open, and a pipe would never end.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        try:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC", "PGDATA": str(within)},
                cwd=within,
                check=False,
                umask=0o077,
                start_new_session=True,  # Ctrl-C is for us, not for the server
                **_handing_over(account),
            )
        except PermissionError as error:
            if error.filename != command[0]:
                raise _cannot_switch(account) from error
            return subprocess.CompletedProcess(command, returncode=126, stdout=str(error))
        said.seek(0)
        return subprocess.CompletedProcess(command, done.returncode, stdout=said.read())


def may_enter(account: Account, folder: Path) -> bool:
    """May this user enter the folder? Asked by trying, so that access lists and mount options count too."""
    return run(["/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder)], account).returncode == 0


def may_run(account: Account, program: Path) -> bool:
    """May this user run the program?"""
    return run([str(program), "--version"], account).returncode == 0


def closed(folder: Path) -> DatabaseUnavailable:
    """What to say of a folder that we cannot look into."""
    return DatabaseUnavailable(
        f"The folder {folder} is closed to the user that runs Recobro."
        " Run it as the user that owns the folder, or choose another home by RECOBRO_HOME."
    )


def _handing_over(account: Account) -> dict[str, Any]:
    if not account.is_another:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def _cannot_switch(account: Account) -> DatabaseUnavailable:
    return DatabaseUnavailable(
        f"PostgreSQL must run as the user {account.name}, and this system does not let us switch to it."
        " Run Recobro as an ordinary user, or set RECOBRO_DATABASE_URL."
    )
