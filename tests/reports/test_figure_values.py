"""Figures as plain data: in words, as placeholders, kept and read back."""

import json
from dataclasses import asdict
from datetime import UTC, date, datetime

import pytest

from reports.document import _plain
from reports.figures.values import (
    Figure,
    Figures,
    FigureTable,
    Number,
    Reason,
    TableLine,
    Trend,
    TrendPoint,
    read_figures,
)


def number(count, total, **fields):
    of = tuple(map(str, range(total)))
    return Number(count, total, of[:count], of, **fields)


RATE = Figure(
    key="implementation_rate",
    printed_as="implementation_rate",
    label="Implementation rate, on original dates",
    rule="Reported as complete, of those that were due.",
    now=number(7, 12),
    before=number(7, 10),
    why=(Reason("Now due and not complete (not due before)", ("8", "11"), ("2.3", "4")),),
)
OVERDUE = Figure(
    "overdue", "overdue", "Overdue", "A date has passed.", number(3, 40, is_rate=False)
)
TABLE = FigureTable(
    key="by_priority",
    label="By priority",
    rule="In the words of the source.",
    corner="Priority",
    columns=("Complete", "Overdue"),
    lines=(TableLine("High", (("1",), ("2", "3"))), TableLine("Low", ((), ("4",)))),
)
TREND = Trend(
    key="implementation_rate",
    label="Implementation rate, on original dates",
    rule="By the rule of the rate.",
    points=(
        TrendPoint(
            "April 2016", date(2016, 4, 30), datetime(2016, 5, 3, tzinfo=UTC), number(7, 10)
        ),
        TrendPoint("", date(2016, 5, 31), None, number(7, 12)),
    ),
)
FIGURES = Figures(
    as_at=date(2016, 5, 31),
    note="Only what is monitored is counted.",
    printed=("overdue", "implementation_rate", "by_priority"),
    figures=(RATE, OVERDUE),
    tables=(TABLE,),
    trend=TREND,
    before_label="April 2016",
    before_as_at=date(2016, 4, 30),
)


@pytest.mark.parametrize(
    ("count", "total", "percent"),
    [
        (7, 12, 58),
        (7, 10, 70),
        (1, 8, 13),
        (1, 200, 1),
        (1, 201, 0),
        (2, 3, 67),
        (0, 5, 0),
        (5, 5, 100),
    ],
)
def test_a_per_cent_is_rounded_half_up(count, total, percent):
    assert number(count, total).percent == percent


def test_a_rate_says_how_many_of_how_many():
    assert number(7, 12).words == "58% (7 of 12)"


def test_a_count_says_no_per_cent():
    assert number(3, 40, is_rate=False).words == "3 of 40"


def test_of_nothing_there_is_no_rate():
    nothing = number(0, 0)

    assert (nothing.words, nothing.percent, nothing.percent_words) == ("none due", None, "none due")


def test_what_is_not_printed_tells_no_rows():
    assert number(1, 2).without_keys() == Number(1, 2, (), ())


def test_placeholders_stand_for_every_figure_and_its_parts():
    assert FIGURES.placeholders() == {
        "implementation_rate": "58% (7 of 12)",
        "implementation_rate_percent": "58%",
        "implementation_rate_count": "7",
        "implementation_rate_of": "12",
        "overdue": "3 of 40",
        "overdue_percent": "8%",
        "overdue_count": "3",
        "overdue_of": "40",
    }


def test_figures_and_tables_come_in_the_order_of_printing():
    assert FIGURES.printed_figures == (OVERDUE, RATE)
    assert FIGURES.printed_tables == (TABLE,)
    assert FIGURES.changed_figures == (RATE,)


def test_a_figure_has_changed_with_its_rows_or_its_share():
    others = Number(7, 12, tuple(map(str, range(1, 8))), number(7, 12).of)

    changed = {
        (now, before): Figure("overdue", "overdue", "Overdue", "", now, before).is_changed
        for now, before in (
            (number(7, 12), number(7, 12)),
            (number(7, 12), others),
            (number(7, 12), number(7, 10)),
            (number(0, 12), number(0, 10)),
            (number(0, 0), number(0, 10)),
            (number(7, 12), None),
        )
    }

    assert list(changed.values()) == [False, True, True, False, True, False]


def test_a_table_adds_up_both_ways():
    assert TABLE.totals == (("1",), ("2", "3", "4"))
    assert [line.rows for line in TABLE.lines] == [("1", "2", "3"), ("4",)]
    assert TABLE.rows == ("1", "2", "3", "4")


def test_figures_are_read_back_from_what_json_kept():
    kept = json.loads(json.dumps(_plain(asdict(FIGURES))))

    assert read_figures(kept) == FIGURES
    assert read_figures(None) is None


def test_figures_without_an_earlier_period_are_read_back():
    first = Figures(date(2016, 5, 31), "", (), (OVERDUE,))

    assert read_figures(json.loads(json.dumps(_plain(asdict(first))))) == first
