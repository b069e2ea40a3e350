"""The 300 customers of the demo: who they are, how they are reached, and how they pay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from random import Random

from recobro.connectors.demo.names import COUNTRIES, Names, slug

COUNT = 300
FROM_COUNTRY = {"ES": 150, "FR": 60, "MX": 38, "US": 32, "IE": 14, "GB": 3, "DE": 3}
LANGUAGE = {"ES": "es", "MX": "es", "FR": "fr", "US": "en", "IE": "en", "GB": "en", "DE": "de"}
CURRENCY = {"US": "USD", "MX": "MXN"}
PAYERS = {
    "prompt": 46,
    "slow": 24,
    "late": 12,
    "very late": 6,
    "stopped": 3,
    "in parts": 4,
    "by direct debit": 5,
}
SEGMENTS = {"Mayoristas": 25, "Minoristas": 30, "Hostelería": 16, "Industria": 17, "Oficinas": 12}
PUBLIC, CONSUMERS, GROUP = "Sector público", "Particulares", "Grupo"
SALESPEOPLE = ("Marta Velomar", "Pablo Ostirix", "Claire Brandotesa", "Diego Quinelodia")
COLLECTORS = ("lucia.ferradexa@demo-distribucion.example", "thomas.melorix@demo-distribucion.example")
BRANCHES = ("Madrid", "Barcelona", "Lyon")

# Customers with a story, so that there is one of each to look at: the role and how they pay, all in Spain.
CAST = (
    ("insolvent", "stopped"), ("with a lawyer", "stopped"), ("with an agency", "stopped"), ("factored", "late"),
    ("never reminded", "late"), ("disputing", "very late"), ("disputing", "late"), ("disputing a part", "very late"),
    ("promising", "very late"), ("promising", "stopped"), ("on hold", "very late"), ("item on hold", "very late"),
    ("old debt", "prompt"), ("in credit", "late"), ("in credit", "late"), ("in credit", "very late"), ("on account", "late"),
    ("on account", "slow"), ("small balance", "early"), ("small balance", "early"), ("small balance", "early"),
    ("unreachable", "very late"), ("unreachable", "stopped"), ("big", "late"), ("big", "very late"), ("group", "late"),
    ("group", "very late"), ("key account", "late"), ("direct debit agreed", "late"), ("in a plan", "stopped"),
    ("complaining", "late"), ("paying by note", "very late"), ("keeping a guarantee", "prompt"), ("to be called", "very late"),
    ("expected to pay", "very late"), ("wants copies", "late"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A contact of a customer."""

    role: str
    name: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A customer. `pays` is how, `role` the story he has, if any."""

    code: str
    name: str
    kind: str
    country: str
    language: str
    currency: str
    street: str
    postcode: str
    town: str
    region: str
    tax_id: str
    segment: str
    terms: str
    salesperson: str
    collector: str
    branch: str
    pays: str
    role: str
    contacts: tuple[Person, ...]


def invent(chance: Random) -> list[Customer]:
    """The customers, by code."""
    names = Names(chance)
    stories = {7 * place + 3: story for place, story in enumerate(CAST)}
    others = list(_countries_of_others())
    chance.shuffle(others)
    found = []
    for place in range(COUNT):
        role, pays = stories.get(place, ("", ""))
        country = "ES" if role else others.pop()
        found.append(_customer(chance, names, place, country, role, pays))
    return found


def code_of(role: str) -> list[str]:
    """The codes of the customers who have this role."""
    return [_code(7 * place + 3) for place, (one, _) in enumerate(CAST) if one == role]


def _countries_of_others() -> Iterator[str]:
    rest = FROM_COUNTRY | {"ES": FROM_COUNTRY["ES"] - len(CAST)}
    return chain.from_iterable([country] * count for country, count in rest.items())


def _code(place: int) -> str:
    return f"C{1001 + place}"


def _customer(chance: Random, names: Names, place: int, country: str, role: str, pays: str) -> Customer:
    about = COUNTRIES[country]
    kind = _kind(chance, country, role)
    forms = {"company": about.firms, "public_body": about.public_bodies, "consumer": ("",)}[kind]
    name = chance.choice(forms).format(names.word()) or names.person(about)
    has_street = role != "unreachable" and not (kind == "consumer" and chance.random() < 0.2)
    postcode, town, region = names.town(about)
    return Customer(
        code=_code(place),
        name=name,
        kind=kind,
        country=country,
        language=LANGUAGE[country],
        currency=CURRENCY.get(country, "EUR"),
        street=names.street(about) if has_street else "",
        postcode=postcode if has_street else "",
        town=town if has_street else "",
        region=region if has_street else "",
        tax_id=_tax_id(country, kind, place),
        segment=_segment(chance, kind, role),
        terms=_terms(chance, kind),
        salesperson=chance.choice(SALESPEOPLE),
        collector=COLLECTORS[country in ("FR", "US", "IE", "GB", "DE")],
        branch="Lyon" if country == "FR" else chance.choice(BRANCHES[:2]),
        pays=pays or _pays(chance, country),
        role=role,
        contacts=tuple(_contacts(chance, names, name, kind, country, role, has_street=has_street)),
    )


def _kind(chance: Random, country: str, role: str) -> str:
    if role or country in ("DE", "GB"):
        return "company"
    return chance.choices(("company", "public_body", "consumer"), (85, 8, 7))[0]


def _segment(chance: Random, kind: str, role: str) -> str:
    if kind != "company":
        return PUBLIC if kind == "public_body" else CONSUMERS
    if role:
        return GROUP if role == "group" else "Industria"
    return chance.choices(list(SEGMENTS), list(SEGMENTS.values()))[0]


def _terms(chance: Random, kind: str) -> str:
    if kind == "consumer":
        return "15 days"
    if kind == "public_body":
        return "60 days"
    terms = ("30 days", "60 days", "45 days", "15 days", "30/60/90 days", "30 days end of month")
    return chance.choices(terms, (50, 18, 8, 8, 9, 7))[0]


def _pays(chance: Random, country: str) -> str:
    if country == "DE":
        return "late"
    return chance.choices(list(PAYERS), list(PAYERS.values()))[0]


def _tax_id(country: str, kind: str, place: int) -> str:
    """Numbers in series that no authority has given out."""
    forms = {
        "ES": "B00{:06}",
        "FR": "FR00000000{:03}",
        "MX": "XXX000000{:03}",
        "US": "00-0000{:03}",
        "IE": "IE0000{:03}A",
    }
    return "" if kind == "consumer" else forms.get(country, "").format(place)


def _contacts(
    chance: Random, names: Names, name: str, kind: str, country: str, role: str, *, has_street: bool
) -> Iterator[Person]:
    """Most have an e-mail address for invoices, some another for reminders, some only paper, some nothing at all."""
    if role == "unreachable":
        return
    about, domain = COUNTRIES[country], f"{slug(name)}.example"
    person = name if kind == "consumer" else names.person(about)
    paper_only = has_street and role == "" and chance.random() < 0.08
    email = "" if paper_only else f"{slug(person)}@{domain}" if kind == "consumer" else f"accounts@{domain}"
    yield Person(role="billing", name=person, email=email, phone=names.phone(country))
    if kind != "consumer" and not paper_only and chance.random() < 0.25:
        payer = names.person(about)
        yield Person(role="reminders", name=payer, email=f"{slug(payer)}@{domain}", phone="")
    if kind != "consumer" and chance.random() < 0.12:
        head = names.person(about)
        yield Person(
            role="escalation",
            name=head,
            email="" if paper_only else f"{slug(head)}@{domain}",
            phone=names.phone(country),
        )
