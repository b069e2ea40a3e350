"""The ageing as a workbook: a sheet for each currency, with a line for each customer, and amounts that one can calculate with."""

from __future__ import annotations

from datetime import UTC, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from recobro.insight.ageing import CURRENT, Ageing, CurrencyAgeing
from recobro.kernel.money import minor_units

HEAD = 3  # the row of the head, from zero; what stands above it is frozen with it
AMOUNT = 3  # the first column with an amount, from zero


def as_xlsx(report: Ageing) -> bytes:
    """The workbook of a report by customer. The same report gives the same bytes."""
    out = BytesIO()
    book = xlsxwriter.Workbook(
        out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    created = datetime.combine(report.as_of, time(12), UTC).replace(tzinfo=None)
    book.set_properties({"title": f"{report.company} {report.as_of}", "created": created})
    for total in report.currencies:
        _sheet(book, report, total)
    if not report.currencies:
        book.add_worksheet()
    book.close()
    return out.getvalue()


def _sheet(book: Any, report: Ageing, total: CurrencyAgeing) -> None:
    digits = minor_units(total.currency)
    money = book.add_format({"num_format": "#,##0" + ("." + "0" * digits if digits else "")})
    bold = book.add_format({"bold": True})
    bold_money = book.add_format({"bold": True, "num_format": money.num_format})
    sheet = book.add_worksheet(total.currency)
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 34)
    sheet.set_column(AMOUNT, AMOUNT + len(report.names) + 1, 15)
    sheet.freeze_panes(HEAD + 1, 2)
    sheet.write_string(0, 0, report.company, bold)
    sheet.write_string(1, 0, f"{report.as_of} {total.currency}")
    heads = (
        "customer code",
        "customer name",
        "items",
        *(_head(name) for name in report.names),
        "on account",
        "total",
    )
    for column, head in enumerate(heads):
        sheet.write_string(HEAD, column, head, bold)
    row = HEAD
    for who in report.customers or ():
        for one in who.currencies:
            if one.currency == total.currency:
                row += 1
                sheet.write_string(row, 0, who.code)
                sheet.write_string(row, 1, who.name)
                _figures(sheet, row, one, money)
    sheet.write_string(row + 1, 1, "total", bold)
    _figures(sheet, row + 1, total, bold_money)


def _figures(sheet: Any, row: int, one: CurrencyAgeing, money: Any) -> None:
    sheet.write_number(row, AMOUNT - 1, one.items)
    amounts: list[Decimal] = [*(bucket.amount for bucket in one.buckets), one.on_account, one.total]
    for column, amount in enumerate(amounts, start=AMOUNT):
        sheet.write_number(row, column, amount, money)


def _head(name: str) -> str:
    return name if name == CURRENT else f"{name} days"
