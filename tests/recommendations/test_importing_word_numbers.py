from xml.etree import ElementTree

import pytest

from recommendations.importing.word_numbers import Numbering, W, written

NAMES = f'xmlns:w="{W[1:-1]}"'


def numbering(levels, numbers='<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'):
    texts = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for at, (kind, text) in enumerate(levels)
    )
    return ElementTree.fromstring(
        f'<w:numbering {NAMES}><w:abstractNum w:abstractNumId="0">{texts}</w:abstractNum>'
        f"{numbers}</w:numbering>"
    )


def paragraph(level, number=1):
    return ElementTree.fromstring(
        f'<w:p {NAMES}><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/>'
        "</w:numPr></w:pPr></w:p>"
    )


def signs(lists, *places):
    return [lists.sign(paragraph(*place)).text for place in places]


def test_levels_are_numbered_within_each_other():
    lists = Numbering(
        numbering([("decimal", "%1."), ("decimal", "%1.%2"), ("lowerLetter", "(%3)")]), None
    )

    assert signs(lists, (0,), (1,), (1,), (2,), (2,), (0,), (1,)) == [
        "1.", "1.1", "1.2", "(a)", "(b)", "2.", "2.1",
    ]  # fmt: skip


def test_a_list_that_starts_anew_does_and_another_goes_on():
    numbers = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    )
    lists = Numbering(numbering([("decimal", "%1)")], numbers), None)

    assert signs(lists, (0, 1), (0, 2), (0, 3), (0, 3)) == ["1)", "2)", "5)", "6)"]


def test_a_bullet_is_a_bullet_and_no_list_is_none():
    lists = Numbering(numbering([("bullet", "\uf0b7")]), None)

    assert lists.sign(paragraph(0)).is_bullet
    assert lists.sign(paragraph(0, number=0)) is None
    assert lists.sign(ElementTree.fromstring(f"<w:p {NAMES}/>")) is None


@pytest.mark.parametrize(
    ("number", "number_format", "words"),
    [
        (3, "decimal", "3"),
        (28, "lowerLetter", "bb"),
        (3, "upperLetter", "C"),
        (14, "lowerRoman", "xiv"),
        (9, "upperRoman", "IX"),
        (4, "decimalZero", "04"),
        (11, "ordinal", "11th"),
        (22, "ordinal", "22nd"),
        (1, "none", ""),
        (6, "chineseCounting", "6"),
    ],
)
def test_numbers_are_written_as_word_does(number, number_format, words):
    assert written(number, number_format) == words
