"""The letters room: how a reminder says what it has to say.

Owns: the layout of messages and their fixed words in English, Spanish and French (`words/`), for e-mail, paper and tasks. No
tables, no Django, no files written except where `batch` is given a path.

Reads: only the values in `values.py`, which the caller fills, and `kernel/placeholders.py`.

Promises:
- `compose(content, channel)` says what the content holds and nothing else: one section a currency, never added together;
  items by due date; credits deducted line by line, the net being the total; what is not asked for apart from it.
- Data are printed as they are: never read as HTML, as typst code, or as placeholders.
- The same content gives the same message and the same `fingerprint`, byte for byte.
- `pdf(rendered.letter)` prints that letter; `batch(pdfs)` puts many into one file for the printer.
- `content_from_json(content_to_json(content)) == content`.

`layout.py` decides what is said, in which order; `plain.py`, `email.py` and `post.py` with `letter.typ` print it. `frame.typ` is the sheet
of the house, which `statement/` (the statement of account, on paper and as a spreadsheet) prints on, too.
"""

from recobro.letters.compose import compose, fingerprint
from recobro.letters.post import batch, pdf
from recobro.letters.stored import content_from_json, content_to_json

__all__ = ["batch", "compose", "content_from_json", "content_to_json", "fingerprint", "pdf"]
