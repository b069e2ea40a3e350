"""Companies: adding one, finding it, changing its letterhead, and taking it live."""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from django.db import transaction
from stdnum import iban as iban_rules

from recobro.access.calendar import ensure_calendar
from recobro.access.changes import record_change, record_changes
from recobro.access.fit import fit
from recobro.access.models import (
    LANGUAGES,
    MORNING,
    NETTING,
    ROLES,
    SECOND_PERSON,
    BankAccount,
    Company,
    Member,
    User,
)
from recobro.kernel.home import folder_name
from recobro.kernel.money import is_currency
from recobro.kernel.problems import Problem, Refused, refuse

AGEING_DAYS = (30, 60, 90)
CHANGEABLE = (
    "address", "tax_id", "phone", "email", "website", "sender", "reply_to",
    "contact_name", "contact_phone", "contact_email", "ageing_days", "language", "time_zone",
    "first_day", "night_at", "sending_days", "sends_on_holidays", "person_gap_days", "second_person",
    "netting",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyValue:
    """A company as the other rooms see it."""

    id: int
    name: str
    currency: str
    country: str
    language: str
    time_zone: str
    mode: str
    live_since: date | None
    first_day: date | None = None
    address: tuple[str, ...]
    tax_id: str
    phone: str
    email: str
    website: str
    sender: str
    reply_to: str
    contact_name: str
    contact_phone: str
    contact_email: str
    ageing_days: tuple[int, ...]
    night_at: time = MORNING
    sending_days: tuple[int, ...] = (1, 2, 3, 4, 5)
    sends_on_holidays: bool = False
    person_gap_days: int = 0
    second_person: str = "never"
    netting: str = "oldest_first"

    def today(self, at: datetime) -> date:
        """The calendar day at the company at this instant."""
        return at.astimezone(zoneinfo.ZoneInfo(self.time_zone)).date()


def add_company(
    *,
    name: str,
    currency: str,
    country: str,
    language: str,
    time_zone: str = "",
    at: datetime,
    **details: Any,
) -> CompanyValue:
    """A new company, in rehearsal. Without a time zone it takes the first one of its country.

    Raises Refused with every problem when the name is taken or a code is unknown.
    """
    zone = time_zone or _zone_of(country)
    problems = [*_problems(name, currency, country, language, zone), *_unknown_details(details)]
    if problems:
        raise Refused(problems)
    values = {"ageing_days": list(AGEING_DAYS), **fit("company", Company, name=name, **_plain(details))}
    with transaction.atomic():
        company = Company.objects.create(
            currency=currency,
            country=country,
            language=language,
            time_zone=zone,
            recorded_at=at,
            **values,
        )
        ensure_calendar(country)
    return value_of(company)


def find_company(name: str) -> CompanyValue:
    """The company of this name (case does not matter). Raises Refused with the names there are."""
    company = Company.objects.filter(name__iexact=name).first()
    if company is None:
        names = ", ".join(Company.objects.order_by("name").values_list("name", flat=True)) or "none yet"
        raise refuse(
            "company", f"There is no company '{name}'.", f"Companies: {names}. Add one: recobro company add."
        )
    return value_of(company)


def only_company() -> CompanyValue:
    """The company, where there is exactly one. Raises Refused otherwise."""
    companies = list(Company.objects.order_by("name")[:2])
    if len(companies) != 1:
        missing = "There is no company yet." if not companies else "There is more than one company."
        hint = "Add one: recobro company add." if not companies else "Say which: --company NAME."
        raise refuse("company", missing, hint)
    return value_of(companies[0])


def list_companies() -> list[CompanyValue]:
    """All companies by name."""
    return [value_of(company) for company in Company.objects.order_by("name")]


def read_company(company_id: int) -> CompanyValue:
    """The company by its id."""
    return value_of(Company.objects.get(id=company_id))


def known_since(company_id: int) -> datetime:
    """When the company was added."""
    return Company.objects.values_list("recorded_at", flat=True).get(id=company_id)


def change_company(company_id: int, *, by: str, at: datetime, **details: Any) -> CompanyValue:
    """Changes what is printed and how it is sent; what facts depend on (currency, country) stays.

    The first day can be chosen while the company rehearses: what was decided later by it stays explained.
    """
    problems = [*_unknown_details(details), *_odd_details(details)]
    if problems:
        raise Refused(problems)
    if "first_day" in details and read_company(company_id).mode == "live":
        raise refuse(
            "company",
            "The first day of a live company is the day on which it went live.",
            "Leave it as it is.",
        )
    if details.get("second_person", "never") not in SECOND_PERSON:
        raise refuse(
            "company", f"'{details['second_person']}' does not say when a second person approves.",
            f"Say {', '.join(SECOND_PERSON)}.",
        )  # fmt: skip
    if details.get("netting", "apart") not in NETTING:
        raise refuse(
            "company", f"'{details['netting']}' does not say what becomes of credit on account.", f"Say {', '.join(NETTING)}."
        )  # fmt: skip
    said = fit("company", Company, **_plain(details))
    with transaction.atomic():
        before = Company.objects.select_for_update().filter(id=company_id).values(*CHANGEABLE).get()
        Company.objects.filter(id=company_id).update(**said)
        record_changes(company_id, kind="company", before=before, after=said, by=by, at=at)
    return read_company(company_id)


def add_bank_account(
    company_id: int, *, holder: str, iban: str, bic: str = "", bank: str = "", currency: str = "", by: str, at: datetime
) -> None:  # fmt: skip
    """An account to print on letters. IBANs are checked; other account numbers are taken as they are."""
    compact = iban.replace(" ", "").upper()
    if compact[:2].isalpha() and not iban_rules.is_valid(compact):
        raise refuse(
            "bank account", f"'{iban}' is not a valid IBAN.", "Check the digits on a statement of your bank."
        )
    key = {"company_id": company_id, **fit("bank account", BankAccount, iban=compact, currency=currency)}
    said = fit("bank account", BankAccount, holder=holder, bic=bic, bank=bank)
    with transaction.atomic():
        before: dict[str, Any] = (
            BankAccount.objects.filter(**key).values("iban", "currency", *said).first() or {}
        )
        BankAccount.objects.update_or_create(**key, defaults=said)
        record_changes(
            company_id, kind="bank account", subject=compact, before=before, after={"iban": compact, "currency": currency, **said},
            by=by, at=at,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class BankAccountValue:
    """An account that is printed on letters; without a `currency` for payments in any."""

    id: int
    holder: str
    iban: str
    bic: str
    bank: str
    currency: str


def list_bank_accounts(company_id: int) -> list[BankAccountValue]:
    """The accounts in the order in which they were added."""
    rows = BankAccount.objects.filter(company_id=company_id).order_by("id")
    names = BankAccountValue.__dataclass_fields__
    return [BankAccountValue(**{name: getattr(row, name) for name in names}) for row in rows]


def remove_bank_account(company_id: int, account_id: int, *, by: str, at: datetime) -> None:
    """The account is printed no more on what is written from now on."""
    account = BankAccount.objects.filter(company_id=company_id, id=account_id)
    iban = account.values_list("iban", flat=True).first()
    if iban is None or not account.delete()[0]:
        raise refuse("bank account", "There is no such account.", "Look at the list again.")
    record_change(company_id, kind="bank account", subject=iban, what="iban", before=iban, by=by, at=at)


def has_bank_account(company_id: int) -> bool:
    """Can letters say where to pay?"""
    return BankAccount.objects.filter(company_id=company_id).exists()


def add_member(
    company_id: int, *, name: str, email: str, phone: str = "", role: str, by: str, at: datetime
) -> None:
    """A person who works for the company; customers see name, phone and e-mail of their collector. Adding again changes it."""
    if role not in ROLES:
        raise refuse("member", f"There is no role '{role}'.", f"Roles: {', '.join(ROLES)}.")
    first, _, last = name.strip().partition(" ")
    with transaction.atomic():
        user, _ = User.objects.update_or_create(
            username=email.lower(),
            defaults=fit("member", User, email=email, first_name=first, last_name=last, phone=phone),
        )
        role_before = (
            Member.objects.filter(company_id=company_id, user=user).values_list("role", flat=True).first()
        )
        Member.objects.update_or_create(company_id=company_id, user=user, defaults={"role": role})
        record_changes(
            company_id,
            kind="person",
            subject=name,
            before={"role": role_before},
            after={"role": role},
            by=by,
            at=at,
        )


def go_live(company_id: int, *, on: date, by: str, at: datetime) -> CompanyValue:
    """From now on messages go to customers, and this is the first day. What was told in rehearsal no longer counts.

    Raises Refused when it is live.
    """
    moved = Company.objects.filter(id=company_id, mode="rehearsal").update(
        mode="live", live_since=on, first_day=on, live_by=by
    )
    company = read_company(company_id)
    if not moved:
        raise refuse("company", f"{company.name} has been live since {company.live_since}.")
    record_change(company_id, kind="company", what="mode", before="rehearsal", after="live", by=by, at=at)
    return company


def value_of(company: Company) -> CompanyValue:
    """The frozen value of a row."""
    names = CompanyValue.__dataclass_fields__
    values = {name: getattr(company, name) for name in names}
    values["address"] = tuple(company.address)
    values["ageing_days"] = tuple(company.ageing_days)
    values["sending_days"] = tuple(company.sending_days)
    return CompanyValue(**values)


def _problems(name: str, currency: str, country: str, language: str, zone: str) -> list[Problem]:
    def wrong(message: str, hint: str) -> Problem:
        return Problem(source="company", message=message, hint=hint)

    found = []
    if not name.strip():
        found.append(wrong("The company has no name.", "Give it one."))
    elif Company.objects.filter(name__iexact=name).exists():
        found.append(wrong(f"There is a company '{name}' already.", "Use it, or choose another name."))
    elif other := _of_one_folder(name):
        found.append(
            wrong(
                f"The letters of '{name}' would lie in the folder of '{other}'.",
                "Choose a name that differs in more than signs.",
            )
        )
    if not is_currency(currency):
        found.append(wrong(f"'{currency}' is no currency.", "Use an ISO 4217 code such as EUR, USD or MXN."))
    if not _is_country(country):
        found.append(wrong(f"'{country}' is no country.", "Use an ISO 3166 code such as ES, FR or MX."))
    if language not in LANGUAGES:
        found.append(wrong(f"Language '{language}' is not spoken here.", "Use en, es or fr."))
    if zone not in zoneinfo.available_timezones():
        found.append(wrong(f"'{zone}' is no time zone.", "Use a name such as Europe/Madrid."))
    return found


def _of_one_folder(name: str) -> str:
    """The company whose letters and rehearsal mailbox lie where this one's would; empty for nobody's."""
    names = Company.objects.values_list("name", flat=True)
    return next((one for one in names if folder_name(one).casefold() == folder_name(name).casefold()), "")


def _unknown_details(details: dict[str, Any]) -> list[Problem]:
    return [
        Problem(
            source="company", message=f"A company has no '{key}'.", hint=f"It has: {', '.join(CHANGEABLE)}."
        )
        for key in details
        if key not in CHANGEABLE
    ]


def _odd_details(details: dict[str, Any]) -> list[Problem]:
    """What a company cannot have: no zone of this name, a language that is not spoken, no day for sending, no growing buckets."""
    odd = []
    if (zone := details.get("time_zone")) is not None and zone not in zoneinfo.available_timezones():
        odd.append((f"'{zone}' is no time zone.", "Such as Europe/Madrid."))
    if (language := details.get("language")) is not None and language not in LANGUAGES:
        odd.append((f"Language '{language}' is not spoken here.", "Use en, es or fr."))
    if (days := details.get("sending_days")) is not None and not set(days) & set(range(1, 8)):
        odd.append(("There is no weekday on which letters and e-mails leave.", "Choose one."))
    if (buckets := details.get("ageing_days")) is not None and (
        not buckets or list(buckets) != sorted(set(buckets)) or min(buckets) < 1 or max(buckets) > 9_999
    ):
        odd.append(("These are no ageing buckets.", "Write growing numbers of days, such as 30, 60, 90."))
    return [Problem(source="company", message=message, hint=hint) for message, hint in odd]


def _plain(details: dict[str, Any]) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in details.items()}


def _is_country(code: str) -> bool:
    try:
        return code in Locale.parse("en").territories and len(code) == 2 and code.isalpha() and code.isupper()
    except UnknownLocaleError:
        return False


def _zone_of(country: str) -> str:
    """The zone most people of the country live in, as far as CLDR lists it; UTC for an unknown country."""
    zones = get_global("territory_zones").get(country, ["UTC"])
    capital = {"US": "America/New_York", "MX": "America/Mexico_City", "ES": "Europe/Madrid", "PT": "Europe/Lisbon",
               "BR": "America/Sao_Paulo", "CA": "America/Toronto", "AR": "America/Argentina/Buenos_Aires",
               "CL": "America/Santiago", "EC": "America/Guayaquil", "AU": "Australia/Sydney"}  # fmt: skip
    return capital.get(country, zones[0])
