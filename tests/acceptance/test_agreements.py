"""What people agreed, by the commands: every kind from its beginning to its end, as a user types it."""

from __future__ import annotations

from typing import Any

from recobro.casework.models import Task
from tests.acceptance.command import Here

DAY = "2026-02-11"
LATER = "2026-02-20"


def _kinds(here: Here, as_of: str = DAY) -> list[str]:
    return [one["kind"] for one in here("cases", "--as-of", as_of, "--json").json()]


def _outcome(here: Here, number: str, as_of: str = DAY) -> str:
    explained: Any = here("explain", number, "--as-of", as_of, "--json").json()
    [item] = explained.get("items", [explained])
    return str(item["outcome"])


def test_a_complaint_is_answered_by_a_manager(here: Here) -> None:
    here("company", "member", "--name", "Ben Roca", "--email", "ben@harbour.example", "--role", "manager")
    complaint = ("complaint", "LATE", "--made", DAY, "--reason", "Rude.", "--json")
    assert "Nobody answers for it" in here(*complaint, status=2).stderr
    number = here(*complaint, "--owner", "Carla").json()["complaint"]
    end = ("end", "complaint", str(number), "--on", LATER)

    assert _outcome(here, "I-1") == "complaint"
    assert "Eve is no manager" in here(*end, "--by", "Eve", "--reason", "Sorry.", status=2).stderr
    assert "A complaint needs a reason" in here(*end, "--by", "Ben Roca", status=2).stderr
    assert "Complaint 1 ends on 2026-02-20." in here(
        *end, "--by", "Ben Roca", "--reason", "Sorry."
    ).stdout.replace(f" {number} ", " 1 ")
    assert _outcome(here, "I-1", LATER) == "remind"


def test_a_paper_covers_until_it_is_paid(here: Here) -> None:
    words = ("LATE", "--kind", "cheque", "--number", "77", "--amount", "60.00", "--due", LATER, "--on", DAY)
    number = str(here("paper", "add", *words, "--item", "I-1=60.00", "--json").json()["paper"])

    assert "40.00 EUR can be asked for" in here("explain", "I-1", "--as-of", DAY).stdout
    here("paper", "deposit", number, "--on", "2026-02-12")
    [listed] = here("paper", "list", "--as-of", DAY, "--due", LATER, "--json").json()
    assert (listed["covers"], listed["place"]) == ("60.00", "received")
    assert "Total EUR: 60.00" in here("paper", "list", "--as-of", LATER).stdout
    here("paper", "clear", number, "--on", LATER)
    assert "I-1 (40.00 EUR open" in here("explain", "I-1", "--as-of", LATER).stdout
    here("paper", "unpaid", number, "--on", "2026-02-25", "--reason", "No funds.")
    assert "I-1 (100.00 EUR open" in here("explain", "I-1", "--as-of", "2026-02-25").stdout
    assert "There is no open paper" in here("paper", "return", number, status=2).stderr
    assert "'x' is no amount" in here("paper", "add", *words, "--item", "I-1=x", status=2).stderr


def test_a_payment_plan_is_agreed_and_listed(here: Here) -> None:
    words = ("payment-plan", "agree", "LATE", "--made", DAY)
    assert "Say what the instalments are" in here(*words, status=2).stderr
    assert "'soon' is no instalment" in here(*words, "--instalment", "soon", status=2).stderr
    assert "sum to 90.00 EUR, not to 100.00" in here(*words, "--instalment", "2026-03-01=90", status=2).stderr
    number = here(*words, "--instalments", "3", "--first", "2026-02-16", "--json").json()["payment_plan"]

    assert _outcome(here, "I-1") == "in_plan"
    [one] = here("payment-plan", "list", "--as-of", LATER, "--json").json()
    assert (one["status"], one["next_on"], one["next_amount"]) == ("broken", "2026-02-16", "33.33")
    assert "broken at 1 on 2026-02-20" in here("payment-plan", "list", "--as-of", LATER).stdout
    here("end", "payment-plan", str(number), "--on", LATER)
    assert _kinds(here, LATER) == []


def test_promises_are_judged_when_payments_are_known(here: Here) -> None:
    here("promise", "--customer", "LATE", "--on", "2026-02-12", "--made", DAY)
    said = here("promises", "--as-of", LATER).stdout
    assert "Kept: 0 of 0 judged" in said
    assert "1 wait until payments are known: recobro record payments-through 2026-02-17" in said

    here("record", "payments-through", "2026-02-17")
    found = here("promises", "--as-of", LATER, "--customer", "LATE", "--json").json()
    assert [one["outcome"] for one in found["promises"]] == ["broken"]
    assert found["reliability"] == {"judged": 1, "kept": 0, "partly_kept": 0}


def test_the_rest_is_recorded_and_ends(here: Here) -> None:
    tax = ("retain", "I-1", "--kind", "tax", "--amount", "15.00", "--from", DAY)
    numbers = {
        "next-contact": here("next", "LATE", LATER, "--made", DAY, "--json").json()["next_contact"],
        "expected-date": here("expect", "I-1", LATER, "--made", DAY, "--json").json()["expected_date"],
        "retained": here(*tax, "--json").json()["retained"],
    }

    assert sorted(_kinds(here)) == sorted(numbers)
    assert "85.00 EUR can be asked for" in here("explain", "I-1", "--as-of", DAY).stdout
    for kind, number in numbers.items():
        here("end", kind, str(number), "--on", DAY, "--reason", "A mistake.")
    assert _kinds(here) == []


def test_the_money_asleep_has_an_owner_or_is_an_orphan(here: Here) -> None:
    here(
        "hold",
        "--item",
        "I-1",
        "--from",
        DAY,
        "--until",
        "2026-02-14",
        "--owner",
        "Carla",
        "--reason",
        "They move.",
    )
    here("dispute", "--item", "G-1", "--from", DAY, "--reason", "Never ordered.")

    found = here("asleep", "--as-of", DAY, "--json").json()
    assert [
        (one["kind"], one["owner"], one["amount"], one["ends_soon"], one["orphan"]) for one in found["cases"]
    ] == [
        ("dispute", "", "250.00", False, "nobody owns it"),
        ("hold", "Carla", "100.00", True, ""),
    ]
    only = here("asleep", "--as-of", DAY, "--orphans").stdout
    assert "nobody" in only
    assert "Carla" not in only


def test_a_task_closes_itself_when_it_is_paid(here: Here) -> None:
    add = ("task", "add", "Ask where it is", "--customer", "LATE", "--as-of", DAY)
    assert "Say when it is due" in here(*add, status=2).stderr
    number = here(*add, "--in", "15", "--unless-paid", "--assignee", "Carla", "--json").json()
    here(*add, "--on", "2026-02-26")

    assert number["due_on"] == "2026-02-26"
    assert "unless paid" in here("tasks", "--as-of", DAY).stdout
    here("paper", "add", "LATE", "--kind", "cheque", "--amount", "100", "--due", LATER, "--on", DAY)
    here("paper", "clear", _paper(here), "--on", LATER)
    here("night", "--as-of", LATER)
    assert Task.objects.get(id=number["task"]).done_by == "paid"
    assert Task.objects.get(title="Ask where it is", assignee="").done_on is None


def _paper(here: Here) -> str:
    [one] = here("paper", "list", "--as-of", DAY, "--json").json()
    return str(one["paper_id"])


def test_a_customer_gets_a_collector(here: Here) -> None:
    here("hold", "--item", "I-1", "--from", DAY, "--until", LATER, "--reason", "They move.")
    here("customer", "set", "LATE", "--collector", "Carla")

    [one] = here("asleep", "--as-of", DAY, "--json").json()["cases"]
    assert (one["owner"], one["orphan"]) == ("Carla", "")
    assert "collector: Carla" in here("customer", "show", "LATE").stdout
    assert (
        "Language 'de' is not spoken here"
        in here("customer", "set", "LATE", "--language", "de", status=2).stderr
    )
    assert "Say what to change" in here("customer", "set", "LATE", status=2).stderr


def test_a_customers_file_shows_it_all(here: Here) -> None:
    here("note", "LATE", "Spoke to Priya.", "--item", "I-1", "--on", DAY, "--by", "Carla")
    here("mark", "insolvency", "--customer", "LATE", "--from", LATER, "--administrator", "Me Durand", "--file-until",
         "2026-04-30", "--reason", "Court of Lyon.")  # fmt: skip
    said = here("customer", "show", "LATE", "--as-of", LATER).stdout

    assert "Owes 100.00 EUR in 1 invoices, 100.00 overdue" in said
    assert "Administrator: Me Durand. Claims until 2026-04-30." in said
    assert "Spoke to Priya." in said
    page = here("customer", "show", "LATE", "--size", "1", "--json").json()
    assert (len(page["entries"]), page["has_more"]) == (1, True)
