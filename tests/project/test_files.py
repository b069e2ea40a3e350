"""What no file of the project may hold: the name of a package registry's host, or a path of somebody's machine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.project.rooms import ROOT

# Made by tools, and ignored by git.
IGNORED = {
    ".git",
    ".venv",
    ".demo",
    "build",
    "dist",
    "__pycache__",
    ".hypothesis",
    ".mypy_cache",
    ".pytest_cache",
}
IGNORED |= {".ruff_cache", ".import_linter_cache", "recobro.egg-info"}

# Put together here, so that this file does not find itself.
HOSTS = ["py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com", "deb.de" + "bian.org"]
REGISTRY = re.compile("|".join(map(re.escape, HOSTS)))
MACHINE_PATH = re.compile(r"(?<![\w./~-])/(?:work|root|home/\w+|Users/\w+)/\w[\w./-]*")


def files() -> Iterator[Path]:
    for path in ROOT.rglob("*"):
        if path.is_file() and not IGNORED.intersection(path.relative_to(ROOT).parts):
            yield path


def unwanted(text: str) -> list[str]:
    return [found[0] for pattern in (REGISTRY, MACHINE_PATH) for found in pattern.finditer(text)]


def test_it_names_no_registry_and_no_machine() -> None:
    looked_at = {path: unwanted(path.read_text(encoding="utf-8", errors="replace")) for path in files()}
    assert len(looked_at) > 50
    assert {str(path.relative_to(ROOT)): found for path, found in looked_at.items() if found} == {}


def test_the_lock_names_versions_and_hashes_only() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    assert "://" not in lock
    assert "--index" not in lock
    assert lock.count("==") < lock.count("--hash=sha256:")


@pytest.mark.parametrize(
    "text",
    [
        f"https://{HOSTS[0]}/simple",
        "open('/wo" + "rk/main/x.csv')",
        "see /ro" + "ot/notes.txt",
        "/ho" + "me/ana/x",
    ],
)
def test_it_notices_what_is_unwanted(text: str) -> None:
    assert len(unwanted(text)) == 1


@pytest.mark.parametrize(
    "text", ["docs/work/plan.md", "https://example.invalid/work/x", "/var/lib/recobro", "/tmp"]
)
def test_it_lets_the_rest_pass(text: str) -> None:
    assert unwanted(text) == []
