"""Data and a typst template become a PDF: PDF/A-2a and PDF/UA-1, the same bytes for the same data.

The data go to the compiler as JSON strings, so nothing in them is ever read as markup. One compiler per process: loading the
fonts costs more than ten letters. Where a name holds a character that no font of ours has, it is an ordinary PDF, because the
standards refuse it.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import typst

ROOT = Path(__file__).parent
STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]


def typeset(template: Path, data: str) -> bytes:
    """The PDF of canonical JSON by a template of this room; the day of the PDF is `dated` in the data."""
    year, month, day = json.loads(data)["dated"]
    made_at = int(datetime(year, month, day, 12, tzinfo=UTC).timestamp())
    try:
        return _compiled(template, data, made_at, STANDARDS)
    except typst.TypstError as refusal:
        if "could not be displayed with font" not in refusal.message:
            raise
        return _compiled(template, data, made_at, [])


def _compiled(template: Path, data: str, made_at: int, standards: list[typst.PDFStandard]) -> bytes:
    made = _compiler().compile(
        template, format="pdf", sys_inputs={"data": data}, pdf_standards=standards, timestamp=made_at
    )
    if not isinstance(made, bytes):
        raise TypeError("typst gave no single PDF")
    return made


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(root=ROOT, font_paths=[fonts()], ignore_system_fonts=True)


def fonts() -> Path:
    """The folder of Noto Sans, from the package that brings it."""
    found = find_spec("fontpkg_noto_sans")
    if found is None or not found.submodule_search_locations:
        raise RuntimeError("The letters need the package fontpkg-noto-sans; install it with the others.")
    return Path(found.submodule_search_locations[0])
