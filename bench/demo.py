"""From nothing to the demo answering: a new home, a database made and filled, a day run, and one question answered."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Line, timed
from recobro.kernel import postgres

COMMAND = "from recobro.cli.main import main; main()"


def lines(items: int) -> Iterator[Line]:
    """Once: it takes long, and what varies is the machine."""
    yield timed("from nothing to the demo answering", _answer, target="under 60 s", times=1)


def _answer() -> None:
    with tempfile.TemporaryDirectory(prefix="recobro-bench-demo-") as folder:
        home = Path(folder)
        home.chmod(0o711)
        try:
            for words in (["demo", "--no-web"], ["plan"]):
                _recobro(home, *words)
        finally:
            postgres.remove(home)


def _recobro(home: Path, *words: str) -> None:
    environment = {key: value for key, value in os.environ.items() if key != "RECOBRO_DATABASE_URL"}
    subprocess.run(
        [sys.executable, "-c", COMMAND, *words],
        env={**environment, "RECOBRO_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
