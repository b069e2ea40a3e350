"""Excel workbooks (XLSX, XLSM), streamed: memory does not grow with the sheet. Owns no table; reads no clock; writes nothing."""

from recobro.connectors.xlsx.read import FORMAT

__all__ = ["FORMAT"]
