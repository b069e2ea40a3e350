"""Tables of movements, as every bank lets its customers export them: CSV in any shape, and Excel workbooks."""

from recobro.connectors.bank.table.read import FORMAT

__all__ = ["FORMAT"]
