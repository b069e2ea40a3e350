"""A message as HTML that mail programs show: tables, inline styles, nothing loaded from anywhere.

Three columns fit a telephone: number, due, amount; what explains them stands in small print over the whole width below. Each
value is escaped where it is put in (`_e`), so an invoice called `<b>&` arrives as `<b>&`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from recobro.letters.figures import NO_BREAK
from recobro.letters.layout import Demand, Message, Payment, Row, Table
from recobro.letters.plain import company_lines, payment_pairs
from recobro.letters.values import Creditor, Pair
from recobro.letters.wording import Wording

INK, QUIET, RULE = "#1b1f24", "#57606a", "#d0d7de"
FONT = "font-family:'Segoe UI',-apple-system,BlinkMacSystemFont,Roboto,'Helvetica Neue',Arial,sans-serif"
BODY = f"font-size:15px;line-height:23px;color:{INK};overflow-wrap:anywhere"
NAME = "font-size:17px;font-weight:600"
SMALL = f"font-size:13px;line-height:18px;color:{QUIET}"
FIRST = "padding:8px 0 0;vertical-align:top;word-break:break-word;overflow-wrap:anywhere"
NEXT = "padding:8px 0 0 16px;vertical-align:top;white-space:nowrap;font-variant-numeric:tabular-nums"
DETAIL = f"padding:0 0 8px;border-bottom:1px solid {RULE};{SMALL}"
HEAD = f"padding-bottom:6px;border-bottom:2px solid {INK};font-size:13px;font-weight:600;color:{QUIET}"
SUM = f"padding-bottom:8px;border-bottom:1px solid {RULE}"
LABEL = f"padding:2px 16px 2px 0;vertical-align:top;white-space:nowrap;font-size:14px;color:{QUIET}"
VALUE = (
    "padding:2px 0;vertical-align:top;font-size:14px;font-variant-numeric:tabular-nums;overflow-wrap:anywhere"
)
TABLE = 'role="table" width="100%" cellpadding="0" cellspacing="0" border="0"'
NUMBER_MAX = 24  # a longer number stands on a line of its own
FRAME = 'role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"'


def as_html(message: Message, creditor: Creditor) -> str:
    """The whole message as one document."""
    body = "\n".join(
        [
            paragraph(message.about, f"margin:0 0 20px;{SMALL}"),
            paragraph(message.salutation),
            *map(paragraph, message.before),
            *(_demand(demand, message.words) for demand in message.demands),
            *_also_open(message),
            paragraph(message.until),
            *map(paragraph, message.after),
            *(_payment(payment, message) for payment in message.payments),
            _signed(message, creditor),
        ]
    )
    return document(message.language, message.subject, creditor, message.words, body)


def document(language: str, subject: str, creditor: Creditor, words: Wording, body: str) -> str:
    """The sheet of every e-mail: whose it is on top, where to find them at the foot."""
    footer = "<br>".join(_e(line) for line in company_lines(creditor, words) if line)
    return f"""<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>{_e(subject)}</title>
</head>
<body style="margin:0;padding:0;background:#ffffff">
<table {FRAME}><tr><td align="center" style="padding:24px 16px">
<table {FRAME} style="max-width:640px"><tr><td align="left" style="{FONT};{BODY}">
<p style="margin:0 0 10px;padding:0 0 10px;border-bottom:1px solid {RULE};{NAME}">{_e(creditor.name)}</p>
{body}
<p style="margin:28px 0 0;padding:12px 0 0;border-top:1px solid {RULE};{SMALL}">{footer}</p>
</td></tr></table>
</td></tr></table>
</body>
</html>
"""


def _e(text: str) -> str:
    return escape(text, quote=True)


def paragraph(text: str, style: str = "margin:0 0 16px") -> str:
    """Words as they are, escaped; line ends are kept."""
    return f'<p style="{style}">{_e(text).replace(chr(10), "<br>")}</p>'


def _demand(demand: Demand, words: Wording) -> str:
    sums = [_sum(*row) for row in demand.sums(words)]
    return _items(demand.table, words, "table.asked_for" if demand.table.partly_asked else "table.open", sums)


def _also_open(message: Message) -> Iterator[str]:
    if message.also_open:
        yield f'<h2 style="margin:24px 0 4px;font-size:15px;font-weight:600">{_e(message.words("also_open.heading"))}</h2>'
        yield paragraph(message.words("also_open.note"), f"margin:0 0 12px;{SMALL}")
    for table in message.also_open:
        yield _items(table, message.words, "table.open", [])


def _items(table: Table, words: Wording, amount: str, sums: Sequence[str]) -> str:
    """Items of one currency, with the sums below them. `amount` names the head of the last column."""
    rows = "\n".join(_row(row, table, words) for row in table.rows)
    return f"""<p style="margin:20px 0 0;font-size:13px;font-weight:600;color:{QUIET}">{_e(table.heading)}</p>
<table {TABLE} style="width:100%;border-collapse:collapse;margin:0 0 20px">
<thead><tr>
<th scope="col" align="left" style="{FIRST};{HEAD}">{_e(words("table.invoice"))}</th>
<th scope="col" align="left" width="1%" style="{NEXT};{HEAD}">{_e(words("table.due"))}</th>
<th scope="col" align="right" width="1%" style="{NEXT};{HEAD};text-align:right">{_e(words(amount))}</th>
</tr></thead>
<tbody>
{rows}
{"".join(sums)}
</tbody>
</table>"""


def _row(row: Row, table: Table, words: Wording) -> str:
    amount = row.asked if table.partly_asked else row.open
    long = len(row.number) > NUMBER_MAX
    above = f'<tr><td colspan="3" style="{FIRST}">{_e(row.number)}</td></tr>' if long else ""
    details = " · ".join(_e(_together(detail)) for detail in _details(row, words))
    return (
        f'{above}<tr><td style="{FIRST}">{"" if long else _e(row.number)}</td><td style="{NEXT}">{_e(row.due)}</td>'
        f'<td align="right" style="{NEXT};text-align:right">{_e(amount)}</td></tr>'
        f'<tr><td colspan="3" style="{DETAIL}">{details}</td></tr>'
    )


def _together(detail: str) -> str:
    """A short detail is not broken over two lines."""
    return detail.replace(" ", NO_BREAK) if len(detail) < 32 else detail


def _details(row: Row, words: Wording) -> Iterator[str]:
    """What a wide table has in columns: how the item stands, when it was issued, the other amounts where they differ."""
    yield row.standing
    yield words("line.issued", date=row.issued)
    if row.original != row.open:
        yield words("line.originally", amount=row.original)
    if row.asked != row.open:
        yield words("line.open_amount", amount=row.open)
    yield from row.notes


def _sum(label: str, amount: str, counts: bool) -> str:
    style = f"{SUM};font-weight:700;font-size:16px" if counts else SUM
    return (
        f'<tr><td colspan="2" style="{FIRST};{style}">{_e(label)}</td>'
        f'<td align="right" style="{NEXT};{style};text-align:right">{_e(amount)}</td></tr>'
    )


def _payment(payment: Payment, message: Message) -> str:
    rows = "".join(map(_pair, payment_pairs(payment, message)))
    return f"""<table {FRAME} style="margin:20px 0;border:1px solid {RULE};border-radius:6px"><tr><td style="padding:14px 16px">
<p style="margin:0 0 6px;font-weight:600">{_e(message.words("payment.heading"))}</p>
<table role="presentation" cellpadding="0" cellspacing="0" border="0">{rows}</table>
</td></tr></table>"""


def _pair(pair: Pair) -> str:
    label, value = map(_e, pair)
    return f'<tr><td style="{LABEL}">{label}</td><td style="{VALUE}">{value}</td></tr>'


def _signed(message: Message, creditor: Creditor) -> str:
    colon = message.words("list.colon")
    lines = [f"{label}{colon} {value}" for label, value in message.person_lines]
    names = f"<strong>{_e(message.person)}</strong><br>" if message.person else ""
    below = "".join(f'<br><span style="font-size:14px;color:{QUIET}">{_e(line)}</span>' for line in lines)
    return f'{paragraph(message.closing)}\n<p style="margin:0">{names}{_e(creditor.name)}{below}</p>'
