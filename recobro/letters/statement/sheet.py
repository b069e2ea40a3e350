"""The statement of account as a spreadsheet that one can calculate with.

Two sheets a currency: what is open, and what was received. Amounts are numbers and days are dates, formatted by the currency and
by the reader's own settings; sums, ageing and days late are formulas, with their values beside them for programs that do not
calculate. Names and numbers of documents are always texts: nothing that came from a file is ever read as a formula.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_rowcol_to_cell as cell  # type: ignore[import-untyped]

from recobro.kernel.money import minor_units, quantize
from recobro.letters.figures import Figures, figures
from recobro.letters.printable import printable
from recobro.letters.statement.pdf import bucket_name, included, kept_note
from recobro.letters.statement.values import Bucket, Receipt, Statement, StatementSection

HEAD = 6  # the row of the table's head, from zero; what stands above it is frozen with it
FIRST = HEAD + 1
STATUS, KIND, NUMBER, INSTALMENT, ISSUED, DUE, DAYS, ORIGINAL, OPEN = range(9)
DISPUTED, COVERED, RETAINED, PLANNED, PROMISED, ORDER = range(9, 15)
PARTS = {
    DISPUTED: "disputed",
    COVERED: "covered",
    RETAINED: "retained",
    PLANNED: "planned",
    PROMISED: "promised",
}  # of what is open
HEADS = (
    "statement_sheet.status", "statement_sheet.kind", "statement.number", "statement_sheet.instalment", "table.date",
    "table.due", "table.days_overdue", "table.original", "table.open", *(f"statement_sheet.{part}" for part in PARTS.values()),
    "statement_sheet.order",
)  # fmt: skip
WIDTHS = (20, 16, 20, 12, 14, 14, 14, 16, 16, 16, 16, 16, 16, 16, 20)
AS_OF = "$B$3"
SYSTEM_DATE = 14  # the number of the format that follows the reader's own settings
NAME_MAX = 31  # characters of a sheet's name


def statement_xlsx(statement: Statement) -> bytes:
    """The workbook of a statement. The same statement gives the same bytes."""
    statement = printable(statement)
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False})
    book.set_properties(
        {
            "title": f"{statement.creditor.name} {statement.addressee.code} {statement.as_of}",
            "author": statement.creditor.name,
            "created": datetime.combine(statement.as_of, time(12), UTC).replace(tzinfo=None),
        }
    )
    book.set_calc_mode("auto")
    fig = figures(statement.language, statement.creditor.country)
    for section in statement.sections:
        _OpenSheet(book, statement, section, fig).write()
        if section.receipts:
            _ReceivedSheet(book, statement, section, fig).write()
    if not statement.sections:
        _top(book.add_worksheet(fig.words("statement_sheet.total")), book, statement, fig)
    book.close()
    return out.getvalue()


class _Sheet:
    """What both sheets of a currency have: formats, and cells that hold what they say."""

    def __init__(self, book: Any, statement: Statement, section: StatementSection, fig: Figures) -> None:
        self.book, self.statement, self.section, self.fig = book, statement, section, fig
        self.words = fig.words
        digits = minor_units(section.currency)
        money = "#,##0" + ("." + "0" * digits if digits else "")
        self.money_format = f"{money};[Red]-{money}"
        self.money = book.add_format({"num_format": self.money_format})
        self.total = book.add_format({"num_format": self.money_format, "bold": True, "top": 1})
        self.strong = book.add_format({"bold": True, "top": 1})
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.day = book.add_format({"num_format": SYSTEM_DATE, "align": "left"})
        self.small = book.add_format({"font_color": "#57606a", "text_wrap": True, "valign": "top"})

    def add(self, name: str, widths: tuple[int, ...]) -> Any:
        sheet = self.book.add_worksheet(name[:NAME_MAX])
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEAD)
        sheet.set_footer("&L&A&R&P / &N")
        sheet.freeze_panes(FIRST, 0)
        _top(sheet, self.book, self.statement, self.fig)
        return sheet

    def amount(self, sheet: Any, row: int, column: int, amount: Decimal, form: Any = None) -> None:
        sheet.write_number(row, column, quantize(amount, self.section.currency), form or self.money)

    def formula(self, sheet: Any, row: int, column: int, text: str, value: Decimal, form: Any = None) -> None:
        """A formula with its value, for programs that show a workbook without calculating it."""
        shown = float(quantize(value, self.section.currency))  # the writer takes no `Decimal` here
        sheet.write_formula(row, column, text, form or self.money, shown)

    def heads(self, sheet: Any, keys: tuple[str, ...]) -> None:
        for column, key in enumerate(keys):
            sheet.write_string(HEAD, column, self.words(key), self.head)


class _OpenSheet(_Sheet):
    """What is open in one currency: the ageing on top, the items below it, their sum at the end."""

    def write(self) -> None:
        sheet = self.add(self.section.currency, WIDTHS)
        self.last = FIRST + max(len(self.section.lines) + len(self.section.credits), 1) - 1
        self._ageing(sheet)
        self.heads(sheet, HEADS)
        row = FIRST
        for place in range(len(self.section.lines)):
            self._line(sheet, row, place)
            row += 1
        for place in range(len(self.section.credits)):
            self._credit(sheet, row, place)
            row += 1
        if row == FIRST:
            sheet.write_string(row, STATUS, self.words("statement_sheet.nothing"))
        self._sums(sheet, self.last + 1)
        sheet.autofilter(HEAD, STATUS, self.last, ORDER)

    def _ageing(self, sheet: Any) -> None:
        """Names in one row and formulas below: each bucket, the credits, the balance."""
        figures_of: list[tuple[str, str, Decimal]] = [
            (bucket_name(one, self.words), self._sum_of(one), one.amount) for one in self.section.buckets
        ]
        figures_of.append(
            (self.words("statement.credits"), f'=SUMIF({self._all(OPEN)},"<0")', self.section.credited)
        )
        figures_of.append(
            (self.words("statement_sheet.balance"), f"=SUM({self._all(OPEN)})", self.section.balance)
        )
        for column, (name, _, _) in enumerate(figures_of):
            sheet.write_string(3, column, name, self.small)
        for column, (_, text, value) in enumerate(figures_of):
            self.formula(sheet, 4, column, text, value)

    def _sum_of(self, bucket: Bucket) -> str:
        days, amounts = self._all(DAYS), self._all(OPEN)
        if bucket.first is None:
            return f"=SUMIFS({amounts},{days},0)"
        upto = f',{days},"<={bucket.last}"' if bucket.last is not None else ""
        return f'=SUMIFS({amounts},{days},">={bucket.first}"{upto})'

    def _all(self, column: int) -> str:
        return f"{cell(FIRST, column, True, True)}:{cell(self.last, column, True, True)}"

    def _line(self, sheet: Any, row: int, place: int) -> None:
        line = self.section.lines[place]
        days = self.statement.days_late(line)
        sheet.write_string(row, STATUS, self.words("statement.overdue" if days else "statement.coming"))
        sheet.write_string(row, KIND, self.words(f"kind.{line.kind}"))
        sheet.write_string(row, NUMBER, line.number)
        sheet.write_string(row, INSTALMENT, line.instalment)
        sheet.write_datetime(row, ISSUED, _at(line.issued_on), self.day)
        if line.due_on:
            sheet.write_datetime(row, DUE, _at(line.due_on), self.day)
        due = cell(row, DUE)
        sheet.write_formula(row, DAYS, f'=IF({due}="",0,MAX(0,{AS_OF}-{due}))', None, days)
        self.amount(sheet, row, ORIGINAL, line.original)
        self.amount(sheet, row, OPEN, line.open_amount)
        for column, part in PARTS.items():
            self.amount(sheet, row, column, getattr(line, part))
        sheet.write_string(row, ORDER, line.order_reference)

    def _credit(self, sheet: Any, row: int, place: int) -> None:
        """A credit is below zero and never late."""
        credit = self.section.credits[place]
        sheet.write_string(row, STATUS, self.words("statement.credits"))
        kind = ", ".join([self.words(f"kind.{credit.kind}"), *kept_note(credit, self.words)])
        sheet.write_string(row, KIND, kind)
        sheet.write_string(row, NUMBER, credit.number)
        sheet.write_datetime(row, ISSUED, _at(credit.on), self.day)
        self.amount(sheet, row, ORIGINAL, credit.original)
        self.amount(sheet, row, OPEN, credit.open_amount)

    def _sums(self, sheet: Any, row: int) -> None:
        """Sums of the rows that the filter shows."""
        lines, none = self.section.lines, Decimal(0)
        original = sum((one.original for one in lines), none)
        values = {
            ORIGINAL: sum((one.original for one in self.section.credits), original),
            OPEN: self.section.balance,
            **{column: sum((getattr(one, part) for one in lines), none) for column, part in PARTS.items()},
        }
        sheet.write_string(row, STATUS, self.words("statement_sheet.total_shown"), self.strong)
        for column in range(KIND, ORDER + 1):
            if column in values:
                span = f"{cell(FIRST, column)}:{cell(self.last, column)}"
                self.formula(sheet, row, column, f"=SUBTOTAL(109,{span})", values[column], self.total)
            else:
                sheet.write_blank(row, column, None, self.strong)


class _ReceivedSheet(_Sheet):
    """What was received in the period: one row for each claim that a credit was set against."""

    HEADS = (
        "statement_sheet.kind", "statement.number", "table.date", "statement.amount", "statement_sheet.set_against",
        "statement_sheet.set_against_on", "statement_sheet.set_against_amount",
    )  # fmt: skip

    def write(self) -> None:
        sheet = self.add(
            f"{self.section.currency} {self.words('statement_sheet.received')}", (18, 20, 14, 16, 20, 16, 20)
        )
        self.heads(sheet, self.HEADS)
        row = FIRST
        for receipt in self.section.receipts:
            row = self._receipt(sheet, row, receipt)
        self._sums(sheet, row)
        sheet.autofilter(HEAD, 0, row - 1, len(self.HEADS) - 1)

    def _receipt(self, sheet: Any, row: int, receipt: Receipt) -> int:
        """Its amount stands on its first row only, so that the column can be added up. What came before the period has none."""
        for place, applied in enumerate(receipt.applied or (None,)):
            sheet.write_string(row, 0, self.words(f"kind.{receipt.kind}"))
            sheet.write_string(row, 1, receipt.number)
            sheet.write_datetime(row, 2, _at(receipt.on), self.day)
            if place == 0 and receipt.is_new:
                self.amount(sheet, row, 3, receipt.amount)
            if applied:
                sheet.write_string(row, 4, applied.number)
                sheet.write_datetime(row, 5, _at(applied.on), self.day)
                self.amount(sheet, row, 6, applied.amount)
            row += 1
        return row

    def _sums(self, sheet: Any, row: int) -> None:
        receipts = self.section.receipts
        none = Decimal(0)
        values = {
            3: sum((one.amount for one in receipts if one.is_new), none),
            6: sum((applied.amount for one in receipts for applied in one.applied), none),
        }
        sheet.write_string(row, 0, self.words("statement_sheet.total_shown"), self.strong)
        for column in range(1, len(self.HEADS)):
            if column in values:
                span = f"{cell(FIRST, column)}:{cell(row - 1, column)}"
                self.formula(sheet, row, column, f"=SUBTOTAL(109,{span})", values[column], self.total)
            else:
                sheet.write_blank(row, column, None, self.strong)


def _top(sheet: Any, book: Any, statement: Statement, fig: Figures) -> None:
    """Who, whose, and as of when."""
    words, to = fig.words, statement.addressee
    title = book.add_format({"bold": True, "font_size": 14})
    label = book.add_format({"font_color": "#57606a"})
    day = book.add_format({"num_format": SYSTEM_DATE, "align": "left", "bold": True})
    sheet.write_string(0, 0, f"{words('statement_sheet.statement')} · {statement.creditor.name}", title)
    sheet.write_string(1, 0, words("statement_sheet.customer"), label)
    sheet.write_string(1, 1, f"{to.customer} ({to.code})" if to.code else to.customer)
    sheet.write_string(2, 0, words("statement_sheet.as_of"), label)
    sheet.write_datetime(2, 1, _at(statement.as_of), day)
    sheet.write_string(2, 2, " ".join(included(statement, fig)), label)


def _at(on: date) -> datetime:
    return datetime.combine(on, time())
