"""Is this customer the payer? By an account that is known, his code in the text, a name that is known, the same or alike."""

from __future__ import annotations

from dataclasses import dataclass

from recobro.bank.candidates import Debtor, Incoming
from recobro.bank.certainty import Reason, why
from recobro.bank.names import likeness, within

SAME_NAME, ALIKE = 93, 82


@dataclass(frozen=True, slots=True)
class Payer:
    """How we know who paid: a key of BY_PAYER, and the reasons."""

    known_by: str
    reasons: tuple[Reason, ...] = ()

    @property
    def is_known(self) -> bool:
        return self.known_by in ("account", "code", "learnt_name", "name")


def payer_of(incoming: Incoming, debtor: Debtor) -> Payer:
    if debtor.has_account:
        reason = (why("payer_account", incoming.account),)
        return Payer("shared_account" if debtor.is_shared else "account", reason)
    if (
        debtor.code.upper() in incoming.said.words
        and len(debtor.code) >= 4
        and any(map(str.isdigit, debtor.code))
    ):
        return Payer("code", (why("customer_code", debtor.code),))
    name, alike = _name(incoming, debtor)
    reason = (why("payer_name", [name, 100 if debtor.has_name else alike]),)
    if debtor.has_name:
        return Payer("learnt_name", reason)
    if alike >= SAME_NAME:
        return Payer("name", reason)
    return Payer("alike", reason) if alike >= ALIKE else Payer("nobody")


def _name(incoming: Incoming, debtor: Debtor) -> tuple[str, int]:
    found = [(likeness(name, debtor.name), name) for name in incoming.names]
    if not found:
        found.append((within(debtor.name, incoming.text), incoming.text[:70]))
    alike, name = max(found)
    return name, alike
