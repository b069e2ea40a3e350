"""BAI2: the cash management statement of American banks (BAI, version 2), also of others. Owns no table."""

from recobro.connectors.bank.bai2.read import FORMAT

__all__ = ["FORMAT"]
