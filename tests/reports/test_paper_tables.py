"""Papers of several tables: what each holds from meeting to meeting, and for whom."""

import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.merging import merge
from people.models import Owner
from people.tenures import appoint
from recommendations.deadlines import revise
from recommendations.decisions import record_decisions
from recommendations.models import Assignment, CommitteeDecision
from recommendations.new_decisions import NewDecision, Outcome
from recommendations.owner_cells import NewAssignment, name_owners
from recommendations.progress import NewStatus
from recommendations.rounds import close_round
from recommendations.wordings import exempt_all, monitor_all
from reports.build import build_document
from reports.columns import COLUMNS
from reports.document import read_document
from reports.drafts import prepare_supplement
from reports.issuing import issue_appendix
from reports.models import Layout, PlanLayout
from reports.papers import document_of, late_entries
from tests.factories import (
    DAY,
    lay_out,
    make_committee,
    make_deadline,
    make_department,
    make_draft,
    make_extension,
    make_issued,
    make_layout,
    make_meeting,
    make_owner,
    make_plan,
    make_recommendation,
    make_recommendations,
    make_round,
    make_update,
    make_user,
    moment,
    reading,
    written,
)

pytestmark = pytest.mark.django_db
LATE, TO_COME = date(2016, 4, 30), date(2017, 11, 30)
# As at which day, for which meeting, issued when.
JUNE = (DAY, date(2016, 6, 28), moment(date(2016, 6, 20)))
JULY = (date(2016, 7, 31), date(2016, 8, 30), moment(date(2016, 8, 22)))
SEPTEMBER = (date(2016, 9, 30), date(2016, 10, 25), moment(date(2016, 10, 17)))
NOVEMBER = (date(2016, 11, 30), date(2016, 12, 20), moment(date(2016, 12, 12)))
LETTERS = {"A": "live", "B": "completed", "C": "extensions", "D": "overdue", "E": "attend"}


def columns(*keys):
    return [{"key": key, "heading": COLUMNS[key].heading, "width": 19} for key in keys]


def table(heading, rows, *keys, grouping="none"):
    keys = keys or ("reference", "recommendation", "owner", "progress")
    return {"heading": heading, "rows": rows, "grouping": grouping, "columns": columns(*keys)}


def five_tables(*keys, grouping="none", **fields):
    tables = [table(f"{n}. {r}", r, *keys, grouping=grouping) for n, r in LETTERS.items()]
    return make_layout(**{"name": "A to E", "tables": tables, **fields})


def only_live():
    """The layout has no table for what is done."""
    Layout.objects.update(tables=[table("A. live", "live")])


@pytest.fixture
def plan():
    plan = make_plan()
    lay_out(plan, five_tables())
    return plan


def row(plan, reference):
    return plan.recommendations.get(reference=reference)


def say(recommendation, status, day=DAY, narrative="Reported", at=None):
    word = {"on_track": "On track", "complete": "Complete", "superseded": "Superseded"}[status]
    make_update(recommendation, narrative, on=day, at=at, status=NewStatus(word, status))


def attend(recommendation, owner=None, *, minute="", note="", day=LATE):
    new = NewDecision(
        recommendation, Outcome.ATTEND, minute_reference=minute, note=note, owner=owner
    )
    return record_decisions([new], committee="Executive", **written(day))


def live(plan, as_at=DAY, **fields):
    return build_document(plan, as_at=as_at, known_by=None, today=as_at, **fields)


def issued(plan, meeting, **fields):
    as_at, day, at = meeting
    return make_issued(plan, make_meeting(day=day), as_at=as_at, issued_at=at, **fields)


def drafted(plan, meeting, **fields):
    as_at, day, at = meeting
    draft = make_draft(plan, make_meeting(day=day), as_at=as_at, **fields)
    document = document_of(draft, at=at)
    draft.delete()
    return document


def references(document, key):
    names = {row.key: row.reference for row in document.rows}
    [found] = [table for table in document.tables if table.heading.startswith(key)]
    return [names[key] for key in found.rows]


def held(document):
    """What each table holds, those without rows left out."""
    found = {key: references(document, key) for key in LETTERS}
    return {key: rows for key, rows in found.items() if rows}


def told(document):
    return {
        group.heading: [change.reference for change in group.changes]
        for group in document.changes.groups
    }


def test_each_table_holds_its_rows(plan):
    sue = make_owner()
    make_recommendation(plan, reference="1", by_when="Autumn 17")
    make_recommendation(plan, reference="2", status=("Complete", "complete"))
    make_recommendation(plan, reference="3", status=("Superseded", "superseded"))
    overdue = make_recommendation(plan, reference="4")
    make_deadline(overdue, "April 16", latest=LATE, earliest=None)
    asked = make_recommendation(plan, reference="5")
    make_extension(make_deadline(asked, "April 16", latest=LATE, earliest=None))
    attend(make_recommendation(plan, reference="6", on=LATE), sue)
    gone = make_recommendation(plan, reference="7")
    monitor_all([gone], False, reason="Closed", **written())

    document = live(plan)

    assert held(document) == {
        "A": ["1", "4", "5", "6"],
        "B": ["2", "3"],
        "C": ["5"],
        "D": ["4"],
        "E": ["6"],
    }
    assert [row.reference for row in document.rows] == ["1", "2", "3", "4", "5", "6"]


def test_what_no_table_shows_says_nothing_but_what_it_amounts_to(plan):
    only_live()
    make_recommendation(
        plan, reference="1", status=("Superseded", "superseded"), owners=[make_owner()]
    )

    [row] = live(plan, public=True).rows

    assert (row.reference, row.cells, row.is_printed) == ("1", {}, False)
    assert (row.values.status, row.values.owners, row.values.owner_keys) == ("superseded", (), ())


def test_a_row_has_the_cells_of_the_tables_that_show_it():
    plan = make_plan()
    tables = [
        table("A. Live", "live", "reference", "by_when"),
        table("B. Completed", "completed", "recommendation", "reference"),
    ]
    lay_out(plan, make_layout(tables=tables))
    make_recommendation(plan, reference="1")
    make_recommendation(plan, reference="2", status=("Complete", "complete"))

    document = live(plan)

    assert [column.key for column in document.columns] == ["reference", "by_when", "recommendation"]
    assert [list(row.cells) for row in document.rows] == [
        ["reference", "by_when"],
        ["reference", "recommendation"],
    ]


def test_headings_of_tables_say_the_day(plan):
    layout = five_tables(name="Dated", tables=[table("Live on {as_at}", "live")], as_at_style="day")

    [only] = live(plan, layout=layout).tables

    assert (only.key, only.heading) == ("table-1", "Live on 31 May 2016")


def test_a_layout_that_is_not_saved_can_be_looked_at(plan):
    make_recommendation(plan, reference="1")
    unsaved = Layout(
        as_at_style="day",
        as_at_line="On {as_at}",
        tables=[table("", "all", "reference")],
        figures=["overdue"],
    )

    document = live(plan, layout=unsaved)

    assert (document.as_at_line, document.figures.printed) == ("On 31 May 2016", ("overdue",))
    assert [list(row.cells) for row in document.rows] == [["reference"]]
    assert Layout.objects.count() == 1


# From meeting to meeting


def test_what_is_completed_is_shown_once_then_dropped_and_shown_again_when_reopened(plan):
    one = make_recommendation(plan, reference="1", text="Keep records.")
    make_recommendation(plan, reference="2")
    june = drafted(plan, JUNE)
    issued(plan, JUNE)
    say(one, "complete", JULY[0])
    july = drafted(plan, JULY)
    issued(plan, JULY)
    september = drafted(plan, SEPTEMBER)
    issued(plan, SEPTEMBER)
    say(one, "on_track", NOVEMBER[0], "Begun anew")
    november = drafted(plan, NOVEMBER)

    assert [held(paper) for paper in (june, july, september, november)] == [
        {"A": ["1", "2"]},
        {"A": ["2"], "B": ["1"]},
        {"A": ["2"]},
        {"A": ["1", "2"]},
    ]
    assert june.changes is None
    assert told(july) == {"1 completed": ["1"], "1 with progress reported": ["1"]}
    assert (told(september), september.changes.unchanged) == ({}, 1)
    assert september.changes.notes == (
        "1 recommendation stands in no table of this paper any more: 1.",
    )
    assert told(november) == {"1 reopened": ["1"]}
    assert november.changes.groups[0].changes[0].title == "Keep records."
    assert [row.marks for row in july.rows] == [("Completed", "Progress reported"), ()]
    assert [row.marks for row in september.rows] == [(), ()]
    assert [row.marks for row in november.rows] == [("Reopened",), ()]


def test_the_rule_of_what_is_completed_names_the_paper_it_is_measured_by(plan):
    rules = {table.rows_rule: table.rule for table in drafted(plan, JUNE).tables}
    assert rules["completed"] == (
        "Complete on 31 May 2016, or closed in another way (superseded, not accepted, business as "
        "usual). There is no earlier paper to compare with."
    )
    issued(plan, JUNE)

    rules = {table.rows_rule: table.rule for table in drafted(plan, JULY).tables}

    assert rules["completed"] == (
        "Complete on 31 July 2016, or closed in another way (superseded, not accepted, business as "
        "usual), and not so in the last paper (Appendix 1 as at 31 May 2016). Shown once."
    )


def test_what_leaves_the_plan_is_removed_and_what_no_table_ever_showed_is_not(plan):
    only_live()
    shown = make_recommendation(plan, reference="1")
    never = make_recommendation(plan, reference="2", status=("Superseded", "superseded"))
    issued(plan, JUNE)
    monitor_all([shown, never], False, reason="Closed", **written(JULY[0]))
    make_recommendation(
        plan, reference="3", status=("Superseded", "superseded"), on=JULY[0], at=moment(JULY[0])
    )

    paper = drafted(plan, JULY)

    assert told(paper) == {"1 removed": ["1"]}
    assert paper.changes.unchanged == 0


def test_what_is_done_and_in_no_table_is_told_all_the_same(plan):
    """It was live: members must not be left to guess what became of it."""
    only_live()
    one = make_recommendation(plan, reference="1", text="Keep records.")
    issued(plan, JUNE)
    say(one, "superseded", JULY[0])

    paper = drafted(plan, JULY)

    assert [table.rows for table in paper.tables] == [()]
    [group] = paper.changes.groups
    assert (group.heading, group.changes[0].title) == ("1 status changed", "Keep records.")
    assert paper.rows[0].marks == ()


def test_what_was_closed_is_shown_once_in_whatever_way(plan):
    one = make_recommendation(plan, reference="1")
    issued(plan, JUNE)
    say(one, "superseded", JULY[0])

    assert held(read_document(issued(plan, JULY).document)) == {"B": ["1"]}
    assert held(read_document(issued(plan, SEPTEMBER).document)) == {}
    assert held(drafted(plan, NOVEMBER)) == {}


def test_what_was_done_in_a_paper_that_had_no_table_for_it_is_shown_in_the_next_that_has(plan):
    make_recommendation(plan, reference="1", status=("Complete", "complete"))
    tables = Layout.objects.get().tables
    only_live()
    issued(plan, JUNE)
    Layout.objects.update(tables=tables)

    assert held(drafted(plan, JULY)) == {"B": ["1"]}


def test_another_committee_is_shown_what_was_completed_too(plan):
    make_recommendation(plan, reference="1", status=("Complete", "complete"))
    issued(plan, JUNE)
    executive = make_meeting(make_committee("Executive"), JULY[1])

    paper = document_of(make_draft(plan, executive, as_at=JULY[0]), at=JULY[2])

    assert held(paper) == {"B": ["1"]}
    assert held(drafted(plan, JULY)) == {}


def test_a_live_document_is_measured_by_the_last_public_paper_before_its_day(plan):
    usual = PlanLayout.objects.get(plan=plan)
    usual.committee = make_committee()
    usual.save()
    make_recommendation(plan, reference="1", status=("Complete", "complete"))
    issued(plan, JUNE)
    issued(plan, JULY, audience="exempt", slug="exempt")
    two = make_recommendation(plan, reference="2")
    say(two, "complete", JULY[0])

    assert held(live(plan)) == {"A": ["2"], "B": ["1"]}
    assert held(live(plan, JULY[0])) == {"B": ["2"]}
    before_it_was_issued = build_document(
        plan, as_at=JULY[0], known_by=moment(date(2016, 6, 19)), today=JULY[0]
    )
    assert held(before_it_was_issued) == {"A": ["2"], "B": ["1"]}
    # Nobody has said to which committee it goes.
    PlanLayout.objects.update(committee=None)
    assert held(live(plan, JULY[0])) == {"B": ["1", "2"]}


# Supplements


def supplement_to(paper, at):
    draft = prepare_supplement(paper, by=make_user(), at=at)
    return issue_appendix(draft, by=make_user(), at=at)


def test_a_supplement_has_the_tables_that_hold_what_changed(plan):
    one = make_recommendation(plan, reference="1", by_when="Autumn 17")
    two = make_recommendation(plan, reference="2")
    deadline = make_deadline(two, "April 16", latest=LATE, earliest=None)
    make_recommendation(plan, reference="3")
    paper = issued(plan, JUNE)
    late = moment(date(2016, 6, 21))
    say(one, "complete", DAY, "Done", at=late)
    make_extension(deadline, at=late)

    found = late_entries(paper, at=moment(date(2016, 6, 22)))
    supplement = read_document(supplement_to(paper, moment(date(2016, 6, 22))).document)

    assert [row.reference for row in found.rows] == ["1", "2"]
    assert [table.heading for table in supplement.tables] == [
        "A. live",
        "B. completed",
        "C. extensions",
    ]
    assert [references(supplement, key) for key in "ABC"] == [["2"], ["1"], ["2"]]
    assert told(supplement) == {
        "1 completed": ["1"],
        "1 with progress reported": ["1"],
        "1 in another table": ["2"],
    }
    assert [
        change.words for group in supplement.changes.groups[2:] for change in group.changes
    ] == ["From “A. live”, “D. overdue” to “A. live”, “C. extensions”"]
    assert not late_entries(paper, at=moment(date(2016, 6, 23)))
    # What the supplement showed as completed was shown.
    assert "B" not in held(drafted(plan, JULY))


def test_a_supplement_that_only_takes_away_says_so(plan):
    only_live()
    one = make_recommendation(plan, reference="1", text="Keep records.")
    paper = issued(plan, JUNE)
    say(one, "superseded", DAY, at=moment(date(2016, 6, 21)))

    found = late_entries(paper, at=moment(date(2016, 6, 22)))
    supplement = read_document(supplement_to(paper, moment(date(2016, 6, 22))).document)

    assert [row.cells["recommendation"][0].text for row in found.rows] == ["Keep records."]
    assert [(t.heading, t.rows, t.empty) for t in supplement.tables] == [
        ("A. live", (), "Nothing that changed stands in a table any more.")
    ]
    assert told(supplement) == {"1 status changed": ["1"]}


def test_a_supplement_prints_no_figures(plan):
    Layout.objects.update(figures=["overdue"])
    one = make_recommendation(plan, reference="1")
    paper = issued(plan, JUNE)
    say(one, "complete", DAY, at=moment(date(2016, 6, 21)))

    supplement = read_document(supplement_to(paper, moment(date(2016, 6, 22))).document)

    assert read_document(paper.document).figures.printed == ("overdue",)
    assert supplement.figures.printed == ()


# What the public may not know


def keep(recommendation, *parts):
    exempt_all([recommendation], "3", parts, reason="Contract", **written(at=moment(hour=13)))


@pytest.mark.parametrize("status", ["on_track", "complete", "superseded"])
def test_a_status_that_is_exempt_follows_from_no_table(plan, status):
    secret = make_recommendation(plan, reference="1", on=LATE)
    make_deadline(secret, "April 16", latest=LATE, earliest=None, on=LATE)
    attend(secret)
    say(secret, status)
    keep(secret, "status")

    public = live(plan, public=True)

    assert held(public) == {"A": ["1"]}
    assert public.tables[0].rule.endswith("among them, done or not.")
    [printed] = public.rows
    assert (printed.values.status, printed.values.next_latest) == (None, None)
    assert (
        held(live(plan))
        == {
            "on_track": {"A": ["1"], "D": ["1"], "E": ["1"]},
            "complete": {"B": ["1"]},
            "superseded": {"B": ["1"]},
        }[status]
    )


def test_dates_that_are_exempt_follow_from_no_table(plan):
    overdue = make_recommendation(plan, reference="1")
    make_deadline(overdue, "April 16", latest=LATE, earliest=None)
    asked = make_recommendation(plan, reference="2")
    make_extension(make_deadline(asked))
    for one in (overdue, asked):
        keep(one, "dates")

    assert held(live(plan, public=True)) == {"A": ["1", "2"]}
    assert held(live(plan)) == {"A": ["1", "2"], "C": ["2"], "D": ["1"]}


def test_who_owns_what_is_exempt_is_no_heading(plan):
    housing = make_department("Housing")
    secret = make_recommendation(
        plan, reference="1", owners=[make_owner("Bob Baker", department=housing)]
    )
    make_recommendation(plan, reference="2", owners=[make_owner("ELT", "group")])
    make_recommendation(plan, reference="3")
    keep(secret, "owner")

    def headings(grouping, **fields):
        layout = Layout(as_at_style="day", as_at_line="", tables=[
            table("", "all", "reference", grouping=grouping)
        ])  # fmt: skip
        document = live(plan, layout=layout, **fields)
        return [(group.heading, len(group.rows)) for group in document.tables[0].groups]

    assert headings("owner") == [("Bob Baker", 1), ("ELT", 1), ("No owner", 1)]
    assert headings("department") == [("Housing", 1), ("No department", 2)]
    hidden = ("Owner exempt: see the exempt appendix", 1)
    assert headings("owner", public=True) == [("ELT", 1), hidden, ("No owner", 1)]
    assert headings("department", public=True) == [hidden, ("No department", 2)]


def test_what_is_wholly_exempt_is_in_no_public_table_and_alone_in_the_exempt_paper(plan):
    make_recommendation(plan, reference="1")
    secret = make_recommendation(plan, reference="2")
    keep(secret)

    exempt = drafted(plan, JUNE, audience="exempt")

    assert held(live(plan, public=True)) == {"A": ["1"]}
    assert held(exempt) == {"A": ["2"]}


EVERYTHING = [key for key in COLUMNS if key != "changes"]


@pytest.mark.parametrize("part", ["text", "owner", "dates", "progress", "status", "priority"])
def test_a_part_that_is_exempt_is_withheld_in_every_column_that_tells_it(plan, part):
    sue = make_owner("Zoe Zimmer")
    secret = make_recommendation(
        plan,
        reference="1",
        text="Sign the zqtext",
        owners=[sue],
        narrative="Paid zqprogress",
        status=("Zqstatus", "at_risk"),
        priority="Zqpriority",
        response="Zqpriority accepted",
    )
    deadline = make_deadline(secret, "Zqdates 17", latest=LATE, earliest=None)
    make_extension(deadline, "Zqdates 18", reason="As zqdates slipped")
    keep(secret, part)
    layout = five_tables(*EVERYTHING, name="Everything")

    document = live(plan, public=True, layout=layout)

    words = json.dumps(document.as_json()).lower()
    marker = {"owner": "zimmer"}.get(part, f"zq{part}")
    assert marker not in words
    assert marker in json.dumps(live(plan, layout=layout).as_json()).lower()


def test_figures_of_a_public_paper_count_only_what_it_may_tell(plan):
    Layout.objects.update(figures=["overdue"])
    for number, parts in enumerate([None, ("status",), ("dates",), ("owner",), ()], 1):
        one = make_recommendation(plan, reference=str(number))
        make_deadline(one, "April 16", latest=LATE, earliest=None)
        if parts is not None:
            keep(one, *parts)

    def overdue(**fields):
        figures = live(plan, **fields).figures
        return figures.placeholders()["overdue"], figures.note

    assert overdue() == ("5 of 5", "Only what is monitored is counted.")
    assert overdue(public=True) == (
        "2 of 2",
        "Only what is monitored is counted. 3 more are not counted: exempt, wholly or in the "
        "status or the dates.",
    )


# Names


def test_posts_stand_in_place_of_people_in_every_column_and_heading(plan):
    sue, head = make_owner("Sue Moorman"), make_owner("Head of HR", "post")
    appoint(head, [sue], **written(LATE))
    bob = make_owner("Bob Baker", department=make_department("Housing"))
    one = make_recommendation(plan, reference="1", owners=[sue], on=LATE)
    attend(one, bob, minute="14", note="No update was given.")
    make_recommendation(plan, reference="2", owners=[bob], on=LATE)
    keys = ("reference", "owner", "owner_name", "owner_post", "owner_both", "reason")
    layout = five_tables(*keys, grouping="owner", name="Names")

    posts = drafted(plan, JUNE, layout=layout, names="posts")

    words = json.dumps(posts.as_json())
    assert "Sue" not in words
    assert "Bob" not in words
    live_rows = posts.tables[0]
    assert [group.heading for group in live_rows.groups] == [
        "An officer of Housing",
        "Head of HR",
    ]
    first, second = posts.rows
    assert {b.text for key in keys[1:5] for b in first.cells[key]} == {"Head of HR"}
    assert {b.text for key in keys[1:5] for b in second.cells[key]} == {"An officer of Housing"}
    assert [block.text for block in first.cells["reason"]] == [
        "Executive asked An officer of Housing to attend (30 April 2016, minute 14): No update was "
        "given."
    ]


def test_owners_by_name_and_by_post(plan):
    sue, head = make_owner("Sue Moorman"), make_owner("Head of HR", "post")
    vacant, unknown = make_owner("Head of IT", "post"), make_owner("Mediator", "post")
    appoint(head, [sue, make_owner("Job Share")], **written(LATE))
    appoint(vacant, [], **written(LATE))
    bob, elt = make_owner("Bob Baker"), make_owner("ELT", "group")
    make_recommendation(plan, reference="1", owners=[sue, head, vacant, unknown, bob, elt])
    make_recommendation(plan, reference="2")
    keys = ("owner_name", "owner_post", "owner_both")

    document = live(plan, layout=five_tables(*keys, name="Names"))

    named, nobody = document.rows
    assert {key: [block.text for block in named.cells[key]] for key in keys} == {
        "owner_name": [
            "Sue Moorman", "Sue Moorman, Job Share", "Head of IT (vacant)", "Mediator",
            "Bob Baker", "ELT",
        ],
        "owner_post": ["Head of HR", "Head of IT", "Mediator", "An officer", "ELT"],
        "owner_both": [
            "Head of HR (Sue Moorman)", "Head of HR (Sue Moorman, Job Share)",
            "Head of IT (vacant)", "Mediator", "Bob Baker", "ELT",
        ],
    }  # fmt: skip
    assert [nobody.cells[key] for key in keys] == [(), (), ()]


def test_rows_stand_under_the_lead_owner_whatever_spelling_was_merged(plan):
    sue, support = make_owner("Sue Moorman"), make_owner("ELT", "group")
    spelled = make_owner("S Moorman")
    lead = [
        NewAssignment(support, role=Assignment.Role.SUPPORT),
        NewAssignment(spelled, role=Assignment.Role.LEAD),
    ]
    make_recommendation(plan, reference="1", owners=[sue])
    two = make_recommendation(plan, reference="2")
    name_owners(two, "ELT, S Moorman", lead, **written())
    three = make_recommendation(plan, reference="3")
    name_owners(three, "Whoever\ncomes", [], **written())
    merge(spelled, into=sue, by=make_user(), at=moment())

    document = live(plan, layout=five_tables(grouping="owner", name="By owner"))

    assert [(g.heading, len(g.rows)) for g in document.tables[0].groups] == [
        ("Sue Moorman", 2),
        ("Whoever comes", 1),
    ]
    assert Owner.objects.get(pk=spelled.pk).merged_into == sue


# Reasons


def reasons(plan, as_at=DAY, known_by=None):
    layout = Layout(as_at_style="day", as_at_line="", tables=[table("", "all", "reason")])
    document = build_document(plan, as_at=as_at, known_by=known_by, today=as_at, layout=layout)
    return [[block.text for block in row.cells["reason"]] for row in document.rows]


def test_the_reason_for_another_date_is_said_while_it_is_asked_for(plan):
    one = make_recommendation(plan)
    deadline = make_deadline(one)
    later = moment(hour=14)
    make_extension(deadline, "Spring 18", reason="The supplier left", at=later)

    assert reasons(plan) == [["“Spring 18” asked for: The supplier left"]]
    assert reasons(plan, known_by=moment(hour=13)) == [[]]


def test_the_reason_for_the_last_move_is_said_after_it(plan):
    one = make_recommendation(plan)
    deadline = make_deadline(one)
    spring = reading(latest=date(2018, 5, 31), earliest=date(2018, 3, 1))
    revise(deadline, "Spring 18", reading=spring, paper_date=DAY, reason="Late.", **written())

    assert reasons(plan) == [["Put back to “Spring 18”: Late."]]


def test_the_reason_to_attend_is_said_with_how_long_nobody_answered(plan):
    one = make_recommendation(plan, on=LATE, at=moment(LATE))
    make_deadline(one, "April 16", latest=LATE, earliest=None, on=LATE)
    attend(one)
    round = make_round(plan)
    close_round(round, by=make_user(), on=DAY, at=moment(hour=15))

    assert reasons(plan) == [
        [
            "Executive asked an officer to attend (30 April 2016)",
            "No update received.",
            "Overdue since 30 April 2016.",
        ]
    ]


def test_an_invitation_that_was_written_down_later_is_not_known_yet(plan):
    one = make_recommendation(plan, on=LATE, at=moment(LATE))
    attend(one)

    known = build_document(plan, as_at=DAY, known_by=moment(LATE, 12), today=DAY)
    not_yet = build_document(plan, as_at=DAY, known_by=moment(LATE, 11), today=DAY)

    assert CommitteeDecision.objects.get().recorded_at == moment(LATE, 12)
    assert (references(known, "E"), references(not_yet, "E")) == ([one.reference], [])


# Colours and what changed


def test_the_key_is_printed_where_colours_are(plan):
    make_recommendation(plan, reference="1", status=("At risk", "at_risk"))

    without = live(plan)
    document = live(plan, layout=five_tables("reference", "rag", "rag_reason", name="RAG"))

    assert without.rag_key == ()
    assert document.rag_key[0] == "Red: overdue."
    assert [block.text for block in document.rows[0].cells["rag"]] == ["Amber"]


def test_a_column_of_its_own_says_what_changed(plan):
    layout = five_tables("reference", "changes", "recommendation", name="Changes")
    one = make_recommendation(plan, reference="1")
    issued(plan, JUNE, layout=layout)
    say(one, "complete", JULY[0])

    paper = drafted(plan, JULY, layout=layout)

    assert [block.text for block in paper.rows[0].cells["changes"]] == ["Completed"]
    assert paper.rows[0].marks == ("Completed",)
    assert paper.changes.notes == ()


# How many questions it asks


def number_of_queries(plan, layout, **fields):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        live(plan, layout=layout, **fields)
    return len(queries)


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_number_of_queries_is_the_same_for_any_number_of_rows(plan, count):
    usual = PlanLayout.objects.get(plan=plan)
    usual.committee = make_committee()
    usual.save()
    issued(plan, (LATE, date(2016, 5, 20), moment(date(2016, 5, 12))))
    owner = make_owner("Sue Moorman")
    for one in make_recommendations(count, plan):
        make_extension(make_deadline(one))
        name_owners(one, "Sue Moorman", [NewAssignment(owner)], **written())
        attend(one, owner, day=DAY)
    everything = [key for key in COLUMNS if key != "changes"]

    found = {
        "ordinary": number_of_queries(plan, make_layout(name="Ordinary")),
        "A to E": number_of_queries(plan, usual.layout),
        "every column": number_of_queries(plan, five_tables(*everything, name="Every column")),
        "by owner": number_of_queries(plan, five_tables(grouping="owner", name="By owner")),
    }

    assert found == {"ordinary": 10, "A to E": 13, "every column": 18, "by owner": 14}
