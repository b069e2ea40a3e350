"""Statements come in: checked, each movement once, all or nothing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from recobro.access.company import add_bank_account
from recobro.bank.confirm import confirm
from recobro.bank.facts import CorrectionFact, EndFact, MovementFact, StatementFact
from recobro.bank.models import BankFile, Match, Movement, Statement
from recobro.bank.take_in import TakenFile
from recobro.bank.tests.statements import ACCOUNT, money, read, statement
from recobro.bank.until import read_until
from recobro.kernel.problems import Problem, Refused
from recobro.ledger.find import find_customer
from recobro.ledger.known import known_through
from recobro.ledger.tests.books import company, customer, day, moment, posts

pytestmark = pytest.mark.django_db

LATER = moment(24 * 90)


@pytest.fixture
def ours() -> int:
    return company().id


def amounts(company_id: int) -> list[str]:
    found = Movement.objects.filter(company_id=company_id).order_by("id").values_list("amount", flat=True)
    return [f"{one:.2f}" for one in found]


def texts(company_id: int) -> list[str]:
    return list(Movement.objects.filter(company_id=company_id).order_by("id").values_list("text", flat=True))


def test_what_the_bank_says_is_kept_with_its_sums(ours: int) -> None:
    taken = read(ours, statement(money("100", "I-1"), money("-20.50", line=2), opening="10", closing="89.50"))

    (one,) = taken.statements
    assert (one.movements, one.new, one.entries, one.total, one.difference) == (2, 2, 2, Decimal("79.50"), 0)
    assert (one.first_on, one.last_on, taken.exit_status) == (day(5), day(5), 0)
    assert amounts(ours) == ["100.00", "-20.50"]
    assert Movement.objects.filter(company_id=ours, amount_left=Decimal("100")).count() == 1


def test_balances_that_do_not_agree_are_told(ours: int) -> None:
    taken = read(ours, statement(money("100"), opening="10", closing="120"))

    assert taken.statements[0].difference == 10
    assert "differ by 10.00 EUR" in str(taken.problems[0])
    assert (taken.exit_status, amounts(ours)) == (1, ["100.00"])


def test_amounts_that_no_column_holds_are_no_balance_and_no_sum(ours: int) -> None:
    taken = read(ours, statement(money("7"), opening="1" + "0" * 15, closing="7"))
    assert (taken.statements[0].opening, taken.statements[0].difference) == (None, None)
    with pytest.raises(Refused, match="together are no amount of money"):
        read(ours, statement(*(money("9" * 15, line=line) for line in range(1, 4))))


def test_what_is_finer_than_the_currency_is_left_out_with_its_line(ours: int) -> None:
    taken = read(
        ours,
        statement(money("1195.355", line=7), money("2.5000", line=8), money("1.5", line=9, currency="JPY"),
                  opening="0.001", closing="2.50"),
    )  # fmt: skip

    assert [(one.line, one.message) for one in taken.problems] == [
        (None, "Balance 0.001 has more decimals than EUR."),
        (7, "Amount 1195.355 has more decimals than EUR."),
        (9, "Amount 1.5 has more decimals than JPY."),
    ]
    assert (amounts(ours), taken.statements[0].opening, taken.exit_status) == (["2.50"], None, 1)


def test_balances_in_two_currencies_are_not_compared(ours: int) -> None:
    head, *rest = statement(money("7"), opening="1", closing="8")
    assert isinstance(head, StatementFact)
    assert head.opening is not None
    taken = read(ours, [replace(head, opening=replace(head.opening, currency="SEK")), *rest])
    assert (taken.statements[0].difference, taken.problems) == (None, [])


def test_a_file_that_names_no_currency_is_in_the_companys(ours: int) -> None:
    taken = read(ours, [StatementFact(), replace(money("7"), currency=""), EndFact()])

    assert (taken.problems, taken.statements[0].currency) == ([], "EUR")
    assert Movement.objects.get(company_id=ours).currency == "EUR"


def test_a_file_read_twice_adds_nothing(ours: int) -> None:
    facts = statement(money("100", "I-1"), money("100", "I-1", line=2), money("7", "I-2", line=3))
    read(ours, facts)

    taken = read(ours, facts)

    assert (taken.new, taken.statements[0].movements) == (0, 3)
    assert amounts(ours) == ["100.00", "100.00", "7.00"]


def test_files_that_overlap_add_what_is_new(ours: int) -> None:
    read(ours, statement(money("100", "rent Perez", on=5), money("30", "I-2", on=6)))

    taken = read(
        ours, statement(money("30", "I-2", on=6), money("30", "I-3", on=6, line=2), money("40", on=7))
    )

    assert taken.new == 2
    assert amounts(ours) == ["100.00", "30.00", "30.00", "40.00"]


def test_another_format_repeats_a_day_in_other_words(ours: int) -> None:
    read(ours, statement(money("100", "Invoice I-77 thanks", payer_name="Perez SL", bank_reference="X1")))

    table = statement(money("100", "TRANSF. PEREZ SL INVOICE I-77 THANKS", bank_reference="902"))
    taken = read(ours, table, format_name="table")

    assert (taken.new, amounts(ours)) == (0, ["100.00"])


def test_one_amount_from_two_payers_is_two_movements(ours: int) -> None:
    read(ours, statement(money("100", "rent", payer_account="DE1")))

    assert read(ours, statement(money("100", "rent", payer_account="DE2"))).new == 1
    assert read(ours, statement(money("100", "fee of Gomez", payer_account=""))).new == 1


def test_other_numbers_say_that_it_is_another_payment(ours: int) -> None:
    read(ours, statement(money("100", "Transfer Meyer Invoice 17")))
    assert read(ours, statement(money("100", "Transfer Meyer Invoice 18"))).new == 1
    assert read(ours, statement(money("100", "Transfer Meyer Invoice 9"))).new == 1

    taken = read(ours, statement(money("100", "TRANSFER MEYER")), format_name="table")
    assert taken.new == 0, "no number contradicts"


def test_numbers_may_be_broken_over_lines_and_stand_in_other_fields(ours: int) -> None:
    read(ours, statement(money("100", "Invoice 4711 thanks Ana", end_to_end="E-88", payer_name="3M")))

    assert (
        read(ours, statement(money("100", "EREF E-88 Invoice 4711 thanks 3M")), format_name="table").new == 0
    )
    assert read(ours, statement(money("100", "Invoice 47 11 thanks Ana")), format_name="mt940").new == 0


def test_what_is_most_alike_is_the_same_in_whatever_order_the_files_are(ours: int) -> None:
    read(ours, statement(money("100", "Rent Meyer")))

    taken = read(ours, statement(money("100", "Rent Mueller"), money("100", "Rent Meyer", line=2)))

    assert (taken.new, texts(ours), taken.problems) == (1, ["Rent Meyer", "Rent Mueller"], [])


def test_references_of_the_bank_come_before_words(ours: int) -> None:
    read(ours, statement(money("100", "Rent Meyer", bank_reference="A1")))
    table = statement(money("100", "Rent Meyer"), money("100", "Miete", bank_reference="A1", line=2))

    assert read(ours, table, format_name="table").new == 1
    assert texts(ours) == ["Rent Meyer", "Rent Meyer"]


def test_what_was_recognised_by_likeness_alone_is_told(ours: int) -> None:
    read(ours, statement(money("100", "Rent Meyer", line=4), money("7", line=5), money("3", "Gas", line=6)))

    table = statement(money("100", "Meyer: rent, thanks", line=9), money("7", line=10), money("3", "Gas"))
    taken = read(ours, table, format_name="table")

    assert (taken.new, taken.exit_status) == (0, 0)
    assert [(one.line, one.severity) for one in taken.problems] == [(9, "note"), (10, "note")]
    assert "100.00 EUR" in taken.problems[0].message
    assert "line 4 of bank.xml (Rent Meyer)" in taken.problems[0].message
    assert "line 5 of bank.xml" in taken.problems[1].message


def test_an_iban_and_the_number_inside_it_are_one_payer(ours: int) -> None:
    read(ours, statement(money("100", "rent", payer_account="DE89 3704 0044 0532 0130 00")))

    assert (
        read(ours, statement(money("100", "rent", payer_account="0532013000")), format_name="mt940").new == 0
    )
    assert (
        read(ours, statement(money("100", "rent", payer_account="0532013001")), format_name="mt940").new == 1
    )


def test_two_references_of_one_bank_are_two_movements(ours: int) -> None:
    read(ours, statement(money("100", "rent", bank_reference="A1")))

    assert read(ours, statement(money("100", "rent", bank_reference="A2"))).new == 1


def test_a_statement_that_continues_another_repeats_nothing(ours: int) -> None:
    first = statement(money("100", "rent"), number="1", opening="0", closing="100")
    second = statement(money("100", "rent"), number="2", opening="100", closing="200", on=6)
    read(ours, first)

    assert read(ours, second).new == 1
    assert read(ours, second).new == 0
    assert read(ours, first).new == 0


@pytest.mark.parametrize("on", [5, 6])
def test_an_account_that_is_emptied_each_day_continues_nothing(ours: int, on: int) -> None:
    """Both say that it began and ended with 0: the second is the first one, told by another format."""
    emptied = [money("100", "Meyer", on=on), money("-100", "sweep", on=on, line=2)]
    read(ours, statement(*emptied, opening="0", closing="0", number="7"))

    again = statement(*emptied, opening="0", closing="0", number="00007/1", on=on)
    assert read(ours, again, format_name="mt940").new == 0


def test_a_statement_does_not_continue_one_that_ends_after_it_began(ours: int) -> None:
    read(ours, statement(money("50", "Meyer", on=9), number="9", opening="100", closing="150", on=9))
    read(ours, statement(money("-50", "rent", on=10), number="10", opening="150", closing="100", on=10))

    whole = statement(
        money("50", "Meyer", on=9), money("-50", "rent", on=10, line=2), number="M1", opening="100", closing="100", on=9
    )  # fmt: skip
    assert read(ours, whole, format_name="mt940").new == 0


def test_what_is_only_announced_is_counted_and_left_out(ours: int) -> None:
    taken = read(ours, statement(money("100", is_pending=True), money("5", line=2)))

    assert (taken.statements[0].pending, amounts(ours)) == (1, ["5.00"])


def test_an_account_that_the_file_does_not_name_is_the_one_given(ours: int) -> None:
    read(ours, statement(money("5"), account=""), account="ES91 2100 0418")

    assert Statement.objects.get(company_id=ours).account == "ES9121000418"


def test_a_line_that_cannot_be_stored_is_a_problem_and_the_rest_is_read(ours: int) -> None:
    facts = statement(money("5"), money("1", line=7, currency="ZZZ"), money("0.00001", line=8))

    taken = read(ours, facts, Problem(source="bank.xml", line=9, message="No amount."))

    assert [one.line for one in taken.problems] == [7, 8, 9]
    assert (taken.exit_status, amounts(ours)) == (1, ["5.00"])


def test_a_file_without_a_statement_is_refused_and_leaves_nothing(ours: int) -> None:
    with pytest.raises(Refused, match="There is no statement in it"):
        read(ours)

    assert not BankFile.objects.filter(company_id=ours).exists()


def test_a_dry_run_leaves_nothing(ours: int) -> None:
    assert read(ours, statement(money("5")), dry_run=True).new == 1
    assert (amounts(ours), read_until(ours)) == ([], None)


def test_payments_are_known_through_what_all_accounts_say(ours: int) -> None:
    read(ours, statement(money("5", on=20), closing="5", on=20), at=LATER)
    assert known_through(ours) == {"": day(20)}

    read(ours, statement(money("5", on=10), account="DE2", closing="5", on=10), at=LATER)
    assert read_until(ours) == day(10)
    assert known_through(ours) == {"": day(20)}, "what was known stays known"

    read(ours, statement(money("5", on=29), is_final=False), at=LATER)
    assert read_until(ours) == day(10), "what comes during the day may not be all of it"


def test_an_account_that_was_silent_for_long_does_not_hold_the_others_back(ours: int) -> None:
    read(ours, statement(money("5", on=1), account="OLD"), at=LATER)
    read(ours, statement(money("5", on=80)), at=LATER, today=day(90))

    assert read_until(ours) == day(80)


def test_days_to_come_say_nothing_of_until_when_the_bank_was_read(ours: int) -> None:
    read(ours, statement(money("5", on=5), closing="5"), at=moment(24 * 9))
    typed_wrongly = statement(money("6", on=7), money("7", on=20_000, line=2))
    read(ours, typed_wrongly, statement(money("8", on=20_001), closing="9", on=20_002), at=moment(24 * 9))

    assert read_until(ours) == day(7)


def test_a_day_is_to_come_by_the_clock_of_the_company(ours: int) -> None:
    late = moment(11)  # 23:00 of the 1st in UTC, and the 2nd in Madrid
    read(ours, statement(money("5", on=2)), at=late)

    assert read_until(ours) == day(2)


def test_a_statement_that_does_not_agree_does_not_say_that_the_bank_was_read(ours: int) -> None:
    read(ours, statement(money("1", on=5), opening="0", closing="1"), at=LATER)
    read(ours, statement(money("1", on=9), opening="0", closing="50000", on=9), at=LATER)

    assert read_until(ours) == day(5)


def test_a_statement_without_movements_says_that_nothing_came(ours: int) -> None:
    taken = read(ours, [StatementFact(account="DE1", currency="EUR"), EndFact(closing=None)])

    assert (len(taken.statements), taken.exit_status, read_until(ours)) == (1, 0, None)


def test_two_statements_of_one_file_may_say_the_same(ours: int) -> None:
    taken = read(
        ours, [*statement(money("5", "rent"), number="1"), *statement(money("5", "rent"), number="2")]
    )

    assert (taken.new, amounts(ours)) == (2, ["5.00", "5.00"])


def test_a_statement_of_which_a_line_was_left_out_proves_nothing(ours: int) -> None:
    bad = Problem(source="bank.xml", line=9, message="No amount.")
    head, movement, end = statement(money("5"), opening="0", closing="5")

    taken = read(ours, head, bad, movement, end)

    assert (taken.statements[0].difference, read_until(ours)) == (None, None)
    assert amounts(ours) == ["5.00"]


def told(company_id: int, reference: str, amount: str = "100", line: int = 1) -> None:
    """The bank tells a booking by its own name."""
    read(company_id, statement(money(amount, f"I-{reference}", bank_reference=reference, line=line)))


def corrected(company_id: int, reference: str, *, by: MovementFact | None = None) -> TakenFile:
    head, *movements, end = statement(*([by] if by else []))
    fact = CorrectionFact(line=3, bank_reference=reference, replaced_by=by.bank_reference if by else "")
    return read(company_id, [head, fact, *movements, end])


def test_what_the_bank_replaces_counts_once(ours: int) -> None:
    told(ours, "F1")

    taken = corrected(ours, "F1", by=money("90", "I-F2", bank_reference="F2"))

    waiting = Movement.objects.filter(company_id=ours).exclude(amount_left=0)
    assert ([one.bank_reference for one in waiting], taken.problems) == (["F2"], [])
    (match,) = Match.objects.filter(company_id=ours)
    assert (match.kind, match.note, match.by) == (
        "aside",
        "The bank replaced it by F2.",
        "Ana",
    )
    assert corrected(ours, "F1", by=money("90", "I-F2", bank_reference="F2")).problems == []
    assert Match.objects.count() == 1


def test_what_the_bank_deletes_is_set_aside_and_what_is_cleared_is_told(ours: int) -> None:
    posts(ours, customer("LATE"))
    late = find_customer(ours, "LATE").customer_id
    told(ours, "F1")
    told(ours, "F2", "70")
    paid = Movement.objects.get(bank_reference="F2")
    confirm(ours, movement_id=paid.id, customer_id=late, at=moment(2), by="Ana")

    assert corrected(ours, "F1").problems == []
    (problem,) = corrected(ours, "F2").problems
    (nothing,) = corrected(ours, "F3").problems

    assert not Movement.objects.exclude(amount_left=0).exists()
    assert f"F2: movement {paid.id}, which is cleared." in problem.message
    assert (problem.severity, nothing.severity) == ("warning", "note")


def test_a_file_without_an_account_is_refused_where_it_can_be_of_several(ours: int) -> None:
    first, second = ACCOUNT, "DE89370400440532013000"
    for iban in (first, second):
        add_bank_account(ours, iban=iban, holder="Us", at=moment(1), by="Ana")
    nameless = statement(money("5"), account="")

    with pytest.raises(
        Refused, match="names no account, and the company has 2: DE89370400440532013000, ES91"
    ):
        read(ours, nameless)
    assert not BankFile.objects.exists()
    read(ours, nameless, account=second)
    assert Movement.objects.get().account == second
