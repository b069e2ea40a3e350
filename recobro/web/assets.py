"""Style sheets and scripts under an address that changes with their content, so that browsers may keep them for a year.

Nothing has to be collected or built: the files are served from the packages that bring them.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


class HashedByContent(StaticFilesStorage):
    """Adds `?v=` and a fingerprint of the content to an address."""

    def url(self, name: str | None) -> str:
        address = super().url(name)
        fingerprint = _fingerprint(name or "")
        return f"{address}?v={fingerprint}" if fingerprint else address


@cache
def _fingerprint(name: str) -> str:
    found = finders.find(name)
    return sha256(Path(found).read_bytes()).hexdigest()[:12] if isinstance(found, str) else ""
