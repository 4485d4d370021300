from dataclasses import replace
from datetime import date

import pytest

from people.models import Owner
from recommendations.by_when import Kind
from recommendations.importing.kept_columns import proposed_columns
from recommendations.importing.reading_files import read_file
from recommendations.importing.review import MissingRow, OfferedMatch, Problem, review_of
from recommendations.importing.reviewed import Counts, ReviewedColumn, ReviewedStatus
from recommendations.importing.source import as_kept
from recommendations.models import PlanImport
from recommendations.status_words import NewStatusWord
from tests.factories import (
    make_deadline_read,
    make_owner,
    make_owner_cell,
    make_plan,
    make_recommendation,
)
from tests.recommendations.source_files import corpus, csv_of, workbook

pytestmark = pytest.mark.django_db

DAY = date(2016, 5, 31)
HEADINGS = ["Ref", "Recommendation", "Action taken", "Status", "By when", "Lead officer"]
AUDIT = "Remind managers of the revised audit protocol."
STAFF = "Hold a survey of all staff every two years."
MEANINGS = {"Completed": "complete", "On track": "on_track", "Not started": "not_started"}
FIRST = ["1", AUDIT, "Managers were reminded.", "Completed", "Spring 16", "Sue Moorman"]
SECOND = ["2", STAFF, "A contractor was found.", "On track", "Autumn 17", "Cliff Youngman"]


def imported(*rows, headings=HEADINGS, plan=None, answers=None, as_at=DAY):
    """An import of a table, not kept."""
    file = read_file(workbook([headings, *rows]), "plan.xlsx")
    return PlanImport(
        plan=plan,
        as_at=as_at,
        source=as_kept(file),
        columns=proposed_columns(file.tables[0]),
        answers=answers or {},
    )


def reviewed(*rows, **given):
    return review_of(imported(*rows, **given), today=DAY)


def in_plan(plan, *rows):
    """Recommendations of a plan with what rows of a table say; a status as what it counts as."""
    made = []
    for reference, text, narrative, status, by_when, owner in rows:
        one = make_recommendation(
            plan,
            reference=reference,
            text=text,
            narrative=narrative,
            status=(status, MEANINGS[status]) if status else None,
        )
        if by_when:
            make_deadline_read(one, by_when)
        if owner:
            make_owner_cell(one, text=owner)
        made.append(one)
    return made


def words(row):
    return [problem.words for problem in row.problems]


# The first paper


def test_a_row_is_shown_as_it_will_be():
    sue = make_owner("Sue Moorman")

    review = reviewed(FIRST, SECOND)

    first, second = review.rows
    assert (first.number, first.place, first.reference, first.text) == (1, "row 2", "1", AUDIT)
    assert (first.progress, first.by_when, first.owner_text) == (
        "Managers were reminded.",
        "Spring 16",
        "Sue Moorman",
    )
    assert (first.reading.kind, first.reading.latest) == (Kind.SEASON, date(2016, 5, 31))
    assert [(one.outcome, one.owner) for one in first.owners] == [("known", sue.pk)]
    assert (first.status_word, first.status_meaning) == ("Completed", "complete")
    assert [one.outcome for one in second.owners] == ["new"]
    assert (first.problems, first.match, first.is_corrected) == ((), None, False)
    assert not review.stops
    assert review.paper_date == DAY
    assert review.counts == Counts(rows=2, new=2, new_owners=1)


def test_a_row_without_a_recommendation_stops_until_it_is_left_out():
    empty = ["3", "", "Something was done.", "On track", "", "Sue Moorman"]

    review = reviewed(FIRST, SECOND, empty)
    settled = reviewed(FIRST, SECOND, empty, answers={"rows": {"3": {"left_out": True}}})

    assert review.stops
    assert review.rows[2].problems == (
        Problem(
            "recommendation",
            "This row has no recommendation. Enter it, or leave the row out.",
            stops=True,
        ),
    )
    assert not settled.stops
    assert [row.number for row in settled.taken] == [1, 2]
    assert (settled.counts.rows, settled.counts.left_out) == (2, 1)
    assert len(settled.rows) == 3


def test_a_paper_of_which_every_row_is_left_out_stops():
    review = reviewed(FIRST, answers={"rows": {"1": {"left_out": True}}})

    assert review.problems == (Problem("", "No row is left to bring in.", stops=True),)
    assert review.stops


def test_a_person_corrects_a_row():
    said = {
        "text": "Remind managers again.",
        "by_when": "Winter",
        "dates": {"earliest": None, "latest": "2017-01-31", "open_ended": False},
        "status_word": "Rolling",
        "owner_text": "",
    }

    review = reviewed(
        FIRST, answers={"rows": {"1": said}, "statuses": {"rolling": "business_as_usual"}}
    )

    [row] = review.rows
    assert (row.text, row.by_when, row.owners) == ("Remind managers again.", "Winter", ())
    assert row.reading.latest == date(2017, 1, 31)
    assert (row.status_word, row.status_meaning) == ("Rolling", "business_as_usual")
    assert row.is_corrected
    assert row.is_read_by_person
    assert row.progress == "Managers were reminded."


def test_words_that_cannot_be_read_as_a_date_are_told_and_do_not_stop():
    review = reviewed([*FIRST[:4], "Half past never", ""])

    assert words(review.rows[0]) == [
        "“Half past never”: Not understood: set the dates by hand, or leave it as words only."
    ]
    assert not review.stops
    assert review.counts.unread == 1


def test_what_a_status_cell_says_besides_goes_to_the_action_taken():
    [row] = reviewed([*FIRST[:3], "Completed. See the note.", "", ""], headings=HEADINGS).rows

    assert (row.status_word, row.status_meaning) == ("Completed", "complete")
    assert row.progress == "Managers were reminded.\n\nCompleted. See the note."
    assert row.problems == ()


def test_a_status_that_is_not_known_is_asked_about_and_its_words_are_kept():
    rows = [FIRST, [*SECOND[:3], "Rolling", "", ""], ["3", "Buy it.", "", "rolling", "", ""]]

    review = reviewed(*rows)
    settled = reviewed(*rows, answers={"statuses": {"Rolling": "on_track"}})
    none = reviewed(*rows, answers={"statuses": {"Rolling": ""}})

    assert review.statuses == (
        ReviewedStatus("Rolling", "", 2),
        ReviewedStatus("Completed", "complete", 1),
    )
    assert words(review.rows[1]) == [
        "“Rolling” is no status that is known, so it stays with the action taken. Say what it "
        "counts as."
    ]
    assert review.rows[1].progress == "A contractor was found.\n\nRolling"
    assert (settled.rows[1].status_word, settled.rows[1].status_meaning) == ("Rolling", "on_track")
    assert settled.rows[1].progress == "A contractor was found."
    assert ReviewedStatus("Rolling", "on_track", 2, is_settled=True) in settled.statuses
    assert (none.rows[1].status_word, words(none.rows[1])) == ("", [])
    assert none.rows[1].progress == "A contractor was found.\n\nRolling"


def test_the_status_words_of_the_plan_come_first():
    plan = make_plan(
        status_words=[
            NewStatusWord("Rolling", "business_as_usual"),
            NewStatusWord("Done", "complete"),
            NewStatusWord("Begun", "on_track"),
        ]
    )

    review = reviewed([*FIRST[:3], "Rolling", "", ""], plan=plan)

    assert review.statuses == (ReviewedStatus("Rolling", "business_as_usual", 1, is_of_plan=True),)


def test_a_row_that_says_complete_elsewhere_is_pointed_out():
    headings = ["Ref", "Recommendation", "Further action", "By when"]

    [row] = reviewed(["1", AUDIT, "Complete", "n/a"], headings=headings).rows

    assert words(row) == [
        "The row has no status, but says “Complete”. If it is done, give it a status that says so."
    ]
    assert row.status_meaning == ""


def test_rows_with_the_same_reference_are_told_and_do_not_stop():
    review = reviewed(FIRST, ["1", STAFF, "", "", "", ""])

    assert words(review.rows[0]) == [
        "Other rows have the reference “1” too, so the text says which is which."
    ]
    assert not review.stops


def test_references_that_repeat_throughout_are_told_once():
    rows = [[str(n % 3), f"Do thing {n} of the list.", "", "", "", ""] for n in range(1, 13)]

    review = reviewed(*rows)

    assert review.problems == (
        Problem(
            "reference", "12 rows have a reference that others have too: the text says which is "
            "which.",
        ),
    )  # fmt: skip
    assert review.counts.with_problems == 0
    assert not review.stops


def test_a_table_without_recommendations_stops():
    given = imported(FIRST, SECOND)
    given.columns["columns"][1]["field"] = "own"

    review = review_of(given, today=DAY)

    assert review.problems == (
        Problem("recommendation", "Say which column has the recommendations.", stops=True),
    )


def test_a_row_that_is_there_twice_is_told():
    review = reviewed(FIRST, SECOND, FIRST)

    assert "Row 2 says the same." in words(review.rows[2])
    assert "Row 4 says the same." not in words(review.rows[0])


def test_columns_of_its_own_each_have_a_heading():
    headings = ["Recommendation", "Measure", "measure", "Lead officer"]
    rows = [
        [AUDIT, "One reminder", "Reminded", "Sue Moorman"],
        [STAFF, "One survey", "", "Cliff Youngman"],
    ]

    review = reviewed(*rows, headings=headings)

    assert [row.own_values for row in review.rows] == [
        {"Measure": "One reminder", "measure (2)": "Reminded"},
        {"Measure": "One survey"},
    ]
    assert [column.heading for column in review.own_columns] == ["Measure", "measure (2)"]


def test_own_values_are_corrected_by_heading():
    headings = ["Recommendation", "Measure", "Lead officer"]
    answers = {"rows": {"1": {"own_values": {"Measure": "Two", "Else": "Lost"}}}}

    review = reviewed(
        [AUDIT, "One", "Sue Moorman"],
        [STAFF, "One", "Cliff Youngman"],
        headings=headings,
        answers=answers,
    )

    assert review.rows[0].own_values == {"Measure": "Two"}


def test_a_response_and_the_day_of_it_keep_their_words():
    headings = ["Recommendation", "Response", "Date agreed", "Owner"]
    rows = [
        [AUDIT, "Agreed in principle", "1 March 2016", "Sue Moorman"],
        [STAFF, "Accepted", "Spring", "Cliff Youngman"],
        ["Buy a boiler.", "Rejected", "2 March 2016", "Cliff Youngman"],
    ]

    first, second, third = reviewed(*rows, headings=headings).rows

    assert (first.response, first.raised_on) == ("partly", date(2016, 3, 1))
    assert first.own_values == {"Response": "Agreed in principle", "Date agreed": "1 March 2016"}
    assert (second.response, second.raised_on) == ("accepted", None)
    assert words(second) == ["“Spring” is no day, so it is kept in a column of its own."]
    assert (third.response, third.raised_on) == ("rejected", date(2016, 3, 2))


def test_a_priority_that_is_too_long_is_kept_in_a_column_of_its_own():
    long = "High, as was agreed with the auditors who were here at the time"
    headings = ["Recommendation", "Priority", "Owner"]

    rows = [[AUDIT, long, "Sue Moorman"], [STAFF, "High", "Sue"], ["Buy it.", "Low", "Sue"]]

    row, *_ = reviewed(*rows, headings=headings).rows

    assert (row.priority, row.own_values) == ("", {"Priority": long})


def test_what_is_too_long_stops():
    [row] = reviewed(["R" * 51, AUDIT, "x" * 20_001, "", "", ""]).rows

    assert words(row) == [
        "Reference has 51 characters, and can have 50. Shorten it.",
        "Action taken has 20,001 characters, and can have 20,000. Shorten it.",
    ]
    assert row.stops


def test_more_lines_than_a_cell_can_hold_stop():
    [row] = reviewed(["1", AUDIT, "x\n" * 1_000 + "x", "", "", ""]).rows

    assert words(row) == ["Action taken has 1,001 lines, and can have 1,000. Shorten it."]
    assert row.stops


def test_words_that_nobody_sees_are_none():
    [row] = reviewed(["1", "\u200b", "\u200b", "\u2060", "", ""]).rows

    assert (row.text, row.progress) == ("", "")
    assert words(row) == ["This row has no recommendation. Enter it, or leave the row out."]


def test_a_close_spelling_is_told_in_its_row():
    make_owner("Sue Moorman")

    review = reviewed([*FIRST[:5], "Sue Moormann"])

    assert words(review.rows[0]) == [
        "“Sue Moormann” isn't in the directory. Did you mean “Sue Moorman”? Nobody is named until "
        "you say so."
    ]
    assert review.counts.close_owners == 1
    assert not review.stops


def test_dates_are_read_against_today_where_no_day_is_given():
    review = review_of(imported(SECOND, as_at=None), today=date(2020, 1, 1))

    assert review.paper_date == date(2020, 1, 1)


# A later paper


def test_the_same_paper_again_says_nothing_new():
    plan = make_plan()
    in_plan(plan, FIRST, SECOND)

    review = reviewed(FIRST, SECOND, plan=plan)

    assert [row.match.how for row in review.rows] == ["reference", "reference"]
    assert [row.match.changes for row in review.rows] == [(), ()]
    assert review.missing == ()
    assert (review.counts.new, review.counts.changed, review.counts.unchanged) == (0, 0, 2)
    assert not review.stops


def test_what_changes_is_told_in_words():
    plan = make_plan()
    [_, survey] = in_plan(plan, FIRST, SECOND)
    later = [
        "2",
        f"{STAFF} Publish it.",
        "It was held.",
        "Delayed",
        "Spring 18",
        "Sue Moorman",
    ]

    review = reviewed(FIRST, later, plan=plan)

    match = review.rows[1].match
    assert (match.how, match.recommendation) == ("reference", survey.pk)
    assert match.changes == (
        "Text changed",
        "Progress reported",
        "Status moved from “On track” to “Delayed”",
        "Date moved from “Autumn 17” to “Spring 18”",
        "Owner changed from “Cliff Youngman” to “Sue Moorman”",
    )
    assert match.changed == ("text", "progress", "status_word", "by_when", "owner_text")
    assert match.state.recommendation_id == survey.pk
    assert (review.counts.changed, review.counts.moved) == (1, 1)


@pytest.mark.parametrize(
    ("by_when", "change", "moved"),
    [
        ("Summer 17", "Date brought forward from “Autumn 17” to “Summer 17”", 1),
        ("Autumn 2017", "Date reworded from “Autumn 17” to “Autumn 2017”", 0),
        ("Ongoing", "Date moved from “Autumn 17” to “Ongoing”", 1),
    ],
)
def test_a_date_is_moved_brought_forward_or_reworded(by_when, change, moved):
    plan = make_plan()
    in_plan(plan, SECOND)

    review = reviewed([*SECOND[:4], by_when, SECOND[5]], plan=plan)

    assert review.rows[0].match.changes == (change,)
    assert review.counts.moved == moved


def test_a_cell_that_is_empty_now_changes_nothing_and_is_told():
    plan = make_plan()
    in_plan(plan, SECOND)

    review = reviewed(["2", STAFF, "", "", "", ""], FIRST, plan=plan)

    assert review.rows[0].match.changes == ()
    assert words(review.rows[0]) == [
        "The paper gives no date any more: “Autumn 17” stays.",
        "The paper names no owner any more: “Cliff Youngman” stays.",
    ]


def test_a_reworded_row_is_offered_and_stops_until_a_person_says():
    plan = make_plan()
    [survey] = in_plan(plan, ["", *SECOND[1:]])
    reworded = "Hold a survey of all our staff every two years."
    row = ["", reworded, *SECOND[2:]]

    review = reviewed(row, FIRST, plan=plan)
    joined = reviewed(row, FIRST, plan=plan, answers={"rows": {"1": {"match": survey.pk}}})
    new = reviewed(row, FIRST, plan=plan, answers={"rows": {"1": {"match": "new"}}})

    match = review.rows[0].match
    assert (match.how, match.recommendation) == ("offered", None)
    assert match.offered == (OfferedMatch(survey.pk, "", STAFF, 0.95),)
    assert words(review.rows[0]) == [
        "Its text is like one of the plan's. Say whether it is the same, or a new one."
    ]
    assert review.stops
    assert review.missing == ()
    assert (joined.rows[0].match.how, joined.rows[0].match.changes) == ("person", ("Text changed",))
    assert not joined.stops
    assert (new.rows[0].match.how, new.stops) == ("new", False)
    assert new.missing == (MissingRow(survey.pk, "", STAFF),)


def test_two_rows_cannot_be_the_same_recommendation():
    plan = make_plan()
    [survey] = in_plan(plan, SECOND)
    answers = {"rows": {"1": {"match": survey.pk}}}

    review = reviewed(FIRST, SECOND, plan=plan, answers=answers)
    both = {"rows": {"1": {"match": survey.pk}, "2": {"match": survey.pk}}}
    twice = reviewed(FIRST, SECOND, plan=plan, answers=both)

    assert [row.match.how for row in review.rows] == ["person", "new"]
    assert "Row 3 is the same recommendation of the plan. Say of one of them that it is new." in (
        words(twice.rows[0])
    )
    assert [row.stops for row in twice.rows] == [True, True]


def test_a_match_with_another_plan_is_as_if_it_were_not_said():
    [other] = in_plan(make_plan("Other", slug="other"), FIRST)
    plan = make_plan()
    in_plan(plan, SECOND)

    review = reviewed(SECOND, plan=plan, answers={"rows": {"1": {"match": other.pk}}})

    assert review.rows[0].match.how == "reference"


def test_what_is_live_and_not_in_the_paper_is_asked_about():
    plan = make_plan()
    [_, survey, boiler] = in_plan(
        plan, FIRST, SECOND, ["3", "Buy a boiler.", "", "Not started", "", ""]
    )

    review = reviewed(
        ["9", "Paint the town hall.", "", "", "", ""],
        plan=plan,
        answers={"missing": {str(survey.pk): "dropped"}},
    )

    assert review.missing == (
        MissingRow(survey.pk, "2", STAFF, "dropped"),
        MissingRow(boiler.pk, "3", "Buy a boiler."),
    )
    assert review.counts.missing == 2
    assert not review.stops


def test_a_paper_from_before_what_the_plan_has_stops():
    plan = make_plan()
    in_plan(plan, FIRST)

    review = reviewed(SECOND, plan=plan, as_at=date(2015, 1, 31))

    assert review.problems == (
        Problem(
            "",
            "The plan has recommendations from after 31 January 2015, the day of this paper. Bring "
            "papers in in their order.",
            stops=True,
        ),
    )


def test_columns_that_the_plan_has_already_keep_their_key_and_what_they_are_of():
    plan = make_plan(own_columns=[{"key": "aim", "heading": "Measure", "of": "recommendation"}])
    headings = ["Recommendation", "measure", "Lead officer"]

    review = reviewed([AUDIT, "One", "Sue Moorman"], headings=headings, plan=plan)

    assert review.own_columns == (ReviewedColumn("measure", "recommendation", "aim"),)


# Many rows


def test_the_questions_asked_are_as_many_for_one_row_as_for_thirty(django_assert_num_queries):
    plan = make_plan()
    rows = [
        [str(number), f"Do thing number {number}.", "", "On track", "May 2017", f"Post {number}"]
        for number in range(1, 31)
    ]
    in_plan(plan, *rows)
    one, many = imported(rows[0], plan=plan), imported(*rows, plan=plan)
    for plan_import in (one, many):
        plan_import.plan = type(plan).objects.get()

    with django_assert_num_queries(9):
        review_of(one, today=DAY)
    with django_assert_num_queries(9):
        review_of(many, today=DAY)


@pytest.mark.parametrize("name", corpus())
def test_every_row_of_a_paper_is_reviewed_with_all_its_words(name):
    file = read_file(csv_of(name), name)
    table = file.tables[0]
    given = PlanImport(source=as_kept(file), columns=proposed_columns(table), as_at=DAY)

    review = review_of(given, today=DAY)

    assert len(review.rows) == len(table.rows) - 1
    for line, row in zip(table.rows[1:], review.rows, strict=True):
        assert set(" ".join(line.texts).split()) <= set(_all_words(row).split())


def _all_words(row):
    row = replace(row, problems=())
    texts = [getattr(row, name) for name in row.__slots__]
    return " ".join([*(one for one in texts if isinstance(one, str)), *row.own_values.values()])


def test_owners_of_a_paper_are_told_once(db):
    Owner.objects.create(name="HM Treasury", kind="group")
    name = "uk_pm_commitments_2010-11.csv"
    file = read_file(csv_of(name), name)
    given = PlanImport(
        source=as_kept(file), columns=proposed_columns(file.tables[0]), as_at=date(2010, 11, 30)
    )

    review = review_of(given, today=DAY)

    spellings = [owner.named.spelling for owner in review.owners]
    assert len(spellings) == len(set(spellings))
    assert {owner.named.outcome for owner in review.owners} == {"known", "new"}
