"""Contents for the tests: the same cast as everywhere, fixed values."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from recobro.letters.values import (
    Addressee,
    BankAccount,
    Content,
    Credit,
    Creditor,
    LevelText,
    Line,
    Person,
    Section,
)

TODAY = date(2026, 11, 21)

EUR_ACCOUNT = BankAccount(
    holder="Northwind Supplies GmbH",
    iban="DE89370400440532013000",
    bic="COBADEFFXXX",
    bank="Commerzbank",
    currency="EUR",
)
ANY_ACCOUNT = BankAccount(holder="Northwind Supplies GmbH", iban="GB33BUKB20201555555555", bic="BUKBGB22XXX")

TEXTS = {
    "en": LevelText(
        subject="First reminder: {total} overdue since {oldest_due}",
        before="We have not yet received your payment for the {count} invoices\nlisted below.\n\nThe oldest is {days_late} days late.",
        after="Please transfer the amount by {pay_by}, quoting {reference}.\n\n{person} will gladly help you at {phone} or {email}.",
        task="Call {customer} about {total}\nAsk for {contact}.\nAgree a day of payment.",
    ),
    "es": LevelText(
        subject="Primer recordatorio: {total} con vencimiento el {oldest_due}",
        before="Todavía no hemos recibido el pago de las {count} facturas que se detallan a continuación.",
        after="Le agradeceremos que transfiera el importe antes del {pay_by}, indicando la referencia {reference}.",
        task="Llamar a {customer} por {total}\nPreguntar por {contact}.",
    ),
    "fr": LevelText(
        subject="Première relance : {total}, échéance du {oldest_due}",
        before="Sauf erreur de notre part, nous n’avons pas reçu le règlement des {count} factures ci-dessous.",
        after="Nous vous remercions de régler ce montant avant le {pay_by} en rappelant la référence {reference}.",
        task="Appeler {customer} au sujet de {total}\nDemander {contact}.",
    ),
}


def creditor(**changes: Any) -> Creditor:
    values: dict[str, Any] = {
        "name": "Northwind Supplies GmbH",
        "address": ("Hafenstraße 12", "20457 Hamburg"),
        "country": "DE",
        "tax_id": "DE123456789",
        "phone": "+49 40 5550 0",
        "email": "office@northwind.example",
        "website": "northwind.example",
        "bank_accounts": (EUR_ACCOUNT, ANY_ACCOUNT),
    }
    return Creditor(**{**values, **changes})


def addressee(**changes: Any) -> Addressee:
    values: dict[str, Any] = {
        "customer": "Late GmbH",
        "code": "C-1001",
        "contact": "Ana Ruiz",
        "address": ("Calle Mayor 7", "28013 Madrid", "Spain"),
        "email": "ana@late.example",
    }
    return Addressee(**{**values, **changes})


def line(number: str = "INV-1", **changes: Any) -> Line:
    values: dict[str, Any] = {
        "item_id": 1,
        "number": number,
        "issued_on": date(2026, 10, 4),
        "due_on": date(2026, 11, 3),
        "original": Decimal("1240.00"),
    }
    values |= changes
    values.setdefault("open_amount", values["original"])
    values.setdefault("amount", values["open_amount"])
    return Line(**values)


def credit(number: str = "CN-9", **changes: Any) -> Credit:
    values: dict[str, Any] = {
        "item_id": 90,
        "number": number,
        "kind": "credit_note",
        "on": date(2026, 11, 10),
        "amount": Decimal("200.00"),
    }
    return Credit(**{**values, **changes})


def section(currency: str = "EUR", *demanded: Line, **changes: Any) -> Section:
    return Section(**{"currency": currency, "demanded": demanded or (line(),), **changes})


def content(language: str = "en", **changes: Any) -> Content:
    values: dict[str, Any] = {
        "creditor": creditor(),
        "addressee": addressee(),
        "person": Person(name="Ines Vidal", phone="+49 40 5550 17", email="ines.vidal@northwind.example"),
        "language": language,
        "severity": "reminder",
        "dated_on": TODAY,
        "payments_until": date(2026, 11, 20),
        "reference": "RF18 5390 0754 7034",
        "sections": (section(),),
        "text": TEXTS[language],
    }
    return Content(**{**values, **changes})


def many_lines(count: int) -> tuple[Line, ...]:
    """Lines with due dates in falling order, so that sorting shows."""
    return tuple(
        line(
            f"INV-2026-{number:04}",
            item_id=number,
            issued_on=TODAY - timedelta(days=30 + number),
            due_on=TODAY - timedelta(days=number),
            original=Decimal(100 + number * 37),
        )
        for number in range(1, count + 1)
    )
