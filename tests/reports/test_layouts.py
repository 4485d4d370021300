from datetime import date

import pytest
from django.core.exceptions import ValidationError

from people.edited_in_place import EditedMeanwhile
from reports.build import build_document
from reports.layouts.editing import (
    add_table,
    change_layout,
    change_table,
    copy_layout,
    delete_layout,
    move_table,
    remove_table,
    start_layout,
    why_not_deleted,
)
from reports.models import Appendix, Layout
from reports.papers import document_of
from tests.at_once import at_once, for_threads
from tests.factories import (
    COLUMNS,
    DAY,
    lay_out,
    make_draft,
    make_issued,
    make_layout,
    make_plan,
    make_recommendation,
    make_user,
    moment,
)

pytestmark = pytest.mark.django_db


def table(heading="", **said):
    defaults = {"heading": heading, "rows": "all", "grouping": "theme", "columns": COLUMNS}
    return {**defaults, **said}


@pytest.fixture
def saved():
    """By whom and when."""
    return {"by": make_user("carol@example.gov.uk", "Carol Clerk"), "at": moment(hour=15)}


@pytest.fixture
def layout():
    """One of three tables."""
    return make_layout(name="Three", tables=[table("A"), table("B"), table("C")])


def headings(layout):
    return [table["heading"] for table in Layout.objects.get(pk=layout.pk).tables]


def kept(layout):
    names = ("name", "as_at_style", "as_at_line", "tables", "figures", "version")
    return Layout.objects.values(*names).get(pk=layout.pk)


def refused(act, *args, **kwargs):
    with pytest.raises(ValidationError) as refusal:
        act(*args, **kwargs)
    error = refusal.value
    return error.message_dict if hasattr(error, "error_dict") else error.messages


# Starting


def start(name="Overdue", **said):
    defaults = {"as_at_style": "day", "as_at_line": "As at {as_at}", "tables": [table()]}
    return start_layout(name, **{**defaults, **said})


def test_a_layout_is_started_with_who_and_when_on_its_trail(saved):
    layout = start("  Overdue \n only ", as_at_line=" On {as_at} ", figures=("overdue",), **saved)

    assert kept(layout) == {
        "name": "Overdue only", "as_at_style": "day", "as_at_line": "On {as_at}",
        "tables": [table()], "figures": ["overdue"], "version": 1,
    }  # fmt: skip
    change = layout.history.get()
    assert (change.history_user, change.history_date) == (saved["by"], saved["at"])


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"name": "  "}, {"name": ["Enter a name"]}),
        (
            {"name": "PLAIN"},
            {"name": ["There is a layout of this name already. Choose another name"]},
        ),
        ({"tables": []}, {"tables": ["A layout needs at least one table."]}),
        ({"figures": ["colour"]}, {"figures": ["There is no figure “colour”."]}),
        (
            {"as_at_line": "{day}"},
            {
                "as_at_line": [
                    "Nothing is known to print for “{day}”. Only {as_at} can stand here, the date"
                ]
            },
        ),
    ],
)
def test_a_layout_that_can_t_be_is_not_started(saved, said, problem):
    make_layout(name="Plain")

    assert refused(start, **said, **saved) == problem
    assert Layout.objects.count() == 1


def test_a_copy_says_the_same_under_another_name(layout, saved):
    layout.figures = ["overdue"]

    copy = copy_layout(layout, "Four", **saved)

    assert kept(copy) == {**kept(layout), "name": "Four", "figures": ["overdue"]}
    assert copy.pk != layout.pk


# Changing


CHANGE = {"name": "Four", "as_at_style": "day", "as_at_line": "On {as_at}", "figures": ["overdue"]}


def test_a_layout_is_changed_with_who_and_when_on_its_trail(layout, saved):
    change_layout(layout, **CHANGE, version=1, **saved)

    assert kept(layout) == {**kept(layout), **CHANGE, "version": 2}
    assert headings(layout) == ["A", "B", "C"]
    change = layout.history.latest("history_id")
    assert (change.history_user, change.history_date) == (saved["by"], saved["at"])


def test_the_name_of_another_layout_is_not_taken(layout, saved):
    make_layout(name="Plain")
    before = kept(layout)

    problem = refused(change_layout, layout, **{**CHANGE, "name": "plain"}, version=1, **saved)

    assert problem == {"name": ["There is a layout of this name already. Choose another name"]}
    assert kept(layout) == before


def test_its_own_name_in_other_capitals_is(layout, saved):
    change_layout(layout, **{**CHANGE, "name": "THREE"}, version=1, **saved)

    assert kept(layout)["name"] == "THREE"


@pytest.mark.parametrize(
    "act",
    [
        lambda layout, **how: change_layout(layout, **CHANGE, **how),
        lambda layout, **how: change_table(layout, 1, table("Z"), **how),
        lambda layout, **how: move_table(layout, 2, up=True, **how),
        lambda layout, **how: remove_table(layout, 1, **how),
        delete_layout,
    ],
)
def test_what_somebody_else_has_changed_meanwhile_is_not_changed(layout, saved, act):
    change_layout(Layout.objects.get(), **CHANGE, version=1, **saved)
    before = kept(layout)

    with pytest.raises(EditedMeanwhile):
        act(layout, version=1, **saved)

    assert kept(layout) == before


# Tables


def test_a_table_is_added_at_the_end(layout, saved):
    add_table(layout, table("D", rows="overdue"), **saved)

    assert headings(layout) == ["A", "B", "C", "D"]
    assert (kept(layout)["tables"][3]["rows"], kept(layout)["version"]) == ("overdue", 2)


def test_a_table_is_added_to_what_somebody_else_has_added_meanwhile(layout, saved):
    add_table(Layout.objects.get(), table("D"), **saved)

    add_table(layout, table("E"), **saved)

    assert headings(layout) == ["A", "B", "C", "D", "E"]


@pytest.mark.django_db(transaction=True)
def test_of_two_tables_that_are_added_at_once_none_is_lost(layout, saved, tmp_path):
    def adds(heading):
        return lambda: add_table(Layout.objects.get(pk=layout.pk), table(heading), **saved)

    with for_threads(tmp_path):
        at_once(adds("D"), adds("E"))
        [found] = at_once(lambda: headings(layout))

    assert found[:3] == ["A", "B", "C"]
    assert sorted(found[3:]) == ["D", "E"]


def test_a_second_table_needs_the_first_to_have_a_heading(saved):
    layout = make_layout()

    problem = refused(add_table, layout, table("Overdue"), first_heading=" ", **saved)

    assert problem == {
        "first_heading": [
            "The table that is there has no heading. Of several tables each needs one"
        ]
    }
    assert headings(layout) == [""]
    add_table(layout, table("Overdue"), first_heading="Live ", **saved)
    assert headings(layout) == ["Live", "Overdue"]


def test_a_table_is_put_in_place_of_another(layout, saved):
    change_table(layout, 2, table("Z", grouping="owner"), version=1, **saved)

    assert headings(layout) == ["A", "Z", "C"]
    assert kept(layout)["tables"][1] == table("Z", grouping="owner")
    assert kept(layout)["version"] == 2


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (table("a"), "Two tables are called “A”. Each needs a heading of its own."),
        (table(""), "Of several tables each needs a heading."),
        (table("Z", columns=[]), "A table needs at least one column."),
    ],
)
def test_a_table_that_can_t_be_changes_nothing(layout, saved, changed, sentence):
    before = kept(layout)

    assert refused(change_table, layout, 2, changed, version=1, **saved) == {"tables": [sentence]}
    assert kept(layout) == before


@pytest.mark.parametrize(
    ("number", "up", "expected"),
    [
        (2, True, "BAC"),
        (2, False, "ACB"),
        (1, True, "ABC"),
        (3, False, "ABC"),
        (3, True, "ACB"),
        (1, False, "BAC"),
    ],
)
def test_a_table_is_moved_one_place(layout, saved, number, up, expected):
    move_table(layout, number, up=up, version=1, **saved)

    assert headings(layout) == list(expected)


def test_a_table_is_taken_out(layout, saved):
    remove_table(layout, 2, version=1, **saved)

    assert headings(layout) == ["A", "C"]


def test_the_only_table_stays(saved):
    layout = make_layout()

    assert refused(remove_table, layout, 1, version=1, **saved) == [
        "A layout needs at least one table, so its only one stays. Delete the layout instead"
    ]
    assert kept(layout)["version"] == 1


@pytest.mark.parametrize("number", [0, 4])
def test_there_is_no_table_of_another_number(layout, saved, number):
    said = [f"There is no table {number} in this layout any more"]

    assert refused(change_table, layout, number, table("Z"), version=1, **saved) == said
    assert refused(move_table, layout, number, up=True, version=1, **saved) == said
    assert refused(remove_table, layout, number, version=1, **saved) == said


# Deleting


def test_a_layout_that_nothing_uses_is_deleted(layout, saved):
    delete_layout(layout, version=1, **saved)

    assert not Layout.objects.exists()
    gone = Layout.history.latest("history_id")
    assert (gone.name, gone.history_type, gone.history_user) == ("Three", "-", saved["by"])


def in_plans(layout):
    for name in ("one", "two"):
        lay_out(make_plan(name, name), layout)


def in_drafts(layout):
    make_draft(make_plan(), layout=layout)


def in_papers(layout):
    make_issued(make_plan(), layout=layout)


@pytest.mark.parametrize(
    ("use", "sentence"),
    [
        (in_plans, "2 plans are reported in this layout. Choose another one there first"),
        (in_drafts, "1 draft is to be printed in this layout. Choose another one there first"),
        (
            in_papers,
            "A paper was issued in this layout, so it stays on record and can't be deleted.",
        ),
    ],
)
def test_a_layout_that_is_used_stays(layout, saved, use, sentence):
    use(layout)

    assert why_not_deleted(layout) == sentence
    assert refused(delete_layout, layout, version=1, **saved) == [sentence]
    assert kept(layout)["version"] == 1


# Papers


def test_an_issued_paper_stays_what_it_is_and_a_draft_follows(saved):
    plan, layout = make_plan(), make_layout()
    make_recommendation(plan, text="Keep records.")
    lay_out(plan, layout)
    issued = make_issued(plan, layout=layout)
    draft = make_draft(plan, issued.meeting, as_at=date(2016, 6, 2))
    before = Appendix.objects.values("document", "document_sha256", "pdf").get(pk=issued.pk)

    columns = [{"key": "recommendation", "heading": "What", "width": 100}]
    change_table(layout, 1, table(columns=columns), version=1, **saved)

    assert Appendix.objects.values("document", "document_sha256", "pdf").get(pk=issued.pk) == before
    draft = Appendix.objects.get(pk=draft.pk)
    document = document_of(draft, at=saved["at"])
    assert [column.heading for column in document.columns] == ["What"]
    live = build_document(plan, as_at=DAY, known_by=None, today=DAY)
    assert [column.heading for column in live.columns] == ["What"]
