"""Recobro: self-hosted credit control and collections. `flow.py` is the table of contents."""
