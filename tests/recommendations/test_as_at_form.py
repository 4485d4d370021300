import pytest
from django.test import RequestFactory

from recommendations.forms.as_at import AsAtForm
from tests.factories import DAY


def asked(**query):
    return AsAtForm.asked(RequestFactory().get("/", query), DAY)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            "2026-10-25T01:30",
            "01:30 comes twice on 25 October 2026, when the clocks change. Choose another time",
        ),
        (
            "2026-03-29T01:30",
            "01:30 does not come on 29 March 2026, when the clocks change. Choose another time",
        ),
        ("rubbish", "Enter the moment like 2016-06-03T12:00"),
    ],
)
def test_a_moment_that_is_none_or_two_is_refused_in_words(typed, said):
    form, as_at, known_by = asked(known_by=typed)

    assert form.errors == {"known_by": [said]}
    assert (as_at, known_by, form.as_query()) == (DAY, None, "")


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("2026-10-25T00:59", "2026-10-25T00:59:00+01:00"),
        ("2026-10-25T02:00", "2026-10-25T02:00:00+00:00"),
        ("2026-03-29T02:00", "2026-03-29T02:00:00+01:00"),
        ("2026-10-25", "2026-10-25T23:59:59.999999+00:00"),
    ],
)
def test_the_hours_beside_it_are_what_they_say(typed, moment):
    form, _, known_by = asked(known_by=typed)

    assert form.is_valid()
    assert known_by.isoformat() == moment
