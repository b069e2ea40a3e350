"""The rooms in their order, read from the one place where it is written: the contract in pyproject.toml."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ROOT / "recobro"


@cache
def ranks() -> dict[str, int]:
    """Each room's place: the lower may not know the higher. What Django brings lies below all; the tables of signing in know users."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (layers,) = (contract["layers"] for contract in contracts if contract["type"] == "layers")
    order = {room: rank for rank, layer in enumerate(reversed(layers)) for room in re.findall(r"\w+", layer)}
    return {"django": -2, "auth": -1, "account": len(order), "mfa": len(order), **order}


def room_of(table: str) -> str:
    """`ledger` of `ledger_item`."""
    room = table.partition("_")[0]
    assert room in ranks(), f"The table {table} belongs to no room that has a place in the contract."
    return room


def may_know(room: str, other: str) -> bool:
    """May this room name that one? Itself, and what lies below."""
    return room == other or ranks()[other] < ranks()[room]
