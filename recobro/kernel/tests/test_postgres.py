"""The embedded database, started for real: by one, by several, after a crash, as root and as an ordinary user."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from recobro.kernel import postgres
from recobro.kernel.postgres import place
from recobro.kernel.postgres.account import Account, account_for_new

FAST = {"fsync": "off"}
root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root hands its server over to another user")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that others may pass through. (pytest's own `tmp_path` is closed to them.)"""
    yield from passable_folder()


@pytest.fixture
def home(folder: Path) -> Iterator[Path]:
    yield from swept(folder / "home")


@pytest.fixture(scope="module")
def running() -> Iterator[Path]:
    """A home whose server runs, for the tests that only look."""
    for folder in passable_folder():
        for home in swept(folder / "home"):
            postgres.start(home)
            yield home


@pytest.fixture
def closed_home(tmp_path: Path) -> Iterator[Path]:
    """A home under a folder of mode 0700, like root's own."""
    (tmp_path / "closed").mkdir(mode=0o700)
    yield from swept(tmp_path / "closed" / "home")


def passable_folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="recobro-pg-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made)


def swept(home: Path) -> Iterator[Path]:
    """A home whose server is gone when the test is over."""
    yield home
    postgres.remove(home)


def ask(uri: str, question: str) -> object:
    with psycopg.connect(uri, autocommit=True) as connection:
        row = connection.execute(question).fetchone()  # type: ignore[arg-type]
        assert row is not None
        return row[0]


def do(uri: str, statement: str) -> None:
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[arg-type]


def postmaster(home: Path) -> int:
    return int((postgres.status(home).data / "postmaster.pid").read_text().splitlines()[0])


def kill_9(home: Path) -> None:
    """Only ever the server that the test itself started."""
    os.kill(postmaster(home), signal.SIGKILL)


# Starting


def test_it_starts_and_answers(running: Path) -> None:
    uri = postgres.uri(running)
    assert ask(uri, "SHOW server_version") == postgres.status(running).version
    assert ask(uri, "SHOW timezone") == "UTC"
    assert ask(uri, "SHOW max_connections") == "50"
    assert (
        ask(uri, "SELECT datlocale FROM pg_database WHERE datname = 'postgres' AND datlocprovider = 'b'")
        == "C.UTF-8"
    )


def test_it_leaves_a_running_server_as_it_is(running: Path) -> None:
    server = postmaster(running)
    assert postgres.start(running) == postgres.uri(running)
    assert postmaster(running) == server


def test_it_listens_to_its_own_user_and_to_no_network(running: Path) -> None:
    assert ask(postgres.uri(running), "SHOW listen_addresses") == ""
    data = postgres.status(running).data
    assert stat.S_IMODE((data / ".s.PGSQL.5432").stat().st_mode) == 0o700
    assert stat.S_IMODE(data.stat().st_mode) == 0o700


def test_it_tells_what_is_there(running: Path) -> None:
    found = postgres.status(running)
    assert (found.running, found.uri, found.data) == (True, postgres.uri(running), running / "postgres")
    assert found.size > 10_000_000
    assert found.as_dict()["data"] == str(running / "postgres")


@pytest.mark.slow
def test_it_is_started_once_by_four_at_the_same_moment(home: Path) -> None:
    code = "from recobro.kernel import postgres; print(postgres.start(home))"
    starters = [spawn(code, home) for _ in range(4)]
    answers = [starter.communicate(timeout=120) for starter in starters]
    assert answers == [(f"{postgres.uri(home)}\n", "")] * 4
    assert ask(postgres.uri(home), "SELECT 1") == 1


@pytest.mark.slow
def test_it_ignores_the_variables_of_postgresql(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"PGPORT": "1", "PGHOST": "elsewhere", "PGDATA": "/nowhere", "PGUSER": "x"}.items():
        monkeypatch.setenv(name, value)
    assert ask(postgres.start(home, settings=FAST), "SHOW port") == "5432"


@pytest.mark.slow
@pytest.mark.parametrize("name", ['it\'s 100% "a" $HOME `x`', "long, " + "é" * 60])
def test_it_starts_under_an_awkward_path(folder: Path, name: str) -> None:
    for home in swept(folder / name):
        uri = postgres.start(home, settings=FAST)
        assert ask(uri, "SELECT 1") == 1
        assert ask(postgres.start(home), "SELECT 1") == 1


# After an accident


def test_it_recovers_from_kill_9_with_its_data(home: Path) -> None:
    uri = postgres.start(home)
    do(uri, "CREATE TABLE kept AS SELECT 42 AS answer")
    kill_9(home)
    assert ask(postgres.start(home), "SELECT answer FROM kept") == 42


@pytest.mark.slow
def test_it_starts_when_the_number_of_the_dead_server_is_somebody_elses_now(home: Path) -> None:
    postgres.start(home, settings=FAST)
    pid_file = postgres.status(home).data / "postmaster.pid"
    written = pid_file.read_text()
    postgres.stop(home)
    owner = account_for_new()
    switch = {"user": owner.uid, "group": owner.gid, "extra_groups": []} if owner.is_another else {}
    with subprocess.Popen(["sleep", "600"], cwd="/", **switch) as stranger:  # type: ignore[call-overload]
        pid_file.write_text(f"{stranger.pid}\n{written.partition(chr(10))[2]}")
        os.chown(pid_file, owner.uid, owner.gid)
        try:
            assert not postgres.status(home).running
            assert ask(postgres.start(home, settings=FAST), "SELECT 1") == 1
        finally:
            stranger.kill()


@pytest.mark.slow
def test_it_begins_again_after_a_first_start_that_was_killed(home: Path) -> None:
    half_made = home / f"{place.FOLDER}.new"
    half_made.mkdir(parents=True)
    (half_made / "PG_VERSION").write_text("18\n")
    assert ask(postgres.start(home, settings=FAST), "SELECT 1") == 1
    assert not half_made.exists()


@pytest.mark.slow
def test_it_says_why_it_did_not_start(home: Path) -> None:
    postgres.start(home, settings=FAST)
    postgres.stop(home)
    with (postgres.status(home).data / "postgresql.conf").open("a") as written:
        written.write("work_mem = 'plenty'\n")
    with pytest.raises(postgres.DatabaseUnavailable, match=r"(?s)did not start.*plenty"):
        postgres.start(home)


@pytest.mark.slow
def test_it_refuses_data_of_another_version(home: Path) -> None:
    postgres.start(home, settings=FAST)
    postgres.stop(home)
    (postgres.status(home).data / "PG_VERSION").write_text("16\n")
    with pytest.raises(postgres.DatabaseUnavailable, match="made by PostgreSQL 16"):
        postgres.start(home)


# Stopping and looking


def test_it_stops_and_keeps_the_data(home: Path) -> None:
    do(postgres.start(home, settings=FAST), "CREATE TABLE kept AS SELECT 42 AS answer")
    postgres.stop(home)
    assert not postgres.status(home).running
    assert ask(postgres.start(home, settings=FAST), "SELECT answer FROM kept") == 42


def test_it_stops_and_looks_where_nothing_was_ever_started(home: Path) -> None:
    postgres.stop(home)
    found = postgres.status(home)
    assert (found.running, found.uri, found.size) == (False, None, 0)
    assert not home.exists()


@pytest.mark.slow
def test_it_removes_everything(home: Path) -> None:
    uri = postgres.start(home, settings=FAST)
    postgres.remove(home)
    assert not postgres.status(home).data.exists()
    with pytest.raises(psycopg.OperationalError):
        ask(uri, "SELECT 1")


# As root in a closed folder


@root_only
@pytest.mark.slow
def test_it_stands_outside_where_the_home_is_closed(closed_home: Path) -> None:
    do(postgres.start(closed_home, settings=FAST), "CREATE TABLE kept AS SELECT 42 AS answer")
    data = postgres.status(closed_home).data
    assert data.parent == place.OUTSIDE
    assert (closed_home / place.POINTER).read_text().strip() == str(data)
    assert stat.S_IMODE(closed_home.parent.stat().st_mode) == 0o700, "no folder may be opened for it"
    kill_9(closed_home)
    assert ask(postgres.start(closed_home, settings=FAST), "SELECT answer FROM kept") == 42


@root_only
@pytest.mark.slow
def test_it_begins_anew_when_a_closed_home_was_deleted(closed_home: Path) -> None:
    do(postgres.start(closed_home, settings=FAST), "CREATE TABLE old AS SELECT 42 AS answer")
    old = postgres.status(closed_home).data
    shutil.rmtree(closed_home)
    uri = postgres.start(closed_home, settings=FAST)
    assert ask(uri, "SELECT to_regclass('old')") is None
    assert not (old / "postmaster.pid").exists(), "nobody can reach the old server, so it must not run on"
    shutil.rmtree(old)


@root_only
@pytest.mark.slow
def test_it_asks_for_a_cluster_that_is_gone(closed_home: Path) -> None:
    closed_home.mkdir()
    (closed_home / place.POINTER).write_text("/var/lib/recobro/gone\n")
    with pytest.raises(postgres.DatabaseUnavailable, match="that folder is gone"):
        postgres.start(closed_home)
    (closed_home / place.POINTER).unlink()


@root_only
@pytest.mark.slow
def test_it_copies_binaries_that_its_user_cannot_reach(home: Path, tmp_path: Path) -> None:
    closed = tmp_path / "site-packages"
    closed.mkdir(mode=0o700)
    package = place.binaries().parent.parent
    for name in (package.name, f"{package.name}.libs"):
        (closed / name).symlink_to(package.with_name(name))
    code = f"sys.path.insert(0, {str(closed)!r}); from recobro.kernel import postgres; print(postgres.start(home))"
    told, problems = spawn(code, home).communicate(timeout=120)
    assert (told, problems) == (f"{postgres.uri(home)}\n", "")
    server = Path(f"/proc/{postmaster(home)}/exe").resolve()
    assert server.is_relative_to(place.OUTSIDE)


# As an ordinary user


@root_only
@pytest.mark.slow
def test_it_serves_an_ordinary_user(folder: Path) -> None:
    nobody = give_to_nobody(folder)
    code = "from recobro.kernel import postgres; print(postgres.start(home)); print(postgres.start(home))"
    for home in swept(folder / "home"):
        told, problems = spawn(code, home, account=nobody).communicate(timeout=120)
        assert (told, problems) == (f"{postgres.uri(home)}\n" * 2, "")
        assert (home / "postgres").stat().st_uid == nobody.uid
        assert stat.S_IMODE(home.stat().st_mode) == 0o700
        assert ask(postgres.uri(home), "SELECT 1") == 1, "root may look, too"


@root_only
@pytest.mark.slow
def test_it_refuses_the_cluster_of_another_user(folder: Path, home: Path) -> None:
    postgres.start(home, settings=FAST)
    home.chmod(0o755)
    stranger = Account(uid=65533, gid=65533)
    code = "from recobro.kernel import postgres; postgres.start(home)"
    _, problems = spawn(code, home, account=stranger).communicate(timeout=120)
    assert "belongs to the user" in problems
    assert "RECOBRO_HOME" in problems


def give_to_nobody(folder: Path) -> Account:
    found = pwd.getpwnam("nobody")
    os.chown(folder, found.pw_uid, found.pw_gid)
    return Account(uid=found.pw_uid, gid=found.pw_gid)


def spawn(code: str, home: Path, *, account: Account | None = None) -> subprocess.Popen[str]:
    """Run the code in a process of its own, which becomes another user once it has read what root alone may read."""
    become = ""
    if account is not None:
        reachable = place.binaries_for(account).parent.parent.parent
        become = (
            f"sys.path.insert(0, {str(reachable)!r}); import importlib.metadata, recobro.kernel.postgres;"
            f" os.setgroups([]); os.setgid({account.gid}); os.setuid({account.uid});"
        )
    lines = f"import os, sys; from pathlib import Path; home = Path(sys.argv[1]); {become}\n{code}"
    return subprocess.Popen(
        [sys.executable, "-c", lines, str(home)],
        cwd=Path(__file__).resolve().parents[3],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
