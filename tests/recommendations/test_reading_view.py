import pytest

from people.roles import Role
from tests.factories import make_user

pytestmark = pytest.mark.django_db
THE_DAY = {"true_from_0": "22", "true_from_1": "11", "true_from_2": "2026"}


@pytest.fixture
def lead(client):
    client.force_login(make_user(role=Role.LEAD))
    return client


def reading(client, **sent):
    return client.get("/read-by-when/", sent).text


def test_words_are_read_against_the_day_from_which_they_are_true(lead):
    assert reading(lead, **{"deadlines-0-text": "June", **THE_DAY}) == (
        "Read as 1 to 30 June 2026: overdue from 1 July 2026."
    )


def test_words_that_are_corrected_are_read_against_the_day_of_their_paper(lead):
    sent = {"deadlines-0-text": "June", "change": "correction", "paper_date": "2016-05-31"}

    assert reading(lead, **sent, **THE_DAY) == (
        "Read as 1 to 30 June 2016: overdue from 1 July 2016."
    )


def test_what_is_not_understood_says_so(lead):
    assert reading(lead, **{"rows-0-by_when": "gobbledygook"}) == (
        "Not understood: set the dates by hand, or leave it as words only."
    )


@pytest.mark.parametrize("words", ["", "   "])
def test_no_words_have_no_reading(lead, words):
    assert reading(lead, **{"rows-0-by_when": words}) == ""
