"""Who is asked to attend a meeting, in the papers for it."""

import csv
import json
from datetime import date
from io import BytesIO, StringIO

import docx
import pytest
from jsonschema import Draft202012Validator
from openpyxl import load_workbook
from pypdf import PdfReader

from people.tenures import appoint
from recommendations.decisions import record_decisions
from recommendations.new_decisions import NewDecision
from recommendations.progress import NewStatus
from recommendations.wordings import exempt_all, monitor_all
from reports.attendance import NewChoice, settle
from reports.attendance_list import unsettled_in
from reports.build import build_document
from reports.drafts import prepare_supplement
from reports.issuing import issue_appendix
from reports.papers import document_of, late_entries
from reports.render.comma_separated import render_csv
from reports.render.excel import render_excel
from reports.render.html import render_page
from reports.render.pdf import render_pdf
from reports.render.word import render_word
from tests.factories import (
    DAY,
    lay_out,
    make_deadline,
    make_department,
    make_draft,
    make_layout,
    make_meeting,
    make_owner,
    make_plan,
    make_recommendation,
    make_update,
    make_user,
    moment,
    written,
)

pytestmark = pytest.mark.django_db
LONG_AGO, MEETING, SETTLED = date(2015, 12, 31), date(2016, 6, 28), date(2016, 6, 14)
ISSUED = moment(date(2016, 6, 20))
OVERDUE = "Overdue, and more than 90 days past its original date, 31 December 2015."
HERE = "Asked to attend this meeting: "
KEYS = ("reference", "recommendation", "owner", "reason")
TABLE = {
    "heading": "E. Officers asked to attend",
    "rows": "attend",
    "grouping": "none",
    "columns": [{"key": key, "heading": key.title(), "width": 40} for key in KEYS],
}
LIVE = {**TABLE, "heading": "A. Live", "rows": "live", "columns": TABLE["columns"][:2]}


@pytest.fixture
def meeting():
    return make_meeting(day=MEETING)


@pytest.fixture
def sue():
    return make_owner("Sue Moorman")


@pytest.fixture
def plan():
    plan = make_plan()
    lay_out(plan, make_layout(tables=[LIVE, TABLE]))
    return plan


@pytest.fixture
def row(plan, sue):
    return late(plan, sue)


@pytest.fixture
def draft(plan, meeting, row):
    return make_draft(plan, meeting)


def late(plan, owner, reference="1"):
    row = make_recommendation(plan, reference=reference, text="Keep records.", owners=[owner])
    make_deadline(row, "December 2015", earliest=None, latest=LONG_AGO)
    return row


def choose(meeting, row, owner=None, *, is_asked=True, reason="", seen=None, at=None):
    choice = NewChoice(row, is_asked, owner=owner, reason=reason, seen=seen)
    return settle(meeting, [choice], by=make_user(), at=at or moment(SETTLED))[0]


def paper(draft, at=ISSUED):
    return document_of(draft, at=at)


def asked(document):
    """The rows of the table, by reference: what it says why."""
    rows = {row.key: row for row in document.rows}
    table = document.tables[-1]
    assert table.rows_rule == "attend"
    return {
        rows[key].reference: [block.text for block in rows[key].cells["reason"]]
        for key in table.rows
    }


def test_a_paper_says_who_is_asked_and_why_once_that_is_settled(draft, meeting, row, sue):
    assert asked(paper(draft)) == {}

    choose(meeting, row, sue)

    assert asked(paper(draft)) == {"1": [f"{HERE}Sue Moorman.", OVERDUE]}
    assert paper(draft).tables[-1].rule == (
        "An officer is asked to attend this meeting, or a committee has asked for one and on 31 "
        "May 2016 that stood."
    )


def test_the_reason_of_the_clerk_is_printed_as_it_was_written(draft, meeting, row):
    choose(meeting, row, reason="To speak about\n- the contract")

    assert asked(paper(draft)) == {"1": [f"{HERE}an officer.", "To speak about", "the contract"]}


def test_what_was_taken_off_is_not_printed(draft, meeting, row, sue):
    first = choose(meeting, row, sue)
    choose(meeting, row, is_asked=False, reason="She is ill.", seen=first.pk)

    assert asked(paper(draft)) == {}


def test_a_paper_knows_what_was_settled_by_its_cut_off(draft, meeting, row, sue):
    choose(meeting, row, sue)

    def cut_off(moment):
        draft.cut_off = moment
        return asked(paper(draft))

    assert cut_off(moment(SETTLED, 11)) == {}
    assert list(cut_off(moment(SETTLED, 12))) == ["1"]


def test_other_meetings_and_live_documents_do_not_print_it(draft, plan, meeting, row, sue):
    choose(meeting, row, sue)
    later = make_draft(plan, make_meeting(day=date(2016, 9, 27)))

    assert asked(paper(later)) == {}
    live = build_document(plan, as_at=DAY, known_by=None, today=MEETING)
    assert asked(live) == {}
    assert live.tables[-1].rule.startswith("A committee has asked for an officer to attend, and")


def test_a_decision_that_stands_is_printed_beside_it(draft, meeting, row, sue):
    bob = make_owner("Bob Baker")
    choose(meeting, row, sue)
    decide(row, "attend", DAY, owner=bob)

    assert asked(paper(draft)) == {
        "1": ["Executive asked Bob Baker to attend (31 May 2016)", f"{HERE}Sue Moorman.", OVERDUE]
    }


def decide(row, outcome, on, **more):
    return record_decisions(
        [NewDecision(row, outcome, **more)], committee="Executive", **written(on)
    )


@pytest.mark.parametrize("end", ["done", "not monitored", "decided"])
def test_it_ends_as_invitations_by_decision_do(plan, meeting, row, sue, end):
    day = date(2016, 6, 16)
    draft = make_draft(plan, meeting, as_at=day)
    choose(meeting, row, sue)
    assert list(asked(paper(draft))) == ["1"]

    if end == "done":
        make_update(row, on=day, status=NewStatus("Complete", "complete"))
    elif end == "decided":
        decide(row, "noted", day)
    else:
        monitor_all([row], False, reason="Merged.", **written(day))

    assert asked(paper(draft)) == {}
    before = make_draft(plan, meeting, as_at=date(2016, 6, 15))
    assert list(asked(paper(before))) == ["1"]


def test_what_the_meeting_itself_decided_ends_it_on_its_day(plan, meeting, row, sue):
    draft = make_draft(plan, meeting, as_at=MEETING)
    choose(meeting, row, sue, at=moment(MEETING))
    after = moment(MEETING, 18)
    assert list(asked(paper(draft, after))) == ["1"]

    decide(row, "noted", MEETING)

    assert asked(paper(draft, after)) == {}


# For the public


def test_posts_stand_in_place_of_who_is_asked(plan, meeting, row, sue):
    head = make_owner("Head of HR", "post")
    appoint(head, [sue], **written(DAY))
    bob = make_owner("Bob Baker", department=make_department("Housing"))
    other = late(plan, bob, "2")
    draft = make_draft(plan, meeting, names="posts")
    choose(meeting, row, sue)
    choose(meeting, other, bob)

    document = paper(draft)

    assert {key: said[0] for key, said in asked(document).items()} == {
        "1": f"{HERE}Head of HR.",
        "2": f"{HERE}An officer of Housing.",
    }
    words = json.dumps(document.as_json())
    assert "Sue" not in words
    assert "Bob" not in words


EXEMPT = "Exempt: see the exempt appendix."


@pytest.mark.parametrize(
    ("parts", "printed"),
    [
        (("owner",), {"1": [EXEMPT]}),
        (("dates",), {"1": [EXEMPT]}),
        (("progress",), {"1": [EXEMPT]}),
        (("status",), {}),
        ((), {}),
    ],
    ids=["owner", "dates", "progress", "status", "all of it"],
)
def test_what_is_exempt_is_withheld(draft, plan, meeting, row, sue, parts, printed):
    choose(meeting, row, sue)
    exempt_all([row], "3", parts, reason="Contract", **written(at=moment(hour=13)))

    public = paper(draft)

    assert asked(public) == printed
    assert "Asked to attend" not in json.dumps(public.as_json())
    exempt = make_draft(plan, meeting, audience="exempt")
    assert asked(paper(exempt)) == {"1": [f"{HERE}Sue Moorman.", OVERDUE]}


# What changed, and what was issued


def test_it_is_no_change_between_two_papers(plan, meeting, draft, row, sue):
    issue_appendix(draft, by=make_user(), at=ISSUED)
    later = make_meeting(day=date(2016, 8, 30))
    july = make_draft(plan, later, as_at=date(2016, 7, 31))
    at = moment(date(2016, 8, 22))
    without = paper(july, at).changes

    choose(later, row, sue, at=moment(date(2016, 8, 20)))

    assert list(asked(paper(july, at))) == ["1"]
    assert paper(july, at).changes == without


def test_an_issued_paper_stays_and_a_supplement_tells_who_was_asked_since(
    plan, meeting, draft, row, sue
):
    issued = issue_appendix(draft, by=make_user(), at=ISSUED)
    kept = issued.document
    assert late_entries(issued, at=moment(date(2016, 6, 21))).count == 0

    choose(meeting, row, sue, at=moment(date(2016, 6, 21)))

    issued.refresh_from_db()
    assert issued.document == kept
    at = moment(date(2016, 6, 22))
    assert [one.reference for one in late_entries(issued, at=at).rows] == ["1"]
    supplement = prepare_supplement(issued, by=make_user(), at=at)
    document = paper(supplement, at)
    assert asked(document) == {"1": [f"{HERE}Sue Moorman.", OVERDUE]}
    [group] = document.changes.groups
    assert [change.words for change in group.changes] == [
        "From “A. Live” to “A. Live”, “E. Officers asked to attend”"
    ]


# In each format


def test_every_format_says_who_is_asked_and_why(draft, meeting, row, sue, settings):
    choose(meeting, row, sue)
    document = paper(draft)
    said = f"{HERE}Sue Moorman."

    word = docx.Document(BytesIO(render_word(document)))
    sheets = load_workbook(BytesIO(render_excel(document))).worksheets
    cells = [str(cell.value) for sheet in sheets for line in sheet.rows for cell in line]
    rows = csv.reader(StringIO(render_csv(document).decode("utf-8-sig")))
    for text in (
        render_page(document),
        _words_of_tables(word),
        "\n".join(cells),
        "\n".join(cell for line in rows for cell in line),
        _words_of_pdf(render_pdf(document)),
    ):
        assert said in " ".join(text.split())
        assert OVERDUE in " ".join(text.split())
    schema = settings.BASE_DIR / "static" / "schemas" / "appendix-document-3.json"
    Draft202012Validator(json.loads(schema.read_text())).validate(document.as_json())


def _words_of_tables(word):
    cells = (cell for table in word.tables for row in table.rows for cell in row.cells)
    return "\n".join(paragraph.text for cell in cells for paragraph in cell.paragraphs)


def _words_of_pdf(pdf):
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


# Before it is issued


def test_what_is_proposed_and_not_settled_is_named_before_a_paper_is_issued(
    draft, plan, meeting, row, sue
):
    make_recommendation(plan, reference="2")
    secret = late(plan, sue, "3")
    exempt_all([secret], "3", (), reason="Contract", **written(at=moment(hour=13)))

    def named(on=SETTLED):
        return [
            (one.reference, one.title, one.why) for one in unsettled_in(draft, paper(draft), on=on)
        ]

    assert named() == [("1", "Keep records.", (OVERDUE,))]
    assert named(on=date(2016, 6, 29)) == []
    choose(meeting, row, is_asked=False, reason="She is ill.")
    assert named() == []


def test_of_a_plan_that_is_no_longer_in_use_nothing_is_named(draft, plan):
    plan.is_active = False
    plan.save()

    assert unsettled_in(draft, paper(draft), on=SETTLED) == ()


def test_a_paper_without_the_table_asks_for_no_list(draft, row, django_assert_num_queries):
    draft.layout = make_layout(name="Only live", tables=[LIVE])
    document = paper(draft)

    with django_assert_num_queries(0):
        assert unsettled_in(draft, document, on=SETTLED) == ()
