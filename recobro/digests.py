"""The digest of the morning: what waits for each person today, by e-mail, once a day. The night sends it; `recobro digest` does by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from recobro.access.company import CompanyValue, read_company
from recobro.access.members import MemberValue, list_members
from recobro.access.portfolio import is_away
from recobro.channels import channels_for
from recobro.insight.digest import digest_of
from recobro.letters.digest import Digest, compose_digest
from recobro.letters.values import Rendered
from recobro.outbox.channel import Channel
from recobro.outbox.digest import claim, left_as, send, settle

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class SentDigest:
    """The digest of one person: `outcome` is sent, failed or unknown. When it is only looked at: why it would not be sent, else empty."""

    name: str
    recipient: str
    rendered: Rendered | None
    outcome: str = ""
    detail: str = ""


def send_digests(company_id: int, *, on: date, clock: Clock) -> tuple[SentDigest, ...]:
    """Sends the digest of the day to everybody who wants one, is not away and has something to do; to each once a day."""
    company = read_company(company_id)
    with channels_for(company.mode) as channels:
        sent = [
            _send_digest(company, one, channels["email"], on=on, clock=clock) for one in _readers(company, on)
        ]
    return tuple(one for one in sent if one)


def look_at_digests(company_id: int, *, on: date) -> tuple[SentDigest, ...]:
    """What `send_digests` would send to whom now, and of everybody else why not. Nothing leaves and nothing is recorded."""
    company = read_company(company_id)
    return tuple(_look_at(company, one, on=on) for one in list_members(company.id) if one.is_active)


def _look_at(company: CompanyValue, member: MemberValue, *, on: date) -> SentDigest:
    unsent = SentDigest(name=member.name, recipient=member.email, rendered=None)
    if why := _not_told(company, member, on):
        return replace(unsent, outcome=why)
    if status := left_as(company, member, on=on):
        return replace(unsent, outcome=f"today's is {status}")
    digest = digest_of(company, member, on=on)
    if digest.is_empty:
        return replace(unsent, outcome="nothing to do")
    return replace(unsent, rendered=compose_digest(digest))


def _readers(company: CompanyValue, on: date) -> list[MemberValue]:
    """Who wants a digest and is here: whoever stands in for somebody is told of his customers, too."""
    members = [one for one in list_members(company.id) if one.is_active]
    return [one for one in members if not _not_told(company, one, on)]


def _not_told(company: CompanyValue, member: MemberValue, on: date) -> str:
    """Why this person is told nothing, whatever there is to do; empty for whoever is."""
    if not member.has_digest:
        return "wants none"
    if is_away(company.id, member.id, on=on):
        return "away"
    return "" if "@" in member.email else "no address"


def _send_digest(
    company: CompanyValue, member: MemberValue, email: Channel, *, on: date, clock: Clock
) -> SentDigest | None:
    """One person's digest; None when he has nothing to do, or was sent it. One person's fault must not cost the others theirs (P-12)."""
    try:
        digest: Digest = digest_of(company, member, on=on)
        rendered = compose_digest(digest)
        digest_id = None if digest.is_empty else claim(company, member, on=on, at=clock())
        if digest_id is None:
            return None
        result = send(email, company, digest, rendered, digest_id=digest_id, on=on, at=clock())
        outcome = settle(digest_id, result, at=clock())
    except Exception as error:
        why = f"{type(error).__name__}: {' '.join(str(error).split())}"
        return SentDigest(
            name=member.name, recipient=member.email, rendered=None, outcome="failed", detail=why
        )
    return SentDigest(
        name=member.name,
        recipient=member.email,
        rendered=rendered,
        outcome=outcome,
        detail=result.detail,
    )
