"""FEC, the file of accounting entries that every French accounting system can write. Owns no table; reads no clock."""

from recobro.connectors.fec.read import FORMAT

__all__ = ["FORMAT"]
