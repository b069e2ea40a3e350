"""Everything about the package stands in pyproject.toml, but its version: that is the newest one of the changelog."""

import re
from pathlib import Path

from setuptools import setup

CHANGELOG = Path(__file__).resolve().parent / "CHANGELOG.md"
found = re.search(r"^## \[?(\d+\.\d+\.\d+)", CHANGELOG.read_text(encoding="utf-8"), re.MULTILINE)
if found is None:
    raise SystemExit("CHANGELOG.md has no heading with a version, such as `## 0.1.0 (2026-11-22)`.")
setup(version=found[1])
