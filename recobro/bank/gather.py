"""Looks up what the movements of a batch may pay, and whose it may be: one statement per kind of look-up, for the whole batch."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection

from recobro.bank.candidates import Candidates, Debtor, Due, Incoming
from recobro.bank.names import words_of
from recobro.bank.payers import customers_by_payer, folded_name
from recobro.kernel.sql import load
from recobro.ledger.models import Customer

PER_KEY = 12  # items that one number may name; more, and it says nothing
KEYS_MAX = 150  # of one movement
PER_AMOUNT = 9
PER_NAME = 8
CUSTOMERS_MAX = 10  # of one movement, of whom everything open is looked at
OPEN_MAX = 300  # items of one customer
TEXT_MAX = 100  # a longer text is no name
SUMS = "SELECT DISTINCT movement, customer_id FROM match_sum WHERE movement = ANY (%s) AND company_id = %s ORDER BY 1, 2"
BEFORE = (
    "SELECT DISTINCT movement_id, customer_id FROM bank_proposal WHERE movement_id = ANY (%s) AND company_id = %s "
    """AND reasons @> '[{"key": "amount_is_all_due"}]' ORDER BY 1, 2"""
)


class Gathered:
    """What was found so far for the movements of one batch.

    `has_sums`: the table `match_sum` says which customers owe just what came in; else those count that it said the last time.
    """

    def __init__(self, company_id: int, movements: Sequence[Incoming], *, has_sums: bool) -> None:
        self.company_id = company_id
        self.has_sums = has_sums
        self.movements = {one.movement_id: one for one in movements}
        self.items: dict[int, dict[int, Due]] = defaultdict(dict)
        self.customers: dict[int, dict[int, None]] = defaultdict(dict)  # in the order of their promise
        self.same_amount: Counter[int] = Counter()
        self.same_sum: Counter[int] = Counter()
        self.payers: dict[int, set[tuple[int, str]]] = defaultdict(set)  # (customer, what is known of him)
        self.whole: dict[int, list[Due]] = {}
        self.debtors: dict[int, tuple[str, str]] = {}
        self._currencies: dict[int, set[str]] = {}  # of those in `whole` who owe something

    def look_at_what_is_said(self) -> None:
        """Payers that are known, and items whose number is said."""
        self._payers()
        self._items_by_number()
        self._name_debtors()

    def look_further(self, movements: Sequence[int]) -> None:
        """Of these movements: items of that amount, customers of that name or code, and everything that the customers in question owe."""
        chosen = [self.movements[one] for one in movements]
        self._customers_by_code(chosen)
        self._customers_by_sum(chosen)
        self._customers_by_name(chosen)
        self._items_by_amount(chosen)
        self._open_items(chosen)
        self._name_debtors()

    def candidates(self, movement_id: int) -> Candidates:
        """What `propose` is to judge."""
        customers = list(self.customers[movement_id])
        whole = frozenset(one for one in customers[:CUSTOMERS_MAX] if one in self.whole)
        items = {one.item_id: one for customer in whole for one in self.whole[customer]} | self.items[
            movement_id
        ]
        accounts = {customer for customer, by in self.payers[movement_id] if by == "account"}
        names = {customer for customer, by in self.payers[movement_id] if by == "name"}
        debtors = {
            one: Debtor(
                customer_id=one, code=self.debtors[one][0], name=self.debtors[one][1], has_account=one in accounts,
                is_shared=len(accounts) > 1, has_name=one in names,
            )
            for one in customers
        }  # fmt: skip
        return Candidates(
            debtors=debtors, items=list(items.values()), whole=whole,
            same_amount=self.same_amount[movement_id], same_sum=self.same_sum[movement_id],
        )  # fmt: skip

    def has_other_currencies(self, movement_id: int) -> bool:
        """Was something found for it that rates are needed for?"""
        own = {self.movements[movement_id].currency}
        return any(due.currency not in own for due in self.items[movement_id].values()) or any(
            self._currencies.get(one, own) != own for one in self.customers[movement_id]
        )

    def _payers(self) -> None:
        accounts: dict[str, list[int]] = defaultdict(list)
        names: dict[str, list[int]] = defaultdict(list)
        for one in self.movements.values():
            accounts[one.account].append(one.movement_id)
            for name in one.names or (one.text,):
                names[folded_name(name)].append(one.movement_id)
        known = customers_by_payer(self.company_id, accounts=accounts, names=names)
        for waiting, customers, by in zip((accounts, names), known, ("account", "name"), strict=True):
            for said, whose in customers.items():
                for movement in waiting[said]:
                    self.payers[movement] |= {(one, by) for one in whose}
                    self.customers[movement] |= dict.fromkeys(sorted(whose))

    def _items_by_number(self) -> None:
        asked = [
            (one.movement_id, key) for one in self.movements.values() for key in keys_said(one)
        ]  # fmt: skip
        movements, keys = _columns(asked, 2)
        for movement, due in self._items("match_by_number", movements=movements, keys=keys, at_most=PER_KEY):
            if self.movements[movement].said.said(due.number):
                self.items[movement][due.item_id] = due
                self.customers[movement].setdefault(due.customer_id)

    def _items_by_amount(self, chosen: Sequence[Incoming]) -> None:
        asked = [(one.movement_id, one.amount, one.currency, one.on) for one in chosen]
        movements, amounts, currencies, days = _columns(asked, 4)
        for movement, due in self._items(
            "match_by_amount",
            movements=movements,
            amounts=amounts,
            currencies=currencies,
            days=days,
            at_most=PER_AMOUNT,
        ):
            self.same_amount[movement] += 1
            self.items[movement][due.item_id] = due
            self.customers[movement].setdefault(due.customer_id)

    def _customers_by_code(self, chosen: Sequence[Incoming]) -> None:
        saying: dict[str, list[int]] = defaultdict(list)
        for one in chosen:
            for word in codes_said(one):
                saying[word].append(one.movement_id)
        rows = Customer.objects.filter(company_id=self.company_id, code__in=list(saying))
        for customer, code in rows.values_list("id", "code"):
            for movement in saying[code]:
                self.customers[movement].setdefault(customer)

    def _customers_by_sum(self, chosen: Sequence[Incoming]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                SUMS if self.has_sums else BEFORE, [[one.movement_id for one in chosen], self.company_id]
            )
            for movement, customer in cursor:
                self.same_sum[movement] += 1
                self.customers[movement].setdefault(customer)

    def _customers_by_name(self, chosen: Sequence[Incoming]) -> None:
        called: dict[str, list[int]] = defaultdict(list)
        for one in chosen:
            for name in names_said(one):
                called[" ".join(words_asked(name))].append(one.movement_id)
        asked = [(words, *_questions(words.split())) for words in called]
        names, all_words, two_words = _columns(asked, 3)
        with _by_index_only():
            found = self._rows(
                "match_by_name", names=names, all_words=all_words, two_words=two_words, at_most=PER_NAME
            )
        for words, customer in found:
            for movement in called[words]:
                self.customers[movement].setdefault(customer)

    def _open_items(self, chosen: Sequence[Incoming]) -> None:
        customers = {
            customer for one in chosen for customer in list(self.customers[one.movement_id])[:CUSTOMERS_MAX]
        } - set(self.whole)
        found: dict[int, list[Due]] = {one: [] for one in customers}
        for row in self._rows("match_open_items", customers=list(customers), at_most=OPEN_MAX):
            found[row[1]].append(_due(row))
        self.whole |= {customer: items for customer, items in found.items() if len(items) < OPEN_MAX}
        self._currencies |= {
            customer: {one.currency for one in items} for customer, items in found.items() if items
        }

    def _name_debtors(self) -> None:
        wanted = {one for ones in self.customers.values() for one in ones} - set(self.debtors)
        rows = Customer.objects.filter(company_id=self.company_id, id__in=wanted)
        self.debtors |= {
            customer: (code, name) for customer, code, name in rows.values_list("id", "code", "name")
        }

    def _items(self, statement: str, **parameters: Any) -> Iterator[tuple[int, Due]]:
        for movement, *row in self._rows(statement, **parameters):
            yield movement, _due(row)

    def _rows(self, statement: str, **parameters: Any) -> list[Sequence[Any]]:
        with connection.cursor() as cursor:
            cursor.execute(load("bank", statement), {"company": self.company_id, **parameters})
            return list(cursor.fetchall())


def keys_said(one: Incoming) -> list[str]:
    """The digits under which items are looked up, the longest first."""
    return sorted(one.said.keys(), key=lambda key: (-len(key), key))[:KEYS_MAX]


def codes_said(one: Incoming) -> list[str]:
    """The words that may be a customer's code."""
    return [word for word in one.said.words if len(word) >= 4 and any(map(str.isdigit, word))]


def names_said(one: Incoming) -> list[str]:
    """What may be the name of who paid."""
    return [name for name in one.names or (one.text,) if len(name) <= TEXT_MAX and words_asked(name)]


def words_asked(name: str) -> list[str]:
    """The words of a name by which customers are looked up."""
    return words_of(name)[:3]


def _due(row: Sequence[Any]) -> Due:
    item, customer, number, currency, left, issued_on, due_on, terms = row
    return Due(
        item_id=item, customer_id=customer, number=number, currency=currency, open=left, issued_on=issued_on, due_on=due_on, terms=terms
    )  # fmt: skip


def _columns(rows: Iterable[tuple[Any, ...]], count: int) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(count)]


def _questions(words: Sequence[str]) -> tuple[str, str]:
    """As text searches: all the words; any two of three. Each may be cut off."""
    starts = [f"{word}:*" for word in words]
    pairs = [f"({one} & {other})" for place, one in enumerate(starts) for other in starts[:place]]
    return " & ".join(starts), " | ".join(pairs) if len(starts) > 2 else ""


@contextmanager
def _by_index_only() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        yield
        cursor.execute("SET LOCAL enable_seqscan = on")
