"""CSV, in whatever shape spreadsheets and accounting programs export it.

Offers `read`, which finds out what a file is and streams its records and problems, and `load_profile`, which reads what a
person says about a kind of file. Owns no table; reads no clock; writes nothing.
"""

from recobro.connectors.csv.profile import Profile, load_profile, parse_profile
from recobro.connectors.csv.read import Reading, read

__all__ = ["Profile", "Reading", "load_profile", "parse_profile", "read"]
