"""Tasks for a colleague."""

from __future__ import annotations

from recobro.letters import compose
from recobro.letters.tests import cast
from recobro.letters.tests.reading import spaced
from recobro.letters.values import LevelText


def with_task(task: str) -> cast.Content:
    return cast.content(text=LevelText(subject="Subject of {customer}", before="b", after="a", task=task))


def test_it_takes_the_first_line_as_title_and_the_rest_as_script() -> None:
    task = compose(
        with_task("\nCall {customer}\n\nAsk for {contact}\nfirst.\n\n- one\n- two {total}\n"), "task"
    )
    assert task.subject == "Call Late GmbH"
    assert task.text.startswith(
        "Ask for Ana Ruiz first.\n\n- one\n- two 1,240.00\u00a0EUR\n\nCustomer: Late GmbH"
    )


def test_it_lists_whom_it_is_about_and_the_items() -> None:
    section = cast.section("EUR", cast.line(), credits=(cast.credit(),), also_open=(cast.line("INV-9"),))
    task = compose(cast.content(sections=(section,)), "task")
    text = spaced(task.text)
    assert "Customer: Late GmbH (C-1001)" in text
    assert "Contact: Ana Ruiz · ana@late.example" in text
    assert "INV-1 4 Oct 2026 3 Nov 2026 18 1,240.00 1,240.00" in text
    assert "Total to pay in EUR 1,040.00" in text
    assert "INV-9" in text
    assert "Payments received until 20 November 2026" in text
    assert task.html == task.letter == ""


def test_it_uses_the_subject_where_the_level_has_no_task_text() -> None:
    task = compose(with_task(""), "task")
    assert task.subject == "Subject of Late GmbH"
    assert task.text.startswith("Customer: Late GmbH")


def test_it_does_not_greet_a_colleague_as_a_customer() -> None:
    text = compose(cast.content(), "task").text
    assert "Dear" not in text
    assert "IBAN" not in text
