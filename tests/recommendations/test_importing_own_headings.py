from recommendations.importing.fields import Field
from recommendations.importing.headings import ProposedColumn, ProposedTable
from recommendations.importing.own_headings import OwnHeadings
from recommendations.importing.reviewed import ReviewedColumn, ReviewRow
from recommendations.own_columns import OwnColumn


def headings(*columns, known=()):
    proposed = [ProposedColumn(heading, field, 1.0, "", of) for heading, field, of in columns]
    return OwnHeadings(ProposedTable(0, tuple(proposed)), known)


def test_each_column_has_a_heading_that_no_other_has():
    own = headings(
        ("Recommendation", Field.RECOMMENDATION, "recommendation"),
        ("Issues", Field.OWN, "update"),
        ("issues ", Field.OWN, "update"),
        ("", Field.OWN, "recommendation"),
        ("x" * 120, Field.OWN, "recommendation"),
        ("x" * 121, Field.OWN, "recommendation"),
    )

    assert own.by_column == {
        1: "Issues",
        2: "issues (2)",
        3: "Column 4",
        4: "x" * 100,
        5: f"{'x' * 96} (2)",
    }


def test_only_columns_with_words_are_used():
    own = headings(
        ("Issues", Field.OWN, "update"),
        ("Measure", Field.OWN, "recommendation"),
        ("Response", Field.RESPONSE, "recommendation"),
    )
    rows = [ReviewRow(1, "row 2", own_values={"Issues": "None", "Measure": ""})]

    assert own.used_by(rows) == (ReviewedColumn("Issues", "update"),)
    assert own.of_field[Field.RESPONSE] == "Response"


def test_a_column_of_the_plan_keeps_its_key_and_what_it_is_of():
    known = [OwnColumn("aim", "MEASURE", "recommendation")]

    own = headings(("Measure", Field.OWN, "update"), known=known)

    assert own.keys == {"Measure": "aim"}
    rows = [ReviewRow(1, "row 2", own_values={"Measure": "One"})]
    assert own.used_by(rows) == (ReviewedColumn("Measure", "recommendation", "aim"),)


def test_values_under_other_headings_are_not_known():
    own = headings(("Issues", Field.OWN, "update"))

    assert own.known({"Issues": "None", "Else": "Lost"}) == {"Issues": "None"}
