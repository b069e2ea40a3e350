"""Kinds of work that run beside the pages, one a module. `python -m recobro.web.work JOB` does one job; see `web/background.py`."""
