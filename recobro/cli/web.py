"""`recobro web`: the pages, served from this machine by gunicorn; in the background, or in this terminal."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import click

from recobro.cli.common import say
from recobro.kernel.home import home, made
from recobro.kernel.problems import refuse
from recobro.kernel.wait import wait_until

PORT = 8040
TRIES = 20  # ports that are tried after the first
LONGEST_START = 30  # seconds


@click.group("web")
def web_command() -> None:
    """The pages in a browser: start, stop, or show where they are."""


@web_command.command("start")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=PORT,
    show_default=True,
    help="The next free one is taken.",
)
def start(port: int) -> None:
    """Serve the pages in the background; they stay until `recobro web stop`."""
    say(f"The pages are at {started(port)}", as_json=False)


@web_command.command("run")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=PORT, show_default=True, help="Where to listen."
)
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Another one only behind a proxy with HTTPS."
)
def run(port: int, host: str) -> None:
    """Serve the pages in this terminal, until Ctrl-C. For systemd and the like."""
    os.execv(sys.executable, [*_server(), "--bind", f"{host}:{port}"])


@web_command.command("stop")
def stop() -> None:
    """Stop the pages that were started."""
    pid = _running()
    if pid is None:
        click.echo("The pages are not running.")
        return
    os.kill(pid, signal.SIGTERM)
    wait_until(lambda: _running() is None, seconds=LONGEST_START)
    click.echo("The pages are stopped.")


@web_command.command("status")
def status() -> None:
    """Are they running, and where?"""
    click.echo(f"The pages are at {_address()}" if _running() else "The pages are not running.")


def started(port: int = PORT) -> str:
    """Starts the pages if they are not running; gives their address, which answers from then on."""
    if _running() is not None:
        return _address()
    free = _free_port(port)
    folder = made(home())
    _port_file().write_text(str(free), encoding="ascii")
    command = [
        *_server(),
        "--bind",
        f"127.0.0.1:{free}",
        "--daemon",
        "--pid",
        str(_pid_file()),
        "--log-file",
        str(folder / "web.log"),
    ]
    subprocess.run(command, check=True, cwd=folder)
    if not wait_until(lambda: _answers(free), seconds=LONGEST_START):
        raise refuse("web", "The pages do not answer.", f"See why: {folder / 'web.log'}")
    return _address()


def _server() -> list[str]:
    """gunicorn, with this process's Python and database."""
    return [
        sys.executable, "-m", "gunicorn", "recobro.web.wsgi:application", "--workers", "2", "--threads", "4",
        "--timeout", "120", "--no-control-socket", "--max-requests", "5000", "--max-requests-jitter", "500",
    ]  # fmt: skip


def _free_port(first: int) -> int:
    for port in range(first, first + TRIES):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)):
                return port
    raise refuse("web", f"No port from {first} to {first + TRIES - 1} is free.", "Name another one: --port.")


def _answers(port: int) -> bool:
    """Does a page come? (A server whose workers cannot start listens all the same.)"""
    asked = HTTPConnection("127.0.0.1", port, timeout=LONGEST_START)
    try:
        asked.request("GET", "/account/login/")
        return asked.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        asked.close()


def _running() -> int | None:
    """The process that serves the pages, if it lives. Its number may have gone to a stranger since: then it does not."""
    try:
        pid = int(_pid_file().read_text(encoding="ascii"))
        os.kill(pid, 0)
    except (OSError, ValueError):
        return None
    return pid if "recobro.web.wsgi" in _command_of(pid) else None


def _command_of(pid: int) -> str:
    kept = Path(f"/proc/{pid}/cmdline")
    if kept.exists():
        return kept.read_text(encoding="utf-8", errors="replace").replace("\0", " ")
    return subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout


def _address() -> str:
    return f"http://127.0.0.1:{_port_file().read_text(encoding='ascii')}/"


def _pid_file() -> Path:
    return home() / "web.pid"


def _port_file() -> Path:
    return home() / "web.port"
