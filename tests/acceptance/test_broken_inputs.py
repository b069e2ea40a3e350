"""What comes of files that are broken: a list of problems with line, value and way out, an exit status, and nothing half-written."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from recobro.ledger.models import Customer, Item
from tests.acceptance.command import Here, Recobro
from tests.acceptance.files import HEADER, OPEN_HEADER, csv, row, write

LONG = 200_000_000
MEGABYTE = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A file, and what is to be said about it. `status` 1: `items` went in; 2: nothing did."""

    content: bytes
    status: int
    line: int | None
    says: tuple[str, ...]
    items: int = 0


GOOD = row("I-1")
CASES = {
    "empty file": Case(content=b"", status=2, line=None, says=("The file is empty", "Export it again")),
    "header only": Case(content=csv(), status=2, line=None, says=("a header and no rows", "Export it again")),
    "30 February": Case(
        content=csv(GOOD, row("I-2", issued="2026-02-30")),
        status=1, line=3, items=1, says=("2026-02-30", "not in the calendar", "Correct it"),
    ),
    "30 February as due date": Case(
        content=csv(GOOD, row("I-2", due="2026-02-30")),
        status=1, line=3, items=1, says=("Due date", "2026-02-30", "not in the calendar"),
    ),
    "one decimal": Case(
        content=csv(GOOD, row("I-2", '"1.234,5"')), status=1, line=3, items=1, says=("'1.234,5'", "Write 1.234,50")
    ),
    "one decimal, and no good line": Case(
        content=csv(row("I-2", '"1.234,5"')), status=2, line=2, says=("'1.234,5'", "Write 1.234,50")
    ),
    "no due date and no terms": Case(
        content=csv(GOOD, row("I-2", due="")), status=1, line=3, items=2, says=("no due date", "never reminded", "terms")
    ),
    "no due date, but terms": Case(
        content=csv(f"{GOOD},30 days", f"{row('I-2', due='')},30 days", header=f"{HEADER},Terms"),
        status=1, line=3, items=2, says=("due date is missing", "from the terms"),
    ),
    "unknown currency": Case(
        content=csv(GOOD, row("I-2", currency="XQX")), status=1, line=3, items=1, says=("'XQX'", "ISO code")
    ),
    "one number for two invoices": Case(
        content=csv(GOOD, row("I-1", "250.00")), status=1, line=3, items=2, says=("line 2", "different numbers")
    ),
    "negative invoice": Case(
        content=csv(GOOD, row("I-2", "-50.00")), status=1, line=3, items=1, says=("-50.00", "credit note")
    ),
    "cut off in the last line": Case(
        content=csv(GOOD, row("I-2"))[:-40], status=1, line=3, items=1, says=("cut off",)
    ),
    "cut off in a quoted cell": Case(
        content=csv(GOOD) + b'LATE,"Late Ltd,ap@late.example,1 Main Road', status=1, line=3, items=1, says=("cut off",)
    ),
    "damaged letters": Case(
        content=b"\xef\xbb\xbf" + csv(GOOD.replace("Late Ltd", "Pe\xf1a SL")).replace("ñ".encode(), b"\xf1"),
        status=1, line=2, items=1, says=("damaged letters", "save the file as UTF-8"),
    ),
    "UTF-16 without its mark": Case(
        content=csv(GOOD).decode().encode("utf-16-be")[:-1], status=2, line=2, says=("currency", "not known")
    ),
    "bytes": Case(content=bytes(range(256)) * 400, status=2, line=None, says=("binary", "save it as CSV")),
    "a picture": Case(
        content=b"\x89PNG\r\n\x1a\n" + bytes(1000), status=2, line=None, says=("a picture (PNG)", "save it as CSV")
    ),
}  # fmt: skip


@pytest.fixture
def empty(db: None, home: Path) -> Here:
    """A company without anything."""
    Here()("company", "add", "Harbour", "--currency", "EUR", "--country", "ES", "--language", "en")
    return Here()


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_it_says_what_is_wrong_and_takes_the_good_lines(empty: Here, tmp_path: Path, case: Case) -> None:
    file = write(tmp_path / "broken.csv", case.content)

    done = empty("import", file, "--json", status=case.status)

    assert Item.objects.count() == case.items
    assert Customer.objects.count() == min(case.items, 1)
    if case.status == 2:
        place = "broken.csv" if case.line is None else f"broken.csv, line {case.line}"
        assert done.stderr.startswith(f"Refused: {place}: ")
        assert all(word in done.stderr for word in case.says), done.stderr
        assert done.stdout == ""
    else:
        problems = [one for one in done.json()["problems"] if one["line"] == case.line]
        said = " ".join(f"{one['message']} {one['hint']}" for one in problems)
        assert all(word in said for word in case.says), done.stdout
        assert all(
            one["source"] == "broken.csv" and one["hint"] for one in problems if one["severity"] == "error"
        )


@pytest.fixture(scope="module")
def company(own_recobro: Recobro) -> Recobro:
    """A company without anything, for commands in processes of their own."""
    own_recobro("company", "add", "Harbour", "--currency", "EUR", "--country", "ES", "--language", "en")
    return own_recobro


def test_the_exit_status_is_that_of_the_process(company: Recobro, tmp_path: Path) -> None:
    for number, (name, case) in enumerate((("no", CASES["empty file"]), ("some", CASES["30 February"]))):
        before = company.contents()
        company("import", write(tmp_path / f"{name}.csv", case.content), "--source", name, status=2 - number)
        assert (company.contents() == before) is (name == "no")


def test_it_reads_another_encoding_without_a_problem(empty: Here, tmp_path: Path) -> None:
    file = write(
        tmp_path / "windows.csv",
        csv(row("W-1").replace("Late Ltd", "Peñíscola SL")).decode().encode("cp1252"),
    )

    done = empty("import", file, "--source", "windows", "--json")

    assert done.json()["problems"] == []
    assert Customer.objects.get(code="LATE").name == "Peñíscola SL"


def test_it_lists_the_problems_for_people_on_stderr(empty: Here, tmp_path: Path) -> None:
    file = write(tmp_path / "two.csv", csv(row("P-1"), row("P-2", currency="XQX"), row("P-3", due="")))

    done = empty("import", file, "--source", "people", status=1)

    assert [line.split(": ")[:2] for line in done.stderr.splitlines()] == [
        ["Left out", "two.csv, line 3"],
        ["Warning", "two.csv, line 4"],
    ]
    assert done.stdout.startswith("Imported 2 lines from CSV (utf-8): 2 new items")


def test_it_takes_the_same_line_twice_as_one_invoice(empty: Here, tmp_path: Path) -> None:
    file = write(tmp_path / "twice.csv", csv(row("D-1"), row("D-1")))

    result = empty("import", file, "--source", "twice", status=1)

    assert "line 3: D-1 stands in the file once more" in result.stderr
    assert Item.objects.filter(source="twice").count() == 1


def test_it_refuses_a_file_that_is_not_there(empty: Here, tmp_path: Path) -> None:
    done = empty("import", tmp_path / "missing.csv", status=2)

    assert "missing.csv" in done.stderr
    assert "cannot be read" in done.stderr


def test_it_refuses_a_profile_with_unknown_keys(empty: Here, tmp_path: Path) -> None:
    file = write(tmp_path / "good.csv", csv(GOOD))
    profile = write(
        tmp_path / "profile.toml", b'[file]\ndecimall = "."\n[columns]\nnumbr = "Invoice number"\n'
    )
    before = empty.contents()

    done = empty("import", file, "--profile", profile, status=2)

    assert [line.split(". Allowed are: ")[0] for line in done.stderr.splitlines()] == [
        "Refused: profile.toml: Unknown key 'decimall' in [file]",
        "Refused: profile.toml: Unknown key 'numbr' in [columns]",
    ]
    assert empty.contents() == before


def test_it_refuses_a_profile_that_is_not_there(empty: Here, tmp_path: Path) -> None:
    file = write(tmp_path / "good.csv", csv(GOOD))

    done = empty("import", file, "--profile", tmp_path / "missing.toml", status=2)

    assert "missing.toml" in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("quote", [b"", b'"'], ids=["bare", "quoted"])
def test_it_refuses_a_line_of_200_MB_at_once(company: Recobro, tmp_path: Path, quote: bytes) -> None:
    """Bounded memory: the line is never held as a whole; and quick: the rest of it is not even read."""
    small = write(tmp_path / "small.csv", csv(row("I-2", currency="XQX")))
    long = write(tmp_path / "long.csv", _long(quote))
    before = company.contents()

    usual, refused = _measured(company, small), _measured(company, long)

    assert (usual.status, refused.status) == (2, 2)
    assert refused.stderr.startswith("Refused: long.csv, line 3: The line is longer than 1 MB.")
    assert refused.cpu_seconds < 2 * usual.cpu_seconds
    assert refused.memory < usual.memory + 40 * MEGABYTE
    assert company.contents() == before


def _long(quote: bytes) -> Iterable[bytes]:
    yield csv(GOOD)
    yield b"LATE," + quote
    for _ in range(LONG // MEGABYTE):
        yield b"x" * MEGABYTE
    yield quote + b"\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What an import cost. `memory`: the most it ever had, in bytes."""

    status: int
    stderr: str
    cpu_seconds: float
    memory: int


def _measured(company: Recobro, file: Path) -> Measured:
    process = company.start("import", file)
    assert process.stderr is not None
    stderr = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.communicate()
    return Measured(
        status=process.returncode,
        stderr=stderr,
        cpu_seconds=usage.ru_utime + usage.ru_stime,
        memory=usage.ru_maxrss * 1024,
    )


# Lists of open items: absence means closed, so much absence is asked about, and broken lines close nothing.


@pytest.fixture
def listed(empty: Here, tmp_path: Path) -> Here:
    """Five invoices are open by the list of 1 March."""
    five = write(tmp_path / "march.csv", _open_list(1, 2, 3, 4, 5))
    done = empty("import", five, "--open-items", "--as-of", "2026-03-01", "--json").json()
    assert (done["items_new"], done["closed"]) == (5, 0)
    return empty


def _open_list(*numbers: int) -> bytes:
    return csv(*(f"{row(f'I-{number}')},100.00" for number in numbers), header=OPEN_HEADER)


def test_it_closes_what_has_vanished_from_the_list(listed: Here, tmp_path: Path) -> None:
    april = write(tmp_path / "april.csv", _open_list(1, 2, 3, 4))

    done = listed("import", april, "--open-items", "--as-of", "2026-04-01", "--json").json()

    assert (done["closed"], done["items_unchanged"]) == (1, 4)
    assert _aged(listed, "2026-03-31") == 5
    assert _aged(listed, "2026-04-01") == 4
    assert listed("explain", "I-5", "--as-of", "2026-04-01").stdout == (
        "I-5: nothing is open on 2026-04-01, so there is nothing to remind.\n"
    )


def test_it_asks_before_much_vanishes(listed: Here, tmp_path: Path) -> None:
    april = write(tmp_path / "april.csv", _open_list(1, 2, 3))
    before = listed.contents()

    asked = listed("import", april, "--open-items", "--as-of", "2026-04-01", status=2)

    assert "2 of 5 open items are not in the list of 2026-04-01 and would be closed." in asked.stderr
    assert "--yes" in asked.stderr
    assert listed.contents() == before
    assert (
        listed("import", april, "--open-items", "--as-of", "2026-04-01", "--yes", "--json").json()["closed"]
        == 2
    )
    assert _aged(listed, "2026-04-01") == 3


def test_it_closes_nothing_when_a_line_of_the_list_is_broken(listed: Here, tmp_path: Path) -> None:
    april = write(
        tmp_path / "april.csv", _open_list(1, 2, 3, 4) + f"{row('I-5', currency='XQX')},100.00\n".encode()
    )

    done = listed(
        "import", april, "--open-items", "--as-of", "2026-04-01", "--yes", "--json", status=1
    ).json()

    assert done["closed"] == 0
    assert [(one["line"], one["severity"]) for one in done["problems"]] == [(None, "warning"), (6, "error")]
    assert "nothing was closed" in done["problems"][0]["message"]
    assert _aged(listed, "2026-04-01") == 5


def test_it_does_not_take_an_empty_list_for_nothing_open(listed: Here, tmp_path: Path) -> None:
    april = write(tmp_path / "april.csv", csv(header=OPEN_HEADER))

    listed("import", april, "--open-items", "--as-of", "2026-04-01", "--yes", status=2)

    assert _aged(listed, "2026-04-01") == 5


def _aged(company: Here, as_of: str) -> int:
    [currency] = company("ageing", "--as-of", as_of, "--json").json()["currencies"]
    return int(currency["items"])
