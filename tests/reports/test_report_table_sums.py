from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.covering.text import Table, added_up, read_report_text
from reports.covering.text.numbers import read_number
from tests.reports.coverings import HIGH_PERFORMANCE, published_words


def table(text):
    [found] = read_report_text(text)
    return found


def totals(text):
    """The cells of the last column and of the last row, as they come out."""
    found, problems = added_up(table(text))
    assert problems == []
    return [row[-1] for row in found.rows[1:]], list(found.rows[-1][1:])


def problems(text):
    before = table(text)
    after, found = added_up(before)
    assert after == before or not found
    return found


def published_table():
    return [list(row) for row in published_words(HIGH_PERFORMANCE)["table"]]


def with_cell(rows, row, column, words):
    rows[row][column] = words
    return "\n".join("\t".join(cells) for cells in rows)


COLUMNS = ["88", "85", "83", "84"]
ROWS = ["46", "67", "6", "77", "83", "44", "17"]


def test_the_published_table_comes_out_with_its_totals():
    text = with_cell(published_table(), 0, 0, "")

    assert totals(text) == ([*ROWS, "340"], [*COLUMNS, "340"])


def test_totals_that_were_left_empty_are_added_up_both_ways():
    rows = published_table()
    for row in rows[1:]:
        row[-1] = ""
    rows[-1][1:] = [""] * 5

    assert totals(with_cell(rows, 0, 0, "Department")) == ([*ROWS, "340"], [*COLUMNS, "340"])


@pytest.mark.parametrize(
    ("row", "column", "words", "said"),
    [
        (1, 5, "47", ["the total of “A&C” is 47, but its numbers add up to 46"]),
        (8, 2, "86", ["the total of “Group 2” is 86, but its numbers add up to 85"]),
        (8, 5, "341", ["the total of the totals is 341, but its numbers add up to 340"]),
        (8, 1, "many", ["“many”, the total of “Group 1”, is no number"]),
        (3, 3, "TBC", ["“TBC” (row “Public Health”, column “Group 3”) is no number"]),
        (
            2,
            1,
            "17",
            [
                "the total of “Chief Executives” is 67, but its numbers add up to 66",
                "the total of “Group 1” is 88, but its numbers add up to 87",
            ],
        ),
    ],
)
def test_what_is_wrong_is_said_with_what_is_right(row, column, words, said):
    assert problems(with_cell(published_table(), row, column, words)) == said


def test_a_number_too_many_and_one_too_few_are_said_with_their_row():
    text = "Department\tGroup 1\tGroup 2\nA&C\t13\nESPO\t4\t5\t9\n\t4\t5\nE&T\t1\t2"

    assert problems(text) == [
        "row 1 (“A&C”) has 2 cells, but there are 3 headings",
        "row 2 (“ESPO”) has 4 cells, but there are 3 headings",
    ]


@pytest.mark.parametrize(
    ("cells", "total"),
    [
        (["1,200", "800"], "2,000"),
        (["1200", "900"], "2100"),
        (["600", "700"], "1,300"),
        (["£1,000.50", "£20"], "£1,020.50"),
        (["£12", "3"], "£15"),
        (["£1.2m", "£0.85m"], "£2.05m"),
        (["(3)", "1"], "(2)"),
        (["-3", "1"], "−2"),
        (["−£3", "£5"], "£2"),
        (["0.1", "0.2"], "0.3"),
        (["4", ""], "4"),
        (["4", "–"], "4"),
        (["4", "n/a"], "4"),
        (["10%", "20%"], ""),
        (["£3", "€4"], ""),
        (["3", "4m"], ""),
        (["", ""], ""),
    ],
)
def test_a_column_is_added_up_as_its_numbers_are_written(cells, total):
    text = "\n".join(["Name\tNumber", f"A\t{cells[0]}", f"B\t{cells[1]}", "Total\t"])

    assert added_up(table(text + "\n"))[0].rows[-1] == ("Total", total)


@pytest.mark.parametrize("name", ["Totally agree", "Totaljobs"])
def test_what_only_begins_like_a_total_is_none(name):
    found = table(f"Answer\tMen\t{name}\nAgree\t1\t7\n{name}\t4\t9")

    assert added_up(found) == (found, [])
    assert (found.has_total_row, found.has_total_column) == (False, False)


@pytest.mark.parametrize(
    "name", ["Total", "TOTALS", "Total (net)", "Grand total", "Overall total:"]
)
@pytest.mark.parametrize("between", ["Subtotal", "Sub-total", "Sub total", "Sub–totals", "Total"])
def test_a_total_is_known_by_its_name_and_subtotals_are_not_counted_again(name, between):
    found, said = added_up(table(f"Post\tPay\nA\t1\nB\t2\n{between}\t3\nC\t4\n{name}\t"))

    assert said == []
    assert found.rows[-1] == (name, "7")


@pytest.mark.parametrize("nothing", ["", "–", "n/a"])
def test_nothing_adds_up_to_0(nothing):
    text = f"Post\tMen\tWomen\tTotal\nA\t{nothing}\t{nothing}\t0\nB\t1\t2\t3\nTotal\t1\t2\t"

    assert totals(text) == (["0", "3", "3"], ["1", "2", "3"])


def test_a_long_cell_is_quoted_in_part():
    long = "x" * 70

    assert problems(f"{long}\tPay\nA\t1\n{long}\t2\nB\t{long}\nTotal\t3") == [
        f"“{'x' * 60}…” (row “B”, column “Pay”) is no number"
    ]


@pytest.mark.parametrize("typed", ["100%", "101%", "–", "n/a"])
def test_the_total_of_a_column_of_percentages_stays_as_it_was_typed(typed):
    text = f"Name\tNumber\tShare\nA\t3\t30%\nB\t7\t70%\nTotal\t\t{typed}"

    found, said = added_up(table(text))

    assert said == []
    assert found.rows[-1] == ("Total", "10", typed)


@pytest.mark.parametrize("typed", ["10", "£10", "10.0", " 10 "])
def test_a_total_is_right_however_it_is_written(typed):
    assert problems(f"Name\tNumber\nA\t3\nB\t7\nTotal\t{typed}") == []


def test_a_column_of_words_may_stand_among_numbers():
    text = "Name\tOfficer\tQ1\tQ2\tTotal\nA\tSue\t1\t2\t\nB\tJo\t3\t4\t\nTotal\t\t\t\t"

    assert totals(text + "\n") == (["3", "7", "10"], ["", "4", "6", "10"])


def test_a_dash_in_place_of_a_total_says_that_there_is_none():
    assert problems("Name\tNumber\tNote\nA\t3\tsome\nB\tfew\t5\nTotal\t–\t–") == []


def test_subtotals_are_not_counted_again():
    text = "Name\tNumber\nA\t3\nB\t4\nSubtotal\t7\nC\t5\nTotal others\t5\nTotal\t12"

    assert problems(text) == []


def test_a_column_headed_total_alone_is_a_column_of_numbers():
    assert totals("Department\tTotal\nA\t3\nB\t4\nTotal\t\n") == (["3", "4", "7"], ["7"])
    assert problems("Department\tOfficer\tTotal\nA\tSue\t3\nTotal\t\t4") == [
        "the total of “Total” is 4, but its numbers add up to 3"
    ]


def test_a_total_without_numbers_is_said():
    assert problems("Name\tQ1\tQ2\tTotal\nA\t1\t2\t3\nB\t\t\t4") == [
        "the total of “B” is 4, but there are no numbers to add up"
    ]


def test_a_table_without_totals_stays_as_it_is():
    text = "Name\tNumber\nA\t3\nB\tmany"

    assert added_up(table(text)) == (table(text), [])


def test_a_table_can_be_only_so_large():
    wide = "\n".join("\t".join("x" * 31) for _ in range(2))
    long = "\n".join(["A\tB"] * 501)
    full = f"A\tB\n1\t{'x' * 20_001}"

    assert problems(wide) == ["it has 31 columns, and a page has room for 30"]
    assert problems(long) == ["it has 501 rows, and a table can have 500"]
    assert problems(full) == ["a cell has 20,001 characters, and can hold 20,000"]


NUMBERS = st.integers(-10_000, 10_000)


@given(st.lists(st.lists(NUMBERS, min_size=3, max_size=3), min_size=1, max_size=6), st.data())
def test_empty_totals_are_filled_in_right_and_no_wrong_one_passes(grid, data):
    rows = [("", "A", "B", "C", "Total"), *((f"row {n}", *map(str, row), "") for n, row in
            enumerate(grid)), ("Total", "", "", "", "")]  # fmt: skip

    filled, said = added_up(Table(tuple(rows)))

    assert said == []
    assert [number(row[-1]) for row in filled.rows[1:-1]] == [sum(row) for row in grid]
    assert [number(cell) for cell in filled.rows[-1][1:]] == [
        *(sum(row[column] for row in grid) for column in range(3)),
        sum(map(sum, grid)),
    ]
    assert added_up(filled) == (filled, [])

    place = data.draw(st.sampled_from([(r, 4) for r in range(1, len(rows))] + [(-1, 1), (-1, 2)]))
    right = filled.rows[place[0]][place[1]]
    wrong = [list(row) for row in filled.rows]
    wrong[place[0]][place[1]] = str(number(right) + data.draw(NUMBERS.filter(bool)))
    _, said = added_up(Table(tuple(map(tuple, wrong))))
    assert said
    assert all(f"add up to {right}" in problem for problem in said[:1])


def number(words):
    return int(read_number(words).value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", "0"),
        ("1,204", "1204"),
        ("12,34", None),
        ("1,2345", None),
        ("£-3", "-3"),
        ("(£3.20)", "-3.20"),
        ("(3", None),
        ("+3", "3"),
        ("58 %", "58"),
        ("£2 million", "2"),
        ("58% (7 of 12)", None),
        ("5 FTE", None),
        ("٣", None),
        ("1" * 16, None),
        ("", None),
    ],
)
def test_numbers_are_read_as_papers_write_them(text, value):
    found = read_number(text)

    assert (found and found.value) == (value and Decimal(value))
