import pytest

from recommendations.importing.cell_sorts import is_owner, is_timescale, sorts_of, status_meaning
from recommendations.meanings import Meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("On track", Meaning.ON_TRACK),
        ("Completed. http://bit.ly/pDFRBd", Meaning.COMPLETE),
        ("Carried forward – due mid September", Meaning.AT_RISK),
        ("COMPLETED", Meaning.COMPLETE),
        ("No action taken yet", Meaning.NOT_STARTED),
        ("Report agreed by CMT on 31 October", None),
        ("", None),
    ],
)
def test_a_status_word_is_told_from_a_narrative(text, meaning):
    assert status_meaning(text) is meaning


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sue Moorman", True),
        ("Head of Communications and Marketing", True),
        ("HM Treasury", True),
        ("On track", False),
        ("5th February meeting", False),
        ("This is underway in all of our teams", False),
    ],
)
def test_names_and_posts_are_told_from_other_words(text, expected):
    assert is_owner(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Immediate actions", True),
        ("Medium term actions", True),
        ("Short-term (0-6 months)", True),
        ("Quick wins", True),
        ("Within 6 months", True),
        ("1. Communication", False),
        ("Immediate training is needed", False),
    ],
)
def test_timescales_are_told_from_themes(text, expected):
    assert is_timescale(text) is expected


def test_the_sorts_of_a_column_are_shares_of_its_cells():
    sorts = sorts_of(["March 17", "~~June 2016~~ Autumn 17", "", "No idea of it"])

    assert (sorts.filled, sorts.distinct) == (0.75, 1.0)
    assert round(sorts.dates, 2) == 0.67
    assert sorts.owners == sorts.statuses == 0
