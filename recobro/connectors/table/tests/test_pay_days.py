"""A column of pay days is read as people write it; what names no day is told once and left out."""

from __future__ import annotations

import pytest

from recobro.connectors.table.cells import reader_of
from recobro.connectors.table.fault import Fault
from recobro.connectors.table.header import fields_of
from recobro.ledger.paydays import PayDays

READ = reader_of("customer_pay_days", default_currency=None)


@pytest.mark.parametrize("name", ["Pay days", "Días de pago", "Jours de paiement", "Jour de règlement"])
def test_it_knows_the_column(name: str) -> None:
    assert "customer_pay_days" in fields_of(name, "sure")


def test_it_reads_the_days() -> None:
    assert READ("revisión lunes / pago viernes") == PayDays(weekdays=(5,), review_weekdays=(1,))
    assert READ("") is None


def test_it_leaves_out_what_names_no_day() -> None:
    fault = READ("when it suits")
    assert isinstance(fault, Fault)
    assert fault.severity == "warning"
