"""The one door for files of exchange rates: what is it, and which rates are in it?"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from recobro.access.rates import Quote
from recobro.connectors.content import found_in, head_of, what_it_is
from recobro.connectors.rates import ecb, table
from recobro.connectors.rates.table import RateOptions
from recobro.connectors.table.fault import shown
from recobro.kernel.money import is_currency
from recobro.kernel.problems import Problem, Refused, refuse

UNPACKED_MAX = 64 << 20  # the whole history of the ECB is 2 MB as CSV, 8 MB as XML
BLOCK = 1 << 16
HINT = (
    "Recobro reads eurofxref files of the ECB (XML, CSV, ZIP), and CSV with date, currency, rate (and base)."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RateFile:
    """What a file says: the rates, each pair once a day, and the problems with their lines. What has a problem is left out."""

    name: str
    what: str
    quotes: tuple[Quote, ...]
    problems: tuple[Problem, ...]


def read_rates(path: Path, options: RateOptions) -> RateFile:
    """Reads all of the file. Raises Refused for what is no file of rates, and where not one rate in it can be read."""
    if not is_currency(options.base):
        raise refuse(
            "--base",
            f"{shown(options.base)} is no currency.",
            "Write the three-letter ISO code, such as USD.",
        )
    with _unpacked(path) as file:
        what, found = _recognise(file, options)
        quotes, problems = _once(found, file.name)
    if not quotes:
        none = Problem(source=path.name, message="There is no exchange rate in the file.", hint=HINT)
        raise Refused(problems or [none])
    return RateFile(name=path.name, what=what, quotes=tuple(quotes), problems=tuple(problems))


def _recognise(path: Path, options: RateOptions) -> tuple[str, Iterator[tuple[int, Quote] | Problem]]:
    head = head_of(path)
    if head and ecb.recognise(head):
        return "ECB (XML)", ecb.read(path)
    if not head or what_it_is(head) is not None:
        raise refuse(path.name, f"{found_in(head, path)}: that is no file of exchange rates.", HINT)
    try:
        return table.read(path, options)
    except Refused as refused:
        raise Refused(
            [replace(one, hint=HINT) if "names columns" in one.message else one for one in refused.problems]
        ) from None


def _once(found: Iterator[tuple[int, Quote] | Problem], source: str) -> tuple[list[Quote], list[Problem]]:
    """Each pair once a day: another rate for the same day is a problem, the same one again is not."""
    quotes: dict[tuple[object, ...], tuple[int, Quote]] = {}
    problems = []
    for one in found:
        if isinstance(one, Problem):
            problems.append(one)
            continue
        line, quote = one
        first, known = quotes.setdefault((quote.base, quote.currency, quote.on), one)
        if known.rate != quote.rate:
            message = f"{quote.base}/{quote.currency} of {quote.on} is {quote.rate:f} here, and {known.rate:f} in line {first}."
            problems.append(
                Problem(
                    source=source,
                    line=line,
                    message=message,
                    hint="The first one was taken: correct the file.",
                )
            )
    return [quote for _, quote in quotes.values()], problems


@contextmanager
def _unpacked(path: Path) -> Iterator[Path]:
    """The file, or the only one that an archive holds: the ECB packs its CSV."""
    if not head_of(path).startswith(b"PK\x03\x04"):
        yield path
        return
    with TemporaryDirectory(prefix="recobro-rates-") as folder:
        yield _take_out(path, Path(folder))


def _take_out(archive: Path, folder: Path) -> Path:
    try:
        with zipfile.ZipFile(archive) as opened:
            inside = [one for one in opened.infolist() if not one.is_dir()]
            if len(inside) != 1:
                raise refuse(archive.name, f"The archive has {len(inside)} files, and not one.", HINT)
            file = folder / (
                Path(inside[0].filename.replace("\\", "/")).name[-100:].replace("\0", "") or "rates"
            )
            with opened.open(inside[0]) as packed, file.open("xb") as out:
                while block := packed.read(BLOCK):
                    if out.tell() + len(block) > UNPACKED_MAX:
                        raise refuse(
                            archive.name, f"The archive unpacks to more than {UNPACKED_MAX >> 20} MB.", HINT
                        )
                    out.write(block)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError, OSError):
        raise refuse(
            archive.name, "The archive cannot be unpacked.", "Download it again, or unpack it yourself."
        ) from None
    return file
