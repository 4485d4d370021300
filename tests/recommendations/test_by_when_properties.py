"""What holds of every reading, whatever somebody typed."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from recommendations.by_when import UK, US, describe, read_by_when
from recommendations.by_when.words import BY_FIRST_WORD

KNOWN_WORDS = sorted(
    {" ".join((first, *rest)) for first, entries in BY_FIRST_WORD.items() for rest, _, _ in entries}
)
FIGURES = ["1", "31", "05", "13", "2013", "2013/14", "13/14", "Q3", "H1", "29th", "31/3/13", "30.9"]
SIGNS = [",", ".", ";", ":", "(", ")", "-", "\u2013", "/", "&", "+", "'", "\n", "<s>", "</s>", "~~"]
ODD = ["\u00ad", "\u00a0", "\u200f", "\ud800", "\x00", "9" * 5000, "Cabinet", "policy agreed"]

paper_dates = st.dates(date(1990, 1, 1), date(2090, 12, 31))
conventions = st.sampled_from([UK, US])
wordings = st.lists(
    st.sampled_from(KNOWN_WORDS)
    | st.sampled_from(FIGURES)
    | st.sampled_from(SIGNS)
    | st.sampled_from(ODD),
    max_size=12,
).map(" ".join)


def span(reading):
    return reading.earliest, reading.latest, reading.open_ended


@given(st.text(st.characters(), max_size=10_000), st.dates(), conventions)
@settings(deadline=None)
def test_any_text_is_read_or_unread(text, paper_date, conventions):
    reading = read_by_when(text, paper_date=paper_date, conventions=conventions)

    assert reading.is_read or span(reading) == (None, None, False)


@given(wordings, st.integers(1, 10_000), paper_dates)
@settings(deadline=None, max_examples=50)
def test_repeated_words_are_read_or_unread(wording, times, paper_date):
    text = (wording * times)[:10_000]

    reading = read_by_when(text, paper_date=paper_date)

    assert reading.is_read or span(reading) == (None, None, False)


@given(wordings, paper_dates, conventions)
@settings(deadline=None, max_examples=500)
def test_earliest_is_never_after_latest(text, paper_date, conventions):
    reading = read_by_when(text, paper_date=paper_date, conventions=conventions)

    for days in (reading, *reading.parts):
        assert days.latest is None or days.earliest <= days.latest


@given(wordings, paper_dates)
@settings(deadline=None, max_examples=500)
def test_unread_has_no_dates(text, paper_date):
    reading = read_by_when(text, paper_date=paper_date)

    if not reading.is_read:
        assert (*span(reading), reading.parts) == (None, None, False, ())


@given(wordings, paper_dates, paper_dates, conventions)
@settings(deadline=None, max_examples=500)
def test_printed_reading_read_again_gives_the_same_days(text, paper_date, later, conventions):
    reading = read_by_when(text, paper_date=paper_date, conventions=conventions)

    again = read_by_when(describe(reading), paper_date=later, conventions=conventions)

    assert span(again) == span(reading)
