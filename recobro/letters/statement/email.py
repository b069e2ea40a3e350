"""The e-mail that brings a statement of account: a few words, the balance in each currency, and the files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import sha256
from html import escape

from recobro.letters.compose import fingerprint
from recobro.letters.email import FRAME, LABEL, VALUE, document, paragraph
from recobro.letters.figures import Figures, figures
from recobro.letters.layout import person_lines
from recobro.letters.plain import aligned, company_lines, joined, prose
from recobro.letters.printable import printable
from recobro.letters.statement.pdf import balance_label, included, salutation, statement_pdf, waiting
from recobro.letters.statement.sheet import statement_xlsx
from recobro.letters.statement.values import Statement
from recobro.letters.stored import from_json, to_json
from recobro.letters.values import Pair, Rendered
from recobro.letters.wording import Wording

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A statement on its way, and the files that bring it: pdf, xlsx, or both."""

    statement: Statement
    formats: tuple[str, ...]


def mail_to_json(mail: Mail) -> str:
    """The mail as canonical JSON, from which the same files are made again."""
    return to_json(mail)


def mail_from_json(text: str) -> Mail:
    """The mail that `mail_to_json` wrote."""
    mail: Mail = from_json(Mail, text)
    return mail


def files_of(mail: Mail) -> tuple[tuple[str, str, bytes], ...]:
    """Name, media type and content of each file. The same mail gives the same files."""
    writers = {"pdf": statement_pdf, "xlsx": statement_xlsx}
    name = f"{_file_name(mail.statement)}-{mail.statement.as_of}"
    return tuple(
        (f"{name}.{form}", MEDIA_TYPES[form], writers[form](mail.statement)) for form in mail.formats
    )


def compose_mail(mail: Mail) -> Rendered:
    """The e-mail as it will leave; its fingerprint covers the files, too."""
    made = printable(mail.statement)
    fig = figures(made.language, made.creditor.country)
    subject = fig.words("statement_email.subject", date=fig.long_day(made.as_of))
    rendered = Rendered(
        channel="email",
        recipient=(made.addressee.email,),
        language=made.language,
        subject=" ".join(f"{subject}, {made.creditor.name}".split()),
        text=_text(made, fig),
        html=_html(made, fig, subject),
        enclosed=tuple(sha256(content).hexdigest() for _, _, content in files_of(mail)),
        fingerprint="",
    )
    return replace(rendered, fingerprint=fingerprint(rendered))


def _paragraphs(made: Statement, fig: Figures) -> tuple[list[str], list[str]]:
    """What stands before the amounts and after them."""
    words = fig.words
    before = words("statement_email.before", date=fig.long_day(made.as_of))
    after = [" ".join(included(made, fig)), *waiting(made, words), words("statement_email.after")]
    return [salutation(made, words), before], after


def _amounts(made: Statement, fig: Figures) -> Iterable[Pair]:
    """For each currency what is overdue, and the balance."""
    for section in made.sections:
        late = sum((line.open_amount for line in made.overdue(section)), Decimal(0))
        if section.lines or section.credits:
            if late:
                yield fig.words("statement.overdue"), fig.money(late, section.currency)
            label = balance_label(section.balance, section.currency, fig.words)
            yield label, fig.money(section.balance, section.currency)


def _closing(made: Statement, words: Wording) -> str:
    return words(f"closing{'_named' if made.addressee.contact else ''}.courtesy")


def _text(made: Statement, fig: Figures) -> str:
    words = fig.words
    before, after = _paragraphs(made, fig)
    amounts = "\n".join(aligned(list(_amounts(made, fig)), words)) or words("statement.nothing")
    names = [name for name in (made.person.name, made.creditor.name) if name]
    signed = "\n".join([_closing(made, words), "", *names, *aligned(person_lines(made.person, words), words)])
    footer = "\n".join(["-- ", *(line for line in company_lines(made.creditor, words) if line)])
    return joined(*map(prose, before), amounts, *map(prose, after), signed, footer)


def _html(made: Statement, fig: Figures, subject: str) -> str:
    words = fig.words
    before, after = _paragraphs(made, fig)
    rows = "".join(
        f'<tr><td style="{LABEL}">{escape(label)}</td><td align="right" style="{VALUE}">{escape(amount)}</td></tr>'
        for label, amount in _amounts(made, fig)
    )
    table = f'<table {FRAME} style="margin:0 0 16px;width:auto">{rows}</table>'
    amounts = table if rows else paragraph(words("statement.nothing"))
    colon = words("list.colon")
    lines = [f"{label}{colon} {value}" for label, value in person_lines(made.person, words)]
    signed = "\n".join(name for name in (made.person.name, made.creditor.name, *lines) if name)
    parts = [
        *map(paragraph, before),
        amounts,
        *map(paragraph, after),
        paragraph(_closing(made, words)),
        paragraph(signed),
    ]
    return document(made.language, subject, made.creditor, words, "\n".join(parts))


def _file_name(statement: Statement) -> str:
    """What the file is called at the customer: our name, for his own code would tell him nothing."""
    words = figures(statement.language, statement.creditor.country).words
    title = f"{words('statement_sheet.statement')} {statement.creditor.name}"
    return "-".join("".join(char if char.isalnum() else " " for char in title).split())
