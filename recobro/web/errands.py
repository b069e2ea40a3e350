"""Tasks as a page shows them: in its language, as far as they can be said in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import get_language

from recobro.casework.listing import ListedTask
from recobro.insight.customer_file import Entry
from recobro.insight.today import Wanted
from recobro.outbox.errands import errands_in
from recobro.web.door import Desk

TASKS = ("task", "call", "task done", "call done")  # what tasks are called among what happened


def tasks_in_words(desk: Desk, tasks: Sequence[ListedTask]) -> list[ListedTask]:
    """The tasks with their titles and scripts."""
    said = errands_in(desk.company.id, [one.task_id for one in tasks], language=get_language() or "en")
    return [
        replace(one, title=found.title, script=found.script) if (found := said.get(one.task_id)) else one
        for one in tasks
    ]


def wanted_in_words(desk: Desk, wanted: Sequence[Wanted]) -> list[Wanted]:
    """The lines of the list with the titles of their tasks."""
    numbers = [one.task_id for one in wanted if one.task_id and one.is_of_rule]
    said = errands_in(desk.company.id, numbers, language=get_language() or "en") if numbers else {}
    return [
        replace(one, title=found.title) if (found := said.get(one.task_id or 0)) else one for one in wanted
    ]


def entries_in_words(desk: Desk, entries: Sequence[Entry]) -> list[Entry]:
    """What happened, with the titles of its tasks."""
    numbers = [one.id for one in entries if one.kind in TASKS]
    said = errands_in(desk.company.id, numbers, language=get_language() or "en") if numbers else {}
    return [
        replace(one, text=found.title) if one.kind in TASKS and (found := said.get(one.id)) else one
        for one in entries
    ]
