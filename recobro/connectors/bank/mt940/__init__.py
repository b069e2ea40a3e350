"""MT940 and MT942: statements of banks as SWIFT messages, in the dialects of countries. Owns no table."""

from recobro.connectors.bank.mt940.read import FORMAT

__all__ = ["FORMAT"]
