"""The shapes in which banks export their tables, written down from what is known of them; nothing in them is of anybody."""

from __future__ import annotations

from pathlib import Path

import pytest

from recobro.connectors.bank.format import BankOptions
from recobro.connectors.bank.tests.reading import read_file

OURS, THEIRS = "DE02120300000000202051", "DE89370400440532013000"


@pytest.mark.parametrize(
    ("text", "found", "opening", "closing"),
    [
        pytest.param(
            '"Booking Date","Value Date","Partner Name","Partner Iban",Type,"Payment Reference","Account Name","Amount (EUR)",'
            '"Original Amount","Original Currency","Exchange Rate"\n'
            f'2024-06-13,2024-06-14,"LATE GMBH",{THEIRS},"Credit Transfer","RE 17","Main",119,,,\n'
            '2024-06-14,2024-06-14,"Shop",,Presentment,,"Main",-12.5,-13.5,USD,1.08\n',
            ["119.00 LATE GMBH", "-12.50 Shop"], None, None, id="N26",
        ),
        pytest.param(
            "Type,Product,Started Date,Completed Date,Description,Amount,Fee,Currency,State,Balance\n"
            "TOPUP,Current,2024-01-01 10:00:00,2024-01-01 10:00:05,From Late,100.00,0.00,EUR,COMPLETED,100.00\n"
            "CARD_PAYMENT,Current,2024-01-02 10:00:00,2024-01-03 11:00:00,Shop,-20.00,0.50,EUR,COMPLETED,79.50\n"
            "CARD_PAYMENT,Current,2024-01-04 10:00:00,,Other,-50.00,0.00,EUR,REVERTED,\n",
            ["100.00 ", "-20.50 "], "0.00", "79.50", id="Revolut: the balance moves by the amount less the fee",
        ),
        pytest.param(
            "Últimos movimientos;;;;;;;;\nCuenta: ES91 2100 0418 4502 0005 1332;;;;;;;;\n\n"
            "F.Valor;Fecha;Concepto;Movimiento;Importe;Divisa;Disponible;Divisa;Observaciones\n"
            "05/01/2024;05/01/2024;Transferencia recibida;Abono;1.190,00;EUR;3.190,00;EUR;FRA 17 LATE SL\n"
            "04/01/2024;04/01/2024;Recibo;Adeudo;-100,00;EUR;2.000,00;EUR;LUZ\n",
            ["1190.00 ", "-100.00 "], "2100.00", "3190.00", id="BBVA",
        ),
        pytest.param(
            "Fecha Operación;Fecha Valor;Concepto;Importe;Saldo\n"
            "13/01/2024;13/01/2024;Transferencia De Late Sl;1.190,00 EUR;3.190,00 EUR\n"
            "02/01/2024;02/01/2024;Comision;-12,00 EUR;2.000,00 EUR\n",
            ["1190.00 Late Sl", "-12.00 "], "2012.00", "3190.00", id="Santander",
        ),
        pytest.param(
            "Compte de chèques;Compte de chèques;****1234;30/09/2024;;1 234,56\n"
            "Date operation;Libelle court;Type operation;Libelle operation;Montant operation en euro\n"
            "30/09/2024;VIREMENT RECU;VIR;VIR SEPA RECU /DE LATE SARL;1 190,00\n29/09/2024;PRLV;PRLV;EDF;-45,50\n",
            ["1190.00 LATE SARL", "-45.50 "], None, None, id="BNP",
        ),
        pytest.param(
            "Téléchargement du 01/02/2024;;;\n\nM. DUPONT;;;\nSolde au 31/01/2024 1 234,56 €;;;\n\n"
            "Date;Libellé;Débit Euros;Crédit Euros;\n"
            '31/01/2024;"VIREMENT EN VOTRE FAVEUR                  \nLATE SARL FACT 2024-17                   \n";;1 190,00;\n'
            '05/01/2024;"PRELEVEMENT\nEDF";45,50;;\n',
            ["1190.00 LATE SARL", "-45.50 "], None, "1234.56", id="Crédit Agricole",
        ),
        pytest.param(
            '"Auftragskonto";"Buchungstag";"Valutadatum";"Buchungstext";"Verwendungszweck";"Glaeubiger ID";"Mandatsreferenz";'
            '"Kundenreferenz (End-to-End)";"Sammlerreferenz";"Lastschrift Ursprungsbetrag";"Auslagenersatz Ruecklastschrift";'
            '"Beguenstigter/Zahlungspflichtiger";"Kontonummer/IBAN";"BIC (SWIFT-Code)";"Betrag";"Waehrung";"Info"\n'
            f'"{OURS}";"31.01.24";"31.01.24";"GUTSCHRIFT";"RE 17";"";"";"NOTPROVIDED";"";"";"";"LATE GMBH";"{THEIRS}";'
            f'"COBADEFFXXX";"1.190,00";'
            '"EUR";"Umsatz gebucht"\n',
            ["1190.00 LATE GMBH"], None, None, id="Sparkasse",
        ),
        pytest.param(
            "Umsatzanzeige;Datei erstellt am: 01.02.2024 08:13\n\nIBAN;DE02 1203 0000 0000 2020 51\nKunde;Dunder GmbH\n"
            "Zeitraum;01.01.2024 - 31.01.2024\nSaldo;3.190,00;EUR\n\n"
            "Buchung;Wertstellungsdatum;Auftraggeber/Empfänger;Buchungstext;Verwendungszweck;Saldo;Währung;Betrag;Währung\n"
            "31.01.2024;31.01.2024;LATE GMBH;Gutschrift;RE 2024-17;3.190,00;EUR;1.190,00;EUR\n"
            "02.01.2024;02.01.2024;EDF;Lastschrift;Strom;2.000,00;EUR;-45,50;EUR\n",
            ["1190.00 LATE GMBH", "-45.50 EDF"], "2045.50", "3190.00", id="ING",
        ),
        pytest.param(
            f'"Girokonto";"{OURS}"\n"Kontostand vom 31.01.2024:";"3.190,00 €"\n""\n'
            '"Buchungsdatum";"Wertstellung";"Status";"Zahlungspflichtige*r";"Zahlungsempfänger*in";"Verwendungszweck";"IBAN";'
            '"Betrag (€)"\n'
            f'"31.01.24";"31.01.24";"Gebucht";"LATE GMBH";"DUNDER GMBH";"RE 17";"{THEIRS}";"1.190,00"\n'
            '"30.01.24";"30.01.24";"Gebucht";"DUNDER GMBH";"EDF";"Strom";"DE02100100100006820101";"-45,5"\n',
            ["1190.00 LATE GMBH", "-45.50 EDF"], None, "3190.00", id="DKB: payer and payee in two columns",
        ),
        pytest.param(
            "Letzter Kontostand;;;;2.000,00;EUR\n"
            "Buchungstag;Wert;Umsatzart;Begünstigter / Auftraggeber;Verwendungszweck;IBAN;BIC;Betrag;Soll;Haben;Währung\n"
            f"30.1.2024;30.1.2024;SEPA-Gutschrift;LATE GMBH;RE 17;{THEIRS};COBADEFF;;;1.190,00;EUR\n"
            f"31.1.2024;31.1.2024;SEPA-Lastschrift;EDF;Strom;;;;-45,50;;EUR\n"
            "Kontostand;31.01.2024;;;3.144,50;EUR\n",
            ["1190.00 LATE GMBH", "-45.50 EDF"], "2000.00", "3144.50", id="Deutsche Bank: balances above and below",
        ),
        pytest.param(
            "Numéro de compte : 04123456789;Nom du compte : COMPTE;Devise : EUR;\n\nSolde en fin de période;;;;3144,50\n"
            "Date;Numéro d'opération;Libellé;Débit;Crédit;Détail;\n31/01/24;0001;VIR LATE SARL;;+1190,00;FACT 17;\n"
            "30/01/24;0002;PRLV EDF;-45,50;;;\n"
            "Solde en début de période;;;;2000,00\n",
            ["1190.00 ", "-45.50 "], "2000.00", "3144.50", id="Caisse d'Épargne",
        ),
        pytest.param(
            "Data Registrazione;Data valuta;Descrizione;Importo (EUR);Canale;\n"
            "31.01.2024;31.01.2024;BONIFICO DA LATE SRL;1.190,00;;\n30.01.2024;30.01.2024;SDD EDF;-45,50;;\n",
            ["1190.00 LATE SRL", "-45.50 "], None, None, id="UniCredit",
        ),
        pytest.param(
            "Lista Movimenti;;;;;;;\nData;Operazione;Dettagli;Conto o carta;Contabilizzazione;Categoria;Valuta;Importo\n"
            "31/01/2024;Bonifico Da Late Srl;FATT 17;Conto 1000/12345;CONTABILIZZATO;Altro;EUR;1190,00\n",
            ["1190.00 Late Srl"], None, None, id="Intesa: Valuta is the currency",
        ),
        pytest.param(
            "Data contabile;Data valuta;Dare;Avere;Divisa;Descrizione;\n01/01/2024;;;2.000,00;EUR;SALDO INIZIALE;\n"
            "30/01/2024;30/01/2024;-45,50;;EUR;SDD EDF;\n"
            "31/01/2024;31/01/2024;;1.190,00;EUR;BONIFICO DA LATE SRL;\n31/01/2024;;;3.144,50;EUR;SALDO FINALE;\n",
            ["-45.50 ", "1190.00 LATE SRL"], "2000.00", "3144.50", id="balances as rows",
        ),
        pytest.param(
            'Date,Type,Description,Paid out,Paid in,Balance\n30 Jan 2024,CR,LATE LTD INV 17,,"1,190.00","3,190.00"\n'
            '31 Jan 2024,DD,EDF,45.50,,"3,144.50"\n',
            ["1190.00 ", "-45.50 "], "2000.00", "3144.50", id="HSBC",
        ),
        pytest.param(
            '"TransferWise ID",Date,Amount,Currency,Description,"Payment Reference","Running Balance","Exchange Rate",'
            '"Payer Name","Payee Name","Total fees"\n'
            'T-2,31-01-2024,1190.00,EUR,"Received money","RE 17",3144.50,,"LATE GMBH",,0.00\n'
            'T-1,30-01-2024,-45.50,EUR,"Sent money",,1954.50,,,"EDF",0.50\n',
            ["1190.00 LATE GMBH", "-45.50 EDF"], "2000.00", "3144.50", id="Wise: the fee is in the amount",
        ),
        pytest.param(
            '"Date";"Name / Description";"Account";"Counterparty";"Code";"Debit/credit";"Amount (EUR)";"Notifications"\n'
            '"20240131";"LATE BV";"NL91ABNA0417164300";"NL20INGB0001234567";"OV";"Credit";"1190,00";"INV 17"\n'
            '"20240130";"EDF";"NL91ABNA0417164300";"";"IC";"Debit";"45,50";"EDF"\n',
            ["1190.00 ", "-45.50 "], None, None, id="a column says which way",
        ),
        pytest.param(
            'Date,Narration,Amount,Balance\n31/01/2024,LATE LTD,"1,190.00 CR","3,144.50 CR"\n30/01/2024,EDF,45.50 DR,"1,954.50 CR"\n',
            ["1190.00 ", "-45.50 "], "2000.00", "3144.50", id="CR and DR behind the amount",
        ),
        pytest.param(
            "Details,Posting Date,Description,Amount,Type,Balance,Check or Slip #\n"
            "CREDIT,01/31/2024,LATE INC,1190.00,ACH_CREDIT,3144.50,,\nDEBIT,01/30/2024,EDF,-45.50,ACH_DEBIT,1954.50,,\n",
            ["1190.00 ", "-45.50 "], "2000.00", "3144.50", id="Chase: the month first",
        ),
    ],
)  # fmt: skip
def test_it_reads_the_shapes_of_banks(
    tmp_path: Path, text: str, found: list[str], opening: str | None, closing: str | None
) -> None:
    path = tmp_path / "export.csv"
    path.write_text(text, encoding="utf-8")
    file = read_file(path, BankOptions(currency="EUR"))
    (statement,) = file.statements
    assert [f"{one.amount} {one.payer_name}" for one in statement.movements] == found
    assert not file.faults
    stated = [None if one is None else str(one) for one in (statement.opening, statement.closing)]
    assert stated == [opening, closing]
    assert statement.agrees or opening is None
    assert max(one.booked_on for one in statement.movements if one.booked_on).month in (1, 6, 9)
