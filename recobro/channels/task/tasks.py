"""A message for our own people becomes a task on their list. It closes itself when all that it is about is paid."""

from __future__ import annotations

from django.db import Error

from recobro.casework.tasks import add_task
from recobro.kernel.problems import Refused
from recobro.outbox.channel import Outgoing, Result


class Tasks:
    """The road of `task`, `call`, `sms` and `whatsapp`, in rehearsal and live."""

    is_contact = False
    is_down = False

    def send(self, message: Outgoing) -> Result:
        """Puts the task on the list; the same message gives the same task."""
        try:
            task_id = add_task(
                message.company.id,
                customer_id=message.customer_id,
                mode=message.mode,
                kind="call" if message.channel == "call" else "task",
                role=message.role or "collector",
                assignee=message.assignee,
                title=message.subject,
                script=message.text,
                due_on=message.on,
                items=message.items,
                message_id=message.message_id,
                at=message.at,
            )
        except (Error, Refused) as error:  # asking again is safe, so this is never unknown
            return Result("failed", f"The task could not be recorded: {error}")
        return Result("sent", f"Task {task_id}.")
