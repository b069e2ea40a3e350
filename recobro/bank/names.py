"""Names as banks and books spell them: compared without accents, signs and legal forms, and told alike although one is cut off."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rapidfuzz import fuzz

SHORTEST = 4  # letters and digits: a shorter name is contained in too much
LEGAL_FORMS = frozenset(
    "sl slu sll sa sau sal sc scp cb scoop coop sarl sas sasu eurl snc sci selarl earl gmbh mbh ag kg kgaa ohg ug gbr ev eg ltd "
    "limited plc llp llc inc corp corporation co company cie bv nv vof cv srl spa sapa sas snc scarl as asa ans da enk ab oy oyj "
    "aps amba lda sgps unipessoal sro doo dd kft zrt spzoo zoo sp bvba sprl asbl vzw cvba sagl".split()
)
NOISE = frozenset(
    "vir virement transf transferencia transfer de du des la le les el los las of the und and y et von van".split()
)


@lru_cache(maxsize=65_536)
def folded(name: str) -> str:
    """In small letters, without accents, signs and legal forms. What a payer is remembered by."""
    bare = "".join(
        char for char in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(char)
    )
    bare = re.sub(
        r"(?<![a-z0-9])((?:[a-z]\.){2,}[a-z]?)(?![a-z0-9])", lambda found: found[0].replace(".", ""), bare
    )
    words = re.sub(r"[\W_]+", " ", bare).split()
    return " ".join([word for word in words if word not in LEGAL_FORMS] or words)


def words_of(name: str) -> list[str]:
    """The words that tell it from others, the longest first."""
    words = [word for word in folded(name).split() if word not in NOISE and len(word) > 2]
    return sorted(dict.fromkeys(words), key=len, reverse=True)


def likeness(one: str, other: str) -> int:
    """From 0 to 100: how alike two names are. A name that is cut off is like the whole one."""
    return _likeness(folded(one), folded(other))


def within(name: str, text: str) -> int:
    """From 0 to 100: how far a text contains this name, perhaps cut off."""
    wanted, there = folded(name), folded(text)
    if len(wanted) < SHORTEST or len(there) < SHORTEST:
        return 0
    return max(
        _likeness(wanted, there), round(fuzz.partial_ratio(wanted, there)) if len(there) >= len(wanted) else 0
    )


@lru_cache(maxsize=65_536)
def _likeness(one: str, other: str) -> int:
    if not one or not other:
        return 0
    if one == other:
        return 100
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= 8 and longer.startswith(shorter):
        return 95
    return min(95, round(fuzz.token_sort_ratio(one, other)))
