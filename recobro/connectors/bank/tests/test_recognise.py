"""Which format of a bank a file is, by its content; and what is refused, with what was found in it."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from recobro.connectors.bank.recognise import recognise
from recobro.kernel.problems import Refused


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "The file is empty"),
        (b"%PDF-1.7\n", "a PDF document"),
        (gzip.compress(b":20:A", mtime=0), "a gzip archive"),
        (b"<?xml version='1.0'?><Invoice/>", "an HTML or XML page"),
        (bytes(range(256)) * 8, "binary"),
    ],
)
def test_it_says_what_a_file_is_that_is_of_no_bank(tmp_path: Path, content: bytes, what: str) -> None:
    (tmp_path / "statement.xml").write_bytes(content)
    with pytest.raises(Refused, match=what):
        recognise(tmp_path / "statement.xml")


def test_it_refuses_a_folder(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="is a folder with nothing in it"):
        recognise(tmp_path)
