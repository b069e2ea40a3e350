"""What the ledger keeps of a customer's pay days: from files, by hand, and no less than was said."""

from __future__ import annotations

import pytest

from recobro.access.models import BankingDay
from recobro.ledger.customers import pay_days_of, set_pay_days
from recobro.ledger.models import Customer
from recobro.ledger.paydays import PayDays
from recobro.ledger.tests.books import company, customer, posts

pytestmark = pytest.mark.django_db
MID_AND_END = PayDays(month_days=(15, 31))
FRIDAYS = PayDays(weekdays=(5,), review_weekdays=(1,))


@pytest.fixture
def books() -> int:
    return company().id


def known(books: int) -> PayDays:
    return pay_days_of(books, customer_id=Customer.objects.get(company_id=books).id)


def test_it_keeps_the_pay_days_of_a_new_customer(books: int) -> None:
    posts(books, customer(pay_days=MID_AND_END))

    assert known(books) == MID_AND_END


def test_a_file_that_names_others_replaces_them_all(books: int) -> None:
    posts(books, customer(pay_days=MID_AND_END))

    assert posts(books, customer(pay_days=FRIDAYS)).customers_changed == 1
    assert known(books) == FRIDAYS
    assert posts(books, customer(pay_days=FRIDAYS)).customers_changed == 0


def test_a_file_that_names_none_leaves_them(books: int) -> None:
    posts(books, customer(pay_days=FRIDAYS))
    posts(books, customer(city="Vigo"))

    assert known(books) == FRIDAYS


def test_a_person_says_and_unsays_them(books: int) -> None:
    posts(books, customer())
    late = Customer.objects.get(company_id=books).id

    set_pay_days(books, customer_id=late, pay_days=FRIDAYS)
    assert known(books) == FRIDAYS
    set_pay_days(books, customer_id=late, pay_days=PayDays())
    assert known(books) == PayDays()


def test_the_banking_days_of_a_customers_country_come_with_it(books: int) -> None:
    posts(books, customer("A", country="XQ"), customer("B", country="XK"), customer("C", country="XQ"))

    assert {"ES", "XK", "XQ"} <= set(BankingDay.objects.values_list("country", flat=True).distinct())
