"""Files of exchange rates: the ECB's, and any CSV with date, currency and rate."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from recobro.connectors.rates import RateFile, RateOptions, read_rates
from recobro.kernel.problems import Refused

Read = Callable[..., RateFile]
XML = """<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
<gesmes:subject>Reference rates</gesmes:subject>
<Cube>
<Cube time="2026-03-06">
<Cube currency="USD" rate="1.0876"/>
<Cube currency="JPY" rate="160.5"/>
</Cube>
<Cube time="2026-03-05"><Cube currency="USD" rate="1.08"/></Cube>
</Cube>
</gesmes:Envelope>
"""


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read(text: str, **options: str) -> RateFile:
        path = tmp_path / "rates"
        path.write_text(text, encoding="utf-8")
        return read_rates(path, RateOptions(**options))  # type: ignore[arg-type]

    return read


def told(file: RateFile) -> list[tuple[str, str, str, str]]:
    return sorted((str(one.on), one.base, one.currency, f"{one.rate:f}") for one in file.quotes)


ECB = [
    ("2026-03-05", "EUR", "USD", "1.08"),
    ("2026-03-06", "EUR", "JPY", "160.5"),
    ("2026-03-06", "EUR", "USD", "1.0876"),
]


@pytest.mark.parametrize(
    "text",
    [
        XML,
        XML.replace('"', "'"),
        "Date,USD,JPY,CYP,\n2026-03-06,1.0876,160.5,N/A,\n2026-03-05,1.08,N/A,N/A,\n",
        "Date, USD, JPY, \n06 March 2026, 1.0876, 160.5, \n05 March 2026, 1.08, N/A, \n",
        "\ufeffFecha;Divisa;Tipo de cambio\n06/03/2026;USD;1,0876\n06/03/2026;JPY;160,50\n05/03/2026;usd;1,080\n13/03/2026;JPY;\n",
        "date\tcurrency\tbase\trate\n2026-03-06\tUSD\tEUR\t1.0876\n2026-03-06\tJPY\t\t160.5\n2026-03-05\tUSD\tEUR\t1.08\n2026-03-05\tEUR\tEUR\t1\n",
        "KEY,CURRENCY,CURRENCY_DENOM,TIME_PERIOD,OBS_VALUE\nD,USD,EUR,2026-03-06,1.0876\nD,JPY,EUR,2026-03-06,160.5\nD,USD,EUR,2026-03-05,1.08\n",
    ],
    ids=["xml", "xml with apostrophes", "csv of the history", "csv of the day", "spreadsheet", "with bases", "data portal"],
)  # fmt: skip
def test_it_reads_rates(read: Read, text: str) -> None:
    file = read(text)

    assert told(file) == ECB
    assert file.problems == ()


def test_it_takes_the_only_file_out_of_an_archive(tmp_path: Path) -> None:
    archive = tmp_path / "eurofxref.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("eurofxref.csv", "Date, USD, \n06 March 2026, 1.0876, \n")
    assert told(read_rates(archive, RateOptions())) == ECB[2:]

    with zipfile.ZipFile(archive, "a") as packed:
        packed.writestr("another.csv", "Date, USD")
    with pytest.raises(Refused, match="2 files"):
        read_rates(archive, RateOptions())
    archive.write_bytes(archive.read_bytes()[:60])
    with pytest.raises(Refused, match="cannot be unpacked"):
        read_rates(archive, RateOptions())


def test_it_takes_the_base_that_is_said_where_no_column_says_it(read: Read) -> None:
    text = "date,currency,rate\n2026-03-06,ARS,1012.75\n"

    assert told(read(text, base="USD")) == [("2026-03-06", "USD", "ARS", "1012.75")]


def test_a_bad_line_costs_its_rate_and_is_told(read: Read) -> None:
    lines = {
        2: "2026-03-06,USD,1.0876",
        3: "2026-03-06,QQQ,2",
        4: "2026-02-30,USD,1.08",
        5: "2026-03-06,JPY,-160.5",
        6: "2026-03-06,GBP,eight",
        7: "2026-03-06,USD,1.0877",
        8: ",USD,1.08",
        9: "2026-03-06,EUR,2",
        10: "2026-03-06,CHF,1.08,1",
        11: "2026-03-06,DKK,0",
        12: "2026-03-06,TRL,12345678901234.5",
    }
    file = read("date,currency,rate\n" + "\n".join(lines.values()) + "\n")

    assert told(file) == ECB[2:]
    assert [problem.line for problem in file.problems] == [3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
    assert "in line 2" in next(one.message for one in file.problems if one.line == 7)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('time="2026-03-05"', 'time="yesterday"', 9),
        ('rate="160.5"', 'rate="1,605"', 7),
        ('currency="JPY"', 'currency="???"', 7),
        ('rate="160.5"', 'rate="0.0"', 7),
        ('rate="160.5"', "", 7),
        ('rate="160.5"', 'rate="12345678901234.5"', 7),
    ],
)
def test_a_bad_rate_of_the_xml_is_left_out_and_told(read: Read, old: str, new: str, line: int) -> None:
    file = read(XML.replace(old, new))

    assert len(file.quotes) == 2
    assert [problem.line for problem in file.problems] == [line]


def test_a_number_that_may_be_two_is_told_with_both(read: Read) -> None:
    with pytest.raises(Refused, match=r"may be 1250 or 1\.250"):
        read("date;currency;rate\n2026-03-06;ARS;1,250\n")

    assert told(read("date;currency;rate\n2026-03-06;ARS;1,250\n", decimal=","))[0][3] == "1.25"
    assert told(read("date;currency;rate\n2026-03-06;ARS;1,250\n2026-03-06;USD;1.0876\n"))[0][3] == "1250"


def test_dates_that_may_be_two_need_a_word(read: Read) -> None:
    text = "date,currency,rate\n03/06/2026,USD,1.0876\n"

    with pytest.raises(Refused, match="--date-order"):
        read(text)
    assert told(read(text, date_order="mdy")) == ECB[2:]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "number,customer,amount\n1,2,3\n",
        "date,currency,rate\n",
        "<?xml version='1.0'?><Document><Stmt/></Document>",
        XML[:400],
        "%PDF-1.7 ...",
        XML.replace("<gesmes:subject>", "<!DOCTYPE a [<!ENTITY b 'c'>]><gesmes:subject>"),
    ],
    ids=["empty", "another table", "no row", "another xml", "cut off", "pdf", "entities"],
)
def test_it_refuses_what_is_no_file_of_rates(read: Read, text: str) -> None:
    with pytest.raises(Refused):
        read(text)


@pytest.mark.corpus
def test_it_reads_the_history_of_the_ecb(shared_data: Path) -> None:
    file = read_rates(shared_data / "fx" / "eurofxref-hist.zip", RateOptions())

    assert file.problems == ()
    rates = {(one.on, one.currency): one.rate for one in file.quotes}
    assert len({on for on, _ in rates}) == 7126
    assert rates[date(2026, 10, 30), "USD"] == Decimal("1.1172")
    assert rates[date(1999, 1, 4), "TRL"] == 372274
    assert (date(2026, 10, 30), "BGN") not in rates
