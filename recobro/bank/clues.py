"""By what a movement is found again when something new is known: a few words for each, of two parts, the same on both sides.

*number* and *word*: what it says that may be the number of an invoice or a customer's code; *account*, *payer* and *name*: who paid;
*customer*: of whom something was looked at for it; *item*: what it may pay; *rates*: some of that is in another currency. Who has these
clues may have to be looked at again, and nobody else: too many cost a look, one too few a proposal.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import combinations, combinations_with_replacement, product

from recobro.bank.candidates import Incoming, Proposed
from recobro.bank.certainty import MAYBE_PAID
from recobro.bank.gather import codes_said, keys_said, names_said, words_asked
from recobro.bank.payers import folded_name

RATES = "rates"
SHORTEST, STEM = 3, 4  # letters of a word by which a name is found: banks cut names off


def clues_of(
    incoming: Incoming, customers: Iterable[int], proposals: Sequence[Proposed], *, by_rates: bool = False
) -> list[str]:
    """Those of a movement for which these customers were found, and this proposed; `by_rates`: something in another currency was too."""
    found = {f"number {key}" for key in keys_said(incoming)}
    found |= {f"word {word}" for word in codes_said(incoming)}
    found |= {f"account {incoming.account}"} if incoming.account else set()
    found |= {f"payer {folded_name(name)}" for name in incoming.names or (incoming.text,) if name}
    for name in names_said(incoming):
        found.update(_together([word[:STEM] for word in words_asked(name)]))
    found |= {f"customer {one}" for one in customers}
    found |= {f"item {item}" for one in proposals if one.certainty >= MAYBE_PAID for item in one.items}
    return sorted(found | {RATES} if by_rates else found)


def _together(stems: Sequence[str]) -> Iterator[str]:
    """Two of the words are enough to find a customer; a name of one word is found by that."""
    if len(stems) == 1:
        yield f"name {stems[0]}"
    yield from (f"name {one} {other}" for one, other in combinations(sorted(stems), 2))


def clues_to_customer(code: str, words: Collection[str]) -> set[str]:
    """What leads to a customer with this code and these words in his name."""
    found = {f"word {code}"}
    stems = [{word[:length] for length in range(SHORTEST, STEM + 1)} for word in words]
    found |= {f"name {stem}" for of_one in stems for stem in of_one}
    for one, other in combinations_with_replacement(
        stems, 2
    ):  # (one word of his may begin like two of a payer's)
        found |= {f"name {min(pair)} {max(pair)}" for pair in product(one, other)}
    return found
