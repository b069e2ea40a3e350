"""Tasks and calls: the message becomes a task for one of our people. SMS and WhatsApp, which do not exist yet, do so, too.

Reads the message it is given; writes through `casework.add_task`. Promises: one message makes one task; the customer hears
nothing from it, so it is no contact.
"""

from recobro.channels.task.tasks import Tasks

__all__ = ["Tasks"]
