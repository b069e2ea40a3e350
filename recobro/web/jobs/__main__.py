"""The process of one job, or of several one after the other: `python -m recobro.web.jobs JOB ...`."""

from __future__ import annotations

import os
import sys

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recobro.settings")
    django.setup()

    from recobro.web.background import work

    work(*map(int, sys.argv[1:]))
