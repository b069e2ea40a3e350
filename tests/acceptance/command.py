"""The command line as a user has it: a process of its own, with a home and a database of its own.

`Here` is the same command line without the process, in the database of the test: for what would start a hundred processes.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

import psycopg
from django.db import connection
from psycopg import sql

from recobro.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
RECOBRO = (
    sys.executable,
    "-c",
    "from recobro.cli.main import main; main()",
)  # the console script, wherever it is installed


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a command did."""

    status: int
    stdout: str
    stderr: str

    def json(self) -> Any:
        """What it printed, which has to be one JSON document."""
        return json.loads(self.stdout)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recobro:
    """`recobro` in a home. Without a `database` the home has an embedded one."""

    home: Path
    database: str = ""
    more: dict[str, str] = field(default_factory=dict)

    def __call__(self, *words: str | Path, status: int = 0) -> Done:
        """Runs a command to its end. Any other exit status than the expected one fails with what it said."""
        process = self.start(*words)
        stdout, stderr = process.communicate(timeout=300)
        done = Done(status=process.returncode, stdout=stdout, stderr=stderr)
        assert done.status == status, f"{' '.join(map(str, words))}: {done}"
        assert "Traceback" not in stderr, stderr
        return done

    def start(self, *words: str | Path) -> subprocess.Popen[str]:
        """Starts a command and does not wait for it."""
        kept = {
            key: value for key, value in os.environ.items() if not key.startswith(("RECOBRO_", "DJANGO_"))
        }
        database = {"RECOBRO_DATABASE_URL": self.database} if self.database else {}
        return subprocess.Popen(
            [*RECOBRO, *map(str, words)],
            cwd=ROOT,
            env={**kept, "RECOBRO_HOME": str(self.home), **database, **self.more},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def rows(self, question: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Rows of the database, asked beside the product."""
        with psycopg.connect(self.database) as beside:
            return beside.execute(question, parameters or None).fetchall()  # type: ignore[arg-type]

    def counts(self) -> dict[str, int]:
        """How many rows every table has."""
        with psycopg.connect(self.database) as beside:
            return {name: _scalar(beside, sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name)))
                    for name in _tables(beside)}  # fmt: skip

    def contents(self) -> dict[str, str]:
        """A fingerprint of what stands in every table."""
        with psycopg.connect(self.database) as beside:
            return fingerprints(beside)

    def files(self) -> list[str]:
        """Every file of the home that is no part of a database."""
        if not self.home.exists():
            return []
        found = (path.relative_to(self.home) for path in self.home.rglob("*") if path.is_file())
        return sorted(str(path) for path in found if path.parts[0] in ("mailbox", "letters"))


def fingerprints(beside: psycopg.Connection[Any]) -> dict[str, str]:
    """A fingerprint of what stands in every table, as this connection sees it."""
    question = "SELECT coalesce(md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))), '') FROM {} t"
    return {name: _scalar(beside, sql.SQL(question).format(sql.Identifier(name))) for name in _tables(beside)}  # fmt: skip


def _tables(beside: psycopg.Connection[Any]) -> list[str]:
    question = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'access_bankingday' ORDER BY tablename"
    return [name for (name,) in beside.execute(question)]


def _scalar(beside: psycopg.Connection[Any], question: sql.Composed) -> Any:
    row = beside.execute(question).fetchone()
    assert row is not None
    return row[0]


@dataclass(frozen=True, slots=True)
class Here:
    """`recobro` in this process: from the words to the exit status by its own `main`, in the database of the test."""

    def __call__(self, *words: str | Path, status: int = 0) -> Done:
        """Runs a command. Any other exit status than the expected one fails with what it said."""
        stdout, stderr = io.StringIO(), io.StringIO()
        argv = mock.patch.object(sys, "argv", ["recobro", *map(str, words)])
        with argv, is_connected(), redirect_stdout(stdout), redirect_stderr(stderr):
            done = Done(status=_status_of_main(), stdout=stdout.getvalue(), stderr=stderr.getvalue())
        assert done.status == status, f"{' '.join(map(str, words))}: {done}"
        return done

    def contents(self) -> dict[str, str]:
        """A fingerprint of what stands in every table."""
        connection.ensure_connection()
        return fingerprints(connection.connection)


def is_connected() -> Any:
    """Tells commands that there is a database, lest they start one; the one that Django knows is used."""
    return mock.patch.dict(os.environ, {"RECOBRO_DATABASE_URL": "postgresql:///the-database-of-the-test"})


def _status_of_main() -> int:
    try:
        main()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0
