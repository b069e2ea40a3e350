"""The exports of Swiss banks in the reference data: how many movements, what they add up to, which balances.

Counts and sums were taken with csv.reader and fixed numbers of columns, file by file, without any of our code, or with awk;
the number of details by eye. Balances: the one in the newest row, and that of the oldest row less its amount, by eye.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from recobro.connectors.bank.format import BankOptions
from recobro.connectors.bank.tests.reading import read_file

FILES = [
    ("csb_nkb_example_format1_02042025.csv", 443, "-26598.31", None, "247383.74"),
    ("csv_acrevisbank_example_format1_20250611.csv", 15, "-22527.15", None, "45520.83"),
    ("csv_bancastato_example_format4_20221012.csv", 32, "-1619.65", "62527.67", "60908.02"),
    ("csv_bancastato_example_format5_20231117.csv", 35, "4637.81", "12065.50", "16703.70"),
    ("csv_bancastato_example_format5_20231123USD.csv", 41, "-3729.13", "15407.37", "32249.25"),
    ("csv_bekb_example_format1_20230908.csv", 9, "10897.25", "279.30", "11176.55"),
    ("csv_blkb_example_format3_20160629.csv", 256, "2766.38", "2500.16", "5266.54"),
    ("csv_blkb_example_format4_20250709.csv", 14, "1382.96", "533620.31", "535003.27"),
    ("csv_blkb_example_format4_20260202.csv", 7, "-506.46", "21655.50", "21149.04"),
    ("csv_cic_example_format1_20250519.csv", 3, "749.85", None, None),
    ("csv_creditsuisse_example_format5_20240108.csv", 59, "-17061.84", None, None),
    ("csv_creditsuisse_example_format5_20240901.csv", 56, "-3454.34", "24381.58", "20927.24"),
    ("csv_creditsuisse_example_format5_20251003.csv", 13, "-2431.31", None, None),
    ("csv_example_format5_20250326.csv", 4, "17.18", "1028.68", "1045.86"),
    ("csv_example_format6_20241119.csv", 216, "-915.02", "2090.21", "1175.19"),
    ("csv_hypobank_vorarlberg_example_format1_20260227.csv", 6, "-347.15", None, None),
    ("csv_migrosbank_example_format2_de_20260301.csv", 2, "-25030.00", "50918.95", "25888.95"),
    ("csv_migrosbank_example_format2_fr_20250104.csv", 4, "-4472.95", None, None),
    ("csv_migrosbank_example_formatCC1_en_20250625.csv", 15, "-1506.20", None, None),
    ("csv_tkb_example_format2_20181108.csv", 761, "39245.10", "93061.35", "132306.45"),
    ("csv_tkb_example_format3_20170629.csv", 7, "2632.67", None, None),
    ("csv_tkb_example_format4_20240229.csv", 8, "4202.07", "4479.32", "3020.50"),
    ("csv_ubs_example_format3_it_triplequotes_20240621.csv", 6, "-310.60", "1117.58", "22.97"),
    ("csv_ubs_example_format3_it_wdetails_20241111.csv", 21, "-7457.25", None, None),
    ("csv_ubs_example_formatCc1_20171027.csv", 8, "-467.39", None, None),
    ("csv_zkb_example_format4_20161103.csv", 50, "46388.60", "131534.87", "177923.47"),
    ("csv_zkb_example_format5_20230223.csv", 16, "2815.50", None, None),
    ("csv_zkb_example_format6_20230615.csv", 6, "-48.00", "71792.19", "71744.19"),
    ("xls_vzdepotbank_example_format1_20251229.csv", 56, "287.33", "0.00", "287.33"),
]  # fmt: skip
# The publisher scrambled amounts or balances in these, so that their own balances contradict each other: that is told.
SCRAMBLED = frozenset(
    {
        "csv_bancastato_example_format5_20231117.csv", "csv_bancastato_example_format5_20231123USD.csv",
        "csv_tkb_example_format4_20240229.csv", "csv_ubs_example_format3_it_triplequotes_20240621.csv",
    }
)  # fmt: skip
# What is told of some: column 'Whg' says ELL and 'Monnaie' CET (scrambled); a list of cards; a row of totals that is not of this
# excerpt; days of booking that are words; a purchase that is not booked yet.
TOLD = {
    "csv_zkb_example_format5_20230223.csv": [1],
    "csv_ubs_example_formatCc1_20171027.csv": [2, 4],
    "csv_migrosbank_example_formatCC1_en_20250625.csv": [None],
    "csv_creditsuisse_example_format5_20251003.csv": [20],
    "csv_creditsuisse_example_format5_20240901.csv": [7, 8, 9, 10, 11, 12, 13, 14],
}


@pytest.mark.corpus
def test_every_file_is_in_the_list(shared_data: Path) -> None:
    assert {path.name for path in (shared_data / "bank" / "csv-ch").iterdir()} == {one[0] for one in FILES}


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("name", "count", "total", "opening", "closing"), FILES, ids=[one[0] for one in FILES]
)
def test_it_reads_the_reference_files(
    shared_data: Path, name: str, count: int, total: str, opening: str | None, closing: str | None
) -> None:
    file = read_file(shared_data / "bank" / "csv-ch" / name, BankOptions(currency="CHF", country="CH"))
    (statement,) = file.statements
    assert len(statement.movements) == count
    assert statement.total == Decimal(total)
    stated = [None if one is None else str(one) for one in (statement.opening, statement.closing)]
    assert stated == [opening, closing]
    assert statement.agrees is (opening is not None and name not in SCRAMBLED)
    assert sorted({one.line for one in file.faults}, key=str) == sorted(TOLD.get(name, []), key=str)


@pytest.mark.corpus
def test_details_are_read_instead_of_their_booking(shared_data: Path) -> None:
    """By eye: lines 16 to 22 (booking in line 15) and the booking of 1848.55 with its four details."""
    file = read_file(
        shared_data / "bank" / "csv-ch" / "csv_ubs_example_format3_it_wdetails_20241111.csv", BankOptions()
    )
    collected = [one for one in file.movements if one.bank_reference == "2024311PH0004021"]
    assert [str(one.amount) for one in collected] == [
        "155.80",
        "182.40",
        "433.20",
        "843.60",
        "410.40",
        "701.10",
        "292.60",
    ]
    assert {str(one.booked_on) for one in collected} == {"2024-11-06"}
    assert len({one.entry for one in collected}) == 1
