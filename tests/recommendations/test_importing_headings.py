import pytest

from recommendations.importing.fields import Field
from recommendations.importing.headings import NoRecommendations, propose_columns, tables_together
from recommendations.importing.source import SourceCell, table_of
from reports.render.excel import BESIDE as PRINTED_BESIDE

LONG = "All staff should be made aware of the code of conduct"
BODY = [
    ["1.1", f"{LONG} by training", "Sue Moorman", "March 17", "On track"],
    ["1.2", f"{LONG} by posters", "Head of HR", "Autumn 17", "Complete"],
    ["1.3", f"{LONG} by letter", "Cliff Youngman", "October 2016", "Delayed"],
]
USUAL = [Field.REFERENCE, Field.RECOMMENDATION, Field.OWNER, Field.BY_WHEN, Field.STATUS]


def table(*rows, name="The table"):
    lines = [
        (
            f"row {number}",
            [cell if isinstance(cell, SourceCell) else SourceCell(cell) for cell in row],
        )
        for number, row in enumerate(rows, 1)
    ]
    return table_of(name, lines)


def fields(*rows):
    return [column.field for column in propose_columns(table(*rows)).columns]


def test_an_unnamed_column_of_numbers_is_the_reference():
    proposed = propose_columns(table(["", "Recommendation", "Owner", "By when", "Status"], *BODY))

    assert [column.field for column in proposed.columns] == USUAL
    assert proposed.columns[0].why == "100% of its cells are numbers"
    assert proposed.columns[1].confidence == 1
    assert proposed.columns[1].why == "its heading is “Recommendation”"


def test_columns_whose_headings_say_nothing_are_told_by_what_stands_in_them():
    assert fields(["", "Recommendation", "Xyz", "Abc", "Def"], *BODY) == USUAL
    assert fields(["", "Recommendation", "", "", ""], *BODY) == USUAL


def test_a_table_without_headings_is_told_by_what_stands_in_it():
    proposed = propose_columns(table(*BODY))

    assert [column.field for column in proposed.columns] == USUAL
    assert proposed.header_row is None


@pytest.mark.parametrize(
    ("told", "field"),
    [
        (["On track", "Completed.", "Delayed – staff left"], Field.STATUS),
        (["Training has begun in all teams.", "Posters are up.", "None sent."], Field.PROGRESS),
    ],
)
def test_what_stands_under_progress_decides_what_it_is(told, field):
    body = [[*row[:4], words] for row, words in zip(BODY, told, strict=True)]

    assert fields(["Ref", "Recommendation", "Lead", "Deadline", "Progress"], *body)[4] is field


def test_titles_above_the_headings_are_found():
    head = ["Ref", "Recommendation", "Owner", "By when", "Status"]
    proposed = propose_columns(
        table([SourceCell("Action plan", across=5)], ["As at 31 May 2016"], head, *BODY)
    )

    assert proposed.header_row == 2
    assert proposed.above == ("Action plan", "As at 31 May 2016")


def test_headings_in_two_rows_are_read_together():
    upper = [
        SourceCell("Ref"), SourceCell("Recommendation"), SourceCell("Delivery", across=3),
        SourceCell(), SourceCell(),
    ]  # fmt: skip
    lower = [
        SourceCell("Ref", is_repeated=True), SourceCell("Recommendation", is_repeated=True),
        SourceCell("Who"), SourceCell("When"), SourceCell("Status"),
    ]  # fmt: skip
    proposed = propose_columns(table(upper, lower, *BODY))

    assert (proposed.first_header_row, proposed.header_row) == (0, 1)
    assert [column.heading for column in proposed.columns] == [
        "Ref",
        "Recommendation",
        "Delivery: Who",
        "Delivery: When",
        "Delivery: Status",
    ]
    assert [column.field for column in proposed.columns] == USUAL


def test_of_two_columns_of_actions_the_one_that_repeats_is_the_theme():
    body = [["Action 1: Identify", row[1], row[3]] for row in BODY]

    assert fields(["Action", "Milestone", "Target Date"], *body) == [
        Field.THEME,
        Field.RECOMMENDATION,
        Field.BY_WHEN,
    ]


def test_actions_beside_recommendations_are_what_is_to_be_done():
    body = [[row[1], f"Do it {row[0]}", row[3]] for row in BODY]

    assert fields(["Recommendation", "Agreed action", "Timescale"], *body) == [
        Field.RECOMMENDATION,
        Field.FURTHER_ACTION,
        Field.BY_WHEN,
    ]


def test_of_two_dates_the_revised_one_counts_and_the_other_is_kept():
    body = [[row[1], "June 2015", row[3]] for row in BODY]
    proposed = propose_columns(table(["Recommendation", "Original date", "Revised date"], *body))

    assert [column.field for column in proposed.columns] == [
        Field.RECOMMENDATION,
        Field.OWN,
        Field.BY_WHEN,
    ]


def test_columns_that_are_nobodys_are_the_plans_own_and_empty_ones_nothing():
    body = [[row[1], "On paper", "£50 spent", ""] for row in BODY]
    head = ["Recommendation", "Reporting mechanism", "Spend to date", "Xyz"]
    columns = propose_columns(table(head, *body)).columns

    assert [(column.field, column.of) for column in columns[1:3]] == [
        (Field.OWN, "recommendation"),
        (Field.OWN, "update"),
    ]


def test_what_is_worked_out_in_a_paper_of_this_program_is_left_out():
    headings = ["", "Recommendation", "Owner", "By when", "Status"]
    beside = [column.heading for column in PRINTED_BESIDE]
    of_it = ["Complete", "30/11/2017", "30/11/2017", "0"]

    body = [[*row, *of_it] for row in BODY]
    proposed = propose_columns(table([*headings, *beside], *body))

    assert [column.field for column in proposed.columns] == [*USUAL, *[Field.NOTHING] * 4]
    assert proposed.columns[5].why == "it is worked out here, out of what the other columns say"


def test_a_person_corrects_a_column():
    proposed = propose_columns(table(["Ref", "Recommendation", "Who", "When", "Status"], *BODY))

    corrected = proposed.with_field(2, Field.STATUS)

    assert [column.field for column in corrected.columns][2:] == [
        Field.STATUS,
        Field.BY_WHEN,
        Field.OWN,
    ]
    assert corrected.columns[2].why == "you said so"


@pytest.mark.parametrize(
    "rows",
    [
        [["Commitment", "Description"], ["Spend data", "Monthly publication of all spending"]],
        [["Department", "PM Letter"], ["BIS", "Delayed"], ["CO", "Met"]],
        [["Site usage", "Total"], ["Page views", "1399435"], ["Visits", "446470"]],
        [["A", "B"]],
    ],
)
def test_a_table_that_is_no_plan_has_no_recommendations(rows):
    with pytest.raises(NoRecommendations) as refused:
        propose_columns(table(*rows))

    assert str(refused.value).startswith("No column of recommendations or actions was found in")
    assert len(refused.value.proposed.columns) == 2


def test_tables_under_the_same_headings_are_one_and_others_stay_apart():
    head = ["Ref", "Recommendation", "Owner", "By when", "Status"]
    other = table(["Group", "Staff"], ["A", "1"], name="Table 3")

    together = tables_together(
        [table(head, *BODY, name="Table 1"), table(head, *BODY, name="Table 2"), other]
    )

    assert [(one.name, len(one.rows)) for one in together] == [("Table 1 to 2", 8), ("Table 3", 2)]


SORTS = {
    "rec": [
        "Staff should be trained in the new code of conduct",
        "Managers should review declarations yearly",
        "Procurement rules should be published on the intranet",
        "A new board should oversee the risk register",
    ],
    "find": [
        "There was no training in place for new staff at all",
        "Declarations were not reviewed in time by managers",
        "Rules were hard to find for most of the staff asked",
        "Nobody owned the risk register at the time of audit",
    ],
    "no": ["1", "2", "3", "4"],
    "own": ["Head of HR", "Sue Moorman", "Chief Executive", "IT Team"],
    "when": ["March 2017", "31/03/2017", "Autumn 17", "Ongoing"],
    "stat": ["Green", "Amber", "Complete", "On track"],
    "text": [
        "Training was given to all teams in May and will go on",
        "Half of the managers have done so; a reminder was sent",
        "Published on 3 May 2016 and looked at by many",
        "The board met twice and agreed its terms",
    ],
    "pri": ["High", "Medium", "Low", "High"],
    "resp": ["Accepted", "Agreed", "Partially accepted", "Accepted"],
    "th": ["Public relations", "Public relations", "Risk control", "Risk control"],
    "money": ["£50", "£100", "", "£20"],
    "act": [
        "Hold training days",
        "Review all declarations",
        "Publish the rules",
        "Set up the board",
    ],
}


@pytest.mark.parametrize(
    "columns",
    [
        [
            "Action No:no:reference",
            "Action:rec:recommendation",
            "Owner:own:owner",
            "Due:when:by_when",
            "Status:stat:status",
            "Comments:text:progress",
        ],
        [
            "Recommendation:rec:recommendation",
            "Response:resp:response",
            "Lead:own:owner",
            "Timescale:when:by_when",
            "Update:text:progress",
        ],
        [
            "Objective:th:theme",
            "Action:rec:recommendation",
            "Lead:own:owner",
            "Timescale:when:by_when",
            "Progress:text:progress",
        ],
        [
            "Ref:no:reference",
            "Finding:find:own",
            "Recommendation:rec:recommendation",
            "Management Response:text:own",
            "Responsible Officer:own:owner",
            "Implementation Date:when:by_when",
            "Current Position:find:progress",
        ],
        [
            "Milestone:rec:recommendation",
            "Status:stat:status",
            "Date:when:by_when",
            "Owner:own:owner",
        ],
        [
            "What:rec:recommendation",
            "Who:own:owner",
            "When:when:by_when",
            "Progress:text:progress",
        ],
        [
            "Commitment:rec:recommendation",
            "Department:own:owner",
            "Deadline:when:by_when",
            "RAG:stat:status",
        ],
        [
            "Issue:th:theme",
            "Recommendation:rec:recommendation",
            "Priority:pri:priority",
            "Agreed Action:act:further_action",
            "Responsible Officer:own:owner",
            "Target date:when:by_when",
        ],
        [
            "Strategic objective:th:theme",
            "Key actions:rec:recommendation",
            "Success measures:find:own",
            "Lead:own:owner",
            "Timescale:when:by_when",
            "RAG:stat:status",
        ],
        [
            "#:no:reference",
            "Area for improvement:find:own",
            "Action:rec:recommendation",
            "By whom:own:owner",
            "By when:when:by_when",
            "RAG status:stat:status",
            "Progress to date:text:progress",
            "Cost:money:own",
        ],
        [
            "Rec No:no:reference",
            "Recommendation:rec:recommendation",
            "Accepted?:resp:response",
            "Action Taken:text:progress",
            "Further Action Required:act:further_action",
            "Officer:own:owner",
            "Target Date:when:own",
            "Revised date:when:by_when",
        ],
        [
            "Action point:rec:recommendation",
            "Assigned to:own:owner",
            "Completion date:when:by_when",
            "Latest update:text:progress",
        ],
        [
            "Item:no:reference",
            "Task:rec:recommendation",
            "Lead officer / team:own:owner",
            "Target completion:when:by_when",
            "Current status:stat:status",
            "Notes:text:progress",
        ],
        [
            "Meeting:when:date_agreed",
            "Action:rec:recommendation",
            "Owner:own:owner",
            "Status:text:status",
        ],
        [
            "Recommendation made:rec:recommendation",
            "Progress at May 2016:find:own",
            "Progress at August 2016:text:progress",
            "Status:stat:status",
            "Who is responsible?:own:owner",
        ],
        [
            "Reference:no:reference",
            "Government commitment:rec:recommendation",
            "Lead Department:own:owner",
            "Delivery date:when:by_when",
            "Delivery status:stat:status",
            "Update:text:progress",
        ],
        [
            "Action to be taken:rec:recommendation",
            "Responsibility:own:owner",
            "Timeframe:when:by_when",
            "Outcome:text:progress",
        ],
        [
            "Activity:rec:recommendation",
            "Start:when:own",
            "End:when:by_when",
            "Who:own:owner",
            "% complete:no:own",
        ],
        [
            "Risk:find:own",
            "Mitigating action:rec:recommendation",
            "Owner:own:owner",
            "Date:when:by_when",
        ],
        [
            "Theme:th:theme",
            "Recommendation:rec:recommendation",
            "We will:act:further_action",
            "Lead:own:owner",
            "Deadline:when:by_when",
        ],
    ],
    ids=" | ".join,
)
def test_the_columns_of_other_plans_are_recognised(columns):
    """Each as its heading, what stands in it, and what it is."""
    parted = [column.split(":") for column in columns]
    body = [[SORTS[sort][at] for _, sort, _ in parted] for at in range(4)]

    found = fields([heading for heading, _, _ in parted], *body)

    assert [field.value for field in found] == [field for _, _, field in parted]
