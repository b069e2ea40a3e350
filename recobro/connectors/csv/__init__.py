"""CSV, in whatever shape spreadsheets and accounting programs export it. Owns no table; reads no clock; writes nothing."""

from recobro.connectors.csv.read import FORMAT

__all__ = ["FORMAT"]
