"""Files that belong to items: the invoice as a PDF, the e-invoice as XML, found by the number of the document.

`add_documents` reads files and folders, matches each to the item that it is about, and files it in the ledger. What an e-invoice says
of itself counts, in a file of its own or inside a PDF; else the name of the file. Nothing is guessed: a file that fits two items, or
none, is told with the way out.
"""

from recobro.connectors.documents.add import Added, add_documents

__all__ = ["Added", "add_documents"]
