"""CAMT: statements, reports and notices in XML, whatever their version, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from recobro.bank.facts import MovementFact, StatementFact
from recobro.connectors.bank.format import BankOptions
from recobro.connectors.bank.recognise import recognise
from recobro.connectors.bank.tests.reading import File, read_file
from recobro.kernel.problems import Problem, Refused

OURS, THEIRS = "DE89370400440532013000", "NL91ABNA0417164300"
ROOTS = {
    "053": ("BkToCstmrStmt", "Stmt"),
    "052": ("BkToCstmrAcctRpt", "Rpt"),
    "054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
}
DAYS = "<BookgDt><Dt>2024-01-31</Dt></BookgDt><ValDt><Dt>2024-02-01</Dt></ValDt>"
QRR = "210000000003139471430009017"
Reader = Callable[..., File]


def document(
    *inside: str, kind: str = "053", version: str = "08", account: str = OURS, head: str = ""
) -> str:
    message, statement = ROOTS[kind]
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{kind}.001.{version}">\n'
        f"<{message}><GrpHdr><MsgId>M</MsgId></GrpHdr>\n<{statement}><Id>S1</Id><ElctrncSeqNb>7</ElctrncSeqNb>{head}\n"
        f"<Acct><Id><IBAN>{account}</IBAN></Id><Ccy>EUR</Ccy><Ownr><Nm>Harbour</Nm></Ownr></Acct>\n"
        + "\n".join(inside)
        + f"\n</{statement}></{message}></Document>\n"
    )


def entry(
    amount: str = "100.00", *details: str, way: str = "CRDT", status: str = "<Sts><Cd>BOOK</Cd></Sts>", days: str = DAYS,
    more: str = "", currency: str = "EUR", after: str = "",
) -> str:  # fmt: skip
    inside = f"<NtryDtls>{''.join(details)}</NtryDtls>" if details else ""
    return f'<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{way}</CdtDbtInd>{more}{status}{days}{inside}{after}</Ntry>'


def detail(amount: str = "", inside: str = "", *, currency: str = "EUR") -> str:
    value = f'<Amt Ccy="{currency}">{amount}</Amt>' if amount else ""
    return f"<TxDtls>{value}{inside}</TxDtls>"


def balance(
    code: str, amount: str, *, way: str = "CRDT", currency: str = "EUR", on: str = "2024-01-31"
) -> str:
    return (
        f'<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{way}</CdtDbtInd>'
        f"<Dt><Dt>{on}</Dt></Dt></Bal>"
    )


def parties(role: str, name: str, account: str = THEIRS) -> str:
    return (
        f"<RltdPties><{role}><Pty><Nm>{name}</Nm></Pty></{role}><{role}Acct><Id><IBAN>{account}</IBAN></Id></{role}Acct></RltdPties>"
        f"<RltdAgts><{role}Agt><FinInstnId><BICFI>ABNANL2A</BICFI></FinInstnId></{role}Agt></RltdAgts>"
    )


def unstructured(*texts: str) -> str:
    return "<RmtInf>" + "".join(f"<Ustrd>{text}</Ustrd>" for text in texts) + "</RmtInf>"


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    def reader(text: str | bytes, options: BankOptions | None = None) -> File:
        path = tmp_path / "statement.bin"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_file(path, options)

    return reader


def only(file: File) -> MovementFact:
    assert file.faults == []
    assert len(file.movements) == 1
    return file.movements[0]


def test_it_reads_a_payment_with_all_that_is_said_of_it(read: Reader) -> None:
    refs = "<Refs><AcctSvcrRef>B-1</AcctSvcrRef><EndToEndId>E-1</EndToEndId><MndtId>M-1</MndtId></Refs>"
    code = "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>"
    behalf = "<RltdPties><Dbtr><Nm>Late GmbH</Nm></Dbtr><UltmtDbtr><Nm>Group plc</Nm></UltmtDbtr></RltdPties>"
    file = read(
        document(
            balance("OPBD", "10"),
            entry(
                "100.00", detail("100.00", refs + code + behalf + unstructured("Invoice 1001", "and 1002"))
            ),
            balance("CLBD", "110"),
        )
    )
    assert file.format == "CAMT"
    assert file.statements[0].head.account == OURS
    assert (file.statements[0].head.number, file.statements[0].head.owner) == ("S1", "Harbour")
    assert file.statements[0].agrees
    one = only(file)
    assert (one.amount, one.currency, one.booked_on, one.value_on) == (
        Decimal("100.00"), "EUR", date(2024, 1, 31), date(2024, 2, 1),
    )  # fmt: skip
    assert (one.text, one.payer_name, one.ultimate_name) == (
        "Invoice 1001 and 1002",
        "Late GmbH",
        "Group plc",
    )
    assert (one.end_to_end, one.mandate, one.bank_reference, one.code) == (
        "E-1",
        "M-1",
        "B-1",
        "PMNT/RCDT/ESCT",
    )
    assert (one.line, one.entry, one.is_return, one.is_pending) == (7, 1, False, False)


@pytest.mark.parametrize("version", ["01", "02", "04", "08", "13"])
@pytest.mark.parametrize(("kind", "is_final"), [("052", False), ("053", True), ("054", False)])
def test_it_reads_any_version_of_the_three_messages(
    read: Reader, kind: str, is_final: bool, version: str
) -> None:
    file = read(document(balance("OPBD", "10"), entry(), balance("CLBD", "110"), kind=kind, version=version))
    assert only(file).amount == 100
    assert file.statements[0].head.is_final is is_final
    assert (file.statements[0].opening, file.statements[0].closing) == (
        (10, 110) if is_final else (None, None)
    )


@pytest.mark.parametrize(
    ("party", "account", "bank"),
    [
        # Version 2 and version 8 say the same at other depths; a foreign account has no IBAN.
        ("<Nm>Late GmbH</Nm>", f"<IBAN>{THEIRS}</IBAN>", "<BIC>ABNANL2A</BIC>"),
        ("<Pty><Nm>Late GmbH</Nm></Pty>", f"<IBAN>{THEIRS}</IBAN>", "<BICFI>ABNANL2A</BICFI>"),
        (
            "<Nm>Late GmbH</Nm>",
            f"<Othr><Id>{THEIRS}</Id></Othr>",
            "<ClrSysMmbId><MmbId>ABNANL2A</MmbId></ClrSysMmbId>",
        ),
    ],
)
def test_the_payer_of_a_credit_is_its_debtor(read: Reader, party: str, account: str, bank: str) -> None:
    inside = (
        f"<RltdPties><Dbtr>{party}</Dbtr><DbtrAcct><Id>{account}</Id></DbtrAcct><Cdtr><Nm>Harbour</Nm></Cdtr></RltdPties>"
        f"<RltdAgts><DbtrAgt><FinInstnId>{bank}</FinInstnId></DbtrAgt></RltdAgts>"
    )
    one = only(read(document(entry("1", detail("1", inside)))))
    assert (one.payer_name, one.payer_account, one.payer_bank) == ("Late GmbH", THEIRS, "ABNANL2A")


def test_the_other_side_of_a_debit_is_its_creditor(read: Reader) -> None:
    one = only(read(document(entry("25", detail("25", parties("Cdtr", "Power SA")), way="DBIT"))))
    assert (one.amount, one.payer_name) == (-25, "Power SA")


def test_a_reversal_keeps_the_way_that_the_money_went(read: Reader) -> None:
    """ISO 20022: the indicator says where the reversal itself goes, so that a reversed credit is a debit."""
    one = only(
        read(
            document(
                entry(
                    "40",
                    detail("40", parties("Dbtr", "Late GmbH")),
                    way="DBIT",
                    more="<RvslInd>true</RvslInd>",
                )
            )
        )
    )
    assert (one.amount, one.is_return, one.payer_name) == (-40, True, "Late GmbH")


@pytest.mark.parametrize(
    ("role", "code"),
    [
        ("Dbtr", "<Domn><Fmly><Cd>RDDT</Cd><SubFmlyCd>UPDD</SubFmlyCd></Fmly></Domn>"),
        (
            "Cdtr",
            "<Domn><Fmly><Cd>RDDT</Cd><SubFmlyCd>UPDD</SubFmlyCd></Fmly></Domn>",
        ),  # some banks turn the parties
        ("Dbtr", "<Prtry><Cd>NRTI+109+00931</Cd></Prtry>"),
    ],
)
def test_a_returned_direct_debit_says_whose_and_why(read: Reader, role: str, code: str) -> None:
    back = "<RtrInf><Rsn><Cd>AM04</Cd></Rsn><AddtlInf>no funds</AddtlInf></RtrInf>"
    inside = parties(role, "Gone SA") + back
    one = only(
        read(document(entry("55", detail("55", inside), way="DBIT", after=f"<BkTxCd>{code}</BkTxCd>")))
    )
    assert (one.is_return, one.return_reason, one.payer_name) == (True, "AM04 no funds", "Gone SA")


def test_each_detail_of_a_collective_booking_is_a_movement(read: Reader) -> None:
    batch = [detail("60", unstructured("A")), "\n", detail("40", unstructured("B"))]
    file = read(document(entry("100", *batch, more="<NtryRef>X</NtryRef>"), entry("1")))
    assert [(one.amount, one.text, one.entry, one.line) for one in file.movements] == [
        (60, "A", 1, 6), (40, "B", 1, 7), (1, "", 2, 8),
    ]  # fmt: skip


def test_the_amounts_of_details_may_stand_deeper(read: Reader) -> None:
    inside = "<AmtDtls><InstdAmt><Amt Ccy='USD'>{0}</Amt></InstdAmt><TxAmt><Amt Ccy='EUR'>{1}</Amt></TxAmt></AmtDtls>"
    file = read(
        document(entry("100", detail(inside=inside.format(70, 60)), detail(inside=inside.format(47, 40))))
    )
    assert [(one.amount, one.original_amount, one.original_currency) for one in file.movements] == [
        (60, 70, "USD"),
        (40, 47, "USD"),
    ]


def test_a_detail_may_go_the_other_way(read: Reader) -> None:
    returned = "<CdtDbtInd>DBIT</CdtDbtInd>"
    file = read(document(entry("90", detail("100", "<CdtDbtInd>CRDT</CdtDbtInd>"), detail("10", returned))))
    assert [one.amount for one in file.movements] == [100, -10]


def test_charges_taken_off_a_collective_booking_are_a_movement_of_their_own(read: Reader) -> None:
    charges = '<Chrgs><TtlChrgsAndTaxAmt Ccy="EUR">1.50</TtlChrgsAndTaxAmt></Chrgs>'
    file = read(document(entry("98.50", detail("60"), detail("40"), after=charges)))
    assert file.faults == []
    assert [(one.amount, one.code) for one in file.movements] == [
        (60, ""),
        (40, ""),
        (Decimal("-1.50"), "CHRG"),
    ]


def test_details_that_are_not_the_whole_are_one_movement(read: Reader) -> None:
    first = parties("Dbtr", "Late GmbH") + unstructured("A")
    file = read(document(entry("100", detail("60", first), detail("39", unstructured("B")))))
    assert [(one.amount, one.text, one.payer_name) for one in file.movements] == [(100, "A B", "")]
    assert [(one.line, one.severity) for one in file.problems] == [(6, "warning")]
    assert "2 details of the entry are not together its 100 EUR" in file.problems[0].message


def test_details_without_amounts_are_one_movement(read: Reader) -> None:
    file = read(
        document(
            entry("100", *(detail(inside=parties("Dbtr", "Late GmbH") + unstructured(text)) for text in "AB"))
        )
    )
    one = only(file)
    assert (one.amount, one.text, one.payer_name) == (100, "A B", "Late GmbH")


def test_one_detail_of_many_does_not_name_the_payer(read: Reader) -> None:
    batch = "<Btch><NbOfTxs>20</NbOfTxs></Btch>"
    one = only(read(document(entry("100", batch, detail("", parties("Dbtr", "Late GmbH"))))))
    assert (one.amount, one.payer_name) == (100, "")


@pytest.mark.parametrize("reference", ["RF18539007547034", QRR, "4654654654654654", "090933755493"])
def test_a_structured_reference_has_a_field_of_its_own(read: Reader, reference: str) -> None:
    strd = f"<Strd><CdtrRefInf><Ref>{reference[:4]} {reference[4:]}</Ref></CdtrRefInf><AddtlRmtInf>thanks</AddtlRmtInf></Strd>"
    one = only(read(document(entry("1", detail("1", f"<RmtInf>{strd}</RmtInf>")))))
    assert (one.reference, one.text) == (reference, "thanks")


def test_documents_and_further_references_are_in_the_text(read: Reader) -> None:
    strd = "<Strd><RfrdDocInf><Nb>1001</Nb></RfrdDocInf></Strd>" + "".join(
        f"<Strd><CdtrRefInf><Ref>{reference}</Ref></CdtrRefInf></Strd>"
        for reference in (QRR, "RF18539007547034")
    )
    one = only(read(document(entry("1", detail("1", f"<RmtInf><Ustrd>our</Ustrd>{strd}</RmtInf>")))))
    assert (one.reference, one.text) == (QRR, "our 1001 RF18539007547034")


@pytest.mark.parametrize(("told", "reference"), [(QRR, QRR), ("BATCH-7", ""), (QRR[:-1] + "8", "")])
def test_the_reference_of_an_entry_counts_when_it_is_one(read: Reader, told: str, reference: str) -> None:
    assert only(read(document(entry("1", more=f"<NtryRef>{told}</NtryRef>")))).reference == reference


def test_what_says_that_there_is_no_reference_is_none(read: Reader) -> None:
    refs = "<Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>"
    assert only(read(document(entry("1", detail("1", refs))))).end_to_end == ""


def test_charges_and_the_ordered_amount(read: Reader) -> None:
    """New versions have records of charges, old ones have them bare; a credit back to us is none."""
    inside = (
        '<AmtDtls><InstdAmt><Amt Ccy="USD">120.00</Amt></InstdAmt></AmtDtls>'
        '<Chrgs><Rcrd><Amt Ccy="EUR">2</Amt></Rcrd><Rcrd><Amt Ccy="EUR">1</Amt><CdtDbtInd>DBIT</CdtDbtInd></Rcrd>'
        '<Rcrd><Amt Ccy="EUR">9</Amt><CdtDbtInd>CRDT</CdtDbtInd></Rcrd></Chrgs>'
    )
    one = only(read(document(entry("97", detail("100", inside)))))
    assert (one.amount, one.charges, one.original_amount, one.original_currency) == (97, 3, 120, "USD")
    old = detail("100", '<Chrgs><Amt Ccy="EUR">2</Amt></Chrgs><Chrgs><Amt Ccy="EUR">1</Amt></Chrgs>')
    assert only(read(document(entry("97", old)))).charges == 3


@pytest.mark.parametrize(
    "status", ["<Sts>PDNG</Sts>", "<Sts><Cd>PDNG</Cd></Sts>", "<Sts>INFO</Sts>", "<Sts><Cd>FUTR</Cd></Sts>"]
)
def test_what_is_not_booked_is_pending(read: Reader, status: str) -> None:
    assert only(read(document(entry(status=status)))).is_pending


def test_a_pending_entry_may_have_a_value_date_only(read: Reader) -> None:
    one = only(
        read(
            document(
                entry(days="<ValDt><DtTm>2024-02-01T10:00:00+01:00</DtTm></ValDt>", status="<Sts>PDNG</Sts>")
            )
        )
    )
    assert (one.booked_on, one.value_on) == (None, date(2024, 2, 1))


@pytest.mark.parametrize(
    ("balances", "opening", "closing"),
    [
        ([("OPBD", "1"), ("PRCD", "2"), ("OPAV", "3"), ("CLBD", "4"), ("CLAV", "5"), ("ITBD", "6")], 1, 4),
        ([("PRCD", "2"), ("CLBD", "4"), ("FWAV", "9")], 2, 4),
        ([("OPBD", "1"), ("ITBD", "6")], 1, 6),  # the first of several pages
        ([("ITBD", "5"), ("ITBD", "6")], 5, 6),  # one in their midst
        ([("ITBD", "5"), ("CLBD", "6")], 5, 6),  # the last
        ([("ITBD", "5")], None, 5),
        ([("CLAV", "5"), ("OPAV", "6")], None, None),
    ],
)
def test_of_many_balances_the_booked_ones_count(
    read: Reader, balances: list[tuple[str, str]], opening: int, closing: int
) -> None:
    file = read(document(*(balance(code, amount) for code, amount in balances), entry()))
    assert (file.statements[0].opening, file.statements[0].closing) == (opening, closing)


def test_of_several_days_the_first_opening_and_the_last_closing_count(read: Reader) -> None:
    days = [("OPBD", "1", "30"), ("CLBD", "2", "30"), ("OPBD", "2", "31"), ("CLBD", "3", "31")]
    file = read(
        document(*(balance(code, amount, on=f"2024-01-{on}") for code, amount, on in reversed(days)), entry())
    )
    assert (file.statements[0].opening, file.statements[0].closing) == (1, 3)


def test_an_overdrawn_account_is_below_zero(read: Reader) -> None:
    file = read(
        document(
            balance("OPBD", "10", way="DBIT"),
            balance("CLBD", "5", currency="USD"),
            balance("CLBD", "4", way="DBIT"),
        )
    )
    assert (file.statements[0].opening, file.statements[0].closing) == (-10, -4)


@pytest.mark.parametrize(
    ("bad", "what"),
    [
        (entry("12,50"), "Amount '12,50' cannot be read"),
        (entry("-5"), "Amount '-5' has a sign of its own"),
        (entry(""), "The amount is missing"),
        (entry("1e3"), "Amount '1e3' cannot be read"),
        (entry("1" * 16), "is too large"),
        (entry("0.00001"), "more than 4 decimals"),
        (entry(currency="EURO"), "Currency 'EURO' is not known"),
        (entry(way="IN"), "The entry says 'IN' where CRDT or DBIT should stand"),
        (entry(days="<BookgDt><Dt>2024-02-30</Dt></BookgDt>"), "Date '2024-02-30' is not in the calendar"),
        (entry(days="<BookgDt><Dt>31.01.2024</Dt></BookgDt>"), "Date '31.01.2024' cannot be read"),
        (entry(days=""), "The entry has neither a booking date nor a value date"),
    ],
)
def test_a_bad_entry_is_told_and_the_rest_is_read(read: Reader, bad: str, what: str) -> None:
    file = read(document(entry("1"), bad, entry("2")))
    assert [(one.amount, one.entry) for one in file.movements] == [(1, 1), (2, 3)]
    assert [(one.line, one.severity) for one in file.problems] == [(7, "error")]
    assert what in file.problems[0].message
    assert file.problems[0].hint


def test_a_bad_balance_is_told_and_the_rest_is_read(read: Reader) -> None:
    file = read(document(balance("OPBD", "x"), entry("1"), balance("CLBD", "3")))
    assert [one.line for one in file.problems] == [6]
    assert (file.statements[0].opening, file.statements[0].closing, file.statements[0].total) == (None, 3, 1)


def test_a_movement_of_zero_is_none(read: Reader) -> None:
    file = read(document(entry("0.00"), entry("1")))
    assert ([one.amount for one in file.movements], [one.severity for one in file.problems]) == (
        [1],
        ["note"],
    )


def test_a_file_holds_several_statements(read: Reader) -> None:
    text = document(
        entry("1"),
        "</Stmt><Stmt><Id>S2</Id><Acct><Id><Othr><Id>12-34 5</Id></Othr></Id></Acct>",
        entry("2", currency="CHF"),
    )
    file = read(text)
    assert [(one.head.number, one.head.account, one.head.currency, one.total) for one in file.statements] == [
        ("S1", OURS, "EUR", 1), ("S2", "12-345", "CHF", 2),
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "iso-8859-1", "windows-1252", "utf-16"])
def test_it_reads_the_encoding_that_the_file_declares(read: Reader, encoding: str) -> None:
    text = (
        document(entry("1", detail("1", unstructured("Ñandú"))))
        .replace("UTF-8", encoding.removesuffix("-sig"))
        .replace("\n", "\r\n")
    )
    one = only(read(text.encode(encoding)))
    assert (one.text, one.line) == ("Ñandú", 6)


def test_blank_lines_before_the_xml_do_no_harm(read: Reader) -> None:
    assert only(read("\r\n \n" + document(entry("1")))).line == 8
    with pytest.raises(Refused, match="line 8: The XML is broken here"):
        read("\n\n" + document("<Ntry></Nope>"))


def test_an_envelope_and_prefixes_do_no_harm(read: Reader) -> None:
    plain = document(entry("1")).replace('<?xml version="1.0" encoding="UTF-8"?>', "")
    prefixed = (
        plain.replace("</", "</c:")
        .replace("<", "<c:")
        .replace("<c:/c:", "</c:")
        .replace("xmlns=", "xmlns:c=")
    )
    assert only(read(f"<BizMsg><AppHdr><Fr>A</Fr></AppHdr>{prefixed}</BizMsg>")).amount == 1


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE Document [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE Document [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_bombs_and_entities_are_refused(read: Reader, declared: str) -> None:
    text = document(entry("1", detail("1", unstructured("&a;")))).replace("<Document", declared + "<Document")
    with pytest.raises(Refused):
        read(text)


def test_a_file_that_is_cut_is_refused_where_it_ends(tmp_path: Path) -> None:
    path = tmp_path / "cut.xml"
    path.write_text(document(entry("1"), entry("2"))[:-60])
    facts = recognise(path).read(path, BankOptions())
    assert isinstance(next(facts), StatementFact)
    assert isinstance(next(facts), MovementFact)  # it streams
    with pytest.raises(Refused, match=r"line \d: The XML is broken here.*cut off"):
        list(facts)


def test_a_message_without_statements_is_refused(read: Reader) -> None:
    with pytest.raises(Refused, match="no statement in it"):
        read('<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt/></Document>')


# Counts by `grep -c '<Stmt>\|<Rpt>\|<Ntfctn>'`, `grep -c '<Ntry>'` and `grep -c '<TxDtls>'`; amounts, directions and balances read by
# eye; what comes of each is the rule above: details count where their amounts sum to the entry.
# In none of them but multi.statement is opening plus movements the closing: they were written, or cut, to show elements. In the
# `minimal` ones the closing balance is even in another currency.
SAMPLES = [
    ("camt052.v2.xml", [("CH2801234000123456789", ["-200000"], None, None)], 0),
    ("camt052.v4.xml", [("CH2801234000123456789", ["-200000"], None, None)], 0),
    ("camt053.v2.all-balance-types.xml", [("CH2801234000123456789", ["8.85"], "1.01", "4.04")], 0),
    ("camt053.v2.minimal.ultimate.xml", [("NL26VAYB8060476890", ["8.85"], "18.15", "-27.00")], 0),
    ("camt053.v2.minimal.xml", [("NL26VAYB8060476890", ["8.85"], "18.15", "-27.00")], 0),
    ("camt053.v2.multi.statement.xml", [("NL26VAYB8060476890", ["8.85"], "18.15", "27.00"),
     ("NL26VAYB8060476890", ["-7.00"], "27.00", "20.00")], 0),
    ("camt053.v2.with-account-name.xml", [("CH2801234000123456789", ["8.85"], None, None)], 0),
    ("camt053.v3.xml", [("NL26VAYB8060476890", ["8.85"], "18.15", "-27.00")], 0),
    ("camt053.v4.xml", [("NL26VAYB8060476890", ["8.85"], "18.15", "-27.00")], 0),
    ("camt054.v2.with-account-name.xml", [("CH2801234000123456789", [], None, None)], 1),  # its entry has no date at all
    ("camt054.v2.xml", [("CH2801234000123456789", ["-200000"], None, None)], 0),
    ("camt054.v4.xml", [("CH2801234000123456789", ["-200000"], None, None)], 1),  # details in francs that are no 200000 kronor
    ("oca_test-camt053.xml", [("NL77ABNA0574908765", ["-754.25", "-564.05", "-100.00", "1405.31"], "15568.27", "15121.12")], 0),
]  # fmt: skip


def number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


@pytest.mark.corpus
@pytest.mark.parametrize(("name", "statements", "problems"), SAMPLES)
def test_it_reads_the_reference_files(
    shared_data: Path, name: str, statements: list[tuple], problems: int
) -> None:
    file = read_file(shared_data / "bank" / "camt" / name)
    found = [
        (one.head.account, [m.amount for m in one.movements], one.opening, one.closing)
        for one in file.statements
    ]
    assert found == [
        (account, [Decimal(a) for a in amounts], number(o), number(c))
        for account, amounts, o, c in statements
    ]
    assert len(file.problems) == problems
    assert [one.agrees for one in file.statements] == [name == "camt053.v2.multi.statement.xml"] * len(
        statements
    )


@pytest.mark.corpus
def test_the_list_of_reference_files_is_complete(shared_data: Path) -> None:
    assert sorted(one.name for one in (shared_data / "bank" / "camt").iterdir()) == [
        name for name, *_ in SAMPLES
    ]


@pytest.mark.corpus
def test_it_reads_what_a_reference_file_says_of_a_returned_batch(shared_data: Path) -> None:
    """By eye, lines 113 to 224: one reversed entry with two details."""
    file = read_file(shared_data / "bank" / "camt" / "oca_test-camt053.xml")
    first, second = (one for one in file.movements if one.entry == 2)
    assert (first.line, second.line, first.is_return, second.return_reason) == (144, 185, True, "AC06")
    assert (first.mandate, first.payer_name, first.end_to_end) == (
        "NL22ZZZ524885430000-C0125.1", "Test Customer", "TESTBANK/NL/20141229/01206408",
    )  # fmt: skip


def test_problems_name_the_file(read: Reader) -> None:
    assert read(document(entry("x"))).problems[0] == Problem(
        source="statement.bin", line=6, message="Amount 'x' cannot be read.",
        hint="Ask the bank for the file again, or enter this movement by hand.",
    )  # fmt: skip
