"""What a person saw of a proposal, as a short text: whoever confirms it says it back, and what has changed since is not confirmed."""

from __future__ import annotations

import json
from decimal import Decimal
from hashlib import sha256

from recobro.bank.models import Proposal


def shown(proposal: Proposal, *, left: Decimal) -> str:
    """Another text for another customer, amount, item, difference or certainty."""
    said = [
        proposal.customer_id, proposal.certainty, proposal.lines, proposal.differences, f"{left.normalize():f}"
    ]  # fmt: skip
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:12]
