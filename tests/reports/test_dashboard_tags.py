"""How the templates of the dashboard show its numbers: what is dark, and what has room on paper."""

import pytest

from reports.dashboard.values import Line, Number, Table
from reports.templatetags.dashboard import heat, not_printed, rows_link, rules_together


def make_table(*late):
    lines = (Line(str(n), f"Line {n}", (1, count), 1 + count) for n, count in enumerate(late))
    columns = {"on_track": "On track", "overdue": "Overdue"}
    return Table("departments", "", "", tuple(columns.values()), tuple(columns), tuple(lines))


def test_lines_without_room_on_paper_are_those_with_the_least_overdue():
    assert not_printed(make_table(*range(13))).lines == ()

    rest = not_printed(make_table(*range(14)))

    assert [line.key for line in rest.lines] == ["1", "0"]
    assert rest.totals == (2, 1)


def test_a_large_count_is_told_as_on_the_list():
    link = rows_link(12345, "/dashboard/", "?as_at=2026-11-22", "all")

    assert link == '<a href="/dashboard/rows/all/?as_at=2026-11-22">12,345</a>'


@pytest.mark.parametrize(("count", "dark"), [(0, 0), (1, 1), (25, 1), (26, 2), (75, 3), (100, 4)])
def test_a_cell_is_as_dark_as_its_share(count, dark):
    assert heat(count, 100) == dark


def test_a_line_without_anything_is_not_dark():
    assert heat(0, 0) == 0


@pytest.mark.parametrize(
    ("rules", "together"),
    [
        (("By age.", "By age."), "By age."),
        (
            ("By rule, overdue. Of all.", "By rule, due within a day. Of all."),
            "By rule, red: overdue. Amber: due within a day. Of all.",
        ),
        (("One thing", "Another"), "Red: One thing Amber: Another"),
    ],
)
def test_rules_are_told_together(rules, together):
    labels = ("Red", "Amber")
    numbers = [Number(f"rag_{n}", n, rule, 1) for n, rule in zip(labels, rules, strict=True)]

    assert rules_together(numbers) == together
