"""CODA, the coded statement of Belgian banks (Febelfin, versions 1 and 2)."""

from recobro.connectors.bank.coda.read import FORMAT

__all__ = ["FORMAT"]
