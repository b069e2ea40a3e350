"""Names of payers in texts: taken where they are announced, left where they are not."""

from __future__ import annotations

import pytest

from recobro.connectors.bank.names import payer_in


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("TRANSFERENCIA DE LATE SL", "LATE SL"),
        ("Transferencia De Late Sl, Concepto Fra 2024-17", "Late Sl"),
        ("TRANSFERENCIA INMEDIATA DE DISTRIBUCIONES DEL SUR SA FRA 17", "DISTRIBUCIONES DEL SUR SA"),
        ("TRANSF. A SU FAVOR DE GONE SA REF 4711", "GONE SA"),
        ("ABONO ORDENANTE: LATE SL CONCEPTO: FRA 17", "LATE SL"),
        ("VIR SEPA RECU /DE LATE SARL /MOTIF FACT 2024-17", "LATE SARL"),
        ("VIR RECU 123456 DE: LATE SARL MOTIF: FACT 17", "LATE SARL"),
        ("VIREMENT EN VOTRE FAVEUR LATE SARL FACT 2024-17", "LATE SARL"),
        ("VIR SEPA LATE GMBH", "LATE GMBH"),
        ("BONIFICO A VOSTRO FAVORE DA LATE SRL PER FATT 2024-17", "LATE SRL"),
        ("Bonifico disposto da parte di Late Srl causale 17", "Late Srl"),
        ("Auftraggeber: LATE GMBH Buchungstext: RE 17", "LATE GMBH"),
        ("GUTSCHRIFT VON LATE AG RE 17", "LATE AG"),
        ("Gutschrift: Späth & Söhne AG", "Späth & Söhne AG"),
        ("Received money from LATE GMBH with reference RE 17", "LATE GMBH"),
        ("ORIG CO NAME:LATE INC ORIG ID:123", "LATE INC"),
        ("RE 2024-17 vom 2. Januar", ""),
        ("FRA 2024-17 LATE SL", ""),
        ("TRANSFERENCIA DE 123456", ""),
        ("PRLV SEPA EDF", ""),
        ("", ""),
    ],
)
def test_names_of_payers_in_texts(text: str, name: str) -> None:
    assert payer_in(text) == name
