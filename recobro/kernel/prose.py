"""Texts as people write them in files: blank lines separate paragraphs, single line ends are only the width of the file."""

from __future__ import annotations

import re

_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_SOFT_BREAK = re.compile(r"[ \t]*\n[ \t]*(?![-•] )")  # a line that starts with a dash stays a line


def paragraphs_of(text: str) -> tuple[str, ...]:
    """The paragraphs, a string each, without the line ends of the file."""
    blocks = _BLANK_LINE.split(text.replace("\r\n", "\n").strip())
    return tuple(_SOFT_BREAK.sub(" ", block.strip()) for block in blocks if block.strip())


def unwrapped(text: str) -> str:
    """The same text with each paragraph on one line, as it is read in a field that wraps by itself."""
    return "\n\n".join(paragraphs_of(text))


def unwrapped_below_title(text: str) -> str:
    """The same for a text whose first line is a title."""
    title, line_end, below = text.strip().partition("\n")
    gap = "\n\n" if below.startswith("\n") else line_end
    return f"{title.strip()}{gap}{unwrapped(below)}" if below.strip() else title.strip()
