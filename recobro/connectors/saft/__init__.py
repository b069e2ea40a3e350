"""SAF-T, the standard audit file that accounting systems write for tax offices: Norway, Portugal, and others alike. Owns no table."""

from recobro.connectors.saft.read import FORMAT

__all__ = ["FORMAT"]
