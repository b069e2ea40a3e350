"""Kinds of work that run beside the pages, one a module. `python -m recobro.web.jobs JOB` does one job; see `web/background.py`."""
