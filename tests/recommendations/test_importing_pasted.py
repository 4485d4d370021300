import pytest

from recommendations.cell_text import Block, read_cell_text
from recommendations.importing.pasted import read_pasted
from recommendations.importing.source import NotTaken, SourceCell

WORD_ITEM = (
    "<p class=MsoListParagraph style='mso-list:l0 level{level} lfo1'><![if !supportLists]>"
    "<span style='mso-list:Ignore'>{sign}<span style='font:7pt'>&nbsp;&nbsp; </span></span>"
    "<![endif]>{text}<o:p></o:p></p>"
)


def rows(text):
    return [line.texts for line in read_pasted(text).tables[0].rows]


def cell(inner):
    return rows(f"<table><tr><td>Ref<td>{inner}</table>")[0][1]


def test_a_table_out_of_a_web_page_is_read():
    assert rows(
        "<p>Before</p><table><thead><tr><th>Ref<th>Action</thead><tbody><tr><td>1</td><td>Train\n"
        " all&nbsp;staff<br>soon</td></tr></tbody></table>"
    ) == [("Ref", "Action"), ("1", "Train all\u00a0staff\nsoon")]


def test_lists_out_of_word_come_back_as_blocks():
    text = cell(
        "<p class=MsoNormal>Revised.</p>"
        + WORD_ITEM.format(level=1, sign="·", text="Loaded")
        + WORD_ITEM.format(level=2, sign="o", text="All")
    )

    assert read_cell_text(text) == [Block("Revised."), Block("Loaded", 1), Block("All", 2)]


def test_numbers_out_of_word_are_kept():
    text = cell(
        WORD_ITEM.format(level=1, sign="1.", text="First")
        + WORD_ITEM.format(level=1, sign="2.", text="Second")
    )

    assert text.split() == ["1.", "First", "2.", "Second"]


def test_lists_of_a_web_page_are_kept():
    assert cell("<ul><li>one<ul><li>two</ul><li>three</ul><ol start=4><li>four<li>five</ol>") == (
        "- one\n  - two\n- three\n4. four\n5. five"
    )


@pytest.mark.parametrize(
    "struck",
    [
        "<s>June 2016</s>",
        "<del>June 2016</del>",
        "<strike>June 2016</strike>",
        "<span style='text-decoration: line-through'>June 2016</span>",
    ],
)
def test_struck_out_words_are_marked(struck):
    assert cell(f"{struck} <b>March 2017</b>") == "~~June 2016~~ March 2017"


def test_merged_cells_stand_once_across_and_are_repeated_below():
    table = read_pasted(
        "<table><tr><td colspan=3>1. Communication<tr><td>1.1<td>First<td rowspan=2>Sue"
        "<tr><td>1.2<td>Second</table>"
    ).tables[0]

    assert table.rows[0].cells[0] == SourceCell("1. Communication", across=3)
    assert table.rows[1].cells[2] == SourceCell("Sue")
    assert table.rows[2].cells[2] == SourceCell("Sue", is_repeated=True)


def test_headings_and_bold_cells_are_seen():
    cells = read_pasted("<table><tr><th>Ref<td><b>Action</b><td>By <b>when</b></table>").tables[0]

    assert [one.is_heading_like for one in cells.rows[0].cells] == [True, True, False]


def test_a_table_in_a_cell_is_kept_as_lines_and_said():
    table = read_pasted(
        "<table><tr><td>Rates:<table><tr><td>May<td>58%<tr><td>June</td><td>70%</td></tr></table>"
        "after</table>"
    ).tables[0]

    assert table.rows[0].texts == ("Rates:\nMay | 58%\nJune | 70%\nafter",)
    assert [str(loss) for loss in table.losses] == [
        "Row 1: a table inside a cell is kept as lines, its cells parted by “ | ”."
    ]


def test_links_and_pictures_are_told():
    table = read_pasted(
        "<table><tr><td><a href='https://example.org/'>paper</a><img src='file:///x'>"
        "<a href='javascript:alert(1)'>x</a></table>"
    ).tables[0]

    assert [str(loss) for loss in table.losses] == [
        "Row 1: of a link only its words are kept; it leads to https://example.org/",
        "Row 1: a picture can't be brought in.",
    ]


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("a<script>alert(1)</script>b", "ab"),
        ("a<style>td{color:red}</style>b", "ab"),
        ("&lt;script&gt;", "<script>"),
        ("a<!-- b -->c", "ac"),
        ("<b><i><s></b>a", "a"),
        ("<div " + "onclick=x " * 50 + ">a</div>", "a"),
        ("</td></td></tr></table></table>", ""),
        ("<span>" * 20_000 + "a", "a"),
        ("a\x00\x07\ud800b", "ab"),
    ],
)
def test_hostile_html_gives_words_only(html, words):
    assert (*rows(f"<table><tr><td>Ref<td>{html}")[0], "")[1] == words


def test_absurd_spans_are_refused_in_words():
    with pytest.raises(NotTaken, match="more than 100 columns"):
        read_pasted("<table><tr><td colspan=999999 rowspan=999999>a<td>b</table>")


def test_rows_out_of_excel_as_text_are_read():
    assert rows('Ref\tAction\r\n1\t"- one\n- ""two"""\r\n2\t"quoted" words\r\n') == [
        ("Ref", "Action"),
        ("1", '- one\n- "two"'),
        ("2", '"quoted" words'),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Nothing was pasted"),
        (" \n ", "Nothing was pasted"),
        ("Only words\nand more", "There is no table in what was pasted"),
        ("<table><tr><td></table>", "There is no table in what was pasted"),
        ("<table>" * 5000, "There is no table in what was pasted"),
        ("<table><tr><td>" + "<p>x" * 90_000, "A cell of the pasted table has more than 100,000"),
        ("<table><tr><td>" + "<b>" * 90_000 + "</i>" * 90_000, "There is no table in what was"),
        ("x" * 10_000_001, "What was pasted has more than 10,000,000 characters"),
    ],
)
def test_what_is_no_table_is_refused(text, sentence):
    with pytest.raises(NotTaken) as refused:
        read_pasted(text)

    assert str(refused.value).startswith(sentence)
