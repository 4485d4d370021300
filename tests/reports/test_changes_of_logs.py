"""The four action logs as four issues: what changed between neighbours, read out of the logs
(tests/data/uk_tb_action_log_*.csv) by hand.
"""

from datetime import date
from itertools import pairwise

from reports.build import build_document
from reports.changes import in_words, with_changes
from tests.factories import moment
from tests.reports.action_logs import JULY, JUNE, LOGS, MAY, make_board

TODAY = date(2026, 11, 22)
KATIE = "Katie Davis to present a proposal for a data.gov.uk steering group"
TIM = "Tim Kelsey to present a proposal for a data.gov.uk steering group"

# By the later of the two logs: each kind, with some words of each action and what is said of it.
CHANGES = {
    MAY: {
        "new": {
            "Representative from Contract Finder": "Deadline: “June 2011”",
            "informed of the progress of the right to data paper": "Deadline: “June update”",
            "invite the Information Commissioner": "Deadline: “From May 2011”",
            "PDC ShEx discussions": "Deadline: “June Board”",
            "Katie Davis": "Deadline: “Ongoing”",
            "Strategic Communications plan": "Deadline: “Apr-2011”",
            "PDC project team": "Deadline: “As soon as possible”",
            "more detailed comments": "Deadline: “23-Mar”",
        },
        "completed": {
            "‘lessons learnt’ report": "From “On track” to “Complete”",
            "a paper with or about ATOC": "From “Plan in place” to “Compete”",
        },
        "reopened": {
            "Home Office Crime Data team": "From “Completed” to “On track”",
            "develop a data ‘validator’": "From “Complete” to “On track”",
        },
        "status_changed": {
            "the Highways Agency": "From “Plan in place” to “No action taken yet”",
        },
        "date_moved": {
            "DfT and ATOC to build": "From “Mar-2011” to “May 2011”, moved for the 1st time",
            "Transport Sector Panel":
                "From “Mar-2011” to “Ongoing”: became open-ended, moved for the 1st time",
            "The National Archives": "From “Jan-2011” to “11/01/2011”: brought forward",
            "develop a data ‘validator’":
                "From “Jan-2011” to “Ongoing”: became open-ended, moved for the 1st time",
        },
        "date_reworded": {
            "‘lessons learnt’ report": "From “May-2011” to “May Transparency Board”",
            "draft Freedom Bill clauses": "From “Jan-2011” to “late January”",
            "‘right to data’ green paper":
                "From “Mar-2011” to “Mid Feb for initial engagement. March Board for presentation”",
            "October progress report": "From “Mar-2011” to “March Transparency Board”",
        },
        "removed": {"the future of data.gov.uk": ""},
    },
    JUNE: {
        "new": {
            "Police.uk site analytics": "Deadline: “June”",
            "offender level information": "Deadline: “June”",
            "with the Contract Finder team": "Deadline: “June”",
            "discuss URI project with BIS": "Deadline: “June”",
            "Office for Fair Trading": "Deadline: “June”",
            "Companies House": "Deadline: “June”",
        },
        "completed": {
            "Representative from Contract Finder": "From “On track” to “Complete”",
            "DfT and ATOC to build": "From “On track” to “Complete”",
        },
        "status_changed": {
            "the Highways Agency": "From “No action taken yet” to “Plan in place”",
        },
        "date_moved": {
            "public statement of support":
                "From “Mar-2011” to “Ongoing”: became open-ended, moved for the 1st time",
            "PDC ShEx discussions":
                "From “June Board” to “Ongoing”: became open-ended, moved for the 1st time",
        },
    },
    JULY: {
        "new": {
            "Open Government Partnership": "Deadline: “September”",
            "Tim Kelsey": "Deadline: “September”",
            "workshop challenge approach": "Deadline: “August”",
            "geo special addressing": "Deadline: “August”",
            "CLG and the data provider": "Deadline: “August”",
            "A letter from the MCO": "Deadline: “June”",
        },
        "completed": {
            "discuss URI project with BIS": "From “Place in place” to “Complete”",
            "Police.uk site analytics": "From “On track” to “Completed”",
        },
        "status_changed": {
            "O’Hara’s interim report": "From “Plan in place” to “On track”",
            "the Highways Agency": "From “Plan in place” to “On track”",
            "PDC ShEx discussions": "From “Plan in place” to “On track”",
            "invite the Information Commissioner": "From “On track” to “Plan in place”",
        },
        "date_moved": {
            "informed of the progress of the right to data paper":
                "From “June update” to “Ongoing”: became open-ended, moved for the 1st time",
            "the Highways Agency":
                "From “Mar-2011” to “Ongoing”: became open-ended, moved for the 1st time",
            "invite the Information Commissioner":
                "From “From May 2011” to “September”: given a date",
            "offender level information":
                "From “June” to “September”, moved for the 1st time",
            "with the Contract Finder team": "From “June” to “August”, moved for the 1st time",
            "Office for Fair Trading": "From “June” to “August”, moved for the 1st time",
            "Companies House": "From “June” to “August”, moved for the 1st time",
        },
        "date_reworded": {
            "O’Hara’s interim report": "From “As soon as possible” to “Ongoing”",
        },
        "removed": {
            "Katie Davis": "",
            "publishing a Green Paper": "",
            "The National Archives": "",
            "draft Freedom Bill clauses": "",
            "‘right to data’ green paper": "",
            "October progress report": "",
            "Strategic Communications plan": "",
            "PDC project team": "",
            "‘lessons learnt’ report": "",
            "team in the Mayor of London’s office": "",
            "a paper with or about ATOC": "",
            "more detailed comments": "",
            "Representative from Contract Finder": "",
            "DfT and ATOC to build": "",
        },
    },
}  # fmt: skip
COUNTS = {
    MAY: "8 new, 2 completed, 2 reopened, 1 status changed, 4 dates moved, 4 dates reworded, "
    "1 removed, 4 unchanged",
    JUNE: "6 new, 2 completed, 1 status changed, 2 dates moved, 18 unchanged",
    JULY: "6 new, 2 completed, 4 statuses changed, 7 dates moved, 1 date reworded, 14 removed, "
    "4 unchanged",
}


def issue(plan, day):
    return build_document(plan, as_at=day, known_by=moment(day, 17), today=TODAY)


def changed(old, new):
    """By kind: the action's words and what is said of it."""
    document = with_changes(new, old, since="the last log")
    texts = {row.key: row.cells["recommendation"][0].text for row in (*old.rows, *new.rows)}
    found = {
        group.kind: {texts[change.key]: change.words for change in group.changes}
        for group in document.changes.groups
    }
    for group in document.changes.groups:
        assert len(group.changes) == len(found[group.kind])
    return document, found, set(texts.values())


def written_out(changes, texts):
    return {
        kind: {one_with(words, texts): said for words, said in rows.items()}
        for kind, rows in changes.items()
    }


def one_with(words, texts):
    [text] = [text for text in texts if words in text]
    return text


def test_the_section_between_neighbours_holds_exactly_what_the_logs_say(db):
    board = make_board()
    issues = {day: issue(board, day) for day in LOGS}
    for before, day in pairwise(LOGS):
        document, found, texts = changed(issues[before], issues[day])

        assert found == written_out(CHANGES[day], texts)
        assert list(found) == list(CHANGES[day])
        assert in_words(document.changes) == COUNTS[day]
        assert document.changes.notes == ()
        if day == MAY:
            assert_rows_are_marked(document)


def assert_rows_are_marked(document):
    """The rows of the May log carry what changed about them since March."""
    marks = {row.cells["recommendation"][0].text: row.marks for row in document.rows}
    assert marks[one_with("develop a data ‘validator’", marks)] == (
        "Reopened",
        "Date moved, 1st time",
    )
    assert marks[one_with("‘lessons learnt’ report", marks)] == ("Completed", "Date reworded")
    assert marks[one_with("The National Archives", marks)] == ("Date brought forward",)
    assert marks[KATIE] == ("New",)
    assert sorted(map(len, marks.values())) == [0] * 4 + [1] * 17 + [2] * 2


def test_a_reworded_action_is_another_text_where_the_clerk_linked_it(db):
    board = make_board((JUNE, JULY), reworded={JULY: {KATIE: TIM}})
    expected = {kind: dict(rows) for kind, rows in CHANGES[JULY].items()}
    del expected["new"]["Tim Kelsey"], expected["removed"]["Katie Davis"]
    expected["date_moved"]["Tim Kelsey"] = "From “Ongoing” to “September”: given a date"
    expected["text_changed"] = {"Tim Kelsey": "Action: 2 words added, 2 removed"}

    document, found, texts = changed(issue(board, JUNE), issue(board, JULY))

    assert found == written_out(expected, texts - {KATIE})
    [group] = [group for group in document.changes.groups if group.kind == "text_changed"]
    assert [(piece.kind, piece.text) for piece in group.changes[0].stretches] == [
        ("removed", "Katie Davis"),
        ("added", "Tim Kelsey"),
        ("same", " to present a proposal for a data.gov.uk steering group"),
    ]
    assert in_words(document.changes) == (
        "5 new, 2 completed, 4 statuses changed, 8 dates moved, 1 date reworded, 1 text changed, "
        "13 removed, 4 unchanged"
    )
