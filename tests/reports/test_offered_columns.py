from recommendations.models import Plan
from reports.columns import COLUMNS
from reports.layouts.offered_columns import catalogue, column_label, columns_of_plans


def own(key, heading, **said):
    return {"key": key, "heading": heading, "of": "update", **said}


def test_the_whole_catalogue_is_offered_with_a_sentence_on_each():
    offered = catalogue()

    assert [column.key for column in offered] == list(COLUMNS)
    assert all(column.about.endswith(".") and column.heading for column in offered)
    assert (offered[0].label, offered[0].heading, offered[0].width) == ("Reference", "No.", 14)


def test_columns_of_plans_are_offered_with_the_plans_that_have_them():
    survey = Plan(title="Survey", own_columns=[own("measure", "Measure"), own("cost", "Cost")])
    review = Plan(
        title="Review",
        own_columns=[own("cost", "Costs"), own("old", "Old", hidden=True)],
    )

    offered = columns_of_plans([survey, review])

    assert [(one.key, one.label, one.heading, one.width) for one in offered] == [
        ("own:cost", "Cost / Costs (Survey, Review)", "Cost", 30),
        ("own:measure", "Measure (Survey)", "Measure", 30),
    ]
    assert offered[0].about == "A column of its own of Survey, Review."


def test_a_column_is_named_where_no_plan_is_at_hand():
    assert column_label("by_when") == "By when"
    assert column_label("own:cost") == "“cost”, a plan’s own column"
