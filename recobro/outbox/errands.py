"""Tasks in the language of whoever reads them. They are stored in the company's; what a level wants of us its policy says in several."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from recobro.access.rows import rows
from recobro.casework.listing import ListedTask
from recobro.letters import content_from_json
from recobro.letters.values import LevelText
from recobro.outbox.compose import render
from recobro.outbox.no_address import CAUSE, TITLES
from recobro.policy.ladder import Text
from recobro.policy.read import parsed_version

FOR_WORDS = ("cause", "customer", "channel", "content", "version_id", "level_key", "source")


def errands(
    company_id: int, *, mode: str, language: str, customer_id: int | None = None, tasks: Iterable[int] = ()
) -> list[ListedTask]:
    """The open tasks of a customer, and `tasks`, done or not: the oldest due first, in this language as far as they can be said in it.

    What people wrote, and what the policy does not say in the language, stays as it is.
    """
    found = rows(
        "outbox", "errands", company=company_id, mode=mode, language=language, customer=customer_id, tasks=list(tasks)
    )  # fmt: skip
    return [_said(row, language) for row in found]


def _said(row: dict[str, Any], language: str) -> ListedTask:
    about = {name: row.pop(name) for name in FOR_WORDS}
    task = ListedTask(**row)
    if about["cause"] == CAUSE and language in TITLES:
        return replace(task, title=TITLES[language].format(name=about["customer"]))
    return _as_its_level_says(task, about, language) if about["source"] else task


def _as_its_level_says(task: ListedTask, about: dict[str, Any], language: str) -> ListedTask:
    """The task of a message as its level says it; as it is where the level has no such words, or a person edited them."""
    level = parsed_version(about["version_id"], about["source"]).level(about["level_key"])
    content = content_from_json(about["content"])
    words = {name: _words(text) for name, text in level.text.items()}
    if language not in words or content.text != words.get(content.language):
        return task
    rendered = render(replace(content, language=language, text=words[language]), about["channel"])
    return replace(task, title=rendered.subject, script=rendered.text)


def _words(text: Text) -> LevelText:
    return LevelText(subject=text.subject, before=text.before, after=text.after, task=text.task)
