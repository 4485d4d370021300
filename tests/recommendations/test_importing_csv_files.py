import pytest

from recommendations.importing.csv_files import CP1252, GARBLED, read_csv
from recommendations.importing.reading_files import read_file
from recommendations.importing.source import NotTaken

PLAN = "Ref,Action\n1,Spend £40 – “well”\n"
ROWS = [("Ref", "Action"), ("1", "Spend £40 – “well”")]


def rows(content):
    return [line.texts for line in read_csv(content).tables[0].rows]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_a_table_is_read_in_whatever_encoding_it_was_saved(encoding):
    assert rows(PLAN.encode(encoding)) == ROWS


def test_an_encoding_that_is_not_sure_is_said():
    file = read_csv(PLAN.encode("cp1252"))

    assert [loss.words for loss in file.losses] == [CP1252]
    assert read_csv(PLAN.encode()).losses == ()


def test_letters_saved_in_the_wrong_encoding_are_said():
    file = read_csv("Ref,Action\n1,Chief Executive’s\n".encode().decode("cp1252").encode())

    assert [loss.words for loss in file.losses] == [GARBLED]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_cells_are_parted_by_the_sign_that_parts_most_rows_alike(sign):
    content = f'Ref{sign}Action{sign}By when\n1{sign}"A, b; c"{sign}June\n2{sign}"D, e"{sign}July\n'

    assert rows(content.encode()) == [
        ("Ref", "Action", "By when"),
        ("1", "A, b; c", "June"),
        ("2", "D, e", "July"),
    ]


def test_a_line_that_names_the_sign_is_no_row():
    assert rows(b"sep=;\r\nRef;Action\r\n1;First, then\r\n") == [
        ("Ref", "Action"),
        ("1", "First, then"),
    ]


def test_line_breaks_and_quotation_marks_in_a_cell_are_kept():
    table = read_csv(b'Ref,Action\r\n\r\n1,"- one\r\n- ""two"""\r\n').tables[0]

    assert [(line.place, line.texts) for line in table.rows] == [
        ("row 1", ("Ref", "Action")),
        ("row 3", ("1", '- one\n- "two"')),
    ]


def test_short_rows_are_filled_up():
    assert rows(b"Plan\nRef,Action,Owner\n1,First\n") == [
        ("Plan", "", ""),
        ("Ref", "Action", "Owner"),
        ("1", "First", ""),
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\x81\x8d\x8f", "The letters of this file can't be read"),
        (b"Dear Sue", "There is no table in this text"),
        (b"\n\n \n", "There is no table in this text"),
        (b'Ref,Action\n1,"' + b"x" * 140_000, "Row 2 of this file can't be read: it has a cell of"),
        (b"a," * 101 + b"b\n", "The table has more than 100 columns"),
        (b"a,b\n" * 20_001, "The table has more than 20,000 rows"),
    ],
)
def test_what_is_no_table_is_refused(content, sentence):
    with pytest.raises(NotTaken) as refused:
        read_csv(content)

    assert str(refused.value).startswith(sentence)


def test_empty_rows_and_cells_cost_nothing():
    content = b"Ref,Action\n" + b"\n" * 500_000 + b"1,Do it" + b"," * 1_000_000

    assert rows(content) == [("Ref", "Action"), ("1", "Do it")]


def test_progress_is_told_to_the_end():
    heard = []

    read_csv(b"a,b\n" * 1200, tell=lambda done, of: heard.append(done / of))

    assert heard == sorted(heard)
    assert len(heard) == 3
    assert heard[-1] == 1


def test_a_text_of_excel_without_a_byte_order_mark_is_read():
    content = "Ref\tAction\n1\tPay £5 – now\n".encode("utf-16-le")

    [table] = read_file(content, "plan.txt").tables

    assert table.rows[1].texts == ("1", "Pay £5 – now")
