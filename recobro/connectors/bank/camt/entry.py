"""The movements of one entry: each of its details where they are the whole of it, else the entry as one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import TypeVar

from recobro.bank.facts import MovementFact
from recobro.connectors.bank.camt.details import (
    Detail,
    Money,
    Side,
    charges_of,
    code_of,
    detail_of,
    money,
    ordered_of,
    references,
    says_return,
)
from recobro.connectors.bank.camt.spooled import Details
from recobro.connectors.bank.references import is_creditor_reference
from recobro.connectors.bank.values import (
    Unreadable,
    currency,
    iso_day,
    nothing_moved,
    plain,
    reference,
    tight,
)
from recobro.connectors.xml import Node
from recobro.kernel.problems import Problem

JOINED_MAX = 200  # texts of details that become one: a page can show no more
SIGNS = {"CRDT": 1, "DBIT": -1}
NOBODY = Side("", "", "", "")
Said = TypeVar("Said", str, Side)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What all movements of an entry have in common."""

    node: Node
    number: int
    account: str
    value: Decimal  # with its sign
    currency: str
    is_reversal: bool

    @property
    def sign(self) -> int:
        return SIGNS[self.node.get("CdtDbtInd")]


def movements(
    node: Node, details: Details, *, number: int, account: str, in_currency: str, source: str
) -> Iterator[MovementFact | Problem]:
    """The facts of an Ntry whose details were read before it; a warning where they are not the whole of it. Raises Unreadable."""
    entry = _entry(node, number, account, in_currency)
    booked_on, value_on = _day(node, "BookgDt"), _day(node, "ValDt")
    if not (booked_on or value_on):
        told = next((one.on for one in details if one.on), "")
        if not told:
            raise Unreadable("the entry has neither a booking date nor a value date")
        value_on = iso_day(told)
    whole = _whole(entry, details) if len(details) > 1 else None
    if whole is None:
        if len(details) > 1 and any(one.amounts or one.fault for one in details):
            yield _not_whole(entry, details, source)
        parts, is_alone = iter([(_as_one(node, details), entry.value)]), True
    else:
        parts, is_alone = ((one, _moved(entry, one, whole)) for one in details), False
    for one, value in parts:
        if not value:
            yield nothing_moved(source, one.line)
        else:
            yield _fact(entry, one, value, is_alone=is_alone, booked_on=booked_on, value_on=value_on)
    if whole and whole.rest:
        yield _charges(entry, whole.rest, booked_on=booked_on, value_on=value_on)


def _entry(node: Node, number: int, account: str, in_currency: str) -> Entry:
    place = node.find("Amt") or Node("Amt", node.line)
    value, own_currency = money(place)
    direction = node.get("CdtDbtInd")
    if direction not in SIGNS:
        raise Unreadable(f"the entry says '{direction}' where CRDT or DBIT should stand")
    return Entry(
        node=node, number=number, account=account, value=value * SIGNS[direction],
        currency=currency(own_currency or in_currency), is_reversal=node.get("RvslInd").lower() in ("true", "1"),
    )  # fmt: skip


def _day(node: Node, name: str) -> date | None:
    text = node.get(f"{name}/Dt", f"{name}/DtTm", name)
    return iso_day(text) if text else None


@dataclass(frozen=True, slots=True)
class Whole:
    """How the details are together what was booked: each with its own sign, or all with that of the entry; the charges are the rest."""

    has_own_signs: bool
    rest: Decimal


def _whole(entry: Entry, details: Details) -> Whole | None:
    """None where they are not. One pass, for there may be many."""
    own = same = charged = Decimal(0)
    for one in details:
        value = _stated(entry, one)
        if value is None:
            return None
        own += value * SIGNS.get(one.direction, entry.sign)
        same += value * entry.sign
        charged += _in(one.charges, entry.currency) or Decimal(0)
    charges = _in(charges_of(entry.node), entry.currency) or charged
    for has_own_signs, total in ((True, own), (False, same)):
        rest = entry.value - total
        if rest in (0, -charges):
            return Whole(has_own_signs, rest)
    return None


def _stated(entry: Entry, one: Detail) -> Decimal | None:
    return next((value for value, code in one.amounts if code in (entry.currency, "")), None)


def _moved(entry: Entry, one: Detail, whole: Whole) -> Decimal:
    sign = SIGNS.get(one.direction, entry.sign) if whole.has_own_signs else entry.sign
    return (_stated(entry, one) or Decimal(0)) * sign


def _charges(entry: Entry, value: Decimal, *, booked_on: date | None, value_on: date | None) -> MovementFact:
    """What the bank took off a collective booking."""
    node = entry.node
    return MovementFact(
        line=node.line, entry=entry.number, booked_on=booked_on, value_on=value_on, amount=value, currency=entry.currency,
        text=plain(node.get("AddtlNtryInf")), bank_reference=reference(node.get("AcctSvcrRef")), code="CHRG",
        is_pending=_is_pending(node),
    )  # fmt: skip


def _not_whole(entry: Entry, details: Details, source: str) -> Problem:
    said, wrong = f"{abs(entry.value)} {entry.currency}", next((one for one in details if one.fault), None)
    message = f"The {len(details)} details of the entry are not together its {said}."
    if wrong:
        message = f"The {len(details)} details of the entry are not together its {said}: in line {wrong.line}, {wrong.fault}."
    return Problem(
        source=source, line=entry.node.line, severity="warning", message=message,
        hint="It is taken as one movement, with their texts.",
    )  # fmt: skip


def _as_one(node: Node, details: Details) -> Detail:
    """The only detail; what several have in common; or what the entry itself says."""
    if not details:
        return detail_of(
            Node("TxDtls", node.line, children=list(node.all("RmtInf", "RltdPties", "RltdAgts")))
        )
    some = list(islice(details, JOINED_MAX))
    first, texts = some[0], [one.text or one.note for one in some]
    told = node.get("NtryDtls/Btch/NbOfTxs")
    if len(details) == 1 and (not told.isdecimal() or int(told) <= 1):
        return first
    refs = list(dict.fromkeys(ref for one in some for ref in one.references))
    text = plain(" ".join(dict.fromkeys(texts)))
    if len(refs) > 1:
        text = plain(" ".join([text, *(ref for ref in refs if ref not in text)]))
    is_less = told.isdecimal() and int(told) > len(details)  # than the bank counts
    return Detail(
        line=node.line, amounts=(), fault="", direction="", note="",
        debtor=NOBODY if is_less else _same(details, lambda one: one.debtor, NOBODY),
        creditor=NOBODY if is_less else _same(details, lambda one: one.creditor, NOBODY),
        references=tuple(refs) if len(refs) == 1 else (), text=text,
        end_to_end="", mandate=_same(details, lambda one: one.mandate, ""), bank_reference="",
        code=_same(details, lambda one: one.code, ""), is_return=all(one.is_return for one in details),
        return_reason=_same(details, lambda one: one.return_reason, ""), charges=(), ordered=(), on=first.on,
    )  # fmt: skip


def _same(details: Details, of: Callable[[Detail], Said], otherwise: Said) -> Said:
    """What all of them say."""
    said = map(of, details)
    first = next(said)
    return first if all(one == first for one in said) else otherwise


def _fact(
    entry: Entry,
    one: Detail,
    value: Decimal,
    *,
    is_alone: bool,
    booked_on: date | None,
    value_on: date | None,
) -> MovementFact:
    node = entry.node
    is_return = entry.is_reversal or one.is_return or says_return(node)
    side = _other_side(entry, one, value, is_return)
    charges = _in(one.charges or (charges_of(node) if is_alone else ()), entry.currency)
    original = _foreign(one.ordered or (ordered_of(node) if is_alone else ()), entry.currency)
    return MovementFact(
        line=node.line if is_alone else one.line, entry=entry.number,
        booked_on=booked_on, value_on=value_on, amount=value, currency=entry.currency,
        text=one.text or one.note or plain(node.get("AddtlNtryInf")), reference=_reference(node, one, is_alone),
        end_to_end=one.end_to_end, mandate=one.mandate, bank_reference=one.bank_reference or reference(node.get("AcctSvcrRef")),
        payer_name=side.name, payer_account=side.account, payer_bank=side.bank, ultimate_name=side.ultimate,
        code=one.code or code_of(node), is_return=is_return, return_reason=one.return_reason, is_pending=_is_pending(node),
        charges=charges, original_amount=original[0] if original else None, original_currency=original[1] if original else "",
    )  # fmt: skip


def _is_pending(node: Node) -> bool:
    return (node.get("Sts/Cd", "Sts/Prtry", "Sts") or "BOOK").upper() != "BOOK"


def _other_side(entry: Entry, one: Detail, value: Decimal, is_return: bool) -> Side:
    """Who is not us. What goes back keeps the parties of what came; some banks turn them, so that either may be the only one named."""
    for side, other in ((one.debtor, one.creditor), (one.creditor, one.debtor)):
        if entry.account and side.account == entry.account and other:
            return other
    came_in = (value > 0) != is_return
    expected, other = (one.debtor, one.creditor) if came_in else (one.creditor, one.debtor)
    return expected if expected or not is_return else other


def _reference(node: Node, one: Detail, is_alone: bool) -> str:
    if one.references:
        return one.references[0]
    own = references(node)
    if own:
        return own[0]
    told = tight(node.get("NtryRef"))
    return told if is_alone and is_creditor_reference(told) else ""


def _in(moneys: Sequence[Money], in_currency: str) -> Decimal | None:
    return next((value for value, code in moneys if code in (in_currency, "") and value), None)


def _foreign(moneys: Sequence[Money], in_currency: str) -> Money | None:
    return next((one for one in moneys if one[0] and one[1] not in (in_currency, "")), None)
