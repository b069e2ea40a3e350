"""What people say, before it is stored: a text that is longer than its column is refused with the limit, never cut.

(Texts of files are cut, or leave their row out: `connectors/fit.py`.)
"""

from __future__ import annotations

from typing import Any

from django.db import models

from recobro.kernel.problems import Problem, refuse

NAME = 200  # characters of a person's name, in every table


def insert(kind: str, model: type[Any], /, **values: Any) -> Any:
    """A new row. Raises Refused for a text that is too long; `kind` is what the person was doing."""
    return model._default_manager.create(**fit(kind, model, **values))


def fit(kind: str, model: type[models.Model], /, **values: Any) -> dict[str, Any]:
    """The values, if the columns of the model hold them."""
    for name, value in values.items():
        limit = getattr(model._meta.get_field(name), "max_length", None)
        if isinstance(value, str) and limit:
            limited(kind, name.removeprefix("ended_"), value, limit)
    return values


def limited(kind: str, name: str, value: str, limit: int) -> str:
    """The value, if it is not longer than that."""
    if len(value) > limit:
        said = name.replace("_", " ")
        raise refuse(
            kind, f"'{said}' has {len(value)} characters; at most {limit} are kept.", "Say it shorter."
        )
    return value


def storable(problem: Problem) -> dict[str, Any]:
    """The problem as JSON that the database holds: what it quotes from a file may have characters that no text there can have."""
    return {
        key: value.encode("utf-8", "replace").decode().replace("\0", " ") if isinstance(value, str) else value
        for key, value in problem.as_dict().items()
    }
