"""That a digest leaves once: one per person, day and mode, whoever else sends the same at the same time.

Its row says *sending* before the first byte leaves, committed. What failed may be tried again; what is unknown, or was being
sent when the process died, is not: tomorrow there is another one.
"""

from __future__ import annotations

from datetime import date, datetime

from recobro.access.company import CompanyValue
from recobro.access.members import MemberValue
from recobro.letters.digest import Digest as Said
from recobro.letters.values import Rendered
from recobro.outbox.channel import Channel, Outgoing, Result, hand_over
from recobro.outbox.compose import domain
from recobro.outbox.models import Digest


def claim(company: CompanyValue, member: MemberValue, *, on: date, at: datetime) -> int | None:
    """Takes the digest of this person and day into hand; None when it left, or somebody else is at it."""
    row, is_new = Digest.objects.get_or_create(
        company_id=company.id, member_id=member.id, mode=company.mode, on=on,
        defaults={"recipient": member.email, "status": "sending", "at": at},
    )  # fmt: skip
    if is_new:
        return row.id
    again = Digest.objects.filter(id=row.id, status="failed").update(
        recipient=member.email, status="sending", why="", at=at
    )
    return row.id if again else None


def left_as(company: CompanyValue, member: MemberValue, *, on: date) -> str:
    """How it stands where it was sent, or may have been; empty where it is still to be sent."""
    rows = Digest.objects.filter(company_id=company.id, member_id=member.id, mode=company.mode, on=on)
    return rows.exclude(status="failed").values_list("status", flat=True).first() or ""


def settle(digest_id: int, result: Result, *, at: datetime) -> str:
    """Keeps and gives what became of it. An address that is refused is a failure like others: somebody mends the address."""
    status = "failed" if result.outcome == "refused" else result.outcome
    Digest.objects.filter(id=digest_id, status="sending").update(
        status=status, why=result.detail[:1000] if status != "sent" else "", at=at
    )
    return status


def send(
    email: Channel, company: CompanyValue, said: Said, rendered: Rendered, *, digest_id: int, on: date, at: datetime
) -> Result:  # fmt: skip
    """Sends a digest that was claimed. Never raises: what breaks before the channel has it is a failure, and tried again."""
    try:
        outgoing = _as_outgoing(company, said, rendered, digest_id=digest_id, on=on, at=at)
    except Exception as error:
        return Result("failed", f"{type(error).__name__}: {error}")
    return hand_over(email, outgoing)


def _as_outgoing(
    company: CompanyValue, said: Said, rendered: Rendered, *, digest_id: int, on: date, at: datetime
) -> Outgoing:
    """The digest as a message that belongs to no customer."""
    return Outgoing(
        message_id=0, company=company, customer_id=0, mode=company.mode, channel="email", role="", recipient=said.recipient,
        language=said.language, subject=rendered.subject, text=rendered.text, html=rendered.html, letter="",
        header_id=f"<digest-{digest_id}-{rendered.fingerprint[:24]}@{domain(company)}>", assignee="", on=on, at=at,
    )  # fmt: skip
