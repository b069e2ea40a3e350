"""Messages that no policy sends: statements of account, and trials of a level to a colleague."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from recobro.access.company import CompanyValue, read_company
from recobro.channels import channels_for
from recobro.flow.progress import Clock, Tick, silent
from recobro.insight.statement import Period
from recobro.insight.statement_files import broken, statements
from recobro.kernel.problems import Problem, Refused
from recobro.outbox.channel import Result
from recobro.outbox.deliver import deliver
from recobro.outbox.preview import trial
from recobro.outbox.statement import queue_statement
from recobro.policy.ladder import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What became of statements: counts by status, notes on those that did not just leave, and the customers left out."""

    counts: dict[str, int]
    notes: tuple[str, ...]
    problems: tuple[Problem, ...]


def send_statements(
    company_id: int, *, customers: Sequence[int], period: Period, formats: tuple[str, ...] = ("pdf",), language: str | None = None,
    although: str = "", on: date, clock: Clock, by: str, progress: Tick = silent,
) -> Sent:  # fmt: skip
    """Sends each customer his statement by e-mail, through the outbox. Whoever sends them approves them (`by`).

    Customers are isolated: where something stands against it, or a statement cannot be made, the customer is told and the rest leaves.
    """
    company = read_company(company_id)
    queued: list[int] = []
    problems: list[Problem] = []
    made = statements(company_id, customers=customers, period=period, language=language)
    for customer_id, one in zip(customers, made, strict=True):
        if isinstance(one, Problem):
            problems.append(one)
            continue
        try:
            message = queue_statement(
                company, customer_id, one, formats=formats, although=although, on=on, at=clock(), by=by
            )
        except Refused as refused:
            problems += refused.problems
        except Exception as error:  # one customer's fault must not cost the others theirs (P-12)
            problems.append(broken(one.addressee.code, error))
        else:
            queued.append(message)
        progress()
    with channels_for(company.mode) as channels:
        delivered = deliver(company_id, on=on, clock=clock, channels=channels, only=queued)
    return Sent(counts=delivered.counts, notes=delivered.notes, problems=tuple(problems))


def send_trial(
    company: CompanyValue, level: Level, *, customer_id: int, language: str, on: date, recipient: str, mark: str, note: str, at: datetime
) -> Result:  # fmt: skip
    """Sends the message that this level would be to the customer to a colleague instead, marked as a trial.

    Nothing is recorded, and while the company rehearses it lands in the mailbox as everything does.
    """
    message = trial(
        company, level, customer_id=customer_id, language=language, as_of=on, recipient=recipient, mark=mark, note=note, at=at
    )  # fmt: skip
    with channels_for(company.mode) as channels:
        return channels["email"].send(message)
