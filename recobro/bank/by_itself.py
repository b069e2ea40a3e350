"""What is certain is confirmed by itself, where the company wants that."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from recobro.bank.anew import one_at_a_time
from recobro.bank.booked import booked_elsewhere
from recobro.bank.certainty import AUTOMATIC
from recobro.bank.confirm import confirm_proposal, look_again
from recobro.bank.models import Match, Proposal
from recobro.bank.rules import rules_of
from recobro.kernel.problems import Refused

RULES = "rules"  # the name of who confirmed what nobody looked at


def confirm_certain(company_id: int, *, only: Iterable[int] | None = None, at: datetime) -> list[int]:
    """Confirms by itself what is certain enough, where the company's rules say so. Gives the matches; what does not fit any more waits.

    Not while a match is on its way: what two movements claim is settled at its end.
    """
    if not rules_of(company_id).automatic:
        return []
    with one_at_a_time(company_id):
        done, paid = _confirmed(company_id, only, at)
    look_again(company_id, paid, at=at, by=RULES)
    return done


def _confirmed(company_id: int, only: Iterable[int] | None, at: datetime) -> tuple[list[int], set[int]]:
    """The matches, and the items that they paid."""
    taken_back = Match.objects.filter(company_id=company_id, kind="payment", undone_at__isnull=False)
    certain = Proposal.objects.filter(company_id=company_id, rank=1, certainty__gte=AUTOMATIC)
    # (what was taken back once waits for a person, who said that it is not that)
    certain = certain.exclude(movement_id__in=taken_back.values("movement_id"))
    if only is not None:
        certain = certain.filter(movement_id__in=list(only))
    done: list[int] = []
    paid: set[int] = set()
    booked = booked_elsewhere(company_id)
    for movement_id, lines in certain.order_by("movement_id").values_list("movement_id", "lines"):
        if movement_id in booked:  # the books were faster: it may be this very money
            continue
        try:
            with transaction.atomic():
                done.append(
                    confirm_proposal(company_id, movement_id=movement_id, is_automatic=True, at=at, by=RULES)
                )
        except Refused:  # another movement has paid it meanwhile: a person looks
            continue
        paid |= {line["item"] for line in lines}
    return done, paid
