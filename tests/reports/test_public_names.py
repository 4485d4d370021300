from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.merging import merge
from people.models import Alias, Owner
from people.tenures import appoint
from recommendations.as_at import state_as_at
from recommendations.cell_text import Block
from recommendations.states import OwnerState
from reports.document import ChangeGroup, Changes, Row, RowChange, Stretch, TableGroup, Values
from reports.public_names import (
    Held,
    NameInText,
    Post,
    names_in_texts,
    names_of_people,
    post_words,
    posts_of_people,
    with_posts,
)
from tests.factories import (
    DAY,
    make_department,
    make_owner,
    make_plan,
    make_recommendation,
    make_user,
    moment,
    written,
)
from tests.reports.documents import make_document, make_section, make_table

LATER = DAY + timedelta(days=10)
HEAD, CHIEF = Post(90, "Head of HR"), Post(91, "Chief Executive")
HELD = {
    1: Held((HEAD,)),
    2: Held((), "Corporate Services"),
    3: Held(),
    4: Held((CHIEF, HEAD)),
}
NOTHING = Values(None, None, None, None, None, None, 0, ())


def person(key, name="Sue Moorman", remit=""):
    return OwnerState(key, name, "person", "lead", remit)


def row(words="Sue Moorman", **cells):
    cells = {"owner": (Block(words),) if words else (), **cells}
    return Row("1", "2.3", cells, replace(NOTHING, owners=("Sue Moorman",)))


@pytest.mark.parametrize(
    ("owners", "blocks", "names", "keys"),
    [
        ([person(1)], ["Head of HR"], ("Head of HR",), (90,)),
        (
            [person(2)],
            ["An officer of Corporate Services"],
            ("An officer of Corporate Services",),
            (),
        ),
        ([person(3)], ["An officer"], ("An officer",), ()),
        ([person(99)], ["An officer"], ("An officer",), ()),
        (
            [person(4)],
            ["Chief Executive", "Head of HR"],
            ("Chief Executive", "Head of HR"),
            (91, 90),
        ),
        ([person(3), person(99)], ["An officer"], ("An officer",), ()),
        (
            [OwnerState(90, "Head of HR", "post", "lead", ""), person(1)],
            ["Head of HR"],
            ("Head of HR",),
            (90,),
        ),
        (
            [OwnerState(50, "ELT", "group", "lead", ""), person(1, remit="to train\nall staff")],
            ["ELT", "Head of HR: to train\nall staff"],
            ("ELT", "Head of HR"),
            (50, 90),
        ),
        (
            [person(1, remit="to train"), person(1, remit="to report")],
            ["Head of HR: to train", "Head of HR: to report"],
            ("Head of HR",),
            (90,),
        ),
    ],
)
def test_posts_stand_in_place_of_people(owners, blocks, names, keys):
    printed = with_posts(row(), owners, HELD)

    assert [block.text for block in printed.cells["owner"]] == blocks
    assert (printed.values.owners, printed.values.owner_keys) == (names, keys)


@pytest.mark.parametrize(("words", "blocks"), [("Ms Unknown", (Block("An officer"),)), ("", ())])
def test_words_that_name_nobody_on_record_become_an_officer(words, blocks):
    assert with_posts(row(words), [], HELD).cells["owner"] == blocks


def test_other_cells_stay_and_no_column_is_added():
    without = Row("1", "2.3", {"progress": (Block("Sue spoke"),)}, NOTHING)

    assert with_posts(without, [person(1)], HELD).cells == without.cells


def held(*rows, as_at=DAY, known_by=None):
    states = state_as_at(rows[0].plan.recommendations.all(), as_at=as_at, known_by=known_by)
    return posts_of_people(states, as_at=as_at, known_by=known_by)


@pytest.mark.django_db
def test_the_posts_are_those_held_on_the_day_as_known_then():
    sue, graham = make_owner(), make_owner("Graham Lidell")
    head, deputy = make_owner("Head of HR", "post"), make_owner("Deputy", "post")
    owned = make_recommendation(owners=[sue, graham])
    appoint(head, [sue], **written())
    appoint(deputy, [sue], **written())
    appoint(head, [graham], **written(LATER))

    assert held(owned) == {
        sue.pk: Held((Post(deputy.pk, "Deputy"), Post(head.pk, "Head of HR"))),
        graham.pk: Held(),
    }
    assert held(owned, as_at=LATER) == {
        sue.pk: Held((Post(deputy.pk, "Deputy"),)),
        graham.pk: Held((Post(head.pk, "Head of HR"),)),
    }
    assert held(owned, as_at=LATER, known_by=moment(hour=13))[graham.pk] == Held()


@pytest.mark.django_db
def test_a_group_is_no_post_and_a_department_is_said():
    sue = make_owner(department=make_department("Corporate Services"))
    appoint(make_owner("ELT", "group"), [sue], **written())
    owned = make_recommendation(owners=[sue])

    assert held(owned) == {sue.pk: Held((), "Corporate Services")}


@pytest.mark.django_db
def test_another_spelling_of_somebody_holds_their_posts():
    sue, susan = make_owner(), make_owner("Susan Moorman")
    post = make_owner("Head of HR", "post")
    owned = make_recommendation(owners=[susan])
    appoint(post, [sue], **written())
    merge(susan, sue, by=make_user(), at=moment())

    assert held(owned) == {susan.pk: Held((Post(post.pk, "Head of HR"),))}


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3, 30])
def test_it_takes_two_queries_whatever_the_number_of_people(count):
    for number in range(count):
        sue = make_owner(f"Sue {number}")
        make_recommendation(owners=[sue])
        appoint(make_owner(f"Post {number}", "post"), [sue], **written())
    states = state_as_at(make_plan().recommendations.all(), as_at=DAY, known_by=None)

    with CaptureQueriesContext(connection) as queries:
        found = posts_of_people(states, as_at=DAY, known_by=None)

    assert (len(queries), len(found)) == (2, count)


@pytest.mark.django_db
def test_the_names_that_are_looked_for():
    owns, holds, sits = (make_owner(n) for n in ("Olive Owner", "Harry Holder", "Mia Member"))
    for name in ("Nobody Atall", "Someone Else"):
        make_owner(name)
    elsewhere = make_plan("Staff survey", "staff-survey")
    make_recommendation(elsewhere, owners=[Owner.objects.get(name="Someone Else")])
    make_recommendation(owners=[owns, make_owner("Head of HR", "post")])
    appoint(make_owner("Chief", "post"), [holds], **written())
    appoint(make_owner("ELT", "group"), [sits], **written())
    Alias.objects.create(owner=owns, name="O Owner")
    merge(make_owner("H Holder"), holds, by=make_user(), at=moment())

    assert names_of_people(make_plan(), on=DAY) == [
        "Harry Holder",
        "Mia Member",
        "O Owner",
        "Olive Owner",
    ]
    assert names_of_people(make_plan(), on=DAY - timedelta(days=1)) == []


NAMES = ["Sue Moorman", "Sue", "AA", "Abraham Ghebre-Ghioghis", "O'Neil"]


def told(text, names=NAMES, key="progress", owner="Head of HR", prints="printed"):
    empty = make_document()
    column = next(c for c in empty.columns if c.key == key)
    cells = {c.key: () for c in empty.columns} | {key: (Block(text),)}
    cells = cells if key == "owner" else cells | {"owner": (Block(owner),)}
    one = Row("7", "2.3", cells, replace(NOTHING, owners=(owner,)))
    document = make_document(make_section(one), names=prints)
    found = names_in_texts(document, names)
    assert {(n.key, n.reference, n.heading) for n in found} <= {("7", "2.3", column.heading)}
    return [name.name for name in found]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Agreed with Sue Moorman.", ["Sue Moorman"]),
        ("SUE\nMOORMAN agreed", ["SUE MOORMAN"]),
        ("Sue agreed, and so did AA", ["Sue", "AA"]),
        ("sue them, aa", []),
        ("Suet and AAB", []),
        ("Sue Moormans", ["Sue"]),
        ("Abraham Ghebre-Ghioghis/Sue", ["Abraham Ghebre-Ghioghis", "Sue"]),
        ("Mr O'Neil's plan", ["O'Neil"]),
        ("Sue and Sue again", ["Sue"]),
        ("Nobody is named", []),
    ],
)
def test_names_are_found_as_whole_words(text, names):
    assert told(text) == names


def test_without_names_nothing_is_found():
    assert told("Sue Moorman", names=["", " "]) == []


def test_the_owner_column_is_looked_at_where_it_prints_no_people():
    remit = "Head of HR: to help Sue Moorman"

    assert told(remit, key="owner") == ["Sue Moorman"]
    assert told("Sue Moorman/ELT", key="owner", owner="Sue Moorman") == []


def test_a_name_in_a_post_or_a_remit_is_told_where_posts_are_named():
    post, words = "Head of HR (Abraham Ghebre-Ghioghis)", "Head of HR: with Sue Moorman"

    assert told(post, key="owner", owner=post, prints="posts") == ["Abraham Ghebre-Ghioghis"]
    assert told(words, key="owner", owner=post, prints="posts") == ["Sue Moorman"]


def test_names_in_notices_headings_notes_and_changes_are_found_too():
    change = RowChange(
        "7", "2.3", "Keep with sue moorman", "From “Sue” on", (Stretch("removed", "AA left"),)
    )
    document = make_document(
        make_section(theme="1. Trust", note="Led by Sue"),
        notices=("Version 2: O'Neil asked for it",),
        changes=Changes("March", (), (ChangeGroup("owner", "Owner changed", (change,)),), 0),
    )

    assert names_in_texts(document, NAMES) == [
        NameInText("", "", "Above the table", "O'Neil"),
        NameInText("", "", "1. Trust", "Sue"),
        NameInText("7", "2.3", "Owner changed", "sue moorman"),
        NameInText("7", "2.3", "Owner changed", "Sue"),
        NameInText("7", "2.3", "Owner changed", "AA"),
    ]


def test_posts_stand_in_every_column_of_owners():
    columns = {key: (Block("Sue Moorman"),) for key in ("owner_name", "owner_post", "owner_both")}

    changed = with_posts(row(progress=(Block("Sue Moorman"),), **columns), [person(1)], HELD)

    assert {changed.cells[key] for key in columns} == {(Block("Head of HR"),)}
    assert changed.cells["progress"] == (Block("Sue Moorman"),)


def test_names_of_nobody_on_record_are_an_officer_in_those_columns_too():
    only = Row("1", "2.3", {"owner_name": (Block("Somebody"),)}, NOTHING)

    assert with_posts(only, [], HELD).cells == {"owner_name": (Block("An officer"),)}


def test_an_owner_in_a_line_by_post():
    assert post_words(person(4), HELD) == "Chief Executive, Head of HR"
    assert post_words(person(2), HELD) == "An officer of Corporate Services"


def headed(prints, heading):
    one = Row(
        "7", "2.3", {"owner": (Block("Sue Moorman"),)}, replace(NOTHING, owners=("Sue Moorman",))
    )
    table = make_table(rows=("7",), groups=(TableGroup(heading, "", "", ("7",)),))
    document = make_document(make_section(one), names=prints, tables=(table,))
    return [(found.heading, found.name) for found in names_in_texts(document, NAMES)]


def test_owners_as_headings_are_named_like_those_in_the_column():
    assert headed("printed", "Sue Moorman") == []
    assert headed("printed", "With Sue Moorman") == [("With Sue Moorman", "Sue Moorman")]
    assert ("Sue Moorman", "Sue Moorman") in headed("posts", "Sue Moorman")


def test_of_a_row_that_no_table_shows_nothing_is_looked_at():
    hidden = Row("7", "2.3", {}, NOTHING)

    assert names_in_texts(make_document(make_section(hidden)), NAMES) == []
