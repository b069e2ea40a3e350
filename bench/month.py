"""A month on the bank account of a company, where it is known what every transfer pays: with every oddity of payers and banks.

Everything is drawn from one seed. Customers have names that are alike, numbers are in three styles, amounts repeat; a third of the
payers is known by their accounts. Each transfer is of a *kind*, so that it can be told which kinds are found and which are not.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from stdnum import luhn
from stdnum.ch import esr
from stdnum.iso7064 import mod_97_10

BEGIN, DAYS = date(2026, 4, 1), 30
CENT = Decimal("0.01")
FIRST = "Alpha Nord Costa Müller Sol Marina Verde Puig Delta García Schmidt Lefèvre Rossi Ibérica Atlas Moreau Tech Gran Vía Roca".split()
SECOND = "Foods Logistik Comercial Transports Electric Hotels Bau Distribución Services Textil Agrícola Medical Papers Metall Vins".split()
FORMS = ("SL", "SA", "GmbH", "SARL", "Ltd", "AS", "BV", "S.A.", "SAS", "")
TERMS = ("30 days", "2% 10 days, 30 days net", "3/10 net 45", "60 days", "")


@dataclass(frozen=True, slots=True)
class Owed:
    """An open item. `key` is its own."""

    key: int
    customer: int
    number: str
    open: Decimal
    issued_on: date
    due_on: date
    terms: str = ""


@dataclass(frozen=True, slots=True)
class Who:
    """A customer. `account` is his; `is_known` says whether it was learnt. Those of a group pay from the account of its head."""

    key: int
    name: str
    account: str
    is_known: bool
    group: int | None = None


@dataclass(frozen=True, slots=True)
class Transfer:
    """Money in, and the truth: whose it is and what of each item it pays. `customer` None: it is nothing of ours."""

    kind: str
    amount: Decimal
    on: date
    customer: int | None = None
    pays: dict[int, Decimal] = field(default_factory=dict)
    text: str = ""
    reference: str = ""
    name: str = ""
    ultimate: str = ""
    account: str = ""
    charges: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Month:
    """The customers, what they owe, and the transfers in the order of their days."""

    customers: list[Who]
    items: list[Owed]
    transfers: list[Transfer]


def month(transfers: int, *, seed: int = 5) -> Month:
    """A month of so many transfers. The same seed makes the same month."""
    return _Maker(transfers, random.Random(seed)).made()


class _Maker:
    """One month in the making."""

    def __init__(self, transfers: int, dice: random.Random) -> None:
        self._dice = dice
        self._wanted = transfers
        self._customers: list[Who] = []
        self._items: list[Owed] = []
        self._free: dict[int, list[Owed]] = {}  # what nobody has paid yet, the oldest first
        self._of: dict[int, list[Owed]] = {}  # customer -> all that is open
        self._closed: list[Owed] = []  # paid long ago: they are in no ledger, but payers name them
        self._transfers: list[Transfer] = []
        self._number = 20_000

    def made(self) -> Month:
        for key in range(max(12, self._wanted * 2 // 3)):
            self._add_customer(key)
        kinds = [kind for kind, share in KINDS.items() for _ in range(share)]
        while len(self._transfers) < self._wanted:
            kind = self._dice.choice(kinds)
            who = self._dice.choice(self._customers)
            made = MAKERS[kind](self, who)
            self._transfers += [replace(one, kind=kind) for one in made]
        self._transfers.sort(key=lambda one: one.on)
        return Month(self._customers, self._items, self._transfers)

    def _add_customer(self, key: int) -> None:
        dice = self._dice
        name = f"{dice.choice(FIRST)} {dice.choice(SECOND)} {_letters(key)} {dice.choice(FORMS)}".strip()
        account = f"ES{10 + key % 89}{2100:04}{key:016}"
        group = key - key % 40 if key % 40 in (1, 2, 3) else None
        self._customers.append(Who(key, name, account, is_known=key % 3 == 0, group=group))
        terms = dice.choice(TERMS)
        subscription = Decimal(dice.choice((49, 99, 120, 250))) if key % 7 == 0 else None
        owed = []
        for nth in range(dice.randint(2, 9)):
            issued_on = BEGIN - timedelta(days=75 - 9 * nth + dice.randint(0, 5))
            amount = subscription or Decimal(dice.randint(2_000, 500_000)) / 100
            owed.append(self._item(key, amount, issued_on, terms))
        if key % 9 == 0:
            owed.append(
                self._item(key, -Decimal(dice.randint(500, 2_000)) / 100, BEGIN - timedelta(days=20), terms)
            )
        self._items += owed
        self._of[key] = owed
        self._free[key] = [one for one in owed if one.open > 0]
        self._closed.append(
            self._item(key, Decimal(dice.randint(2_000, 500_000)) / 100, BEGIN - timedelta(days=120), terms)
        )

    def _item(self, customer: int, amount: Decimal, issued_on: date, terms: str) -> Owed:
        self._number += self._dice.choice((1, 1, 1, 2, 7))
        style = customer % 3
        number = (
            f"F-{issued_on:%Y}-{self._number:06}",
            f"RE{self._number}",
            f"{issued_on:%Y}/{self._number}",
        )[style]
        key = len(self._items) + len(self._closed) + self._number * 1000
        return Owed(
            key, customer, number, amount.quantize(CENT), issued_on, issued_on + timedelta(days=30), terms
        )

    # What a transfer is made of

    def take(self, who: Who, count: int = 1, *, oldest: bool = False) -> list[Owed]:
        """Some of what he has not paid yet; fewer where there is no more."""
        free = self._free[who.key]
        chosen = free[:count] if oldest else self._dice.sample(free, min(count, len(free)))
        for one in chosen:
            free.remove(one)
        return sorted(chosen, key=lambda one: one.number)

    def everything(self, who: Who) -> list[Owed]:
        return list(self._free[who.key])

    def day(self) -> date:
        return BEGIN + timedelta(days=self._dice.randrange(DAYS))

    def named(self, who: Who) -> str:
        """His name as a bank writes it: in capitals, cut off, without accents, the legal form elsewhere."""
        dice = self._dice
        name = who.name.upper() if dice.random() < 0.7 else who.name
        name = name.replace("Ü", "UE") if dice.random() < 0.1 else name
        return name[: dice.choice((35, 35, 27, 70))]

    def paid(self, who: Who, items: list[Owed], text: str = "", **more: object) -> Transfer:
        """All of these, to the cent."""
        amount = sum((one.open for one in items), Decimal(0))
        values: dict[str, object] = {
            "kind": "", "amount": amount, "on": self.day(), "customer": who.key, "pays": {one.key: one.open for one in items},
            "text": text, "name": self.named(who), "account": who.account,
        }  # fmt: skip
        return Transfer(**{**values, **more})  # type: ignore[arg-type]

    def words(self, number: str) -> str:
        """Some words around a number, as payers write them."""
        dice = self._dice
        return dice.choice(("{}", "Factura {}", "PAGO FRA. {} GRACIAS", "Rechnung Nr. {}", "Règlement facture {}", "Invoice {}, thank you",
                            "{} del 05/03/2026", "SEPA CREDIT {} EUR 1,00 FEE")).format(number)  # fmt: skip

    def mangled(self, number: str) -> str:
        """The number with something lost or added."""
        dice = self._dice
        digits = "".join(char if char.isdigit() else " " for char in number).split()
        ways: list[Callable[[], str]] = [
            number.lower,
            lambda: number.replace("-", "").replace("/", ""),
            lambda: number.replace("-", " ").replace("/", " "),
            lambda: number.replace("-", "/"),
            lambda: " ".join(digits),
            lambda: digits[-1],
            lambda: digits[-1].lstrip("0"),
            lambda: _wrapped(number, dice.randint(3, len(number) - 2)),
        ]
        return dice.choice(ways)()

    def listed(self, items: list[Owed]) -> str:
        """Several numbers in one line."""
        numbers = [one.number for one in items]
        tails = [
            "".join(char if char.isdigit() else " " for char in number).split()[-1] for number in numbers
        ]
        return self._dice.choice((
            ", ".join(numbers), " + ".join(numbers), " ".join(numbers), f"{', '.join(numbers[:-1])} y {numbers[-1]}",
            ", ".join([numbers[0], *tails[1:]]), "/".join([numbers[0], *tails[1:]]), " ".join(tails),
        ))  # fmt: skip


def _letters(key: int) -> str:
    """A short word for a number, so that many names share all but this."""
    vowels, consonants = "aeiou", "bcdfglmnprst"
    word = ""
    for _ in range(3):
        key, place = divmod(key, len(vowels) * len(consonants))
        word += consonants[place // len(vowels)] + vowels[place % len(vowels)]
    return word.capitalize()


def _wrapped(number: str, at: int) -> str:
    return f"{number[:at]} {number[at:]}"


def _rounded(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


# The kinds: each gives no, one or several transfers


def _number(maker: _Maker, who: Who) -> list[Transfer]:
    return [maker.paid(who, items, maker.words(items[0].number)) for items in [maker.take(who)] if items]


def _mangled(maker: _Maker, who: Who) -> list[Transfer]:
    return [
        maker.paid(who, items, maker.words(maker.mangled(items[0].number)))
        for items in [maker.take(who)]
        if items
    ]


def _several(maker: _Maker, who: Who) -> list[Transfer]:
    items = maker.take(who, maker._dice.randint(2, 6))
    return [maker.paid(who, items, maker.words(maker.listed(items)))] if len(items) > 1 else []


def _reference(maker: _Maker, who: Who) -> list[Transfer]:
    items = maker.take(who)
    if not items:
        return []
    digits = "".join(filter(str.isdigit, items[0].number))
    kind = maker._dice.choice(("rf", "qrr", "ogm", "kid"))
    if kind == "rf":
        reference = f"RF{mod_97_10.calc_check_digits(digits + 'RF')}{digits}"
    elif kind == "qrr":
        body = f"{who.key % 100_000:05}".ljust(26 - len(digits), "0") + digits
        reference = body + esr.calc_check_digit(body)
    elif kind == "ogm":
        body = digits[-10:].rjust(10, "0")
        reference = body + f"{int(body) % 97 or 97:02}"
        reference = f"+++{reference[:3]}/{reference[3:7]}/{reference[7:]}+++"
    else:
        reference = digits + luhn.calc_check_digit(digits)
    in_field = maker._dice.random() < 0.7
    label = "KID " if kind == "kid" and not in_field else ""
    return [
        maker.paid(who, items, "" if in_field else label + reference, reference=reference if in_field else "")
    ]


def _account_only(maker: _Maker, who: Who) -> list[Transfer]:
    return [
        maker.paid(who, items, maker._dice.choice(("", "Payment", "Pago facturas")))
        for items in [maker.take(who)]
        if items
    ]


def _all_due(maker: _Maker, who: Who) -> list[Transfer]:
    items = maker.take(who, 99)
    return (
        [maker.paid(who, items, maker._dice.choice(("", "all open invoices", "saldo")))]
        if len(items) > 1
        else []
    )


def _oldest(maker: _Maker, who: Who) -> list[Transfer]:
    items = maker.take(who, maker._dice.randint(2, 4), oldest=True)
    return [maker.paid(who, items, "as per statement")] if len(items) > 1 else []


def _name_only(maker: _Maker, who: Who) -> list[Transfer]:
    return [maker.paid(who, items, account="") for items in [maker.take(who)] if items]


def _stranger(maker: _Maker, who: Who) -> list[Transfer]:
    return [maker.paid(who, items, name="", account="") for items in [maker.take(who)] if items]


def _part(maker: _Maker, who: Who) -> list[Transfer]:
    items = maker.take(who)
    if not items or items[0].open < 40:
        return []
    part = _rounded(items[0].open * maker._dice.choice((Decimal("0.5"), Decimal("0.3"), Decimal("0.71"))))
    whole = maker.paid(who, items, maker.words(items[0].number))
    return [replace(whole, amount=part, pays={items[0].key: part})]


def _in_parts(maker: _Maker, who: Who) -> list[Transfer]:
    found = _part(maker, who)
    if not found:
        return []
    one = found[0]
    ((key, part),) = one.pays.items()
    rest = next(item for item in maker._of[who.key] if item.key == key).open - part
    return [one, replace(one, amount=rest, pays={key: rest}, on=one.on + timedelta(days=1))]


def _too_much(maker: _Maker, who: Who) -> list[Transfer]:
    items = maker.take(who)
    more = Decimal(maker._dice.randint(1_000, 20_000)) / 100
    return (
        [
            replace(one, amount=one.amount + more)
            for one in (maker.paid(who, items, maker.words(items[0].number)),)
        ]
        if items
        else []
    )


def _less(
    maker: _Maker, who: Who, items: list[Owed], off: dict[int, Decimal], text: str, **more: object
) -> Transfer:
    whole = maker.paid(who, items, text, **more)
    pays = {one.key: one.open - off.get(one.key, Decimal(0)) for one in items}
    return replace(whole, amount=sum(pays.values(), Decimal(0)), pays=pays)


def _discount(maker: _Maker, who: Who) -> list[Transfer]:
    items = maker.take(who)
    if not items or items[0].open < 50:
        return []
    percent = Decimal(3) if "3/10" in items[0].terms else Decimal(2)
    off = {one.key: _rounded(one.open * percent / 100) for one in items}
    text = f"{items[0].number} less {percent}%" if maker._dice.random() < 0.5 else items[0].number
    return [_less(maker, who, items, off, text)]


def _all_less_discount(maker: _Maker, who: Who) -> list[Transfer]:
    items = maker.take(who, 9)
    if len(items) < 4:
        return []
    off = {one.key: _rounded(one.open * 3 / 100) for one in items}
    return [_less(maker, who, items, off, f"{maker.listed(items)} -3%")]


def _charges(maker: _Maker, who: Who) -> list[Transfer]:
    items = [one for one in maker.take(who) if one.open > 600]
    if not items:
        return []
    kept = maker._dice.choice((Decimal("7.50"), Decimal(12), Decimal("25.00")))
    stated = kept if maker._dice.random() < 0.5 else None
    return [_less(maker, who, items, {items[0].key: kept}, maker.words(items[0].number), charges=stated)]


def _cents(maker: _Maker, who: Who) -> list[Transfer]:
    items = [one for one in maker.take(who) if one.open > 100]
    off = Decimal(maker._dice.randint(1, 90)) / 100
    return [_less(maker, who, items, {items[0].key: off}, maker.words(items[0].number))] if items else []


def _credit_note(maker: _Maker, who: Who) -> list[Transfer]:
    notes = [one for one in maker._of[who.key] if one.open < 0]
    items = [one for one in maker.take(who) if notes and one.open > 50]
    return [maker.paid(who, [*items, *notes], maker.words(items[0].number))] if items else []


def _other_payer(maker: _Maker, who: Who) -> list[Transfer]:
    """A parent pays, or a person; the number says for whom."""
    items = maker.take(who)
    if not items:
        return []
    payer = maker._dice.choice(maker._customers)
    paid = maker.paid(
        who, items, maker.words(items[0].number), name="PAYMENT FACTORY PLC", account="GB29NWBK60161331926819"
    )
    if maker._dice.random() < 0.3:
        return [replace(paid, name=maker.named(payer), account=payer.account)]
    return [replace(paid, ultimate=who.name)]


def _group_account(maker: _Maker, who: Who) -> list[Transfer]:
    if who.group is None:
        return []
    head = maker._customers[who.group]
    items = maker.take(who)
    return [maker.paid(who, items, name=maker.named(head), account=head.account)] if items else []


def _typing_error(maker: _Maker, who: Who) -> list[Transfer]:
    """One digit is wrong: it may be the number of somebody else's invoice."""
    items = maker.take(who)
    if not items:
        return []
    number = items[0].number
    wrong = number[:-1] + str((int(number[-1]) + maker._dice.randint(1, 9)) % 10)
    if (wrong, items[0].open) in {(one.number, one.open) for one in maker._of[who.key]}:
        return []
    return [maker.paid(who, items, maker.words(wrong))]


def _closed_number(maker: _Maker, who: Who) -> list[Transfer]:
    """He names an invoice that is paid already, and the amount is that of another."""
    old = maker._closed[who.key]
    items = maker.take(who)
    return [maker.paid(who, items, maker.words(old.number))] if items else []


def _twice(maker: _Maker, who: Who) -> list[Transfer]:
    """The same invoice is paid a second time: that goes on account."""
    found = _number(maker, who)
    return [*found, *(replace(one, pays={}, on=one.on + timedelta(days=3)) for one in found)]


def _other_numbers(maker: _Maker, who: Who) -> list[Transfer]:
    """The text is full of other numbers: an order, a telephone, a date, an account; one looks like somebody else's invoice."""
    items = maker.take(who)
    if not items:
        return []
    dice = maker._dice
    other = dice.choice(maker._items).number
    text = f"OC {dice.randint(10_000, 99_999)} {items[0].number} 12.04.2026 TEL +34 910 555 {dice.randint(100, 999)}"
    if dice.random() < 0.4:
        text += f" REF {''.join(filter(str.isdigit, other))}"
    return [maker.paid(who, items, text)]


def _round_part(maker: _Maker, who: Who) -> list[Transfer]:
    """A round sum on account, which may by chance be what an invoice has open."""
    if not maker.everything(who):
        return []
    amount = Decimal(maker._dice.choice((50, 99, 100, 120, 250, 500, 1000)))
    return [replace(maker.paid(who, [], "on account"), amount=amount)]


def _not_ours(maker: _Maker, who: Who) -> list[Transfer]:
    """Interest, a tax refund, a loan; sometimes just what somebody owes."""
    dice = maker._dice
    items = maker.everything(who)
    amount = items[0].open if items and dice.random() < 0.3 else Decimal(dice.randint(100, 900_000)) / 100
    text = dice.choice(
        (
            "INTEREST Q1 2026",
            "AEAT DEVOLUCION IVA 303 2026",
            "LOAN 4711-0815",
            "POS SETTLEMENT 20260402 778812",
            "CASH DEPOSIT",
        )
    )
    return [Transfer("", amount, maker.day(), text=text, name=dice.choice(("", "AEAT", "BANCO", "REDSYS")))]


KINDS = {  # how many of a hundred and some
    "number": 20, "mangled": 14, "several": 9, "reference": 9, "account only": 8, "all due": 4, "oldest": 3, "name only": 6, "stranger": 2,
    "part": 3, "in parts": 2, "too much": 2, "discount": 4, "all less discount": 2, "charges": 3, "cents": 3, "credit note": 4,
    "other payer": 3, "group account": 3, "typing error": 2, "closed number": 2, "twice": 1,
    "other numbers": 4, "round part": 1, "not ours": 4,
}  # fmt: skip
MAKERS: dict[str, Callable[[_Maker, Who], list[Transfer]]] = {
    "number": _number, "mangled": _mangled, "several": _several, "reference": _reference, "account only": _account_only,
    "all due": _all_due, "oldest": _oldest, "name only": _name_only, "stranger": _stranger, "part": _part, "in parts": _in_parts,
    "too much": _too_much, "discount": _discount, "all less discount": _all_less_discount, "charges": _charges, "cents": _cents,
    "credit note": _credit_note, "other payer": _other_payer, "group account": _group_account, "typing error": _typing_error,
    "closed number": _closed_number, "twice": _twice, "other numbers": _other_numbers, "round part": _round_part, "not ours": _not_ours,
}  # fmt: skip
