"""What a company should have before its first message reaches a customer."""

from __future__ import annotations

from recobro.access.company import CompanyValue, has_bank_account
from recobro.kernel.environment import text
from recobro.kernel.problems import Problem


def missing(company: CompanyValue) -> list[Problem]:
    """What is not there yet, with the command that mends it. Nothing of it keeps a company from going live."""
    checks = (
        (has_bank_account(company.id), "No bank account is set, so that messages do not say where to pay.", "recobro company bank"),
        (bool(company.address), "No address is set, which letters print.", "recobro company set --address"),
        (bool(company.sender or company.email), "No sender is set, so that no e-mail can leave.", "recobro company set --sender"),
        (bool(company.contact_name), "No person to call is set.", "recobro company set --contact-name --contact-phone"),
        (bool(text("RECOBRO_SMTP_HOST")), "RECOBRO_SMTP_HOST is not set: e-mail goes to a server on this machine.", ""),
    )  # fmt: skip
    return [
        Problem(source="company", message=sentence, hint=command, severity="warning")
        for is_there, sentence, command in checks
        if not is_there
    ]
