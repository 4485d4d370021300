import csv
from datetime import date
from io import StringIO

import pytest

from recommendations.comma_separated import ROWS_AT_ONCE, write_lines


def read(text):
    return list(csv.reader(StringIO(text.removeprefix("\ufeff"), newline="")))


def test_lines_as_excel_reads_them():
    text = "".join(write_lines(["No.", "Day"], [["1", date(2017, 11, 30)], ["a,b", None], ["", 3]]))

    assert text == '\ufeff"No.","Day"\r\n"1","2017-11-30"\r\n"a,b",""\r\n"",3\r\n'


@pytest.mark.parametrize("text", ["a\nb", 'say "so"', "a\r\nb", "é “ ” 🎉", "a;=b", "1-2", " 1"])
def test_a_text_is_kept_to_the_letter(text):
    assert read("".join(write_lines(["x"], [[text]])))[1] == [text]


@pytest.mark.parametrize(
    "sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "  ="]
)
def test_a_text_like_a_formula_gets_an_apostrophe(sign):
    text = f"{sign}cmd|' /C calc'!A0"

    assert read("".join(write_lines([text], [[text]]))) == [[f"'{text}"], [f"'{text}"]]


def test_a_number_gets_none():
    assert read("".join(write_lines(["x"], [[-1]])))[1] == ["-1"]


def test_it_comes_piece_by_piece():
    rows = iter([["x"]] * (ROWS_AT_ONCE + 1))

    pieces = write_lines(["x"], rows)

    assert len(read(next(pieces))) == ROWS_AT_ONCE + 1
    assert len(list(rows)) == 1
    assert list(pieces) == [""]
