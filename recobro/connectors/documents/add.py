"""Adds files to the items that they are about, and tells every file that it could not place."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from recobro.connectors.documents.match import Numbers, Target, by_content, by_name, texts
from recobro.connectors.documents.read import Sighted, is_document, look_at
from recobro.kernel.problems import Problem, Refused, refuse
from recobro.ledger.documents import Filed, file_document
from recobro.ledger.find import customer_names, find_items

BY_HAND = "Add it by hand: recobro document add {path} --item NUMBER."


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """How many documents are new, took the place of an older version, were known already; and the files without a place."""

    new: int
    replaced: int
    unchanged: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A file with its items. `is_sure`: it says its number itself, or is called by it; else its name only contains it."""

    file: Sighted
    items: tuple[int, ...]
    number: str
    is_sure: bool


def add_documents(
    company_id: int, *, paths: Sequence[Path], customer_id: int | None = None, number: str | None = None, at: datetime, by: str,
    progress: Callable[[], None] = lambda: None,
) -> Added:  # fmt: skip
    """Files every PDF and XML of these files and folders with its item. Each file by itself: one without a place stops none.

    `customer_id` narrows the items; `number` names the item of a single file. Raises Refused where there is no file at all.
    """
    files, problems = _look(_files(paths), progress)
    if number is not None:
        placed = [_by_hand(company_id, files, number, customer_id)] if files else []
    else:
        placed, unplaced = _place(company_id, files, customer_id)
        problems += unplaced
    counts: Counter[str] = Counter()
    for one in placed:
        try:
            outcome = file_document(
                company_id, items=one.items, name=one.file.path.name, media_type=one.file.media_type,
                content=one.file.path.read_bytes(), at=at, by=by,
            )  # fmt: skip
        except Refused as refused:
            problems += refused.problems
        except OSError as error:
            problems.append(_cannot_be_read(one.file.path, error))
        else:
            counts[outcome] += 1
        progress()
    return Added(
        new=counts["new"],
        replaced=counts["replaced"],
        unchanged=counts["unchanged"],
        problems=tuple(problems),
    )


def add_to_items(company_id: int, *, path: Path, items: Sequence[int], at: datetime, by: str) -> Filed:
    """Files one PDF or XML with these items, whatever number it says. Raises Refused for what is neither, or is broken."""
    file = look_at(path)
    return file_document(
        company_id, items=items, name=path.name, media_type=file.media_type, content=path.read_bytes(), at=at, by=by
    )  # fmt: skip


def _files(paths: Iterable[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(one for one in path.rglob("*") if one.is_file() and is_document(one))
        elif path.is_file():
            found.append(path)
        else:
            raise refuse(str(path), "There is no such file or folder.", "Check the path.")
    if not found:
        raise refuse(", ".join(map(str, paths)), "There is no PDF or XML file in it.", "Name another folder.")
    return list(dict.fromkeys(found))


def _look(paths: Iterable[Path], progress: Callable[[], None]) -> tuple[list[Sighted], list[Problem]]:
    files: list[Sighted] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            files.append(look_at(path))
        except Refused as refused:
            problems += refused.problems
        except OSError as error:
            problems.append(_cannot_be_read(path, error))
        progress()
    return files, problems


def _cannot_be_read(path: Path, error: OSError) -> Problem:
    return Problem(
        source=path.name, message=f"The file cannot be read: {error.strerror}.", hint="Check its rights."
    )


def _by_hand(company_id: int, files: Sequence[Sighted], number: str, customer_id: int | None) -> Placed:
    if len(files) > 1:
        raise refuse("--item", "An item takes one file at a time.", "Name one file.")
    items = [one for one in find_items(company_id, number) if customer_id in (None, one.customer_id)]
    if not items:
        raise refuse("--item", f"This customer has no item '{number}'.", "Check number and customer.")
    if len({one.customer_id for one in items}) > 1:
        raise refuse("--item", f"Several customers have an item '{number}'.", "Name one: --customer CODE.")
    return Placed(files[0], tuple(one.item_id for one in items), number, True)


def _place(
    company_id: int, files: Sequence[Sighted], customer_id: int | None
) -> tuple[list[Placed], list[Problem]]:
    wanted = (text for one in files for text in texts(one.path.stem, one.said))
    numbers = Numbers(company_id, wanted, customer_id=customer_id)
    names = _Names(company_id)
    placed: list[Placed] = []
    problems: list[Problem] = []
    for one in files:
        found = _place_one(one, numbers, names)
        if isinstance(found, Placed):
            placed.append(found)
        else:
            problems.append(found)
    kept, rivals = _without_rivals(placed)
    return kept, problems + rivals


def _place_one(file: Sighted, numbers: Numbers, names: _Names) -> Placed | Problem:
    if file.said is None:
        targets, is_whole = by_name(file.path.stem, numbers)
        if not targets:
            return _problem(file, "No item has a number that stands in its name.")
        if len(targets) > 1:
            return _problem(file, f"Its name fits {names.listed(targets)}.")
        return Placed(file, targets[0].items, targets[0].number, is_whole)
    found: list[Target] = []
    for number, targets in by_content(file.said, numbers):
        if not targets:
            return _problem(file, f"The {file.said.grammar} file says number {number}, and no item has it.")
        if len(targets) > 1:
            return _problem(
                file, f"The {file.said.grammar} file says number {number}: {names.listed(targets)}."
            )
        found += targets
    if len({one.customer_id for one in found}) > 1:
        return _problem(file, f"It holds invoices of several customers: {names.listed(found)}.")
    return Placed(file, tuple(item for one in found for item in one.items), found[0].number, True)


def _without_rivals(placed: Sequence[Placed]) -> tuple[list[Placed], list[Problem]]:
    """Of several different files for one item, the one that is sure of its number counts; of several such none does."""
    rivals: dict[tuple[str, int], list[Placed]] = defaultdict(list)
    for one in placed:
        for item in one.items:
            rivals[one.file.media_type, item].append(one)
    lost: dict[Path, Problem] = {}
    for some in rivals.values():
        if len({one.file.sha256 for one in some}) > 1:
            lost.update(_losers(some))
    return [one for one in placed if one.file.path not in lost], list(lost.values())


def _losers(some: Sequence[Placed]) -> Iterator[tuple[Path, Problem]]:
    sure = {one.file.sha256 for one in some if one.is_sure}
    names = ", ".join(one.file.path.name for one in some)
    for one in some:
        if len(sure) != 1 or one.file.sha256 not in sure:
            message = f"Several files are about item {one.number}: {names}."
            yield one.file.path, _problem(one.file, message)


def _problem(file: Sighted, message: str) -> Problem:
    return Problem(source=file.path.name, message=message, hint=BY_HAND.format(path=file.path.name))


class _Names:
    """The customers' names, read when the first one is needed."""

    def __init__(self, company_id: int) -> None:
        self._company_id = company_id
        self._names: dict[int, tuple[str, str]] | None = None

    def listed(self, targets: Sequence[Target]) -> str:
        self._names = self._names or customer_names(self._company_id)
        return " and ".join(
            f"{one.number} of {self._names[one.customer_id][0]}{'' if one.is_claim else ' (a credit)'}"
            for one in targets
        )
