import pytest
from django.core.exceptions import ValidationError

from reports.models import Layout
from reports.models.layout import validate_columns
from tests.factories import COLUMNS, lay_out, make_layout, make_plan


def column(key="reference", heading="No.", width=11):
    return {"key": key, "heading": heading, "width": width}


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ([], "A layout needs at least one column."),
        ({}, "A layout needs at least one column."),
        ("reference", "A layout needs at least one column."),
        (["reference"], "Each column needs a key, a heading and a width."),
        ([{"key": "reference", "width": 11}], "Each column needs a key, a heading and a width."),
        ([column("colour")], "There is no column “colour”."),
        ([column("own:")], "There is no column “own:”."),
        ([column("own:Cost so far")], "There is no column “own:Cost so far”."),
        ([column(width=7)], "The column “No.” must be at least 8 mm wide."),
        ([column(width="11")], "The column “No.” must be at least 8 mm wide."),
        ([column(), column()], "A column can stand in a layout only once."),
        (
            [column(width=70), column("progress", width=200)],
            "The columns are 270 mm wide; the page holds 269 mm.",
        ),
    ],
)
def test_columns_that_won_t_do_are_refused_with_a_sentence(columns, sentence):
    with pytest.raises(ValidationError) as refusal:
        validate_columns(columns)

    assert refusal.value.messages == [sentence]


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
    layout = Layout(name="Plain", as_at_style="month", columns=[column("colour")])

    with pytest.raises(ValidationError) as refusal:
        layout.full_clean()

    assert refusal.value.message_dict == {"columns": ["There is no column “colour”."]}


def test_a_layout_and_what_is_laid_out_in_it_have_names(db):
    layout = make_layout(name="Plain")

    assert str(layout) == "Plain"
    assert str(lay_out(make_plan(), layout)) == "Organisational learning review: Plain"
