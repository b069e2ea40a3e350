"""Keys of the rooms that pages show as words (`|words`), so that their words are collected for the translators."""

from __future__ import annotations

from recobro.access.models import MODES, ROLES
from recobro.casework.models import RETENTIONS
from recobro.evaluation.outcomes import OUTCOMES
from recobro.ledger.models import KINDS, MARKS

STATUSES = ("waiting", "sending", "sent", "failed", "unknown", "dropped", "bounced")
CHANNELS = ("email", "letter", "task", "sms", "whatsapp", "call")
SEVERITIES = ("courtesy", "reminder", "formal", "final")
CUSTOMER_KINDS = ("company", "public_body", "consumer")
CASES = (
    "hold",
    "dispute",
    "promise",
    "complaint",
    "retained",
    "paper",
    "plan",
    "next_contact",
    "expected_date",
    "mark",
    "note",
    "task",
)
CONTACT_ROLES = ("billing", "reminders", "escalation")
SCOPES = ("item", "customer", "segment", "company")

KEYS = (
    *MODES, *ROLES, *RETENTIONS, *KINDS, *MARKS, *STATUSES, *CHANNELS, *SEVERITIES, *CUSTOMER_KINDS, *CASES, *CONTACT_ROLES, *SCOPES,
    *(outcome.key for outcome in OUTCOMES),
)  # fmt: skip
