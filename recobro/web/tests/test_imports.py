"""Files in: looked at first, imported then; columns said once; nothing kept that is not needed."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from recobro.access.jobs import list_jobs
from recobro.connectors.history import list_imports
from recobro.connectors.profiles import list_profiles
from recobro.kernel.problems import Problem
from recobro.ledger.known import known_through
from recobro.ledger.models import Item
from recobro.web import clock, kept
from recobro.web.pages.imports import problem_table
from recobro.web.tests.conftest import SignIn
from recobro.web.uploads import LimitedUploadHandler
from tests import cast
from tests.office import Office

INVOICES = """Invoice no.;Customer no.;Invoice date;Due date;Amount;Currency
A-1;C-1002;2026-01-02;2026-02-01;1000.00;EUR
A-2;C-1002;2026-01-03;soon;5.00;EUR
"""
ODD = "Beleg;Kto;Belegdat;Zahlb;Wert\nX-1;C-1002;10.01.2026;03.02.2026;120,50\n"


@pytest.fixture
def books(sign_in: SignIn) -> Client:
    """The accountant's client."""
    return sign_in("accountant")


def send(client: Client, office: Office, name: str, content: str | bytes, **said: str) -> Any:
    data = content.encode() if isinstance(content, str) else content
    files = [SimpleUploadedFile(name, data)]
    return client.post(f"/c/{office.company.id}/files/", {"files": files, **said}, follow=True)


def numbers(office: Office) -> set[str]:
    return set(Item.objects.filter(company_id=office.company.id).values_list("number", flat=True))


def test_it_shows_what_would_change_before_it_imports(office: Office, books: Client) -> None:
    page = send(books, office, "open.csv", INVOICES)

    assert "This is what would change" in page.content.decode()
    assert "A-1" not in numbers(office)

    books.post(f"{page.request['PATH_INFO']}import")

    assert "A-1" in numbers(office)
    (done,) = list_imports(office.company.id)
    assert (done.file, done.by, done.records, done.counts["new item"], done.problem_count) == (
        "open.csv",
        "Aara Accountant",
        1,
        1,
        1,
    )
    assert list((kept.home() / "uploads").iterdir()) == []  # the file is gone
    listed = books.get(f"/c/{office.company.id}/files/past/{done.id}/problems.csv").content.decode()
    assert "open.csv,3,error" in listed


def test_it_asks_before_much_of_the_list_is_closed(
    office: Office, books: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = INVOICES.replace("soon;5.00", "2026-02-02;5000.00")
    page = send(books, office, "first.csv", whole)
    books.post(f"{page.request['PATH_INFO']}import")
    monkeypatch.setattr(clock, "now", lambda: cast.at(hour=15))
    page = send(books, office, "second.csv", "\n".join(whole.splitlines()[:2]), mode="open_items")
    assert "would be closed" in page.content.decode()

    refused = books.post(f"{page.request['PATH_INFO']}import")
    assert refused.status_code == 422
    done = books.post(f"{page.request['PATH_INFO']}import", {"may_vanish": "yes"}, follow=True)

    assert "is imported" in done.content.decode()
    assert list_imports(office.company.id)[0].closed == 1
    assert known_through(office.company.id) == {"csv": cast.TODAY}


def test_it_learns_the_columns_of_a_file_and_knows_the_next_one(office: Office, books: Client) -> None:
    page = send(books, office, "odd.csv", ODD)
    assert "Nothing was changed" in page.content.decode()
    columns = f"{page.request['PATH_INFO']}columns"
    assert "120,50" in books.get(columns).content.decode()

    chosen = {
        f"column-0-{index}": name
        for index, name in enumerate(("number", "customer_code", "issued_on", "due_on", "amount"))
    }
    page = books.post(columns, {"sheet": "0", "name": "Old books", "currency": "EUR", **chosen}, follow=True)
    assert "1 line from" in page.content.decode()
    assert [one.name for one in list_profiles(office.company.id)] == ["Old books"]

    page = send(books, office, "next.csv", ODD.replace("X-1", "X-2"))
    books.post(f"{page.request['PATH_INFO']}import")
    assert "X-2" in numbers(office)


def test_it_keeps_what_was_chosen_when_the_columns_cannot_be_so(office: Office, books: Client) -> None:
    columns = f"{send(books, office, 'odd.csv', ODD).request['PATH_INFO']}columns"
    page = books.post(
        columns, {"sheet": "0", "name": "Old books", "column-0-0": "number", "column-0-1": "number"}
    )

    assert page.status_code == 422
    assert "Two columns are the same" in page.content.decode()
    assert '<option value="number" selected>' in page.content.decode()
    assert list_profiles(office.company.id) == []


def test_it_unpacks_an_archive_without_its_folders(office: Office, books: Client, home: Path) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../outside.csv", INVOICES)
        archive.writestr("__MACOSX/._outside.csv", "x")
        archive.writestr("odd/../=cmd|' /C calc'!A0.csv", INVOICES)
    page = send(books, office, "both.zip", packed.getvalue())

    assert "outside.csv" in page.content.decode()
    found = list(home.parent.rglob("*.csv"))
    assert len(found) == 2
    assert all(path.parent.parent == home / "uploads" for path in found)


def test_it_looks_at_so_many_files_at_once_and_no_more(office: Office, books: Client) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(11):
            archive.writestr(f"{number}.csv", INVOICES.replace("A-", f"A-{number}-"))

    page = send(books, office, "many.zip", packed.getvalue()).content.decode()

    assert "11 files are too many at once." in page
    assert "Send at most 10 at a time." in page
    assert not any((kept.home() / "uploads").iterdir())
    assert list_jobs(office.company.id, kind="look") == []


def test_it_takes_no_archive_that_unpacks_to_more_than_may_be_sent(
    office: Office, books: Client, settings: Settings
) -> None:
    settings.UPLOAD_MAX_BYTES = 100_000
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.csv", "0" * 1_000_000)
    page = send(books, office, "bomb.zip", packed.getvalue())

    assert page.status_code == 422
    assert "too large" in page.content.decode()
    assert list((kept.home() / "uploads").iterdir()) == []


def test_it_keeps_nothing_of_a_file_that_is_too_large(
    office: Office, books: Client, settings: Settings
) -> None:
    settings.UPLOAD_MAX_BYTES = 10_000
    page = send(books, office, "large.csv", "x" * 200_000)

    assert page.status_code == 422
    assert "larger than" in page.content.decode()
    assert not (kept.home() / "uploads").exists()


@pytest.mark.parametrize(
    ("said", "safe"),
    [("../../etc/passwd", "passwd"), ("a\\b\\c.csv", "c.csv"), ("..", "file"), (".hidden", "hidden"), ("", "file"),
     ("na\x00me\n.csv", "na-me-.csv"), ("x" * 300 + ".csv", "x" * 110 + ".csv"), ("Añón 1.csv", "Añón 1.csv")],
)  # fmt: skip
def test_it_makes_names_safe(said: str, safe: str) -> None:
    assert kept.safe_name(said) == safe


def test_it_lets_only_those_in_who_bring_money_in(office: Office, sign_in: SignIn) -> None:
    viewer = sign_in("viewer")
    assert viewer.get(f"/c/{office.company.id}/files/").status_code == 200
    assert send(viewer, office, "open.csv", INVOICES).status_code == 403


def test_it_tells_sales_nothing_of_the_files(office: Office, books: Client, sign_in: SignIn) -> None:
    page = send(books, office, "secret.csv", INVOICES)
    books.post(f"{page.request['PATH_INFO']}import")
    books.post(f"/c/{office.company.id}/files/payments-known", {"through_on": "2026-03-09"})
    address = f"/c/{office.company.id}/files/"
    assert "secret.csv" in books.get(address).content.decode()

    shown = sign_in("sales").get(address).content.decode()

    assert "secret.csv" not in shown
    assert "Payments are known" not in shown


def test_nothing_is_kept_of_who_did_not_sign_in(
    office: Office, books: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_bytes: list[int] = []
    receive = TemporaryFileUploadHandler.receive_data_chunk

    def noting(self: Any, raw_data: bytes, start: int) -> Any:
        kept_bytes.append(len(raw_data))
        return receive(self, raw_data, start)

    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", noting)
    files = {"files": SimpleUploadedFile("a.csv", b"x" * 1000)}
    for client in (Client(), Client(enforce_csrf_checks=True)):
        client.post("/accounts/login/", files)
        client.post(f"/c/{office.company.id}/files/", files)
    assert kept_bytes == []

    send(books, office, "open.csv", INVOICES)
    assert kept_bytes == [len(INVOICES)]


@pytest.mark.parametrize("announced", [True, False])
def test_the_files_of_a_request_are_limited_together(
    office: Office, books: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch, announced: bool
) -> None:
    settings.UPLOAD_MAX_BYTES = 10_000
    if not announced:
        monkeypatch.setattr(LimitedUploadHandler, "handle_raw_input", lambda *_args, **_kwargs: None)
    files = [SimpleUploadedFile(f"{name}.csv", b"x" * 6_000) for name in "ab"]
    page = books.post(f"/c/{office.company.id}/files/", {"files": files})

    assert page.status_code == 422
    assert not (kept.home() / "uploads").exists()


def test_a_cell_is_never_a_formula(office: Office) -> None:
    for said, cell in (("\t=1+1", "'\t=1+1"), ("\r=2", "'\r=2"), ("=3", "'=3")):
        problem = Problem(source=said, message="x")
        assert cell in problem_table((problem,), "x").content.decode()


def test_it_asks_the_database_little(
    office: Office, books: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        send(books, office, "open.csv", INVOICES)
    with django_assert_max_num_queries(15):
        books.get(f"/c/{office.company.id}/files/")


def test_it_records_until_when_payments_are_known(office: Office, books: Client) -> None:
    base = f"/c/{office.company.id}/files/"
    assert books.post(f"{base}payments-known", {"through_on": "2026-03-11"}).status_code == 422
    books.post(f"{base}payments-known", {"through_on": "2026-03-09"})

    assert known_through(office.company.id) == {"": cast.TODAY - cast.DAY}
