"""E-mail: the message as HTML and text, by SMTP when the company is live, into a folder while it rehearses.

Reads: the message it is given, the SMTP settings, the home. Owns the rehearsal mailbox.

Promises:
- the same message gives the same bytes; its Message-ID is the one the outbox chose; nothing in it can add a header or a recipient;
- rehearsal opens no connection, and the same message overwrites its own file;
- live, the phase is known: before the data it *failed* or was *refused*, lost after the data it is *unknown*.
"""

from recobro.channels.email.mailbox import Mailbox
from recobro.channels.email.smtp import Smtp

__all__ = ["Mailbox", "Smtp"]
