"""Runs the fixtures of a policy file through the real evaluation, in a scratch company that is rolled back.

1. A company, one customer for each fixture with his invoices, what was told of them, and his casework.
2. Each fixture is evaluated on its day; what came is compared with what was expected.
3. Nothing stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from recobro.access.company import CompanyValue, add_company, change_company
from recobro.casework.record import dispute, hold, promise
from recobro.evaluation.evaluate import Verdict, evaluate
from recobro.evaluation.explain import sentence
from recobro.evaluation.models import Told
from recobro.evaluation.outcomes import BY_KEY
from recobro.kernel.problems import Problem, Refused
from recobro.ledger.documents import file_document
from recobro.ledger.facts import ContactFact, CustomerFact, Fact, ItemFact
from recobro.ledger.find import find_customer
from recobro.ledger.models import Item
from recobro.ledger.paydays import parse_pay_days
from recobro.ledger.post import post
from recobro.policy.assign import assign
from recobro.policy.fixture import Expect, Fixture, Invoice
from recobro.policy.ladder import SEVERITIES, Policy
from recobro.policy.load import BEGINNING, Basis, Loaded, load_policy
from recobro.policy.parse import parse
from recobro.policy.table import did_you_mean

BY = "fixture"
MODE = "rehearsal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """How many fixtures a file has, and a problem for each expectation that does not hold."""

    fixtures: int
    problems: tuple[Problem, ...]


def check_policy(text: str, *, source: str, like: CompanyValue, at: datetime) -> Checked:
    """Plays the fixtures of the policy in a company like this one. Raises Refused for a file that is no policy."""
    policy = parse(text, source=source)
    problems = _misnamed(policy, source)
    if policy.fixtures and not problems:
        with transaction.atomic():
            problems = list(_Scratch(policy, text, source, like, at).problems())
            transaction.set_rollback(True)
    return Checked(fixtures=len(policy.fixtures), problems=tuple(problems))


def load_checked(
    company: CompanyValue, *, text: str, source: str, valid_from: date | None = None, based_on: Basis | None = None, at: datetime,
    by: str,
) -> Loaded:  # fmt: skip
    """Loads the policy as its next version, if its fixtures hold. Raises Refused, with the fixtures that do not."""
    checked = check_policy(text, source=source, like=company, at=at)
    if checked.problems:
        raise Refused(checked.problems)
    return load_policy(
        company.id, text=text, source=source, valid_from=valid_from, based_on=based_on, today=company.today(at), at=at, by=by
    )  # fmt: skip


def _misnamed(policy: Policy, source: str) -> list[Problem]:
    """What the evaluation has to know: its outcomes, and what it reads of a customer."""
    problems = []
    for fixture in policy.fixtures:
        for outcome in {invoice.expect.outcome for invoice in fixture.invoices} - {"", *BY_KEY}:
            problems.append(
                _problem(
                    source, fixture, f"unknown outcome '{outcome}'.", did_you_mean(outcome, list(BY_KEY))
                )
            )
        if fixture.pay_days and parse_pay_days(fixture.pay_days) is None:
            hint = 'Write for example "25", "10 and 25" or "friday".'
            problems.append(_problem(source, fixture, f"'{fixture.pay_days}' names no pay days.", hint))
    return problems


def _problem(source: str, fixture: Fixture, message: str, hint: str) -> Problem:
    return Problem(source=source, message=f"Fixture '{fixture.name}': {message}", hint=hint)


class _Scratch:
    """A company in which only the fixtures happen; lives within one transaction."""

    def __init__(self, policy: Policy, text: str, source: str, like: CompanyValue, at: datetime) -> None:
        self._policy, self._source, self._at = policy, source, at
        self._id = add_company(
            name=f"Fixtures of {policy.key} at {at.isoformat()}", currency=like.currency, country=like.country,
            language=like.language, time_zone=like.time_zone, at=at,
        ).id  # fmt: skip
        load_policy(self._id, text=text, source=source, today=BEGINNING, at=at, by=BY)
        assign(self._id, policy_key=policy.key, from_on=BEGINNING, at=at, by=BY)

    def problems(self) -> Iterator[Problem]:
        post(self._id, self._facts(), source=BY, on=BEGINNING, at=self._at, by=BY)
        for number, fixture in enumerate(self._policy.fixtures):
            items = list(
                Item.objects.filter(company_id=self._id, customer__code=_code(number), amount__gt=0).order_by(
                    "id"
                )
            )
            for item, invoice in zip(items, fixture.invoices, strict=True):
                self._happen(fixture, item, invoice)
            yield from self._compare(fixture, items)

    def _facts(self) -> Iterator[Fact]:
        for number, fixture in enumerate(self._policy.fixtures):
            code = _code(number)
            yield CustomerFact(
                code=code, name=fixture.name, country=fixture.country, language=fixture.language, address_1="1 Main Road",
                city="Anywhere", pay_days=parse_pay_days(fixture.pay_days),
            )  # fmt: skip
            if fixture.has_email:
                yield ContactFact(code=code, email=f"{code}@example.invalid")
            for nth, invoice in enumerate(fixture.invoices, start=1):
                yield _claim(code, f"{code}-{nth}", invoice)
            if fixture.credit:
                yield _payment(code, fixture.invoices[0].currency, fixture.credit, fixture.on)

    def _happen(self, fixture: Fixture, item: Item, invoice: Invoice) -> None:
        """What was told and agreed before the day."""
        owner: dict[str, Any] = {"customer_id": item.customer_id, "at": self._at, "by": BY}
        Told.objects.bulk_create(self._told(item, key, on) for key, on in invoice.told)
        if invoice.held_until:
            hold(
                self._id,
                item_id=item.id,
                from_on=invoice.issued_on,
                until_on=invoice.held_until,
                reason=BY,
                **owner,
            )
        if invoice.disputed is not None:
            part = None if invoice.disputed == invoice.amount else invoice.disputed
            dispute(self._id, item_id=item.id, amount=part, from_on=invoice.issued_on, reason=BY, **owner)
        if invoice.promised_on:
            made_on = min(fixture.on, invoice.promised_on)
            promise(self._id, currency=invoice.currency, items=[item.id], made_on=made_on, promised_on=invoice.promised_on,
                    reason=BY, **owner)  # fmt: skip
        if invoice.has_document:
            file_document(self._id, items=[item.id], name=f"{item.number}.pdf", media_type="application/pdf", content=b"%PDF",
                          at=self._at, by=BY)  # fmt: skip

    def _told(self, item: Item, key: str, on: date) -> Told:
        known = {level.key: level.rank for level in self._policy.all_levels}
        return Told(
            company_id=self._id, customer_id=item.customer_id, item_id=item.id, mode=MODE, level_key=key,
            severity=known.get(key) or SEVERITIES[key], on=on, at=self._at, channel=BY, is_contact=True,
        )  # fmt: skip

    def _compare(self, fixture: Fixture, items: list[Item]) -> Iterator[Problem]:
        change_company(self._id, first_day=fixture.first_day, by=BY, at=self._at)
        customer = find_customer(self._id, items[0].customer.code).customer_id
        found = {
            one.item_id: one for one in evaluate(self._id, as_of=fixture.on, mode=MODE, customers=[customer])
        }
        for nth, (item, invoice) in enumerate(zip(items, fixture.invoices, strict=True), start=1):
            verdict = found.get(item.id)
            which = f"invoice {nth}: " if len(items) > 1 else ""
            if verdict is None:
                yield _problem(
                    self._source, fixture, f"{which}it is not there on {fixture.on}.", "Issue it earlier."
                )
            elif not _is_as_expected(invoice.expect, verdict):
                message = f"{which}expected {_expected(invoice.expect)}, got {_got(verdict)}."
                yield _problem(self._source, fixture, message, f"Why: {sentence(verdict)}.")


def _code(number: int) -> str:
    return f"F{number + 1}"


def _claim(code: str, number: str, invoice: Invoice) -> ItemFact:
    return ItemFact(
        code=code, document_key=number, number=number, kind="invoice", currency=invoice.currency, amount=invoice.amount,
        issued_on=invoice.issued_on, due_on=invoice.due_on,
    )  # fmt: skip


def _payment(code: str, currency: str, amount: Decimal, on: date) -> ItemFact:
    number = f"{code}-credit"
    return ItemFact(
        code=code,
        document_key=number,
        number=number,
        kind="payment",
        currency=currency,
        amount=-amount,
        issued_on=on,
    )


def _is_as_expected(expect: Expect, verdict: Verdict) -> bool:
    pairs = (
        (expect.outcome, verdict.outcome),
        (expect.level, verdict.level_key),
        (expect.next_on, verdict.next_on),
    )
    return all(not wanted or wanted == got for wanted, got in pairs)


def _expected(expect: Expect) -> str:
    return _said(expect.outcome, expect.level, expect.next_on)


def _got(verdict: Verdict) -> str:
    return _said(verdict.outcome, verdict.level_key, verdict.next_on)


def _said(outcome: str, level: str | None, next_on: date | None) -> str:
    parts = (outcome, f"level {level}" if level else "", f"next on {next_on}" if next_on else "")
    return ", ".join(part for part in parts if part)
