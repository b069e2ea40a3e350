"""Reads dated stories that a credit controller can read and correct.

A story has a title, the company, its customers, and then what happened on which day. `night:` says what left the house
in the night of that day; on a day without a `night:` line nothing may leave. Lines that begin with `#` are for the
reader. A line that is not understood is refused with its number: a story that is half read proves nothing.
The company sends every day, so that dates are those of the policy, unless its line ends with `, sends on working days`.
`Policy: follow_pay_days = true` adds a line to the policy of the file.

    Story: a reminder, and the payment that ends it
    Company: Prompt Cash SL, ES, en, EUR, policy collection
    Customer LATE: Late GmbH, ap@late.example, 1 Main Road, 10115 Berlin
    Approval: every night

    2026-01-05  LATE owes INV-1 of 1000.00, due 2026-02-04
    2026-02-01  night: e-mail "due-soon" to LATE for 1000.00
    2026-02-05  LATE pays 1000.00 for INV-1
    2026-02-28  night: nothing
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

from tests.stories.events import (
    Agrees,
    Answers,
    Approves,
    BankBrings,
    BankTakesBack,
    Became,
    Company,
    Complains,
    Confirms,
    ConfirmsByHand,
    ContactedNext,
    CreditApart,
    CreditNote,
    Customer,
    Disputes,
    Event,
    Expected,
    FirstDay,
    Gives,
    Held,
    IsOpen,
    Kept,
    Known,
    NoNight,
    Owes,
    PaperEnds,
    Pays,
    PaysOn,
    Promises,
    Sent,
    Setting,
    Settled,
    Stands,
    Story,
    Worth,
)

AMOUNT = r"(?P<amount>\d+\.\d\d)"
DAY = r"\d{4}-\d\d-\d\d"
CHANNELS = r"e-mail|letter|SMS|task for \w+|call by \w+"


class NotUnderstood(Exception):
    """A line of a story says something that this reader does not know."""


def read(path: Path) -> Story:
    """The story of a file."""
    lines = [
        (number, line.rstrip())
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if line.strip() and not line.startswith("#")
    ]
    head = [(number, line) for number, line in lines if not re.match(DAY, line)]
    dated = [(number, line) for number, line in lines if re.match(DAY, line)]
    found = [_head(path, number, line) for number, line in head]
    days = _days(_event(path, number, line) for number, line in dated)
    (title,) = [value for value in found if isinstance(value, str)]
    (company,) = [value for value in found if isinstance(value, Company)]
    (approve_all,) = [value for value in found if isinstance(value, bool)]
    customers = tuple(value for value in found if isinstance(value, Customer))
    settings = tuple(value.line for value in found if isinstance(value, Setting))
    return Story(
        title=title,
        company=company,
        customers=customers,
        settings=settings,
        approve_all=approve_all,
        days=days,
    )


def _days(events: Iterator[tuple[date, Event]]) -> dict[date, tuple[Event, ...]]:
    found: dict[date, tuple[Event, ...]] = {}
    for on, event in events:
        found[on] = (*found.get(on, ()), event)
    first, last = min(found).toordinal(), max(found).toordinal()
    every_day = (date.fromordinal(day) for day in range(first, last + 1))
    return {on: found.get(on, ()) for on in every_day}


def _head(path: Path, number: int, line: str) -> str | Company | Setting | Customer | bool:
    for form, make in HEADS.items():
        match = re.fullmatch(form, line)
        if match:
            return make(match)
    raise NotUnderstood(f"{path.name}, line {number}: {line}")


def _event(path: Path, number: int, line: str) -> tuple[date, Event]:
    on, _, said = line.partition(" ")
    for form, make in EVENTS.items():
        match = re.fullmatch(form, said.strip())
        if match:
            return date.fromisoformat(on), make(match)
    raise NotUnderstood(f"{path.name}, line {number}: {said.strip()}")


def _amount(match: re.Match[str]) -> Decimal | None:
    return Decimal(match["amount"]) if match["amount"] else None


def _day(match: re.Match[str]) -> date:
    return date.fromisoformat(match["day"])


def _owes(match: re.Match[str]) -> Owes:
    return Owes(
        customer=match["customer"],
        number=match["number"],
        amount=Decimal(match["amount"]),
        issued_on=date.fromisoformat(match["issued"]) if match["issued"] else None,
        due_on=tuple(date.fromisoformat(day) for day in re.findall(DAY, match["due"])),
    )


def _sent(match: re.Match[str]) -> Sent:
    return Sent(
        when=match["when"],
        channel=match["channel"],
        level=match["level"],
        customer=match["customer"],
        amount=_amount(match),
    )


HEADS: dict[str, Callable[[re.Match[str]], str | Company | Setting | Customer | bool]] = {
    r"Story: (?P<title>.+)": lambda match: match["title"],
    r"Company: (?P<name>[^,]+), (?P<country>[A-Z]{2}), (?P<language>[a-z]{2}), (?P<currency>[A-Z]{3}), "
    r"policy (?P<policy>[^\s,]+)(?P<on_working_days>, sends on working days)?": (
        lambda match: Company(**match.groupdict())
    ),
    r"Customer (?P<code>\w+): (?P<name>[^,]+), (?P<email>[^,]*), (?P<address>[^,]+), (?P<postcode>\d+) (?P<city>.+)": (
        lambda match: Customer(**match.groupdict())
    ),
    r"Policy: (?P<line>.+)": lambda match: Setting(line=match["line"]),
    r"Approval: every night": lambda match: True,
    r"Approval: by hand": lambda match: False,
}

EVENTS: dict[str, Callable[[re.Match[str]], Event]] = {
    rf"(?P<customer>\w+) owes (?P<number>\S+) of {AMOUNT}(, issued (?P<issued>{DAY}))?, due (?P<due>{DAY}((, | and ){DAY})*)": _owes,
    rf"(?P<customer>\w+) pays {AMOUNT} (for (?P<number>\S+)|on account)": (
        lambda match: Pays(
            customer=match["customer"], amount=Decimal(match["amount"]), number=match["number"]
        )
    ),
    rf"(?P<customer>\w+) gets the credit note (?P<number>\S+) of {AMOUNT}": (
        lambda match: CreditNote(
            customer=match["customer"], number=match["number"], amount=Decimal(match["amount"])
        )
    ),
    r"1 (?P<base>[A-Z]{3}) is worth (?P<rate>[0-9.]+) (?P<currency>[A-Z]{3})": (
        lambda match: Worth(base=match["base"], rate=Decimal(match["rate"]), currency=match["currency"])
    ),
    rf'the bank brings {AMOUNT}( (?P<currency>[A-Z]{{3}}))? from (?P<payer>[^:]+): "(?P<text>.*)"': (
        lambda match: BankBrings(
            amount=Decimal(match["amount"]),
            currency=match["currency"],
            payer=match["payer"],
            text=match["text"],
        )
    ),
    rf'the bank takes back {AMOUNT}: "(?P<reason>.*)"': (
        lambda match: BankTakesBack(amount=Decimal(match["amount"]), reason=match["reason"])
    ),
    r"(?P<name>[A-Z]\w+) confirms what is proposed": lambda match: Confirms(name=match["name"]),
    rf"(?P<name>[A-Z]\w+) says that it pays {AMOUNT} of (?P<number>\S+)": (
        lambda match: ConfirmsByHand(
            name=match["name"], amount=Decimal(match["amount"]), number=match["number"]
        )
    ),
    rf"(?P<number>\S+) has {AMOUNT} open": (
        lambda match: IsOpen(number=match["number"], amount=Decimal(match["amount"]))
    ),
    r"(?P<customer>\w+) always pays on (?P<days>.+)": lambda match: PaysOn(**match.groupdict()),
    r"the first day of the company": lambda match: FirstDay(),
    r"credit waits apart": lambda match: CreditApart(),
    r"what (?P<customer>\w+) paid last is (kept as an? (?P<kind>\w+)|released)": lambda match: Kept(
        **match.groupdict()
    ),
    r"no night": lambda match: NoNight(),
    rf"(?P<customer>\w+) disputes ({AMOUNT} of )?(?P<number>\S+)": (
        lambda match: Disputes(customer=match["customer"], number=match["number"], amount=_amount(match))
    ),
    r"the dispute about (?P<number>\S+) is settled": lambda match: Settled(number=match["number"]),
    rf"(?P<customer>\w+) promises {AMOUNT} by (?P<by>{DAY})": (
        lambda match: Promises(
            customer=match["customer"], amount=Decimal(match["amount"]), by=date.fromisoformat(match["by"])
        )
    ),
    rf"(?P<customer>\w+) is on hold until (?P<until>{DAY})": (
        lambda match: Held(customer=match["customer"], until_on=date.fromisoformat(match["until"]))
    ),
    rf"payments are known through (?P<day>{DAY})": lambda match: Known(through_on=_day(match)),
    r"(?P<customer>\w+) complains": lambda match: Complains(customer=match["customer"]),
    r"(?P<name>[A-Z]\w+) answers (?P<customer>\w+)": lambda match: Answers(**match.groupdict()),
    rf"(?P<customer>\w+) is to be contacted next on (?P<day>{DAY})": (
        lambda match: ContactedNext(customer=match["customer"], on=_day(match))
    ),
    rf"(?P<number>\S+) is expected to be paid on (?P<day>{DAY})": (
        lambda match: Expected(number=match["number"], on=_day(match))
    ),
    rf"(?P<customer>\w+) gives a (?P<kind>cheque|pagare|lcr|traite) of {AMOUNT} for (?P<number>\S+), due (?P<day>{DAY})": (
        lambda match: Gives(
            customer=match["customer"],
            kind=match["kind"],
            amount=Decimal(match["amount"]),
            number=match["number"],
            due_on=_day(match),
        )
    ),
    r"the paper for (?P<number>\S+) is (?P<how>paid|unpaid|given back)": lambda match: PaperEnds(
        **match.groupdict()
    ),
    rf"(?P<customer>\w+) agrees to pay {AMOUNT}( of (?P<number>\S+))? in (?P<count>\d+) months from (?P<day>{DAY})": (
        lambda match: Agrees(
            customer=match["customer"],
            amount=Decimal(match["amount"]),
            number=match["number"],
            count=int(match["count"]),
            first_on=_day(match),
        )
    ),
    r"(?P<name>[A-Z]\w+) approves": lambda match: Approves(name=match["name"]),
    r"(?P<when>night|proposed|delivered): nothing": lambda match: Sent(when=match["when"]),
    rf'(?P<when>night|proposed|delivered): (?P<channel>{CHANNELS}) "(?P<level>[\w-]+)" to (?P<customer>\w+)( for {AMOUNT})?': _sent,
    r"the (?P<what>promise|plan) of (?P<customer>\w+) is: (?P<how>.+)": lambda match: Became(
        **match.groupdict()
    ),
    rf"(?P<number>\S+) stands: (?P<outcome>\w+)(, next on (?P<next>{DAY}))?": (
        lambda match: Stands(
            number=match["number"],
            outcome=match["outcome"],
            next_on=date.fromisoformat(match["next"]) if match["next"] else None,
        )
    ),
}
