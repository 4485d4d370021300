import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reports.covering.text import (
    Heading,
    Item,
    Paragraph,
    ReportTextTooLong,
    Table,
    clean_report_text,
    numbered,
    read_report_text,
    without_number,
)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", []),
        (" \n\t\n", []),
        ("None.", [Paragraph("None.")]),
        ("One\n\n\nTwo", [Paragraph("One"), Paragraph("Two")]),
        ("Tel: 0116\nEmail a@b.uk", [Paragraph("Tel: 0116\nEmail a@b.uk")]),
        ("Soft\vbreak\r\n\r\nOne", [Paragraph("Soft\nbreak"), Paragraph("One")]),
        ("# Next steps\nOne", [Heading("Next steps"), Paragraph("One")]),
        ("One\n## In detail", [Paragraph("One"), Heading("In detail", 2)]),
        ("### No", [Paragraph("### No")]),
        ("#1 priority", [Paragraph("#1 priority")]),
        ("*Stars* and _lines_ \\* stay", [Paragraph("*Stars* and _lines_ \\* stay")]),
        ("> 'Improve'\n> 'it'", [Paragraph("'Improve'\n'it'", is_quoted=True)]),
        ("One\n> Two", [Paragraph("One"), Paragraph("Two", is_quoted=True)]),
        (">50% of staff", [Paragraph(">50% of staff")]),
    ],
)
def test_paragraphs_headings_and_quotations_are_read(text, pieces):
    assert read_report_text(text) == tuple(pieces)


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("- a\n- b", [Item("a"), Item("b")]),
        ("•\ta\no\tb\n▪\tc", [Item("a"), Item("b", 2), Item("c", 3)]),
        ("- a\n    - b\n        - c\n            - d\n- e", "a1 b2 c3 d3 e1"),
        ("- a\n - b", "a1 b1"),
        ("- a\n\n- b", "a1 b1"),
        ("- a\n  goes on", [Item("a\ngoes on")]),
        ("(a) One;\n(b) Two", [Item("One;", mark="(a)"), Item("Two", mark="(b)")]),
        ("a) One\nB) Two", [Item("One", mark="a)"), Item("Two", mark="B)")]),
        ("(h) One\n(iv) Two\n(aa) Three\n(12) Four", "(h)One1 (iv)Two1 (aa)Three1 (12)Four1"),
        ("(a) One\n    (i) Two\n    - Three\n(b) Four", "(a)One1 (i)Two2 Three2 (b)Four1"),
    ],
)
def test_items_are_read_with_their_levels_and_their_letters(text, items):
    found = read_report_text(text)

    if isinstance(items, str):
        assert " ".join(f"{item.mark}{item.text}{item.level}" for item in found) == items
    else:
        assert found == tuple(items)


@pytest.mark.parametrize("text", ["(see below) it is", "(UK) Limited", "-5 degrees", "a b) c"])
def test_what_only_looks_like_an_item_is_words(text):
    assert read_report_text(text) == (Paragraph(text),)


def test_a_line_that_is_not_indented_ends_the_list():
    assert read_report_text("- a\nThe rest") == (Item("a"), Paragraph("The rest"))


def test_word_pastes_paragraphs_with_their_numbers_and_no_blank_lines():
    text = "3.\tLfHP was approved\n4.\tStage 1 involved\n(a)\tone"

    assert read_report_text(text) == (
        Paragraph("3.\tLfHP was approved"),
        Paragraph("4.\tStage 1 involved"),
        Item("one", mark="(a)"),
    )


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("A\tB\n1\t2", [["A", "B"], ["1", "2"]]),
        ("A | B\n1 | 2", [["A", "B"], ["1", "2"]]),
        ("| A | B |\n|---|:-:|\n| 1 | 2 |", [["A", "B"], ["1", "2"]]),
        ("\tG 1\tG 2\nA\t1\t2", [["", "G 1", "G 2"], ["A", "1", "2"]]),
        ("G 1\tG 2\nA\t1\t2", [["", "G 1", "G 2"], ["A", "1", "2"]]),
        ("\tStaff\nA\t1\nB\t2", [["", "Staff"], ["A", "1"], ["B", "2"]]),
        ("A\tB\t\n1\t2\t", [["A", "B"], ["1", "2"]]),
        (
            "A\tB\tTotal\nx\t1\t1\nTotal\t1",
            [["A", "B", "Total"], ["x", "1", "1"], ["Total", "1", ""]],
        ),
        ("No.\tAction\n1.\tDo it\n2.\tDo more", [["No.", "Action"], ["1.", "Do it"], "2. Do more"]),
        ("A | B | C\n- | 3 | 4", [["A", "B", "C"], ["-", "3", "4"]]),
        ("A\tB\n1\t2\t3\n4\t5", [["A", "B"], ["1", "2", "3"], ["4", "5"]]),
    ],
)
def test_tables_are_read(text, rows):
    wanted = tuple(tuple(row.split(" ", 1)) if isinstance(row, str) else tuple(row) for row in rows)

    assert read_report_text(text) == (Table(wanted),)


def test_a_table_ends_with_its_last_line_and_has_the_caption_before_it():
    text = "Before\nTable: Numbers by group\n\nA\tB\n1\t2\nAfter"

    assert read_report_text(text) == (
        Paragraph("Before"),
        Table((("A", "B"), ("1", "2")), "Numbers by group"),
        Paragraph("After"),
    )


@pytest.mark.parametrize(
    "text", ["Tel:\t0116", "This | that", "Table: nothing follows", "\tindented alone"]
)
def test_a_line_alone_is_no_table(text):
    assert read_report_text(text) == (Paragraph(text.strip()),)


@pytest.mark.parametrize("text", ["- a | b\n- c | d", "1.\tDo it\n2.\tDo more", "•\ta\n•\tb"])
def test_items_and_numbered_paragraphs_are_no_table(text):
    assert not any(isinstance(piece, Table) for piece in read_report_text(text))


def test_a_text_is_kept_to_the_letter_but_for_what_no_paper_prints():
    assert clean_report_text("\n \n\tG 1\n a\x00\ufeffb \u2028c\t\n\n") == "\tG 1\n ab \nc\t"
    assert clean_report_text("\t\n ") == ""


def test_a_text_that_is_too_long_is_refused():
    assert len(clean_report_text("a" * 100_000)) == 100_000
    with pytest.raises(ReportTextTooLong, match=r"100,001 characters\. A section can hold 100,000"):
        read_report_text("a" * 100_001)


# Numbers of paragraphs


def number(text, *numbers):
    return [
        (piece.number, piece.text)
        for piece in numbered(read_report_text(text), iter(numbers))
        if isinstance(piece, Paragraph)
    ]


def test_paragraphs_are_numbered_and_quotations_are_not():
    found = number("One\n\n> Said\n\n- item\n\nTwo", "1.", "2.")

    assert found == [("1.", "One"), ("", "Said"), ("2.", "Two")]


@pytest.mark.parametrize(
    "typed", ["3.2 The project", "3.2. The project", "3.2\tthe project", "3.2  “The project”"]
)
def test_a_typed_number_that_the_paragraph_gets_is_not_printed_twice(typed):
    [(found, text)] = number(typed, "3.2")

    assert (found, text.strip("“").lower()[:11]) == ("3.2", "the project")


def test_a_section_that_was_pasted_with_its_numbers_is_numbered_anew():
    assert number("14. One\n15. Two\n16.\tThree", "3.", "4.", "5.") == [
        *(("3.", "One"), ("4.", "Two"), ("5.", "Three"))
    ]


@pytest.mark.parametrize(
    "text",
    [
        "12 posts were lost",
        "12. Posts",
        "3.2 million",
        "2012. A year",
        "4.2% of staff",
        "12) Posts",
    ],
)
def test_another_number_stays_among_the_words(text):
    [piece] = numbered(read_report_text(text), iter(["2."]))

    mark = f"{piece.mark} " if isinstance(piece, Item) else ""
    assert f"{mark}{piece.text}" == text


@pytest.mark.parametrize(
    "text", ["1. One\n\nTwo\n\n4. Three", "1. One\n\n3. Two", "1.1 A\n\n2.2 B"]
)
def test_numbers_that_do_not_count_up_stay_where_they_are_other_numbers(text):
    texts = [words for _, words in number(text, "7.", "8.", "9.")]

    assert texts == text.split("\n\n")


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('Who\tWhat\nA\t"One\nTwo"', (("Who", "What"), ("A", "One\nTwo"))),
        ('Who\tWhat\n"A\n\nB"\tOne', (("Who", "What"), ("A\n\nB", "One"))),
        ('"Who\nelse"\tWhat\nA\tOne', (("Who\nelse", "What"), ("A", "One"))),
        ('Who\tWhat\nA\t"Said ""no""\n- so"', (("Who", "What"), ("A", 'Said "no"\n- so'))),
        ('Who\tWhat\nA\t"One"\nB\t"Two"', (("Who", "What"), ("A", '"One"'), ("B", '"Two"'))),
    ],
)
def test_a_cell_of_several_lines_is_one_cell_as_excel_pastes_it(text, rows):
    assert read_report_text(text) == (Table(rows),)


def test_a_quotation_of_several_lines_is_no_cell():
    assert read_report_text('"One\nTwo"\nThree') == (Paragraph('"One\nTwo"\nThree'),)
    assert read_report_text('He said:\t"One\nTwo"') == (Paragraph('He said:\t"One\nTwo"'),)


def test_a_sign_alone_parts_the_paragraphs_of_a_quotation():
    assert read_report_text("> One\n>\n> Two\n>") == (
        Paragraph("One", is_quoted=True),
        Paragraph("Two", is_quoted=True),
    )
    assert read_report_text("One\n>\nTwo") == (Paragraph("One\n>\nTwo"),)


def test_a_number_in_a_section_without_numbers_stays():
    assert read_report_text("1. One\n2. Two") == (Paragraph("1. One"), Paragraph("2. Two"))


def test_a_heading_loses_the_number_that_it_gets():
    assert without_number("2.0 Background", "2.0") == "Background"
    assert without_number("2.0 Background", "3.0") == "2.0 Background"
    assert without_number("2012 in review", "") == "2012 in review"


# Words in, words out

WORD = st.text("abcXYZ019%£,.'“”()&/é–", min_size=1, max_size=8).filter(str.isalnum)
WORDS = st.lists(WORD, min_size=1, max_size=6).map(" ".join)
SIGNS = ["", "# ", "## ", "> ", "- ", "    - ", "•\t", "Table: "]


@given(st.lists(st.tuples(st.sampled_from(SIGNS), WORDS, st.booleans()), max_size=20))
def test_every_word_that_is_typed_is_printed_once_and_in_order(lines):
    text = "".join(f"{sign}{words}\n{chr(10) if gap else ''}" for sign, words, gap in lines)

    found = " ".join(said(piece) for piece in read_report_text(text)).split()

    wanted = " ".join(f"Table: {w}" if s == "Table: " else w for s, w, _ in lines).split()
    assert found == wanted


@given(st.lists(st.lists(WORDS, min_size=3, max_size=3), min_size=2, max_size=6), WORDS)
def test_every_cell_that_is_typed_is_printed_in_its_place(rows, caption):
    text = f"Table: {caption}\n" + "\n".join("\t".join(row) for row in rows)

    [table] = read_report_text(text)

    assert table == Table(tuple(tuple(row) for row in rows), caption)


@given(st.text() | st.text("#>-•|\t\n ()a1.Table:o"))
def test_no_letter_and_no_digit_is_lost_whatever_the_text(text):
    assume("table:" not in text.casefold() and "o\t" not in text)

    pieces = read_report_text(text)

    assert letters(" ".join(said(piece) for piece in pieces)) == letters(clean_report_text(text))


def said(piece):
    if isinstance(piece, Table):
        return " ".join([piece.caption, *(cell for row in piece.rows for cell in row)])
    return f"{getattr(piece, 'mark', '')} {piece.text}"


def letters(text):
    return [char for char in text if char.isalnum()]
