"""The bank: files dropped, movements cleared on sight or by hand, and taken back."""

from __future__ import annotations

import zipfile
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from recobro.access.jobs import begin_job, end_job, find_job
from recobro.access.models import Change
from recobro.access.rates import Quote, record_rates
from recobro.bank.certainty import REASONS
from recobro.bank.confirm import Pays, confirm
from recobro.bank.listing import list_files, list_matches, movements_to_clear
from recobro.bank.models import Movement, Payer, Proposal
from recobro.bank.rules import rules_of
from recobro.bank.tests.movements import AT, credit
from recobro.bank.tolerated import tolerance_of
from recobro.casework.paper import clear, take_paper
from recobro.ledger.models import Item
from recobro.web import clock, kept
from recobro.web.bank_words import SENTENCES, reason_in_words
from recobro.web.tests.conftest import SignIn
from tests import cast
from tests.camt import Booked, camt
from tests.office import Office

CERTAIN = Booked(
    amount="640.00", text="Invoice R2026-10041", name="Late GmbH", account="DE89370400440532013000"
)
PART = Booked(amount="50.00", text="R2026-10052 part", name="Late GmbH")
WHOLE = "R2026-10041"
ODD = Booked(amount="7.77", text="interest", name="The Bank")


@pytest.fixture
def books(office: Office, sign_in: SignIn) -> Client:
    """The accountant's client, and two invoices with numbers that nobody writes by chance."""
    cast.owes(office.company, cast.LATE, WHOLE, "640.00")
    cast.owes(office.company, cast.LATE, "R2026-10052", "210.00")
    return sign_in("accountant")


def send(client: Client, office: Office, content: str, name: str = "bank.xml", **said: str) -> Any:
    files = [SimpleUploadedFile(name, content.encode())]
    return client.post(f"/c/{office.company.id}/bank/", {"files": files, **said}, follow=True)


def address(office: Office, rest: str = "") -> str:
    return f"/c/{office.company.id}/bank/{rest}"


def open_of(office: Office, number: str) -> Decimal:
    return Item.objects.get(company_id=office.company.id, number=number, amount__gt=0).amount_open


def waiting(office: Office, **narrow: Any) -> list[Any]:
    return movements_to_clear(office.company.id, money_in=None, **narrow)


def said_back(page: Any, *, certain: bool = False) -> list[str]:
    """What the accept buttons of the page say back."""
    lines = page.context["sure"] if certain else [one.best for one in page.context["lines"]]
    return [one.said for one in lines]


def movement(office: Office, amount: str) -> int:
    return Movement.objects.get(company_id=office.company.id, amount=amount).id


def test_a_file_is_read_and_its_page_can_be_come_back_to(office: Office, books: Client) -> None:
    page = send(books, office, camt(CERTAIN, PART, wrong_by="1.00"))

    (file,) = list_files(office.company.id)
    assert page.request["PATH_INFO"] == address(office, f"files/{file.id}/")
    assert (file.name, file.new, file.by) == ("bank.xml", 2, "Aara Accountant")
    text = page.content.decode()
    assert "690.00" in text
    assert "balances differ" in text
    assert "Lines may be missing" in text
    listed = books.get(address(office)).content.decode()
    assert "Read until" not in listed, "something may be missing in it"
    assert "2 movements to clear" in listed
    again = send(books, office, camt(CERTAIN, PART, wrong_by="1.00"))
    assert "Known already" in again.content.decode()
    assert len(waiting(office)) == 2


def test_what_cannot_be_read_says_why_and_can_be_tried_again(office: Office, books: Client) -> None:
    page = send(books, office, "no statement at all", "odd.bin")

    assert "Nothing was changed" in page.content.decode()
    work = page.request["PATH_INFO"]
    assert "odd.bin" in books.get(address(office)).content.decode()
    assert books.post(work, {"currency": "EUR"}, follow=True).status_code == 200
    for number in range(10):  # what was read since does not push it off the list
        done = begin_job(
            office.company.id, kind="bank-read", arguments={"file": f"{number}"}, at=clock.now(), by="Ana"
        )
        end_job(done, steps=1, result={}, at=clock.now())
    shown = books.get(address(office))
    (left,) = shown.context["unfinished"]
    books.post(address(office, f"work/{left['job'].id}/discard"))
    assert "odd.bin" not in books.get(address(office)).content.decode()


def test_many_files_at_once_are_all_read_or_none(office: Office, books: Client, home: Path) -> None:
    def sent(count: int) -> Any:
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for number in range(count):
                one = Booked(amount=f"{number + 1}.50", text="x", name="The Bank")
                archive.writestr(f"{number}.xml", camt(one, number=f"{number}"))
        files = [SimpleUploadedFile("many.zip", packed.getvalue())]
        return books.post(address(office), {"files": files}, follow=True).content.decode()

    sent(5)
    assert [one.new for one in list_files(office.company.id)] == [1] * 5

    for number in range(kept.FILES_MAX):
        begin_job(
            office.company.id, kind="bank-read", arguments={"file": f"{number}"}, at=clock.now(), by="Ana"
        )
    assert "pieces of such work are under way" in sent(2)
    assert len(list_files(office.company.id)) == 5
    assert not any((home / "uploads").iterdir())


def test_a_file_that_is_being_read_cannot_be_thrown_away(office: Office, books: Client) -> None:
    job = begin_job(
        office.company.id, kind="bank-read", arguments={"token": "", "file": "x"}, at=clock.now(), by="Ana"
    )

    assert books.post(address(office, f"work/{job}/discard")).status_code == 404
    assert find_job(office.company.id, job) is not None


def test_a_guess_is_asked_once_more(office: Office, books: Client) -> None:
    guess = Booked(amount="7.77", text="thank you", name="Late GmbH")
    send(books, office, camt(guess))
    page = books.get(address(office, "clear/"))
    text = page.content.decode()
    assert page.context["lines"][0].best.proposal.is_unsure
    assert "This is rather a guess" in text
    assert "Accept it all the same" in text
    assert '<button class="main" data-key="a"' not in text, "no single key books it"
    books.post(address(office, "clear/acceptances"), {"proposal": said_back(page)})
    assert waiting(office) == []


def test_money_in_another_currency_shows_both_amounts_and_is_booked_with_them(
    office: Office, books: Client
) -> None:
    dollars = camt(Booked(amount="690.00", text=WHOLE, name="Late GmbH"), currency="USD")
    send(books, office, dollars)
    page = books.get(address(office, "clear/"))
    assert "No rate from EUR to USD" in page.content.decode()
    assert not page.context["lines"][0].best.proposal.may_be_accepted

    quote = Quote(base="EUR", currency="USD", rate=Decimal("1.0870"), on=cast.TODAY)
    record_rates(office.company.id, [quote], source="test", by="Ana", at=clock.now())
    books.post(address(office, "proposals"), follow=True)
    page = books.get(address(office, "clear/"))
    text = page.content.decode()
    assert "640.00 EUR was worth 695.68 USD" in text
    assert "5.68 USD less came in" in text
    one = movement(office, "690.00")
    by_hand = books.get(address(office, f"movements/{one}/?proposal=1")).content.decode()
    assert 'value="690.00"' in by_hand
    assert 'value="640.00"' in by_hand
    books.post(address(office, "clear/acceptances"), {"proposal": said_back(page)})
    assert (open_of(office, WHOLE), waiting(office)) == (0, [])


def test_it_accepts_what_was_seen_and_goes_on(office: Office, books: Client) -> None:
    send(books, office, camt(CERTAIN, ODD))
    page = books.get(address(office, "clear/"))
    text = page.content.decode()
    assert "Certain" in text
    assert "The payer wrote R2026-10041." in text
    first, second = page.context["lines"]

    done = books.post(
        address(office, "clear/acceptances"), {"proposal": f"{first.best.said}.{second.movement.id}"}
    )

    assert done.status_code == 303
    assert f"at={second.movement.id}&" in done["Location"]
    assert open_of(office, WHOLE) == 0
    (match,) = list_matches(office.company.id)
    assert (match.by, match.is_automatic, match.code) == ("Aara Accountant", False, "C-1002")


def test_it_refuses_what_has_changed_since_it_was_shown(office: Office, books: Client) -> None:
    send(books, office, camt(CERTAIN))
    (seen,) = said_back(books.get(address(office, "clear/")))
    Proposal.objects.update(certainty=60)

    page = books.post(address(office, "clear/acceptances"), {"proposal": seen})

    assert page.status_code == 422
    assert "has changed since it was shown" in page.content.decode()
    assert open_of(office, WHOLE) == 640


def test_it_accepts_all_that_are_certain_but_what_changed(office: Office, books: Client) -> None:
    cast.owes(office.company, cast.PROMPT, "R2026-10077", "77.00")
    other = Booked(amount="77.00", text="R2026-10077", name="Prompt Ltd")
    send(books, office, camt(CERTAIN, other, PART, ODD))
    seen = said_back(books.get(address(office, "clear/")), certain=True)
    assert len(seen) == 2
    Proposal.objects.filter(movement_id=movement(office, "77.00")).update(certainty=96)

    page = books.post(address(office, "clear/acceptances"), {"proposal": seen}, follow=True)

    assert "1 payment is booked. 1 has changed since it was shown, and waits." in page.content.decode()
    assert open_of(office, WHOLE) == 0
    assert open_of(office, "R2026-10077") == 77


def test_it_splits_a_movement_over_two_customers_with_a_difference(office: Office, books: Client) -> None:
    send(books, office, camt(Booked(amount="420.00", text="for both", name="Holding")))
    one = movement(office, "420.00")
    late, gone = (cast.customer(office.company, who) for who in (cast.LATE, cast.GONE))
    two, three = cast.item(office.company, "INV-2"), cast.item(office.company, "INV-3")
    found = books.get(address(office, f"movements/{one}/?q=INV-3")).content.decode()
    assert f'name="add" value="{gone}.{three}"' in found
    form = f"movements/{one}/payments?customer={late}&customer={gone}"
    typed = {
        f"pays-{two}": "348.00",
        f"gone-{two}": "2.50",
        f"kind-{two}": "charges",
        f"pays-{three}": "72.00",
    }
    typed[f"gone-{three}"], typed[f"kind-{three}"] = "8.00", "small_difference"

    refused = books.post(address(office, form), {**typed, "pays-abc": "1"})

    assert refused.status_code == 422
    assert "more than what may be written off" in refused.content.decode()
    assert 'value="348.00"' in refused.content.decode()
    assert waiting(office)[0].left == 420
    typed[f"gone-{three}"] = "3.00"
    books.post(address(office, form), typed)
    assert (open_of(office, "INV-2"), open_of(office, "INV-3")) == (Decimal(0), Decimal(5))
    assert waiting(office) == []


def test_what_is_typed_stays_while_others_are_searched_and_taken(office: Office, books: Client) -> None:
    send(books, office, camt(Booked(amount="420.00", text="for both", name="Holding")))
    one = movement(office, "420.00")
    late, gone = (cast.customer(office.company, who) for who in (cast.LATE, cast.GONE))
    two, three = cast.item(office.company, "INV-2"), cast.item(office.company, "INV-3")
    form = address(office, f"movements/{one}/payments?customer={late}")
    typed = {
        f"pays-{two}": "345,50",
        f"gone-{two}": "x7",
        f"kind-{two}": "charges",
        "note": "half",
        "left": "420.00",
    }

    searched = books.post(
        form, {**typed, "q": "INV-3"}
    )  # Enter in the field of the search: nothing is booked

    assert searched.status_code == 303
    page = books.get(searched["Location"])
    text = page.content.decode()
    for value in ("345,50", "x7", "half", "INV-3"):
        assert f'value="{value}"' in text
    assert "&#x27;x7&#x27; is no amount." in text, "said at its field"
    taken = books.post(
        address(office, f"movements/{one}/choices?{page.context['hand'].query}"),
        {**typed, "add": f"{gone}.{three}"},
    )
    text = books.get(taken["Location"]).content.decode()
    assert 'value="345,50"' in text
    assert 'value="74.50"' in text, "what is left for the invoice that was taken"
    out = books.post(
        address(office, f"movements/{one}/choices?customer={late}&customer={gone}"), {**typed, "drop": late}
    )
    assert [f"{one.who.customer_id}" for one in books.get(out["Location"]).context["hand"].customers] == [
        f"{gone}"
    ]
    assert waiting(office)[0].left == 420

    refused = books.post(form, typed)
    assert refused.status_code == 422
    again = books.get(refused.context["address"]).content.decode()
    assert 'value="345,50"' in again, "reloaded, and come back to"
    assert books.get(form).status_code == 302, "not the address of a page"


def test_what_was_done_just_now_is_taken_back_in_the_list(office: Office, books: Client) -> None:
    send(books, office, camt(CERTAIN, ODD))
    first, second = books.get(address(office, "clear/")).context["lines"]
    said = f"{first.best.said}.{second.movement.id}"
    page = books.post(address(office, "clear/acceptances?q=a"), {"proposal": said}, follow=True)
    done = page.context["done"]
    assert (done.amount, done.name) == (Decimal(640), "Late GmbH")

    undo = address(office, f"movements/{done.movement_id}/matches/{done.id}/undo?q=a")
    page = books.post(undo, {"reason": "By mistake", "list": "1"}, follow=True)

    assert page.request["PATH_INFO"] == address(office, "clear/")
    assert (page.context["at"], page.context["q"], page.context["done"]) == (first.movement.id, "a", None)
    assert open_of(office, WHOLE) == 640


def test_a_manager_may_write_off_more(office: Office, sign_in: SignIn) -> None:
    manager = sign_in("manager")
    send(manager, office, camt(Booked(amount="60.00", text="for 3")))
    one, item = movement(office, "60.00"), cast.item(office.company, "INV-3")
    form = f"movements/{one}/payments?customer={cast.customer(office.company, cast.GONE)}"

    manager.post(
        address(office, form),
        {f"pays-{item}": "60", f"gone-{item}": "20", f"kind-{item}": "small_difference"},
    )

    assert open_of(office, "INV-3") == 0


def test_a_payment_in_another_currency_needs_both_amounts(office: Office, books: Client) -> None:
    send(books, office, camt(Booked(amount="900.00", text="INV-4")))
    one, item = movement(office, "900.00"), cast.item(office.company, "INV-4")
    form = address(
        office, f"movements/{one}/payments?customer={cast.customer(office.company, cast.DISPUTING)}"
    )
    assert "Write both amounts" in books.post(form, {f"pays-{item}": "850"}).content.decode()

    page = books.post(form, {f"pays-{item}": "850", f"other-{item}": "990"}, follow=True)

    assert page.status_code == 200
    assert open_of(office, "INV-4") == 0


def test_it_takes_back_with_a_reason_and_proposes_anew(office: Office, books: Client) -> None:
    send(books, office, camt(CERTAIN))
    (seen,) = said_back(books.get(address(office, "clear/")))
    books.post(address(office, "clear/acceptances"), {"proposal": seen})
    (match,) = list_matches(office.company.id)
    undo = address(office, f"movements/{match.movement_id}/matches/{match.id}/undo")
    assert books.post(undo, {"reason": ""}).status_code == 422

    page = books.post(undo, {"reason": "Another invoice."}, follow=True)

    assert open_of(office, WHOLE) == 640
    assert list_matches(office.company.id)[0].undone_reason == "Another invoice."
    assert page.context["offers"][0].proposal.lines[0].number == WHOLE


def test_it_sets_aside_only_with_a_reason(office: Office, books: Client) -> None:
    send(books, office, camt(ODD))
    one = movement(office, "7.77")
    assert books.post(address(office, "clear/asides"), {"movement": one, "note": ""}).status_code == 422

    books.post(address(office, "clear/asides"), {"movement": one, "note": "Interest."})

    assert waiting(office) == []
    assert "Interest." in books.get(address(office, "matches/")).content.decode()


def test_money_out_takes_back_the_payment_of_that_amount(office: Office, books: Client) -> None:
    send(books, office, camt(CERTAIN, Booked(amount="-640.00", text="return", name="Late GmbH")))
    (seen,) = said_back(books.get(address(office, "clear/")))
    books.post(address(office, "clear/acceptances"), {"proposal": seen})
    out = movement(office, "-640.00")
    assert "return" in books.get(address(office, "clear/?out=1")).content.decode()
    page = books.get(address(office, f"movements/{out}/"))
    (going,) = page.context["going_back"]

    books.post(address(office, f"movements/{out}/returns"), {"match": going.match.id})

    assert open_of(office, WHOLE) == 640
    assert waiting(office) == []


def test_a_return_asks_once_more_where_another_payment_fits_better(office: Office, books: Client) -> None:
    others = [Booked(amount=amount, text="R2026-10052", name="Good GmbH") for amount in ("50.00", "640.00")]
    back = Booked(amount="-640.00", text=f"unpaid {WHOLE}", name="Late GmbH")
    send(books, office, camt(CERTAIN, *others, back))
    for amount in ("640.00", "50.00", "640.00"):  # the one that goes back first: it is not the latest
        one = Movement.objects.filter(
            company_id=office.company.id, amount=amount, amount_left__gt=0
        ).earliest("id")
        customer = Item.objects.get(company_id=office.company.id, number=WHOLE).customer_id
        pays = (
            [Pays(item_id=Item.objects.get(number=WHOLE).id, amount=Decimal("640"))]
            if "10041" in one.text
            else []
        )
        confirm(office.company.id, movement_id=one.id, customer_id=customer, pays=pays, at=AT, by="Ana")

    page = books.get(address(office, f"movements/{movement(office, '-640.00')}/"))

    found = [(f"{one.match.amount:.2f}", one.numbers, one.is_unsure) for one in page.context["going_back"]]
    assert found == [("640.00", (WHOLE,), False), ("640.00", (), True), ("50.00", (), True)]
    assert page.content.decode().count("It is this one all the same") == 2


def test_a_page_of_the_list_ends_where_the_next_begins(office: Office, books: Client) -> None:
    send(books, office, camt(*(Booked(amount=f"{n}.01", text=f"odd {n}") for n in range(1, 31))))
    page = books.get(address(office, "clear/"))
    after = page.context["next"]
    rest = books.get(address(office, f"clear/?after={after}"))

    shown = [one.movement.amount for one in (*page.context["lines"], *rest.context["lines"])]
    assert shown == [Decimal(f"{n}.01") for n in range(1, 31)]
    found = books.get(address(office, "clear/?q=17.01"))
    assert [one.movement.amount for one in found.context["lines"]] == [Decimal("17.01")]
    assert not books.get(address(office, "clear/?q=%25%25")).context["lines"]


def test_the_list_is_searched_without_accents(office: Office, books: Client) -> None:
    send(books, office, camt(Booked(amount="9.01", text="Trésorerie"), Booked(amount="9.02", text="Other")))
    found = books.get(address(office, "clear/?q=tresorerie"))
    assert [one.movement.amount for one in found.context["lines"]] == [Decimal("9.01")]


def test_lists_ask_the_database_little(
    office: Office, books: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    send(
        books,
        office,
        camt(CERTAIN, PART, ODD, *(Booked(amount=f"{n}.01", text="R2026-10052") for n in range(1, 31))),
    )
    for page in ("", "clear/", "matches/", f"movements/{movement(office, '50.00')}/?proposal=1"):
        with django_assert_max_num_queries(15):
            assert books.get(address(office, page)).status_code == 200


def test_viewers_look_and_sales_see_nothing(office: Office, books: Client, sign_in: SignIn) -> None:
    send(books, office, camt(CERTAIN))
    (file,) = list_files(office.company.id)
    (seen,) = said_back(books.get(address(office, "clear/")))
    one = movement(office, "640.00")
    viewer, sales = sign_in("viewer"), sign_in("sales")
    for page in ("", "clear/", "matches/", f"movements/{one}/", f"files/{file.id}/"):
        assert viewer.get(address(office, page)).status_code == 200
        assert sales.get(address(office, page)).status_code == 404
    assert 'data-go="b"' not in sales.get(f"/c/{office.company.id}/customers/").content.decode()
    for client in (viewer, sales):
        assert client.post(address(office, "clear/acceptances"), {"proposal": seen}).status_code in (403, 404)
        assert client.post(address(office), {}).status_code in (403, 404)
    assert open_of(office, WHOLE) == 640


def test_nothing_of_another_company_is_shown(office: Office, books: Client) -> None:
    theirs = credit(office.stranger.id, amount="5.00")

    for page in (f"movements/{theirs.id}/", f"files/{theirs.statement.file_id}/"):
        assert books.get(address(office, page)).status_code == 404
    assert books.post(address(office, f"movements/{theirs.id}/asides"), {"note": "x"}).status_code == 404


@pytest.mark.parametrize("key", sorted(REASONS))
def test_every_reason_is_a_sentence(key: str) -> None:
    values: dict[str, Any] = {
        "payer_name": ["Late", 88], "discount": ["3.00", "2"], "amount_is_sum": 2, "amount_is_all_due": 3, "several_ways": 1,
        "charges": "3.00", "small_difference": "0.50", "partial": "10.00", "on_account": "5.00", "number_in_text": ["INV-1"],
        "exchange": ["100.00", "EUR", "108.70", "1.087", "2026-03-09"], "exchange_difference": "-0.30", "ordered": ["100.00", "EUR"],
        "partial_in": ["50.00", "EUR"], "no_rate": ["EUR", "USD", "2026-03-10"], "open_invoices": [2, "70.00"], "oldest_first": 1,
    }  # fmt: skip

    said = reason_in_words({"key": key, "value": values.get(key, "X")}, "EUR")

    assert set(SENTENCES) == set(REASONS)
    assert said.endswith(".")


def test_what_may_be_paid_is_linked_wherever_that_is_said(
    office: Office, books: Client, sign_in: SignIn
) -> None:
    send(books, office, camt(CERTAIN))
    one, item = movement(office, "640.00"), cast.item(office.company, WHOLE)
    late = cast.customer(office.company, cast.LATE)
    link = f"/bank/movements/{one}/"
    company = f"/c/{office.company.id}"

    assert link in books.get(f"{company}/invoices/{item}/").content.decode()
    assert f"/bank/clear/?item={item}" in books.get(f"{company}/customers/{late}/").content.decode()
    assert link in books.get(address(office, f"clear/?item={item}")).content.decode()
    assert "1 movement to clear" in books.get(f"{company}/").content.decode()

    (seen,) = said_back(books.get(address(office, "clear/")))
    books.post(address(office, "clear/acceptances"), {"proposal": seen})
    for page in (f"invoices/{item}/", f"customers/{late}/payments/"):
        assert link in books.get(f"{company}/{page}").content.decode()
        sales = sign_in("sales").get(f"{company}/{page}")
        assert link not in sales.content.decode()


def test_a_learnt_payer_is_forgotten_on_the_page_of_the_customer(office: Office, books: Client) -> None:
    send(books, office, camt(CERTAIN))
    (seen,) = said_back(books.get(address(office, "clear/")))
    books.post(address(office, "clear/acceptances"), {"proposal": seen})
    (payer,) = Payer.objects.filter(company_id=office.company.id)
    late, gone = (cast.customer(office.company, who) for who in (cast.LATE, cast.GONE))
    page = f"/c/{office.company.id}/customers"
    assert "DE89370400440532013000" in books.get(f"{page}/{late}/payments/").content.decode()
    assert books.post(f"{page}/{gone}/payers/{payer.id}/forget").status_code == 422

    books.post(f"{page}/{late}/payers/{payer.id}/forget")

    assert "DE89370400440532013000" not in books.get(f"{page}/{late}/payments/").content.decode()


def test_what_was_recorded_by_hand_is_said_on_the_page_of_the_movement(office: Office, books: Client) -> None:
    claim = Item.objects.get(company_id=office.company.id, number=WHOLE)
    for day in (10, 11):
        paper = take_paper(
            office.company.id, customer_id=claim.customer_id, kind="cheque", currency="EUR", amount=Decimal(320),
            received_on=date(2026, 3, day), due_on=date(2026, 3, day), at=AT, by="Ana",
        )  # fmt: skip
        clear(office.company.id, paper_id=paper, on=date(2026, 3, day), at=AT, by="Ana")
    first, second = (credit(office.company.id, amount="320", on=date(2026, 3, 12)).id for _each in range(2))
    page = books.get(address(office, f"movements/{first}/?customer={claim.customer_id}"))
    text = page.content.decode()
    assert "Recorded by hand already?" in text
    assert 'name="another"' in text
    nearest, other = (one.payment_id for one in page.context["recorded"])

    books.post(address(office, f"movements/{first}/recorded"), {"payment": nearest})
    form = address(office, f"movements/{second}/payments?customer={claim.customer_id}")
    refused = books.post(form, {"left": "320", "book": "1"})
    assert refused.status_code == 422
    assert "was recorded by hand on 2026-03-10. " in refused.content.decode().replace("</strong>", "")
    books.post(form, {"left": "320", "book": "1", "another": "1"})

    assert not Movement.objects.filter(amount_left__gt=0).exists()
    paid = Item.objects.filter(company_id=office.company.id, kind="payment", amount=-320)
    assert (paid.count(), other in set(paid.values_list("id", flat=True))) == (3, True)


def test_a_manager_says_the_rules_and_the_journal_keeps_it(
    office: Office, books: Client, sign_in: SignIn
) -> None:
    page = f"/c/{office.company.id}/settings/bank/rules/"
    assert books.post(page, {"automatic": "1"}).status_code == 403
    manager = sign_in("manager")
    said = {
        "automatic": "1",
        "write_off_limit": "7.50",
        "stale_after_days": "4",
        "unclear_above": "",
        "differs_above": "0",
        "discount_percent": "2.5",
        "exchange_percent": "3",
        "charges-EUR": "12.50",
        "difference-EUR": "",
    }
    assert manager.post(page, said | {"stale_after_days": "0"}).status_code == 422
    assert manager.post(page, said | {"unclear_above": "10000000000000000"}).status_code == 422

    manager.post(page, said)

    rules = rules_of(office.company.id)
    assert (rules.automatic, rules.holds_maybe_paid, rules.write_off_limit) == (True, False, Decimal("7.5"))
    assert (rules.stale_after_days, rules.unclear_above, rules.differs_above) == (4, None, 0)
    tolerance = tolerance_of(office.company.id)
    assert (tolerance.charges_of("EUR"), tolerance.discount) == (Decimal("12.5"), Decimal("2.5"))
    assert 'value="12.50"' in manager.get(page).content.decode()
    assert "Write off limit" in manager.get(f"/c/{office.company.id}/journal/").content.decode()
    changed = Change.objects.filter(kind="company")
    assert ("write_off_limit", "5", "7.5") in changed.values_list("what", "before", "after")
    many = changed.count()
    manager.post(page, said)
    assert changed.count() == many
