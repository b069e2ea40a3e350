"""Norma 43, the statement of Spanish banks."""

from recobro.connectors.bank.norma43.read import FORMAT

__all__ = ["FORMAT"]
