"""Disputes that files name: they begin with the file that says so, and end with the first that says it no longer."""

from __future__ import annotations

from datetime import date, datetime

from recobro.casework.end import end
from recobro.casework.record import NOT_IN_FILE, dispute_once, open_disputes_of
from recobro.connectors.record import Record
from recobro.ledger.find import identities, items_by_identity


class Disputes:
    """What one file says about disputes, kept until its items are posted. Memory is that of what is disputed."""

    def __init__(self, company_id: int, *, source: str, on: date) -> None:
        self._company_id, self._source, self._on = company_id, source, on
        standing = open_disputes_of(company_id, source=source, on=on)
        names = identities(company_id, list(standing))
        self._standing = {names[item_id]: dispute_id for item_id, dispute_id in standing.items()}
        self._named: list[tuple[str, int, Record]] = []
        self._over: list[tuple[int, Record]] = []

    def see(self, record: Record, key: str, instalment: int) -> None:
        """A record that says whether its item is disputed."""
        if record.disputed:
            self._named.append((key, instalment, record))
        elif record.disputed is False and (key, instalment) in self._standing:
            self._over.append((self._standing.pop((key, instalment)), record))

    def record(self, *, at: datetime, by: str) -> tuple[int, list[Record]]:
        """Records the new ones and ends those that are over, on the day of the import. Gives how many are new, and the ended."""
        found = items_by_identity(
            self._company_id, source=self._source, keys=[(key, number) for key, number, _ in self._named]
        )
        new = 0
        for key, number, record in self._named:
            item = found.get((key, number))
            if item:
                new += dispute_once(
                    self._company_id, customer_id=item.customer_id, item_id=item.item_id, source=self._source,
                    reason=record.dispute_reason or "Disputed (imported)", from_on=record.disputed_from or item.issued_on,
                    until_on=record.disputed_until, at=at, by=by,
                )  # fmt: skip
        for dispute_id, _ in self._over:
            end(
                self._company_id,
                kind="dispute",
                case_id=dispute_id,
                on=self._on,
                reason=NOT_IN_FILE,
                at=at,
                by=by,
            )
        return new, [record for _, record in self._over]
