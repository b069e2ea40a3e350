"""Recobro: self-hosted credit control and collections. `flow` is the table of contents."""
