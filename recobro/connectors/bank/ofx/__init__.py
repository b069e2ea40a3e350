"""OFX and QFX: what banks offer for download, as SGML (1.x) or XML (2.x), often something between. Owns no table."""

from recobro.connectors.bank.ofx.read import FORMAT

__all__ = ["FORMAT"]
