from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from people.dated_fact import take_back
from people.edited_in_place import EditedMeanwhile
from recommendations.as_at import state_as_at
from recommendations.by_when import Kind, Part, Reading
from recommendations.deadlines import NewTerm, drop, revise, revise_all
from recommendations.derived import wrong_derived
from recommendations.models import DeadlineTerm, Recommendation
from recommendations.readings import reading_by_hand
from recommendations.settling import SettledWords, settle_wording, settle_wordings
from recommendations.words_in_use import one_in_use, words_in_use
from tests.at_once import at_once, for_threads
from tests.factories import (
    DAY,
    make_deadline_read,
    make_plan,
    make_recommendation,
    make_user,
    moment,
    reading,
    written,
)

LATER = DAY + timedelta(days=60)
EASTER = "Easter eggs"
UNREAD = Reading(Kind.UNREAD)
BY_HAND = reading_by_hand(earliest=date(2017, 4, 1), latest=date(2017, 4, 17), open_ended=False)
JUNE = reading(date(2016, 6, 30), date(2016, 6, 1), Kind.MONTH)
JULY = reading(date(2016, 7, 31), date(2016, 7, 1), Kind.MONTH)


def settle(words=EASTER, paper_date=DAY, read_as=BY_HAND, version=None, **more):
    return settle_wording(
        words,
        paper_date,
        reading=read_as,
        parser_version=version,
        by=make_user("lena@example.gov.uk", "Lena Lead"),
        at=moment(LATER),
        **more,
    )


def deadlines(recommendation, as_at=LATER, known_by=None):
    rows = Recommendation.objects.filter(pk=recommendation.pk)
    [state] = state_as_at(rows, as_at=as_at, known_by=known_by)
    return state.deadlines


def latest(recommendation, **when):
    return [deadline.latest for deadline in deadlines(recommendation, **when)]


def in_use(**more):
    return words_in_use(Recommendation.objects.all(), on=LATER, **more)


@pytest.fixture
def row(db):
    return make_recommendation()


# The act


def test_settling_corrects_every_term_in_force_with_these_words(row):
    other = make_recommendation(make_plan("Staff survey", "staff-survey"))
    first = make_deadline_read(row, EASTER, UNREAD).terms.get()
    make_deadline_read(other, EASTER, UNREAD, on=LATER)

    one, two = settle()

    assert (one.text, one.paper_date, one.valid_from) == (EASTER, DAY, DAY)
    assert (two.valid_from, two.deadline.recommendation) == (LATER, other)
    assert (one.earliest, one.latest, one.kind) == (date(2017, 4, 1), date(2017, 4, 17), "range")
    assert (one.read_by, one.parser_version, one.corrects) == ("person", None, first)
    assert (one.recorded_at, str(one.recorded_by)) == (moment(LATER), "Lena Lead")
    assert latest(row) == latest(other) == [date(2017, 4, 17)]


def test_the_same_words_of_another_paper_and_other_words_stay(row):
    make_deadline_read(row, "June", JUNE)
    make_deadline_read(row, "June", JUNE, paper_date=date(2015, 5, 31))
    make_deadline_read(row, "june", JUNE)

    [term] = settle("June")

    assert term.paper_date == DAY
    assert latest(row) == [date(2017, 4, 17), date(2016, 6, 30), date(2016, 6, 30)]


def test_as_known_before_the_settling_the_old_reading_stands(row):
    make_deadline_read(row, EASTER, UNREAD)

    settle()

    before = moment(LATER) - timedelta(minutes=1)
    assert latest(row, known_by=before) == [None]
    assert latest(row, as_at=DAY, known_by=None) == [date(2017, 4, 17)]
    [deadline] = deadlines(row, known_by=before)
    assert (deadline.text, deadline.read_by) == (EASTER, "parser")


@pytest.mark.parametrize(
    ("read_as", "version", "reason"),
    [
        (BY_HAND, None, "Dates set by hand"),
        (reading_by_hand(earliest=None, latest=None, open_ended=False), None, "Left as words only"),
        (JUNE, 2, "Read by the program, version 2"),
    ],
)
def test_settling_says_why(row, read_as, version, reason):
    make_deadline_read(row, EASTER, UNREAD)

    [term] = settle(read_as=read_as, version=version)

    assert (term.reason, term.parser_version) == (reason, version)


def test_a_reason_that_was_given_is_kept(row):
    make_deadline_read(row, EASTER, UNREAD)

    [term] = settle(reason="The chair said so. ")

    assert term.reason == "The chair said so."


def test_milestones_are_kept(row):
    make_deadline_read(row, EASTER, UNREAD)
    parts = (Part("CMT", date(2016, 9, 19), date(2016, 9, 19)), Part("", None, None, True))
    whole = Reading(Kind.LIST, date(2016, 9, 19), None, open_ended=True, parts=parts)

    settle(read_as=whole, version=1)

    assert [kept.reading for kept in in_use()[0].kept] == [whole]
    assert settle(read_as=whole, version=1) == []


def test_what_is_read_so_already_is_not_written_again(row):
    make_deadline_read(row, "June", JUNE, version=1)

    assert settle("June", read_as=JUNE, version=2) == []
    assert len(settle("June", read_as=JUNE)) == 1
    assert settle("June", read_as=JUNE) == []


def test_a_person_may_put_the_program_in_place_of_a_person(row):
    make_deadline_read(row, "June", BY_HAND, version=None)

    [term] = settle("June", read_as=JUNE, version=1)

    assert (term.read_by, term.latest) == ("parser", date(2016, 6, 30))


def test_hand_set_readings_are_spared_in_bulk(row):
    make_deadline_read(row, "June", BY_HAND, version=None)
    make_deadline_read(row, "June", JULY)
    rows = [SettledWords("June", DAY, JUNE, 1), SettledWords("July", DAY, JULY, 1)]
    make_deadline_read(row, "July", UNREAD)

    terms = settle_wordings(rows, by=make_user(), at=moment(LATER), spare_hand_set=True)

    assert [term.text for term in terms] == ["June", "July"]
    assert latest(row) == [date(2017, 4, 17), date(2016, 6, 30), date(2016, 7, 31)]


def test_only_the_deadlines_of_the_recommendations_asked_for(row):
    other = make_recommendation()
    make_deadline_read(row, EASTER, UNREAD)
    make_deadline_read(other, EASTER, UNREAD)

    settle(among=Recommendation.objects.filter(pk=row.pk))

    assert (latest(row), latest(other)) == ([date(2017, 4, 17)], [None])


def test_derived_columns_agree(row):
    make_deadline_read(row, EASTER, UNREAD)

    settle()

    row.refresh_from_db()
    assert (row.next_latest, row.original_latest) == (date(2017, 4, 17), date(2017, 4, 17))
    assert list(wrong_derived()) == []


# What has moved, and what is in force no more


def test_a_dropped_deadline_and_words_replaced_since_are_left_alone(row):
    dropped = make_deadline_read(row, EASTER, UNREAD)
    moved = make_deadline_read(row, EASTER, UNREAD)
    drop(dropped, reason="Done with.", **written(LATER, moment(DAY + timedelta(days=60), hour=9)))
    revise(moved, "July", reading=JULY, paper_date=LATER, **written(LATER, moment(LATER, hour=9)))

    assert settle() == []
    assert DeadlineTerm.objects.filter(text=EASTER).count() == 2


def test_the_original_of_a_moved_deadline_keeps_its_reading(row):
    deadline = make_deadline_read(row, "June", JUNE)
    revise(deadline, EASTER, reading=UNREAD, paper_date=DAY, **written(at=moment(hour=13)))

    settle()

    [state] = deadlines(row)
    assert (state.original_text, state.original_latest) == ("June", date(2016, 6, 30))
    assert (state.latest, state.times_moved) == (date(2017, 4, 17), 1)


def test_the_same_words_agreed_again_have_not_moved_by_a_settling(row):
    deadline = make_deadline_read(row, "June", JUNE)
    again = NewTerm(deadline, "June", JUNE, DAY, parser_version=1)
    revise_all([again], **written(LATER, moment(LATER, hour=9)))

    [term] = settle("June")

    [state] = deadlines(row)
    assert term.valid_from == LATER
    assert (state.latest, state.original_latest) == (date(2017, 4, 17), date(2016, 6, 30))
    assert state.times_moved == 0
    assert list(wrong_derived()) == []


# Two people


def test_settling_what_was_settled_meanwhile_is_refused(row):
    make_deadline_read(row, EASTER, UNREAD)
    make_deadline_read(row, "June", JULY)
    shown = [SettledWords(r.words, r.paper_date, BY_HAND, None, r.newest) for r in in_use()]
    settle(read_as=JUNE)
    count = DeadlineTerm.objects.count()

    with pytest.raises(EditedMeanwhile, match=f"“{EASTER}”"):
        settle_wordings(shown, by=make_user(), at=moment(LATER, hour=13))

    assert DeadlineTerm.objects.count() == count
    assert latest(row) == [date(2016, 6, 30), date(2016, 7, 31)]


def test_settling_words_that_nobody_uses_any_more_is_refused(row):
    deadline = make_deadline_read(row, EASTER, UNREAD)
    newest = in_use()[0].newest
    drop(deadline, reason="Done with.", **written(LATER, moment(LATER, hour=9)))

    with pytest.raises(EditedMeanwhile):
        settle(newest=newest)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_settle_in_one_moment_one_is_told(tmp_path):
    row = make_recommendation()
    make_deadline_read(row, EASTER, UNREAD)
    newest = one_in_use(Recommendation.objects.all(), EASTER, DAY, on=LATER).newest
    make_user("lena@example.gov.uk", "Lena Lead")

    def call():
        try:
            return len(settle(newest=newest))
        except ValidationError as error:
            return type(error).__name__

    with for_threads(tmp_path):
        answers = at_once(call, call)
        [corrections] = at_once(DeadlineTerm.objects.filter(corrects__isnull=False).count)

    assert 1 in answers
    assert set(answers) <= {1, "EditedMeanwhile", "ValidationError"}
    assert corrections == 1


# What is in use


def test_words_not_understood_come_first_then_proposals_then_the_alphabet(row):
    make_deadline_read(row, "September 2016")
    make_deadline_read(row, "August 2016")
    make_deadline_read(row, "december 2016", JULY)
    make_deadline_read(row, "a blue moon", UNREAD)

    words = [found.words for found in in_use()]

    assert words == [
        "a blue moon",
        "december 2016",
        "August 2016",
        "September 2016",
    ]


def test_one_wording_tells_its_readings_and_who_made_them(row):
    make_deadline_read(row, "June 2016", JULY)
    make_deadline_read(row, "June 2016", JULY)
    make_deadline_read(row, "June 2016", BY_HAND, version=None)

    [found] = in_use()

    told = [(kept.reader, kept.deadlines) for kept in found.kept]
    assert told == [("the program, version 1", 2), ("a person", 1)]
    assert (found.deadlines, found.is_proposed, found.is_by_person) == (3, True, True)
    assert found.proposal == "Read as 1 to 30 June 2016: overdue from 1 July 2016."


@pytest.mark.parametrize(("version", "is_proposed"), [(1, True), (None, False)])
def test_only_a_reading_of_the_program_is_proposed_otherwise(row, version, is_proposed):
    make_deadline_read(row, "June 2016", JULY, version=version)

    [found] = in_use()

    assert found.is_proposed is is_proposed
    assert latest(row) == [date(2016, 7, 31)]


def test_an_older_version_that_read_the_same_is_no_proposal(row):
    make_deadline_read(row, "June 2016", version=0)

    assert not in_use()[0].is_proposed


def test_a_proposal_of_the_same_days_says_what_is_new(row):
    make_deadline_read(row, "June 2016", reading(date(2016, 6, 30), date(2016, 6, 1), Kind.RANGE))

    assert in_use()[0].proposal == (
        "Read as 1 to 30 June 2016: overdue from 1 July 2016. The same days, now as “month”, not "
        "“range”."
    )


def test_conventions_of_the_council_make_proposals(row, settings):
    make_deadline_read(row, "1/4/2017")
    settings.MONTH_FIRST = True

    [found] = in_use()

    assert found.proposal == "Read as 4 January 2017: overdue from 5 January 2017."


def test_a_recommendation_that_was_taken_back_uses_no_words(row):
    make_deadline_read(row, EASTER, UNREAD)
    take_back(row.wordings.get(), by=make_user(), at=moment(LATER), reason="Never agreed.")

    assert in_use() == []
