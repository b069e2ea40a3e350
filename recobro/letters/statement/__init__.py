"""The statement of account: what a customer owes, paid, and is about to owe, on paper, as a spreadsheet and as an e-mail.

Reads only the values in `values.py`. `pdf.py` and `statement.typ` print it on the sheet of the house, `sheet.py` writes the
spreadsheet, `email.py` the letter that brings both. Currencies are never added together, credits always carry a minus.
"""

from recobro.letters.statement.email import Mail, compose_mail, files_of, mail_from_json, mail_to_json
from recobro.letters.statement.pdf import statement_data, statement_pdf
from recobro.letters.statement.sheet import statement_xlsx

__all__ = [
    "Mail",
    "compose_mail",
    "files_of",
    "mail_from_json",
    "mail_to_json",
    "statement_data",
    "statement_pdf",
    "statement_xlsx",
]
