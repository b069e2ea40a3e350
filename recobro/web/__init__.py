"""The pages: what a credit controller does in a day, in a browser, in English, Spanish or French.

Owns no rule and no table. A page parses, calls one verb of a room, and renders. `urls.py` lists all addresses; each begins with the
company, so that two tabs with two companies never meet. Acts are resources: `POST /c/3/customers/17/holds`.

To add a page: a module in `pages/`, its templates in `templates/<page>/`, its lines in `urls.py`, its words in `locale/`
(`python -m tools.words`). `door.py` says who may enter.
"""
