"""CAMT.052, CAMT.053, CAMT.054: reports, statements and notices of banks in XML (ISO 20022), any version. Owns no table."""

from recobro.connectors.bank.camt.read import FORMAT

__all__ = ["FORMAT"]
