"""The digest of the morning: whom a person has to contact and what waits for him, as an e-mail of text and HTML.

The reader is one of ours, so it is short: a line or two for each customer, the most pressing first, with a link to his page
where the address of the pages is known. Each section shows so many and says how many more there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from html import escape

from recobro.letters.compose import fingerprint
from recobro.letters.email import DETAIL, FIRST, INK, NEXT, QUIET, SMALL, TABLE, document, paragraph
from recobro.letters.figures import Figures, figures
from recobro.letters.plain import joined, prose
from recobro.letters.printable import printable
from recobro.letters.values import Creditor, Rendered

SHOWN = 20  # of each section
INDENT = "  "


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """So much in a currency."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A customer to contact: what is overdue, and why today. `chosen_on` is a day that somebody set by hand.

    `is_kept`: he must not be called (until a day), and has something else to be done for.
    """

    name: str
    code: str
    link: str
    phone: str
    overdue: tuple[Amount, ...]
    oldest_due_on: date | None
    broken: int
    tasks: int
    title: str
    chosen_on: date | None
    chosen_reason: str
    is_kept: bool = False
    kept_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """A task that is due. `who` does it, empty for nobody."""

    title: str
    name: str
    link: str
    due_on: date
    who: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A promise that was broken, or that is due today."""

    name: str
    link: str
    promised: Amount
    paid: Decimal
    promised_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Grievance:
    """A complaint that nobody has answered yet."""

    name: str
    link: str
    made_on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What one person is told. Lists are the most pressing of what there is; the counts are of all."""

    recipient: str
    reader: str
    language: str
    on: date
    creditor: Creditor
    contacts: tuple[Contact, ...] = ()
    contact_count: int = 0
    tasks: tuple[Errand, ...] = ()
    task_count: int = 0
    broken: tuple[Word, ...] = ()
    broken_count: int = 0
    due: tuple[Word, ...] = ()
    due_count: int = 0
    complaints: tuple[Grievance, ...] = ()
    complaint_count: int = 0
    team: tuple[Errand, ...] = ()
    team_count: int = 0
    today_link: str = ""
    settings_link: str = ""

    @property
    def is_empty(self) -> bool:
        """Is there nothing to do?"""
        return not any(
            (self.contact_count, self.task_count, self.broken_count, self.due_count, self.complaint_count, self.team_count)
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One line of a section: whom, how much, and what explains it below."""

    head: str
    link: str
    amounts: tuple[str, ...]
    below: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Section:
    heading: str
    entries: tuple[_Entry, ...]
    more: str


def compose_digest(digest: Digest) -> Rendered:
    """The e-mail as it leaves."""
    made = printable(digest)
    fig = figures(made.language, made.creditor.country)
    sections = tuple(_sections(made, fig))
    counts = fig.listed([one.heading for one in sections])
    subject = fig.words("digest.subject", company=made.creditor.name, counts=counts)
    rendered = Rendered(
        channel="email", recipient=(made.recipient,), language=made.language, subject=" ".join(subject.split()),
        text=_text(made, fig, sections), html=_html(made, fig, sections, subject), fingerprint="",
    )  # fmt: skip
    return replace(rendered, fingerprint=fingerprint(rendered))


def _sections(made: Digest, fig: Figures) -> Iterator[_Section]:
    parts: tuple[tuple[str, int, Sequence[_Entry]], ...] = (
        ("contacts", made.contact_count, [_contact(one, made.on, fig) for one in made.contacts]),
        ("tasks", made.task_count, [_errand(one, made.on, fig) for one in made.tasks]),
        ("broken", made.broken_count, [_word(one, fig) for one in made.broken]),
        ("due", made.due_count, [_word(one, fig) for one in made.due]),
        ("complaints", made.complaint_count, [_grievance(one, fig) for one in made.complaints]),
        ("team", made.team_count, [_errand(one, made.on, fig) for one in made.team]),
    )
    for key, count, entries in parts:
        if count:
            rest = count - len(entries)
            yield _Section(
                heading=_counted(fig, key, count), entries=tuple(entries), more=_counted(fig, "more", rest) if rest else ""
            )  # fmt: skip


def _counted(fig: Figures, key: str, count: int) -> str:
    return fig.words(f"digest.{key}_{'one' if count == 1 else 'many'}", count=str(count))


def _contact(one: Contact, on: date, fig: Figures) -> _Entry:
    standing = fig.standing(one.oldest_due_on, on) if one.oldest_due_on else ""
    return _Entry(
        head=f"{one.name} ({one.code})", link=one.link, amounts=tuple(_money(sum_, fig) for sum_ in one.overdue),
        below=tuple(filter(None, (" · ".join(_why(one, fig)), " · ".join(filter(None, (one.phone, standing)))))),
    )  # fmt: skip


def _why(one: Contact, fig: Figures) -> Iterator[str]:
    """The reasons in the order of the page Today."""
    if one.is_kept:
        until = fig.day(one.kept_until) if one.kept_until else ""
        yield fig.words("digest.kept_until", date=until) if until else fig.words("digest.kept")
    if one.broken:
        yield _counted(fig, "broke", one.broken)
    if one.tasks:
        more = f" {fig.words('digest.beside', count=str(one.tasks - 1))}" if one.tasks > 1 else ""
        yield f"{one.title}{more}"
    if one.chosen_on:
        said = fig.words("digest.chosen", date=fig.day(one.chosen_on))
        yield f"{said}{fig.words('list.colon')} {one.chosen_reason}" if one.chosen_reason else said


def _errand(one: Errand, on: date, fig: Figures) -> _Entry:
    due = (
        fig.words("digest.task_today")
        if one.due_on == on
        else fig.words("digest.task_since", date=fig.day(one.due_on))
    )
    return _Entry(
        head=one.title, link=one.link, amounts=(), below=(" · ".join(filter(None, (one.name, due, one.who))),)
    )


def _word(one: Word, fig: Figures) -> _Entry:
    promised = fig.words("digest.promised", date=fig.day(one.promised_on))
    came = Amount(amount=one.paid, currency=one.promised.currency)
    paid = (
        fig.words("digest.paid", amount=_money(came, fig)) if one.paid else fig.words("digest.nothing_paid")
    )
    return _Entry(
        head=one.name, link=one.link, amounts=(_money(one.promised, fig),), below=(f"{promised} · {paid}",)
    )


def _grievance(one: Grievance, fig: Figures) -> _Entry:
    made = fig.words("digest.complained", date=fig.day(one.made_on))
    return _Entry(
        head=one.name, link=one.link, amounts=(), below=(f"{made}{fig.words('list.colon')} {one.reason}" if one.reason else made,)
    )  # fmt: skip


def _money(one: Amount, fig: Figures) -> str:
    return fig.money(one.amount, one.currency)


def _greeting(made: Digest, fig: Figures) -> tuple[str, str]:
    return (
        fig.words("digest.greeting", name=made.reader),
        fig.words("digest.day", date=fig.long_day(made.on), company=made.creditor.name),
    )


def _text(made: Digest, fig: Figures, sections: Sequence[_Section]) -> str:
    blocks = []
    for section in sections:
        lines = [section.heading.upper()]
        for one in section.entries:
            lines += ["", f"{one.head}{'  ' if one.amounts else ''}{'; '.join(one.amounts)}"]
            lines += [INDENT + line for line in (*one.below, one.link) if line]
        blocks.append("\n".join([*lines, *(["", section.more] if section.more else [])]))
    today = f"{fig.words('digest.today')}\n{made.today_link}" if made.today_link else ""
    foot = "\n".join(filter(None, ("-- ", prose(fig.words("digest.foot")), made.settings_link)))
    return joined(*map(prose, _greeting(made, fig)), *blocks, today, foot)


def _html(made: Digest, fig: Figures, sections: Sequence[_Section], subject: str) -> str:
    parts = [*map(paragraph, _greeting(made, fig))]
    for section in sections:
        rows = "\n".join(_row(one) for one in section.entries)
        parts.append(
            f'<h2 style="margin:24px 0 4px;font-size:16px;line-height:22px;font-weight:600">{escape(section.heading)}</h2>\n'
            f'<table {TABLE} style="width:100%;border-collapse:collapse;margin:0 0 12px"><tbody>\n{rows}\n</tbody></table>'
        )
        if section.more:
            parts.append(paragraph(section.more, f"margin:0 0 16px;{SMALL}"))
    if made.today_link:
        button = f"display:inline-block;padding:9px 16px;border-radius:6px;background:{INK};color:#ffffff;text-decoration:none"
        parts.append(
            f'<p style="margin:20px 0"><a href="{escape(made.today_link)}" style="{button}">{escape(fig.words("digest.today"))}</a></p>'
        )
    parts.append(paragraph(fig.words("digest.foot"), f"margin:24px 0 0;{SMALL}"))
    if made.settings_link:
        parts.append(
            f'<p style="margin:0;{SMALL}"><a href="{escape(made.settings_link)}" style="color:{QUIET}">{escape(made.settings_link)}</a></p>'
        )
    return document(made.language, subject, made.creditor, fig.words, "\n".join(parts))


def _row(one: _Entry) -> str:
    head = escape(one.head)
    if one.link:
        head = f'<a href="{escape(one.link)}" style="color:#0b57d0;text-decoration:none">{head}</a>'
    amounts = "<br>".join(map(escape, one.amounts))
    below = "<br>".join(map(escape, one.below))
    return (
        f'<tr><td style="{FIRST};font-weight:600">{head}</td>'
        f'<td align="right" style="{NEXT};text-align:right">{amounts}</td></tr>\n'
        f'<tr><td colspan="2" style="{DETAIL}">{below}</td></tr>'
    )
