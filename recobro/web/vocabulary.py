"""Keys of the rooms that pages show as words (`|words`), so that their words are collected for the translators."""

from __future__ import annotations

from recobro.access.company import CHANGEABLE
from recobro.access.models import CHANGES, MODES, NETTING, ROLES, SECOND_PERSON
from recobro.access.sending import WEEKDAYS
from recobro.bank.confirm import DIFFERENCES
from recobro.bank.models import MATCHES
from recobro.casework.models import CALL_OUTCOMES, PAPERS, RETENTIONS
from recobro.casework.tasks import BY_THEMSELVES
from recobro.connectors.bank.table import FORMAT as TABLE
from recobro.connectors.bank.table.columns import FIELDS as BANK_FIELDS
from recobro.connectors.bank.table.columns import IGNORE
from recobro.connectors.content import KINDS_OF_FILES
from recobro.connectors.record import FIELDS, FILE_KINDS
from recobro.evaluation.outcomes import OUTCOMES
from recobro.insight.day import STATES
from recobro.insight.invoices import STATUSES as INVOICE_STATUSES
from recobro.insight.journal import TOPICS as JOURNAL_TOPICS
from recobro.ledger.models import KINDS, MARKS
from recobro.policy.guided import KINDS as GUIDED_KINDS
from recobro.policy.ladder import ROLES as ERRAND_ROLES

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
EVENTS = (
    "message", "told", "call done", "task done",
    *(f"end of {kind}" for kind in ("hold", "dispute", "promise", "complaint", "next contact", "expected date", "paper", "retained",
                                    "payment plan", "mark")),
)  # fmt: skip
STANDING = ("payment_plan", "next_contact", "expected_date")
COMPANY = ("tax_id", "phone", "email", "website", "contact_name", "contact_phone", "contact_email")
PARTS_TAKEN = ("disputed", "covered", "retained", "planned", "promised", "netted")
JOURNAL_KINDS = (
    "import", "allocation", "undone", "edit", "approval", "run", "night", "policy", "assignment", "document", "payments known",
    "control total", "call made", "payment on account",
)  # fmt: skip
CHANGED = (
    "iban",
    "holder",
    "bic",
    "bank",
    "currency",
    "role",
    "is_active",
    "digest",
    "deputy",
    "collector",
    "mode",
)
BANK_RULES = (
    "automatic",
    "holds_maybe_paid",
    "write_off_limit",
    "unclear_above",
    "differs_above",
    "stale_after_days",
    "discount_percent",
    "exchange_percent",
    "charges_tolerated",
    "difference_tolerated",
)
SCOPES = ("item", "customer", "segment", "company")

# Of sentences, and names, that are said as they stand.
PARTS = (
    *KINDS_OF_FILES, "The file is {0}", "'{0}' is a folder with {1}", "'{0}' is a folder with nothing in it", TABLE.name,
    "{0}, " + TABLE.name, "{0} instead of {1} {2}",
)  # fmt: skip

KEYS = (
    *CALL_OUTCOMES, *BY_THEMSELVES,
    *MODES, *ROLES, *RETENTIONS, *KINDS, *MARKS, *STATUSES, *CHANNELS, *SEVERITIES, *CUSTOMER_KINDS, *CASES, *CONTACT_ROLES, *SCOPES,
    *DIFFERENCES, *MATCHES, *BANK_RULES,
    *PAPERS, *PARTS_TAKEN, *JOURNAL_TOPICS, *JOURNAL_KINDS, *CHANGES, *CHANGEABLE, *CHANGED, *SECOND_PERSON, *NETTING,
    *EVENTS, *STANDING, *INVOICE_STATUSES, *STATES, "delayed", "used", *BANK_FIELDS, IGNORE,
    *sorted(FIELDS), *FILE_KINDS, *COMPANY, *WEEKDAYS, *GUIDED_KINDS, *ERRAND_ROLES, *(outcome.key for outcome in OUTCOMES),
)  # fmt: skip
