"""Collects what the pages say, and makes it ready to be said: `python -m tools.words`.

Three sources: the templates, `gettext` in Python, and the sentences with which the rooms refuse or explain, with numbered places for
their values. They go into `recobro/web/locale/LANGUAGE/LC_MESSAGES/django.po`, where a person translates them, and the sentences with
places also into `recobro/web/sentences.txt`; parts of sentences (what is wrong with a cell) into `recobro/web/parts.txt`.
`--compile` only makes the `.mo` files that Django reads; they are not kept in git.
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog, mofile, pofile
from babel.messages.extract import extract_python

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = ROOT / "recobro"
LOCALE = PRODUCT / "web" / "locale"
SENTENCES = PRODUCT / "web" / "sentences.txt"
PARTS = PRODUCT / "web" / "parts.txt"
LANGUAGES = (
    "en",
    "es",
    "fr",
)  # English, too: what is right for a terminal may read better otherwise on a page
SILENT = (
    "web",
    "cli",
    "scheduler.py",
    "kernel/postgres",
    "connectors/demo",
)  # said by gettext, or only in a terminal
NEVER = datetime(2026, 1, 1, tzinfo=UTC)  # a date of the day would change the files each time
# Whose texts are put into sentences, or made into one: what is wrong with a value, before anybody knows the line.
OF_PARTS = ("Fault", "Unreadable", "Damaged", "_told", "replace", "append")
Message = str | tuple[str, str]  # or singular and plural


def messages() -> list[Message]:
    """All that the pages can say, without repetition."""
    found: set[Message] = {*_in_templates(), *_in_python(), *room_sentences(), *room_parts(), *_in_tables()}
    return sorted(found, key=lambda one: one if isinstance(one, str) else one[0])


def catalog(language: str) -> Catalog:
    """What stands in the file of a language now."""
    path = _po(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return pofile.read_po(file, locale=language)


def update() -> None:
    """Brings the files of all languages up to date; what is no longer said is dropped, what is new waits for a translator."""
    said = messages()
    for language in LANGUAGES:
        before = catalog(language)
        after = Catalog(
            locale=language,
            header_comment="",
            project="Recobro",
            creation_date=NEVER,
            revision_date=NEVER,
            fuzzy=False,
        )
        for message in said:
            kept = before.get(message if isinstance(message, str) else message[0])
            is_same = kept is not None and kept.id == message
            after.add(message, kept.string if kept and is_same else None)
        buffer = BytesIO()
        pofile.write_po(buffer, after, sort_output=True, width=0)
        _po(language).parent.mkdir(parents=True, exist_ok=True)
        _po(language).write_bytes(buffer.getvalue())
    places = [one for one in room_sentences() if "{0}" in one]
    SENTENCES.write_text("".join(f"{one}\n" for one in sorted(set(places))), encoding="utf-8")
    PARTS.write_text("".join(f"{one}\n" for one in sorted(set(room_parts()))), encoding="utf-8")


def compile_all() -> None:
    """Makes the `.mo` files, where a `.po` is newer."""
    for language in LANGUAGES:
        po = _po(language)
        mo = po.with_suffix(".mo")
        if po.exists() and not (mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime):
            buffer = BytesIO()
            mofile.write_mo(buffer, catalog(language))
            mo.write_bytes(buffer.getvalue())


def room_sentences() -> list[str]:
    """The sentences in the code of the rooms, with places {0}, {1} ... for values; and words for the keys that pages show."""
    found = []
    for path in sorted(PRODUCT.rglob("*.py")):
        place = path.relative_to(PRODUCT).as_posix()
        if not place.startswith(SILENT) and not {"tests", "migrations"} & set(path.parts):
            found += [
                one for one in _strings(ast.parse(path.read_text(encoding="utf-8"))) if _is_sentence(one)
            ]
    for path in sorted(PRODUCT.rglob("sql/*.sql")):
        found += [one for one in _in_statement(path.read_text(encoding="utf-8")) if _is_sentence(one)]
    return found


def room_parts() -> list[str]:
    """The parts of sentences in the code of the connectors, with places as `room_sentences` has them; and names of kinds of files."""
    from recobro.web.vocabulary import PARTS as NAMED

    found = list(NAMED)
    for path in sorted((PRODUCT / "connectors").rglob("*.py")):
        if not {"tests", "migrations", "demo"} & set(path.parts):
            found += [one for one in _parts(ast.parse(path.read_text(encoding="utf-8"))) if _is_part(one)]
    return found


def _parts(tree: ast.AST) -> Iterator[str]:
    """The texts among what such a call is given."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in OF_PARTS:
            for given in (*node.args, *(one.value for one in node.keywords)):
                for one in (given.body, given.orelse) if isinstance(given, ast.IfExp) else (given,):
                    if isinstance(one, ast.Constant) and isinstance(one.value, str):
                        yield one.value
                    elif isinstance(one, ast.JoinedStr):
                        yield _with_places(one)


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _is_part(text: str) -> bool:
    """Has words, and is no sentence that is found anyway."""
    return (
        " " in text.strip()
        and re.search("[a-z]{2}", text) is not None
        and "\n" not in text
        and not _is_sentence(text)
    )


def _in_statement(text: str) -> Iterator[str]:
    """The texts of a statement, with places for what `format` puts in."""
    for quoted in re.findall(r"'((?:[^'\n]|'')*)'", re.sub(r"--[^\n]*", "", text)):
        first, *others = quoted.replace("''", "'").split("%%s")
        yield first + "".join(f"{{{place}}}{part}" for place, part in enumerate(others))


def _strings(tree: ast.AST) -> Iterator[str]:
    silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
    silent |= {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if id(node) in silent:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield _with_places(node)


def _with_places(node: ast.JoinedStr) -> str:
    parts, places = [], 0
    for part in node.values:
        if isinstance(part, ast.Constant):
            parts.append(str(part.value).replace("{", "{{").replace("}", "}}"))
        else:
            parts.append(f"{{{places}}}")
            places += 1
    return "".join(parts)


def _is_sentence(text: str) -> bool:
    """Ends like one, has words, and begins with a capital, a value or a quotation."""
    return (
        "\n" not in text
        and text.count(" ") >= 2
        and text.endswith((".", "?", "..."))
        and (text[0].isupper() or text[0] in "{'")
    )


def _in_tables() -> Iterator[str]:
    """Sentences of outcomes, and words for the keys that pages show."""
    from recobro.evaluation.explain import APART, LEVEL_ON, UNTIL
    from recobro.evaluation.outcomes import OUTCOMES
    from recobro.insight.control_causes import SENTENCES as CAUSES
    from recobro.insight.control_causes import WEIGHTS
    from recobro.web.vocabulary import KEYS

    yield from (UNTIL, LEVEL_ON, APART, *CAUSES.values(), *WEIGHTS.values())
    for outcome in OUTCOMES:
        yield from (text for text in (outcome.sentence, outcome.way_out) if text)
    for key in KEYS:
        plain = key.replace("-", " ").replace("_", " ")
        yield plain[:1].upper() + plain[1:]


def _in_python() -> Iterator[Message]:
    keywords = ["gettext", "gettext_lazy", "ngettext", "pgettext", "_"]
    for path in sorted((PRODUCT / "web").rglob("*.py")):
        if "tests" in path.parts:
            continue
        for _, function, message, _ in extract_python(BytesIO(path.read_bytes()), keywords, (), {}):
            if function == "ngettext":
                yield (message[0], message[1])
            elif isinstance(message, str) and message:
                yield message


def _in_templates() -> Iterator[Message]:
    """By Django's own parser: nothing that Django would translate is overlooked."""
    import django
    from django.conf import settings
    from django.template import engines
    from django.templatetags.i18n import BlockTranslateNode, TranslateNode

    django.setup()
    folder = Path(settings.TEMPLATES[0]["DIRS"][0])
    for path in sorted(folder.rglob("*.html")):
        nodes = engines["django"].get_template(str(path.relative_to(folder))).template.nodelist
        for node in nodes.get_nodes_by_type(TranslateNode):
            yield str(node.filter_expression.var.literal)
        for node in nodes.get_nodes_by_type(BlockTranslateNode):
            singular, _ = node.render_token_list(node.singular)
            plural = node.render_token_list(node.plural)[0] if node.plural else None
            yield (_trim(node, singular), _trim(node, plural)) if plural else _trim(node, singular)


def _trim(node: object, text: str) -> str:
    from django.utils.translation import trim_whitespace

    return trim_whitespace(text) if getattr(node, "trimmed", False) else text


def _po(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recobro.settings")
    if "--compile" not in sys.argv:
        update()
    compile_all()
