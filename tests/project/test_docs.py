"""The documentation: pages made from the code are up to date, commands that are shown exist, links lead somewhere.

Each check is a function that lists what is wrong, and each is seen to find something.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest

from recobro.connectors.record import FIELDS
from tests.project.rooms import ROOT
from tools import docs

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
FENCED = re.compile(r"^```[a-z]*\n(.*?)^```", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)\s]+)\)")
ENDS_A_COMMAND = ("|", "||", ">", ">>", "<", ";", "&&", "&", "#")


# Made from the code


@pytest.mark.parametrize("path", docs.PAGES, ids=lambda path: path.name)
def test_it_is_up_to_date(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == docs.PAGES[path](), "Run `make docs`."


def test_it_says_every_outcome_in_its_order() -> None:
    named = re.findall(r"^\| \d+ \| `(\w+)` \|", docs.outcomes_page(), re.MULTILINE)
    assert named == [outcome.key for outcome in docs.OUTCOMES]


# Every command


def undocumented(words: tuple[str, ...], command: click.Command) -> list[str]:
    """What a command leaves unsaid: its own sentence, or that of an option."""
    silent = [] if command.help else [" ".join(words)]
    if isinstance(command, click.Group):
        return silent
    return silent + [f"{' '.join(words)} {one.opts[0]}" for one in docs.options_of(command) if not one.help]


def test_it_documents_every_command_and_option() -> None:
    found = dict(docs.commands())
    assert len(found) > 30
    assert [one for words, command in found.items() for one in undocumented(words, command)] == []


def test_it_notices_a_command_without_a_word() -> None:
    @click.command()
    @click.option("--until")
    def silent(until: str) -> None:
        raise NotImplementedError

    assert undocumented(("recobro", "silent"), silent) == ["recobro silent", "recobro silent --until"]


# Every command that is shown


@cache
def known() -> dict[tuple[str, ...], click.Command]:
    return dict(docs.commands())


def shown(text: str) -> Iterator[str]:
    """The commands in a page: lines of its blocks, and code within its sentences."""
    for block in FENCED.findall(text):
        for line in block.replace("\\\n", " ").splitlines():
            if line.removeprefix("$ ").startswith("recobro "):
                yield line.removeprefix("$ ")
    for code in re.findall(r"`(recobro [^`]+)`", FENCED.sub("", text)):
        yield " ".join(code.split())


def unknown(line: str) -> list[str]:
    """What of a shown command does not exist: the command itself, or an option of it."""
    words: list[str] = []
    for word in shlex.split(line, comments=True):
        if word in ENDS_A_COMMAND:
            break
        words.append(word)
    command = None
    for length in (3, 2):
        command = command or known().get(tuple(words[:length]))
    if command is None:
        return [] if words[1] in ("COMMAND", "--help", "--version") else [line]
    if isinstance(command, click.Group) and len(words) > 2 and not words[2].startswith("-"):
        return [line]
    options = {name for one in command.params for name in one.opts} | {"--help"}
    return [
        f"{line}: {word}" for word in words if word.startswith("--") and word.partition("=")[0] not in options
    ]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_it_shows_commands_that_exist(path: Path) -> None:
    assert [wrong for line in shown(path.read_text(encoding="utf-8")) for wrong in unknown(line)] == []


@pytest.mark.parametrize(
    "line", ["recobro settle dispute 1", "recobro night --quietly", "recobro company sell"]
)
def test_it_notices_a_command_that_does_not_exist(line: str) -> None:
    assert len(unknown(line)) == 1


def test_it_finds_commands_in_blocks_and_in_sentences() -> None:
    text = "See `recobro plan`.\n\n```\n$ recobro night --dry-run\nNobody is to be reminded.\n```\n"
    assert sorted(shown(text)) == ["recobro night --dry-run", "recobro plan"]


# Links


def dead_links(path: Path, text: str) -> list[str]:
    """Links of a page to files, or to headings of pages, that are not there."""
    return [link for link in LINK.findall(FENCED.sub("", text)) if not leads_somewhere(path, link)]


def leads_somewhere(path: Path, link: str) -> bool:
    name, _, heading = link.partition("#")
    target = path.parent / name if name else path
    return target.exists() and (not heading or heading in headings(target.read_text(encoding="utf-8")))


def headings(text: str) -> set[str]:
    """The headings of a page as links name them: small letters, hyphens for blanks, no other signs."""
    found = re.findall(r"^#+ (.+)$", FENCED.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in found}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_it_links_to_what_is_there(path: Path) -> None:
    assert dead_links(path, path.read_text(encoding="utf-8")) == []


def test_it_notices_a_dead_link() -> None:
    text = "[there](LICENSE) [a heading](docs/index.md#start) [no file](docs/nothing.md) [no heading](docs/index.md#end)"
    assert dead_links(ROOT / "README.md", text) == ["docs/nothing.md", "docs/index.md#end"]


# Reached from the index


def test_it_leads_from_the_index_to_every_page() -> None:
    index = ROOT / "docs" / "index.md"
    linked = {
        (index.parent / link.partition("#")[0]).resolve()
        for link in LINK.findall(index.read_text(encoding="utf-8"))
    }
    assert [
        str(path) for path in (ROOT / "docs").rglob("*.md") if path != index and path.resolve() not in linked
    ] == []


# The fields of a file


def unnamed_fields(text: str) -> list[str]:
    """The fields of a record that the import guide does not name."""
    return sorted(FIELDS - set(re.findall(r"`(\w+)`", text)))


def test_it_names_every_field_of_a_file() -> None:
    assert unnamed_fields((ROOT / "docs" / "guides" / "import.md").read_text(encoding="utf-8")) == []


def test_it_notices_a_field_that_is_not_named() -> None:
    assert "due_on" in unnamed_fields("| `amount` | the total | Amount |")
