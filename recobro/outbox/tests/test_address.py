"""The address in the window, as the post of the customer's country wants it."""

from __future__ import annotations

import pytest

from recobro.ledger.models import Customer
from recobro.outbox.content import postal_lines

pytestmark = pytest.mark.django_db  # for the calendar of this room


def lines(country: str, postcode: str, city: str, region: str = "", *, home: str = "") -> tuple[str, ...]:
    """The lines below the street."""
    customer = Customer(address_1="12 Road", country=country, postcode=postcode, city=city, region=region)
    street, *rest = postal_lines(customer, home or country)
    assert street == "12 Road"
    return tuple(rest)


@pytest.mark.parametrize(
    ("country", "postcode", "city", "region", "printed"),
    [
        ("US", "78709", "Austin", "TX", ("Austin, TX 78709",)),
        ("US", "10001", "New York", "NY", ("New York, NY 10001",)),
        ("US", "10001", "New York", "New York", ("New York, New York 10001",)),
        ("US", "78709", "Austin", "", ("Austin 78709",)),
        ("US", "", "Austin", "TX", ("Austin, TX",)),
        ("CA", "M5V 2T6", "Toronto", "ON", ("Toronto ON M5V 2T6",)),
        ("AU", "2000", "Sydney", "NSW", ("Sydney NSW 2000",)),
        ("NZ", "1010", "Auckland", "", ("Auckland 1010",)),
        ("GB", "LS1 1AA", "Leeds", "", ("Leeds", "LS1 1AA")),
        ("GB", "ME14 1XX", "Maidstone", "Kent", ("Maidstone, Kent", "ME14 1XX")),
        ("IE", "T12 X70A", "Cork", "Co. Cork", ("Cork, Co. Cork", "T12 X70A")),
        ("IE", "", "Galway", "", ("Galway",)),
        ("ES", "28013", "Madrid", "Madrid", ("28013 Madrid",)),
        ("ES", "48001", "Bilbao", "Bizkaia", ("48001 Bilbao, Bizkaia",)),
        ("MX", "44100", "Guadalajara", "Jalisco", ("44100 Guadalajara, Jalisco",)),
        ("DE", "20457", "Hamburg", "", ("20457 Hamburg",)),
        ("FR", "75001", "Paris", "", ("75001 Paris",)),
        ("", "28013", "Madrid", "", ("28013 Madrid",)),
    ],
)
def test_it_orders_town_region_and_postcode_as_the_country_does(
    country: str, postcode: str, city: str, region: str, printed: tuple[str, ...]
) -> None:
    assert lines(country, postcode, city, region) == printed


def test_it_names_the_country_last_when_it_is_abroad() -> None:
    assert lines("US", "78709", "Austin", "TX", home="ES") == ("Austin, TX 78709", "UNITED STATES")


@pytest.mark.parametrize("missing", ["address_1", "city"])
def test_it_prints_no_address_that_no_post_would_deliver(missing: str) -> None:
    whole = {"address_1": "12 Road", "city": "Austin", "postcode": "78709", "country": "US"}
    assert postal_lines(Customer(**{**whole, missing: ""}), "US") == ()
