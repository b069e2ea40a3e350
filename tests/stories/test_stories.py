"""Every story beside this file, played against the product; on ordinary days those of few nights, and one more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from tests.stories import reader
from tests.stories.play import play

FOLDER = Path(__file__).parent
EVERYDAY_NIGHTS, ALWAYS = 60, "part-payment"


def _stories() -> Iterator[ParameterSet]:
    for path in sorted(FOLDER.glob("*.story")):
        is_slow = len(reader.read(path).days) > EVERYDAY_NIGHTS and path.stem != ALWAYS
        yield pytest.param(path, id=path.stem, marks=pytest.mark.slow if is_slow else ())


@pytest.mark.django_db
@pytest.mark.parametrize("path", list(_stories()))
def test_it_does_what_the_story_says(path: Path, home: Path) -> None:
    story = reader.read(path)

    assert "\n".join(play(story, FOLDER)) == ""


@pytest.mark.django_db
def test_it_says_on_which_day_a_story_is_wrong(tmp_path: Path, home: Path) -> None:
    path = tmp_path / "wrong.story"
    path.write_text(
        """Story: a courtesy a day late
Company: Prompt Cash SL, ES, en, EUR, policy collection
Customer LATE: Late GmbH, ap@late.example, 1 Main Road, 10115 Berlin
Approval: every night
2026-01-05  LATE owes INV-1 of 1000.00, due 2026-02-04
2026-02-02  night: e-mail "due-soon" to LATE for 1000.00
""",
        encoding="utf-8",
    )

    differences = play(reader.read(path), tmp_path)

    assert differences == [
        '2026-02-01 night: the story does not say e-mail "due-soon" to LATE for 1000.00; it happened.',
        '2026-02-02 night: the story says e-mail "due-soon" to LATE for 1000.00; it did not happen.',
    ]


def test_it_refuses_a_line_it_does_not_understand(tmp_path: Path) -> None:
    path = tmp_path / "odd.story"
    path.write_text("Story: odd\n2026-01-05  LATE owes a lot\n", encoding="utf-8")

    with pytest.raises(reader.NotUnderstood, match=r"odd\.story, line 2: LATE owes a lot"):
        reader.read(path)


def test_a_story_has_every_day_from_its_first_to_its_last() -> None:
    story = reader.read(FOLDER / "collection-flow.story")

    assert len(story.days) == (story.last - story.first).days + 1 > 90
