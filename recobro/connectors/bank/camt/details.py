"""What an entry or one of its details says of a payment: who, why, how much. All versions have the same names at changing depths."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from recobro.connectors.bank.values import Unreadable, amount, plain, reference, tight
from recobro.connectors.xml import Node

# The same amount may stand at any of these. The first that is in the currency of the account is what was booked.
AMOUNTS = (
    "Amt",
    "AmtDtls/TxAmt/Amt",
    "AmtDtls/CntrValAmt/Amt",
    "AmtDtls/InstdAmt/Amt",
    "AmtDtls/AnncdPstngAmt/Amt",
)
ORDERED = ("AmtDtls/InstdAmt/Amt", "Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/CntrValAmt/Amt")
DAYS = ("RltdDts/IntrBkSttlmDt", "RltdDts/TxDtTm", "RltdDts/AccptncDtTm")
# Families of the ISO list that say that money goes back: unpaid, returned, refunded, cancelled.
RETURNS = frozenset({"UPDD", "UPCT", "UPCQ", "UPTC", "RRTN", "RPCR", "PRDD", "CQRV", "PRCT", "RIMB"})
GERMAN_RETURNS = frozenset({"108", "109", "159", "181", "184"})  # business transaction codes (GVC)

Money = tuple[Decimal, str]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two parties of a payment."""

    name: str
    account: str
    bank: str
    ultimate: str

    def __bool__(self) -> bool:
        return bool(self.name or self.account or self.ultimate)


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """One transaction within an entry, before it is known which way the money went."""

    line: int
    amounts: tuple[Money, ...]
    direction: str
    debtor: Side
    creditor: Side
    references: tuple[str, ...]
    text: str
    note: str
    end_to_end: str
    mandate: str
    bank_reference: str
    code: str
    is_return: bool
    return_reason: str
    charges: tuple[Money, ...]
    ordered: tuple[Money, ...]
    on: str
    fault: str  # why an amount of it could not be read


def detail_of(node: Node) -> Detail:
    """What a TxDtls says."""
    parties, agents = node.find("RltdPties") or node, node.find("RltdAgts") or node
    amounts, fault = _moneys(node, AMOUNTS)
    back = node.find("RtrInf")
    return Detail(
        line=node.line, amounts=amounts, fault=fault, direction=node.get("CdtDbtInd"),
        debtor=_side(parties, agents, "Dbtr"), creditor=_side(parties, agents, "Cdtr"),
        references=references(node), text=_remittance(node), note=plain(node.get("AddtlTxInf")),
        end_to_end=reference(node.get("Refs/EndToEndId")), mandate=reference(node.get("Refs/MndtId")),
        bank_reference=reference(node.get("Refs/AcctSvcrRef")), code=code_of(node),
        is_return=back is not None or says_return(node), return_reason=_reason(back),
        charges=charges_of(node), ordered=_moneys(node, ORDERED)[0], on=node.get(*DAYS),
    )  # fmt: skip


def money(node: Node) -> Money:
    """The amount and its currency, which may be missing. Raises Unreadable."""
    found = amount(node.text)
    if found < 0:
        raise Unreadable(f"amount '{node.text}' has a sign of its own")
    return found, node.attributes.get("Ccy", "").strip().upper()


def charges_of(node: Node) -> tuple[Money, ...]:
    """What the bank kept, by currency: its own total, or its parts."""
    found: dict[str, Decimal] = {}
    for part in node.all("Chrgs"):
        total = part.find("TtlChrgsAndTaxAmt")
        for one in [total] if total else _charged(part):
            value = _readable(one)
            if value:
                found[value[1]] = found.get(value[1], Decimal(0)) + value[0]
    return tuple((value, code) for code, value in found.items())


def _charged(part: Node) -> Iterator[Node]:
    """The amounts of a Chrgs: of its records, or in old versions its own."""
    for record in list(part.all("Rcrd")) or [part]:
        value = record.find("Amt")
        if value and record.get("CdtDbtInd") != "CRDT":
            yield value


def _readable(node: Node) -> Money | None:
    try:
        return money(node)
    except Unreadable:
        return None  # what was charged decides nothing: the movement is worth more than it


def _moneys(node: Node, paths: tuple[str, ...]) -> tuple[tuple[Money, ...], str]:
    """The amounts at these places, and why one of them cannot be read."""
    found: list[Money] = []
    fault = ""
    for path in paths:
        place = node.find(path)
        if place is None:
            continue
        try:
            found.append(money(place))
        except Unreadable as error:
            fault = error.message
    return tuple(found), fault


def ordered_of(node: Node) -> tuple[Money, ...]:
    """The amounts of an entry or detail that may be in another currency than its account."""
    return _moneys(node, ORDERED)[0]


def _side(parties: Node, agents: Node, role: str) -> Side:
    name = parties.get(f"{role}/Nm", f"{role}/Pty/Nm", f"{role}/Agt/FinInstnId/Nm")
    account = f"{role}Acct"
    ultimate = f"Ultmt{role}"
    bank = f"{role}Agt/FinInstnId/"
    return Side(
        plain(name or parties.get(f"{account}/Nm")),
        tight(parties.get(f"{account}/Id/IBAN", f"{account}/Id/Othr/Id", f"{account}/Id/PrtryAcct/Id")),
        tight(agents.get(f"{bank}BICFI", f"{bank}BIC", f"{bank}ClrSysMmbId/MmbId")),
        plain(parties.get(f"{ultimate}/Nm", f"{ultimate}/Pty/Nm")),
    )


def references(node: Node) -> tuple[str, ...]:
    """The structured references of the creditor, each once."""
    found = (tight(part.get("CdtrRefInf/Ref")) for part in _structured(node))
    return tuple(dict.fromkeys(one for one in found if one and one.upper() not in ("NOTPROVIDED",)))


def _structured(node: Node) -> Iterator[Node]:
    for part in node.all("RmtInf"):
        yield from part.all("Strd")


def _remittance(node: Node) -> str:
    """All that the payer wrote, with the documents that he named, and every reference behind the first."""
    parts = [one.text for part in node.all("RmtInf") for one in part.all("Ustrd")]
    for part in _structured(node):
        parts += [document.get("Nb") for document in part.all("RfrdDocInf")]
        parts += [one.text for one in part.all("AddtlRmtInf")]
    parts += references(node)[1:]
    return plain(" ".join(parts))


def _reason(back: Node | None) -> str:
    if back is None:
        return ""
    reason = back.get("Rsn/Cd", "Rsn/Prtry", "RtrRsn/Cd", "RtrRsn/Prtry")
    return plain(" ".join([reason, *(one.text for one in back.all("AddtlInf", "AddtlRtrRsnInf"))]))


def code_of(node: Node) -> str:
    """`PMNT/RCDT/ESCT`, or the bank's own."""
    found = node.find("BkTxCd")
    if found is None:
        return ""
    parts = (found.get("Domn/Cd"), found.get("Domn/Fmly/Cd"), found.get("Domn/Fmly/SubFmlyCd"))
    return "/".join(tight(part) for part in parts if part) or plain(found.get("Prtry/Cd"))


def says_return(node: Node) -> bool:
    """Does the kind of the booking say that money goes back?"""
    if node.get("BkTxCd/Domn/Fmly/SubFmlyCd") in RETURNS:
        return True
    own = node.get("BkTxCd/Prtry/Cd").split("+")  # NTRF+109+00931+123
    return len(own) > 1 and own[1].lstrip("0").zfill(3) in GERMAN_RETURNS
