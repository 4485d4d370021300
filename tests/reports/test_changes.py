"""Two documents compared. What the four action logs say is in test_changes_of_logs.py."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommendations.cell_text import Block, read_cell_text
from reports.changes import compare, in_words, side_by_side, with_changes, with_silence
from reports.document import Column, Stretch
from tests.reports.documents import (
    COLUMNS,
    make_document,
    make_row,
    make_section,
    make_table,
)

OLD_DAY, NEW_DAY = date(2015, 11, 30), date(2016, 5, 31)
SINCE = "Appendix 1 as at 30 November 2015"
WITH_STATUS = (*COLUMNS, Column("status", "Status", 20))


def old_paper(*rows, **fields):
    return make_document(make_section(*rows), **{"as_at": OLD_DAY, **fields})


def new_paper(*rows, **fields):
    return make_document(make_section(*rows), **{"as_at": NEW_DAY, **fields})


def make_valued(key=1, columns=COLUMNS, texts=None, **values):
    row = make_row(key, columns, **(texts or {}))
    return replace(row, values=replace(row.values, **values))


def told(old, new, **options):
    """The changes as (kind, reference, words)."""
    changes = compare(old, new, since=SINCE, **options)
    return [
        (group.kind, change.reference, change.words)
        for group in changes.groups
        for change in group.changes
    ]


def told_of(old, new):
    """What is told about one row, and the marks on it."""
    document = with_changes(new_paper(new), old_paper(old), since=SINCE)
    [row] = document.rows
    changes = [(g.kind, c.words) for g in document.changes.groups for c in g.changes]
    return changes, row.marks


def test_equal_papers_have_no_changes():
    rows = [make_row(number, progress="Underway") for number in range(1, 4)]

    document = with_changes(new_paper(*rows), old_paper(*rows), since=SINCE)

    assert document.changes.groups == ()
    assert document.changes.since == SINCE
    assert document.changes.notes == ()
    assert in_words(document.changes) == "3 unchanged"
    assert document == replace(new_paper(*rows), changes=document.changes)


def test_new_and_removed_rows_are_told_with_their_counts():
    old = old_paper(make_row(1), make_row(2), make_row(3))
    new = new_paper(
        make_row(3),
        make_row(4, owner="Sue Moorman", by_when="Autumn 17"),
        make_row(5, by_when="CMT: 19 September,\nExecutive 16 October"),
    )

    assert told(old, new) == [
        ("new", "4", "By when: “Autumn 17”; Lead officer: “Sue Moorman”"),
        ("new", "5", "By when: “CMT: 19 September, Executive 16 October”"),
        ("removed", "1", ""),
        ("removed", "2", ""),
    ]
    changes = compare(old, new, since=SINCE)
    assert [group.heading for group in changes.groups] == ["2 new", "2 removed"]
    assert in_words(changes) == "2 new, 2 removed, 1 unchanged"


@pytest.mark.parametrize(
    ("before", "after", "kind", "words", "mark"),
    [
        ("on_track", "complete", "completed", "From “On track” to “Complete”", "Completed"),
        (None, "complete", "completed", "Now “Complete”", "Completed"),
        ("complete", "on_track", "reopened", "From “Complete” to “On track”", "Reopened"),
        ("superseded", "at_risk", "reopened", "From “Superseded” to “Delayed or at risk”",
         "Reopened"),
        ("on_track", "at_risk", "status_changed", "From “On track” to “Delayed or at risk”",
         "Status changed"),
        ("complete", "superseded", "status_changed", "From “Complete” to “Superseded”",
         "Status changed"),
        (None, "not_started", "status_changed", "Now “Not started”", "Status changed"),
    ],
)  # fmt: skip
def test_a_status_is_told_by_its_meaning(before, after, kind, words, mark):
    old, new = (make_valued(status=status, status_word=None) for status in (before, after))

    assert told_of(old, new) == ([(kind, words)], (mark,))


def test_what_is_not_there_may_be_withheld_where_no_column_would_say_so():
    known = make_valued(columns=COLUMNS[:2], owners=("ELT",), times_moved=2)
    hidden = make_valued(
        columns=COLUMNS[:2], status=None, status_word=None, earliest=None, latest=None,
        next_latest=None, original_latest=None, owners=(), times_moved=0,
    )  # fmt: skip
    papers = old_paper(known, columns=COLUMNS[:2]), new_paper(hidden, columns=COLUMNS[:2])

    assert told(*papers) == []
    assert told(old_paper(hidden, columns=COLUMNS[:2]), new_paper(known, columns=COLUMNS[:2])) == [
        ("status_changed", "1", "Now “Underway”")
    ]


def test_a_printed_status_can_go_away():
    old, new = (
        make_valued(columns=WITH_STATUS, texts={"status": word}, status=status, status_word=word)
        for status, word in (("complete", "Done"), (None, ""))
    )

    assert told(old_paper(old, columns=WITH_STATUS), new_paper(new, columns=WITH_STATUS)) == [
        ("reopened", "1", "From “Done” to no status")
    ]


def test_another_word_of_the_same_meaning_is_a_changed_status_in_the_words_of_the_plan():
    old = make_valued(status_word="Plan in place")
    new = make_valued(status_word="On track")

    assert told_of(old, new) == (
        [("status_changed", "From “Plan in place” to “On track”")],
        ("Status changed",),
    )


def test_a_printed_status_is_told_once():
    old = make_valued(columns=WITH_STATUS, texts={"status": "Underway"}, status_word="Underway")
    new = make_valued(
        columns=WITH_STATUS, texts={"status": "Done"}, status="complete", status_word="Done"
    )

    assert told(old_paper(old, columns=WITH_STATUS), new_paper(new, columns=WITH_STATUS)) == [
        ("completed", "1", "From “Underway” to “Done”")
    ]


SUE = "Sue Moorman"
SPRING, AUTUMN = date(2017, 5, 31), date(2017, 11, 30)


@pytest.mark.parametrize(
    ("before", "after", "kind", "words", "mark"),
    [
        (("Spring 17", SPRING, 0), ("Autumn 17", AUTUMN, 1), "date_moved",
         "From “Spring 17” to “Autumn 17”, moved for the 1st time", "Date moved, 1st time"),
        (("Spring 17", SPRING, 1), ("Autumn 17", AUTUMN, 2), "date_moved",
         "From “Spring 17” to “Autumn 17”, moved for the 2nd time", "Date moved, 2nd time"),
        (("Spring 17", SPRING, 9), ("Autumn 17", AUTUMN, 11), "date_moved",
         "From “Spring 17” to “Autumn 17”, moved 2 times since, 11 times in all",
         "Date moved, 11th time"),
        (("Spring 17", SPRING, 2), ("Ongoing", None, 3), "date_moved",
         "From “Spring 17” to “Ongoing”: became open-ended, moved for the 3rd time",
         "Date moved, 3rd time"),
        (("Spring 17", SPRING, 0), ("Spring 17", SPRING, 1), "date_moved",
         "“Spring 17” as before, but moved for the 1st time", "Date moved, 1st time"),
        (("Autumn 17", AUTUMN, 1), ("Spring 17", SPRING, 1), "date_moved",
         "From “Autumn 17” to “Spring 17”: brought forward", "Date brought forward"),
        (("Autumn", AUTUMN, 0), ("Autumn", date(2016, 11, 30), 0), "date_moved",
         "“Autumn” now ends on 30 November 2016, not 30 November 2017: brought forward",
         "Date brought forward"),
        (("Ongoing", None, 0), ("Autumn 17", AUTUMN, 0), "date_moved",
         "From “Ongoing” to “Autumn 17”: given a date", "Given a date"),
        (("", None, 0), ("Autumn 17", AUTUMN, 0), "date_moved",
         "From nothing to “Autumn 17”: given a date", "Given a date"),
        (("Autumn 17", AUTUMN, 0), ("", None, 0), "date_moved",
         "From “Autumn 17” to nothing: no date any more", "No date any more"),
        (("May-2011", SPRING, 0), ("May Board", SPRING, 0), "date_reworded",
         "From “May-2011” to “May Board”", "Date reworded"),
        (("As soon as possible", None, 0), ("Ongoing", None, 0), "date_reworded",
         "From “As soon as possible” to “Ongoing”", "Date reworded"),
        (("Autumn 17", AUTUMN, 0), ("tbc", None, 0), "date_reworded",
         "From “Autumn 17” to “tbc”", "Date reworded"),
        (("Autumn 17", AUTUMN, 0), ("", AUTUMN, 0), "text_changed",
         "By when: 2 words removed", "By when changed"),
        (("Spring 17", SPRING, 0), ("Spring 17\n\nAutumn 17", AUTUMN, 0), "text_changed",
         "By when: 2 words added", "By when changed"),
    ],
)  # fmt: skip
def test_a_date_is_moved_or_reworded(before, after, kind, words, mark):
    old, new = (
        make_valued(texts={"by_when": text}, latest=day, next_latest=day, times_moved=times)
        for text, day, times in (before, after)
    )

    assert told_of(old, new) == ([(kind, words)], (mark,))


def test_a_date_that_is_only_read_otherwise_is_no_news():
    old = make_valued(texts={"by_when": "Autumn 17"}, latest=None)
    new = make_valued(texts={"by_when": "Autumn 17"}, latest=AUTUMN)

    assert told_of(old, new) == ([], ())


def test_the_first_of_two_dates_is_brought_forward():
    old = make_valued(texts={"by_when": "July\n\nAutumn 17"}, next_latest=date(2017, 7, 31))
    new = make_valued(texts={"by_when": "Spring 17\n\nAutumn 17"}, next_latest=SPRING)

    assert told_of(old, new)[0] == [
        ("date_moved", "From “July; Autumn 17” to “Spring 17; Autumn 17”: brought forward")
    ]


def test_the_date_of_another_action_is_no_reworded_one():
    old = make_valued(texts={"by_when": "Spring 17\n\nAutumn 17"}, next_latest=SPRING)
    new = make_valued(texts={"by_when": "July\n\nAutumn 17"}, next_latest=date(2017, 7, 31))

    assert told_of(old, new)[0] == [("text_changed", "By when: 1 word added, 2 removed")]


def test_dates_that_neither_paper_prints_are_told_by_their_days():
    columns = COLUMNS[:2]
    old = old_paper(make_valued(1, columns, latest=SPRING, times_moved=0), columns=columns)
    new = new_paper(make_valued(1, columns, latest=AUTUMN, times_moved=1), columns=columns)

    assert told(old, new) == [
        ("date_moved", "1",
         "From “31 May 2017” to “30 November 2017”, moved for the 1st time"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (("Sue Moorman", (1,)), ("Sue Moorman/ELT", (1, 2)),
         "From “Sue Moorman” to “Sue Moorman/ELT”"),
        (("Sue Moorman", (1,)), ("", ()), "From “Sue Moorman” to nothing"),
        (("Sue Moorman", (1,)), ("Sue Archer", (1,)),
         "From “Sue Moorman” to “Sue Archer”: the same owner, in other words"),
        # One of the two is a paper of the first schema, without keys.
        (("Sue Moorman", ()), ("Sue Archer", (1,)), "From “Sue Moorman” to “Sue Archer”"),
    ],
)  # fmt: skip
def test_an_owner_is_told_in_the_printed_words(before, after, told):
    old, new = (
        make_valued(texts={"owner": words}, owners=tuple(filter(None, [words])), owner_keys=keys)
        for words, keys in (before, after)
    )

    assert told_of(old, new) == ([("owner_changed", told)], ("Owner changed",))


def test_several_owners_in_other_words_are_the_same_owners():
    old, new = (
        make_valued(
            texts={"owner": words}, owners=("CEO", "ELT", "Head of HR"), owner_keys=(1, 2, 3)
        )
        for words in ("CEO/ELT/Head of HR", "CEO, ELT and Head of HR")
    )

    assert told_of(old, new)[0] == [
        ("owner_changed",
         "From “CEO/ELT/Head of HR” to “CEO, ELT and Head of HR”: the same owners, in other words"),
    ]  # fmt: skip


# Posts in place of people's names

NAMED = {"owner": SUE, "progress": "Underway"}
POST = "An officer of Corporate Services"


def make_named(texts=NAMED, key=1, columns=COLUMNS, **values):
    said = {"owners": (SUE,), "owner_keys": (1,), **values}
    return make_valued(key, columns, texts, **said)


@pytest.mark.parametrize(
    ("before", "after", "note"),
    [
        ("printed", "posts", "This paper names posts in place of people, the earlier one did not: "
         "owners are not compared."),
        ("posts", "printed", "The earlier paper named posts in place of people, this one does not: "
         "owners are not compared."),
        ("both", "posts", "In part the earlier paper named posts in place of people: owners are "
         "not compared."),
        ("both", "both", "In part the earlier paper named posts in place of people: owners are "
         "not compared."),
    ],
)  # fmt: skip
@pytest.mark.parametrize("is_named_first", [True, False])
def test_a_name_is_never_quoted_beside_the_post_in_its_place(before, after, note, is_named_first):
    rows = [make_named(), make_named({**NAMED, "owner": POST}, owners=(POST,), owner_keys=())]
    old_row, new_row = rows if is_named_first else reversed(rows)
    old, new = old_paper(old_row, names=before), new_paper(new_row, names=after)

    document = with_changes(new, old, since=SINCE)

    assert document.changes.notes == (note,)
    assert (document.changes.groups, document.changes.unchanged) == ((), 1)
    assert document.rows[0].marks == ()
    assert side_by_side(old, new) == ()


def test_where_owners_are_not_compared_everything_else_is():
    old = old_paper(make_named())
    new = new_paper(make_named({"owner": POST, "progress": "Done"}, status="complete"),
                    make_named({"owner": POST}, key=2), names="posts")  # fmt: skip

    assert told(old, new) == [
        ("new", "2", f"Lead officer: “{POST}”"),
        ("completed", "1", "From “Underway” to “Underway”"),
        ("progress_reported", "1", "Action taken up to May 2016: 1 word added, 1 removed"),
    ]


def test_owners_that_are_not_printed_are_not_told_across_names_and_posts_either():
    columns = COLUMNS[:2]
    old = old_paper(make_named({}, columns=columns), columns=columns)
    posts = make_named({}, columns=columns, owners=(POST,), owner_keys=())

    changes = compare(old, new_paper(posts, columns=columns, names="posts"), since=SINCE)

    assert (changes.notes, changes.groups) == ((), ())


def test_of_two_papers_with_posts_another_post_is_another_owner():
    old, new = (
        make_named({"owner": post}, owners=(post,), owner_keys=keys)
        for post, keys in (("Head of HR", (90,)), (POST, ()))
    )

    assert told(old_paper(old, names="posts"), new_paper(new, names="posts")) == [
        ("owner_changed", "1", f"From “Head of HR” to “{POST}”")
    ]


def test_officers_without_a_post_are_not_said_to_be_the_same():
    old, new = (
        make_named({"owner": "/".join(owners)}, owners=owners, owner_keys=(50,))
        for owners in (("ELT", POST), ("ELT",))
    )

    assert told(old_paper(old, names="posts"), new_paper(new, names="posts")) == [
        ("owner_changed", "1", f"From “ELT/{POST}” to “ELT”")
    ]


def test_the_same_words_may_mean_somebody_else():
    texts = {"owner": "Head of HR"}
    old = make_valued(texts=texts, owners=("Head of HR",), owner_keys=(1,))
    new = make_valued(texts=texts, owners=("Head of Human Resources",), owner_keys=(2,))

    assert told_of(old, new)[0] == [
        ("owner_changed",
         "From “Head of HR” to “Head of Human Resources”, printed as “Head of HR” as before"),
    ]  # fmt: skip


def test_another_name_of_the_same_owner_is_no_change():
    texts = {"owner": "Head of HR"}
    old = make_valued(texts=texts, owners=("Head of HR",), owner_keys=(1,))
    new = make_valued(texts=texts, owners=("Head of People",), owner_keys=(1,))

    assert told_of(old, new) == ([], ())


def test_a_reworded_text_is_told_with_its_words():
    old = make_row(recommendation="Katie Davis to present a proposal for a steering group")
    new = make_row(recommendation="Tim Kelsey to present a proposal for a steering group")

    [group] = compare(old_paper(old), new_paper(new), since=SINCE).groups

    [change] = group.changes
    assert (group.kind, group.heading) == ("text_changed", "1 text changed")
    assert change.title == "Tim Kelsey to present a proposal for a steering group"
    assert change.words == "Recommendation: 2 words added, 2 removed"
    assert change.stretches == (
        Stretch("removed", "Katie Davis"),
        Stretch("added", "Tim Kelsey"),
        Stretch("same", " to present a proposal for a steering group"),
    )


def test_every_other_column_is_told_under_its_heading():
    columns = (*COLUMNS, Column("priority", "Priority", 20), Column("own:cost", "Cost", 20))
    old = make_row(1, columns, priority="High", progress="Begun.", **{"own:cost": "£4,000"})
    new = make_row(
        1, columns, priority="Low", progress="Begun. Half done.", **{"own:cost": "£5,000"}
    )

    document = with_changes(
        new_paper(new, columns=columns), old_paper(old, columns=columns), since=SINCE
    )

    assert [
        (group.heading, change.words)
        for group in document.changes.groups
        for change in group.changes
    ] == [
        ("1 text changed", "Priority: 1 word added, 1 removed"),
        ("1 with progress reported", "Action taken up to May 2016: 2 words added"),
        ("1 with progress reported", "Cost: 1 word added, 1 removed"),
    ]
    assert document.rows[0].marks == ("Priority changed", "Progress reported")


def test_what_only_stands_otherwise_is_told_without_words():
    old, new = (
        make_row(progress="Roadshows\n\nBulletins"),
        make_row(progress="- Roadshows\n- Bulletins"),
    )

    [group] = compare(old_paper(old), new_paper(new), since=SINCE).groups

    [change] = group.changes
    assert change.words == "Action taken up to May 2016: only the layout changed"
    assert change.stretches == ()


@pytest.mark.parametrize(
    ("rounds", "words", "mark"),
    [
        (1, "1st silent round", "No update received"),
        (2, "2nd silent round in a row", "No update received, 2nd round"),
        (3, "3rd silent round in a row", "No update received, 3rd round"),
        (12, "12th silent round in a row", "No update received, 12th round"),
        (21, "21st silent round in a row", "No update received, 21st round"),
    ],
)
def test_a_silent_round_is_told_with_its_number(rounds, words, mark):
    old, new = make_valued(silent_rounds=rounds - 1), make_valued(silent_rounds=rounds)

    assert told_of(old, new) == ([("no_update", words)], (mark,))


def test_one_day_has_no_silence_since_itself():
    row = make_valued(silent_rounds=2)

    assert told(new_paper(row), new_paper(row)) == []


def test_the_same_round_that_nobody_answered_is_told_once_and_stands_on_the_row():
    row = make_valued(silent_rounds=2)

    document = with_changes(new_paper(row), old_paper(row), since=SINCE)

    assert in_words(document.changes) == "1 unchanged"
    assert document.changes.groups == ()
    assert document.rows[0].marks == ("No update received, 2nd round",)


def same_day(old, new):
    """What is told of two papers of one day."""
    changes = compare(old_paper(old), old_paper(new), since=SINCE)
    return [(group.kind, change.words) for group in changes.groups for change in group.changes]


def test_who_answers_late_with_nothing_new_is_told():
    old = make_valued(silent_rounds=1, status="in_progress")

    assert same_day(old, make_valued(status="in_progress")) == [
        ("answered", "“No update received” holds no longer")
    ]


def test_nothing_is_told_of_who_answered_where_the_status_became_exempt():
    """A late answer is about the status: to tell it would say that there is another one."""
    old = make_valued(silent_rounds=1, status="in_progress")

    assert same_day(old, make_valued(status=None)) == []


def test_a_silence_that_stands_takes_its_place_among_the_marks():
    old = make_valued(texts={"owner": "ELT"}, silent_rounds=1)
    new = make_valued(texts={"owner": "CMT"}, silent_rounds=1)

    assert told_of(old, new) == (
        [("owner_changed", "From “ELT” to “CMT”")],
        ("Owner changed", "No update received"),
    )


def test_a_new_row_may_be_silent_too():
    assert told(old_paper(), new_paper(make_valued(silent_rounds=1))) == [
        ("new", "1", ""),
        ("no_update", "1", "1st silent round"),
    ]


def test_a_row_that_changed_in_several_ways_is_told_in_each_and_counted_once():
    old = make_valued(texts={"progress": "Begun.", "owner": "ELT"}, silent_rounds=1)
    new = make_valued(texts={"progress": "Done.", "owner": "CMT"}, status="complete")

    document = with_changes(new_paper(new, make_row(2)), old_paper(old, make_row(2)), since=SINCE)

    assert in_words(document.changes) == (
        "1 completed, 1 owner changed, 1 with progress reported, 1 unchanged"
    )
    assert document.rows[0].marks == ("Completed", "Owner changed", "Progress reported")
    assert document.rows[1].marks == ()


# Themes and timescales


def sections(*places, **fields):
    """A paper of one row at each place: a theme and a timescale."""
    return make_document(
        *(
            make_section(make_row(key), theme=theme, timescale=timescale)
            for key, (theme, timescale) in enumerate(places, start=1)
        ),
        **fields,
    )


def test_a_row_moves_to_another_theme_or_timescale():
    old = sections(("1. People", "Now"), ("1. People", "Now"), ("2. Money", "Now"))
    new = sections(("1. People", "Later"), ("2. Money", "Now"), ("2. Money", "Later"))

    document = with_changes(new, old, since=SINCE)

    assert told(old, new) == [
        ("moved_elsewhere", "1", "From “1. People, Now” to “1. People, Later”"),
        ("moved_elsewhere", "2", "From “1. People, Now” to “2. Money, Now”"),
        ("moved_elsewhere", "3", "From “2. Money, Now” to “2. Money, Later”"),
    ]
    assert [row.marks for row in document.rows] == [
        ("Moved to another timescale",),
        ("Moved to another theme",),
        ("Moved to another timescale",),
    ]


def test_another_name_of_a_theme_is_a_note_and_no_move():
    old = sections(("1. People", "Now"), ("1. People", "Later"), ("2. Money", ""))
    new = sections(("1. Our people", "Now"), ("1. Our people", "Later"), ("2. Money", ""))

    changes = compare(old, new, since=SINCE)

    assert changes.notes == ("The theme “1. People” is now called “1. Our people”.",)
    assert changes.groups == ()


def test_another_name_of_a_theme_of_one_row_is_a_note_and_no_move():
    old = sections(("1. People", "Now"), ("2. Money", "Now"))
    new = sections(("1. People", "Now"), ("2. Our money", "Now"))

    document = with_changes(new, old, since=SINCE)

    assert document.changes.notes == ("The theme “2. Money” is now called “2. Our money”.",)
    assert in_words(document.changes) == "2 unchanged"
    assert [row.marks for row in document.rows] == [(), ()]


def test_two_themes_that_become_one_are_moves():
    old = sections(("1. People", ""), ("2. Money", ""))
    new = sections(("1. Everything", ""), ("1. Everything", ""))

    assert [kind for kind, _, _ in told(old, new)] == ["moved_elsewhere", "moved_elsewhere"]
    assert compare(old, new, since=SINCE).notes == ()


def test_a_row_alone_that_gets_another_timescale_has_moved():
    old, new = (sections(("1. People", "Now"), ("1. People", then)) for then in ("Soon", "Later"))

    assert told(old, new) == [
        ("moved_elsewhere", "2", "From “1. People, Soon” to “1. People, Later”")
    ]


def test_themes_that_only_one_paper_has_are_a_note():
    old, new = sections(("1. People", ""), ("", "")), sections(("", "Now"), ("", "Later"))

    changes = compare(old, new, since=SINCE)

    assert changes.notes == (
        "The earlier paper alone is arranged by theme.",
        "This paper alone is arranged by timescale.",
    )
    assert (changes.groups, changes.unchanged) == ((), 2)


# What can't be compared, and what must not be


def test_columns_that_only_one_paper_has_are_noted_and_not_compared():
    before = (*COLUMNS[:3], Column("priority", "Priority", 20), Column("response", "Response", 9))
    texts = {"priority": "High", "by_when": "Autumn 17"}

    changes = compare(
        old_paper(make_row(1, before, **texts), columns=before),
        new_paper(make_row(1, COLUMNS[:4], **texts), columns=COLUMNS[:4]),
        since=SINCE,
    )

    assert changes.notes == (
        "The column “Further action required” is not in the earlier paper, so there is nothing to "
        "compare.",
        "The columns “Priority”, “Response” are in the earlier paper only.",
    )
    assert (changes.groups, changes.unchanged) == ((), 1)


EXEMPT = "Exempt: see the exempt appendix"
SECRET = "Marigold"


@pytest.mark.parametrize("key", [column.key for column in COLUMNS if column.key != "reference"])
@pytest.mark.parametrize("is_now", [True, False])
def test_what_either_paper_withholds_is_neither_compared_nor_quoted(key, is_now):
    known = make_valued(
        texts={key: SECRET}, owners=(SECRET,), owner_keys=(7,), status_word="Begun", times_moved=3
    )
    kept = replace(
        make_valued(texts={key: EXEMPT}, status=None, status_word=None, owners=(), times_moved=0,
                    earliest=None, latest=None, next_latest=None, original_latest=None),
        withheld=(key,),
    )  # fmt: skip
    before, after = (known, kept) if is_now else (kept, known)

    document = with_changes(new_paper(after), old_paper(before), since=SINCE)

    assert document.changes.groups == ()
    assert document.changes.notes == ("What is exempt in either paper is not compared.",)
    assert document.rows[0].marks == ()
    assert side_by_side(old_paper(before), new_paper(after)) == ()
    assert SECRET not in str(document.changes)


def test_what_a_row_does_not_withhold_is_compared():
    old = make_row(progress="Begun.", owner=SECRET)
    new = replace(make_row(progress="Done.", owner=EXEMPT), withheld=("owner",))

    assert told(old_paper(old), new_paper(new)) == [
        ("progress_reported", "1", "Action taken up to May 2016: 1 word added, 1 removed")
    ]


def test_of_a_new_row_nothing_is_told_that_it_withholds():
    row = replace(make_row(owner=EXEMPT, by_when="Autumn 17"), withheld=("owner",))

    assert told(old_paper(), new_paper(row)) == [("new", "1", "By when: “Autumn 17”")]


def test_rows_left_out_are_never_mentioned():
    old = old_paper(make_row(1, recommendation=SECRET), make_row(2, progress=SECRET), make_row(3))
    new = new_paper(make_row(2), make_row(3), make_row(4, recommendation=SECRET))

    document = with_changes(new, old, since=SINCE, left_out={"1", "2", "4"})

    assert (document.changes.groups, document.changes.unchanged) == ((), 1)
    assert [row.marks for row in document.rows] == [(), (), ()]


# Old and new side by side


def test_side_by_side_each_text_has_its_own_words_marked():
    old = old_paper(make_row(1, progress="Half is done."), make_row(2), make_row(3))
    new = new_paper(make_row(1, progress="All is done."), make_row(2), make_row(4))

    [row] = side_by_side(old, new)

    assert (row.key, row.reference, row.title) == ("1", "1", "Recommendation 1")
    [cell] = row.cells
    assert cell.heading == "Action taken up to May 2016"
    assert cell.before == (Stretch("removed", "Half"), Stretch("same", " is done."))
    assert cell.after == (Stretch("added", "All"), Stretch("same", " is done."))


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Officers to be trained", "Officers to be trained"),
        ("", ""),
        ("word " * 40, "word " * 17 + "word…"),
        ("x" * 200, "x" * 89 + "…"),
        ("Training:\n- managers\n- officers", "Training:; managers; officers"),
    ],
)
def test_a_title_is_short(text, title):
    [group] = compare(old_paper(), new_paper(make_row(recommendation=text)), since=SINCE).groups

    assert group.changes[0].title == title


# Any two papers

WORDS = st.sampled_from(
    ["", "Underway", "Half done.", "Autumn 17", "- Roadshows\n- Bulletins", "Ongoing", "CMT/ELT"]
)
DAYS = st.sampled_from([None, SPRING, AUTUMN])
KEYS = [column.key for column in WITH_STATUS]


@st.composite
def rows_of(draw, key):
    texts = {column: draw(WORDS) for column in KEYS if column != "reference"}
    return replace(
        make_valued(
            key,
            WITH_STATUS,
            texts,
            status=draw(st.sampled_from([None, "on_track", "complete", "superseded"])),
            status_word=draw(st.sampled_from([None, "Underway", "Done"])),
            latest=draw(DAYS),
            next_latest=draw(DAYS),
            times_moved=draw(st.integers(0, 3)),
            owners=draw(st.sampled_from([(), ("ELT",), ("ELT", "CMT")])),
            owner_keys=draw(st.sampled_from([(), (1,), (1, 2)])),
            silent_rounds=draw(st.integers(0, 2)),
        ),
        withheld=draw(st.sampled_from([(), (), (), ("owner",), ("progress", "by_when")])),
    )


@st.composite
def papers(draw, day):
    keys = draw(st.lists(st.integers(1, 6), unique=True, max_size=5))
    columns = tuple(
        column for column in WITH_STATUS if column.key == "reference" or draw(st.booleans())
    )
    rows = [draw(rows_of(key)) for key in keys]
    cells = [replace(row, cells={c.key: row.cells[c.key] for c in columns}) for row in rows]
    places = [
        make_section(row, theme=draw(st.sampled_from(["", "1. People", "2. Money"])))
        for row in cells
    ]
    return make_document(*places, as_at=day, columns=columns)


@st.composite
def edited(draw, paper, day):
    """The paper with some cells of some rows typed anew."""
    sections = []
    for section in paper.sections:
        [row] = section.rows
        cells = {
            key: tuple(read_cell_text(draw(WORDS))) if draw(st.booleans()) else blocks
            for key, blocks in row.cells.items()
            if key != "reference"
        }
        sections.append(replace(section, rows=(replace(row, cells={**row.cells, **cells}),)))
    return replace(paper, sections=tuple(sections), as_at=day)


PAIRS = st.one_of(
    st.tuples(papers(OLD_DAY), papers(NEW_DAY)),
    papers(OLD_DAY).flatmap(lambda paper: st.tuples(st.just(paper), edited(paper, NEW_DAY))),
)


@given(PAIRS, st.sets(st.sampled_from(["1", "2", "3"])))
def test_whatever_differs_in_print_is_named_and_the_counts_add_up(pair, left_out):
    old, new = pair
    document = with_changes(new, old, since=SINCE, left_out=left_out)
    changes = document.changes
    named = {change.key for group in changes.groups for change in group.changes}
    before = {row.key: row for row in old.rows if row.key not in left_out}
    after = {row.key: row for row in new.rows if row.key not in left_out}
    both = before.keys() & after.keys()
    common = {c.key for c in old.columns} & {c.key for c in new.columns}

    differing = {key for key in both if printed_otherwise(before[key], after[key], common)}
    assert differing <= named
    assert before.keys() ^ after.keys() <= named <= before.keys() | after.keys()
    assert changes.unchanged == len(after.keys() - named)
    assert {row.key for row in document.rows if news_of(row)} == {
        change.key
        for group in changes.groups
        if group.kind not in ("no_update", "removed")
        for change in group.changes
    }
    assert {row.key for row in side_by_side(old, new)} - left_out == differing
    for group in changes.groups:
        assert group.heading.split()[0] == str(len({change.key for change in group.changes}))


def news_of(row):
    """The marks on a row but that nobody answered, which may be old."""
    return [mark for mark in row.marks if not mark.startswith("No update received")]


def printed_otherwise(old, new, columns):
    hidden = {*old.withheld, *new.withheld}
    return any(old.cells[key] != new.cells[key] for key in columns - hidden)


@given(papers(NEW_DAY))
def test_a_paper_has_no_changes_since_itself(paper):
    changes = compare(paper, paper, since=SINCE)

    assert changes.groups == ()
    assert changes.unchanged == len(paper.rows)


@given(papers(OLD_DAY), st.integers(0, 4), st.sampled_from(KEYS), WORDS)
def test_one_edited_cell_is_the_one_change_of_its_row(paper, place, key, text):
    rows = [row for row in paper.rows if not row.withheld]
    if not rows or key not in rows[0].cells:
        return
    row = rows[place % len(rows)]
    edit = replace(row, cells={**row.cells, key: (*read_cell_text(text), Block("Changed"))})
    new = replace(
        paper,
        sections=tuple(
            replace(s, rows=tuple(edit if r == row else r for r in s.rows)) for s in paper.sections
        ),
    )

    changes = compare(paper, new, since=SINCE)

    [change] = [change for group in changes.groups for change in group.changes]
    assert change.key == row.key


# Rows that a paper does not print, and tables


def unprinted(row):
    """In no table of its paper."""
    return replace(row, cells={}, values=replace(row.values, owners=(), owner_keys=()))


LIVE = make_valued(1, texts={"recommendation": "Keep records.", "owner": "ELT"})
DONE = make_valued(
    1, texts={"recommendation": "Keep records."}, status="complete", status_word="Complete"
)


def test_of_what_neither_paper_prints_nothing_is_told():
    old, new = unprinted(LIVE), unprinted(DONE)
    silent = replace(new, values=replace(new.values, silent_rounds=2))

    assert told(old_paper(old), new_paper(silent)) == []
    assert told(old_paper(), new_paper(silent)) == []
    assert told(old_paper(old), new_paper()) == []
    assert compare(old_paper(old), new_paper(silent), since=SINCE).unchanged == 0
    assert with_changes(new_paper(silent), old_paper(old), since=SINCE).rows[0].marks == ()
    assert with_silence(new_paper(silent)).rows[0].marks == ()


@pytest.mark.parametrize(
    ("before", "after", "kind", "words"),
    [
        (LIVE, unprinted(DONE), "completed", "From “Underway” to “Complete”"),
        (unprinted(DONE), LIVE, "reopened", "From “Complete” to “Underway”"),
    ],
)
def test_of_what_one_paper_prints_only_what_it_amounts_to_is_compared(before, after, kind, words):
    document = with_changes(new_paper(after), old_paper(before), since=SINCE)

    assert told(old_paper(before), new_paper(after)) == [(kind, "1", words)]
    assert document.changes.groups[0].changes[0].title == "Keep records."
    assert document.rows[0].marks == (() if kind == "completed" else ("Reopened",))


def test_what_the_earlier_paper_said_is_not_quoted_where_it_may_not_be_told_any_more():
    hidden = replace(unprinted(DONE), withheld=("measures", "recommendation"))

    [group] = compare(old_paper(LIVE), new_paper(hidden), since=SINCE).groups

    assert [(change.title, change.words) for change in group.changes] == [
        ("", "From “Underway” to “Complete”")
    ]


def test_what_is_dropped_without_a_word_is_noted():
    rows = [LIVE, make_row(2), make_row(3)]

    changes = compare(old_paper(*rows), new_paper(LIVE, *map(unprinted, rows[1:])), since=SINCE)

    assert (changes.groups, changes.unchanged) == ((), 1)
    assert changes.notes == ("2 recommendations stand in no table of this paper any more: 2, 3.",)


def test_texts_are_compared_where_both_papers_print_the_cell():
    short = make_valued(1, COLUMNS[:2], {"recommendation": "Keep all records."})

    assert told(old_paper(LIVE), new_paper(short)) == [
        ("text_changed", "1", "Recommendation: 1 word added")
    ]
    assert side_by_side(old_paper(LIVE), new_paper(short))[0].cells[0].heading == "Recommendation"
    assert len(side_by_side(old_paper(LIVE), new_paper(short))[0].cells) == 1
    assert side_by_side(old_paper(LIVE), new_paper(unprinted(LIVE))) == ()


def two_tables(*, extensions=(), heading="C. Extensions"):
    return (
        make_table("a", "A. Live", rows=(1, 2)),
        make_table("c", heading, rows=extensions, rows_rule="extensions"),
    )


def test_a_row_in_another_table_of_the_same_paper_is_told():
    rows = [make_row(1), make_row(2)]
    old = old_paper(*rows, tables=two_tables())
    fields = {"tables": two_tables(extensions=(2,)), "as_at": OLD_DAY}

    assert told(old, new_paper(*rows, **fields)) == [
        ("other_table", "2", "From “A. Live” to “A. Live”, “C. Extensions”")
    ]
    # What follows from the calendar, from another meeting or from another layout is no news.
    assert told(old, new_paper(*rows, **{**fields, "as_at": NEW_DAY})) == []
    assert told(old, new_paper(*rows, **fields, meeting="Meeting of 30 August 2016")) == []
    assert told(old_paper(*rows), new_paper(*rows, **fields)) == []
    renamed = two_tables(extensions=(2,), heading="C. To decide")
    assert told(old, new_paper(*rows, **{**fields, "tables": renamed})) == []


def test_a_row_that_leaves_the_only_table_is_told():
    row = make_row(1)
    tables = [(make_table("a", "", rows=keys, rows_rule="overdue"),) for keys in ((1,), ())]
    old = old_paper(row, tables=tables[0])
    new = new_paper(unprinted(row), tables=tables[1], as_at=OLD_DAY)

    assert told(old, new) == [("other_table", "1", "From “the table” to no table")]


def with_rag(colour, **values):
    return make_valued(1, WITH_RAG, {"rag": colour}, **values)


WITH_RAG = (*COLUMNS, Column("rag", "RAG", 20))


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("Amber", "Red", "From “Amber” to “Red”"),
        ("Amber", "Amber (judged)", "From “Amber” to “Amber (judged)”"),
        ("", "Green", "From no colour to “Green”"),
        ("Red", "", "From “Red” to no colour"),
    ],
)
def test_a_colour_that_changed_is_told(before, after, words):
    old, new = (
        paper(with_rag(colour), columns=WITH_RAG)
        for paper, colour in ((old_paper, before), (new_paper, after))
    )

    assert told(old, new) == [("rag_changed", "1", words)]
    assert with_changes(new, old, since=SINCE).rows[0].marks == ("RAG changed",)


def test_that_what_is_done_has_no_colour_is_told_with_the_status():
    old = old_paper(with_rag("Red"), columns=WITH_RAG)
    new = new_paper(with_rag("", status="complete", status_word="Complete"), columns=WITH_RAG)

    assert told(old, new) == [("completed", "1", "From “Underway” to “Complete”")]


def test_a_colour_that_is_withheld_is_not_told():
    new = replace(with_rag(""), withheld=("rag",))

    assert (
        told(old_paper(with_rag("Red"), columns=WITH_RAG), new_paper(new, columns=WITH_RAG)) == []
    )


DERIVED = (
    *COLUMNS[:2],
    Column("reason", "Reason", 20),
    Column("last_updated", "Last updated", 20),
    Column("changes", "What changed", 20),
)


def test_what_follows_from_the_day_is_compared_in_papers_of_one_day_alone():
    before = make_row(1, DERIVED, reason="Overdue since May.", last_updated="1 May 2016")
    after = make_row(1, DERIVED, reason="Overdue since May.", last_updated="2 May 2016")
    old = old_paper(before, columns=DERIVED)

    assert told(old, new_paper(after, columns=DERIVED)) == []
    assert [kind for kind, *_ in told(old, new_paper(after, columns=DERIVED, as_at=OLD_DAY))] == [
        "text_changed"
    ]


def test_the_column_of_changes_says_the_marks_and_is_never_compared():
    before = make_row(1, DERIVED, recommendation="Keep records.", changes="New")
    after = make_row(1, DERIVED, recommendation="Keep all records.")
    old = old_paper(before, columns=DERIVED[:-1])

    document = with_changes(new_paper(after, columns=DERIVED), old, since=SINCE)

    [row] = document.rows
    assert row.marks == ("Text changed",)
    assert row.cells["changes"] == (Block("Text changed"),)
    assert document.changes.notes == ()


def test_owners_in_other_columns_are_told_as_owners():
    columns = (*COLUMNS[:2], Column("owner_post", "Post", 30))
    old = make_valued(1, columns, {"owner_post": "Head of HR"}, owners=("Sue",), owner_keys=(1,))
    new = make_valued(1, columns, {"owner_post": "Head of IT"}, owners=("Bob",), owner_keys=(2,))

    assert told(old_paper(old, columns=columns), new_paper(new, columns=columns)) == [
        ("owner_changed", "1", "From “Sue” to “Bob”")
    ]
    assert told(old_paper(columns=columns), new_paper(new, columns=columns)) == [
        ("new", "1", "Post: “Head of IT”")
    ]


def test_a_reason_that_names_people_is_not_compared_with_one_that_names_posts():
    old = old_paper(make_row(1, DERIVED, reason="Executive asked Sue"), columns=DERIVED)
    new = new_paper(
        make_row(1, DERIVED, reason="Executive asked Head of HR"),
        columns=DERIVED, names="posts", as_at=OLD_DAY,
    )  # fmt: skip

    assert told(old, new) == []
