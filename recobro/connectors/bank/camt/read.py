"""Reads CAMT.052 (reports within the day), CAMT.053 (statements) and CAMT.054 (notices), of any version, one entry at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from recobro.bank.facts import BankFact, EndFact, StatementFact
from recobro.connectors.bank.camt.balances import Coded, balance_of, closing, opening
from recobro.connectors.bank.camt.details import detail_of
from recobro.connectors.bank.camt.entry import movements
from recobro.connectors.bank.camt.spooled import Details
from recobro.connectors.bank.format import BankFormat, BankOptions
from recobro.connectors.bank.values import Unreadable, plain, tight
from recobro.connectors.xml import Node, first_names, nodes
from recobro.kernel.problems import Problem, refuse

STATEMENTS = ("Stmt", "Rpt", "Ntfctn")
MESSAGES = frozenset({"BkToCstmrStmt", "BkToCstmrAcctRpt", "BkToCstmrDbtCdtNtfctn"})
NAMESPACE = re.compile(r"\{urn:[^}]*camt\.05[234]\.")


def recognise(head: bytes, path: Path) -> bool:
    """By the message in it: also within the envelope of a transport."""
    names = first_names(head) if head else []
    return any(name.rpartition("}")[2] in MESSAGES or NAMESPACE.match(name) for name in names)


def read(path: Path, options: BankOptions) -> Iterator[BankFact | Problem]:
    """Streams the file. Raises Refused where it is no proper XML, also where that is seen only in its midst."""
    statement: _Statement | None = None
    for node in nodes(path, around=STATEMENTS, apart=("TxDtls",)):
        if node.name in STATEMENTS:
            statement = _Statement(path.name, node.line, is_final=node.name == "Stmt", options=options)
        elif statement:
            yield from statement.take(node)
    if statement is None:
        hint = "The bank had nothing to say; there is nothing to read."
        raise refuse(path.name, "The file has no statement in it.", hint)


@dataclass(slots=True)
class _Statement:
    """A statement as far as it was read. Its head is told when the first entry comes: the balances stand before it."""

    source: str
    line: int
    is_final: bool
    options: BankOptions
    is_told: bool = False
    entries: int = 0
    account: Node | None = None
    number: str = ""
    first_currency: str = ""  # of the first entry
    balances: list[Coded] = field(default_factory=list)
    details: Details = field(default_factory=Details)

    def take(self, node: Node) -> Iterator[BankFact | Problem]:
        if node.name == "Acct":
            self.account = node
        elif node.name in ("Id", "ElctrncSeqNb", "LglSeqNb"):
            self.number = self.number or plain(node.text)
        elif node.name == "Bal":
            yield from self._balance(node)
        elif node.name == "TxDtls":
            self.details.add(detail_of(node))
        elif node.name == "Ntry":
            self.first_currency = self.first_currency or _currency(node)
            yield from self._head()
            yield from self._entry(node)
        elif node.name in ("/Stmt", "/Rpt", "/Ntfctn"):
            yield from self._head()
            ends = closing(self.balances, self.currency) if self.is_final else None
            yield EndFact(line=node.line, closing=ends)

    @property
    def name(self) -> str:
        return (
            tight(self.account.get("Id/IBAN", "Id/Othr/Id", "Id/PrtryAcct/Id", "Id/BBAN"))
            if self.account
            else ""
        )

    @property
    def currency(self) -> str:
        own = tight(self.account.get("Ccy")).upper() if self.account else ""
        of_balances = next((balance.currency for _, balance in self.balances), "")
        return own or of_balances or self.first_currency or self.options.currency

    def _balance(self, node: Node) -> Iterator[Problem]:
        try:
            found = balance_of(node)
        except Unreadable as error:
            yield Unreadable(
                f"this balance is left out: {error.message}", "Opening and closing cannot be compared."
            ).problem(self.source, node.line)
        else:
            self.balances += [found] if found else []

    def _head(self) -> Iterator[StatementFact]:
        if self.is_told:
            return
        self.is_told = True
        owner = plain(self.account.get("Ownr/Nm", "Ownr/Pty/Nm", "Nm")) if self.account else ""
        yield StatementFact(
            line=self.line, account=self.name or self.options.account, currency=self.currency, number=self.number, owner=owner,
            is_final=self.is_final, opening=opening(self.balances, self.currency) if self.is_final else None,
        )  # fmt: skip

    def _entry(self, node: Node) -> Iterator[BankFact | Problem]:
        self.entries += 1
        details, self.details = self.details, Details()
        try:
            yield from movements(
                node,
                details,
                number=self.entries,
                account=self.name,
                in_currency=self.currency,
                source=self.source,
            )
        except Unreadable as error:
            yield error.problem(self.source, node.line)


def _currency(entry: Node) -> str:
    value = entry.find("Amt")
    return value.attributes.get("Ccy", "").strip().upper() if value else ""


FORMAT = BankFormat(name="CAMT", recognise=recognise, read=read)
