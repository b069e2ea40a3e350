"""Statements of banks come in: one module a format, alike in what `format.py` says."""
