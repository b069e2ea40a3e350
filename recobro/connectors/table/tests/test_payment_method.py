"""P-7: a customer who pays by direct debit is excluded by his method, as files of three languages write it."""

from __future__ import annotations

import pytest

from recobro.connectors.table.cells import reader_of


@pytest.mark.parametrize(
    "written",
    [
        "direct_debit", "Direct debit", "SEPA Direct Debit", "SDD", "Prélèvement", "prélèvement automatique SEPA", "PRLV SEPA",
        "Domiciliación", "DOMICILIACION BANCARIA", "Recibo domiciliado a 30 días", "adeudo directo", "SEPA-Lastschrift",
    ],
)  # fmt: skip
@pytest.mark.parametrize("field", ["payment_method", "customer_payment_method"])
def test_it_recognises_a_direct_debit(written: str, field: str) -> None:
    assert reader_of(field, default_currency=None)(written) == "direct_debit"


@pytest.mark.parametrize(
    "written", ["Transferencia", "Virement", "Cheque", "Bank transfer", "Debit card", "Efectivo"]
)
def test_it_keeps_other_methods_as_they_are_written(written: str) -> None:
    assert reader_of("payment_method", default_currency=None)(written) == written
