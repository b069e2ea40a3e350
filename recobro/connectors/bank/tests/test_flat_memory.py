"""Files of any size are read in flat memory: no more of them is read ahead, and no more of an entry is kept, than a small part."""

from __future__ import annotations

import gc
import io
from pathlib import Path
from typing import Any

import pytest

from recobro.bank.facts import MovementFact
from recobro.connectors.bank.camt import spooled
from recobro.connectors.bank.camt.details import Detail
from recobro.connectors.bank.format import BankOptions
from recobro.connectors.bank.recognise import recognise
from recobro.connectors.bank.tests import test_bai2, test_camt, test_cfonb120, test_mt940, test_ofx, test_qif

COUNT = 12_000
AHEAD = 200_000  # bytes that a reader may be ahead: its blocks and those below it


def _mt940() -> str:
    m = test_mt940
    return m.HEAD + f"{m.LINE}:86:Invoice 1001 of last year, with some more words\n" * COUNT + m.END


def _table() -> str:
    row = "2026-01-05;Invoice F-2026-001001 of last year, with some words;Late GmbH;10.00;EUR\n"
    return "Date;Text;Payer;Amount;Currency\n" + row * COUNT


LARGE = {
    "camt": lambda: test_camt.document(*[test_camt.entry("10")] * COUNT),
    "mt940": _mt940,
    "ofx": lambda: test_ofx.sgml(test_ofx.account(*[test_ofx.transaction()] * COUNT)),
    "qif": lambda: test_qif.bank(*["D31/01/2024\nT10.00\nPLate GmbH\nMInvoice 1001 of last year"] * COUNT),
    "bai2": lambda: test_bai2.bai2(*["16,142,250,Z,B-1,C-1,Invoice 1001 of last year/"] * COUNT),
    "cfonb120": lambda: "\n".join([test_cfonb120.head(), *[test_cfonb120.movement("0000000012345A")] * COUNT, test_cfonb120.END]),
    "table": _table,
}  # fmt: skip


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[io.FileIO]:
    """The files that are read, the last one last; each tells how far."""
    found: list[io.FileIO] = []
    usual = Path.open

    def told(path: Path, mode: str = "r", **how: Any) -> Any:
        if "w" in mode:
            return usual(path, mode, **how)
        found.append(io.FileIO(path))
        stream = io.BufferedReader(found[-1])
        return stream if "b" in mode else io.TextIOWrapper(stream, **how)

    monkeypatch.setattr(Path, "open", told)
    return found


@pytest.mark.parametrize("name", LARGE)
def test_a_movement_is_told_before_the_rest_is_read(
    tmp_path: Path, name: str, opened: list[io.FileIO]
) -> None:
    path = tmp_path / name
    path.write_bytes(LARGE[name]().encode())
    size = path.stat().st_size
    assert size > 2 * AHEAD

    facts = recognise(path).read(path, BankOptions(currency="EUR", country="ES"))
    movements = (fact for fact in facts if isinstance(fact, MovementFact))
    next(movements)

    assert opened[-1].tell() < AHEAD
    facts.close()  # type: ignore[attr-defined]


def test_an_entry_may_have_any_number_of_details(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether its details are the whole of an entry is known behind the last of them: what is kept until then is not in memory."""
    monkeypatch.setattr(spooled, "KEPT", 10)
    details = [test_camt.detail("10", test_camt.unstructured(f"Invoice {n}")) for n in range(400)]
    path = tmp_path / "large.xml"
    path.write_text(test_camt.document(test_camt.entry("4000", *details)))
    texts, alive = [], []
    for fact in recognise(path).read(path, BankOptions()):
        if isinstance(fact, MovementFact):
            texts.append(fact.text)
            if len(texts) % 80 == 0:
                alive.append(sum(type(one) is Detail for one in gc.get_objects()))

    assert texts == [f"Invoice {n}" for n in range(400)]
    assert max(alive) <= 10 + 2
