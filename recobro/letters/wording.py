"""The fixed words of the layout in one language: `words/<language>.toml`, read once.

They are the headings, salutations and sentences that every message has; what a policy says is not here. A language that is
not here is refused rather than half translated (P-38).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from recobro.kernel.placeholders import fill

LANGUAGES = ("en", "es", "fr")


class Wording:
    """Words by `section.key`; their own `{words}` are given by name: `wording("line.issued", date="3 May 2026")`."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = words

    def __call__(self, key: str, **values: str) -> str:
        return fill(self._words[key], values) if values else self._words[key]

    def names(self) -> frozenset[str]:
        return frozenset(self._words)


@cache
def wording(language: str) -> Wording:
    """The words of a language. `ValueError` for one that the layout does not speak."""
    if language not in LANGUAGES:
        raise ValueError(f"The layout has no words in {language!r}; it has {', '.join(LANGUAGES)}.")
    source = files("recobro.letters").joinpath("words", f"{language}.toml").read_text(encoding="utf-8")
    sections: dict[str, dict[str, str]] = tomllib.loads(source)
    return Wording(
        {f"{name}.{key}": text for name, section in sections.items() for key, text in section.items()}
    )
