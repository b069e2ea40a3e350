"""Statements of account on their way to customers: messages like all others, sent by a person and told to nobody as a level.

What must never be sent holds for them, too: insolvency, lawyer, agency, a customer marked never to be written to, a complaint that
nobody answered. A manager may send one although, with a reason, which the message keeps.
"""

from __future__ import annotations

from datetime import date, datetime
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.db.models import Q

from recobro.access.company import CompanyValue
from recobro.access.members import is_manager
from recobro.casework.models import Complaint
from recobro.evaluation.outcomes import BY_KEY
from recobro.kernel.problems import refuse
from recobro.ledger.models import Mark
from recobro.letters.statement import Mail, compose_mail, files_of, mail_from_json, mail_to_json
from recobro.letters.statement.values import Statement
from recobro.outbox.channel import Attached
from recobro.outbox.compose import domain
from recobro.outbox.models import Message
from recobro.outbox.moves import move
from recobro.outbox.recheck import Drops, Goes

STATEMENT = "statement"
MARKS = (
    "insolvency",
    "lawyer",
    "agency",
    "never_remind",
)  # of the whole customer; those of an item do not silence him


def queue_statement(
    company: CompanyValue, customer_id: int, statement: Statement, *, formats: tuple[str, ...], although: str = "", on: date,
    at: datetime, by: str,
) -> int:  # fmt: skip
    """Puts the statement into the outbox, approved by whoever sends it. Gives the message.

    Raises Refused where there is no e-mail address, where something stands against it and no reason is given or
    whoever sends it is no manager, and where the same one
    is on its way or sent.
    """
    who = statement.addressee.code
    if not statement.addressee.email:
        raise refuse(
            who, "There is no e-mail address that works.", "Import a contact, or print it: recobro statement."
        )
    reason = what_stands(company.id, customer_id, on=on)
    if reason and not although:
        raise refuse(
            who, f"Nothing is sent: {reason}.", "Send it in spite of that: --although REASON --by NAME."
        )
    if reason and not is_manager(company.id, by):
        raise refuse(who, f"Nothing is sent: {reason}.", "Only a manager sends it in spite of that.")
    overrules = bool(reason)  # (a reason for nothing must not outweigh what comes before it leaves)
    mail = Mail(statement=statement, formats=formats)
    rendered = compose_mail(mail)
    identity = (company.id, company.mode, customer_id, statement.as_of, rendered.fingerprint, at)
    try:
        with transaction.atomic():
            _drop_failed(company, customer_id, statement, at=at)
            return Message.objects.create(
                company_id=company.id, customer_id=customer_id, kind=STATEMENT, mode=company.mode, as_of=statement.as_of,
                channel="email", recipient=statement.addressee.email, language=statement.language, subject=rendered.subject,
                text=rendered.text, html=rendered.html, content=mail_to_json(mail), fingerprint=rendered.fingerprint,
                header_id=f"<{sha256(repr(identity).encode()).hexdigest()[:32]}@{domain(company)}>",
                approved_by=by, although=f"{by}: {although}"[:500] if overrules else "", created_at=at, moved_at=at,
            ).id  # fmt: skip
    except IntegrityError as error:
        if "one_statement_per_day_and_recipient" not in str(error):
            raise
        raise refuse(
            who, f"The statement as of {statement.as_of} is on its way or sent.", "See: recobro messages."
        ) from error


def _drop_failed(company: CompanyValue, customer_id: int, statement: Statement, *, at: datetime) -> None:
    """The same statement that failed before is not tried again beside the new one."""
    failed = Message.objects.filter(
        company_id=company.id, customer_id=customer_id, mode=company.mode, kind=STATEMENT, status="failed", as_of=statement.as_of,
        recipient=statement.addressee.email,
    )  # fmt: skip
    for message_id in failed.values_list("id", flat=True):
        move(message_id, "failed", "dropped", at=at, why="It failed, and was sent anew.")


def what_stands(company_id: int, customer_id: int, *, on: date) -> str:
    """Why nothing is sent to this customer, in words; empty when nothing stands against it."""
    stands = Q(company_id=company_id, customer_id=customer_id) & (
        Q(ended_on__isnull=True) | Q(ended_on__gt=on)
    )
    marks = Mark.objects.filter(stands, item_id__isnull=True, kind__in=MARKS, from_on__lte=on)
    kinds = set(marks.exclude(until_on__lt=on).values_list("kind", flat=True))
    for kind in MARKS:
        if kind in kinds:
            return BY_KEY["lawyer" if kind == "agency" else kind].sentence
    if Complaint.objects.filter(stands, made_on__lte=on).exists():
        return "he complains, and nobody has answered yet"
    return ""


def look_again(message: Message, *, on: date) -> Goes | Drops:
    """At the moment of sending: does it still hold that nothing stands against it?"""
    reason = "" if message.although else what_stands(message.company_id, message.customer_id, on=on)
    return (
        Drops(f"The statement to {message.recipient} was not sent: {reason}.") if reason else Goes(None, ())
    )


def statement_files(message: Message) -> tuple[Attached, ...]:
    """The files of a statement, made again from what was approved."""
    return tuple(
        Attached(name=name, media_type=media_type, content=content)
        for name, media_type, content in files_of(mail_from_json(message.content))
    )
