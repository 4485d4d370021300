"""Documents to render, made without a database, with dull fixed defaults."""

import json
from datetime import date
from itertools import groupby
from pathlib import Path

from recommendations.cell_text import read_cell_text
from reports.document import Column, Document, Row, Section, Table, TableGroup, Values

COLUMNS = (
    Column("reference", "No.", 11),
    Column("recommendation", "Recommendation", 66),
    Column("progress", "Action taken up to May 2016", 76),
    Column("further_action", "Further action required", 43),
    Column("by_when", "By when", 30),
    Column("owner", "Lead officer", 43),
)
DATA = Path(__file__).resolve().parent.parent / "data"
LEARNING_REVIEW = "organisational-learning-review"
ACTION_PLAN = "council-wide-action-plan"
PAPER_COLUMNS = {
    LEARNING_REVIEW: COLUMNS,
    ACTION_PLAN: (
        Column("reference", "No.", 11),
        Column("recommendation", "Recommendations", 99),
        Column("owner", "By whom", 49),
        Column("by_when", "By when", 48),
        Column("progress", "Progress", 62),
    ),
}
PAPER_COMMITTEES = {LEARNING_REVIEW: "Audit & Standards Committee", ACTION_PLAN: "Executive"}
VALUES = Values(
    status="on_track",
    status_word="Underway",
    earliest=date(2017, 9, 1),
    latest=date(2017, 11, 30),
    next_latest=date(2017, 11, 30),
    original_latest=date(2017, 3, 31),
    times_moved=1,
    owners=("Sue Moorman",),
)
# Sentences of the two papers, from which rows of any length are made.
SENTENCES = (
    "Competency framework development underway.",
    "Lead officers required to update progress on implementing recommendations.",
    "Records should be kept of any complaints or grievances about individual staff so that even if "
    "the threshold for formal action is not met patterns of behaviour can be identified.",
    "Delivery of CSO and Contract Management updates to Adult Social Care DMT",
    "This is the approach underway as part of the culture change programme – performance with "
    "consequence.",
    "Report agreed by CMT on 31 October",
    "Higher levels of compliance achieved",
)
DEADLINES = ("March 17", "Ongoing", "n/a", "CMT: 19 September,\nExecutive 16 October", "Autumn 17")
OWNERS = ("Sue Moorman", "Cliff Youngman/Abraham Ghebre-Ghioghis", "CEO/ELT/Head of HR")


def make_row(key=1, columns=COLUMNS, **texts):
    """A row whose cells are read from texts as people type them; what is not given stays empty."""
    texts = {"reference": str(key), "recommendation": f"Recommendation {key}", **texts}
    return Row(
        key=str(key),
        reference=texts["reference"],
        cells={column.key: tuple(read_cell_text(texts.get(column.key, ""))) for column in columns},
        values=VALUES,
    )


def make_section(*rows, theme="", note="", timescale=""):
    return Section(theme=theme, note=note, timescale=timescale, rows=rows)


def make_table(
    key="table-1", heading="A. Live", *, columns=COLUMNS, rows=(), groups=None, **fields
):
    """A table of rows under no heading, unless it is given `groups`."""
    groups = (TableGroup("", "", "", tuple(map(str, rows))),) if groups is None else groups
    defaults = {
        "rows_rule": "live",
        "rule": "What was not done on 31 May 2016.",
        "empty": "Nothing was left to be done.",
        "columns": columns,
        "groups": tuple(group for group in groups if group.rows),
    }
    return Table(key=key, heading=heading, **{**defaults, **fields})


def make_document(*sections, **fields):
    defaults = {
        "plan": "learning-review",
        "title": "Organisational learning review",
        "as_at": date(2016, 5, 31),
        "as_at_line": "Progress as at May 2016",
        "known_by": None,
        "organisation": "Sample Council",
        "appendix": "Appendix 1",
        "committee": "Audit & Standards Committee",
        "meeting": "Meeting of 28 June 2016",
        "notices": (),
        "columns": COLUMNS,
        "sections": sections,
    }
    return Document(**{**defaults, **fields})


def make_long_document(count, *, themes=True, richness=1, **fields):
    """A plan of `count` rows with timescales, as uneven as a real one: every seventh row has a long
    cell of paragraphs and nested bullets, `richness` times as long.
    """
    rows = [_uneven_row(number, richness) for number in range(1, count + 1)]
    sections = [
        make_section(
            *rows[first : first + 5],
            theme=f"{first // 15 + 1}. Leadership and Management" if themes else "",
            note="(these actions are more complex)" if themes and first % 2 else "",
            timescale=("Immediate actions", "Medium term actions", "Long term actions")[
                first // 5 % 3
            ],
        )
        for first in range(0, count, 5)
    ]
    return make_document(*sections, **fields)


def _uneven_row(number, richness):
    return make_row(
        number,
        recommendation=_sentences(number, 1 + number % 3),
        progress=_long_cell(number, richness) if number % 7 == 3 else _sentences(number + 1, 2),
        further_action=_sentences(number + 5, number % 3),
        by_when=DEADLINES[number % len(DEADLINES)],
        owner=OWNERS[number % len(OWNERS)],
    )


def _sentences(first, count):
    return " ".join(SENTENCES[(first + number) % len(SENTENCES)] for number in range(count))


def _long_cell(number, richness):
    lines = [_sentences(number, 2)]
    for item in range(2 + number % 4 * richness):
        lines += [
            f"- {_sentences(number + item, 2)}",
            f"    - {_sentences(number + item + 2, 1)}",
            f"        - {_sentences(number + item + 3, 1)}",
        ]
    return "\n".join(lines)


def make_paper(slug):
    """One of the two sample papers as the document that it must become, out of its
    transcription.
    """
    paper = json.loads((DATA / "papers.json").read_text("utf-8"))[slug]
    columns = PAPER_COLUMNS[slug]
    texts = _texts_of_learning_review if slug == LEARNING_REVIEW else _texts_of_action_plan
    sections = [
        make_section(
            *(make_row(row["ref"], columns, **texts(row)) for row in rows),
            theme=theme or "",
            note=paper.get("theme_notes", {}).get(theme, ""),
            timescale=timescale or "",
        )
        for (theme, timescale), rows in groupby(
            paper["rows"], key=lambda row: (row.get("theme"), row.get("band"))
        )
    ]
    return make_document(
        *sections,
        plan=slug,
        title=paper["title"],
        as_at=date.fromisoformat(paper["as_at"]),
        as_at_line=paper["as_at_wording"],
        appendix=paper["appendix"],
        committee=PAPER_COMMITTEES[slug],
        meeting="",
        columns=columns,
    )


def _texts_of_learning_review(row):
    return {
        "recommendation": row["recommendation"],
        "progress": "\n".join(row["action_taken"]),
        "further_action": "\n\n".join(row["further"]),
        "by_when": "\n\n".join(row["by_when"]),
        "owner": "/".join(row["lead"]),
    }


def _texts_of_action_plan(row):
    return {
        "recommendation": row["recommendation"],
        "owner": row["by_whom"],
        "by_when": row["by_when"],
        "progress": row["progress"],
    }
