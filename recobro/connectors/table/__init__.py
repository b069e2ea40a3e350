"""What all tables have in common, wherever they stand: names of columns, amounts, dates, words, profiles, and from a row to a record.

CSV files and the sheets of a workbook differ only in how their cells are found; `read_table` in `reading.py` does the rest.
"""
