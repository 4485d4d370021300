import pytest

from recommendations.cell_html import cell_html, text_html
from recommendations.cell_text import Block


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            "See https://a.gov.uk/b/c?d=1&e=2.",
            'See <a href="https://a.gov.uk/b/c?d=1&amp;e=2">https://a.gov.uk/b/c?d=1&amp;e=2</a>.',
        ),
        ("mailto:a@b.gov.uk", '<a href="mailto:a@b.gov.uk">mailto:a@b.gov.uk</a>'),
        (
            "https://a.gov.uk/'onclick='x",
            '<a href="https://a.gov.uk/&#x27;onclick=&#x27;x">'
            "https://a.gov.uk/&#x27;onclick=&#x27;x</a>",
        ),
        (
            'https://a.gov.uk/"><script>',
            '<a href="https://a.gov.uk/">https://a.gov.uk/</a>&quot;&gt;&lt;script&gt;',
        ),
        ("http://a.gov.uk", "http:/<wbr>/<wbr>a.gov.uk"),
        ("javascript:alert(1)\nELT", "javascript:alert(1)<br>ELT"),
    ],
)
def test_addresses_become_links_and_all_else_is_escaped(text, html):
    assert text_html(text) == html


def test_links_stand_in_bullets_too():
    assert cell_html([Block("At:"), Block("https://a.gov.uk", 1)]) == (
        '<p>At:</p><ul><li><a href="https://a.gov.uk">https://a.gov.uk</a></li></ul>'
    )


def test_a_word_without_end_is_printed_in_pieces_and_a_long_one_is_not():
    assert text_html("x" * 1_000) == "<wbr>".join(["x" * 100] * 10)
    assert text_html("x" * 999) == "x" * 999


def test_slashes_without_end_give_no_more_breaks_than_a_page_of_names():
    assert text_html("ab/cd " * 300).count("/<wbr>") == 200
