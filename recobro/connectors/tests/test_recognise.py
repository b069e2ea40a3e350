"""Which format a file is, by its content; and what is refused, with what was found in it."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from pathlib import Path

import pytest

from recobro.connectors.csv.tests.files import HEADER, LATE
from recobro.connectors.recognise import recognise
from recobro.kernel.problems import Problem, Refused


def refusal(folder: Path, content: bytes) -> Problem:
    path = folder / "file.csv"
    path.write_bytes(content)
    with pytest.raises(Refused) as caught:
        recognise(path)
    return caught.value.problems[0]


def archive() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("list.csv", HEADER + LATE)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (archive(), "a ZIP archive"),
        (gzip.compress((HEADER + LATE).encode()), "a gzip archive"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "an old Excel workbook (.xls)"),
        (b"<html><body><table><tr><td>Cliente</td></tr></table>", "an HTML or XML page"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "an HTML or XML page"),
        (b'[{"number": "1001"}]', "JSON"),
        (bytes(range(256)) * 8, "binary"),
        (bytes(5000), "binary"),
    ],
)
def test_it_says_what_a_file_is_that_is_no_csv(tmp_path: Path, content: bytes, what: str) -> None:
    problem = refusal(tmp_path, content)
    assert problem.message.startswith(f"The file is {what}")
    assert "CSV" in problem.hint


def test_it_refuses_an_empty_file(tmp_path: Path) -> None:
    assert refusal(tmp_path, b"").message == "The file is empty."


def test_it_refuses_what_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be read: No such file"):
        recognise(tmp_path / "missing.csv")
    with pytest.raises(Refused, match="is a folder"):
        recognise(tmp_path)
    with pytest.raises(Refused, match="cannot be read"):
        recognise(Path(f"{tmp_path}/\0.csv"))
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Refused, match="not an ordinary file"):
        recognise(tmp_path / "pipe")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_it_refuses_a_file_it_may_not_read(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(HEADER + LATE)
    (tmp_path / "list.csv").chmod(0)
    with pytest.raises(Refused, match="Permission denied"):
        recognise(tmp_path / "list.csv")


def test_it_refuses_a_workbook_under_a_password(tmp_path: Path) -> None:
    """As Excel writes it: an old container whose first directory sector lists the stream EncryptedPackage."""
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(22)
        + (9).to_bytes(2, "little")
        + bytes(16)
        + (2).to_bytes(4, "little")
    )
    content = header.ljust(3 * 512, b"\0") + "Root Entry".encode("utf-16-le").ljust(128, b"\0")
    problem = refusal(tmp_path, content + "EncryptedPackage".encode("utf-16-le").ljust(384, b"\0"))
    assert problem.message == "The file is an office document under a password."
    assert "save it without one" in problem.hint
