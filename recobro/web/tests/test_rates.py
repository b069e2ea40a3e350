"""Exchange rates on a page: what is missing for the currencies in use, and files that bring it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from recobro.access.models import Rate, User
from recobro.bank.tests.movements import credit
from recobro.ledger.models import Customer
from recobro.web.tests.conftest import SignIn
from tests import cast
from tests.office import Office

ECB = """<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
<Cube><Cube time="{day}"><Cube currency="USD" rate="1.25"/><Cube currency="JPY" rate="160"/></Cube></Cube></gesmes:Envelope>"""


def send(client: Client, office: Office, content: str, **said: str) -> Any:
    files = [SimpleUploadedFile("rates.xml", content.encode())]
    return client.post(page_of(office), {"files": files, **said}, follow=True)


def page_of(office: Office) -> str:
    return f"/c/{office.company.id}/settings/rates/"


def used(page: Any) -> dict[str, Any]:
    return {one.currency: one for one in page.context["used"]}


def test_what_is_missing_is_told_and_a_file_of_the_ecb_brings_it(
    office: Office, sign_in: SignIn, home: Path, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    books = sign_in("accountant")
    credit(office.company.id, amount="5.00", currency="GBP")
    cast.owes(office.company, cast.LATE, "X-1", "655.957", currency="XOF")
    found = used(books.get(page_of(office)))
    assert {code: one.rate for code, one in found.items() if code != "XOF"} == {"USD": None, "GBP": None}
    assert round(1 / found["XOF"].rate, 3) == Decimal("655.957")

    page = send(books, office, ECB.format(day=cast.TODAY - 2 * cast.DAY))

    assert "2 rates of" in page.content.decode()
    assert (used(page)["USD"].rate, used(page)["USD"].on) == (Decimal("0.8"), cast.TODAY - 2 * cast.DAY)
    assert used(page)["GBP"].rate is None
    again = send(books, office, ECB.format(day=cast.TODAY - 2 * cast.DAY))
    assert "0 of them new" in again.content.decode()
    assert not any((home / "uploads").iterdir())
    with django_assert_max_num_queries(15):
        books.get(page_of(office))


def test_an_old_rate_is_told_with_its_day_and_counts_no_more(office: Office, sign_in: SignIn) -> None:
    old = cast.TODAY - 11 * cast.DAY

    found = used(send(sign_in("accountant"), office, ECB.format(day=old)))

    assert (found["USD"].rate, found["USD"].told_on) == (None, old)


def test_a_csv_says_what_it_cannot_and_what_is_refused_stays_typed(office: Office, sign_in: SignIn) -> None:
    books = sign_in("accountant")
    rows = f"date;currency;rate\n{cast.TODAY:%d/%m/%Y};ARS;1.412\nx;ARS;3\n"
    refused = send(books, office, rows, base="USDX")
    assert refused.status_code == 422
    assert 'value="USDX"' in refused.content.decode()

    page = send(books, office, rows, base="usd", decimal=",", date_order="dmy")

    assert page.status_code == 200, page.context["problems"]
    assert "1 rate of" in page.content.decode()
    assert "line 3" in page.content.decode()
    (rate,) = Rate.objects.filter(company_id=office.company.id)
    assert (rate.base, rate.currency, rate.rate) == ("USD", "ARS", 1412)


def test_viewers_look(office: Office, sign_in: SignIn) -> None:
    viewer = sign_in("viewer")
    assert viewer.get(page_of(office)).status_code == 200
    assert send(viewer, office, ECB.format(day=cast.TODAY)).status_code == 403
    assert not Rate.objects.exists()


def test_salespeople_see_the_currencies_of_their_customers(office: Office, sign_in: SignIn) -> None:
    credit(office.company.id, amount="5.00", currency="GBP")
    cast.owes(office.company, cast.LATE, "X-1", "655", currency="XOF")
    cast.owes(office.company, cast.GONE, "X-2", "655", currency="CHF")
    Customer.objects.filter(company_id=office.company.id, code=cast.LATE.code).update(
        salesperson="Sara Sales"
    )

    assert set(used(sign_in("sales").get(page_of(office)))) == {"XOF"}


def test_what_is_wrong_with_a_rate_is_said_in_the_language_of_the_page(
    office: Office, sign_in: SignIn
) -> None:
    rows = f"date;currency;rate\n{cast.TODAY};ARS;1.412\n{cast.TODAY};BRL;-3\n{cast.TODAY};CHF;a lot\n{cast.TODAY};EUR;2\n"
    books = sign_in("accountant")
    User.objects.filter(pk=office.user("accountant").pk).update(language="es")

    told = send(books, office, rows).context["problems"]

    assert [(one.message, one.hint) for one in told] == [
        ("El tipo '1.412' de ARS puede ser 1412 o 1,412.", "Indique cuál es el signo decimal: punto o coma."),
        ("El tipo '-3' de BRL no es mayor que cero.", "Corríjalo."),
        ("No se puede leer el tipo 'a lot' de CHF.", "Escríbalo como 1.0876."),
        (
            "Un EUR no puede ser 2 EUR.",
            "Indique la moneda base en «Lo que un CSV no dice», o en una columna.",
        ),
    ]
