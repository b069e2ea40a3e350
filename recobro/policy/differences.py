"""What one version of a policy says and another does not: changed lines, each with the place in the policy where it stands.

Both are tidied first, so that comments, the order of keys and the width of lines change nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from recobro.policy.write import tidy

NEAR = 2  # unchanged lines shown around a change
LEVEL_KEY = re.compile(r'key = "(?P<key>[^"]*)"')
TEXT_OF = re.compile(r"\[(?:level|opening)\.text\.(?P<language>\w+)\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffLine:
    """A line of the file: what is done to it."""

    kind: Literal["same", "added", "removed"]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Lines that belong together. `level` is the key of their level, empty for the settings; `language` that of their text."""

    level: str
    language: str
    lines: tuple[DiffLine, ...]


def differences(old: str, new: str) -> tuple[Passage, ...]:
    """The passages that differ, in the order of the file; none for two files that say the same. Both are TOML."""
    before, after = (tidy(text).splitlines() for text in (old, new))
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    passages = []
    for group in matcher.get_grouped_opcodes(NEAR):
        lines: list[DiffLine] = []
        for step, old_from, old_to, new_from, new_to in group:
            if step == "equal":
                lines += [DiffLine(kind="same", text=line) for line in before[old_from:old_to]]
                continue
            lines += [DiffLine(kind="removed", text=line) for line in before[old_from:old_to]]
            lines += [DiffLine(kind="added", text=line) for line in after[new_from:new_to]]
        changed_at = next(step for step in group if step[0] != "equal")
        level, language = (
            _place(after, changed_at[3]) if changed_at[4] > changed_at[3] else _place(before, changed_at[1])
        )
        passages.append(Passage(level=level, language=language, lines=tuple(lines)))
    return tuple(passages)


def _place(lines: Sequence[str], at: int) -> tuple[str, str]:
    """The level and the language of a line."""
    level = language = ""
    for number, line in enumerate(lines[: at + 1]):
        if line.startswith("["):
            found = TEXT_OF.fullmatch(line)
            language = found["language"] if found else ""
            if line.startswith("[opening]"):
                level = "opening"
            elif not found:
                level = _key_below(lines, number) if line == "[[level]]" else ""
    return level, language


def _key_below(lines: Sequence[str], header: int) -> str:
    for line in lines[header + 1 :]:
        if found := LEVEL_KEY.fullmatch(line):
            return found["key"]
        if line.startswith("["):
            break
    return ""
