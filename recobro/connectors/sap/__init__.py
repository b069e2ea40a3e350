"""SAP: the customers' open and cleared items as JSON lines, one file or a folder of them. Owns no table; reads no clock."""

from recobro.connectors.sap.read import FORMAT

__all__ = ["FORMAT"]
