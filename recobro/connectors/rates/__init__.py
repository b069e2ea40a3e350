"""Files of exchange rates: the European Central Bank's (XML, CSV, ZIP), and any CSV with date, currency and rate."""

from recobro.connectors.rates.read import RateFile, RateOptions, read_rates
from recobro.connectors.rates.take_in import RatesTaken, take_in_rates

__all__ = ["RateFile", "RateOptions", "RatesTaken", "read_rates", "take_in_rates"]
