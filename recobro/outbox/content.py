"""What a reminder says: its content, put together from the plan and from what is open now.

The same function serves the first composing and the second look at the moment of sending, so that both can be compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from babel import Locale

from recobro.access.company import CompanyValue
from recobro.access.models import BankAccount, Member
from recobro.evaluation.evaluate import Verdict
from recobro.evaluation.models import Reminder, Unreachable
from recobro.evaluation.outcomes import BY_KEY, CANNOT, MUST_NOT, NEVER
from recobro.kernel.money import quantize
from recobro.ledger.known import known_through, payments_until
from recobro.ledger.models import Contact, Customer, Item
from recobro.letters.values import (
    Addressee,
    Content,
    Creditor,
    KeptOut,
    LevelText,
    Line,
    Person,
    Section,
)
from recobro.letters.values import BankAccount as PrintedAccount
from recobro.outbox.on_account import in_favour
from recobro.outbox.seen import Seen
from recobro.policy import ladder

SEVERITY_NAMES = {rank: name for name, rank in ladder.SEVERITIES.items()}
OUT_OF_BOUNDS = (NEVER, CANNOT, MUST_NOT)
PARTS = (
    "disputed",
    "covered",
    "retained",
    "planned",
    "promised",
)  # of an item, in the order in which they take

# How towns are written, by the usage of each country's post.
POSTCODE_LAST = frozenset({"US", "PR", "CA", "AU", "NZ", "IN", "SG"})
POSTCODE_ALONE = frozenset({"GB", "IE", "GG", "JE", "IM", "GI", "ZA"})  # on the line below the town
STATE_AFTER = {"US": ", ", "CA": " ", "AU": " "}  # the state always stands there, after these signs


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """What messages to some customers need beside the verdicts: read once for all of them.

    `lost_addresses`: (customer, first line of the address) to which letters came back. `people`: who may be asked, by login, e-mail and
    full name. `known`: through which day payments are known, by source.
    """

    creditor: Creditor
    customers: Mapping[int, Customer]
    contacts: Mapping[int, Contact]
    items: Mapping[int, Item]
    lost_addresses: frozenset[tuple[int, str]]
    people: Mapping[str, Person]
    known: dict[str, date]


def files_of(company: CompanyValue, seen: Mapping[int, Seen], *, as_of: date) -> Files:
    """The files of the customers who were seen."""
    verdicts = [one for each in seen.values() for one in each.verdicts.values()]
    return Files(
        creditor=creditor_of(company),
        customers=Customer.objects.in_bulk(seen),
        contacts=Contact.objects.in_bulk({one.contact_id for one in verdicts if one.contact_id}),
        items=Item.objects.in_bulk([one.item_id for one in verdicts]),
        lost_addresses=lost_addresses(company.id, seen, as_of=as_of),
        people=_people(company.id),
        known=known_through(company.id),
    )


def lost_addresses(company_id: int, customers: Iterable[int], *, as_of: date) -> frozenset[tuple[int, str]]:
    """(customer, first line of the address) to which letters came back."""
    rows = Unreachable.objects.filter(
        company_id=company_id, customer_id__in=customers, channel="letter", on__lte=as_of
    )
    return frozenset(rows.values_list("customer_id", "address"))


def content_of(
    company: CompanyValue,
    reminder: Reminder,
    steps: Mapping[int, int],
    seen: Seen,
    level: ladder.Level,
    files: Files,
    *,
    language: str,
) -> Content:
    """The content of a reminder. `steps`: item id -> severity of its step. Amounts are those of `seen`."""
    customer = files.customers[reminder.customer_id]
    text = level.text[language]
    sections = sections_of(reminder.severity, steps, seen, files.items, as_of=reminder.as_of)
    return Content(
        creditor=files.creditor,
        addressee=_addressee(customer, seen, steps, company.country, files),
        person=_person(company, customer, files.people),
        language=language,
        severity=SEVERITY_NAMES[reminder.severity],
        dated_on=reminder.as_of,
        payments_until=included_until(files.known, seen, files.items, as_of=reminder.as_of),
        reference=_reference(customer, sections),
        sections=sections,
        text=LevelText(subject=text.subject, before=text.before, after=text.after, task=text.task),
    )


def included_until(known: dict[str, date], seen: Seen, details: Mapping[int, Item], *, as_of: date) -> date:
    """Until when payments are included in what is said of the claims that were seen."""
    sources = {details[item_id].source for item_id in seen.verdicts}
    return payments_until(known, sources, as_of=as_of)


def sections_of(
    severity: int, steps: Mapping[int, int], seen: Seen, details: Mapping[int, Item], *, as_of: date
) -> tuple[Section, ...]:
    """One section per currency: what is demanded at this severity, what else is open, and the credit: deducted, or apart."""
    demanded: dict[str, list[Verdict]] = defaultdict(list)
    also: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in seen.verdicts.values():
        if steps.get(verdict.item_id) == severity:
            demanded[verdict.currency].append(verdict)
        elif _is_worth_telling(verdict, steps, as_of):
            also[verdict.currency].append(verdict)
    return tuple(
        _section(currency, demanded[currency], also[currency], seen, details) for currency in sorted(demanded)
    )


def _section(
    currency: str,
    demanded: Sequence[Verdict],
    also: Sequence[Verdict],
    seen: Seen,
    details: Mapping[int, Item],
) -> Section:
    credit = in_favour(currency, demanded, seen.verdicts.values(), on_account=seen.credits, kept=seen.kept)
    return Section(
        currency=currency,
        demanded=_lines(demanded, seen, details),
        also_open=_lines(also, seen, details),
        credits=credit.deducted,
        covered=_lines(credit.covered, seen, details),
        apart=credit.apart,
    )


def _is_worth_telling(verdict: Verdict, steps: Mapping[int, int], as_of: date) -> bool:
    """For information: overdue or with a step of its own, claimable, and nothing agreed that keeps it out of messages."""
    is_late = verdict.due_on is not None and verdict.due_on < as_of
    is_free = not any(BY_KEY[block].group in OUT_OF_BOUNDS for block in verdict.blocks)
    return is_free and verdict.claimable > verdict.netted and (is_late or verdict.item_id in steps)


def _lines(verdicts: Iterable[Verdict], seen: Seen, details: Mapping[int, Item]) -> tuple[Line, ...]:
    ordered = sorted(verdicts, key=lambda one: (one.due_on or date.max, one.item_id))
    return tuple(_line(one, details[one.item_id], seen) for one in ordered)


def _line(verdict: Verdict, item: Item, seen: Seen) -> Line:
    received = seen.received.get(verdict.item_id)
    return Line(
        item_id=verdict.item_id,
        number=verdict.number,
        instalment=f"{item.instalment}/{item.instalments}"
        if item.instalments and item.instalments > 1
        else "",
        issued_on=verdict.issued_on,
        due_on=verdict.due_on,
        original=quantize(verdict.amount, verdict.currency),
        open_amount=quantize(verdict.open, verdict.currency),
        amount=quantize(verdict.claimable, verdict.currency),
        order_reference=item.order_reference,
        kept_out=_kept_out(verdict),
        received=quantize(received.amount, verdict.currency) if received else None,
        received_on=received.last_on if received else None,
        returned_on=seen.returned.get(verdict.item_id),
    )


def _kept_out(verdict: Verdict) -> tuple[KeptOut, ...]:
    parts = {name: quantize(getattr(verdict, name), verdict.currency) for name in PARTS}
    return tuple(KeptOut(reason=name, amount=amount) for name, amount in parts.items() if amount)


def creditor_of(company: CompanyValue) -> Creditor:
    """The letterhead, with the bank accounts."""
    accounts = BankAccount.objects.filter(company_id=company.id).order_by("id")
    return Creditor(
        name=company.name,
        address=company.address,
        country=company.country,
        tax_id=company.tax_id,
        phone=company.phone,
        email=company.email,
        website=company.website,
        bank_accounts=tuple(
            PrintedAccount(
                holder=one.holder, iban=one.iban, bic=one.bic, bank=one.bank, currency=one.currency
            )
            for one in accounts
        ),
    )


def _addressee(
    customer: Customer, seen: Seen, steps: Mapping[int, int], home_country: str, files: Files
) -> Addressee:
    chosen = {seen.verdicts[item].contact_id for item in steps if item in seen.verdicts}
    contact = next((files.contacts[one] for one in sorted(one for one in chosen if one)), None)
    return Addressee(
        customer=customer.name,
        code=customer.code,
        contact=contact.name if contact else "",
        address=_reached_at(customer, home_country, files.lost_addresses),
        email=contact.email if contact else "",
    )


def window(customer: Customer, home_country: str, lost: frozenset[tuple[int, str]]) -> str:
    """What stands in the window of a letter to the customer."""
    return "\n".join((customer.name, *_reached_at(customer, home_country, lost)))


def _reached_at(customer: Customer, home_country: str, lost: frozenset[tuple[int, str]]) -> tuple[str, ...]:
    """The postal address; none where letters to it came back."""
    return () if (customer.id, customer.address_1) in lost else postal_lines(customer, home_country)


def postal_lines(customer: Customer, home_country: str) -> tuple[str, ...]:
    """The address as printed, empty when it is not complete enough for a letter. Abroad, the country stands last."""
    if not (customer.address_1 and customer.city):
        return ()
    town = _town_lines(customer)
    lines = (customer.address_1, customer.address_2, *town, _country_name(customer.country, home_country))
    return tuple(line for line in lines if line)


def _town_lines(customer: Customer) -> tuple[str, ...]:
    """Town, region and postcode in the order of the customer's country; most put the postcode first."""
    country, postcode = customer.country, customer.postcode
    region = customer.region if country in STATE_AFTER or customer.region != customer.city else ""
    town = STATE_AFTER.get(country, ", ").join(part for part in (customer.city, region) if part)
    if country in POSTCODE_ALONE:
        return town, postcode
    in_order = (town, postcode) if country in POSTCODE_LAST else (postcode, town)
    return (" ".join(part for part in in_order if part),)


def _country_name(country: str, home_country: str) -> str:
    return (
        "" if country in ("", home_country) else Locale.parse("en").territories.get(country, country).upper()
    )


def person_of(company: CompanyValue, customer: Customer) -> Person:
    """Whom the customer may ask: his collector, if he is a member of the company; else the company's own contact."""
    return _person(company, customer, _people(company.id))


def _person(company: CompanyValue, customer: Customer, people: Mapping[str, Person]) -> Person:
    return people.get(customer.collector.strip().casefold()) or Person(
        name=company.contact_name,
        phone=company.contact_phone or company.phone,
        email=company.contact_email or company.email,
    )


def _people(company_id: int) -> dict[str, Person]:
    """The members of the company by each of the names that a file may call them."""
    found: dict[str, Person] = {}
    for member in (
        Member.objects.filter(company_id=company_id, is_active=True).select_related("user").order_by("id")
    ):
        user = member.user
        person = Person(name=user.get_full_name() or user.username, phone=user.phone, email=user.email)
        for name in (user.email, user.username, user.get_full_name()):
            if name:
                found.setdefault(name.casefold(), person)
    return found


def _reference(customer: Customer, sections: Sequence[Section]) -> str:
    """One invoice: its number. Several: the customer's code, under which the payment is found."""
    numbers = [line.number for section in sections for line in section.demanded]
    return numbers[0] if len(numbers) == 1 else customer.code
