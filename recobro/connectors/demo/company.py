"""The demo company: a wholesaler in Madrid with two bank accounts and the people who work on its receivables."""

from __future__ import annotations

from datetime import datetime

from recobro.access.company import CompanyValue, add_bank_account, add_company, add_member, list_companies
from recobro.access.members import MemberValue, list_members
from recobro.connectors.demo.customers import COLLECTORS

NAME = "Demo Distribución SL"
EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)  # so that it can be looked at on a Sunday, too
MEMBERS = (
    ("Lucía Ferradexa", COLLECTORS[0], "+34 455 010 112", "collector"),
    ("Thomas Melorix", COLLECTORS[1], "+34 455 010 113", "collector"),
    ("Carmen Ostalia", "carmen.ostalia@demo-distribucion.example", "+34 455 010 110", "manager"),
    ("Irene Baldosur", "irene.baldosur@demo-distribucion.example", "+34 455 010 111", "administrator"),
)
# The example IBANs that textbooks print; a 0 at the eighth place of a BIC says that it is for tests.
ACCOUNTS = (
    ("ES91 2100 0418 4502 0005 1332", "BDEMESM0XXX", "Banco de Demostración", "EUR"),
    ("ES79 2100 0813 6101 2345 6789", "BDEMESM0XXX", "Banco de Demostración", ""),
)


def demo_company(*, at: datetime) -> CompanyValue:
    """The demo company, added if it is not there yet. It rehearses."""
    for company in list_companies():
        if company.name == NAME:
            return company
    company = add_company(
        name=NAME,
        currency="EUR",
        country="ES",
        language="es",
        time_zone="Europe/Madrid",
        at=at,
        address=("Calle Quintalira 18, 2.ª planta", "28099 Madrid"),
        tax_id="B00999999",
        phone="+34 455 010 100",
        email="administracion@demo-distribucion.example",
        website="www.demo-distribucion.example",
        sender=f"{NAME} <cobros@demo-distribucion.example>",
        reply_to="cobros@demo-distribucion.example",
        contact_name=MEMBERS[0][0],
        contact_phone=MEMBERS[0][2],
        contact_email=MEMBERS[0][1],
        sending_days=EVERY_DAY,
        sends_on_holidays=True,
    )
    for iban, bic, bank, currency in ACCOUNTS:
        add_bank_account(
            company.id, holder=NAME, iban=iban, bic=bic, bank=bank, currency=currency, by="demo", at=at
        )
    demo_people(company.id, at=at)
    return company


def demo_people(company_id: int, *, at: datetime) -> list[MemberValue]:
    """The people of the demo company, added as far as they are not there yet; whoever was changed since stays so."""
    there = {member.email for member in list_members(company_id)}
    for name, email, phone, role in MEMBERS:
        if email not in there:
            add_member(company_id, name=name, email=email, phone=phone, role=role, by="demo", at=at)
    return [member for member in list_members(company_id) if member.is_active]
