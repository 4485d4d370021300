import json
from dataclasses import replace
from datetime import UTC, datetime

from reports.covering.figures import figures_of, offered_figures
from reports.document import ChangeGroup, Changes, RowChange, read_document
from tests.reports.documents import DATA, make_document, make_row, make_section

PAPER = make_document(
    make_section(make_row(1), make_row(2)), known_by=datetime(2016, 6, 3, 23, 30, tzinfo=UTC)
)
CHANGES = Changes(
    since="Appendix 1 as at 30 November 2015",
    notes=(),
    groups=(
        ChangeGroup("completed", "1 completed", (RowChange("1", "1", "", ""),)),
        ChangeGroup("date_moved", "2 dates moved", tuple(RowChange(k, k, "", "") for k in "122")),
    ),
    unchanged=4,
)


def figures(*papers):
    return [(paper.name, dict(paper.figures)) for paper in figures_of([(None, p) for p in papers])]


def test_every_paper_says_what_it_is_about():
    # after midnight in London
    assert figures(PAPER) == [
        (
            "Appendix 1",
            {
                "plan": "Organisational learning review",
                "as_at": "31 May 2016",
                "recommendations": "2",
                "updates_received_to": "4 June 2016",
            },
        )
    ]


def test_what_changed_since_the_last_paper_is_counted_by_row():
    [(_, found)] = figures(replace(PAPER, changes=CHANGES))

    assert (found["completed"], found["moved"], found["new"], found["reworded"]) == (
        *("1", "2", "0", "0"),
    )
    assert found["unchanged"] == "4"


def test_a_first_paper_lacks_what_changed_and_says_why():
    [paper] = figures_of([(None, PAPER)])

    assert paper.lacks["completed"] == (
        "it counts what changed since the last paper, and there is none"
    )
    assert set(paper.lacks) >= {"new", "moved", "reworded", "removed", "no_update"}


def test_a_paper_that_was_never_closed_lacks_its_last_day():
    [paper] = figures_of([(None, replace(PAPER, known_by=None))])

    assert paper.lacks["updates_received_to"] == (
        "the paper takes in all that was ever written down"
    )


def test_the_figures_of_the_document_are_there_under_their_keys():
    kept = json.loads((DATA / "document-schema-3.json").read_text("utf-8"))

    [(_, found)] = figures(read_document(kept))

    assert found["implementation_rate"] == "14% (1 of 7)"
    assert found["implementation_rate_percent"] == "14%"
    assert (found["overdue_count"], found["overdue_of"]) == ("6", "15")
    assert found["completed"] == "4"


def test_a_paper_is_called_by_its_title_where_its_number_does_not_name_it():
    other = replace(PAPER, title="Staff survey")

    assert [name for name, _ in figures(PAPER, other)] == [
        *("Organisational learning review", "Staff survey"),
    ]
    assert [name for name, _ in figures(replace(PAPER, appendix=""))] == [
        "Organisational learning review"
    ]


def test_figures_are_offered_as_they_are_typed():
    other = replace(PAPER, appendix="Appendix 2")

    assert offered_figures([(None, PAPER)])[1] == ("{as_at}", "31 May 2016")
    assert offered_figures([(None, PAPER), (None, other)])[-2] == (
        "{recommendations: Appendix 2}",
        "2",
    )
