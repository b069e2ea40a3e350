"""The demo company: invented, and always the same for a given day.

`demo_company` adds it, `demo_files` writes what its accounting program would export, to be imported like any other file, and
`demo_casework` records what its people agreed and which policy treats whom. On the days of `demo_days` its nights are to be played
before the day itself, so that not every customer hears the first word on it; then the bank's statement of the day is to be read
(`demo_statement`). Every name is made up; nobody can be reached.
"""

from recobro.connectors.demo.bank import demo_rates, demo_statement
from recobro.connectors.demo.casework import demo_casework, demo_days
from recobro.connectors.demo.company import demo_company, demo_people
from recobro.connectors.demo.files import demo_files

__all__ = [
    "demo_casework",
    "demo_company",
    "demo_days",
    "demo_files",
    "demo_people",
    "demo_rates",
    "demo_statement",
]
