"""`recobro db restore`: what it refuses leaves a new home as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from recobro.cli.db import db_command
from recobro.kernel.problems import Refused


@pytest.mark.parametrize(
    ("content", "refusal"), [(None, "There is no file"), (b"PK no", "is no backup of Recobro")]
)
def test_a_refused_file_makes_no_database(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None, refusal: str
) -> None:
    monkeypatch.delenv("RECOBRO_DATABASE_URL", raising=False)
    file = tmp_path / "a.backup"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(Refused, match=refusal):
        db_command.main(["restore", str(file)], standalone_mode=False)

    assert not home.exists()
