"""The document of an appendix: for whom it is, what it withholds, and what it counts."""

from dataclasses import fields
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.tenures import appoint
from recommendations.cell_text import Block
from recommendations.models import Exemption
from recommendations.progress import record_nil_returns
from recommendations.rounds import close_round
from recommendations.wordings import exempt_all
from reports.build import ExemptNow, build_document, exempt_now
from reports.document import Values
from reports.models import Appendix, PlanLayout
from tests.factories import (
    COLUMNS,
    DAY,
    lay_out,
    make_action,
    make_committee,
    make_deadline,
    make_department,
    make_draft,
    make_layout,
    make_meeting,
    make_owner,
    make_plan,
    make_recommendation,
    make_rich_recommendations,
    make_round,
    make_update,
    moment,
    written,
)

pytestmark = pytest.mark.django_db
EXEMPT, POSTS = Appendix.Audience.EXEMPT, Appendix.Names.POSTS
WITHHELD = (Block("Exempt: see the exempt appendix."),)
ALL_COLUMNS = [
    *COLUMNS,
    {"key": "status", "heading": "Status", "width": 20},
    {"key": "priority", "heading": "Priority", "width": 20},
    {"key": "own:cost", "heading": "Cost", "width": 20},
]
LATER = DAY + timedelta(days=10)


@pytest.fixture
def plan():
    plan = make_plan(own_columns=[{"key": "cost", "heading": "Cost", "of": "recommendation"}])
    lay_out(plan, make_layout(columns=ALL_COLUMNS))
    return plan


def make_row(plan, reference="1"):
    """A recommendation about which everything is said that a paper can say."""
    sue = make_owner(f"Sue {reference}")
    return make_recommendation(
        plan,
        reference=reference,
        text=f"Keep records {reference}",
        priority="High",
        own_values={"cost": "£5"},
        owners=[sue],
        by_when="Autumn 17",
        narrative="Underway",
        status=("Under way", "on_track"),
    )


def exempt(row, paragraph="3", parts=()):
    exempt_all([row], paragraph, parts, **written(at=moment(hour=13)))


def paper(plan, *, as_at=DAY, known_by=None, today=DAY, of=None, **draft):
    draft = make_draft(plan, as_at=as_at, **draft)
    return build_document(plan, as_at=as_at, known_by=known_by, today=today, of=of, appendix=draft)


def references(document):
    return [row.reference for row in document.rows]


def statutory(paragraphs):
    return (
        f"Not for publication by virtue of paragraph(s) {paragraphs} of Schedule 12A of the Local "
        "Government Act 1972."
    )


def test_it_is_headed_as_its_meeting_and_its_own_layout_say(plan):
    layout = make_layout(name="Short", columns=COLUMNS[:2], as_at_style="day")
    meeting = make_meeting(make_committee("Cabinet"), date(2016, 7, 5))

    built = paper(plan, meeting=meeting, layout=layout, number="Appendix 9")

    assert (built.committee, built.meeting) == ("Cabinet", "Meeting of 5 July 2016")
    assert (built.appendix, built.as_at_line) == ("Appendix 9", "Progress as at 31 May 2016")
    assert [column.key for column in built.columns] == ["reference", "recommendation"]
    assert (built.audience, built.version, built.known_by) == ("public", 1, None)


def test_without_a_number_or_layout_it_has_those_that_are_usual(plan):
    built = paper(plan, number="")

    assert (built.appendix, len(built.columns)) == ("Appendix 1", len(ALL_COLUMNS))


def test_of_a_plan_that_nobody_laid_out_it_comes_in_the_standard_layout(plan):
    PlanLayout.objects.all().delete()

    assert paper(plan).columns[0].key == "reference"


def test_an_appendix_that_is_not_saved_is_built_too(plan):
    make_row(plan)
    unsaved = Appendix(plan=plan, meeting=make_meeting(), as_at=DAY, version=2)

    built = build_document(plan, as_at=DAY, known_by=None, today=DAY, appendix=unsaved)

    assert (references(built), built.version) == (["1"], 2)


@pytest.mark.parametrize(
    ("cut_off", "notices"),
    [
        (None, ()),
        (moment(date(2016, 6, 3), 23, 59), ("Updates received to 3 June 2016.",)),
        (moment(date(2016, 6, 3)), ("Updates received to 12:00 on 3 June 2016.",)),
        (moment(date(2016, 12, 3), 0, 5), ("Updates received to 00:05 on 3 December 2016.",)),
    ],
)
def test_it_says_up_to_when_updates_were_received(plan, cut_off, notices):
    built = paper(plan, cut_off=cut_off, known_by=moment(date(2016, 6, 1)))

    assert built.notices == notices


def test_the_live_document_is_headed_as_the_public_draft_of_the_day(plan):
    make_draft(plan, number="Appendix 2", audience=EXEMPT)
    public = make_draft(plan, number="Appendix 3")
    make_draft(plan, number="Appendix 4", supplement_to=public)

    built = build_document(plan, as_at=DAY, known_by=None, today=DAY)

    assert (built.appendix, built.meeting) == ("Appendix 3", "Meeting of 28 June 2016")
    assert (built.audience, built.version) == ("all", 1)


def test_no_live_document_is_headed_as_an_exempt_draft(plan):
    cabinet = make_meeting(make_committee("Cabinet"), date(2016, 7, 5))
    make_draft(plan, cabinet, number="Appendix 2", audience=EXEMPT)

    built = build_document(plan, as_at=DAY, known_by=None, today=DAY)

    assert (built.appendix, built.meeting) == ("Appendix 1", "")
    assert built.committee != "Cabinet"


def test_the_public_one_leaves_out_what_is_wholly_exempt_and_says_how_many(plan):
    for reference in "123":
        make_row(plan, reference)
    whole, partly, _ = plan.recommendations.all()
    exempt(whole)
    exempt(partly, parts=["progress"])

    built = paper(plan)

    assert references(built) == ["2", "3"]
    assert built.notices == (
        "1 recommendation is reported in the exempt appendix and left out of this one.",
        "Parts of 1 other recommendation are exempt, and reported only in the exempt appendix.",
    )
    assert (built.audience, built.statutory) == ("public", "")


def test_several_that_are_exempt_in_part_are_counted(plan):
    for reference in "12":
        exempt(make_row(plan, reference), parts=["progress"])

    assert paper(plan).notices == (
        "Parts of 2 recommendations are exempt, and reported only in the exempt appendix.",
    )


def test_what_is_withheld_says_so_and_the_rest_is_there(plan):
    row = make_row(plan)
    exempt(row, parts=["progress", "owner", "own:cost"])

    [printed] = paper(plan).rows

    assert printed.withheld == ("progress", "owner", "own:cost")
    assert {key: cell for key, cell in printed.cells.items() if cell == WITHHELD}.keys() == {
        "progress",
        "owner",
        "own:cost",
    }
    assert printed.cells["recommendation"] == (Block("Keep records 1"),)
    assert printed.cells["status"] == (Block("Under way"),)
    assert (printed.values.owners, printed.values.owner_keys) == ((), ())
    assert printed.values.latest == date(2017, 11, 30)


@pytest.mark.parametrize(
    ("part", "columns", "values"),
    [
        ("text", {"recommendation"}, {}),
        ("owner", {"owner"}, {"owners": (), "owner_keys": ()}),
        (
            "dates",
            {"by_when"},
            {
                "earliest": None,
                "latest": None,
                "next_latest": None,
                "original_latest": None,
            },
        ),
        ("progress", {"progress"}, {"silent_rounds": 0}),
        ("further_action", {"further_action"}, {}),
        (
            "status",
            {"status", "further_action"},
            {"status": None, "status_word": None, "next_latest": None, "silent_rounds": 0},
        ),
        ("priority", {"priority"}, {}),
        ("own:cost", {"own:cost"}, {}),
    ],
)
def test_a_part_withholds_its_columns_and_values_and_no_others(plan, part, columns, values):
    row = make_row(plan)
    make_round(plan)
    built = {"as_at": DAY, "known_by": None, "today": DAY, "appendix": make_draft(plan)}
    [before] = build_document(plan, **built).rows
    exempt(row, parts=[part])

    [after] = build_document(plan, **built).rows

    changed = {key for key, cell in after.cells.items() if cell != before.cells[key]}
    assert changed == columns == set(after.withheld)
    names = [field.name for field in fields(Values)]
    of = {n: getattr(after.values, n) for n in names}
    assert {n: v for n, v in of.items() if v != getattr(before.values, n)} == values


def test_a_part_that_is_not_understood_leaves_the_whole_row_out(plan):
    row = make_row(plan)
    fact = Exemption(recommendation=row, paragraph="3", parts=["owner", "of a later version"])
    Exemption.objects.write_down([fact], **written(at=moment(hour=13)))

    assert paper(plan).rows == ()


def test_the_exempt_one_holds_what_is_exempt_wholly_and_nothing_else(plan):
    for reference in "123":
        make_row(plan, reference)
    whole, partly, _ = plan.recommendations.all()
    exempt(whole, "3")
    exempt(partly, "1 and 7", ["progress"])

    built = paper(plan, audience=EXEMPT)

    assert references(built) == ["1", "2"]
    assert built.rows[1].cells["progress"] == (Block("Underway"),)
    assert (built.rows[1].withheld, built.notices) == ((), ())
    assert (built.audience, built.statutory) == ("exempt", statutory("1, 3, 7"))


def test_an_exempt_one_with_nothing_exempt_is_empty(plan):
    make_row(plan)

    built = paper(plan, audience=EXEMPT)

    assert (built.rows, built.statutory) == ((), "")


def test_the_live_document_holds_all_that_is_exempt_under_its_line(plan):
    exempt(make_row(plan), "1", ["progress"])

    live = build_document(plan, as_at=DAY, known_by=None, today=DAY)
    public = build_document(plan, as_at=DAY, known_by=None, today=DAY, public=True)

    assert live.rows[0].cells["progress"] == (Block("Underway"),)
    assert (live.notices, live.statutory) == ((statutory("1"),), statutory("1"))
    assert public.rows[0].cells["progress"] == WITHHELD
    assert (public.audience, public.statutory) == ("public", "")


def test_what_was_kept_before_paragraphs_were_checked_is_printed_as_it_is(plan):
    fact = Exemption(recommendation=make_row(plan), paragraph="7A")
    Exemption.objects.write_down([fact], **written(at=moment(hour=13)))

    assert paper(plan, audience=EXEMPT).statutory == statutory("7A")


def test_what_is_exempt_is_judged_today_and_not_on_the_day_of_the_paper(plan):
    row = make_row(plan)
    exempt_all([row], "3", ["owner"], **written(LATER))

    of = plan.recommendations.all()
    assert exempt_now(of, today=DAY) == {}
    assert exempt_now(of, today=LATER) == {row.pk: ExemptNow("3", ("owner",))}
    assert paper(plan, today=LATER).rows[0].withheld == ("owner",)


def test_only_those_that_the_paper_is_of_are_printed_and_counted(plan):
    first, second = make_row(plan, "1"), make_row(plan, "2")
    exempt(second)

    built = paper(plan, of=plan.recommendations.filter(pk=first.pk))

    assert (references(built), built.notices) == (["1"], ())


def closed_round(plan, hour):
    round = make_round(plan, at=moment(LATER, hour), on=LATER)
    close_round(round, **written(LATER, at=moment(LATER, hour, 30)))
    return round


def silent_rounds(document):
    return [row.values.silent_rounds for row in document.rows]


def test_a_round_that_was_opened_after_the_day_of_the_paper_counts(plan):
    make_row(plan)
    closed_round(plan, 10)

    assert silent_rounds(paper(plan, today=LATER)) == [1]


def test_a_round_that_is_still_open_counts_for_an_appendix_alone(plan):
    make_row(plan)
    closed_round(plan, 10)
    make_round(plan, at=moment(LATER, 11), on=LATER)

    live = build_document(plan, as_at=DAY, known_by=None, today=LATER)

    assert (silent_rounds(paper(plan, today=LATER)), silent_rounds(live)) == ([2], [1])


def test_an_answer_to_the_open_round_ends_the_silence(plan):
    answered, _ = make_row(plan, "1"), make_row(plan, "2")
    closed_round(plan, 10)
    round = make_round(plan, at=moment(LATER, 11), on=LATER)
    record_nil_returns([answered], round, **written(LATER, at=moment(LATER, 12)))

    assert silent_rounds(paper(plan, today=LATER)) == [0, 2]


def test_silence_is_counted_by_what_was_known(plan):
    row = make_row(plan)
    round = make_round(plan, at=moment(LATER, 11), on=LATER)
    make_update(row, round=round, on=DAY, at=moment(LATER, 14))

    built = paper(plan, known_by=moment(LATER, 13), today=LATER + timedelta(days=30))

    assert silent_rounds(built) == [1]


def test_a_round_about_a_later_day_counts_for_no_earlier_paper(plan):
    make_row(plan)
    make_round(plan, as_at=LATER, on=LATER, at=moment(LATER))

    earlier = build_document(plan, as_at=DAY, known_by=None, today=LATER, appendix=make_draft(plan))
    later = paper(plan, as_at=LATER, today=LATER)

    assert (silent_rounds(earlier), silent_rounds(later)) == ([0], [1])


def test_what_was_said_after_the_day_does_not_end_the_silence_of_that_day(plan):
    row = make_row(plan)
    closed_round(plan, 10)
    make_update(row, on=LATER, at=moment(LATER, 12))

    assert silent_rounds(paper(plan, today=LATER)) == [1]
    assert silent_rounds(build_document(plan, as_at=LATER, known_by=None, today=LATER)) == [0]


def test_the_keys_of_the_owners_are_kept_beside_their_names(plan):
    row = make_row(plan)

    [values] = [row.values for row in paper(plan).rows]

    owner = row.ownercells.get().assignments.get().owner
    assert (values.owners, values.owner_keys) == (("Sue 1",), (owner.pk,))


def test_posts_stand_for_people_where_the_appendix_says_so(plan):
    make_row(plan, "1")
    row = make_row(plan, "2")
    post = make_owner("Head of HR", "post")
    appoint(post, [row.ownercells.get().assignments.get().owner], **written())

    built = paper(plan, names=POSTS)

    assert [row.cells["owner"] for row in built.rows] == [
        (Block("An officer"),),
        (Block("Head of HR"),),
    ]
    assert [row.values.owners for row in built.rows] == [("An officer",), ("Head of HR",)]
    assert [row.values.owner_keys for row in built.rows] == [(), (post.pk,)]


def test_it_says_whether_it_names_posts(plan):
    live = build_document(plan, as_at=DAY, known_by=None, today=DAY)

    assert (paper(plan).names, live.names) == ("printed", "printed")
    assert paper(plan, number="2", as_at=LATER, names=POSTS).names == "posts"


def test_a_public_paper_without_an_owner_column_does_not_say_who_the_owners_are(plan):
    make_row(plan)
    exempt(make_row(plan, "2"), parts=["progress"])
    layout = make_layout(name="Bare", columns=COLUMNS[:3])
    PlanLayout.objects.update(layout=layout)
    live = {"as_at": DAY, "known_by": None, "today": DAY}

    public = [
        paper(plan, layout=layout),
        paper(plan, layout=layout, as_at=LATER, names=POSTS),
        build_document(plan, public=True, **live),
    ]
    others = [paper(plan, layout=layout, audience=EXEMPT), build_document(plan, **live)]

    assert [c.key for c in public[0].columns] == ["reference", "recommendation", "progress"]
    assert {(r.values.owners, r.values.owner_keys) for p in public for r in p.rows} == {((), ())}
    assert [[r.values.owners for r in p.rows] for p in others] == [
        [("Sue 2",)],
        [("Sue 1",), ("Sue 2",)],
    ]
    assert {row.values.status for row in public[0].rows} == {"on_track"}


def test_an_owner_that_is_exempt_is_not_told_by_their_post_either(plan):
    exempt(make_row(plan), parts=["owner"])

    [row] = paper(plan, names=POSTS).rows

    assert (row.cells["owner"], row.values.owners) == (WITHHELD, ())


@pytest.mark.parametrize("count", [1, 3, 100])
@pytest.mark.parametrize(
    ("draft", "taken"),
    [
        ({}, 9),
        ({"audience": EXEMPT}, 9),
        ({"names": POSTS}, 11),
    ],
)
def test_a_paper_takes_the_same_queries_whatever_the_number_of_rows(plan, draft, taken, count):
    rows = make_rich_recommendations(count, plan)
    make_round(plan)
    exempt_all(rows[::2], "3", ["owner"], **written(at=moment(hour=13)))
    sue = rows[0].ownercells.get().assignments.first().owner
    sue.department = make_department()
    sue.save()
    appoint(make_owner("Head of HR", "post"), [sue], **written())
    draft = make_draft(plan, **draft)
    draft = Appendix.objects.select_related("layout", "meeting__committee").get(pk=draft.pk)

    with CaptureQueriesContext(connection) as queries:
        built = build_document(plan, as_at=DAY, known_by=moment(), today=DAY, appendix=draft)

    assert len(queries) == taken
    assert len(built.rows) == (len(rows[::2]) if draft.audience == EXEMPT else count)


@pytest.mark.parametrize("part", ["further_action", "status"])
def test_the_date_of_an_action_that_is_kept_from_the_public_is_not_told(plan, part):
    """Neither in print, nor in what other rules make of it."""
    row = make_recommendation(plan, reference="1", status=("Complete", "complete"))
    april = {"earliest": date(2016, 4, 1), "latest": date(2016, 4, 30)}
    make_deadline(row, "April 16", action=make_action(row), **april)
    exempt(row, parts=[part])

    document = paper(plan)

    [printed] = document.rows
    assert printed.cells["by_when"] == ()
    assert (printed.values.latest, printed.values.next_latest) == (None, None)
    overdue = next(f for f in document.figures.figures if f.key == "overdue")
    assert overdue.now.count == 0


@pytest.mark.parametrize("part", ["progress", "status", "dates"])
def test_nobody_is_counted_as_silent_of_whom_that_may_not_be_told(plan, part):
    first, _ = make_row(plan), make_row(plan, "2")
    make_round(plan)
    built = {"as_at": DAY, "known_by": None, "today": DAY, "appendix": make_draft(plan)}

    def silent():
        figures = build_document(plan, **built).figures.figures
        return next((f.now.count, f.now.total) for f in figures if f.key == "silent")

    assert silent() == (2, 2)

    exempt(first, parts=[part])

    assert silent() == (1, 1)


def test_a_row_whose_status_is_exempt_is_not_marked_as_silent(plan):
    """Only what is not done is asked about."""
    row = make_row(plan)
    make_round(plan)
    exempt(row, parts=["status"])

    [printed] = paper(plan).rows

    assert printed.values.silent_rounds == 0
    assert printed.marks == ()
