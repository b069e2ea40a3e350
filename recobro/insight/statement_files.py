"""Statements of many customers at once: whose, one file each, and one bound PDF for the printer.

Customers are isolated: one whose statement cannot be made is told, and the rest is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from recobro.insight.statement import Accounts, Period
from recobro.kernel.home import folder_name
from recobro.kernel.problems import Problem, refuse
from recobro.ledger.find import find_customer
from recobro.ledger.models import Customer
from recobro.ledger.open import open_items
from recobro.letters import batch
from recobro.letters.statement import statement_pdf, statement_xlsx
from recobro.letters.statement.values import Statement

AT_ONCE = 200  # customers read together: enough to ask seldom, few enough to keep memory flat
WRITERS: dict[str, Callable[[Statement], bytes]] = {"pdf": statement_pdf, "xlsx": statement_xlsx}


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written: the files, the bound PDF where it was asked for, and the customers that could not be served."""

    files: tuple[Path, ...]
    bound: Path | None
    problems: tuple[Problem, ...]


def choose(
    company_id: int, *, period: Period, codes: Sequence[str] = (), overdue: bool = False, segment: str = "",
    collector: str = "",
) -> list[int]:  # fmt: skip
    """The customers named by `codes`; without any, all with something open, or overdue, of a segment or collector if given.

    Raises Refused for a code that nobody has.
    """
    if codes:
        return list(dict.fromkeys(find_customer(company_id, code).customer_id for code in codes))
    found = open_items(company_id, as_of=period.as_of, known_at=period.known_at)
    if overdue:
        found = [one for one in found if one.open > 0 and one.due_on and one.due_on < period.as_of]
    rows = Customer.objects.filter(company_id=company_id, id__in={one.customer_id for one in found})
    rows = rows.filter(segment__iexact=segment) if segment else rows
    rows = rows.filter(collector__iexact=collector) if collector else rows
    return list(rows.order_by("code").values_list("id", flat=True))


def statements(
    company_id: int, *, customers: Sequence[int], period: Period, language: str | None = None
) -> Iterator[Statement | Problem]:
    """The statement of each customer in turn, or why there is none."""
    for start in range(0, len(customers), AT_ONCE):
        some = customers[start : start + AT_ONCE]
        accounts = _read(company_id, some, period)
        for customer_id in some:
            try:
                alone = accounts or Accounts(company_id, customers=[customer_id], period=period)
                yield alone.statement(customer_id, language=language)
            except Exception as error:  # one customer's fault must not cost the others theirs (P-12)
                yield broken(Customer.objects.get(id=customer_id).code, error)


def write_statements(
    made: Iterable[Statement | Problem], *, folder: Path, formats: Sequence[str] = ("pdf",), bound: Path | None = None,
    progress: Callable[[], None] = lambda: None,
) -> Written:  # fmt: skip
    """Writes one file a customer and format into the folder, and on request all PDFs as one for the printer."""
    folder.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    problems: list[Problem] = []
    taken: set[str] = set()
    for one in made:
        if isinstance(one, Problem):
            problems.append(one)
            continue
        try:
            files += _write(one, folder / file_name(one, taken), formats)
        except Exception as error:  # one customer's fault must not cost the others theirs (P-12)
            problems.append(broken(one.addressee.code, error))
        progress()
    pdfs = [path for path in files if path.suffix == ".pdf"]
    if bound and pdfs:
        batch((path.read_bytes() for path in pdfs), bound)
    return Written(files=tuple(files), bound=bound if pdfs else None, problems=tuple(problems))


def _write(statement: Statement, base: Path, formats: Sequence[str]) -> list[Path]:
    """Its files, none of them before all could be made."""
    contents = {base.with_name(f"{base.name}.{form}"): WRITERS[form](statement) for form in formats}
    for path, content in contents.items():
        path.write_bytes(content)
    return list(contents)


def write_statement(statement: Statement, path: Path) -> None:
    """Writes one statement to a file, in the format of its suffix. Raises Refused for a suffix that is none of ours."""
    form = path.suffix.lower().removeprefix(".")
    if form not in WRITERS:
        raise refuse(str(path), f"'.{form}' is no format of a statement.", "Name the file .pdf or .xlsx.")
    path.write_bytes(statement_content(statement, form))


def statement_content(statement: Statement, form: str) -> bytes:
    """The statement as a file of a format: `pdf` or `xlsx`."""
    return WRITERS[form](statement)


def file_name(statement: Statement, taken: set[str]) -> str:
    """`statement-C-1001-2026-11-21`, safe on every system; two codes that look alike there do not overwrite each other."""
    base = name = f"statement-{folder_name(statement.addressee.code)}-{statement.as_of}"
    number = 2
    while name.lower() in taken:
        name, number = f"{base}-{number}", number + 1
    taken.add(name.lower())
    return name


def _read(company_id: int, some: Sequence[int], period: Period) -> Accounts | None:
    """The accounts of these customers; None where one of them cannot be read, so that each is read alone."""
    try:
        return Accounts(company_id, customers=some, period=period)
    except Exception:  # told when its customer is read alone
        return None


def broken(code: str, error: Exception) -> Problem:
    """Why a customer has no statement."""
    return Problem(
        source=f"customer {code}",
        message=f"The statement could not be made: {type(error).__name__}: {error}",
        hint="The others were made.",
    )
