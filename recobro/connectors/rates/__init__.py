"""Files of exchange rates: the European Central Bank's (XML, CSV, ZIP), and any CSV with date, currency and rate."""

from recobro.connectors.rates.read import RateFile, RateOptions, read_rates

__all__ = ["RateFile", "RateOptions", "read_rates"]
