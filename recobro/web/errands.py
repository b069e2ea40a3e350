"""Tasks as a page shows them: in its language, as far as they can be said in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import get_language

from recobro.casework.listing import ListedTask
from recobro.insight.customer_file import Entry
from recobro.insight.today import Wanted
from recobro.outbox.errands import errands
from recobro.web.door import Desk

TASKS = ("task", "call", "task done", "call done")  # what tasks are called among what happened


def tasks_of(
    desk: Desk, customer_id: int, entries: Sequence[Entry] = ()
) -> tuple[list[ListedTask], list[Entry]]:
    """The customer's open tasks; and the entries, with the titles of those that are tasks."""
    found = _errands(desk, [one.id for one in entries if one.kind in TASKS], customer_id)
    titles = {one.task_id: one.title for one in found}
    return [one for one in found if one.done_on is None], [
        replace(one, text=titles.get(one.id, one.text)) if one.kind in TASKS else one for one in entries
    ]


def wanted_in_words(desk: Desk, wanted: Sequence[Wanted]) -> list[Wanted]:
    """The lines of the list with the titles of their tasks."""
    numbers = [one.task_id for one in wanted if one.task_id and one.is_of_rule]
    titles = {one.task_id: one.title for one in _errands(desk, numbers)} if numbers else {}
    return [replace(one, title=titles.get(one.task_id or 0, one.title)) for one in wanted]


def _errands(desk: Desk, tasks: Sequence[int], customer_id: int | None = None) -> list[ListedTask]:
    return errands(
        desk.company.id, mode=desk.company.mode, language=get_language() or "en", customer_id=customer_id, tasks=tasks
    )  # fmt: skip
