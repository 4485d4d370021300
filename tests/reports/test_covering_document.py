import json
from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from reports.covering.document import (
    AttachedPaper,
    Implication,
    ReportSection,
    read_covering_document,
)
from reports.covering.text import Heading, Item, Paragraph, Table
from tests.reports.coverings import (
    HIGH_PERFORMANCE,
    POLITICAL_AWARENESS,
    built,
    make_covering,
    make_report,
    make_section,
    published_report,
    published_words,
)
from tests.reports.documents import DATA, make_document, make_row
from tests.reports.documents import make_section as make_rows

PUBLISHED = pytest.mark.parametrize("slug", [POLITICAL_AWARENESS, HIGH_PERFORMANCE])
PAPER = make_document(make_rows(make_row(1), make_row(2)))
OTHER = replace(PAPER, appendix="Appendix 2", title="Staff survey")


def problems(*sections, papers=(), **fields):
    with pytest.raises(ValidationError) as refused:
        make_covering(*sections, papers=papers, **fields)
    return refused.value.message_dict


def numbers(covering):
    """The numbers of the headings and of the paragraphs, in their order."""
    return [
        [section.number, *(p.number for p in section.pieces if isinstance(p, Paragraph))]
        for section in covering.sections
    ]


def texts(covering):
    for section in covering.sections:
        yield section.number, section.heading
        for piece in section.pieces:
            if isinstance(piece, Table):
                yield from (("", cell) for row in piece.rows for cell in row)
            elif isinstance(piece, Item):
                yield "", f"{piece.mark} {piece.text}".strip()
            else:
                yield from ((getattr(piece, "number", ""), text) for text in piece.text.split("\n"))


@PUBLISHED
def test_a_published_report_has_every_paragraph_with_its_number(slug):
    covering = built(published_report(slug))

    assert [[number, text] for number, text in texts(covering) if number] == (
        published_words(slug)["numbered"]
    )


@PUBLISHED
def test_a_published_report_has_every_other_word_too(slug):
    covering = built(published_report(slug))

    said = [implication.heading for implication in covering.implications]
    said += [text for number, text in texts(covering) if not number]
    rest = iter(said)
    assert all(any(words == text for text in rest) for words in published_words(slug)["besides"])


def test_the_table_of_a_published_report_has_its_totals():
    covering = built(published_report(HIGH_PERFORMANCE))

    [table] = [p for s in covering.sections for p in s.pieces if isinstance(p, Table)]
    assert table.rows[-1] == ("Total group", "88", "85", "83", "84", "340")
    assert [row[-1] for row in table.rows[1:-1]] == ["46", "67", "6", "77", "83", "44", "17"]


def test_the_cover_says_what_the_report_says():
    covering = make_covering(
        committee="Audit & Standards Committee",
        date=date(2016, 6, 28),
        subject="Progress",
        has_wards=True,
        wards="All",
        implications=[{"heading": "Equality", "applies": True}],
        binding="apart",
        version=2,
        papers=[PAPER, replace(OTHER, version=3)],
    )

    assert covering.organisation == "Sample Council"
    assert (covering.committee, covering.meeting_date) == (
        *("Audit & Standards Committee", date(2016, 6, 28)),
    )
    assert (covering.subject, covering.report_of) == ("Progress", "the Chief Executive")
    assert (covering.has_wards, covering.wards) == (True, "All")
    assert covering.implications == (Implication("Equality", True),)
    assert (covering.bound, covering.version, covering.notices) == (False, 2, ())
    assert covering.attached == (
        AttachedPaper(
            "Appendix 1",
            "Organisational learning review",
            date(2016, 5, 31),
            "Progress as at May 2016",
        ),
        AttachedPaper(
            "Appendix 2", "Staff survey", date(2016, 5, 31), "Progress as at May 2016", 3
        ),
    )


# Numbers


def test_paragraphs_are_numbered_through_and_the_summary_by_itself():
    covering = make_covering(
        make_section("One\n\nTwo", "Summary", "summary"),
        "One\n\n> Said\n\nTwo",
        make_section("Nobody", "Officer to contact", "contact", is_numbered=False),
        "Three",
        numbering="through",
    )

    assert numbers(covering) == [["", "1.", "2."], ["", "1.", "", "2."], ["", ""], ["", "3."]]


def test_paragraphs_are_numbered_by_section():
    covering = make_covering(
        make_section("One\n\nTwo", "Summary", "summary"),
        "One\n\nTwo",
        make_section("None", "Background papers", is_numbered=False),
        "Three",
        make_section("It goes on", heading=""),
        make_section("", "Nothing in it"),
        numbering="by_section",
    )

    assert numbers(covering) == [
        ["", "1.", "2."],
        ["1.0", "1.1", "1.2"],
        ["", ""],
        ["2.0", "2.1"],
        ["", "2.2"],
        ["3.0"],
    ]


def test_a_first_section_without_a_heading_is_numbered_too():
    covering = make_covering(make_section("One", heading=""), "Two", numbering="by_section")

    assert numbers(covering) == [["", "1.1"], ["2.0", "2.1"]]


def test_numbers_that_were_typed_are_not_printed_twice():
    covering = make_covering(
        make_section("1.1 The purpose\n\n1.2 The rest", "1.0 Purpose"),
        make_section("2.1 Drivers\n\n2.4 posts went", "Background"),
        numbering="by_section",
    )

    assert list(texts(covering)) == [
        *(("1.0", "Purpose"), ("1.1", "The purpose"), ("1.2", "The rest")),
        *(("2.0", "Background"), ("2.1", "Drivers"), ("2.2", "2.4 posts went")),
    ]


def test_a_section_with_nothing_in_it_is_left_out():
    covering = make_covering(make_section("\n", heading=" "), "One")

    assert [section.heading for section in covering.sections] == ["Main issues"]


# Figures and tables


def test_figures_are_filled_in_wherever_they_stand():
    text = "# To {as_at}\n\nOf {recommendations}:\n\n- {plan}\n\nTable: {plan}\nA|{as_at}\nx|{{y}}"

    covering = make_covering(make_section(text, "As at {as_at}"), papers=[PAPER])

    assert covering.sections == (
        ReportSection(
            "text",
            "",
            "As at 31 May 2016",
            (
                Heading("To 31 May 2016"),
                Paragraph("Of 2:", "1."),
                Item("Organisational learning review"),
                Table((("A", "31 May 2016"), ("x", "{y}")), "Organisational learning review"),
            ),
        ),
    )


def test_a_figure_in_a_table_is_added_up_with_the_numbers():
    text = "Plan\tRows\nA\t{recommendations: Appendix 1}\nB\t{recommendations: Appendix 2}\nTotal\t"

    covering = make_covering(text, papers=[PAPER, OTHER])

    [table] = covering.sections[0].pieces
    assert table.rows[-1] == ("Total", "4")


def test_a_figure_is_no_number_of_its_paragraph():
    covering = make_covering("{recommendations}. That is all", papers=[PAPER], subject="x")

    assert list(texts(covering))[1:] == [("1.", "2. That is all")]


def test_all_that_is_wrong_is_said_at_once_by_section():
    table = "Group\tNumber\nA\t1\nB\t2\nTotal\t4"

    assert problems(
        make_section(f"One\n\n{table}\n\nTable: Again\n{table}", "As at {as_at}"),
        "Nothing wrong",
        make_section(f"{table}\n\n{{new", "Next", is_numbered=False),
        make_section(table, ""),
    ) == {
        "section-0": [
            "“{as_at}” is a figure of a paper that is attached, and none is attached.",
            "The table after paragraph 1: the total of “Number” is 4, but its numbers add up to 3.",
            "The table “Again” after paragraph 1: the total of “Number” is 4, but its numbers add "
            "up to 3.",
        ],
        "section-2": [
            "There is a “{” without a “}” after it: to print a brace, type “{{”.",
            "The table in “Next”: the total of “Number” is 4, but its numbers add up to 3.",
        ],
        "section-3": ["The table: the total of “Number” is 4, but its numbers add up to 3."],
    }


def test_what_is_wrong_in_the_same_way_is_said_once_and_not_without_end():
    said = problems("{new}\n\n{new}", "\n\n".join(f"{{x{n}}}" for n in range(40)))

    assert [len(texts) for texts in said.values()] == [1, 20]


def test_of_a_table_with_much_wrong_the_first_is_said():
    rows = "\n".join(f"{n}\t1\t1\t3" for n in range(25))

    [said] = problems(f"Name\tA\tB\tTotal\n{rows}")["section-0"]

    assert said.count("but its numbers add up to 2") == 20
    assert said.endswith("; and 5 more.")


def test_the_table_of_the_published_report_is_checked():
    report = published_report(HIGH_PERFORMANCE)
    report.sections[3]["text"] = (
        report.sections[3]["text"].replace("\t46", "\t47").replace("\t85\t", "\t86\t")
    )

    with pytest.raises(ValidationError) as refused:
        built(report)

    assert refused.value.message_dict == {
        "section-3": [
            "The table after paragraph 9: the total of “A&C” is 47, but its numbers add up to 46; "
            "the total of “Group 2” is 86, but its numbers add up to 85."
        ]
    }


def test_a_text_or_a_paragraph_too_long_is_refused():
    assert problems("a" * 100_001, "b" * 20_001) == {
        "section-0": [
            "This text has 100,001 characters. A section can hold 100,000: shorten it, or make two "
            "sections of it."
        ],
        "section-1": [
            f"The paragraph “{'b' * 60}…” has 20,001 characters. It can have 20,000: part it with "
            "a blank line."
        ],
    }


# As it is kept


def kept_covering():
    return json.loads((DATA / "covering-schema-1.json").read_text("utf-8"))


def test_a_kept_report_of_schema_1_is_read_as_it_was_written():
    kept = kept_covering()

    assert read_covering_document(kept).as_json() == kept


def test_a_kept_report_of_schema_1_has_something_of_everything():
    covering = read_covering_document(kept_covering())

    kinds = {type(piece) for section in covering.sections for piece in section.pieces}
    assert kinds == {Heading, Paragraph, Item, Table}
    assert all([covering.wards, covering.notices, covering.implications, covering.attached])
    assert covering.meeting_date == date(2016, 6, 28)


@PUBLISHED
def test_a_report_comes_back_from_json_as_it_went(slug):
    covering = built(published_report(slug), PAPER)

    assert read_covering_document(json.loads(json.dumps(covering.as_json()))) == covering


@given(st.lists(st.text("abc #>-•|\t\n(a)1.{}é", max_size=60), max_size=4))
def test_whatever_is_typed_is_refused_in_words_or_kept(sections):
    try:
        covering = built(make_report(*sections))
    except ValidationError:
        return

    assert read_covering_document(json.loads(json.dumps(covering.as_json()))) == covering


@pytest.mark.parametrize("schema", [0, 2, "1", None])
def test_an_unknown_schema_is_refused(schema):
    with pytest.raises(ValueError, match="can't be read"):
        read_covering_document({**kept_covering(), "schema": schema})


# Reports without an end


def test_a_report_of_more_lines_than_anybody_reads_is_refused_where_it_grows_too_long():
    half = "- item\n" * 2_400
    table = "One | Two\n" * 201

    assert len(make_covering(half, half).sections[1].pieces) == 2_400
    assert problems(half, half, table, "Words.") == {
        "section-2": [
            "With this section the report has more than 5,000 paragraphs, items, line breaks and "
            "rows of tables. Shorten it, or attach a part of it as a paper."
        ]
    }


def test_line_breaks_in_a_paragraph_count_as_lines():
    assert len(make_covering("a\n" * 5_000).sections[0].pieces) == 1
    [said] = problems("a\n" * 5_001)["section-0"]

    assert said.startswith("With this section the report has more than 5,000 paragraphs")


def test_a_wide_table_counts_for_more_than_a_narrow_one():
    wide = f"{'1 | ' * 29}1\n" * 500

    assert len(make_covering(wide).sections[0].pieces) == 1
    [said] = problems(wide, wide)["section-1"]

    assert said.startswith("With this section the report has more than 5,000 paragraphs")


def test_a_paragraph_is_measured_with_its_figures():
    paper = replace(PAPER, title="T" * 200)

    assert problems("{plan}" * 101, papers=[paper]) == {
        "section-0": [
            f"The paragraph “{'T' * 60}…” has 20,200 characters. It can have 20,000: part it with "
            "a blank line."
        ]
    }


def test_a_caption_is_no_longer_than_a_paragraph():
    [said] = problems(f"Table: {'x' * 20_001}\nA\tB\n1\t2")["section-0"]

    assert said.startswith(f"The paragraph “{'x' * 60}…” has 20,001 characters.")


def test_a_report_is_measured_with_its_figures():
    paper = replace(PAPER, title="T" * 200)

    [said] = problems("{plan}\n\n" * 2_502, papers=[paper])["section-0"]

    assert said.startswith("The sections hold 500,400 characters together.")
    assert problems("| {plan} | {plan} |\n" * 1_251, papers=[paper])["section-0"][0] == said
