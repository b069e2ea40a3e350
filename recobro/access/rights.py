"""Who may do what in a company: a right is a kind of act, and each role has some of them.

A viewer only looks. An accountant brings files and money in. Sales see their own customers, and write notes and tasks. A collector
does the daily work. A manager also decides: policies, complaints, marks, what needs a second person. An administrator also
looks after people and settings.
"""

from __future__ import annotations

from typing import Literal, get_args

Right = Literal["see", "write", "book", "collect", "decide", "administer"]
RIGHTS: tuple[Right, ...] = get_args(Right)

OF_ROLE: dict[str, tuple[Right, ...]] = {
    "viewer": ("see",),
    "sales": ("see", "write"),
    "accountant": ("see", "write", "book"),
    "collector": ("see", "write", "book", "collect"),
    "manager": ("see", "write", "book", "collect", "decide"),
    "administrator": ("see", "write", "book", "collect", "decide", "administer"),
}


def may(role: str, right: Right) -> bool:
    """Has the role this right?"""
    return right in OF_ROLE[role]


def sees_own_customers_only(role: str) -> bool:
    """Is the role shown nobody else's customers?"""
    return role == "sales"
