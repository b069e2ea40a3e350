"""What a movement may pay, rule by rule: who is said, what is said, how the amount compares, and how sure that makes it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from recobro.bank.amounts import Tolerance, discount_of
from recobro.bank.candidates import Candidates, Debtor, Due, Incoming, Proposed
from recobro.bank.certainty import AUTOMATIC, REASONS, UNSURE
from recobro.bank.numbers import numbers
from recobro.bank.propose import propose

ON = date(2026, 3, 10)
IBAN = "ES9121000418450200051332"
LATE, GONE = 1, 2
NAMES = {LATE: "Late GmbH", GONE: "Gone SA"}


def item(item_id: int, amount: str, *, of: int = LATE, number: str = "", days: int = 40, **more: Any) -> Due:
    issued_on = ON - timedelta(days=days)
    values = {
        "number": number or f"F-2026-{10_000 + item_id}",
        "currency": "EUR",
        "due_on": issued_on + timedelta(days=30),
    }
    return Due(
        item_id=item_id, customer_id=of, open=Decimal(amount), issued_on=issued_on, **{**values, **more}
    )


def incoming(amount: str, text: str = "", *, reference: str = "", name: str = "", **more: Any) -> Incoming:
    return Incoming(
        movement_id=1, amount=Decimal(amount), on=ON, said=numbers(reference, text), text=text,
        names=(name,) if name else (), **{"currency": "EUR", **more},
    )  # fmt: skip


def proposals(
    money: Incoming, *items: Due, account_of: tuple[int, ...] = (), whole: bool = True, **found: Any
) -> list[Proposed]:
    customers = {one.customer_id for one in items}
    debtors = {
        one: Debtor(
            customer_id=one, code=f"C-{one}", name=NAMES[one], has_account=one in account_of, is_shared=len(account_of) > 1
        )
        for one in sorted(customers | set(account_of))
    }  # fmt: skip
    single = sum(one.open == money.amount for one in items)
    values = {"same_amount": single, **found}
    return propose(
        money,
        Candidates(debtors=debtors, items=items, whole=frozenset(customers if whole else ()), **values),
        Tolerance(),
    )


def best(money: Incoming, *items: Due, **more: Any) -> Proposed:
    return proposals(money, *items, **more)[0]


def keys(proposal: Proposed) -> set[str]:
    return {str(reason["key"]) for reason in proposal.reasons}


def paid(proposal: Proposed) -> dict[int, str]:
    return {item_id: str(amount) for item_id, amount in proposal.lines}


# Two witnesses that agree


@pytest.mark.parametrize("text", ["F-2026-10001", "Factura F202610001", "2026/10001", "f-2026-100 01"])
def test_a_whole_number_and_its_amount_are_certain(text: str) -> None:
    found = best(incoming("120.00", text), item(1, "120.00"), item(2, "70.00"))

    assert found.certainty >= AUTOMATIC
    assert (paid(found), keys(found)) == ({1: "120.00"}, {"number_in_text", "amount_is_one"})


def test_a_reference_and_its_amount_are_certain() -> None:
    found = best(incoming("120.00", reference="RF18539007547034"), item(1, "120.00", number="539007547034"))

    assert found.certainty >= AUTOMATIC
    assert keys(found) == {"reference", "amount_is_one"}


def test_a_known_account_and_the_only_explanation_of_the_amount_are_certain() -> None:
    found = best(incoming("120.00", account=IBAN), item(1, "120.00"), item(2, "70.00"), account_of=(LATE,))

    assert found.certainty >= AUTOMATIC
    assert keys(found) == {"payer_account", "amount_is_one"}


def test_several_numbers_and_their_sum_are_certain() -> None:
    three = [item(n, amount, number=f"F-10{n}") for n, amount in ((1, "120.00"), (2, "70.00"), (3, "30.50"))]
    found = best(incoming("220.50", "F-101, 102 y 103"), *three, item(4, "99.00"))

    assert found.certainty >= AUTOMATIC
    assert (paid(found), keys(found)) == (
        {1: "120.00", 2: "70.00", 3: "30.50"},
        {"number_in_text", "amount_is_sum"},
    )


def test_a_short_number_with_amount_and_name_is_certain() -> None:
    alone = best(incoming("120.00", "fra 101", name="Somebody"), item(1, "120.00", number="F-101"))
    named = best(incoming("120.00", "fra 101", name="LATE GMBH"), item(1, "120.00", number="F-101"))

    other = best(
        incoming("120.00", "fra 101, order 778899", name="LATE GMBH"), item(1, "120.00", number="F-101")
    )

    assert alone.certainty < AUTOMATIC <= named.certainty
    assert other.certainty < AUTOMATIC


# Something contradicts


def test_an_account_known_for_another_customer_contradicts() -> None:
    found = best(
        incoming("120.00", "F-2026-10001", account=IBAN),
        item(1, "120.00"),
        item(2, "55.00", of=GONE),
        account_of=(GONE,),
    )

    assert found.certainty < AUTOMATIC
    assert "other_payer" in keys(found)


def test_a_number_that_the_amount_does_not_go_with_contradicts_the_account() -> None:
    """The text names an invoice that is paid already, or another of his: then the amount alone is no proof."""
    for text in ("F-2026-77777", "F-2026-10002"):
        found = proposals(
            incoming("120.00", text, account=IBAN), item(1, "120.00"), item(2, "700.00"), account_of=(LATE,)
        )
        assert all(one.certainty < AUTOMATIC for one in found)


def test_an_account_that_pays_for_several_customers_does_not_tell_them_apart() -> None:
    found = proposals(
        incoming("120.00", account=IBAN),
        item(1, "120.00"),
        item(2, "120.00", of=GONE),
        account_of=(LATE, GONE),
    )

    assert {one.customer_id for one in found} == {LATE, GONE}
    assert all(one.certainty < AUTOMATIC for one in found)


def test_two_explanations_of_the_amount_leave_it_to_a_person() -> None:
    same = best(
        incoming("120.00", account=IBAN), item(1, "120.00"), item(2, "120.00", days=30), account_of=(LATE,)
    )
    other = best(
        incoming("120.00", account=IBAN),
        item(1, "120.00"),
        item(2, "70.00"),
        item(3, "50.00"),
        account_of=(LATE,),
    )

    for found in (same, other):
        assert found.certainty < AUTOMATIC
        assert "several_ways" in keys(found)
    assert paid(same) == {1: "120.00"}  # the oldest


def test_the_same_number_at_two_customers_is_told_apart_by_the_amount_only() -> None:
    ours, theirs = item(1, "120.00", number="2026-5001"), item(2, "70.00", number="2026-5001", of=GONE)
    twin = item(3, "120.00", number="2026-5001", of=GONE)

    assert paid(best(incoming("120.00", "2026-5001"), ours, theirs)) == {1: "120.00"}
    assert all(one.certainty < AUTOMATIC for one in proposals(incoming("120.00", "2026-5001"), ours, twin))


def test_a_number_by_chance_is_not_enough() -> None:
    found = best(incoming("120.00", "order 101"), item(1, "120.00", number="F-101"))

    assert MAY_BE <= found.certainty < AUTOMATIC


MAY_BE = 50


# How the amount compares


def test_a_part_is_a_payment_in_part() -> None:
    found = best(incoming("50.00", "F-2026-10001"), item(1, "120.00"))

    assert (paid(found), "partial" in keys(found)) == ({1: "50.00"}, True)
    assert found.certainty < AUTOMATIC


def test_what_is_too_much_stays_on_account() -> None:
    found = best(incoming("150.00", "F-2026-10001"), item(1, "120.00"))

    assert (paid(found), "on_account" in keys(found)) == ({1: "120.00"}, True)
    assert found.certainty < AUTOMATIC


@pytest.mark.parametrize(("terms", "days", "key"), [
    ("2% 10 days", 8, "discount"), ("2/10 net 30", 8, "discount"), ("10 Tage 2 % Skonto, 30 Tage netto", 8, "discount"),
    ("30 days", 8, "discount"),
])  # fmt: skip
def test_a_discount_is_let_go(terms: str, days: int, key: str) -> None:
    found = best(incoming("98.00", "F-2026-10001"), item(1, "100.00", terms=terms, days=days))

    assert (paid(found), found.differences) == ({1: "98.00"}, ((1, Decimal("2.00"), "discount"),))
    assert key in keys(found)
    assert found.certainty < AUTOMATIC


@pytest.mark.parametrize("days", [13, 14, 40])
def test_a_discount_that_is_taken_late_stays_open(days: int) -> None:
    """Ten days, and three for the money on its way; what is as little as a small difference is let go all the same."""
    found = best(incoming("98.00", "F-2026-10001"), item(1, "100.00", terms="2% 10 days", days=days))

    in_time = days <= 13
    assert paid(found) == {1: "98.00"}
    assert ("discount" in keys(found), "discount_late" in keys(found)) == (in_time, not in_time)
    assert bool(found.differences) == in_time
    little = best(incoming("39.20", "F-2026-10001"), item(1, "40.00", terms="2% 10 days", days=days))
    assert little.differences == ((1, Decimal("0.80"), "discount"),)


@pytest.mark.parametrize(("currency", "amount", "fits"), [
    ("JPY", "2990", True), ("JPY", "2986", False), ("KWD", "3012.940", True), ("KWD", "3012.935", False),
])  # fmt: skip
def test_a_discount_is_rounded_as_the_currency_is(currency: str, amount: str, fits: bool) -> None:
    """Two per cent of two invoices, rounded for each or for both: a smallest unit for each, and no more."""
    whole = {"JPY": ("1025", "2026"), "KWD": ("1024.555", "2049.875")}[currency]
    terms = {"currency": currency, "terms": "2/10 net 30", "days": 8}
    items = [item(number, one, **terms) for number, one in enumerate(whole, 1)]  # type: ignore[arg-type]

    found = proposals(incoming(amount, "F-2026-10001 F-2026-10002", currency=currency), *items)[0]

    assert bool(found.differences and {one[2] for one in found.differences} == {"discount"}) == fits


def test_a_discount_that_is_agreed_and_in_time_is_surer() -> None:
    agreed = best(incoming("98.00", "F-2026-10001"), item(1, "100.00", terms="2/10 net 30", days=8))
    taken = best(incoming("98.00", "F-2026-10001"), item(1, "100.00", terms="2/10 net 30", days=40))

    assert agreed.certainty > taken.certainty


def test_nine_invoices_less_three_percent() -> None:
    nine = [item(n, f"{n * 100 + 7}.33", terms="3% 10 days", days=8) for n in range(1, 10)]
    total = sum((one.open for one in nine), Decimal(0))
    net = (total * Decimal("0.97")).quantize(Decimal("0.01"))

    for money in (
        incoming(str(net), "F-2026-10001-10009 less 3%"),
        incoming(str(net), "all invoices of February", name="Late GmbH"),
        incoming(str(net), account=IBAN),
    ):
        found = best(money, *nine, account_of=(LATE,) if money.account else ())
        assert len(found.lines) == 9
        assert sum(amount for _, amount in found.lines) == net
        assert sum(amount for _, amount, _ in found.differences) == total - net
        assert "discount" in keys(found)


def test_charges_that_the_bank_states_are_let_go() -> None:
    found = best(incoming("112.50", "F-2026-10001", charges=Decimal("7.50")), item(1, "120.00"))

    assert found.differences == ((1, Decimal("7.50"), "charges"),)
    assert found.certainty > best(incoming("1192.50", "F-2026-10001"), item(1, "1200.00")).certainty


@pytest.mark.parametrize(
    ("amount", "kind"),
    [("999.01", "small_difference"), ("999.00", "small_difference"), ("998.99", "charges")],
)
def test_a_small_difference_has_a_limit(amount: str, kind: str) -> None:
    found = best(incoming(amount, "F-2026-10001"), item(1, "1000.00"))

    assert [one[2] for one in found.differences] == [kind]


def test_a_credit_note_that_was_taken_off_is_used_up() -> None:
    found = best(incoming("100.00", "F-2026-10001"), item(1, "120.00"), item(2, "-20.00", number="CN-7"))

    assert paid(found) == {1: "120.00", 2: "-20.00"}
    assert "credit_note" in keys(found)


def test_one_instalment_of_a_number_is_found_by_its_amount() -> None:
    three = [
        item(n, amount, number="F-2026-10001", days=90 - 30 * n)
        for n, amount in ((1, "100.00"), (2, "100.00"), (3, "50.00"))
    ]

    assert paid(best(incoming("50.00", "F-2026-10001"), *three)) == {3: "50.00"}
    oldest = best(incoming("100.00", "F-2026-10001"), *three)
    assert (paid(oldest), oldest.certainty < AUTOMATIC) == ({1: "100.00"}, True)


# Who paid


def test_everything_due_of_a_known_account_is_certain() -> None:
    items = [item(n, f"{n}7.31", days=60 - n) for n in range(1, 6)]
    found = best(incoming(str(sum(one.open for one in items)), account=IBAN), *items, account_of=(LATE,))

    assert (len(found.lines), "amount_is_all_due" in keys(found)) == (5, True)
    assert found.certainty >= AUTOMATIC


def test_the_name_is_compared_without_legal_forms() -> None:
    for name in ("LATE GMBH", "Late G.m.b.H.", "late", "LATE SL"):
        found = best(
            incoming("120.00", name=name), item(1, "120.00"), item(2, "120.00", of=GONE), same_amount=2
        )
        assert found.customer_id == LATE
        assert "payer_name" in keys(found)


def test_the_amount_alone_is_a_hint() -> None:
    one = best(incoming("120.00", name="Somebody"), item(1, "120.00"))
    two = best(incoming("120.00", name="Somebody"), item(1, "120.00"), item(2, "120.00", of=GONE))

    assert two.certainty < MAY_BE <= one.certainty < 70


def test_money_of_a_known_payer_that_nothing_explains_goes_on_account() -> None:
    found = best(incoming("777.77", account=IBAN), item(1, "120.00"), account_of=(LATE,))

    assert (found.customer_id, found.lines, "on_account" in keys(found)) == (LATE, (), True)


def test_nobody_pays_an_invoice_that_is_not_written_yet() -> None:
    assert proposals(incoming("120.00"), item(1, "120.00", days=-5)) == []
    assert paid(best(incoming("120.00", "F-2026-10001"), item(1, "120.00", days=-5))) == {
        1: "120.00"
    }  # unless he says so


def test_proposals_are_few_and_each_reason_is_known() -> None:
    items = [item(n, "120.00", of=1 + n % 2) for n in range(1, 20)]
    found = proposals(incoming("120.00", "F-2026-10001, 10003 y 10005", name="Late"), *items)

    assert 1 < len(found) <= 5
    assert [one.certainty for one in found] == sorted((one.certainty for one in found), reverse=True)
    assert {key for one in found for key in keys(one)} <= set(REASONS)


@pytest.mark.parametrize(("terms", "percent", "days"), [
    ("2/10 net 30", "2", 10), ("2/10, n/30", "2", 10), ("2% 10 days", "2", 10), ("2,5 % bei Zahlung in 14 Tagen", "2.5", 14),
    ("10 Tage 3 % Skonto", "3", 10), ("3% a 8 días", "3", 8), ("2 % sous 10 jours", "2", 10),
    ("net 30", "0", 0), ("30/60/90", "0", 0), ("", "0", 0), ("30 days", "0", 0),
])  # fmt: skip
def test_discounts_in_terms(terms: str, percent: str, days: int) -> None:
    assert discount_of(terms) == (Decimal(percent), days)


def test_an_amount_that_fits_nothing_is_on_account_with_what_is_open_and_the_oldest_another_way() -> None:
    money = incoming("100.00", "thank you", account=IBAN)
    on_account, oldest = proposals(
        money,
        item(1, "80.00", days=50),
        item(2, "70.00", days=40),
        item(3, "33.00", days=-5),
        account_of=(LATE,),
    )

    assert (on_account.lines, keys(on_account)) == ((), {"payer_account", "on_account", "open_invoices"})
    assert [reason["value"] for reason in on_account.reasons if reason["key"] == "open_invoices"] == [
        [2, "150.00"]
    ]
    assert (paid(oldest), keys(oldest)) == (
        {1: "80.00", 2: "20.00"},
        {"payer_account", "oldest_first", "partial"},
    )
    assert UNSURE > on_account.certainty > oldest.certainty
    fits = proposals(incoming("70.00", account=IBAN), item(1, "80.00"), item(2, "70.00"), account_of=(LATE,))
    assert "oldest_first" not in {key for one in fits for key in keys(one)}
