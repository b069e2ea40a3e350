"""A month of transfers matched: how many are found, how many of those that go by themselves are right, and how fast.

Compared with what is naive: the number of an open invoice stands in the text as it is printed, and the amount is the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from time import perf_counter

from django.db import transaction

from bench.measure import Line, Memory
from bench.month import Month, Transfer, month
from bench.question import ask
from bench.server import drop_database, use_database
from recobro.access.company import add_company
from recobro.bank.certainty import AUTOMATIC
from recobro.bank.match import match
from recobro.bank.models import BankFile, Movement, Payer, Proposal, Statement
from recobro.ledger.models import Customer, Item

AT = datetime(2026, 5, 1, 6, tzinfo=UTC)
DATABASE = "month"
TRANSFERS = 10_000
CHUNK = 5_000
SHARES = (10, 50, 100)  # per cent of the movements
Truth = dict[
    int, tuple[Transfer, int | None, dict[int, Decimal]]
]  # movement -> transfer, customer, item -> amount


@dataclass
class Score:
    """Movements in all; those that pay something; and of these what was proposed first, anywhere, by itself, and by itself wrongly."""

    movements: int = 0
    paying: int = 0
    first: int = 0
    anywhere: int = 0
    automatic: int = 0
    automatic_wrong: int = 0
    proposed_first: int = 0
    kinds: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    wrong: list[str] = field(default_factory=list)


def lines(items: int) -> Iterator[Line]:
    """The month of 10,000 transfers, judged; then as many transfers as a tenth of N against N open items, timed."""
    drop_database(DATABASE)
    use_database(DATABASE)
    company = add_company(
        name="Month", currency="EUR", country="ES", language="en", time_zone="UTC", at=AT
    ).id
    truth = load(company, month(TRANSFERS))
    ask("VACUUM ANALYZE")
    naive = naively(company, truth)
    with Memory() as memory:
        seconds = _timed(lambda: match(company, at=AT, by="bench"))
    yield from shown(judged(company, truth), naive)
    yield _speed(f"match {len(truth):,} against {Item.objects.count():,} items", len(truth), seconds, memory)
    drop_database(DATABASE)
    yield from _large(items)


def load(company_id: int, made: Month) -> Truth:
    """Puts the month into the database, as imports and statements would have. Gives what is true of each movement."""
    customers = [
        Customer(company_id=company_id, code=f"C{one.key:06}", name=one.name, recorded_at=AT)
        for one in made.customers
    ]
    with transaction.atomic():
        Customer.objects.bulk_create(customers, CHUNK)
        ids = {one.key: row.id for one, row in zip(made.customers, customers, strict=True)}
        items = [
            Item(company_id=company_id, customer_id=ids[one.customer], source="bench", document_key=str(one.key), number=one.number,
                 kind="invoice" if one.open > 0 else "credit_note", currency="EUR", amount=one.open, amount_open=one.open,
                 issued_on=one.issued_on, due_on=one.due_on, last_fact_on=one.issued_on, terms=one.terms, content_hash="",
                 recorded_at=AT)
            for one in made.items
        ]  # fmt: skip
        Item.objects.bulk_create(items, CHUNK)
        Payer.objects.bulk_create(
            Payer(
                company_id=company_id, customer_id=ids[one.key], account=account, recorded_at=AT, by="bench"
            )
            for one in made.customers
            for account in _accounts(made, one.key)
        )
        rows = _movements(company_id, made)
    item_ids = {one.key: row.id for one, row in zip(made.items, items, strict=True)}
    return {
        row.id: (
            one,
            None if one.customer is None else ids[one.customer],
            {item_ids[key]: part for key, part in one.pays.items()},
        )
        for one, row in zip(made.transfers, rows, strict=True)
    }


def _accounts(made: Month, key: int) -> Iterator[str]:
    """The accounts that are known to pay for him: his own, and that of the head of his group."""
    who = made.customers[key]
    if who.is_known:
        yield who.account
    if who.group is not None:
        yield made.customers[who.group].account


def _movements(company_id: int, made: Month) -> list[Movement]:
    file = BankFile.objects.create(
        company_id=company_id, name="month.xml", format="camt", sha256="", at=AT, by="bench"
    )
    statement = Statement.objects.create(company_id=company_id, file=file, currency="EUR", is_final=True)
    rows = [
        Movement(company_id=company_id, statement=statement, line=n, entry=n, booked_on=one.on, amount=one.amount,
                 amount_left=one.amount, currency="EUR", text=one.text, reference=one.reference, payer_name=one.name,
                 ultimate_name=one.ultimate, payer_account=one.account, charges=one.charges, recorded_at=AT)
        for n, one in enumerate(made.transfers, start=1)
    ]  # fmt: skip
    return Movement.objects.bulk_create(rows, CHUNK)


def judged(company_id: int, truth: Truth) -> Score:
    """What was proposed, compared with what is true."""
    score = Score(movements=len(truth))
    proposals: dict[int, list[Proposal]] = defaultdict(list)
    for one in Proposal.objects.filter(company_id=company_id).order_by("movement_id", "rank"):
        proposals[one.movement_id].append(one)
    for movement, (transfer, customer, pays) in truth.items():
        of_kind = score.kinds[transfer.kind]
        rights = [_is_right(one, customer, pays) for one in proposals[movement]]
        first = proposals[movement][0] if rights else None
        of_kind["all"] += 1
        is_paying = bool(pays)
        score.paying += is_paying
        score.proposed_first += bool(first and first.lines)
        for name, holds in (("first", rights[:1] == [True]), ("anywhere", any(rights))):
            of_kind[name] += holds and is_paying
            setattr(score, name, getattr(score, name) + (holds and is_paying))
        if first and first.certainty >= AUTOMATIC:
            of_kind["automatic"] += 1
            score.automatic += 1
            if not rights[0]:
                score.automatic_wrong += 1
                of_kind["wrong"] += 1
                score.wrong.append(f"{transfer} true {pays}: {first.certainty} {first.reasons} {first.lines}")
    return score


def _is_right(one: Proposal, customer: int | None, pays: dict[int, Decimal]) -> bool:
    return (
        one.customer_id == customer and {line["item"]: Decimal(line["amount"]) for line in one.lines} == pays
    )


def naively(company_id: int, truth: Truth) -> Score:
    """An open invoice whose number stands in the text as it is printed, with just this amount: the first such."""
    score = Score(movements=len(truth))
    numbers: dict[str, tuple[int, Decimal]] = {
        number: (item, amount)
        for item, number, amount in Item.objects.filter(company_id=company_id, amount_open__gt=0).values_list(
            "id", "number", "amount_open"
        )
    }
    for transfer, _, pays in truth.values():
        score.paying += bool(pays)
        found = next(
            (numbers[word] for word in transfer.text.replace(",", " ").split() if word in numbers), None
        )
        if found and found[1] == transfer.amount:
            score.automatic += 1
            score.automatic_wrong += pays != {found[0]: found[1]}
    return score


def shown(score: Score, naive: Score) -> Iterator[Line]:
    """The lines of the table."""
    right = score.automatic - score.automatic_wrong
    yield _share("right of what goes by itself", right, score.automatic, target="100 %")
    yield _share("of all payments: right by itself", right, score.paying, target="shown")
    yield _share("of all payments: right with the first proposal", score.first, score.paying, target="shown")
    yield _share("of all payments: right with any proposal", score.anywhere, score.paying, target="80 %")
    yield _share(
        "naive: right of what it takes", naive.automatic - naive.automatic_wrong, naive.automatic, target=""
    )
    yield _share("naive: of all payments", naive.automatic - naive.automatic_wrong, naive.paying, target="")
    for kind, counted in sorted(score.kinds.items()):
        yield _share(f"  {kind}: any proposal", counted["anywhere"], counted["all"], target="",
                     seconds=f"first {counted['first']}, by itself {counted['automatic']}")  # fmt: skip


def _large(items: int) -> Iterator[Line]:
    """As many items as asked for, a tenth of them paid by a transfer; the rest are in nobody's way but have numbers alike."""
    drop_database(DATABASE)
    use_database(DATABASE)
    company = add_company(
        name="Month", currency="EUR", country="ES", language="en", time_zone="UTC", at=AT
    ).id
    movements = len(load(company, month(items // 10)))
    _fill(company, items - Item.objects.count())
    ask("VACUUM ANALYZE")
    peaks: dict[int, str] = {}

    def note(done: int) -> None:
        peaks.update(
            {share: str(memory) for share in SHARES if share not in peaks and 100 * done >= share * movements}
        )

    with Memory() as memory:
        seconds = _timed(lambda: match(company, at=AT, by="bench", progress=note))
    yield _speed(f"match {movements:,} against {items:,} items", movements, seconds, memory)
    for share, peak in peaks.items():
        yield Line(name=f"  peak of memory until {share} %", reached=peak, target="flat", seconds="")
    yield from _next_file(company)
    drop_database(DATABASE)


def _next_file(company_id: int) -> Iterator[Line]:
    """What another hundred movements cost, while all the others wait."""
    for copy in (copies := list(Movement.objects.filter(company_id=company_id).order_by("id")[:100])):
        copy.id = None
    Movement.objects.bulk_create(copies)
    began = perf_counter()
    matched = match(company_id, at=AT, by="bench")
    yield Line(
        name="  another 100 come in",
        reached=f"{matched.movements:,} looked at",
        target="what is new",
        seconds=f"{perf_counter() - began:.1f} s",
    )


def _fill(company_id: int, count: int) -> None:
    """Open items of the same customers and of others, made by the server."""
    if count <= 0:
        return
    ask(
        "INSERT INTO ledger_item (company_id, customer_id, source, document_key, instalment, number, kind, currency, amount, issued_on, "
        "due_on, due_derived, terms, branch, salesperson, payment_method, order_reference, content_hash, recorded_at, amount_open, "
        "last_fact_on) SELECT %(company)s, c.first + n %% c.count, 'other', n, 1, 'F-2025-' || lpad(n::text, 7, '0'), 'invoice', 'EUR', "
        "10 + abs(hashint4(n)) %% 500000 / 100.0, date '2025-12-01' - abs(hashint4(n)) %% 90, date '2026-01-01', false, '', '', '', '', "
        "'', '', %(at)s, 10 + abs(hashint4(n)) %% 500000 / 100.0, date '2025-12-01' "
        "FROM generate_series(1, %(count)s) n, (SELECT min(id) AS first, count(*) AS count FROM ledger_customer) c",
        {"company": company_id, "at": AT, "count": count},
    )  # fmt: skip


def _share(name: str, part: int, whole: int, *, target: str, seconds: str = "") -> Line:
    return Line(
        name=name,
        reached=f"{100 * part / whole if whole else 0:.2f} %",
        target=target,
        seconds=seconds or f"{part:,} of {whole:,}",
    )


def _speed(name: str, movements: int, seconds: float, memory: Memory) -> Line:
    return Line(
        name=name,
        reached=f"{movements / seconds:,.0f} a second",
        target="minutes",
        seconds=f"{seconds:.0f} s",
        memory=str(memory),
    )


def _timed(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began
