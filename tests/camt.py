"""A CAMT.053 file, as a bank would write it: one statement of the office's account, with balances that agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tests import cast

OURS = "ES9121000418450200051332"


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """A booking: money in, or out with a minus."""

    amount: str
    text: str = ""
    name: str = ""
    account: str = ""
    on: date = cast.TODAY


def camt(
    *booked: Booked, number: str = "1", currency: str = "EUR", opening: str = "1000.00", wrong_by: str = "0"
) -> str:
    """The file. `wrong_by` makes its balances differ by so much."""
    closing = Decimal(opening) + sum((Decimal(one.amount) for one in booked), Decimal(0)) + Decimal(wrong_by)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>\n'
        f"<GrpHdr><MsgId>M{number}</MsgId></GrpHdr><Stmt><Id>S{number}</Id><ElctrncSeqNb>{number}</ElctrncSeqNb>\n"
        f"<Acct><Id><IBAN>{OURS}</IBAN></Id><Ccy>{currency}</Ccy></Acct>\n"
        f"{_balance('OPBD', Decimal(opening), currency)}{_balance('CLBD', closing, currency)}{_entries(booked, currency)}"
        "</Stmt></BkToCstmrStmt></Document>\n"
    )


def _balance(code: str, amount: Decimal, currency: str) -> str:
    return (
        f'<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="{currency}">{amount:.2f}</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
        f"<Dt><Dt>{cast.TODAY}</Dt></Dt></Bal>\n"
    )


def _entries(booked: Sequence[Booked], currency: str) -> str:
    return "".join(_entry(one, number, currency) for number, one in enumerate(booked, start=1))


def _entry(one: Booked, number: int, currency: str) -> str:
    way, side = ("DBIT", "Cdtr") if one.amount.startswith("-") else ("CRDT", "Dbtr")
    account = f"<{side}Acct><Id><IBAN>{one.account}</IBAN></Id></{side}Acct>" if one.account else ""
    name = f"<{side}><Pty><Nm>{one.name}</Nm></Pty></{side}>" if one.name else ""
    return (
        f'<Ntry><Amt Ccy="{currency}">{one.amount.lstrip("-")}</Amt><CdtDbtInd>{way}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>'
        f"<BookgDt><Dt>{one.on}</Dt></BookgDt><ValDt><Dt>{one.on}</Dt></ValDt><AcctSvcrRef>R{number}</AcctSvcrRef>"
        f"<NtryDtls><TxDtls><RltdPties>{name}{account}</RltdPties><RmtInf><Ustrd>{one.text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>\n"
    )
