"""The whole product in order: what comes in (`reading`), the day (`day`), and what a person does (`approving`, `by_hand`, `statements`).

The nightly job, the command line, the pages and the stories of the tests call these functions, and nothing else decides an order.
"""

from recobro.flow.approving import approvable, approve, approve_waiting, process_follow_up
from recobro.flow.by_hand import ByHand, Manual, preview_reminder, propose_by_hand, remind_now
from recobro.flow.day import Day, Delivery, deliver_approved, night, propose_day, rehearse
from recobro.flow.reading import BankMatched, import_file, match_bank, read_bank
from recobro.flow.statements import Sent, send_statements, send_trial

__all__ = [
    "BankMatched",
    "ByHand",
    "Day",
    "Delivery",
    "Manual",
    "Sent",
    "approvable",
    "approve",
    "approve_waiting",
    "deliver_approved",
    "import_file",
    "match_bank",
    "night",
    "preview_reminder",
    "process_follow_up",
    "propose_by_hand",
    "propose_day",
    "read_bank",
    "rehearse",
    "remind_now",
    "send_statements",
    "send_trial",
]
