import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommendations.links_in_text import Stretch, links_in_text

ADDRESSES = (
    "https://a.gov.uk",
    "https://www.sample-council.gov.uk/learning/review.pdf?page=2&part=b#annex-1",
    "https://xn--caf-dma.example/",
    "https://a.gov.uk:8443/x",
    "https://a.gov.uk/minutes_(draft)",
    "https://a.gov.uk/a%20b/~c/d;e=f,g'h",
    "mailto:sue.moorman@sample.gov.uk",
    "mailto:o'neill+hr@sample.gov.uk",
)


def links(text):
    return [(stretch.text, stretch.address) for stretch in links_in_text(text) if stretch.address]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    "around", ["{}", "See {}.", "({})", "“{}”", "{}, then", "<{}>", "{}: why?", "see\n{}\n\nnext"]
)
def test_an_address_leads_where_it_says_without_the_sentence_around_it(address, around):
    assert links(around.format(address)) == [(address, address)]


@pytest.mark.parametrize(
    "text",
    [
        "http://a.gov.uk and ftp://a.gov.uk/x",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,<script>",
        "www.a.gov.uk",
        "sue.moorman@sample.gov.uk",
        "https://",
        "https://localhost/admin",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://a..gov.uk/",
        "https://a.gov.uk@elsewhere.example/",
        "https://a.gov.uk:pass@elsewhere.example/",
        "https://a.gov.uk\\@elsewhere.example/",
        "https://gоv.uk/",
        "https://a.gov.uk/\u202eku.vog.b",
        "https://a.gov.uk/\u200bx",
        "https://a.gov.uk/中",
        "xhttps://a.gov.uk/",
        "view-source:https://a.gov.uk/",
        "mailto:sue@sample.gov.uk?bcc=everybody@sample.gov.uk",
        "mailto:sue@sample.gov.uk,all@sample.gov.uk",
        "mailto:@sample.gov.uk",
        f"https://a.gov.uk/{'x' * 2_001}",
    ],
)
def test_nothing_else_becomes_a_link(text):
    assert links_in_text(text) == [Stretch(text)]


def test_what_an_address_can_not_hold_is_written_in_percents():
    assert links("HTTPS://A.gov.uk/tŷ") == [("HTTPS://A.gov.uk/tŷ", "https://A.gov.uk/t%C5%B7")]


def test_the_words_between_links_stay():
    assert links_in_text("See https://a.gov.uk and mailto:b@c.uk, today") == [
        Stretch("See "),
        Stretch("https://a.gov.uk", "https://a.gov.uk"),
        Stretch(" and "),
        Stretch("mailto:b@c.uk", "mailto:b@c.uk"),
        Stretch(", today"),
    ]


def test_a_text_of_nothing_but_beginnings_of_addresses_is_read_at_once():
    text = "https://a.bb/,mailto:" * 950 + "中"

    assert links_in_text(text) == [Stretch(text)]


TYPED = st.lists(
    st.sampled_from([*ADDRESSES, "https://", "mailto:", *":/.@?()[]'\"<> \n", "a", "中", "\u202e"]),
    max_size=12,
).map("".join)


@given(TYPED)
def test_joined_the_stretches_are_the_text_and_only_two_schemes_are_there(text):
    stretches = links_in_text(text)

    assert "".join(stretch.text for stretch in stretches) == text
    for stretch in stretches:
        assert not stretch.address or stretch.address.startswith(("https://", "mailto:"))
        assert stretch.address.isascii()
