import pytest
from django.core.exceptions import ValidationError

from people.history import changes
from reports.layouts.column_widths import MOST_COLUMNS
from reports.models import Layout
from reports.models.layout import validate_columns, validate_figures, validate_tables
from tests.factories import (
    COLUMNS,
    lay_out,
    make_committee,
    make_draft,
    make_issued,
    make_layout,
    make_meeting,
    make_plan,
    make_user,
)


def column(key="reference", heading="No.", width=11):
    return {"key": key, "heading": heading, "width": width}


def table(heading="", columns=None, **said):
    columns = [column()] if columns is None else columns
    return {"heading": heading, "rows": "all", "grouping": "none", "columns": columns, **said}


def refusal_of(validate, value):
    with pytest.raises(ValidationError) as refusal:
        validate(value)
    return refusal.value.messages


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ([], "A table needs at least one column."),
        ({}, "A table needs at least one column."),
        ("reference", "A table needs at least one column."),
        (["reference"], "Each column needs a key, a heading and a width."),
        ([{"key": "reference", "width": 11}], "Each column needs a key, a heading and a width."),
        ([{**column(), "colour": 1}], "Each column needs a key, a heading and a width."),
        ([column(heading=1)], "The key and the heading of a column must be words."),
        ([column("colour")], "There is no column “colour”."),
        ([column("own:")], "There is no column “own:”."),
        ([column("own:Cost so far")], "There is no column “own:Cost so far”."),
        ([column(heading=" ")], "Each column needs a heading."),
        (
            [column(heading="x" * 101)],
            "“xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…” has 101 characters; 100 are the most.",
        ),
        (
            [column(heading="Up to {as_att}")],
            "Nothing is known to print for “{as_att}”. Only {as_at} can stand here, the date.",
        ),
        ([column(width=7)], "The column “No.” must be at least 8 mm wide."),
        ([column(width="11")], "The column “No.” must be at least 8 mm wide."),
        ([column(width=True)], "The column “No.” must be at least 8 mm wide."),
        ([column(), column()], "A column can stand in a table only once."),
        (
            [column(width=70), column("progress", width=220)],
            "The columns are 290 mm wide; the page holds 269 mm: take 21 mm away.",
        ),
        (
            [column(f"own:c{number}", width=8) for number in range(MOST_COLUMNS + 1)],
            "No more than 33 columns fit on the page.",
        ),
    ],
)
def test_columns_that_won_t_do_are_refused_with_a_sentence(columns, sentence):
    assert refusal_of(validate_columns, columns) == [sentence]


@pytest.mark.parametrize(
    "columns",
    [
        [column(width=8)],
        [column(width=69), column("progress", width=200)],
        [column(), column("own:cost_so_far")],
        COLUMNS,
    ],
)
def test_columns_that_fit_on_the_page_are_taken(columns):
    validate_columns(columns)


def test_a_layout_checks_its_columns(db):
    layout = Layout(name="Plain", as_at_style="month", tables=[table(columns=[column("colour")])])

    with pytest.raises(ValidationError) as refusal:
        layout.full_clean()

    assert refusal.value.message_dict == {"tables": ["There is no column “colour”."]}


@pytest.mark.parametrize(
    ("tables", "sentence"),
    [
        ([], "A layout needs at least one table."),
        ({}, "A layout needs at least one table."),
        ([{"heading": ""}], "Each table needs a heading, its rows, a grouping and columns."),
        ([table(rows="late")], "No table holds “late”."),
        ([table(grouping="colour")], "Nothing is grouped by “colour”."),
        ([table("Live"), table(" ")], "Of several tables each needs a heading."),
        (
            [table("Live"), table("LIVE ")],
            "Two tables are called “Live”. Each needs a heading of its own.",
        ),
        (
            [table("Up to {as_at")],
            "Nothing is known to print for “{as_at”. Only {as_at} can stand here, the date.",
        ),
        ([table(columns=[])], "A table needs at least one column."),
        ([table(str(number)) for number in range(21)], "A layout holds no more than 20 tables."),
    ],
)
def test_tables_that_won_t_do_are_refused_with_a_sentence(tables, sentence):
    assert refusal_of(validate_tables, tables) == [sentence]


@pytest.mark.parametrize(
    ("figures", "sentence"),
    [
        ({}, "The figures are a list, each of them once."),
        (["overdue", "overdue"], "The figures are a list, each of them once."),
        (["colour"], "There is no figure “colour”."),
        ([["overdue"]], "There is no figure “['overdue']”."),
    ],
)
def test_figures_that_won_t_do_are_refused_with_a_sentence(figures, sentence):
    assert refusal_of(validate_figures, figures) == [sentence]


def test_a_layout_checks_the_line_under_the_title(db):
    layout = make_layout(as_at_line="As at {as_att}")

    with pytest.raises(ValidationError) as refusal:
        layout.full_clean()

    assert refusal.value.message_dict == {
        "as_at_line": [
            "Nothing is known to print for “{as_att}”. Only {as_at} can stand here, the date"
        ]
    }


def test_its_trail_tells_tables_and_figures_in_words(db):
    layout = make_layout(columns=COLUMNS[:2], figures=["overdue", "trend"])

    [change] = changes(layout.history.all())

    said = {field.label: field.after for field in change.fields}
    assert said["Figures"] == "Overdue\nTrend over past rounds, with a chart"
    assert said["Tables"] == (
        "Table 1. Everything that is monitored; by theme and timescale:\n"
        "– Reference, headed “No.”, 11 mm\n"
        "– Recommendation, 70 mm"
    )


def test_how_much_a_layout_is_used_is_counted(db):
    used, unused = make_layout(name="Used"), make_layout(name="Unused")
    for name in ("one", "two"):
        lay_out(make_plan(name, name), used)
    meeting = make_meeting(make_committee())
    make_draft(make_plan("one", "one"), meeting, layout=used)
    make_issued(make_plan("two", "two"), meeting, layout=used)
    make_draft(make_plan("two", "two"), meeting, prepared_by=make_user(), as_at="2016-06-02")

    counted = Layout.objects.with_uses()

    assert {layout: (layout.plans_in_it, layout.papers_in_it) for layout in counted} == {
        used: (2, 2),
        unused: (0, 0),
    }


def test_a_layout_and_what_is_laid_out_in_it_have_names(db):
    layout = make_layout(name="Plain")

    assert str(layout) == "Plain"
    assert str(lay_out(make_plan(), layout)) == "Organisational learning review: Plain"
