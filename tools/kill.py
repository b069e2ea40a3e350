"""Nights that are killed: is every message received once, none lost, and what nobody knows told?

    python -m tools.kill --rounds 25 --messages 2000 --kills 4

Each round is a live company that writes an e-mail to every customer, through a real SMTP server on loopback that writes down what
it took before it answers. At random moments of the night one of three is killed with SIGKILL: the worker, the database (its
postmaster, or the backend of the worker), the SMTP server (and the worker within a second of it). Then the night runs again, is
killed again, and at last runs until nothing changes. What the server wrote down is compared with what the database says.

Most rounds begin with composed messages, so that the kills fall into the delivery; every fifth begins with the invoices alone.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from recobro.kernel import postgres

ROOT = Path(__file__).resolve().parent.parent
VICTIMS = ("worker", "database", "smtp")
NIGHTS_AT_MOST = 12  # in a row, until nothing changes
# What is killed are processes, not the power: what the kernel has been given stays. Commits wait for their log all the same.
SETTINGS = {"fsync": "off", "full_page_writes": "off", "shared_buffers": "64MB"}

READY = "import sys, django; django.setup()\n"
BUILD = """
from tools.kill import build
build(int(sys.argv[1]))
"""
COMPOSE = """
from recobro import flow
from tools.kill import company, now
flow.propose_day(company().id, as_of=company().today(now()), clock=now, by="kill")
"""
NIGHT = """
from recobro import flow
from tools.kill import company, now
day = flow.night(company().id, as_of=company().today(now()), clock=now, by="kill")
print(day.delivered)
"""
SMTP = """
import sys, threading
from pathlib import Path
from tests.smtp import serving
with serving(port=int(sys.argv[1]), journal=Path(sys.argv[2])) as server:
    print(server.port, flush=True)
    threading.Event().wait()
"""


@dataclass(slots=True)
class Round:
    """What a round found. `wrong` is empty when every promise was kept."""

    kills: list[str] = field(default_factory=list)
    missed: int = 0  # kills that came when the night was over
    nights: int = 0
    sent: int = 0
    unknown: int = 0
    unknown_arrived: int = 0
    seconds: float = 0
    wrong: list[str] = field(default_factory=list)


def main() -> None:
    """Runs the rounds and says what they found; exit status 1 when a promise was broken."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--messages", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=4, help="in each round")
    parser.add_argument("--seed", type=int, default=1)
    words = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # nothing is left running, however it ends
    rounds = list(
        run(rounds=words.rounds, messages=words.messages, kills=words.kills, seed=words.seed, say=_print)
    )
    _print(summary(rounds, words.messages))
    sys.exit(1 if any(one.wrong for one in rounds) else 0)


def run(*, rounds: int, messages: int, kills: int, seed: int, say: Callable[[str], None]) -> Iterator[Round]:
    """The rounds, one after the other, on a database server of their own."""
    chance = random.Random(seed)
    with _stage() as stage:
        stage.build(messages)
        for number in range(rounds):
            done = stage.play(chance, messages=messages, kills=kills, composed=number % 5 != 4)
            say(f"round {number + 1}: {', '.join(done.kills)}; {done.nights} nights, {done.sent} sent, {done.unknown} unknown "
                f"({done.unknown_arrived} of them arrived), {done.seconds:.0f} s {'; '.join(done.wrong) or 'right'}")  # fmt: skip
            yield done


def summary(rounds: list[Round], messages: int) -> str:
    """All rounds in some lines."""
    killed = Counter(kill.split(" ")[0] for one in rounds for kill in one.kills)
    lines = (
        f"{len(rounds)} rounds of {messages} messages, {sum(killed.values())} kills: {dict(killed)};",
        f"{sum(one.missed for one in rounds)} kills came when the night was over.",
        f"Sent {sum(one.sent for one in rounds)}, unknown {sum(one.unknown for one in rounds)},",
        f"of which {sum(one.unknown_arrived for one in rounds)} had arrived.",
        f"Rounds with a broken promise: {sum(bool(one.wrong) for one in rounds)}.",
        f"{sum(one.seconds for one in rounds):.0f} s",
    )
    return " ".join(lines)


# What the worker processes do, with Django set up


def now() -> datetime:
    return datetime.now(UTC)


def company() -> Any:
    """The one company of the database."""
    from recobro.access.company import only_company

    return only_company()


def build(messages: int) -> None:
    """A live company, and customers who each owe it an invoice that is ten days late."""
    from recobro.access.company import add_company, go_live
    from recobro.ledger.facts import ContactFact, CustomerFact, Fact, ItemFact
    from recobro.ledger.post import post
    from recobro.policy.assign import assign
    from recobro.policy.load import BEGINNING, load_policy
    from tests import cast

    today = now().date()
    week = (1, 2, 3, 4, 5, 6, 7)
    creditor = add_company(
        name="Kill SL", currency="EUR", country="ES", language="en", time_zone="UTC", at=now(), sender="credit@kill.test",
        sending_days=week, sends_on_holidays=True,
    )  # fmt: skip
    load_policy(creditor.id, text=cast.BY_EMAIL, source="policy.toml", today=today, at=now(), by="kill")
    assign(creditor.id, policy_key="flow", from_on=BEGINNING, at=now(), by="kill")
    facts: list[Fact] = []
    for number in range(messages):
        code = f"C{number:06}"
        facts += [
            CustomerFact(code=code, name=f"Customer {number}", country="ES", language="en"),
            ContactFact(code=code, role="reminders", email=f"{code.lower()}@kill.test"),
            ItemFact(
                code=code, document_key=code, number=f"I-{number}", kind="invoice", currency="EUR", amount=Decimal(100),
                issued_on=today - timedelta(days=40), due_on=today - timedelta(days=10),
            ),
        ]  # fmt: skip
    post(creditor.id, facts, source="kill", on=today, at=now(), by="kill")
    go_live(creditor.id, on=today, by="kill", at=now())


# The stage: a home with a database server, and a mail server


@dataclass(slots=True)
class _Stage:
    home: Path
    port: int = 0
    mail: subprocess.Popen[str] | None = None
    database: str = ""
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def journal(self) -> Path:
        return self.home / f"{self.database}.journal"

    def build(self, messages: int) -> None:
        """The databases that every round copies: one with invoices, one with composed messages as well."""
        self.start_database()
        for name, code in (("invoices", BUILD), ("composed", COMPOSE)):
            template = f' TEMPLATE "{self.database}"' if self.database else ""
            self.sql(f'CREATE DATABASE "{name}"{template}')
            self.database = name
            if not template:
                self.python("from recobro.cli.setup import ready; ready()")
            self.python(READY + code, str(messages))
            self.sql("VACUUM ANALYZE", name)

    def play(self, chance: random.Random, *, messages: int, kills: int, composed: bool) -> Round:
        """One round: killed nights, then nights until nothing changes, then the count."""
        began, done = time.monotonic(), Round()
        self.database = f"round_{chance.randrange(10**9)}"
        self.sql(f'CREATE DATABASE "{self.database}" TEMPLATE "{"composed" if composed else "invoices"}"')
        self.journal.touch()
        self.start_mail()
        for moment in sorted(chance.randrange(messages) for _ in range(kills)):
            self.kill_a_night(chance, done, moment=moment, early=not composed and chance.random() < 0.5)
        self.until_quiet(done)
        self.stop_mail()
        self.count(done, messages)
        self.sql(f'DROP DATABASE "{self.database}" WITH (FORCE)')
        done.seconds = time.monotonic() - began
        return done

    def kill_a_night(self, chance: random.Random, done: Round, *, moment: int, early: bool) -> None:
        """A night, and SIGKILL when the mail server has taken so many messages, or early: while it proposes and composes."""
        victim = chance.choice(VICTIMS)
        worker = self.start(READY + NIGHT)
        if early:
            time.sleep(chance.uniform(1, 6))
        else:
            while worker.poll() is None and self.taken() < moment:
                time.sleep(0.002)
            time.sleep(chance.uniform(0, 0.02))
        done.missed += worker.poll() is not None
        done.nights += 1
        self.kill(victim, worker, chance)
        done.kills.append(f"{victim} {'early' if early else self.taken()}")
        worker.communicate(timeout=600)
        self.start_database()
        self.start_mail()

    def kill(self, victim: str, worker: subprocess.Popen[str], chance: random.Random) -> None:
        if victim == "worker":
            worker.kill()
        elif victim == "smtp":
            assert self.mail is not None
            self.mail.kill()
            self.mail.communicate()
            time.sleep(chance.uniform(0, 1))
            worker.kill()  # it would spend the rest of the night failing, and learn nothing new
        elif chance.random() < 0.5:
            (first, *_) = (self.home / "postgres" / "postmaster.pid").read_text().splitlines()
            os.kill(int(first), signal.SIGKILL)
        else:
            question = (
                "SELECT pid FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid() LIMIT 1"
            )
            with psycopg.connect(self.url(self.database)) as connection:
                found = connection.execute(question, [self.database]).fetchone()
            if found:
                os.kill(found[0], signal.SIGKILL)  # the server restarts itself, and ends every connection

    def until_quiet(self, done: Round) -> None:
        """Nights until one changes nothing."""
        before: object = None
        for _ in range(NIGHTS_AT_MOST):
            self.python(READY + NIGHT)
            done.nights += 1
            after = self.rows("SELECT status, count(*) FROM outbox_message GROUP BY 1 ORDER BY 1")
            if after == before:
                return
            before = after
        done.wrong.append(f"after {NIGHTS_AT_MOST} nights it is not quiet: {before}")

    def count(self, done: Round, messages: int) -> None:
        """What the mail server wrote down, against what the database says."""
        lines = [line.split(" ") for line in self.journal.read_text().splitlines()]
        taken = Counter(message for _, message in lines)
        people = Counter(person for person, _ in lines)
        status = dict(self.rows("SELECT header_id, status FROM outbox_message WHERE status <> 'dropped'"))
        sent = {one for one, what in status.items() if what == "sent"}
        unknown = {one for one, what in status.items() if what == "unknown"}
        [(told,)] = self.rows("SELECT count(DISTINCT customer_id) FROM evaluation_told")
        [(heard_of,)] = self.rows("SELECT sum(unknown) FROM outbox_night")
        done.sent, done.unknown, done.unknown_arrived = len(sent), len(unknown), len(unknown & set(taken))
        promises = {
            "a message was received twice": max(taken.values()) == 1,
            "a customer was written to twice": max(people.values()) == 1,
            "a message that is called sent was not received": sent <= set(taken),
            "a message was received that is neither sent nor unknown": set(taken) <= sent | unknown,
            "a customer was left out": len(sent) + len(unknown) == messages == len(status),
            "told is not what was sent": told == len(sent),
            "more is unknown than was killed": len(unknown) <= len(done.kills),
            "an unknown message was not told": (heard_of or 0) >= len(unknown),
        }
        done.wrong += [sentence for sentence, is_kept in promises.items() if not is_kept]

    # processes

    def start_database(self) -> None:
        postgres.start(self.home, settings=SETTINGS)

    def start_mail(self) -> None:
        if self.mail is None or self.mail.poll() is not None:
            self.mail = self.start(SMTP, str(self.port), str(self.journal))
            assert self.mail.stdout is not None
            self.port = int(self.mail.stdout.readline())

    def stop_mail(self) -> None:
        if self.mail is not None:
            self.mail.kill()
            self.mail.communicate()

    def start(self, code: str, *words: str) -> subprocess.Popen[str]:
        settings = {
            "RECOBRO_HOME": str(self.home), "RECOBRO_DATABASE_URL": self.url(self.database), "RECOBRO_SMTP_HOST": "127.0.0.1",
            "RECOBRO_SMTP_PORT": str(self.port or 25), "DJANGO_SETTINGS_MODULE": "recobro.settings",
        }  # fmt: skip
        process = subprocess.Popen(
            [sys.executable, "-c", code, *words], cwd=ROOT, env={**os.environ, **settings, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.started = [process, *(one for one in self.started if one.poll() is None)]
        return process

    def python(self, code: str, *words: str) -> None:
        """Runs to the end, which has to be a good one."""
        process = self.start(code, *words)
        _, stderr = process.communicate(timeout=1800)
        if process.returncode:
            raise RuntimeError(stderr)

    # the database and the journal, looked at from beside

    def taken(self) -> int:
        return self.journal.read_bytes().count(b"\n")

    def url(self, database: str) -> str:
        uri = postgres.uri(self.home)
        return urlsplit(uri)._replace(path=f"/{database}").geturl() if database else uri

    def sql(self, statement: str, database: str = "") -> None:
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    def rows(self, question: str) -> list[tuple]:  # type: ignore[type-arg]
        with psycopg.connect(self.url(self.database)) as connection:
            return connection.execute(question).fetchall()  # type: ignore[call-overload, no-any-return]


@contextmanager
def _stage() -> Iterator[_Stage]:
    folder = Path(tempfile.mkdtemp(prefix="recobro-kill-"))
    folder.chmod(0o711)  # root's server runs as another user, who has to pass through
    stage = _Stage(folder / "home")
    try:
        yield stage
    finally:
        for process in stage.started:
            process.kill()
            process.communicate()
        postgres.remove(stage.home)
        shutil.rmtree(folder, ignore_errors=True)


def _print(sentence: str) -> None:
    print(sentence, flush=True)  # noqa: T201 - this is a program for the terminal


if __name__ == "__main__":
    main()
