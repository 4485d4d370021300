"""The reading of "By when" wordings: scored on the corpus, and what a reading consists of."""

import csv
from datetime import date
from pathlib import Path

import pytest

from recommendations.by_when import UK, US, Conventions, Kind, Part, Reading, describe, read_by_when

CORPUS = Path(__file__).resolve().parent.parent / "data" / "bywhen.tsv"
NOVEMBER_2012 = date(2012, 11, 26)


def corpus():
    with CORPUS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def days_of_label(row):
    days = (date.fromisoformat(row[key]) if row[key] else None for key in ("earliest", "latest"))
    return (*days, row["open_ended"] == "y")


def days_read(row):
    paper_date = date.fromisoformat(row["reference_date"])
    reading = read_by_when(row["text"], paper_date=paper_date)
    return reading.earliest, reading.latest, reading.open_ended


def is_wrong(read, label):
    """A day was given that the label does not have."""
    return any(day and day != right for day, right in zip(read[:2], label[:2], strict=True))


def test_corpus_is_read_as_labelled():
    rows = corpus()

    pairs = [(days_read(row), days_of_label(row)) for row in rows]

    assert len(rows) == 237
    assert sum(read == label for read, label in pairs) / len(rows) >= 0.95
    assert sum(is_wrong(read, label) for read, label in pairs) / len(rows) <= 0.02


def test_milestones_become_parts():
    text = "CMT: 19 September, Executive 16 October\nImplementation: Autumn 2012 onwards"

    reading = read_by_when(text, paper_date=NOVEMBER_2012)

    assert reading == Reading(
        Kind.LIST,
        date(2012, 9, 19),
        None,
        open_ended=True,
        parts=(
            Part("CMT", date(2012, 9, 19), date(2012, 9, 19)),
            Part("Executive", date(2012, 10, 16), date(2012, 10, 16)),
            Part("Implementation", date(2012, 9, 1), None, open_ended=True),
        ),
    )


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("January 2013 (first item) and March 2013 (second item)", ["first item", "second item"]),
        ("For FFATA, March 2013 For Annual Report, August 2013", ["FFATA", "Annual Report"]),
        ("Report (draft) by June 2013, training by Sept 2013", ["Report (draft)", "training"]),
        ("Phase 1 - March 2013\nPhase 2 - June 2013", ["Phase 1", "Phase 2"]),
        ("March 2013; then June 2013", ["", ""]),
    ],
)
def test_parts_keep_the_words_beside_each_date(text, labels):
    reading = read_by_when(text, paper_date=NOVEMBER_2012)

    assert [part.label for part in reading.parts] == labels


@pytest.mark.parametrize("text", ["October 2012", "January/February 2013", "1-14 February", "tbc"])
def test_single_period_has_no_parts(text):
    assert read_by_when(text, paper_date=NOVEMBER_2012).parts == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("31/03/2013", Kind.DATE),
        ("by the end of March", Kind.DATE),
        ("March 2013", Kind.MONTH),
        ("Q3 2012/13", Kind.QUARTER),
        ("late spring", Kind.SEASON),
        ("by 2015", Kind.YEAR),
        ("2012/13", Kind.FINANCIAL_YEAR),
        ("March to June 2013", Kind.RANGE),
        ("January/February 2013", Kind.RANGE),
        ("March, June and September 2013", Kind.LIST),
        ("Ongoing", Kind.ONGOING),
        ("From October 2012", Kind.ONGOING_FROM),
        ("Quarterly (TBC)", Kind.RECURRING),
        ("Within 3 months", Kind.RELATIVE),
        ("As soon as possible", Kind.RELATIVE),
        ("Subject to funding", Kind.CONDITIONAL),
        ("Completed March 2012", Kind.COMPLETED),
        ("n/a", Kind.NOT_APPLICABLE),
        ("TBC", Kind.TO_BE_CONFIRMED),
        ("See 2.3 above", Kind.OTHER),
        ("Sue Moorman", Kind.UNREAD),
    ],
)
def test_kind_says_what_sort_of_wording_it_is(text, kind):
    assert read_by_when(text, paper_date=NOVEMBER_2012).kind is kind


@pytest.mark.parametrize(
    ("text", "uk_day", "us_day"),
    [
        ("1/4/2013", date(2013, 4, 1), date(2013, 1, 4)),
        ("04.12.12", date(2012, 12, 4), date(2012, 4, 12)),
        ("12/31/2012", date(2012, 12, 31), date(2012, 12, 31)),
        ("31/12/2012", date(2012, 12, 31), date(2012, 12, 31)),
        ("2012-12-04", date(2012, 12, 4), date(2012, 12, 4)),
    ],
)
def test_conventions_say_whether_the_day_comes_first(text, uk_day, us_day):
    assert read_by_when(text, paper_date=NOVEMBER_2012, conventions=UK).latest == uk_day
    assert read_by_when(text, paper_date=NOVEMBER_2012, conventions=US).latest == us_day


def test_number_after_a_month_is_its_day_in_the_us():
    reading = read_by_when("March 17", paper_date=date(2016, 5, 31), conventions=US)

    assert (reading.earliest, reading.latest) == (date(2016, 3, 17), date(2016, 3, 17))


def test_conventions_say_when_seasons_are():
    southern = Conventions(
        spring=(9, 10, 11), summer=(12, 1, 2), autumn=(3, 4, 5), winter=(6, 7, 8)
    )

    reading = read_by_when("Summer 2012", paper_date=NOVEMBER_2012, conventions=southern)

    assert (reading.earliest, reading.latest) == (date(2012, 12, 1), date(2013, 2, 28))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Autumn 17", "1 September to 30 November 2017"),
        ("Winter 2012", "1 December 2012 to 28 February 2013"),
        ("March 2013", "1 to 31 March 2013"),
        ("by 31/3/13", "31 March 2013"),
        ("From October 2012", "from 1 October 2012"),
        ("By March 2013, further work ongoing", "1 to 31 March 2013, with work ongoing"),
        ("Completed 14/6/12", "completed 14 June 2012"),
        ("Complete but the work will remain ongoing", "completed, with work ongoing"),
        ("On-going", "ongoing"),
        ("Quarterly", "recurring"),
        ("TBA", "to be confirmed"),
        ("N/A", "not applicable"),
        ("Once approved", "dependent on an event"),
        ("ASAP", "as soon as possible"),
        ("See above", "no date"),
        ("Roadmap in development.", "not understood"),
    ],
)
def test_describe_says_the_reading_in_plain_english(text, words):
    assert describe(read_by_when(text, paper_date=NOVEMBER_2012)) == words


def test_describe_says_a_reading_with_only_an_end():
    assert describe(Reading(Kind.DATE, None, date(2013, 3, 31))) == "by 31 March 2013"
