"""Papers brought in through the acts: kept on their way, taken in as facts, taken back."""

from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from people.edited_in_place import EditedMeanwhile
from people.models import Owner
from recommendations.as_at import state_as_at
from recommendations.cell_text import read_cell_text
from recommendations.derived import wrong_derived
from recommendations.importing.answers import changed_answers
from recommendations.importing.review import review_of
from recommendations.importing.source import NotTaken
from recommendations.imports import (
    begin_import,
    begin_pasted,
    choose_table,
    give_up,
    set_columns,
    set_target,
    settle,
    take_back,
    take_in,
    what_keeps_it,
)
from recommendations.models import (
    DeadlineTerm,
    PlanImport,
    ProgressUpdate,
    Recommendation,
    RoundState,
    StatusFact,
)
from recommendations.rounds import close_round
from recommendations.taking_back import PATHS
from reports.build import build_document
from tests.factories import (
    lay_out,
    make_evidence,
    make_layout,
    make_owner,
    make_plan,
    make_recommendation,
    make_round,
    make_update,
    make_user,
    moment,
)
from tests.recommendations.source_files import (
    cells_of,
    corpus,
    csv_of,
    document,
    first_paper,
    second_document,
    workbook,
)

pytestmark = pytest.mark.django_db
MAY, AUGUST, NOVEMBER = date(2016, 5, 31), date(2016, 8, 31), date(2016, 11, 30)
HEADINGS = ["No.", "Recommendation", "Action taken", "Further action", "By when", "Owner", "Status"]
PAPER = [
    HEADINGS,
    [
        "1", "Publish the competency framework for managers.", "Drafted and consulted on.",
        "Approve it", "Autumn 17", "Sue Moorman", "On track",
    ],
    [
        "2", "Train every manager in handling complaints.", "All managers were trained.",
        "Complete", "March 2016", "Head of Learning", "Complete",
    ],
    [
        "3", "Review the whistleblowing policy each year.", "", "", "Ongoing", "Sue Moorman", "",
    ],
]  # fmt: skip


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def files_in(store):
    return [path for path in Path(store).rglob("*") if path.is_file()]


def content_of(kept):
    with kept.file.open() as file:
        return file.read()


def begun(rows=PAPER, *, name="paper.xlsx", plan=None, as_at=MAY, title="Learning review"):
    return begin_import(
        rows if isinstance(rows, bytes) else workbook(rows),
        name,
        plan=plan,
        title="" if plan else title,
        as_at=as_at,
        by=make_user(),
        at=moment(as_at or MAY),
    )


def taken(rows=PAPER, *, plan=None, as_at=MAY, at=None, name="paper.xlsx", answers=None):
    """Begun and taken in; `answers`: a change of them before that."""
    kept = begun(rows, plan=plan, as_at=as_at, name=name)
    if answers:
        settle(kept, changed_answers(kept.answers, answers), edits=kept.edits)
    take_in(kept, by=make_user(), at=at or moment(as_at, 15))
    return kept


def changed(number, **cells):
    """The paper again, with other words in one row."""
    rows = [list(row) for row in PAPER]
    for heading, words in cells.items():
        rows[number][HEADINGS.index(heading.replace("_", " "))] = words
    return rows


def take_offered_as_new(kept):
    """A person says of what is only like a row of the plan that it is another one."""
    rows = review_of(kept, today=kept.as_at).rows
    new = {str(row.number): {"match": "new"} for row in rows if row.match and row.match.offered}
    settle(kept, changed_answers(kept.answers, {"rows": new}), edits=kept.edits)


def states(plan, as_at=MAY):
    rows = Recommendation.objects.filter(plan=plan)
    return {s.reference: s for s in state_as_at(rows, as_at=as_at, known_by=None)}


# On its way


def test_a_file_is_read_and_kept_and_nothing_is_on_record(store):
    content = workbook(PAPER)

    kept = begun(content)

    assert kept.is_under_way
    assert content_of(kept) == content
    assert kept.sha256 == sha256(content).hexdigest()
    assert (kept.name, kept.size, kept.edits) == ("paper.xlsx", len(content), 1)
    assert [one["field"] for one in kept.columns["columns"]] == [
        "reference", "recommendation", "progress", "further_action", "by_when", "owner", "status",
    ]  # fmt: skip
    assert not Recommendation.objects.exists()


def test_a_file_that_is_no_plan_is_kept_with_what_is_wrong():
    kept = begun([["Month", "Hits", "Visits"], ["May", "12", "7"], ["June", "13", "9"]])

    assert kept.columns["problem"].startswith("No column of recommendations or actions was found")


def test_of_several_tables_the_first_with_recommendations_is_chosen():
    kept = begun(document([["Month", "Hits"], ["May", "12"]], PAPER), name="paper.docx")

    assert kept.table == 1
    assert kept.columns["problem"] == ""


def test_what_is_pasted_is_kept_as_plain_text():
    text = "\n".join("\t".join(row) for row in PAPER)

    kept = begin_pasted(text, title="Learning review", as_at=MAY, by=make_user(), at=moment())

    assert content_of(kept) == text.encode()
    assert (kept.name, kept.content_type) == ("Pasted table", "text/plain")


def test_a_file_that_is_refused_leaves_nothing(store):
    with pytest.raises(NotTaken):
        begun(b"%PDF-1.7", name="paper.pdf")

    assert not PlanImport.objects.exists()
    assert files_in(store) == []


class GivenUp(Exception):
    pass


@transaction.atomic
def begin_and_give_up():
    begun()
    raise GivenUp


def test_a_file_goes_with_its_record(store):
    with pytest.raises(GivenUp):
        begin_and_give_up()

    assert files_in(store) == []


def test_another_table_is_chosen_and_the_answers_are_forgotten():
    other = [["Ref", "Recommendation", "By when"], ["7", "Keep records of it.", "May 2017"]]
    kept = begun(document(PAPER, other), name="paper.docx")
    settle(kept, {"statuses": {"On track": "on_track"}}, edits=1)

    choose_table(kept, 1, edits=2)

    kept.refresh_from_db()
    assert (kept.table, kept.answers, kept.edits) == (1, {}, 3)
    assert [one["heading"] for one in kept.columns["columns"]] == other[0]


def test_a_table_that_is_not_there_is_refused():
    kept = begun()

    with pytest.raises(ValidationError, match="no such table"):
        choose_table(kept, 5, edits=1)


def said(**fields):
    columns = ["reference", "recommendation", "progress", "further_action", "by_when", "owner"]
    columns.append("status")
    return [(fields.get(one, one), "recommendation") for one in columns]


def test_a_column_is_what_a_person_says():
    kept = begun()

    set_columns(kept, said(further_action="own"), edits=1)

    column = kept.columns["columns"][3]
    assert (column["field"], column["confidence"], column["why"]) == ("own", 1.0, "you said so")


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (said(owner="status"), "Two columns are said to be “Status”"),
        (said(recommendation="own"), "Say which column has the recommendations."),
        (said(owner="colour"), "“Owner” can't be that."),
        (said()[1:], "another number of columns"),
    ],
)
def test_columns_that_will_not_do_are_refused(columns, words):
    kept = begun()

    with pytest.raises(ValidationError, match=words):
        set_columns(kept, columns, edits=1)

    kept.refresh_from_db()
    assert (kept.columns["columns"][5]["field"], kept.edits) == ("owner", 1)


def test_of_two_people_the_second_is_told():
    kept = begun()
    settle(kept, {"statuses": {"On track": "on_track"}}, edits=1)

    with pytest.raises(EditedMeanwhile):
        settle(kept, {}, edits=1)

    kept.refresh_from_db()
    assert kept.answers == {"statuses": {"On track": "on_track"}}


def test_another_plan_forgets_which_rows_were_matched():
    kept = begun(plan=make_plan())
    settle(kept, {"rows": {"1": {"match": 7, "text": "New."}}, "missing": {"9": "live"}}, edits=1)

    set_target(kept, plan=None, title=" Another  plan ", as_at=AUGUST, edits=2)

    kept.refresh_from_db()
    assert (kept.plan, kept.title, kept.as_at) == (None, "Another plan", AUGUST)
    assert kept.answers == {"rows": {"1": {"text": "New."}}, "missing": {}}


def test_an_import_that_is_given_up_writes_nothing_and_takes_nothing_more(store):
    kept = begun()

    give_up(kept, by=make_user("bob@example.gov.uk", "Bob"), at=moment(MAY, 14))

    assert (kept.state, kept.ended_by.name) == ("given_up", "Bob")
    assert len(files_in(store)) == 1
    for act in (
        lambda: settle(kept, {}, edits=1),
        lambda: give_up(kept, by=make_user(), at=moment()),
        lambda: take_in(kept, by=make_user(), at=moment()),
    ):
        with pytest.raises(ValidationError, match="has ended already"):
            act()
    assert not Recommendation.objects.exists()


# Taken in


def test_a_paper_becomes_a_plan_as_at_its_day():
    kept = taken(at=moment(AUGUST))

    plan, rows = kept.plan, states(kept.plan)
    assert (plan.title, plan.slug, kept.state) == ("Learning review", "learning-review", "taken_in")
    assert [row.text for row in rows.values()] == [row[1] for row in PAPER[1:]]
    assert [row.narrative for row in rows.values()] == [row[2] for row in PAPER[1:]]
    assert [row.by_when for row in rows.values()] == ["Autumn 17", "March 2016", "Ongoing"]
    assert [row.status_meaning for row in rows.values()] == ["on_track", "complete", ""]
    assert [action.text for action in rows["1"].open_actions] == ["Approve it"]
    assert (rows["2"].open_actions, rows["2"].further_words) == ((), "Complete")
    assert rows["1"].deadlines[0].latest == date(2017, 11, 30)
    assert states(plan, date(2016, 5, 30)) == {}
    wording = Recommendation.objects.get(reference="1").wordings.get()
    assert (wording.valid_from, wording.recorded_at) == (MAY, moment(AUGUST))
    assert list(wrong_derived()) == []


def test_the_owners_of_a_paper_are_named_and_the_new_ones_added():
    sue = make_owner()

    kept = taken()

    rows = states(kept.plan)
    assert [owner.owner_id for owner in rows["1"].owners] == [sue.pk]
    head = Owner.objects.get(name="Head of Learning")
    assert (head.kind, head.history.get().history_user) == ("post", make_user())
    assert [owner.owner_id for owner in rows["2"].owners] == [head.pk]
    assert Owner.objects.count() == 2


def test_the_words_of_a_paper_are_the_status_words_of_its_plan():
    plan = taken(
        changed(1, Status="Going well"), answers={"statuses": {"Going well": "on_track"}}
    ).plan

    words = [(word.word, word.meaning, word.is_auditors) for word in plan.status_words.all()]
    assert words[:4] == [
        ("Not started", "not_started", False),
        ("Going well", "on_track", False),
        ("Delayed or at risk", "at_risk", False),
        ("Complete", "complete", False),
    ]
    assert ("Complete and verified", "complete", True) in words


def test_a_paper_becomes_a_round_that_is_closed():
    kept = taken()

    round = kept.round
    assert (round.label, round.as_at) == ("May 2016", MAY)
    assert list(kept.plan.rounds.all()) == [round]
    assert not kept.plan.rounds.open(on=AUGUST).exists()
    assert set(round.progress_updates.values_list("recommendation__reference", flat=True)) == {
        "1", "2",
    }  # fmt: skip
    silent = {r.reference: r.silent_rounds for r in Recommendation.objects.all()}
    assert silent == {"1": 0, "2": 0, "3": 1}


def test_a_second_part_of_a_paper_asks_nobody_again():
    plan = taken().plan
    part = [HEADINGS, ["4", "Ask the staff again.", "Asked.", "", "June 2017", "", "On track"]]

    kept = taken(part, plan=plan, at=moment(MAY, 16))

    assert (kept.round, plan.rounds.count()) == (None, 1)
    silent = {r.reference: r.silent_rounds for r in Recommendation.objects.all()}
    assert silent == {"1": 0, "2": 0, "3": 1, "4": 0}


def test_a_paper_taken_back_leaves_its_day_to_another():
    first = taken()
    take_back(first, by=make_user(), at=moment(MAY, 16), reason="The wrong file.")

    assert taken(at=moment(MAY, 17)).round is not None


def test_a_plan_that_is_no_longer_in_use_takes_nothing_in():
    plan = taken().plan
    kept = begun(changed(1, Action_taken="Approved."), plan=plan, as_at=AUGUST)
    plan.is_active = False
    plan.save()

    with pytest.raises(ValidationError, match="“Learning review” is no longer in use"):
        take_in(kept, by=make_user(), at=moment(AUGUST, 15))


def test_a_paper_that_reports_nothing_is_no_round():
    kept = taken([["Ref", "Recommendation", "By when"], ["1", "Keep records of it.", "May 2017"]])

    assert kept.round is None
    assert not kept.plan.rounds.exists()


def test_the_columns_of_nobody_are_the_own_columns_of_the_plan():
    rows = [[*row, *more] for row, more in zip(
        PAPER, [["Measure", "Issues"], ["90 %", ""], ["", "None so far"], ["", ""]], strict=True
    )]  # fmt: skip

    plan = taken(rows).plan

    assert plan.own_columns == [
        {"key": "measure", "heading": "Measure", "of": "recommendation"},
        {"key": "issues", "heading": "Issues", "of": "update"},
    ]
    assert [row.own_values for row in states(plan).values()] == [
        {"measure": "90 %"}, {"issues": "None so far"}, {},
    ]  # fmt: skip


def test_rows_know_where_they_stood_in_the_file():
    kept = taken()

    assert [(row.place, row.is_new) for row in kept.rows.all()] == [
        ("row 2", True), ("row 3", True), ("row 4", True),
    ]  # fmt: skip


def test_what_is_left_out_is_not_written():
    plan = taken(answers={"rows": {"2": {"left_out": True}}}).plan

    assert list(states(plan)) == ["1", "3"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title": ""}, "Enter the title of the new plan"),
        ({"as_at": None}, "Enter the day as at which"),
        ({"as_at": date(2016, 6, 1)}, "in the future"),
    ],
)
def test_a_paper_without_a_place_or_a_day_is_refused(fields, words):
    kept = begun(**fields)

    with pytest.raises(ValidationError, match=words):
        take_in(kept, by=make_user(), at=moment())

    assert not Recommendation.objects.exists()


def test_a_paper_is_refused_whole_while_something_stops_it():
    kept = begun(changed(2, Recommendation=""))
    assert review_of(kept, today=MAY).stops

    with pytest.raises(ValidationError, match="Settle what stands in the way first"):
        take_in(kept, by=make_user(), at=moment())

    assert not Recommendation.objects.exists()
    assert not Owner.objects.exists()


def test_a_paper_that_was_changed_meanwhile_is_not_taken_in():
    kept = begun()
    settle(kept, {}, edits=1)

    with pytest.raises(EditedMeanwhile):
        take_in(kept, edits=1, by=make_user(), at=moment())


def test_a_paper_is_taken_in_once():
    kept = taken()

    with pytest.raises(ValidationError, match="has ended already"):
        take_in(kept, by=make_user(), at=moment(AUGUST))

    assert Recommendation.objects.count() == 3


def test_how_much_is_done_is_told():
    kept, told = begun(), []

    take_in(kept, by=make_user(), at=moment(), tell=lambda done, of: told.append(done / of))

    assert told == sorted(told)
    assert told[-1] == 1


# A later paper


def test_a_later_paper_writes_what_changed_and_nothing_else():
    plan = taken().plan
    rows = changed(1, Action_taken="Approved by the board.", By_when="Spring 18")

    later = taken(rows, plan=plan, as_at=AUGUST)

    assert [row.is_new for row in later.rows.all()] == [False, False, False]
    now = states(plan, AUGUST)
    assert now["1"].narrative == "Approved by the board."
    assert now["1"].updated_on == AUGUST
    assert now["2"].updated_on == MAY
    assert states(plan)["1"].narrative == "Drafted and consulted on."
    [deadline] = now["1"].deadlines
    assert (deadline.text, deadline.original_text) == ("Spring 18", "Autumn 17")
    assert deadline.times_moved == 1
    term = DeadlineTerm.objects.get(text="Spring 18")
    assert (term.paper_date, term.reason) == (AUGUST, "Brought in from “paper.xlsx”.")
    assert ProgressUpdate.objects.filter(valid_from=AUGUST).count() == 1
    assert later.round.label == "August 2016"
    assert list(wrong_derived()) == []


def test_a_later_paper_brings_another_text_owner_and_status():
    plan = taken().plan
    rows = changed(1, Recommendation="Publish the competency framework for all managers.",
                   Owner="Ben Lowe", Status="Complete")  # fmt: skip

    taken(rows, plan=plan, as_at=AUGUST)

    now = states(plan, AUGUST)["1"]
    assert now.text == "Publish the competency framework for all managers."
    assert [owner.name for owner in now.owners] == ["Ben Lowe"]
    assert (now.status_meaning, now.narrative) == ("complete", "Drafted and consulted on.")
    assert [s.word for s in StatusFact.objects.filter(valid_from=AUGUST)] == ["Complete"]


def test_a_further_action_that_is_done_is_closed():
    plan = taken().plan

    taken(changed(1, Further_action="None"), plan=plan, as_at=AUGUST)

    now = states(plan, AUGUST)["1"]
    assert [action.state for action in now.actions] == ["completed"]
    assert now.further_words == "None"
    assert now.narrative == "Drafted and consulted on."


def test_a_row_that_is_new_in_a_later_paper_is_raised():
    plan = taken().plan
    new = ["4", "Tell the staff what came of it.", "", "", "May 2017", "", "Not started"]

    taken([*PAPER, new], plan=plan, as_at=AUGUST)

    assert list(states(plan, AUGUST)) == ["1", "2", "3", "4"]
    assert list(states(plan)) == ["1", "2", "3"]


def test_rows_that_are_missing_are_what_a_person_says():
    plan = taken().plan
    keys = {r.reference: r.pk for r in Recommendation.objects.all()}
    answers = {"missing": {str(keys["1"]): "completed", str(keys["3"]): "dropped"}}

    taken(PAPER[:1] + PAPER[2:3], plan=plan, as_at=AUGUST, answers=answers)

    now = states(plan, AUGUST)
    assert (now["1"].status_meaning, now["1"].narrative) == (
        "complete",
        "Drafted and consulted on.",
    )
    assert [row.is_monitored for row in now.values()] == [True, True, False]


def test_a_plan_in_an_open_round_takes_only_what_is_as_at_its_day():
    plan = taken().plan
    round = make_round(plan, label="Summer", as_at=AUGUST, on=AUGUST, at=moment(AUGUST, 9))

    with pytest.raises(ValidationError, match="is in the round “Summer”, which is still open"):
        taken(plan=plan, as_at=date(2016, 7, 31), at=moment(AUGUST, 15))
    taken(changed(1, Action_taken="Approved."), plan=plan, as_at=AUGUST)

    assert ProgressUpdate.objects.get(narrative="Approved.").round == round
    close_round(round, on=NOVEMBER, by=make_user(), at=moment(NOVEMBER))
    assert plan.rounds.count() == 2


def test_the_four_logs_of_a_board_are_four_rounds():
    plan = None
    days = [date(2011, 3, 2), date(2011, 5, 19), date(2011, 6, 8), date(2011, 7, 19)]
    for day in days:
        name = f"uk_tb_action_log_{day:%Y-%m}.csv"
        kept = begun(csv_of(name), plan=plan, as_at=day, name=name)
        take_offered_as_new(kept)
        plan = take_in(kept, by=make_user(), at=moment(day, 15))

    rounds = plan.rounds.order_by("as_at")
    assert [round.as_at for round in rounds] == days
    assert [round.label for round in rounds] == ["March 2011", "May 2011", "June 2011", "July 2011"]
    assert not RoundState.objects.filter(valid_from__gt=days[-1]).exists()
    assert list(wrong_derived()) == []


# Printed again

KEYS = {"recommendation", "progress", "further_action", "by_when", "owner", "status", "priority"}


def printed(kept):
    """The cells of each row as the appendix prints them, its headings with them. Words that say no
    status stand under what is in the column of action taken.
    """
    plan = kept.plan
    own = {column["heading"]: f"own:{column['key']}" for column in plan.own_columns}
    keys = [*sorted(KEYS), "reference", "response", *own.values()]
    columns = [{"key": key, "heading": key, "width": 20} for key in keys]
    lay_out(plan, make_layout(columns=columns))
    document = build_document(plan, as_at=kept.as_at, known_by=None, today=kept.as_at)
    return [
        {
            *(words_of(text) for text in (section.theme, section.note, section.timescale)),
            *(" ".join(" ".join(b.text for b in cell).split()) for cell in row.cells.values()),
        }
        for section in document.sections
        for row in section.rows
    ]


@pytest.mark.parametrize("name", corpus())
@pytest.mark.parametrize("written_as", ["csv", "xlsx", "docx"])
def test_a_published_table_is_printed_again_word_for_word(name, written_as):
    content = {
        "csv": lambda: csv_of(name),
        "xlsx": lambda: workbook(cells_of(name)),
        "docx": lambda: document(cells_of(name)),
    }[written_as]()

    kept = taken(content, name=f"table.{written_as}", as_at=date(2020, 6, 1))

    rows, expected = printed(kept), cells_of(name)[1:]
    assert len(rows) == len(expected)
    for cells in expected:
        words = [words_of(cell) for cell in cells]
        assert [row for row in rows if all(any(w in cell for cell in row) for w in words)], cells


def words_of(cell):
    """As a paper prints them: the sign of a list is its look and none of its words."""
    return " ".join(" ".join(block.text for block in read_cell_text(cell)).split())


@pytest.mark.parametrize("content", [lambda: document(first_paper()), second_document])
def test_a_sample_paper_is_taken_in_whole(content):
    kept = taken(content(), name="paper.docx")

    assert kept.rows.count() == len(review_of_rows(kept))
    assert list(wrong_derived()) == []


def review_of_rows(kept):
    return [row for row in kept.plan.recommendations.all() if row.text]


# Taken back


def test_an_import_is_taken_back_with_its_round():
    kept = taken()

    take_back(kept, by=make_user(), at=moment(AUGUST), reason="The wrong file.")

    assert kept.state == "taken_back"
    assert states(kept.plan) == {}
    assert not kept.plan.rounds.with_state(on=AUGUST).filter(is_open__isnull=False).exists()
    kept.plan.refresh_from_db()
    assert not kept.plan.is_active
    assert list(wrong_derived()) == []
    assert what_keeps_it(kept) == "This import is not taken in, so there is nothing to take back."


def test_a_later_paper_is_taken_back_to_what_was_said_before():
    plan = taken().plan
    before = states(plan, AUGUST)
    rows = changed(
        1, Action_taken="Approved.", By_when="Spring 18", Owner="Ben Lowe", Status="Complete"
    )
    later = taken(rows, plan=plan, as_at=AUGUST)

    take_back(later, by=make_user(), at=moment(NOVEMBER), reason="The wrong file.")

    assert states(plan, AUGUST) == before
    plan.refresh_from_db()
    assert plan.is_active


def test_what_was_known_before_an_import_was_taken_back_stays():
    kept = taken()
    take_back(kept, by=make_user(), at=moment(AUGUST), reason="The wrong file.")

    rows = state_as_at(Recommendation.objects.all(), as_at=MAY, known_by=moment(MAY, 23))

    assert len(rows) == 3


@pytest.mark.parametrize(
    "write",
    [
        lambda row: make_update(row, "More of it.", on=AUGUST),
        lambda row: make_evidence(row, on=AUGUST),
    ],
)
def test_an_import_is_not_taken_back_once_something_was_written_about_its_rows(write):
    kept = taken()
    write(Recommendation.objects.get(reference="1"))

    with pytest.raises(ValidationError, match="Something has been written about 1 of its rows"):
        take_back(kept, by=make_user(), at=moment(NOVEMBER), reason="The wrong file.")

    assert len(states(kept.plan)) == 3


def test_what_is_written_about_other_rows_keeps_nothing():
    plan = make_plan(slug="another")
    other = make_recommendation(plan, reference="9", text="Something else altogether, by others.")
    kept = taken(plan=plan, as_at=AUGUST)
    make_update(other, "Done.", on=NOVEMBER)

    assert what_keeps_it(kept) == ""


def test_an_earlier_paper_stays_while_a_later_one_tells_of_its_rows():
    first = taken()
    taken(plan=first.plan, as_at=AUGUST, name="august.xlsx")

    with pytest.raises(ValidationError, match=r"“august\.xlsx” was brought in since"):
        take_back(first, by=make_user(), at=moment(NOVEMBER), reason="The wrong file.")


def test_taking_back_needs_a_reason():
    kept = taken()

    with pytest.raises(ValidationError, match="Say why it is taken back"):
        take_back(kept, by=make_user(), at=moment(AUGUST), reason=" ")


def test_every_kind_of_fact_about_a_recommendation_is_known_to_taking_back():
    from people.dated_fact import DatedFact
    from recommendations.models import RecommendationFact

    kinds = {*DatedFact.__subclasses__(), *RecommendationFact.__subclasses__()}
    kinds = {kind for kind in kinds if kind._meta.app_label == "recommendations"}
    assert kinds - {RoundState, RecommendationFact} == set(PATHS)
