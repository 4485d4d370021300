import json
from dataclasses import replace
from datetime import date, datetime

import pytest

from recommendations.cell_text import Block
from reports.document import (
    ChangeGroup,
    Changes,
    Column,
    Document,
    Row,
    RowChange,
    Section,
    Stretch,
    Table,
    TableGroup,
    Values,
    read_document,
)
from reports.figures.values import Figures
from reports.render.html import render_page
from tests.factories import LONDON
from tests.reports.documents import DATA, LEARNING_REVIEW, make_long_document, make_paper
from tests.reports.page import read_page, table_rows, words

DOCUMENT = Document(
    plan="learning-review",
    title="Organisational learning review",
    as_at=date(2016, 5, 31),
    as_at_line="Progress as at May 2016",
    known_by=datetime(2016, 6, 3, 12, 0, tzinfo=LONDON),
    organisation="Sample Council",
    appendix="Appendix 1",
    committee="Audit & Standards Committee",
    meeting="Meeting of 28 June 2016",
    notices=("1 recommendation is reported in the exempt appendix and left out of this one.",),
    columns=(Column("reference", "No.", 11), Column("by_when", "By when", 30)),
    sections=(
        Section(
            theme="1. Communication",
            note="(these actions are more complex)",
            timescale="Immediate actions",
            rows=(
                Row(
                    key="7",
                    reference="1.1",
                    cells={
                        "reference": (Block("1.1"),),
                        "by_when": (Block("March 17,\nthen"), Block("Autumn 17", bullet=1)),
                    },
                    values=Values(
                        status="on_track",
                        status_word="Under way",
                        earliest=date(2017, 3, 1),
                        latest=date(2017, 11, 30),
                        next_latest=date(2017, 3, 31),
                        original_latest=None,
                        times_moved=2,
                        owners=("Sue Moorman", "ELT"),
                        owner_keys=(4, 11),
                        silent_rounds=1,
                    ),
                    withheld=("by_when",),
                    marks=("Text changed",),
                ),
            ),
        ),
    ),
    audience="exempt",
    statutory="Not for publication.",
    names="posts",
    version=2,
    changes=Changes(
        since="Appendix 1 as at 30 November 2015",
        notes=("What is exempt in either paper is not compared.",),
        groups=(
            ChangeGroup(
                kind="text_changed",
                heading="1 text changed",
                changes=(
                    RowChange(
                        key="7",
                        reference="1.1",
                        title="Train managers",
                        words="Recommendation: 1 word added",
                        stretches=(Stretch("added", "Train"), Stretch("same", " managers")),
                    ),
                ),
            ),
        ),
        unchanged=3,
    ),
    tables=(
        Table(
            key="table-1",
            heading="D. Overdue",
            rows_rule="overdue",
            rule="Past the agreed date.",
            empty="Nothing is overdue.",
            columns=(Column("by_when", "Due", 30),),
            groups=(TableGroup("Housing", "", "", ("7",)),),
        ),
    ),
    figures=Figures(as_at=date(2016, 5, 31), note="Counted: 1.", printed=("overdue",), figures=()),
    rag_key=("Red: overdue.",),
)


def test_the_json_has_the_shape_that_others_lean_on():
    assert DOCUMENT.as_json() == {
        "schema": 3,
        "plan": "learning-review",
        "title": "Organisational learning review",
        "as_at": "2016-05-31",
        "as_at_line": "Progress as at May 2016",
        "known_by": "2016-06-03T12:00:00+01:00",
        "organisation": "Sample Council",
        "appendix": "Appendix 1",
        "committee": "Audit & Standards Committee",
        "meeting": "Meeting of 28 June 2016",
        "notices": [
            "1 recommendation is reported in the exempt appendix and left out of this one."
        ],
        "columns": [
            {"key": "reference", "heading": "No.", "width": 11},
            {"key": "by_when", "heading": "By when", "width": 30},
        ],
        "sections": [
            {
                "theme": "1. Communication",
                "note": "(these actions are more complex)",
                "timescale": "Immediate actions",
                "rows": [
                    {
                        "key": "7",
                        "reference": "1.1",
                        "cells": {
                            "reference": [{"text": "1.1", "bullet": 0}],
                            "by_when": [
                                {"text": "March 17,\nthen", "bullet": 0},
                                {"text": "Autumn 17", "bullet": 1},
                            ],
                        },
                        "values": {
                            "status": "on_track",
                            "status_word": "Under way",
                            "earliest": "2017-03-01",
                            "latest": "2017-11-30",
                            "next_latest": "2017-03-31",
                            "original_latest": None,
                            "times_moved": 2,
                            "owners": ["Sue Moorman", "ELT"],
                            "owner_keys": [4, 11],
                            "silent_rounds": 1,
                        },
                        "withheld": ["by_when"],
                        "marks": ["Text changed"],
                    }
                ],
            }
        ],
        "audience": "exempt",
        "statutory": "Not for publication.",
        "names": "posts",
        "version": 2,
        "changes": {
            "since": "Appendix 1 as at 30 November 2015",
            "notes": ["What is exempt in either paper is not compared."],
            "groups": [
                {
                    "kind": "text_changed",
                    "heading": "1 text changed",
                    "changes": [
                        {
                            "key": "7",
                            "reference": "1.1",
                            "title": "Train managers",
                            "words": "Recommendation: 1 word added",
                            "stretches": [
                                {"kind": "added", "text": "Train"},
                                {"kind": "same", "text": " managers"},
                            ],
                        }
                    ],
                }
            ],
            "unchanged": 3,
        },
        "tables": [
            {
                "key": "table-1",
                "heading": "D. Overdue",
                "rows_rule": "overdue",
                "rule": "Past the agreed date.",
                "empty": "Nothing is overdue.",
                "columns": [{"key": "by_when", "heading": "Due", "width": 30}],
                "groups": [
                    {"heading": "Housing", "note": "", "subheading": "", "rows": ["7"]},
                ],
            }
        ],
        "figures": {
            "as_at": "2016-05-31",
            "note": "Counted: 1.",
            "printed": ["overdue"],
            "figures": [],
            "tables": [],
            "trend": None,
            "before_label": "",
            "before_as_at": None,
        },
        "rag_key": ["Red: overdue."],
    }


@pytest.mark.parametrize(
    "document",
    [
        DOCUMENT,
        replace(DOCUMENT, known_by=None, notices=(), sections=(), changes=None),
        make_paper(LEARNING_REVIEW),
        make_long_document(20),
    ],
)
def test_a_document_comes_back_from_json_as_it_went(document):
    assert read_document(json.loads(json.dumps(document.as_json()))) == document


def test_the_rows_are_those_of_all_sections():
    section = DOCUMENT.sections[0]
    [row] = section.rows
    other = replace(row, key="8")

    document = replace(DOCUMENT, sections=(section, replace(section, rows=(other, row))))

    assert document.rows == (row, other, row)


@pytest.mark.parametrize("schema", [0, 4, "1", None])
def test_an_unknown_schema_is_refused(schema):
    with pytest.raises(ValueError, match="can't be read"):
        read_document({**DOCUMENT.as_json(), "schema": schema})


def kept_document(schema):
    return json.loads((DATA / f"document-schema-{schema}.json").read_text("utf-8"))


def test_a_kept_document_of_schema_1_renders_to_the_same_words_for_ever():
    kept = kept_document(1)

    page = read_page(render_page(read_document(kept)))

    headings, *rows = table_rows(page)
    assert headings == [
        "No.",
        "Recommendation",
        "Action taken up to May 2016",
        "Further action required",
        "By when",
        "Lead officer",
    ]
    assert rows == [
        [_folded(row["cells"][column["key"]]) for column in kept["columns"]]
        for section in kept["sections"]
        for row in section["rows"]
    ]
    assert rows[2][2:] == [
        "A number of generic and targeted training events undertaken, including: Contract "
        "Management training for Housing and Property contract managers CSOs and statutory "
        "procurement law as part of the Housing & Property Procurement Network held three times a "
        "year; Introductory training to Housing and Property staff for the new electronic "
        "tendering portal. Three part Procurement and Contract Management training to ICT Half of "
        "procurement team received training on the new Procurement system. Training around basic "
        "procurement processes, compliance with school's scheme of delegations (Contract Standing "
        "Orders) access to Corporate Contracts and access to industry framework contracts to all "
        "local area schools at the Amex last year. Delivery of CSO and Contract Management updates "
        "to Adult Social Care DMT Delivery of CSO and Contract Management updates to EDH DMT",
        "Continue training and awareness raising activity",
        "Ongoing",
        "Cliff Youngman/Abraham Ghebre-Ghioghis",
    ]


def test_what_schema_1_did_not_know_is_empty():
    document = read_document(kept_document(1))

    assert (document.audience, document.statutory, document.version) == ("all", "", 1)
    assert (document.names, document.changes) == ("printed", None)
    assert {(row.withheld, row.marks) for row in document.rows} == {((), ())}
    assert {(row.values.owner_keys, row.values.silent_rounds) for row in document.rows} == {((), 0)}


def test_a_kept_document_that_does_not_say_how_it_names_owners_prints_their_names():
    kept = DOCUMENT.as_json()
    del kept["names"]

    assert read_document(kept) == replace(DOCUMENT, names="printed")


def test_a_kept_document_of_schema_2_renders_to_the_same_words_for_ever():
    page = read_page(render_page(read_document(kept_document(2))))

    places = ("div/section", "table", "section")
    before, table, after = (page.find(f"body/{place}") for place in places)
    assert [words(element) for element in page.find("body/header")] == [
        "Not for publication by virtue of paragraph(s) 1, 3 of Schedule 12A of the Local "
        "Government Act 1972.",
        "Sample Council Appendix 1, version 2",
        "Executive",
        "Council-wide action plan As at 31 March 2013",
    ]
    assert [words(element) for element in before] == [
        "What changed since Appendix 1 as at 26 November 2012",
        "1 new, 2 completed, 2 dates moved, 1 owner changed, 2 with progress reported, "
        "3 with no update received, 1 removed, 3 unchanged.",
        "What is exempt in either paper is not compared.",
    ]
    assert len(table.findall(".//tr[@id]")) == 13
    rows = {words(row[0]): [words(cell) for cell in row] for row in table.iter("tr")}
    assert rows["1.3"][4] == "Exempt: see the exempt appendix."
    assert rows["2.7"][1] == (
        "Completed No update received further investigate and report on nature and prevalence of "
        "discrimination within the Council"
    )
    assert [words(heading) for heading in after.findall("h3")] == [
        "1 new",
        "2 completed",
        "2 dates moved",
        "1 owner changed",
        "2 with progress reported",
        "3 with no update received",
        "1 removed",
    ]
    assert [words(item) for item in after.iter("li")][7] == (
        "2.6 deliver proposed actions to provide mentoring and coaching support for new managers. "
        "Progress: 20 words added, 7 removed [removed: Report agreed by CMT on 31 October][added: "
        "Nothing of the former text stays in this cell; it was typed anew from the first word to "
        "the last.]"
    )


@pytest.mark.parametrize("schema", [1, 2])
def test_the_one_table_of_an_earlier_schema_is_its_columns_and_sections(schema):
    kept = kept_document(schema)
    document = read_document(kept)

    [table] = document.printed_tables

    assert document.tables == ()
    assert (table.key, table.heading, table.rows_rule) == ("table-1", "", "all")
    assert table.columns == document.columns
    assert table.rows == tuple(row["key"] for s in kept["sections"] for row in s["rows"])
    assert [(g.heading, g.note, g.subheading) for g in table.groups] == [
        (section.theme, section.note, section.timescale) for section in document.sections
    ]
    assert (document.figures, document.rag_key) == (None, ())
    assert all(row.is_printed for row in document.rows)


def test_a_kept_document_of_schema_3_renders_to_the_same_words_for_ever():
    page = read_page(render_page(read_document(kept_document(3))))

    tables = [section for section in page.iter("section") if section.get("class") == "paper-part"]
    assert [words(table.find("h2")) for table in tables] == [
        "A. Live recommendations",
        "B. Completed since the last meeting",
        "C. Extensions requested, for decision",
        "D. Overdue without an extension",
        "E. Officers asked to attend",
    ]
    assert [words(table.find("p")) for table in tables] == [
        "What was not done on 28 February 2013. 12 recommendations.",
        "Complete on 28 February 2013, and not complete in the last paper (Appendix 1 as at 26 "
        "November 2012). Shown once. 4 recommendations.",
        "Another date was asked for, and nobody had decided by 28 February 2013. Until it is "
        "decided, the agreed date stands. 4 recommendations.",
        "Past the agreed date on 28 February 2013, and no other date was asked for. 3 "
        "recommendations.",
        "A committee has asked for an officer to attend, and on 28 February 2013 that stood. 2 "
        "recommendations.",
    ]
    live, completed, extensions, overdue, attend = (rows_by_reference(table) for table in tables)
    assert list(live) == [
        *("1.2", "1.3", "1.4", "2.1", "2.2", "2.3", "2.5", "2.6", "2.7", "3.1", "3.2", "3.3")
    ]
    assert live["3.1"][3] == "Exempt: see the exempt appendix."
    assert (live["1.2"][5], live["2.1"][6]) == ("Status changed", "Amber (judged)")
    assert list(completed) == ["1.1", "1.5", "2.8", "4.1"]
    assert extensions["1.3"][6] == (
        "“Autumn 2013” asked for: The supplier left, and a new one has to be found. The contract "
        "is out to tender."
    )
    assert list(overdue) == ["1.4", "2.1", "2.7"]
    assert attend["2.3"][5] == (
        "Executive asked an officer to attend (28 February 2013) No update received."
    )
    keys = [words(line) for line in page.findall(".//section[@class='paper-key']/ul/li")]
    assert keys[0] == "Red: overdue."
    assert len(keys) == 5


def rows_by_reference(table):
    rows = [[words(cell) for cell in row] for row in table.iter("tr")]
    return {row[0]: row for row in rows if row[0][:1].isdigit() and len(row) > 1}


@pytest.mark.parametrize("schema", [1, 2, 3])
def test_a_kept_document_is_read_as_it_was_written(schema):
    kept = kept_document(schema)

    again = json.loads(json.dumps(read_document(kept).as_json()))

    assert_holds(again, {**kept, "schema": 3})


def test_other_sections_leave_the_tables_the_rows_that_are_in_them():
    section = DOCUMENT.sections[0]
    other = replace(section.rows[0], key="8")
    group = TableGroup("Housing", "", "", ("7", "8"))
    table = replace(DOCUMENT.tables[0], groups=(group, replace(group, rows=("7",))))
    document = replace(DOCUMENT, tables=(table, replace(table, key="table-2")))

    left = document.with_sections([replace(section, rows=(other,)), replace(section, rows=())])

    assert left.rows == (other,)
    assert [table.groups for table in left.tables] == [(replace(group, rows=("8",)),)] * 2
    assert document.with_sections([]).sections == ()


def test_a_row_that_no_table_shows_has_no_cells():
    assert DOCUMENT.rows[0].is_printed
    assert not replace(DOCUMENT.rows[0], cells={}).is_printed


def assert_holds(found, kept):
    """Everything that was kept is still there; an earlier schema has less."""
    if isinstance(kept, dict):
        for name, value in kept.items():
            assert_holds(found[name], value)
    elif isinstance(kept, list):
        assert len(found) == len(kept)
        for one, other in zip(found, kept, strict=True):
            assert_holds(one, other)
    else:
        assert found == kept


def _folded(blocks):
    return " ".join(" ".join(block["text"] for block in blocks).split())
