"""People and mailboxes of a customer, as far as a person adds them beside the files."""

from __future__ import annotations

from recobro.access.fit import fit
from recobro.access.models import LANGUAGES
from recobro.kernel.problems import refuse
from recobro.ledger.models import Contact

ROLES = ("billing", "reminders", "escalation")


def add_contact(
    company_id: int,
    *,
    customer_id: int,
    role: str,
    name: str = "",
    email: str = "",
    phone: str = "",
    language: str = "",
) -> int:
    """A person or mailbox to be written to or called. The same one again changes the phone and the language. Gives its id."""
    if role not in ROLES:
        raise refuse("contact", f"There is no role '{role}'.", f"Roles: {', '.join(ROLES)}.")
    if not (email or phone):
        raise refuse("contact", "A contact needs an e-mail address or a phone number.", "Give one of them.")
    if email and not _is_address(email):
        raise refuse("contact", f"'{email}' is no e-mail address.", "Write it like ana@example.com.")
    if language not in ("", *LANGUAGES):
        raise refuse("contact", f"Language '{language}' is not spoken here.", "Use en, es or fr.")
    row, _ = Contact.objects.update_or_create(
        company_id=company_id, customer_id=customer_id, **fit("contact", Contact, role=role, email=email, name=name),
        defaults=fit("contact", Contact, phone=phone, language=language),
    )  # fmt: skip
    return int(row.id)


def _is_address(email: str) -> bool:
    name, at, domain = email.partition("@")
    return bool(name and at and "." in domain.strip(".") and not any(sign.isspace() for sign in email))
