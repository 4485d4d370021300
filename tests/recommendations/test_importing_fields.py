import pytest

from recommendations.importing.fields import Field, guesses


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Recommendations", Field.RECOMMENDATION),
        ("Agreed action", Field.RECOMMENDATION),
        ("Rec. No.", Field.REFERENCE),
        ("Action taken up to May 2016", Field.PROGRESS),
        ("Progress as at 31/05/2016", Field.PROGRESS),
        ("Latest Position", Field.PROGRESS),
        ("Further action required", Field.FURTHER_ACTION),
        ("Next steps", Field.FURTHER_ACTION),
        ("By when", Field.BY_WHEN),
        ("Target Date", Field.BY_WHEN),
        ("Due by", Field.BY_WHEN),
        ("By whom", Field.OWNER),
        ("Lead officer(s)", Field.OWNER),
        ("Responsible Party", Field.OWNER),
        ("RAG (Q2 2016/17)", Field.STATUS),
        ("Priority", Field.PRIORITY),
        ("Management response", Field.RESPONSE),
        ("Date agreed", Field.DATE_AGREED),
        ("Theme", Field.THEME),
    ],
)
def test_a_heading_names_its_column(heading, field):
    assert guesses(heading)[0].field is field


@pytest.mark.parametrize("heading", ["", "Start date", "Measurement", "Reporting Mechanism"])
def test_a_heading_that_no_plan_has_says_nothing(heading):
    assert guesses(heading) == []
