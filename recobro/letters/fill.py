"""What the `{placeholders}` of a policy's texts stand for in one message.

The list of words is `kernel/placeholders.py`, where policy checks against it. Values are plain text: whoever lays the text
out escapes it. Texts are split into paragraphs before they are filled, so that a value cannot start a paragraph of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from recobro.kernel.placeholders import fill
from recobro.kernel.prose import paragraphs_of
from recobro.letters.figures import Figures, days_overdue
from recobro.letters.values import Content

PAY_WITHIN_DAYS = 10  # {pay_by} is the date of the message plus so many days


def placeholder_values(content: Content, figures: Figures) -> Mapping[str, str]:
    """A value for each word of the list; empty where the message has nothing to say."""
    oldest = _oldest_due(content)
    late = days_overdue(oldest, content.dated_on)
    return {
        "customer": content.addressee.customer,
        "company": content.creditor.name,
        "contact": content.addressee.contact,
        "total": _total(content, figures),
        "count": str(sum(len(section.demanded) for section in content.sections)),
        "oldest_due": figures.long_day(oldest) if oldest else "",
        "days_late": str(max(late or 0, 0)),
        "pay_by": figures.long_day(content.dated_on + timedelta(days=PAY_WITHIN_DAYS)),
        "person": content.person.name,
        "phone": content.person.phone,
        "email": content.person.email,
        "reference": content.reference,
    }


def paragraphs(text: str, values: Mapping[str, str]) -> tuple[str, ...]:
    """The text filled, a string a paragraph: blank lines separate, single line ends are only the width of the file."""
    return tuple(fill(paragraph, values) for paragraph in paragraphs_of(text))


def one_line(text: str, values: Mapping[str, str]) -> str:
    """The text filled, on one line, for a subject."""
    return fill(" ".join(text.split("\n")), values).strip()


def _oldest_due(content: Content) -> date | None:
    days = [line.due_on for section in content.sections for line in section.demanded if line.due_on]
    return min(days, default=None)


def _total(content: Content, figures: Figures) -> str:
    """Each currency by itself; those that credits cover altogether are left out unless nothing else is there."""
    demands = [section for section in content.sections if section.demanded]
    owed = [section for section in demands if section.total > Decimal(0)] or demands[:1]
    return figures.listed([figures.money(section.total, section.currency) for section in owed])
