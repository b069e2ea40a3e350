"""Writes the reference pages that are made from the code: every outcome, and every command. `make docs` runs it.

A page is a function that gives its text; a test compares that with the file, so that neither can be forgotten.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import django

from recobro.evaluation.outcomes import OUTCOMES, Outcome

ROOT = Path(__file__).resolve().parent.parent
MADE = "<!-- Made by `make docs`; change the code it is made from. -->"
SAID = {"until": " until DAY", "level_on": ": LEVEL on DAY", "told_level": "LEVEL", "told_on": "DAY", "level": "LEVEL",
        "credit": "AMOUNT", "covered": "AMOUNT", "retained": "AMOUNT", "planned": "AMOUNT", "promised": "AMOUNT",
        "free_on": "DAY", "language": "LANGUAGE"}  # fmt: skip


def main() -> None:
    """Writes the pages that changed, and names them."""
    for path, page in PAGES.items():
        text = page()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            click.echo(f"Written: {path.relative_to(ROOT)}")


# The outcomes


def outcomes_page() -> str:
    """One row per outcome, in the order in which they are asked."""
    rows = [_outcome_row(place, one) for place, one in enumerate(OUTCOMES, start=1)]
    return f"""{MADE}
# Outcomes

Every open invoice has exactly one outcome on a day. Several reasons may stand at once; the first in this order names the
outcome, and `recobro explain` lists the others. [What the groups mean](../concepts/outcomes.md).

The sentence is what `recobro explain` says; words in capitals are filled in.

| no. | outcome | group | sentence | way out |
|---:|---|---|---|---|
{chr(10).join(rows)}
"""


def _outcome_row(place: int, outcome: Outcome) -> str:
    sentence = outcome.sentence.format_map(SAID)
    return f"| {place} | `{outcome.key}` | {outcome.group} | {sentence} | {outcome.way_out} |"


# The commands


def commands_page() -> str:
    """Every command with its options, in the order of `recobro --help`."""
    from recobro.cli.main import recobro

    parts = [_section(words, command) for words, command in commands()]
    about = "\n\n".join(_paragraphs(recobro.help))
    return f"""{MADE}
# Commands

{about}

`recobro COMMAND --help` says the same on the screen. Options that many commands share: `--company NAME` may be left out
where there is one company; `--as-of` and all days are written as 2026-11-21; `--json` prints one JSON document, amounts as
text; `--by` is the name that is recorded with what you do.

{chr(10).join(f"- [`{' '.join(words)}`](#{'-'.join(words)})" for words, _ in commands())}

{chr(10).join(parts)}"""


def commands() -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command under the words that call it: ("recobro", "company", "add"). Groups come before what is in them."""
    _set_up()
    from recobro.cli.main import COMMANDS, load_command

    for name in COMMANDS:
        yield from _with_its_own(("recobro", name), load_command(name))


def _set_up() -> None:
    """The commands' modules import models; no database is asked for."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recobro.settings")
    django.setup()


def _with_its_own(
    words: tuple[str, ...], command: click.Command
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield words, command
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from _with_its_own((*words, name), inner)


def _section(words: tuple[str, ...], command: click.Command) -> str:
    depth = "#" * len(words)
    about = "\n\n".join(_paragraphs(command.help))
    if isinstance(command, click.Group):
        return f"{depth} {' '.join(words)}\n\n{about}\n"
    context = click.Context(command, info_name=" ".join(words))
    usage = " ".join([*words, *command.collect_usage_pieces(context)])
    options = [_option(*record) for one in options_of(command) if (record := one.get_help_record(context))]
    listed = "\n".join(options) + "\n" if options else ""
    return f"{depth} {' '.join(words)}\n\n    {usage}\n\n{about}\n\n{listed}"


def options_of(command: click.Command) -> list[click.Option]:
    """The options that a person may write; arguments stand in the usage."""
    return [one for one in command.params if isinstance(one, click.Option) and not one.hidden]


def _option(names: str, about: str) -> str:
    return f"- `{names}`: {about}" if about else f"- `{names}`"


def _paragraphs(text: str | None) -> list[str]:
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", (text or "").strip())]


PAGES: dict[Path, Callable[[], str]] = {
    ROOT / "docs" / "reference" / "outcomes.md": outcomes_page,
    ROOT / "docs" / "reference" / "commands.md": commands_page,
}

if __name__ == "__main__":
    main()
